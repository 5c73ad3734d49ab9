"""The time that a line of a timeline states, compared with the time of the pull request or deployment that it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from citefirst.evidence.answers import Found
from citefirst.figures import Figure, figures_of
from citefirst.figures.reading import Moment, moments
from citefirst.model import Unit
from citefirst.structs import replace

EVENTS = {
    "pull-request": "the pull request was merged",
    "deploy": "the deployment took place",
    "ci-run": "the run started",
}
"""Kinds whose time is that of the event which a line tells. A ticket or a commit may date from any time before."""
LASTING = ("ci-run",)
"""Kinds that go on for a while; a line may state any time between their first and their last."""
_DAY = timedelta(days=1)
_ALTERNATIVES = 2
"""Readings of a figure: `ET` is two zones, `3/11/2026` two days."""


def apart(
    unit: Unit, found: Found, tolerance: timedelta, day: date | None = None, east: int | None = None
) -> str | None:
    """Return a sentence with both times where they differ by more than a tolerance; None where nothing contradicts a
    line.

    `day` is the record's, for a line without a date, which may also be of the day before or after; without any, only
    the time of day is compared. `east` is the zone of lines that say none, in minutes east of UTC; without one they are
    not judged. A line with two times, one on each side of the object's, is taken for a range.
    """
    if found.at is None or found.kind not in EVENTS:
        return None
    figures = figures_of(unit)
    if found.kind in LASTING and _is_during(figures, found, tolerance, day, east):
        return None
    for time in (found.at, *found.others):
        stated = [when for moment in _moments(figures) if (when := _nearest(moment, time, day, east))]
        if any(abs(when - time) <= tolerance for when in stated):
            return None
        if stated and min(stated) < time < max(stated):
            return None
    for moment in _moments(figures):
        if when := _nearest(moment, found.at, day, east):
            return _sentence(when, moment.day is not None, found.at, EVENTS[found.kind])
    return None


def _is_during(
    figures: Sequence[Figure], found: Found, tolerance: timedelta, day: date | None, east: int | None
) -> bool:
    """Tell whether a line states a time between the first and the last of an object's."""
    times = [time for time in (found.at, *found.others) if time]
    first, last = min(times) - tolerance, max(times) + tolerance
    stated = (_nearest(moment, time, day, east) for moment in _moments(figures) for time in times)
    return any(first <= when <= last for when in stated if when)


def _moments(figures: Sequence[Figure]) -> Iterator[Moment]:
    """Yield the clock times of a line, each as often as it has readings."""
    for index in range(_ALTERNATIVES):
        if index == 0 or any(len(figure.readings) > index for figure in figures):
            yield from moments([replace(one, readings=one.readings[index:] or one.readings) for one in figures])


def _nearest(moment: Moment, time: datetime, day: date | None, east: int | None) -> datetime | None:
    """Return the time that a line states, as near to a time as its words allow; None where they do not say enough."""
    minute, second, zone = moment.clock.value
    zone = east if zone is None else zone
    if minute is None or zone is None:
        return None
    there = timezone(timedelta(minutes=zone)) if zone else UTC
    midnights = [datetime(one.year, one.month, one.day, tzinfo=there) for one in _days(moment, time, there, day)]
    stated = (midnight + timedelta(minutes=minute, seconds=second or 0) for midnight in midnights)
    return min(stated, key=lambda when: abs(when - time), default=None)


def _days(moment: Moment, time: datetime, there: timezone, day: date | None) -> Iterator[date]:
    try:
        if moment.day is not None:
            yield date.fromordinal(moment.day)
        elif moment.date is not None:
            _, month, number = moment.date.value
            if month and number:
                yield date(time.astimezone(there).year, month, number)
        else:
            middle = day or time.astimezone(there).date()
            yield from (middle - _DAY, middle, middle + _DAY)
    except (ValueError, OverflowError):  # 31 February, the year 0
        return


def _sentence(stated: datetime, dated: bool, time: datetime, event: str) -> str:
    there = time.astimezone(stated.tzinfo)
    line = f"{stated:%Y-%m-%d %H:%M}" if dated else f"{stated:%H:%M}"
    return (
        f"the line says {line}, and {event} on {there:%Y-%m-%d} at {there:%H:%M} ({stated.tzname()}),"
        f" {_words(abs(stated - time))} apart"
    )


def _words(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{number} {name}{'s' if number != 1 else ''}" for number, name in parts if number]
    return " ".join(said[:2]) or "less than a minute"
