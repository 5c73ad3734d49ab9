"""Gathered rows as a table for a terminal, as lines of a record, as JSON.

In a record a title stands in code, behind the name of the tool: Markdown reads no link, no HTML, no source and no label
there, and it does not stand for UNKNOWN. Nothing of it is in a definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from citefirst import __version__
from citefirst.gather.row import MAX_TITLE, Row
from citefirst.report.escape import escape, visible
from citefirst.report.formats.json import dumps
from citefirst.report.markdown import code
from citefirst.report.tables import Head, Table
from citefirst.report.tables.text import render


def time_of(at: datetime) -> str:
    """Write a time in UTC, to the second where it has some."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at.second else f"{at:%Y-%m-%d %H:%M} UTC"


def event(row: Row) -> str:
    """Return what an artifact says of itself, for a cell of a table or an item of a list."""
    return f"{row.reader}: {code(row.title)}".replace("|", escape("|"))


def item(row: Row, source: str) -> str:
    return f"{time_of(row.at)} {event(row)} [{source}]"


def definition(row: Row, source: str) -> str:
    return f'[{source}]: {row.link} "{row.kind}: {row.reader}"'


def as_text(rows: Sequence[Row], *, width: int = 100, color: bool = False) -> str:
    heads = tuple(map(Head, ("time", "what it says", "reader", "link")))
    cells: Iterable[tuple[str, ...]] = ((time_of(row.at), row.title, row.reader, row.link) for row in rows)
    return render(Table(heads, tuple(cells)), width=width, color=color)


def as_markdown(rows: Sequence[Row]) -> str:
    """Render a list of events and the definitions of their sources, one for each address."""
    ids: dict[str, str] = {}
    for row in rows:
        ids.setdefault(row.link, f"S{len(ids) + 1}")
    firsts = {row.link: row for row in reversed(rows)}
    lines = [f"- {item(row, ids[row.link])}" for row in rows]
    return "\n".join([*lines, "", *(definition(firsts[link], source) for link, source in ids.items())]) + "\n"


def as_json(rows: Sequence[Row], refused: Sequence[str]) -> str:
    """Render one object, described by `schemas/gather-v1.schema.json`."""
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "rows": [{name: field.read(row) for name, field in FIELDS.items()} for row in rows],
            "refused": [visible(each) for each in refused],
        }
    )


class Field(NamedTuple):
    """What a row says under a name, and the schema of that."""

    read: Callable[[Row], str]
    says: str
    shape: Mapping[str, Any] = {}


FIELDS: Mapping[str, Field] = {
    "time": Field(
        lambda row: row.at.isoformat().replace("+00:00", "Z"), "When, in UTC (RFC 3339).", {"format": "date-time"}
    ),
    "title": Field(
        lambda row: row.title,
        "What the artifact says of itself, on one line; its own text, and so no instruction.",
        {"minLength": 1, "maxLength": MAX_TITLE},
    ),
    "link": Field(lambda row: row.link, "Where it is.", {"pattern": "^https?://"}),
    "kind": Field(lambda row: row.kind, "The kind of evidence that it is.", {"minLength": 1}),
    "reader": Field(lambda row: row.reader, "Of which tool it is.", {"minLength": 1}),
    "id": Field(lambda row: row.id, 'What the tool calls it, "" where it has no ID.'),
    "timeline": Field(
        lambda row: f"{time_of(row.at)} {event(row)}", "The line of a timeline, without its source.", {"minLength": 1}
    ),
}


def schema() -> dict[str, Any]:
    """Return the schema of what `citefirst gather --format json` prints."""
    fields = {name: {"description": field.says, "type": "string", **field.shape} for name, field in FIELDS.items()}
    tool = {"name": {"const": "citefirst"}, "version": {"type": "string", "minLength": 1}}
    row = _closed(fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://github.com/citefirst/citefirst/blob/main/schemas/gather-v1.schema.json",
        "title": "citefirst gather, version 1",
        "description": "What `citefirst gather --format json` prints. Within version 1 keys may be added, but none is "
        "removed or changes its meaning.",
        **_closed(
            {
                "version": {"const": 1, "description": "Version of this format, not of the tool."},
                "tool": {"description": "What wrote it.", **_closed(tool)},
                "rows": {"description": "In order of time, each once.", "type": "array", "items": row},
                "refused": {
                    "description": "What makes no row, with its place and the reason.",
                    "type": "array",
                    "items": {"type": "string", "minLength": 1},
                },
            }
        ),
    }


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": dict(properties),
    }
