"""The tables as JSON Schema and as a page: schemas/ledger-v1.schema.json and the tables of docs/ledger.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.ledger.model import FORMAT, WRITTEN
from citefirst.ledger.shape import Column, Kind, columns

ADDRESS = "https://github.com/citefirst/citefirst/blob/main/schemas/{}.schema.json"
_ABOUT = (
    "The tables of a ledger. Each definition is one row of a table as an object. Lines and columns are 1-based, "
    "columns count Unicode code points, the end column is exclusive. Within version 1 tables and columns may be added, "
    "but none is removed or changes its meaning."
)
_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def schema() -> dict[str, Any]:
    """Return the schema of a ledger as one object: a list of rows for each table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS.format(FORMAT),
        "title": "citefirst ledger, version 1",
        "description": _ABOUT,
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in WRITTEN},
        "$defs": {name: _row(name) for name in WRITTEN},
    }


def _row(table: str) -> dict[str, Any]:
    found = columns(table)
    return {
        "description": WRITTEN[table].__doc__,
        "type": "object",
        "required": [column.name for column in found],
        "additionalProperties": False,
        "properties": {column.name: value_of(column) for column in found},
    }


def value_of(column: Column) -> dict[str, Any]:
    """Return the schema of a column's value."""
    form: dict[str, Any] = {"description": column.says, **_TYPES[column.kind]}
    if column.values:
        form["enum"] = [*column.values, *([None] if column.optional else [])]
    if column.optional:
        form["type"] = [form["type"], "null"]
    return form


def page() -> str:
    """Return the tables for docs/ledger.md."""
    shared = _table(columns("records")[: len(_where())])
    parts = (f"### `{name}`\n\n{WRITTEN[name].__doc__}\n\n{_table(_own(name))}" for name in WRITTEN)
    return "\n\n".join(("", f"Every row begins with\n\n{shared}", *parts, ""))


def _where() -> tuple[str, ...]:
    from citefirst.ledger.model import Where

    return Where._fields


def _own(table: str) -> tuple[Column, ...]:
    return columns(table)[len(_where()) :]


def _table(found: tuple[Column, ...]) -> str:
    return "\n".join(("| column | type | is |", "| --- | --- | --- |", *_lines(found)))


def _lines(found: tuple[Column, ...]) -> Iterator[str]:
    for column in found:
        values = f": {', '.join(f'`{value}`' for value in column.values)}" if column.values else ""
        kind = f"{column.kind}{' or none' if column.optional else ''}{values}"
        yield f"| `{column.name}` | {kind} | {column.says} |"
