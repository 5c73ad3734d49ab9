"""Tables of any subject, made fit to print: what a cell holds is somebody else's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Value = str | int | float | bool | Sequence[str] | None
"""What a cell holds; several texts stand on a line each where there is room for that."""


class Head(NamedTuple):
    """The head of a column. `whole`: its cells are never cut, they go on below where there is no room."""

    name: str
    whole: bool = False


class Table(NamedTuple):
    """Heads, and rows with a value for each of them."""

    heads: tuple[Head, ...]
    rows: Sequence[Sequence[Value]]


def texts(value: Value) -> list[str]:
    """Return what a cell shows, a text for each of its lines; a truth value as a word, none as nothing."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(value)] if isinstance(value, str | int | float) else [str(each) for each in value]
