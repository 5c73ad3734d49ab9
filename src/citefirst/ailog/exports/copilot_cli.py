"""GitHub Copilot CLI: a session of `~/.copilot/session-state/*/events.jsonl`; VS Code's transcripts of Copilot too.

The events and their fields are documented by GitHub: github.com/github/copilot-sdk, docs/features/streaming-events.md.
Each has `type`, `data`, `id`, `timestamp`, `parentId` and, where a sub-agent caused it, `agentId`. Those whose names
begin with the words in `_WORDLESS` say nothing that another event does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_ROLES: dict[str, Role] = {"user.message": "user", "system.message": "system", "skill.invoked": "system"}
_WORDLESS = (
    *("session.", "assistant.turn_", "assistant.reasoning", "assistant.intent", "assistant.usage", "permission."),
    *("hook.", "subagent.", "tool.execution_start", "abort", "command.", "elicitation.", "exit_plan_mode."),
)


def _recognise(value: Any) -> bool:
    return any(
        isinstance(item.get("type"), str)
        and "." in item["type"]
        and isinstance(item.get("data"), dict)
        and "parentId" in item
        for item in samples(value)
    )


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session = place.directory if place.name == "events" else place.name
        self.model = ""
        self.tools: dict[str, str] = {}
        """Names of tools by the ID of a call."""

    def __call__(self, record: Node) -> Iterator[Event]:
        kind, data, at = record["type"].text(), record["data"], record["timestamp"].zoned()
        agent = record["agentId"].label()
        if kind in ("session.start", "session.resume"):
            self.session = data["sessionId"].label() or self.session
            context = data["context"]
            yield About(self.session, directory=context["cwd"].label(), at=data["startTime"].zoned() or at)
        elif kind == "session.model_change":
            self.model = data["newModel"].label()
        elif kind in _ROLES:
            yield Said(self.session, Message(_ROLES[kind], data["content"].text().strip(), at, agent=agent))
        elif kind == "assistant.message":
            yield from self._answer(data, at, agent)
        elif kind == "tool.user_requested":
            yield from called(self.session, data["toolName"].label(), data["arguments"], at, agent=agent)
        elif kind == "tool.execution_complete":
            tool = self.tools.get(data["toolCallId"].label(), "")
            yield result(self.session, tool, data["result"] or data["error"], at, agent)
        elif not kind.startswith(_WORDLESS):
            yield passed(record, kind)

    def _answer(self, data: Node, at: str, agent: str) -> Iterator[Event]:
        model = data["model"].label() or self.model
        yield Said(self.session, Message("assistant", data["content"].text().strip(), at, model, agent=agent))
        for call in data["toolRequests"]:
            self.tools[call["toolCallId"].label()] = name = call["name"].label()
            yield from called(self.session, name, call["arguments"], at, model, agent)


FORMAT = SessionFormat(
    name="copilot-cli",
    label="GitHub Copilot session",
    vendor="GitHub",
    assistant="GitHub Copilot CLI",
    export="`events.jsonl` of a session, or the directory `~/.copilot/session-state`; VS Code's `transcripts` too",
    source="GitHub's documentation of the events",
    unread="reasoning, attachments",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
