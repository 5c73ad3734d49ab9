"""A table for a wiki, a ticket or a chat. Cells are HTML, since no escape keeps a text from ending one of Markdown."""

from __future__ import annotations

from citefirst.report.markdown import html_code, row, table
from citefirst.report.tables import Table, Value, texts

LONGEST = 400
"""Code points of one text."""


def render(given: Table) -> str:
    """Render heads and rows; several texts of a cell stand on a line each."""
    head = row((html_code(each.name) for each in given.heads), "th")
    return table((head, *(row(map(_cell, each)) for each in given.rows))) + "\n"


def _cell(value: Value) -> str:
    return "<br>".join(html_code(text, LONGEST) for text in texts(value))
