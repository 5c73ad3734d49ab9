"""Codex CLI: a rollout of `~/.codex/sessions/*/*/*/rollout-*.jsonl`.

The shape is `RolloutLine` in github.com/openai/codex, codex-rs/protocol/src/protocol.rs, and `ResponseItem` in
models.rs beside it: `timestamp`, `type` and `payload`. `session_meta` names the session, the instructions and, for a
sub-agent, its parent under `source.subagent`; `turn_context` names the model; what was said are `response_item`s.
`event_msg` repeats them for the screen. What the program adds to the conversation is a `developer` message, or a `user`
message that begins with a tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, role, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_LINES = ("session_meta", "response_item", "event_msg", "turn_context", "compacted")
_ADDED = (
    *("<environment_context>", "<user_instructions>", "<permissions instructions>", "<turn_aborted>", "<skill>"),
    *("<INSTRUCTIONS>", "<collaboration_mode>", "<subagent_notification>", "# AGENTS.md instructions for "),
)
"""What a `user` message begins with that the program put in."""
_WORDLESS = frozenset(("reasoning", "ghost_snapshot", "compaction", "compaction_summary"))
_CALLS = {"function_call": "arguments", "custom_tool_call": "input", "local_shell_call": "action"}


def _recognise(value: Any) -> bool:
    return any(item.get("type") in _LINES and isinstance(item.get("payload"), dict) for item in samples(value))


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session = place.name
        self.model = ""
        self.tools: dict[str, str] = {}
        """Names of tools by the ID of a call."""

    def __call__(self, record: Node) -> Iterator[Event]:
        kind, payload, at = record["type"].text(), record["payload"], record["timestamp"].zoned()
        if kind == "session_meta":
            yield from self._meta(payload, at)
        elif kind == "turn_context":
            self.model = payload["model"].label() or self.model
            yield About(self.session, model=self.model, directory=payload["cwd"].label(), at=at)
        elif kind == "response_item":
            yield from self._item(payload, at)
        elif kind == "compacted":
            yield Said(self.session, Message("system", payload["message"].text().strip(), at))
        elif kind != "event_msg":
            yield passed(record, kind)

    def _meta(self, meta: Node, at: str) -> Iterator[Event]:
        self.session = meta["id"].label() or self.session
        parent = _parent(meta["source"]) or meta["parent_thread_id"].label()
        yield About(self.session, parent=parent, directory=meta["cwd"].label(), at=at)
        told = meta["base_instructions"]["text"] if _is_object(meta["base_instructions"]) else meta["instructions"]
        yield Said(self.session, Message("system", told.text().strip(), at))

    def _item(self, item: Node, at: str) -> Iterator[Event]:
        kind = item["type"].text()
        if kind == "message":
            text = _text(item["content"])
            who: Role = role(item["role"])
            if who == "user" and text.startswith(_ADDED):
                who = "system"
            yield Said(self.session, Message(who, text, at, self.model if who == "assistant" else ""))
        elif kind in _CALLS:
            name = item["name"].label() or "shell"
            self.tools[item["call_id"].label()] = name
            yield from called(self.session, name, item[_CALLS[kind]], at, self.model)
        elif kind in ("function_call_output", "custom_tool_call_output"):
            yield result(self.session, self.tools.get(item["call_id"].label(), ""), item["output"], at)
        elif kind == "web_search_call":
            yield from called(self.session, "web_search", item["action"], at)
        elif kind not in _WORDLESS:
            yield passed(item, "response_item", kind)


def _parent(source: Node) -> str:
    """Return the session whose agent called this one; a session of a person has a text as its source."""
    called_by = source["subagent"] if _is_object(source) else Node(None)
    spawn = called_by["thread_spawn"] if _is_object(called_by) else Node(None)
    return spawn["parent_thread_id"].label()


def _is_object(node: Node) -> bool:
    return isinstance(node.value, dict)


def _text(content: Node) -> str:
    if isinstance(content.value, str):
        return content.text().strip()
    parts = (item["text"].text() or ("[image]" if "image" in item["type"].text() else "") for item in content)
    return "\n\n".join(part for part in parts if part.strip()).strip()


FORMAT = SessionFormat(
    name="codex",
    label="Codex session",
    vendor="OpenAI",
    assistant="Codex CLI",
    export="a rollout, or the directory, of `~/.codex/sessions`; sub-agents are sessions with a parent",
    source="`RolloutLine` in openai/codex",
    unread="reasoning, pictures",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
