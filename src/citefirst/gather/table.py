"""A table of any tool as CSV: a column with a time, one with a link, one with what happened, known by their heads."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from citefirst.gather.row import Entries, ExportError, Known, Reader, Row, address, moment, title

_HEADS: Mapping[str, Sequence[str]] = {
    "time": ("time", "timestamp", "date", "at", "created", "created_at", "started_at"),
    "link": ("link", "url", "href", "permalink"),
    "title": ("title", "summary", "event", "message", "name", "description", "text"),
}


def parse(text: str) -> list[list[str]]:
    """Return the rows of a CSV. Raises ExportError where it is none."""
    try:
        return list(csv.reader(StringIO(text), strict=True))
    except csv.Error as error:
        raise ExportError("the file is no CSV, or it is cut off: export it again") from error


def _columns(value: Any) -> dict[str, int] | None:
    heads = (
        [head.strip().lower() for head in value[0]] if isinstance(value, list) and value and _is_row(value[0]) else []
    )
    found = {field: next((heads.index(name) for name in names if name in heads), -1) for field, names in _HEADS.items()}
    return None if -1 in found.values() else found


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(cell, str) for cell in value)


def _entries(value: Any, known: Known) -> Entries:
    columns = _columns(value) or {}
    for number, cells in enumerate(value[1:], 2):
        if not any(cells):
            continue

        def row(cells: Sequence[str] = cells) -> Row:
            at, link, words = (cells[place] if place < len(cells) else "" for place in map(columns.get, _HEADS))  # type: ignore[operator,index]
            return Row(moment(at, known), title(words), address(link), "document", "CSV")

        yield f"row {number}", row


CSV = Reader("csv", lambda value: _columns(value) is not None, _entries)
