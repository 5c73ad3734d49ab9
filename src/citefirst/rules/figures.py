"""CF205, CF207, CF208: figures that no cited fact holds, times out of order, durations that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from citefirst.model import Document
from citefirst.record import Record
from citefirst.rules.rule import Example, Hit, Rule

if TYPE_CHECKING:
    from citefirst.figures import Fact, Facts, Figure

TIMELINES = frozenset(("timeline",))
"""Sections, by canonical slug, whose rows and items are events in the order of time."""
_CLOCK = re.compile(r"\d{1,2}:[0-5]\d")
_DATED = re.compile(
    r"\d{4}-\d|\d[./]\d{1,2}[./]|(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d\s?[ap]\.?m)"
)
_BETWEEN = re.compile(rf"{_CLOCK.pattern}.{{1,8}}?{_CLOCK.pattern}")
_LONG = re.compile(r"\b(?:min|mins|minutes?|h|hrs?|hours?|d|days?)\b|\d[hm]\b")
"""What a line needs at least to be looked at closely."""
MESSAGES = frozenset(("final-message", "message", "customer-message"))
"""Sections, by canonical slug, that say to others what the rest of the record establishes."""


def unsupported_figure(record: Record) -> Iterator[Hit]:
    messages = message_sections(record)
    spoken = [claim for claim in record.claims if claim.unit.section in messages and not claim.unit.unknown]
    if not spoken:
        return
    from citefirst.figures import figures_of, gather, locate  # most records have no message

    others = [claim for claim in record.claims if claim.unit.section not in messages]
    facts = gather(claim for claim in others if claim.verdict == "cited")
    uncited = gather(claim for claim in others if claim.verdict == "uncited")
    for claim in spoken:
        figures = figures_of(claim.unit)
        missing = {figure for figure in figures if not figure.casual and not facts.supports(figure)}
        for figure, span in zip(figures, locate(record.document, claim.unit, figures) if missing else (), strict=False):
            if figure in missing:
                words = claim.unit.text[figure.start : figure.end]
                yield Hit(span, f"`{words}` stands in no cited fact", _hint(record.document, figure, facts, uncited))


def disordered_timeline(record: Record) -> Iterator[Hit]:
    rows = [claim for claim in record.claims if claim.section in TIMELINES]
    if _is_plainly_ordered([claim.unit.text for claim in rows]):
        return
    from citefirst.figures.order import slips

    for slip in slips(rows):
        line = record.document.lines.region(slip.above.unit.span).line
        yield Hit(
            slip.claim.unit.span,
            f"this event is earlier than the one on line {line} above it",
            "put the events in order, or correct the time; write the date where a new day begins",
        )


def _is_plainly_ordered(texts: Sequence[str]) -> bool:
    """Are texts without dates and halves of days in order by their first times, so that nothing need be loaded."""
    times = [found[0].zfill(5) for text in texts if (found := _CLOCK.search(text))]
    return times == sorted(times) and not any(map(_DATED.search, texts))


def impossible_duration(record: Record) -> Iterator[Hit]:
    ranged = [claim for claim in record.claims if _BETWEEN.search(claim.unit.text) and _LONG.search(claim.unit.text)]
    if not ranged:
        return
    from citefirst.figures import locate
    from citefirst.figures.order import overlong

    for claim in ranged:
        if found := overlong(claim.unit):
            words, first, last = (claim.unit.text[figure.start : figure.end] for figure in found)
            span = next(iter(locate(record.document, claim.unit, found[:1])))
            yield Hit(span, f"`{words}` is longer than from {first} to {last}", "correct the duration or the times")


def message_sections(record: Record) -> set[int]:
    """Indexes of the sections that are messages, or stand in one."""
    found: set[int] = set()
    for section in record.document.sections:
        names = {record.sections[section.index], *section.names}  # a second "Message" has another slug
        if names & MESSAGES or section.parent in found:
            found.add(section.index)
    return found


def _hint(document: Document, figure: Figure, facts: Facts, uncited: Facts) -> str:
    if fact := uncited.holding(figure):
        return f"line {_line(document, fact)} says so without a source: cite it there"
    if fact := facts.nearest(figure):
        return f"the facts say `{fact.words}` on line {_line(document, fact)}"
    return "cite it in the facts, or leave it out"


def _line(document: Document, fact: Fact) -> int:
    span = fact.claim.unit.span
    start = document.text.find(fact.words, span.start, span.end)
    return document.lines.place(max(start, span.start))[0]


_FACTS = """# Checkout latency

## Facts

Checkout p99 rose to 4.2 s between 14:02 and 14:38 UTC. [S1]

## Message

"""
_TIMELINE = """# Checkout latency

## Facts

UNKNOWN: why.

## Timeline

- {} deploy 8123 reached production [S1]
- {} p99 crossed 2 s [S1]
"""
_DOWN = """# Checkout latency

## Facts

Checkout was down for {}, from 14:02 to 14:38. [S1]
"""
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'

RULES = (
    Rule(
        code="CF205",
        name="unsupported-figure",
        summary="A number, date, time or duration in the plain-language message that no cited fact holds.",
        why="The message is what customers and regulators quote. A figure that was rounded, mistyped or invented on the"
        " way there cannot be taken back, so each one must stand in a cited line of the same record, in whatever form:"
        " `4.2 s` is `4200 ms`, and `14:02-14:38` supports `36 minutes`.",
        check=unsupported_figure,
        good=Example(body=f"{_FACTS}Payments were slow for 36 minutes, from 14:02 UTC.\n{_DASHBOARD}"),
        bad=Example(body=f"{_FACTS}Payments were slow for 38 minutes, from 14:02 UTC.\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF207",
        name="disordered-timeline",
        summary="An event of a timeline stands below a later one.",
        why="A reader takes the order of a timeline for the order of events, and looks for causes above. An event in "
        "the wrong place, or with a mistyped time, tells another story.",
        check=disordered_timeline,
        good=Example(body=_TIMELINE.format("14:02", "14:05") + _DASHBOARD),
        bad=Example(body=_TIMELINE.format("14:05", "14:02") + _DASHBOARD),
        severity="warning",
    ),
    Rule(
        code="CF208",
        name="impossible-duration",
        summary="A duration is longer than the range of times in the same line.",
        why="`Down for 83 minutes, from 14:02 to 14:40` cannot be. One of the three figures is wrong, and whoever "
        "quotes the line will quote it.",
        check=impossible_duration,
        good=Example(body=_DOWN.format("36 minutes") + _DASHBOARD),
        bad=Example(body=_DOWN.format("83 minutes") + _DASHBOARD),
        severity="warning",
    ),
)
