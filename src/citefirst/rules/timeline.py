"""CF207, CF208 and CF212: times out of order, impossible durations, an incident's start and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from citefirst.model import Problem, Unit
from citefirst.record.build import Record
from citefirst.regex import lazy
from citefirst.rules.rule import Example, Mend, Rule

_CLOCK = lazy(r"\d{1,2}:[0-5]\d")
_FIRST = lazy(r"(\d{1,2})(:[0-5]\d(?::[0-5]\d)?)")
_DATED = lazy(r"\d{4}-\d|\d[./]\d{1,2}[./]|(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d\s?[ap]\.?m)")
_BETWEEN = lazy(rf"{_CLOCK.pattern}.{{1,8}}?{_CLOCK.pattern}")
_LONG = lazy(r"\b(?:min|mins|minutes?|h|hrs?|hours?|d|days?)\b|\d[hm]\b")
"""The least that a line needs to be looked at closely."""
_SIZE = len("2026-11-03 14:02")
_BOUNDS = ("started", "ended")
"""Keys of the front matter that say when an incident began and when it was over."""
_ZONE_IN_WORDS = lazy(r" ?(?:UTC|Z)$")


def disordered_timeline(record: Record) -> Iterator[Problem]:
    if _is_plainly_ordered([claim.unit for claim in record.timeline]):
        return
    from citefirst.figures.order import slips

    for slip in slips(record.timeline):
        line = record.document.lines.region(slip.above.unit.span).line
        yield Problem(
            slip.claim.unit.span,
            f"this event is earlier than the one on line {line} above it",
            "put the events in order, or correct the time; write the date where a new day begins",
        )


def _is_plainly_ordered(events: Sequence[Unit]) -> bool:
    """Tell whether events are in order by their first times, so that nothing need be loaded: those of rows that begin
    with day and time and have the same columns, or those without dates or am and pm."""
    from citefirst.document.units import JOINT

    stamps = [_stamp(event, JOINT) for event in events]
    if all(stamps) and len({tuple(cell.column for cell in event.cells) for event in events}) == 1:
        return stamps == sorted(stamps)
    texts = [event.text for event in events]
    times = [f"{found[1]:0>2}{found[2]}" for text in texts if (found := _FIRST.search(text))]
    return times == sorted(times) and not any(map(_DATED.search, texts))


def _stamp(event: Unit, joint: str) -> str:
    """Return day and time where they are all of the first cell of a row, as `2026-11-03 14:02`; else ""."""
    begin = event.text[:_SIZE]
    if event.kind != "row" or not event.text.startswith(joint, _SIZE) or (event.code and event.code[0][0] < _SIZE):
        return ""
    try:
        return begin if datetime.fromisoformat(begin).isoformat(" ", "minutes") == begin else ""
    except ValueError:
        return ""


def impossible_duration(record: Record) -> Iterator[Problem]:
    ranged = [claim for claim in record.claims if _BETWEEN.search(claim.unit.text) and _LONG.search(claim.unit.text)]
    if not ranged:
        return
    from citefirst.figures import locate
    from citefirst.figures.order import overlong

    for claim in ranged:
        if found := overlong(claim.unit):
            words, first, last = (claim.unit.text[figure.start : figure.end] for figure in found)
            span = next(iter(locate(record.document, claim.unit, found[:1])))
            yield Problem(span, f"`{words}` is longer than from {first} to {last}", "correct the duration or the times")


def unplaced_bounds(record: Record) -> Iterator[Problem]:
    bounds = {key: text for key in _BOUNDS if _CLOCK.search(text := record.header.text(key))}
    times = [time for text in bounds.values() if (time := _time(text))]
    if len(times) == len(_BOUNDS) and times[0] > times[1]:
        yield Problem(record.header.place("ended"), "the incident ended before it started", "correct one of the two")
        return
    if not bounds or not any(_CLOCK.search(claim.unit.text) for claim in record.timeline):
        return
    from citefirst.figures import find, gather

    events = gather(record.timeline)
    for key, text in bounds.items():
        clock = next((figure for figure in find(text) if figure.readings[0].dimension == "clock"), None)
        if clock and not events.supports(clock):
            yield Problem(
                record.header.place(key),
                f"the incident {key} at a time for which the timeline has no event",
                "add the event, or correct the time; write it in the zone of the timeline",
            )


def _time(text: str) -> datetime | None:
    """Return a moment with a time as the schema has it, in UTC where it names no zone; None for anything else."""
    try:
        time = datetime.fromisoformat(_ZONE_IN_WORDS.sub("Z", text))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


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
_BOUNDED = """# Checkout latency

## Facts

UNKNOWN: why.

## Timeline

- 14:02 UTC checkout p99 crossed 2 s [S1]
- 14:40 UTC p99 was back under 500 ms [S1]
"""
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'

RULES = (
    Rule(
        code="CF207",
        name="disordered-timeline",
        summary="An event of a timeline stands below a later one.",
        why="A reader takes the order of a timeline for the order of events, and looks for causes above. An event in "
        "the wrong place, or with a mistyped time, tells another story.",
        checks=(disordered_timeline,),
        mends=(Mend("Put the events in order", "unsafe", "timeline.put_in_order"),),
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
        checks=(impossible_duration,),
        good=Example(body=_DOWN.format("36 minutes") + _DASHBOARD),
        bad=Example(body=_DOWN.format("83 minutes") + _DASHBOARD),
        severity="warning",
    ),
    Rule(
        code="CF212",
        name="unplaced-bounds",
        summary="No event of the timeline has the time of the incident's start or end, or the end is before the start.",
        why="How long it lasted is the figure that customers and regulators ask for first. `started` and `ended` in the"
        " front matter say it in one place; the timeline has to show what happened at both times. Events before the"
        " start, such as the change that caused it, and after the end are not findings.",
        checks=(unplaced_bounds,),
        good=Example(front="started: 2026-11-03T14:02Z\nended: 2026-11-03T14:40Z", body=_BOUNDED + _DASHBOARD),
        bad=Example(front="started: 2026-11-03T14:02Z\nended: 2026-11-03T14:50Z", body=_BOUNDED + _DASHBOARD),
        severity="warning",
    ),
)
