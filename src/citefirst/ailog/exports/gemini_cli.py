"""Gemini CLI: a session of `~/.gemini/tmp/*/chats/session-*.jsonl`, or of an older version's `.json`.

The shape is `ConversationRecord` and `MessageRecord` in github.com/google-gemini/gemini-cli,
packages/core/src/services/chatRecordingTypes.ts. The older file is one object; the newer one has the same without
`messages` on its first line, a message on each of the next ones, `$set` for what changed of the first, and `$rewindTo`
where the session was taken back. A message that comes again replaces itself. A sub-agent's file lies in a directory
named by its parent's session.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Again, Event, Place, Said, Undone, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_ROLES: dict[str, Role] = {"user": "user", "gemini": "assistant", "info": "system", "error": "system"}
_ROLES["warning"] = "system"
_ADDED = ("<session_context>", "<hook_context>")


def _recognise(value: Any) -> bool:
    return any(isinstance(item.get("sessionId"), str) and "projectHash" in item for item in samples(value))


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session, self.place = place.name, place

    def __call__(self, record: Node) -> Iterator[Event]:
        if record["$rewindTo"]:
            yield Undone(self.session, record["$rewindTo"].label())
        elif record["$set"]:
            yield from self._meta(record["$set"], afresh=True)
        elif record["projectHash"]:
            self.session = record["sessionId"].label() or self.session
            yield from self._meta(record)
        elif record["type"]:
            yield from self._message(record)
        else:
            yield passed(record)

    def _meta(self, meta: Node, *, afresh: bool = False) -> Iterator[Event]:
        parent = self.place.directory if meta["kind"].text() == "subagent" else ""
        yield About(self.session, meta["summary"].label(), parent, at=meta["startTime"].zoned())
        yield About(self.session, at=meta["lastUpdated"].zoned())
        if afresh and meta["messages"]:
            yield Undone(self.session, "")
        for message in meta["messages"]:
            yield from self._message(message)

    def _message(self, message: Node) -> Iterator[Event]:
        kind, key, at = message["type"].text(), message["id"].label(), message["timestamp"].zoned()
        if kind not in _ROLES:
            yield passed(message, kind)
            return
        yield Again(self.session, key)
        text = _text(message["displayContent"] or message["content"])
        who = "system" if text.startswith(_ADDED) else _ROLES[kind]
        model = message["model"].label() if kind == "gemini" else ""
        yield Said(self.session, Message(who, text, at, model), key)
        for call in message["toolCalls"]:
            name, when = call["name"].label(), call["timestamp"].zoned() or at
            agent = call["agentId"].label()
            calls = called(self.session, name, call["args"], when, model, agent)
            yield from (one._replace(key=key) for one in calls)
            yield result(self.session, name, call["result"], when, agent)._replace(key=key)


def _text(content: Node) -> str:
    """Return the text of parts, as the API of Gemini has them; thoughts and calls are none."""
    if isinstance(content.value, str):
        return content.text().strip()
    parts = content if isinstance(content.value, list) else [content]
    return "".join(_part(part) for part in parts).strip()


def _part(part: Node) -> str:
    if isinstance(part.value, str):
        return part.text()
    return "" if part["thought"].value is True else part["text"].text()


FORMAT = SessionFormat(
    name="gemini-cli",
    label="Gemini CLI session",
    vendor="Google",
    assistant="Gemini CLI",
    export="a session, or the directory, of `~/.gemini/tmp/…/chats`; sub-agents are sessions with a parent",
    source="`ConversationRecord` in google-gemini/gemini-cli",
    unread="thoughts, pictures, files that a prompt names with `@`",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
