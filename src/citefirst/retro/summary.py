"""The cases of a span by rule and by person: how often, in how many records, how long until it held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from citefirst.model import Severity
from citefirst.retro.model import Case, Retro


class Person(NamedTuple):
    """How often a rule asked somebody for something within the span, and how that stands."""

    name: str
    asked: int
    records: int
    held: int
    still: int
    seconds: float | None
    """The median until it held, None where nothing has yet."""


class ByRule(NamedTuple):
    """What a rule asked for within the span, of whom, and what of it and of older things held or stands open."""

    code: str
    rule: str
    severity: Severity
    asked: int
    held: int
    still: int
    before: int
    before_held: int
    again: int
    seconds: float | None
    longest: float | None
    people: Sequence[Person]


def by_rule(retro: Retro) -> list[ByRule]:
    """Return the rules that asked for something or had, the one that asked most often first."""
    found: dict[str, list[Case]] = {}
    for case in retro.cases:
        found.setdefault(case.code, []).append(case)
    rows = [_row(cases) for cases in found.values()]
    return sorted(rows, key=lambda row: (-row.asked, -row.before, row.code))


def _row(cases: Sequence[Case]) -> ByRule:
    own, older = [each for each in cases if each.opened], [each for each in cases if not each.opened]
    times = _times(own)
    names = dict.fromkeys(each.author for each in own)
    people = [_person(name, [each for each in own if each.author == name]) for name in names]
    return ByRule(
        code=cases[0].code,
        rule=cases[0].rule,
        severity=cases[0].severity,
        asked=len(own),
        held=sum(each.end != "open" for each in own),
        still=sum(each.end == "open" for each in own),
        before=len(older),
        before_held=sum(each.end != "open" for each in older),
        again=sum(each.again for each in cases),
        seconds=median(times) if times else None,
        longest=max(times, default=None),
        people=sorted(people, key=lambda person: (-person.asked, person.name)),
    )


def _person(name: str, cases: Sequence[Case]) -> Person:
    times, is_open = _times(cases), sum(each.end == "open" for each in cases)
    seconds = median(times) if times else None
    return Person(name, len(cases), len({each.path for each in cases}), len(cases) - is_open, is_open, seconds)


def _times(cases: Iterable[Case]) -> list[float]:
    """Return how long each case that an edit settled took. Authors' clocks differ, so none is shorter than nothing."""
    return [max(0.0, seconds_of(each)) for each in cases if each.opened and each.end == "edited"]


def median(times: Sequence[float]) -> float:
    """Return the middle of some times, of two middles the one between."""
    ordered = sorted(times)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def seconds_of(case: Case) -> float:
    """Return the seconds from asked to held, 0 where git's times say nothing."""
    try:
        return (datetime.fromisoformat(case.settled) - datetime.fromisoformat(case.opened)).total_seconds()
    except ValueError:
        return 0.0


def length(seconds: float) -> str:
    """Return a length of time as people say it: `40 min`, `3 h`, `2 days`."""
    if seconds < 60:
        return "less than a minute"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    if seconds < 36 * 3600:
        return f"{round(seconds / 3600)} h"
    days = round(seconds / 86400)
    return f"{days} days" if days != 1 else "1 day"
