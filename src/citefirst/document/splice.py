"""Edits of a text, made in the bytes of its file: whatever they do not name stays as it was.

A text has no byte order mark and only line feeds; its file may have both kinds of line ends, and keeps them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from citefirst.places import Span

_BOM = "\ufeff"
_END = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """A text that takes the place of a span."""

    span: Span
    text: str


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file with edits made in it; what they put in has the line ends of its first line.

    Edits of one place are made in the order in which they are given. Raises ValueError where two of them overlap.
    """
    raw = data.decode("utf-8")
    first = _END.search(raw)
    end, place = first.group() if first else "\n", _Offsets(raw)
    parts, at = [], 0
    for span, text in sorted(edits, key=lambda edit: edit.span):
        start, stop = place.of(span.start), place.of(span.end)
        if start < at:
            raise ValueError(f"edits overlap at {span.start}")
        parts += [raw[at:start], text.replace("\n", end)]
        at = stop
    return "".join((*parts, raw[at:])).encode("utf-8")


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made in it."""
    return splice(text.encode("utf-8", "surrogatepass"), edits).decode("utf-8")


class _Offsets:
    """Offsets in a file by offsets in its text."""

    def __init__(self, raw: str) -> None:
        self._mark = len(_BOM) if raw.startswith(_BOM) else 0
        self._pairs: list[int] = []
        """Offsets in the text of the line feeds that are two characters in the file."""
        at = raw.find("\r\n")
        while at >= 0:
            self._pairs.append(at - self._mark - len(self._pairs))
            at = raw.find("\r\n", at + 2)

    def of(self, offset: int) -> int:
        return self._mark + offset + bisect_left(self._pairs, offset)
