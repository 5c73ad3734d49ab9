"""Requests and answers of an API: `messages` as OpenAI's chat completions and Anthropic's messages have them.

Documented at platform.openai.com (chat completions) and docs.anthropic.com (messages): role, and content as a text or
as blocks of type `text`; what stands in blocks of other types is no prompt and no output.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.values import Conversation, mapping, mappings, moment, text
from citefirst.ailog.model import Cited, Message, Role

_ROLES: dict[str, Role] = {
    "user": "user", "human": "user", "assistant": "assistant", "model": "assistant", "system": "system",
    "developer": "system", "tool": "tool",
}  # fmt: skip


def matches(value: Any) -> bool:
    first = next(mappings(_listed(value)), {})
    return "role" in first and "content" in first


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else mapping(value).get("messages")


def conversations(value: Any) -> Iterator[Conversation]:
    around = mapping(value)
    model = text(around.get("model"))
    found = []
    if system := text(around.get("system")):
        found.append(Message("system", system))
    for each in mappings(_listed(value)):
        role = _ROLES.get(text(each.get("role")))
        blocks = [
            block
            for block in mappings(each.get("content"))
            if block.get("type") in ("text", "output_text", "input_text")
        ]
        words = text(each.get("content")) or "\n".join(text(block.get("text")) for block in blocks)
        if role and words.strip():
            sources = tuple(cited for block in blocks for cited in _cited(block))
            answered = (text(each.get("model")) or model) if role == "assistant" else ""
            when = moment(each.get("created_at") or each.get("timestamp"))
            found.append(Message(role, words.strip(), when, answered, sources))
    yield Conversation(text(around.get("id")), text(around.get("title")), tuple(found))


def _cited(block: Any) -> Iterator[Cited]:
    for citation in [*mappings(block.get("citations")), *mappings(block.get("annotations"))]:
        inner = mapping(citation.get("url_citation")) or citation
        if url := text(inner.get("url")):
            yield Cited(text(inner.get("title")), url)
