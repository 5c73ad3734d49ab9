"""The answer of a ledger: columns and rows of whatever a query asked for, as a table or as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from citefirst.report.tables import Head, Table, Value, csv, markdown, text

FORMATS = ("text", "json", "csv", "markdown")
NOTHING = "nothing\n"


def render(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str, width: int = 100, color: bool = False
) -> str:
    """Render an answer in a format. A terminal gets no column that is cut: what has no room goes on below."""
    heads = tuple(distinct(columns))
    if form == "json":
        return "".join(as_json(heads, rows))
    table = Table(tuple(Head(name, True) for name in heads), [[_cell(value) for value in row] for row in rows])
    if form == "csv":
        return csv.render(table)
    if form == "markdown":
        return markdown.render(table)
    return text.render(table, width=width, color=color) if rows else NOTHING


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], indent: str = "") -> Iterator[str]:
    """Yield a list of objects, one a row. All but ASCII is escaped, so that no text controls a terminal or a log."""
    before = f"[\n{indent}"
    for row in rows:
        value = dict(zip(columns, map(plain, row), strict=True))
        yield f"{before}{_dumps(value)}"
        before = f",\n{indent}"
    yield "[]" if before.startswith("[") else f"\n{indent}]"
    yield "" if indent else "\n"


def distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield names, each of them once: one that was there before is numbered."""
    seen = set[str]()
    for name in names:
        number, shown = 1, name
        while shown in seen:
            number += 1
            shown = f"{name}_{number}"
        seen.add(shown)
        yield shown


def plain(value: Any) -> Any:
    """Return a value of a database as one that JSON has."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _dumps(value: Any) -> str:
    written = json.dumps(value, allow_nan=False)
    return written.replace("\x7f", "\\u007f").replace("##[", "##\\u005b")  # a command of GitHub's runner


def _cell(value: Any) -> Value:
    found = plain(value)
    if isinstance(found, list):
        return [each if isinstance(each, str) else json.dumps(each) for each in found]
    return json.dumps(found) if isinstance(found, dict) else found
