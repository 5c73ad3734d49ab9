"""Gathered rows put into a record's timeline, in order and in its own form, with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from citefirst.document.splice import Edit
from citefirst.gather.row import Row
from citefirst.mending.definitions import free_ids, spot
from citefirst.mending.fixes import Subject
from citefirst.mending.lines import end_of, start_of
from citefirst.model import Claim
from citefirst.places import Span
from citefirst.report.views.gather import definition, event, item, time_of

_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?: ?([+-]\d\d:?\d\d)\b)?")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_MARKER = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*")
_DEEPER = re.compile(r"(?:\n[ \t]+\S[^\n]*)*")
_NAMES = {
    "time": re.compile(r"(?i)time|when|date"),
    "source": re.compile(r"(?i)sources?|evidence|references?|refs?|links?"),
    "event": re.compile(r"(?i)event|what|description|details?|action"),
}
_UNSEEN = ""
"""What a column holds of which an artifact says nothing."""


class Added(NamedTuple):
    """Edits that add rows, the rows that they add, and how many are there already."""

    edits: tuple[Edit, ...]
    rows: tuple[Row, ...]
    there: int


def add(subject: Subject, rows: Sequence[Row]) -> Added | None:
    """Return what adds those rows to a timeline that it does not have yet, None where there is no timeline."""
    timeline = subject.record.timeline
    if not timeline:
        return None
    known = {each.target: each.id for each in subject.record.document.definitions if each.target and each.id}
    new = tuple(row for row in rows if not _is_there(timeline, row, known.get(row.link)))
    fresh, defined = free_ids(subject), list[str]()
    for row in new:
        if row.link not in known:
            known[row.link] = next(fresh)
            defined.append(definition(row, known[row.link]))
    edits = list(_Timeline(subject, new).edits(known)) if new else []
    if defined:
        place = spot(subject)
        below = place.gap if place.gap.startswith("\n") and place.gap.count("\n") == 1 else "\n"
        edits.append(place.line(below.join(defined)))
    return Added(tuple(edits), new, len(rows) - len(new))


def _is_there(timeline: Sequence[Claim], row: Row, source: str | None) -> bool:
    """Tell whether an event cites the same place and has the same minute in UTC."""
    minute = re.compile(rf"(?<!\d){row.at:%H:%M}(?!\d)")
    return source is not None and any(
        minute.search(claim.unit.text) and any(each.label.removeprefix("^") == source for each in claim.unit.citations)
        for claim in timeline
    )


class _Timeline:
    """The events of one table or list of a timeline, or the lines below which a list begins."""

    def __init__(self, subject: Subject, rows: Sequence[Row]) -> None:
        self.text, self.rows = subject.text, rows
        events = [claim for claim in subject.record.timeline if claim.unit.kind != "sentence"]
        same = [claim for claim in events if claim.unit.kind == events[0].unit.kind] if events else []
        starts = [start_of(self.text, claim.unit.span.start) for claim in same]
        margins = [len(self.text[at:]) - len(self.text[at:].lstrip(" \t")) for at in starts]
        self.events = [claim for claim, margin in zip(same, margins, strict=True) if margin == margins[0]]
        self.last = self.events[-1] if self.events else subject.record.timeline[-1]
        header = subject.record.header
        day = _DATE.search(f"{header.text('started')} {header.text('date')}")
        self.day = day[0] if day else f"{rows[0].at:%Y-%m-%d}"

    def edits(self, sources: dict[str, str]) -> Iterator[Edit]:
        """Yield an edit for each row, in the order of the rows."""
        times = list(self._times())
        end = end_of(self.text, self.last.unit.span.end)
        end = _DEEPER.match(self.text, end).end() if self.events else end  # type: ignore[union-attr]
        gap = "" if self.events else "\n"
        for row in self.rows:
            line = self._line(row, sources[row.link])
            later = next((claim for claim, at in times if at > row.at), None)
            if later is None:
                yield Edit(Span(end, end), f"\n{gap}{line}")
                gap = ""
            else:
                at = start_of(self.text, later.unit.span.start)
                yield Edit(Span(at, at), f"{line}\n")

    def _line(self, row: Row, source: str) -> str:
        if not self.events:
            return f"- {item(row, source)}"
        first = self.events[0].unit.span.start
        begin = start_of(self.text, first)
        marker = _MARKER.match(self.text, begin)
        heads = self._heads(begin)
        if not heads:
            return f"{marker[0] if marker else '- '}{item(row, source)}"
        places = {
            name: next((n for n, head in enumerate(heads) if form.match(head)), -1) for name, form in _NAMES.items()
        }
        time = max(places["time"], 0)
        others = [n for n in range(len(heads)) if n not in (time, places["source"])]
        what = places["event"] if places["event"] in others else others[0] if others else time
        cells = [_UNSEEN] * len(heads)
        cells[time] = time_of(row.at)
        cells[what] = f"{cells[time]} {event(row)}" if what == time else event(row)
        if places["source"] >= 0:
            cells[places["source"]] = f"[{source}]"
        else:
            cells[what] += f" [{source}]"
        return f"| {' | '.join(cells)} |"

    def _heads(self, begin: int) -> list[str]:
        """Return the heads of the table of which a row begins somewhere, none for a list."""
        above = self.text[:begin].rstrip("\n").split("\n")[-2:]
        if self.events[0].unit.kind != "row" or len(above) < 2 or not _RULE.fullmatch(above[1]):
            return []
        return [cell.strip(" *_`") for cell in above[0].strip().strip("|").split("|")]

    def _times(self) -> Iterator[tuple[Claim, datetime]]:
        """Yield the events that begin with a time, taken for UTC where they name no offset: it only gives a place."""
        day, before = self.day, None
        for claim in self.events:
            head = claim.unit.text[:48]
            clock, dated = _CLOCK.search(head), _DATE.search(head)
            if clock is None:
                continue
            day = dated[0] if dated else day
            try:
                at = datetime.fromisoformat(f"{day}T{clock[1]:0>2}:{clock[2]}:{clock[3] or '00'}{clock[4] or '+00:00'}")
                at = at.astimezone(UTC)
                if before and not dated and before - at > timedelta(hours=12):
                    at += timedelta(days=1)
                    day = f"{at:%Y-%m-%d}"
            except (ValueError, OverflowError):
                continue
            before = at
            yield claim, at
