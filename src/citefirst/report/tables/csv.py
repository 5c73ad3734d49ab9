"""A table as CSV (RFC 4180), safe to open in a spreadsheet: no text of a record becomes a formula there."""

from __future__ import annotations

import csv
from io import StringIO

from citefirst.report.escape import visible
from citefirst.report.tables import Table, Value, texts

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins in some program or other, in the wide forms of Japanese ones as well."""
_LEADING = "\t\r\n"


def render(table: Table) -> str:
    """Render heads and rows; several texts of a cell are joined by `; `. A text that a spreadsheet would take for a
    formula begins with an apostrophe."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([head.name for head in table.heads])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return written.getvalue()


def _cell(value: Value) -> str | int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return harmless("; ".join(texts(value)))


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows as it stands."""
    begun = text[:1] in _LEADING if text else False
    shown = visible(text)
    return f"'{shown}" if begun or text.lstrip().startswith(_FORMULA) else shown
