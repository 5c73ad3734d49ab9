"""OpenCode: what `opencode export` prints, a session as one JSON object.

The shape is that of the command (github.com/anomalyco/opencode, packages/opencode/src/cli/cmd/export.ts) and of
`Session`, `Message` and `Part` in packages/schema/src/v1/session.ts: `info` of the session, and `messages` with `info`
and `parts`. Parts are texts, calls of tools with their state, files and marks of steps. A text with `synthetic` was
added by the program. A sub-agent is a session of its own with `parentID`. Times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, role, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_MILLISECOND = 0.001
_WORDLESS = frozenset("reasoning step-start step-finish snapshot patch retry compaction subtask agent".split())


def _recognise(value: Any) -> bool:
    return any(
        isinstance(item.get("info"), dict) and isinstance(item.get("messages"), list) and _has_parts(item["messages"])
        for item in samples(value)
    )


def _has_parts(messages: list[Any]) -> bool:
    return any(isinstance(one, dict) and isinstance(one.get("parts"), list) and "info" in one for one in messages[:5])


def _records(export: Node) -> Iterable[Node]:
    """Cut a session into what it says of itself and its messages, so that a damaged one does not hide the rest."""
    for session in export if isinstance(export.value, list) else (export,):
        yield Node({"session": session["info"].value}, f"{session.path}info")
        yield from session["messages"]


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session = place.name

    def __call__(self, record: Node) -> Iterator[Event]:
        if info := record["session"]:
            self.session = info["id"].label() or self.session
            at = info["time"]["created"].moment(_MILLISECOND)
            directory = info["directory"].label()
            yield About(self.session, info["title"].label(), info["parentID"].label(), directory=directory, at=at)
            return
        info = record["info"]
        who: Role = role(info["role"])
        at = info["time"]["created"].moment(_MILLISECOND)
        model = info["modelID"].label() if who == "assistant" else ""
        if who == "user" and info["system"]:
            yield Said(self.session, Message("system", info["system"].text().strip(), at))
        for part in record["parts"]:
            yield from self._part(part, who, at, model)

    def _part(self, part: Node, who: Role, at: str, model: str) -> Iterator[Event]:
        kind = part["type"].text()
        if kind == "text":
            by: Role = "system" if part["synthetic"].flag() and who == "user" else who
            yield Said(self.session, Message(by, part["text"].text().strip(), at, model))
        elif kind == "tool":
            name, state = part["tool"].label(), part["state"]
            yield from called(self.session, name, state["input"], at, model)
            yield result(self.session, name, state["output"] or state["error"], at)
        elif kind == "file":
            yield Said(self.session, Message(who, f"[attached: {part['filename'].label() or 'a file'}]", at))
        elif kind not in _WORDLESS:
            yield passed(part, kind)


FORMAT = SessionFormat(
    name="opencode",
    label="OpenCode session",
    vendor="",
    assistant="OpenCode",
    export="what `opencode export` prints; sub-agents are sessions with a parent",
    source="the command in anomalyco/opencode",
    unread="its database; reasoning, files",
    recognise=_recognise,
    reader=_Reader,
    records=_records,
)
