"""ChatGPT's data export: `conversations.json`, a list of conversations, each a tree of messages.

Edits and regenerated answers are branches; what was on the screen at last is the way from `current_node` to the root.
The shape is not documented by OpenAI; it is read here as many public converters do (title, mapping, current_node; a
node has message, parent and children; a message has author.role, create_time, content.parts, metadata).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.ailog.exports.values import Conversation, entries, mapping, mappings, moment, text
from citefirst.ailog.model import MAX_MESSAGES, Cited, Message, Role

_ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant"}


def matches(value: Any) -> bool:
    first = next(mappings(value), {}) if isinstance(value, list) else mapping(value)
    return "mapping" in first


def conversations(value: Any) -> Iterator[Conversation]:
    for each in mappings(value if isinstance(value, list) else [value]):
        name = text(each.get("conversation_id")) or text(each.get("id"))
        yield Conversation(name, text(each.get("title")), tuple(_messages(each)))


def _messages(conversation: Mapping[str, Any]) -> Iterator[Message]:
    model = text(conversation.get("default_model_slug"))
    for message in _path(conversation):
        author, meta = mapping(message.get("author")), mapping(message.get("metadata"))
        role = _ROLES.get(text(author.get("role")))
        words = _words(mapping(message.get("content")))
        if role and words and not meta.get("is_visually_hidden_from_conversation"):
            answered = text(meta.get("model_slug")) or model if role == "assistant" else ""
            yield Message(role, words, moment(message.get("create_time")), answered, tuple(_cited(meta)))


def _path(conversation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Messages from the root to the current node; without one, all in the order of the file."""
    nodes = mapping(conversation.get("mapping"))
    found: list[Mapping[str, Any]] = []
    key = conversation.get("current_node")
    if not isinstance(key, str) or key not in nodes:
        return [mapping(mapping(node).get("message")) for node in nodes.values()]
    seen: set[str] = set()
    while isinstance(key, str) and key in nodes and key not in seen and len(seen) < MAX_MESSAGES:
        seen.add(key)
        node = mapping(nodes[key])
        found.append(mapping(node.get("message")))
        key = node.get("parent")
    return found[::-1]


def _words(content: Mapping[str, Any]) -> str:
    """The text of a message; what is no text (an image, a file) is named by its type."""
    if text(content.get("content_type")) not in ("text", "multimodal_text", "code"):
        return ""
    parts = [*entries(content.get("parts")), content.get("text")]
    shown = (
        part if isinstance(part, str) else f"[{mapping(part).get('content_type', 'attachment')}]"
        for part in parts
        if part
    )
    return "\n".join(part for part in shown if part).strip()


def _cited(meta: Mapping[str, Any]) -> Iterator[Cited]:
    seen: set[str] = set()
    for reference in [*mappings(meta.get("content_references")), *mappings(meta.get("citations"))]:
        inner = mapping(reference.get("metadata")) or reference
        for item in (inner, *mappings(reference.get("items"))):
            url = text(item.get("url"))
            if url and url not in seen:
                seen.add(url)
                yield Cited(text(item.get("title")), url)
