"""A table for people on a terminal: columns as wide as they need, and as narrow as they must be to fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citefirst.report.escape import visible
from citefirst.report.excerpt import columns, measured
from citefirst.report.formats.text import paint_for
from citefirst.report.tables import Head, Table, Value, texts

GAP = "  "
LEAST = 8
"""Columns below which no part of a table is made narrower; a terminal without room for that gets longer lines."""
LONGEST = 4_000
"""Code points of one text that are shown."""
_CUT = "…"


Cell = Sequence["Piece"]


class Piece(NamedTuple):
    """A text that is fit to print, and the terminal columns that it takes."""

    text: str
    width: int


NOTHING = Piece("", 0)


def render(table: Table, *, width: int = 100, color: bool = False) -> str:
    """Render heads and rows; lines are no longer than `width` terminal columns where the table has room for that."""
    paint = paint_for(color)
    heads = [piece(head.name) for head in table.heads]
    rows = [[_shown(value, head.whole) for value, head in zip(row, table.heads, strict=True)] for row in table.rows]
    widths = fitted(_natural(heads, rows), width - len(GAP) * (len(heads) - 1))
    lines = [paint("strong", _line([cut(head, room) for head, room in zip(heads, widths, strict=True)], widths))]
    for row in rows:
        lines += _row(row, table.heads, widths)
    return "".join(f"{line}\n" for line in lines)


def _shown(value: Value, whole: bool) -> list[Piece]:
    found = texts(value)
    if len(found) > 1 and not whole:
        found = [", ".join(found)]
    return [piece(visible(text[:LONGEST])) for text in found]


def _natural(heads: Sequence[Piece], rows: Sequence[Sequence[Cell]]) -> list[int]:
    found = [head.width for head in heads]
    for row in rows:
        for index, cell in enumerate(row):
            for each in cell:
                if each.width > found[index]:
                    found[index] = each.width
    return found


def fitted(natural: Sequence[int], room: int) -> list[int]:
    """Return widths that fit a room: those of the widest columns are made the same, the others stay as they are."""
    low, high = LEAST, max(natural, default=LEAST)
    while low < high:
        level = (low + high + 1) // 2
        if sum(min(each, level) for each in natural) <= room:
            low = level
        else:
            high = level - 1
    widths = [min(each, low) for each in natural]
    spare = room - sum(widths)
    for index, each in enumerate(natural):  # what is left over goes to those that were cut
        more = max(0, min(each - widths[index], spare))
        widths[index] += more
        spare -= more
    return widths


def _row(cells: Sequence[Cell], heads: Sequence[Head], widths: Sequence[int]) -> Iterator[str]:
    laid = [
        [line for each in cell for line in (wrapped(each, width) if head.whole else (cut(each, width),))]
        for cell, head, width in zip(cells, heads, widths, strict=True)
    ]
    for number in range(max(map(len, laid), default=0) or 1):
        yield _line([lines[number] if number < len(lines) else NOTHING for lines in laid], widths)


def _line(parts: Sequence[Piece], widths: Sequence[int]) -> str:
    padded = (part.text + " " * (width - part.width) for part, width in zip(parts, widths, strict=True))
    return GAP.join(padded).rstrip()


def piece(text: str) -> Piece:
    """Measure a text that is fit to print."""
    return Piece(text, measured(text))


def cut(given: Piece, width: int) -> Piece:
    """Return a text that takes a number of columns at most, with an ellipsis where it is longer."""
    if given.width <= width:
        return given
    end, taken = _fitting(given.text, width - 1)
    return Piece(f"{given.text[:end]}{_CUT}", taken + 1)


def wrapped(given: Piece, width: int) -> list[Piece]:
    """Cut a text into lines of a number of columns at most, between words where a word has room on a line."""
    if given.width <= width:
        return [given]
    lines, text = [], given.text
    while text:
        end, _ = _fitting(text, width)
        end = max(end, 1)
        blank = text.rfind(" ", 1, end + 1) if end < len(text) else -1
        if blank > 0:
            end = blank
        lines.append(piece(text[:end].rstrip()))
        text = text[end:].lstrip(" ")
    return lines


def _fitting(text: str, width: int) -> tuple[int, int]:
    """Count the code points from the first on that fit a number of columns, and those columns; marks stay with what
    they sit on."""
    if text.isascii():
        end = min(len(text), width)
        return end, end
    taken = 0
    for index, character in enumerate(text):
        more = columns(character)
        if taken + more > width:
            return index, taken
        taken += more
    return len(text), taken
