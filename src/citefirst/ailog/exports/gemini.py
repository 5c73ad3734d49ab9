"""Gemini: "My Activity" of Google Takeout with "Gemini Apps", as JSON (`MyActivity.json`).

Google documents the archive, not the shape of this file; an administrator of a Workspace exports from Vault instead,
as mails, which are not read here. Readers of real exports describe a list of activities, newest first: `header` or
`products` name Gemini, `title` is `Prompted ` and the prompt, `time` is RFC 3339, and the answer stands as HTML in
`safeHtmlItem[].html`. There is no ID of a conversation; as those readers do, activities belong to one conversation
until half an hour passes with nothing said. Nothing official was found on that or on other languages: the first word
of a title is translated there and is then kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from citefirst.ailog.exports.base import Conversation, Format, each, headline, samples
from citefirst.ailog.exports.html import plain
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message

_GAP = timedelta(minutes=30)
_PROMPT = re.compile(r"(?:Prompted with: |Prompted |Asked Gemini: |Asked Bard: |Asked |Said )")
_OTHER = re.compile(r"(?:Created|Used|Added|Gave|Selected|Shared|Deleted|Viewed|Visited|Searched|Pinned|Renamed) ")
_ATTACHED = re.compile(r" ?Attached [0-9]{1,4} files?\.?$")


def _is_gemini(item: dict[str, Any]) -> bool:
    products = item.get("products")
    names = [item.get("header"), *(products if isinstance(products, list) else ())]
    return any(isinstance(name, str) and re.search("gemini|bard", name, re.IGNORECASE) for name in names)


def _recognise(value: Any) -> bool:
    return any("title" in item and "time" in item and _is_gemini(item) for item in samples(value))


def _conversations(export: Node) -> Iterator[Conversation]:
    activities = [(node["time"].moment(), node) for node in each(export) if _is_prompt(node)]
    activities.sort(key=lambda activity: activity[0])
    start = 0
    for index, (time, _) in enumerate(activities):
        last = index + 1 == len(activities)
        if last or not time or datetime.fromisoformat(activities[index + 1][0]) - datetime.fromisoformat(time) > _GAP:
            group = activities[start : index + 1]
            nodes = tuple(node for _, node in group)
            yield Conversation(
                id=group[0][0], title=headline(_prompt(nodes[0])), nodes=nodes, started=group[0][0], ended=time
            )
            start = index + 1


def _is_prompt(node: Node) -> bool:
    """Tell whether an activity is a prompt: other things that were done with Gemini are activities too."""
    if not isinstance(node.value, dict):
        raise node.damage("an object")
    return _is_gemini(node.value) and bool(_prompt(node)) and not _OTHER.match(node["title"].text())


def _prompt(node: Node) -> str:
    title = node["title"].text().strip()
    found = _PROMPT.match(title)
    return _ATTACHED.sub("", title[found.end() :] if found else title).strip()


def _messages(conversation: Conversation) -> Iterator[Message]:
    for node in conversation.nodes:
        at = node["time"].moment()
        yield Message("user", _prompt(node), at)
        answers = [plain(item["html"].text()) for item in node["safeHtmlItem"]]
        text = "\n\n".join(answer.text for answer in answers if answer.text)
        yield Message("assistant", text, at, sources=tuple(source for answer in answers for source in answer.sources))


FORMAT = Format(
    name="gemini",
    label="Gemini activity of Google Takeout",
    vendor="Google",
    assistant="Gemini",
    export="`MyActivity.json` of Google Takeout; prompts with less than half an hour between them are one conversation",
    source="readers of real exports",
    unread="Google Vault's exports; files, pictures",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
