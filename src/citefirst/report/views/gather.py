"""Gathered rows as a table for a terminal, as lines of a record, as JSON.

In a record a title stands in code, behind the name of the tool: Markdown reads no link, no HTML, no source and no label
there, and it does not stand for UNKNOWN. Nothing of it is in a definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from citefirst import __version__
from citefirst.gather.row import Row
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
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "rows": [
                {
                    "time": row.at.isoformat().replace("+00:00", "Z"),
                    "title": row.title,
                    "link": row.link,
                    "kind": row.kind,
                    "reader": row.reader,
                    "id": row.id,
                    "timeline": f"{time_of(row.at)} {event(row)}",
                }
                for row in rows
            ],
            "refused": [visible(each) for each in refused],
        }
    )
