"""Claude's data export: `conversations.json`, a list of conversations with `chat_messages`.

The shape is not documented by Anthropic; it is read as public converters do: uuid, name, created_at; a message has
sender (`human`, `assistant`), text, content blocks of type `text` with citations, created_at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.ailog.exports.values import Conversation, mapping, mappings, moment, text
from citefirst.ailog.model import Cited, Message, Role

_ROLES: dict[str, Role] = {"human": "user", "assistant": "assistant"}


def matches(value: Any) -> bool:
    first = next(mappings(value), {}) if isinstance(value, list) else mapping(value)
    return "chat_messages" in first


def conversations(value: Any) -> Iterator[Conversation]:
    for each in mappings(value if isinstance(value, list) else [value]):
        yield Conversation(text(each.get("uuid")), text(each.get("name")), tuple(_messages(each)))


def _messages(conversation: Mapping[str, Any]) -> Iterator[Message]:
    model = text(conversation.get("model"))
    for message in mappings(conversation.get("chat_messages")):
        role = _ROLES.get(text(message.get("sender")))
        blocks = [block for block in mappings(message.get("content")) if block.get("type") == "text"]
        words = "\n".join(text(block.get("text")) for block in blocks).strip() or text(message.get("text")).strip()
        if role and words:
            sources = tuple(cited for block in blocks for cited in _cited(block))
            answered = model if role == "assistant" else ""
            yield Message(role, words, moment(message.get("created_at")), answered, sources)


def _cited(block: Mapping[str, Any]) -> Iterator[Cited]:
    for citation in mappings(block.get("citations")):
        url = text(citation.get("url")) or text(mapping(citation.get("details")).get("url"))
        if url:
            yield Cited(text(citation.get("title")), url)
