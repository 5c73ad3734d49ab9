"""What may be put in the place of what: a mend as reports show it, whose readers have lines and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from citefirst.places import Lines, Region, Span


class Change(NamedTuple):
    """A text for a region. `columns` are those of its start and its end in bytes of UTF-8, 1-based."""

    region: Region
    columns: tuple[int, int]
    text: str

    @classmethod
    def of(cls, lines: Lines, span: Span, text: str) -> Change:
        region = lines.region(span)
        places = ((region.line, region.column), (region.end_line, region.end_column))
        start, end = (
            1 + len(lines.content(line)[: column - 1].encode("utf-8", "surrogatepass")) for line, column in places
        )
        return cls(region, (start, end), text)


class Suggestion(NamedTuple):
    """A way to mend a finding. `is_safe`: what the record says is left as it is."""

    title: str
    is_safe: bool
    changes: tuple[Change, ...]


Suggested = Mapping[tuple[str, str], Sequence[Suggestion]]
"""Suggestions by the path and the fingerprint of the finding that they mend."""
