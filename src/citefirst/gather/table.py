"""A table of any tool as CSV: a column with a time, one with a link, one with what happened, known by their heads."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import partial
from io import StringIO
from typing import Any

from citefirst.gather.row import Entries, ExportError, Known, Reader, Row, address, moment, title

_HEADS: Sequence[Sequence[str]] = (
    ("time", "timestamp", "date", "at", "created", "created_at", "started_at"),
    ("link", "url", "href", "permalink"),
    ("title", "summary", "event", "message", "name", "description", "text"),
)
"""Heads of the columns with a time, a link and a title."""


def parse(text: str) -> list[list[str]]:
    """Return the rows of a CSV. Raises ExportError where it is none."""
    try:
        return list(csv.reader(StringIO(text), strict=True))
    except csv.Error as error:
        raise ExportError("the file is no CSV, or it is cut off: export it again") from error


def _columns(value: Any) -> tuple[int, int, int] | None:
    """Return the places of time, link and title in the rows of a table, None where one has no column."""
    if not isinstance(value, list) or not value or not _is_row(value[0]):
        return None
    heads = [head.strip().lower() for head in value[0]]
    at, link, words = (next((heads.index(name) for name in names if name in heads), -1) for names in _HEADS)
    return None if -1 in (at, link, words) else (at, link, words)


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(cell, str) for cell in value)


def _entries(value: Any, known: Known) -> Entries:
    columns = _columns(value)
    for number, cells in enumerate(value[1:] if columns else (), 2):
        if columns and any(cells):
            yield f"row {number}", partial(_row, cells, columns, known)


def _row(cells: Sequence[str], columns: tuple[int, int, int], known: Known) -> Row:
    at, link, words = (cells[place] if place < len(cells) else "" for place in columns)
    return Row(moment(at, known), title(words), address(link), "document", "CSV")


CSV = Reader("csv", lambda value: _columns(value) is not None, _entries)
