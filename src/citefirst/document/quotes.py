"""Quotes that definitions of sources carry: words that the source is said to hold.

They stand under `quote` in the front matter, behind `quote:` in a title, or in a block quotation under the item of a
list of sources or in a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citefirst.model import FrontMatter, Path, Quote
from citefirst.places import Span
from citefirst.regex import lazy

_MARK = lazy(r"(?:^|(?<=[\s;,.(|\u2013\u2014-]))quote:[ \t\n]*", re.IGNORECASE)
_CLOSING = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\u201e": "\u201c\u201d", "\u00ab": "\u00bb"}
"""What may end a quote, by what it begins with."""
_NOTES = ("[!", "\u2014", "\u2013", "-- ")
"""What begins a paragraph of a block quotation that is no quote: an alert of GitHub's, who said it."""


def split(title: str) -> tuple[str, str]:
    """Part a title into what it says of a source and the quote in it, "" without one.

    At its start `quote:` is the kind of a source, as in `quote: the supplier's price`, unless quotation marks follow.
    """
    if "uote:" not in title and "UOTE:" not in title:
        return title, ""
    for match in _MARK.finditer(title):
        rest = title[match.end() :].strip()
        if match.start() or rest[:1] in _CLOSING:
            words, after = _unwrapped(rest)
            if words:
                return f"{title[: match.start()].rstrip(' ;,.|(-')}{after}".strip(), words
    return title, ""


def _unwrapped(rest: str) -> tuple[str, str]:
    """Return the words between the first quotation mark and the last one that closes it, and what follows; without
    marks all of it."""
    closing = _CLOSING.get(rest[:1], "")
    end = max((rest.rfind(mark, 1) for mark in closing), default=-1)
    if end < 1:
        return rest, ""
    return rest[1:end].strip(), f" {rest[end + 1 :].strip(' );,.')}".rstrip()


def placed(words: str, span: Span, text: str) -> Quote:
    """Return a quote with its place in a definition: where its words stand as they are, or else all of the
    definition."""
    at = text.find(words, span.start, span.end)
    return Quote(words, Span(at, at + len(words)) if at >= 0 else span)


def of_entry(front: FrontMatter, fields: dict[str, Any], place: Path) -> Iterator[Quote]:
    """Yield the quotes of an entry of `sources` in the front matter: a text, or a list of them."""
    said = fields.get("quote", fields.get("quotes"))
    key = "quote" if "quote" in fields else "quotes"
    entries = enumerate(said) if isinstance(said, list) else ((None, said),)
    for index, words in entries:
        at = (*place, key) if index is None else (*place, key, index)
        if isinstance(words, str | int) and not isinstance(words, bool) and str(words).strip():
            yield Quote(str(words).strip(), front.values.get(at, front.span))


def is_quote(paragraph: str) -> bool:
    """Tell whether a paragraph of a block quotation holds words of the source."""
    return bool(paragraph.strip()) and not paragraph.startswith(_NOTES)
