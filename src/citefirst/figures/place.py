"""Where the figures of a unit stand in the document: a unit's text is clean of markup, its source is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citefirst.figures.reading import Figure
from citefirst.model import Document, Unit
from citefirst.places import Span
from citefirst.regex import lazy

_MAX_MISSED = 32
"""Figures of one unit that are looked for in vain before the others are shown as the whole unit."""
_UNSEEN = lazy(
    r"\]\([^()\s]{0,2000}|\[\^?[A-Za-z#][\w./#-]{0,63}\]|\[\d{1,3}\]|(?:https?|ftp)://[^\s)>]+|</?[A-Za-z][^<>]{0,2000}>"
)
"""What holds digits in the source but none in the text: targets of links, citations, tags."""


def locate(document: Document, unit: Unit, figures: Iterable[Figure]) -> Iterator[Span]:
    """Return the places of a unit's figures in the document, in order; the unit's place for a figure that
    markup hides."""
    source = _UNSEEN.sub(lambda match: "\0" * len(match.group()), document.text[unit.span.start : unit.span.end])
    position, tries = 0, _MAX_MISSED
    for figure in figures:
        words = unit.text[figure.start : figure.end]
        place = (_search(source, words, position) or _across_markup(source, words, position)) if tries else None
        if place:
            position = place[1]
            yield Span(unit.span.start + place[0], unit.span.start + place[1])
        else:
            tries = max(0, tries - 1)
            yield unit.span


def _search(source: str, words: str, position: int) -> tuple[int, int] | None:
    """Find words that are not part of a longer word or number."""
    start = source.find(words, position)
    while start >= 0:
        end = start + len(words)
        if not (_goes_on(source[max(0, start - 2) : start][::-1]) or _goes_on(source[end : end + 2])):
            return start, end
        start = source.find(words, end)
    return None


def _goes_on(beside: str) -> bool:
    """Tell whether the two characters beside a number, the nearer first, belong to it: `v1.2`, `1,500`."""
    return beside[:1].isalnum() or (beside[:1] in (".", ",") and beside[1:].isalnum())


def _across_markup(source: str, words: str, position: int) -> tuple[int, int] | None:
    r"""Find `38 minutes` even if it is written `**38** minutes`, or continues behind a line's end and a `>`."""
    parts = (r"[*_~`\\]{0,4}".join(map(re.escape, part)) for part in words.split())
    pattern = r"[\s*_~`>\\|]{1,20}".join(parts)
    match = re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])").search(source, position)
    return match.span() if match else None
