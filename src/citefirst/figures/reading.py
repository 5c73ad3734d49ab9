"""Figures, the readings that a figure can have, and when one figure supports another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from citefirst.figures.units import ONE
from citefirst.structs import frozen

Key = tuple[object, ...]
_DAY = 86_400


@frozen
class Reading:
    """One meaning of a figure.

    `value` is `(parts of ONE,)`; of a date `(year, month, day)`; of a clock time `(minute of the day, second, minutes
    east of UTC)`. None stands for what the text does not say.
    """

    dimension: str
    value: tuple[int | None, ...]

    @property
    def place(self) -> int:
        """The position of the value among those of its dimension."""
        first, *rest = (part or 0 for part in self.value)
        if self.dimension == "date":
            return (first * 12 + rest[0]) * 31 + rest[1]
        return first


@frozen
class Amount:
    """A number as it stands: `number` in parts of ONE, its scale (`million`), its unit as dimension and factor."""

    number: int
    scale: int = 1
    unit: tuple[str, int] | None = None
    spelled: bool = False

    @property
    def bare(self) -> bool:
        return self.scale == 1 and self.unit is None

    @property
    def reading(self) -> Reading:
        dimension, factor = self.unit or ("count", ONE)
        return Reading(dimension, (self.number * self.scale * factor // ONE,))


@frozen
class Figure:
    """`text[start:end]` is a figure. An ambiguous one (`3/11/2026`) has several readings, the likeliest first."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    amount: Amount | None = None

    @property
    def casual(self) -> bool:
        """Whether this is a number in words without a unit, as in "two of them": it can support, but needs no
        support."""
        return self.amount is not None and self.amount.spelled and self.amount.bare


Read = tuple[Figure | None, int]
"""The figure at a place, None where something else stands there, and where to read on."""


def offers(figure: Figure, alone: bool = False) -> Iterator[Key]:
    """Return the keys of what a figure supports: every figure that `asks` for one of them.

    A number `alone` in its table cell has its unit in the column's heading: it supports that number with any unit.
    """
    for reading in figure.readings:
        match reading.dimension, reading.value:
            case "date", (year, month, day):
                yield ("day", month, day)
                if year is None:
                    yield from (("any year", month, day), ("any year", month, None))
                else:
                    yield from (("date", year, month, day), ("date", year, month, None), ("date", year, None, None))
            case "clock", (int(minute), second, east):
                for known in {second, None}:
                    if east is None:
                        yield ("zoneless", minute, known)
                    else:
                        yield from (("zoned", minute, known), ("utc", (minute - east) % 1440, known))
            case _:
                yield (reading.dimension, *reading.value)
    if alone and figure.amount and figure.amount.bare:
        yield ("alone", figure.amount.number)


def asks(figure: Figure) -> Iterator[Key]:
    """Return the keys of which a figure must offer at least one to support this one.

    A date without a year is a day of any year, a time without a zone one of any zone; times with zones meet in UTC.
    """
    for reading in figure.readings:
        match reading.dimension, reading.value:
            case "date", (None, month, day):
                yield ("day", month, day)
            case "date", (year, month, day):
                yield ("date", year, month, day)
                if month is not None:
                    yield ("any year", month, day)
            case "clock", (int(minute), second, east):
                yield ("zoneless", minute, second)
                yield ("zoned", minute, second) if east is None else ("utc", (minute - east) % 1440, second)
            case _:
                yield (reading.dimension, *reading.value)
    if figure.amount:
        yield ("alone", figure.amount.number * figure.amount.scale)


@frozen
class Moment:
    """A clock time, with the date before it in the same text, if any."""

    clock: Reading
    date: Reading | None = None

    @cached_property
    def day(self) -> int | None:
        from datetime import date

        year, month, day = self.date.value if self.date else (None, None, None)
        try:
            return date(year, month, day).toordinal() if year and month and day else None
        except ValueError:  # 31 February
            return None


def moments(figures: Sequence[Figure]) -> Iterator[Moment]:
    """Return the clock times among the figures of a text, in order."""
    day: Reading | None = None
    for figure in figures:
        first = figure.readings[0]
        if first.dimension == "date":
            day = first
        elif first.dimension == "clock":
            yield Moment(first, day)


def elapsed(first: Moment, last: Moment) -> Reading | None:
    """Return the time from one moment to a later one, less than a day apart if their dates are not known.

    A moment without a zone is read in the zone of the other. None if the second is not later.
    """
    zones = first.clock.value[2], last.clock.value[2]
    start = _second(first.clock, zones[1] if zones[0] is None else zones[0])
    end = _second(last.clock, zones[0] if zones[1] is None else zones[1])
    if first.day is None or last.day is None:
        seconds = (end - start) % _DAY
    else:
        seconds = (last.day - first.day) * _DAY + end - start
    return Reading("duration", (seconds * ONE,)) if seconds > 0 else None


def _second(clock: Reading, east: int | None) -> int:
    minute, second, _ = clock.value
    return ((minute or 0) - (east or 0)) * 60 + (second or 0)
