"""Text read as a record, and sources that it may cite."""

from __future__ import annotations

from citefirst.document.parse import parse
from citefirst.evidence.ids import find
from citefirst.model import Document

DEFINED = '\n\n[S1]: https://a.example "dashboard: p99"\n[S2]: https://b.example\n[the fix]: https://c.example\n'


def read(text: str) -> Document:
    return parse("docs/record.md", text, find)
