"""Gathered rows as a table for a terminal, as lines to paste into a record, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citefirst import __version__
from citefirst.gather.lines import definition, event, item, time_of
from citefirst.gather.row import Row
from citefirst.report.escape import visible
from citefirst.report.formats.json import dumps
from citefirst.report.tables import Head, Table
from citefirst.report.tables.text import render


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
