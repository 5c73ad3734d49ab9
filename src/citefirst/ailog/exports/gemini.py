"""Google Takeout's "My Activity" of Gemini Apps: `MyActivity.json`, a list with one entry for each prompt.

An entry has header `Gemini Apps`, title `Prompted …`, time, and the answer as HTML in `safeHtmlItem`. It does not say
which prompts belong together, so each is a conversation of its own; its ID is its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.values import Conversation, mappings, moment, plain, text
from citefirst.ailog.model import Cited, Message

_PROMPTED = "Prompted "


def matches(value: Any) -> bool:
    first = next(mappings(value), {}) if isinstance(value, list) else {}
    return text(first.get("header")) in ("Gemini Apps", "Gemini", "Bard") and "title" in first


def conversations(value: Any) -> Iterator[Conversation]:
    for each in mappings(value):
        title = text(each.get("title"))
        if not title.startswith(_PROMPTED):
            continue
        at, prompt = moment(each.get("time")), title.removeprefix(_PROMPTED).strip()
        answers = [plain(text(item.get("html"))) for item in mappings(each.get("safeHtmlItem"))]
        messages = [Message("user", prompt, at)]
        messages += [
            Message("assistant", words, at, "", tuple(Cited("", url) for url in urls))
            for words, urls in answers
            if words
        ]
        yield Conversation(text(each.get("time")), prompt[:120], tuple(messages))
