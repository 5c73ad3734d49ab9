"""Claude Enterprise: a chat as Anthropic's Compliance API returns it, `GET /v1/compliance/apps/chats/{id}/messages`.

Documented by Anthropic: platform.claude.com/docs/en/manage-claude/compliance-content-data and
docs/en/api/compliance/apps/chats/messages/list. `chat_messages` have `role` and `content` with blocks `text`,
`tool_use` (`input` is JSON in a text) and `tool_result`; `files`, `generated_files` and `artifacts` are named beside
them and must be fetched by their IDs. A page has `has_more`; several pages of a chat may be passed as a list. The
activity feed of the same API names what was done without what was said, so it is recognised and refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.base import SessionFormat, each, role, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Passed, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message

_FILES = (
    ("files", "filename", "attached"),
    ("generated_files", "filename", "file"),
    ("artifacts", "title", "artifact"),
)


def _recognise(value: Any) -> bool:
    return any(_is_chat(item) or _is_feed(item) for item in samples(value))


def _is_chat(item: dict[str, Any]) -> bool:
    messages = item.get("chat_messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return isinstance(first, dict) and "role" in first and "sender" not in first


def _is_feed(item: dict[str, Any]) -> bool:
    data = item.get("data")
    first = data[0] if isinstance(data, list) and data else item
    return isinstance(first, dict) and str(first.get("id", "")).startswith("activity_") and "organization_id" in first


def _records(export: Node) -> Iterable[Node]:
    for item in each(export):
        if isinstance(item.value, dict) and _is_feed(item.value):
            raise AiLogError(
                "this is the activity feed, which does not hold what was said: "
                "fetch the chat with /v1/compliance/apps/chats/{claude_chat_id}/messages"
            )
        yield item


class _Reader:
    def __init__(self, place: Place) -> None:
        self.name = place.name
        self.tools: dict[str, str] = {}

    def __call__(self, record: Node) -> Iterator[Event]:
        if not record["chat_messages"]:
            yield passed(record, record["type"].label())
            return
        session = record["id"].label() or self.name
        yield About(session, record["name"].label(), model=record["model"].label(), at=record["created_at"].zoned())
        for message in record["chat_messages"]:
            yield from self._message(session, message)
        if record["has_more"].flag():
            yield Passed("the next page of a chat")

    def _message(self, session: str, message: Node) -> Iterator[Event]:
        who, at = role(message["role"]), message["created_at"].zoned()
        for block in message["content"]:
            kind = block["type"].text()
            if kind == "text":
                yield Said(session, Message(who, block["text"].text().strip(), at))
            elif kind == "tool_use":
                self.tools[block["id"].label()] = name = block["name"].label()
                yield from called(session, name, block["input"], at)
            elif kind == "tool_result":
                name = block["name"].label() or self.tools.get(block["tool_use_id"].label(), "")
                yield result(session, name, block["content"], at)
            else:
                yield passed(block, kind)
            if block["truncated"].flag():
                yield Passed("texts that the API shortened")
        for key, name, what in _FILES:
            for file in message[key]:
                yield Said(session, Message(who, f"[{what}: {file[name].label()}]", at))


FORMAT = SessionFormat(
    name="claude-compliance",
    label="Claude Compliance API",
    vendor="Anthropic",
    assistant="Claude Enterprise",
    export="a chat of the Compliance API (`…/apps/chats/{id}/messages`), or several in a list",
    source="Anthropic's API reference",
    unread="what files and artifacts hold; the activity feed, which holds no words",
    recognise=_recognise,
    reader=_Reader,
    records=_records,
)
