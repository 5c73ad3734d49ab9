"""ChatGPT: `conversations.json` of "Export data".

OpenAI publishes no schema, and no description of what owners of a workspace get through the Compliance API was found:
what comes from there in another shape is imported as `messages` or as a Markdown transcript.

The shape of the export is the one that readers of real exports describe and agree on: a list of conversations, each a
tree under `mapping` whose branch that was last seen runs from `current_node` through `parent`
(github.com/mitkury/chatgpt-export-parser, docs/chatgpt-data-export-format.md;
github.com/TomzxCode/llm-conversations-viewer, docs/formats.md). Newer archives cut the file into
`conversations-000.json` and so on. What was written on a canvas is a call of the tool `canmore`. Addresses that an
answer cites stand in `metadata.content_references` (`items` or `sources` with `url` and `title`), in older exports in
`metadata.citations`; the answer marks them with characters of the private use area.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import Conversation, Format, each, role, samples
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import CitedPage, Message

_SAID = frozenset(("text", "multimodal_text", "execution_output", ""))
"""Content that was shown; reasoning, calls of tools and what they fetched were not."""
_MARK = re.compile("\ue200[^\ue200\ue201\n]{0,500}\ue201|[\ue200-\ue206]")


def _recognise(value: Any) -> bool:
    return any(isinstance(item.get("mapping"), dict) for item in samples(value))


def _conversations(export: Node) -> Iterator[Conversation]:
    for node in each(export):
        yield Conversation(
            id=node.first("conversation_id", "id").label(),
            title=node["title"].label(),
            nodes=(node,),
            started=node["create_time"].moment(),
            ended=node["update_time"].moment(),
            model=node["default_model_slug"].label(),
        )


def _messages(conversation: Conversation) -> Iterator[Message]:
    for node in _branch(conversation.nodes[0]):
        message = node["message"]
        if message and _shown(message):
            yield Message(
                role(message["author"]["role"]),
                _MARK.sub("", _text(message)).strip(),
                message["create_time"].moment(),
                message["metadata"]["model_slug"].label(),
                tuple(_sources(message["metadata"])),
            )


def _branch(conversation: Node) -> list[Node]:
    """Return the nodes from the first message to the current one."""
    mapping = conversation["mapping"]
    if not isinstance(mapping.value, dict):
        raise mapping.damage("an object")
    key = conversation["current_node"].text() or next(reversed(mapping.value), "")
    found: dict[str, Node] = {}
    while key:
        if key in found or key not in mapping.value:
            raise conversation["current_node"].damage("the end of a branch of messages")
        found[key] = mapping[key]
        key = found[key]["parent"].text()
    return list(found.values())[::-1]


def _shown(message: Node) -> bool:
    hidden = message["metadata"]["is_visually_hidden_from_conversation"].flag() or message["weight"].value == 0
    if hidden or message["author"]["role"].text() == "system" or message["channel"].text() == "analysis":
        return False
    to_user = message["recipient"].text() in ("", "all")
    return _is_canvas(message) or (to_user and message["content"]["content_type"].text() in _SAID)


def _is_canvas(message: Node) -> bool:
    return message["recipient"].text() in ("canmore.create_textdoc", "canmore.update_textdoc")


def _text(message: Node) -> str:
    return (_canvas if _is_canvas(message) else _parts)(message["content"])


def _canvas(content: Node) -> str:
    """Return the document that was written beside the conversation, or what was put into it: JSON within the JSON."""
    text = _parts(content)
    try:
        made = Node(json.loads(text), f"{content.path}.text")
    except (ValueError, RecursionError):
        return text
    replaced = [update["replacement"].text() for update in made["updates"]]
    return "\n\n".join([f"[canvas: {made['name'].label()}]", made["content"].text(), *replaced])


def _parts(content: Node) -> str:
    """Join the text of all parts; a part that is not text (an image, a recording) is named by its kind."""
    found = [content["text"].text()]
    for part in content["parts"]:
        if isinstance(part.value, dict):
            kind = part["content_type"].label().removesuffix("_pointer").replace("_", " ")
            found.append(part["text"].text() or f"[{kind or 'attachment'}]")
        else:
            found.append(part.text())
    return "\n\n".join(text for text in found if text.strip())


def _sources(metadata: Node) -> Iterator[CitedPage]:
    for reference in metadata["content_references"]:
        if reference["type"].text() == "hidden" or reference["invalid"].flag():
            continue
        yield from (_source(item) for key in ("items", "sources") for item in reference[key])
        yield _source(reference)
    for citation in metadata["citations"]:
        yield _source(citation["metadata"])


def _source(node: Node) -> CitedPage:
    return CitedPage(url=node["url"].label(), title=node.first("title", "name").label())


FORMAT = Format(
    name="chatgpt",
    label="ChatGPT export",
    vendor="OpenAI",
    assistant="ChatGPT",
    export="`conversations.json` of the data export, or the archive; the branch that was on the screen at last",
    source="readers of real exports",
    unread="other branches, reasoning, results of tools",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
