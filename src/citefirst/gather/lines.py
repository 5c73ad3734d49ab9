"""Rows as a record has them: a line of its timeline and the definition of its source, in which a title is only text.

A title stands in code, where Markdown reads no link, no HTML, no source and no label; nothing of it is in a definition.
"""

from __future__ import annotations

from datetime import datetime

from citefirst.gather.row import Row
from citefirst.report.escape import escape
from citefirst.report.markdown import code


def time_of(at: datetime) -> str:
    """Write a time in UTC, to the second where it has some."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at.second else f"{at:%Y-%m-%d %H:%M} UTC"


def event(row: Row) -> str:
    """Return what an artifact says of itself, for a cell of a table or an item of a list."""
    return code(row.title).replace("|", escape("|"))


def item(row: Row, source: str) -> str:
    return f"{time_of(row.at)} {event(row)} [{source}]"


def definition(row: Row, source: str) -> str:
    return f'[{source}]: {row.link} "{row.kind}: {row.reader}"'
