"""Claude: `conversations.json` of "Export data" on claude.ai.

People with an account of their own and primary owners of Team and Enterprise can have it
(privacy.anthropic.com/en/articles/9450526). Anthropic publishes no schema. The shape is the one that readers of real
exports describe: a list of conversations with `uuid`, `name` and `chat_messages`, each with `sender` (`human` or
`assistant`), `created_at`, `text` and, in exports since 2024, blocks under `content` (`text`, `thinking`, `tool_use`,
`tool_result`), where a text has `citations` with the address in `details.url` (github.com/Sinity/polylogue,
docs/providers/claude-ai.md). Artifacts and files that it wrote are calls of tools. The model is not in the export.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import Conversation, Format, each, role, samples
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import CitedPage, Message

_WRITTEN = {"artifacts": "artifact", "create_file": "file", "str_replace": "edited file"}
"""Tools by which documents are written, and what they make."""


def _recognise(value: Any) -> bool:
    return any(isinstance(item.get("chat_messages"), list) for item in samples(value))


def _conversations(export: Node) -> Iterator[Conversation]:
    for node in each(export):
        yield Conversation(
            id=node["uuid"].label(),
            title=node["name"].label(),
            nodes=(node,),
            started=node["created_at"].moment(),
            ended=node["updated_at"].moment(),
            model=node["model"].label(),
        )


def _messages(conversation: Conversation) -> Iterator[Message]:
    for node in conversation.nodes[0]["chat_messages"]:
        blocks = list(node["content"])
        text = "\n\n".join(text for block in blocks if (text := _said(block)).strip())
        attached = [f"[attached: {name}]" for name in _attached(node)]
        yield Message(
            role(node["sender"]),
            "\n\n".join([text or node["text"].text(), *attached]).strip(),
            node["created_at"].moment(),
            sources=tuple(_source(citation) for block in blocks for citation in _citations(block)),
        )


def _said(block: Node) -> str:
    """Return a text, or a document written beside the conversation; reasoning and the results of tools are neither."""
    if block["type"].text() == "text":
        return block["text"].text()
    kind, made = block["name"].text(), block["input"]
    if block["type"].text() != "tool_use" or kind not in _WRITTEN:
        return ""
    text = made.first("content", "file_text", "new_str").text()
    return text and f"[{_WRITTEN[kind]}: {made.first('title', 'path', 'id').label()}]\n\n{text}"


def _attached(message: Node) -> list[str]:
    """Return the names of attached files: they are part of the prompt; what they hold is not stored twice."""
    files = [*message["attachments"], *message["files"]]
    return [name for file in files if (name := file["file_name"].label())]


def _citations(block: Node) -> Node:
    return block["citations"] if block["type"].text() == "text" else Node(None)


def _source(citation: Node) -> CitedPage:
    details = citation["details"]
    return CitedPage(
        url=(details["url"] or citation["url"]).label(), title=(details["title"] or citation["title"]).label()
    )


FORMAT = Format(
    name="claude",
    label="Claude export",
    vendor="Anthropic",
    assistant="Claude",
    export="`conversations.json` of the data export, or the archive",
    source="readers of real exports",
    unread="reasoning, results of tools, what attached files hold",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
