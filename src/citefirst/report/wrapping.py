"""Text cut at words into lines of a terminal. A word that is longer than a line, such as an address, stays whole."""

from __future__ import annotations

import re

from citefirst.report.excerpt import measured

LEAST = 20
"""Columns that a line must have behind what it hangs from."""
_COLUMN = re.compile(r"(?<=\S) {2,}(?=\S)")
_SIGN = re.compile(r" *(?:\d+: |[-+*] |\[[^\[\] ]{1,40}\] )?")


def after(before: str, text: str, width: int, *, indent: int = 0, wraps: bool = True) -> list[str]:
    """Return a text cut at words into lines of a width in terminal columns: the first behind what stands `before` it,
    and empty where no word fits there, the others behind `indent` columns, neither of which is part of the result."""
    if not wraps:
        return [text]
    lines, at = [""], measured(before)
    for word in filter(None, text.split(" ")):
        taken = measured(word)
        at += taken + bool(lines[-1])
        if at > width and (lines[-1] or (before.strip() and len(lines) == 1)):
            lines.append("")
            at = indent + taken
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def fitted(text: str, width: int, deepest: int | None = None) -> str:
    """Return a text whose lines are wrapped to a width, below the column or behind the sign that they begin with.
    Lines that are indented by more than `deepest` columns stay as they are."""
    return "\n".join(part for line in text.split("\n") for part in _fitted(line, width, deepest))


def _fitted(line: str, width: int, deepest: int | None) -> list[str]:
    blanks = len(line) - len(line.lstrip(" "))
    if measured(line) <= width or (deepest is not None and blanks > deepest):
        return [line]
    before = _before(line, width - LEAST)
    indent = measured(before)
    first, *more = after(before, line[len(before) :], width, indent=indent)
    return [f"{before}{first}".rstrip(), *(f"{' ' * indent}{each}" for each in more)]


def _before(line: str, most: int) -> str:
    """Return what stands before the last column of a line, as far as that begins early enough, else its sign."""
    columns = [match.end() for match in _COLUMN.finditer(line[: most + 1])]
    sign = _SIGN.match(line)
    assert sign  # it may be empty
    return line[: columns[-1] if columns else sign.end()]
