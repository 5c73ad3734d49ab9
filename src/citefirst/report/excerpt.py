"""A source line and the carets under it: which part of a long line is shown, and how wide it stands on a terminal.

Widths follow Unicode Standard Annex 11 as `unicodedata` has it: wide and fullwidth characters take two columns, marks
that sit on another character none. Ambiguous ones take one, as terminals outside East Asia show them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from citefirst.report.escape import glyphs
from citefirst.structs import frozen

Cell = tuple[str, int]
"""What is printed for one code point, and the columns that it takes."""

TAB = "    "
_CUT = "…"


@frozen
class Excerpt:
    """The part of a line that is shown; `indent` columns before the carets, `carets` of them."""

    text: str
    indent: int
    carets: int


def excerpt(line: str, start: int, end: int, room: int) -> Excerpt:
    """Return the part of a line around the offsets [start, end) that fits `room` columns, cut ends marked by an
    ellipsis.

    Only what can be seen is measured, so the time does not depend on the line's length.
    """
    start = min(start, len(line))
    low, high = max(0, start - room), min(len(line), start + room)
    cells = _cells(line[low:high])
    left, right = 0, len(cells)
    if high - low < len(line) or _columns(cells) > room:
        left, right = _window(cells, start - low, room - 2 * len(_CUT))
    before = _CUT if low + left > 0 else ""
    after = _CUT if low + right < len(line) else ""
    marked = cells[start - low : max(start - low, min(end - low, right))]
    return Excerpt(
        text=before + "".join(glyph for glyph, _ in cells[left:right]) + after,
        indent=len(before) + _columns(cells[left : start - low]),
        carets=max(1, _columns(marked)),
    )


def _window(cells: list[Cell], start: int, room: int) -> tuple[int, int]:
    """Return the bounds of the cells to show: two thirds of the room from `start` on, or what either side leaves."""
    after = _fitting(cells[start:], room - room // 3)
    before = _fitting(reversed(cells[:start]), room - _columns(cells[start : start + after]))
    left = start - before
    return left, left + _fitting(cells[left:], room)


def _fitting(cells: Iterable[Cell], room: int) -> int:
    """Count the cells from the first on that fit a room of columns."""
    count = 0
    for _, width in cells:
        room -= width
        if room < 0:
            break
        count += 1
    return count


def _columns(cells: Iterable[Cell]) -> int:
    return sum(width for _, width in cells)


def _cells(text: str) -> list[Cell]:
    shown = (TAB if character == "\t" else glyph for character, glyph in zip(text, glyphs(text), strict=True))
    return [(glyph, columns(glyph) if len(glyph) == 1 else len(glyph)) for glyph in shown]


def measured(text: str) -> int:
    """Return the terminal columns of a text that is fit to print."""
    return len(text) if text.isascii() else sum(map(columns, text))


def columns(character: str) -> int:
    """Return the terminal columns of one printable code point: 0, 1 or 2."""
    if character.isascii():
        return 1
    # Vowels and final consonants of a decomposed Korean syllable are drawn into the syllable's first character.
    if (
        unicodedata.category(character) in ("Mn", "Me")
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
    ):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
