"""Requests and answers of the APIs of OpenAI and Anthropic, as programs store them: `messages` with role and content.

Documented by both: platform.openai.com/docs/api-reference/chat and docs.anthropic.com/en/api/messages. A content is a
text or a list of blocks; `model` stands beside the messages, `system` too in Anthropic's form; the answer is the last
message, or stands in OpenAI's `choices`. Cited addresses are `annotations` (`url_citation`) there and `citations`
(`url` or `source` with `title`, or `document_title`) here. A bare list of messages is accepted as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import ROLES, Conversation, Format, each, headline, role, samples
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import CitedPage, Message

_TEXTS = frozenset(("", "text", "input_text", "output_text", "refusal"))
"""Types of blocks that hold what was said; calls of tools and reasoning are others."""


def _is_message(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("role"), str) and "content" in item and item["role"] in ROLES


def _recognise(value: Any) -> bool:
    found = samples(value)
    if isinstance(value, list) and found and all(map(_is_message, found)):
        return True
    return any(isinstance(item.get("messages"), list) and any(map(_is_message, item["messages"])) for item in found)


def _conversations(export: Node) -> Iterator[Conversation]:
    if isinstance(export.value, list) and all(map(_is_message, samples(export.value))):
        export = Node({"messages": export.value})
    for node in each(export):
        prompts = (_text(message["content"]) for message in node["messages"] if message["role"].text() == "user")
        yield Conversation(
            id=node.first("conversation_id", "id").label(),
            title=node.first("title", "name").label() or headline(next(prompts, "")),
            nodes=(node,),
            started=node.first("created_at", "created", "create_time").moment(),
            ended=node.first("updated_at", "update_time").moment(),
            model=node["model"].label(),
        )


def _messages(conversation: Conversation) -> Iterator[Message]:
    node = conversation.nodes[0]
    if node["system"]:
        yield Message("system", _text(node["system"]))
    for message in (*node["messages"], *(choice["message"] for choice in node["choices"])):
        cited = [message, *(block for block in _blocks(message["content"]) if block["type"].text() in _TEXTS)]
        yield Message(
            role(message["role"]),
            _text(message["content"]),
            message.first("created_at", "timestamp", "create_time").moment(),
            message["model"].label(),
            tuple(_source(one) for block in cited for key in ("annotations", "citations") for one in block[key]),
        )


def _blocks(content: Node) -> list[Node]:
    """Return the blocks of a content: a list may hold texts as well, and a text counts as one block."""
    items = [content] if isinstance(content.value, str) else list(content)
    return [Node({"text": item.value}, item.path) if isinstance(item.value, str) else item for item in items]


def _text(content: Node) -> str:
    found: list[str] = []
    for block in _blocks(content):
        if block["type"].text() in _TEXTS:
            found.append(block.first("text", "refusal").text())
        elif block["type"].text() in ("image", "image_url", "input_image", "document", "file"):
            found.append(f"[{block['type'].label().replace('_', ' ')}]")
    return "\n\n".join(text for text in found if text.strip()).strip()


def _source(citation: Node) -> CitedPage:
    inner = citation["url_citation"] or citation
    return CitedPage(
        id=inner["file_id"].label(),
        url=inner.first("url", "source").label(),
        title=inner.first("title", "document_title", "filename").label(),
    )


FORMAT = Format(
    name="messages",
    label="JSON with `messages`",
    vendor="",
    assistant="any API",
    export="`messages` of OpenAI's or Anthropic's form, with or without the request around them",
    source="OpenAI's and Anthropic's API reference",
    unread="reasoning, calls of tools, pictures",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
