"""CF209 and CF303: what looking up the sources of a record showed of them. Found with `--online` only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from citefirst.model import Claim, Problem
from citefirst.record.build import TIMELINE, Record
from citefirst.regex import lazy
from citefirst.rules.rule import Example, Rule

if TYPE_CHECKING:
    from citefirst.evidence.answers import Answer, Found, Target

    Answers = Mapping[Target, Answer]

TOLERANCE = timedelta(minutes=10)
"""How far an event may be from its source: a merge is not yet a deploy, and clocks differ."""
_ZONE = lazy(r"\b(?:UTC|GMT)\b(?!\s?[-+\u2010-\u2013\u2212]\s?\d)")
_BETWEEN = "are is all given shown listed stated below here in as of the this table timeline section".split()
_ZONE_OF_ALL = lazy(rf"(?i:\btimes?(?:\s+(?:{'|'.join(_BETWEEN)}))*)[\s:(]+{_ZONE.pattern}")
"""`All times are in UTC`, and not `times are local, not UTC`."""


def not_there(record: Record, answers: Answers) -> Iterator[Problem]:
    """Find sources that certainly are not there. What cannot be determined is not a problem."""
    from citefirst.evidence.answers import Missing, target_of

    for source in record.sources:
        answer = answers.get(target_of(source))
        if isinstance(answer, Missing):
            bare = source.target.startswith(("#", "GH-"))
            hint = "correct it, write owner/repository#number, or say UNKNOWN" if bare else "correct it, or say UNKNOWN"
            yield Problem(source.span, f"`{source.target}` is not there: {answer.reason}", hint)


def unsettled_source(record: Record, answers: Answers) -> Iterator[Problem]:
    from citefirst.evidence.answers import Found, doubt, target_of

    for source in record.sources:
        answer = answers.get(target_of(source))
        if isinstance(answer, Found) and (reason := doubt(answer)):
            yield Problem(source.span, f"`{source.target}` is there, but {reason}", "say so, or cite what is settled")


def disagreeing_time(record: Record, answers: Answers) -> Iterator[Problem]:
    """Find events of the timeline at another time than the one thing with a time that they cite."""
    if not answers:
        return
    from citefirst.evidence.answers import target_of
    from citefirst.rules.event_times import apart

    east, day = _east(record), _day(record)
    for claim in record.timeline:
        if claim.unit.kind == "sentence":
            continue
        day = _day_of(claim, day)
        found = [answer for source in claim.sources if (answer := _event(answers.get(target_of(source))))]
        if len(found) == 1 and (message := apart(claim.unit, found[0], TOLERANCE, day, east)):
            yield Problem(claim.unit.span, message, "correct the time, or cite what happened then")


def _event(answer: Answer | None) -> Found | None:
    from citefirst.evidence.answers import Found
    from citefirst.rules.event_times import EVENTS

    return answer if isinstance(answer, Found) and answer.kind in EVENTS and answer.at else None


def _day_of(claim: Claim, above: date | None) -> date | None:
    """Return the day of an event: its own, or that of the one above where it does not begin with one."""
    from citefirst.figures import figures_of

    figures = (figure for figure in figures_of(claim.unit) if figure.readings[0].dimension in ("date", "clock"))
    first = next(figures, None)
    if first is None or first.readings[0].dimension == "clock":
        return above
    year, month, day = first.readings[0].value
    try:
        return date(year, month, day) if year and month and day and len(first.readings) == 1 else None
    except ValueError:  # 31 February
        return None


def _east(record: Record) -> int | None:
    """Return the zone of times that name none, in minutes east of UTC, where the timeline names it for all; else
    None."""
    sections = record.document.sections
    timelines = [section for section in sections if record.sections[section.index] == TIMELINE]
    titles = [section.title for section in timelines]
    units = [claim.unit for claim in record.timeline]
    said = [text for unit in units for text in (unit.under, unit.text if unit.kind == "sentence" else "")]
    return 0 if any(map(_ZONE.search, titles)) or any(map(_ZONE_OF_ALL.search, said)) else None


def _day(record: Record) -> date | None:
    try:
        return datetime.fromisoformat(record.header.text("date")).date()
    except ValueError:
        return None


_PULL = "https://github.com/acme/shop/pull/812"
_MERGED = "2026-11-03T14:02:10Z"
_CHANGE = f"""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

## Timeline

- 14:02 UTC the pool was made smaller ([#812]({_PULL}))

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""

RULES = (
    Rule(
        code="CF303",
        name="unsettled-source",
        summary="A source exists, but is not what it is cited for: not merged, failed, on another branch.",
        why="A pull request that was closed without being merged changed nothing, and a failed deployment reached "
        "nobody. Found with `--online` only.",
        checks=(unsettled_source,),
        good=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", _MERGED)}),
        bad=Example(
            front="date: 2026-11-03",
            body=_CHANGE,
            answers={_PULL: ("open", "")},
        ),
        severity="warning",
    ),
    Rule(
        code="CF209",
        name="disagreeing-time",
        summary="An event of the timeline has a different time from what it cites.",
        why="The pull request, the deployment or the run has a time of its own, to the second. An event that differs "
        "by more than ten minutes is mistyped, in another zone, or cites something else. Found with `--online` only, "
        "and only where the line or the timeline says the zone of its time.",
        checks=(disagreeing_time,),
        good=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", _MERGED)}),
        bad=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", "2026-11-03T13:02:10Z")}),
        severity="warning",
    ),
)
