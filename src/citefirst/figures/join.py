"""Figures that share what is written once: `3-5 minutes`, `14:02 to 14:40 UTC`, `3-5 November`, `1 hour 20 minutes`."""

from __future__ import annotations

from collections.abc import Iterable

from citefirst.figures.reading import Amount, Figure, Reading
from citefirst.figures.units import MONEY, ONE
from citefirst.regex import lazy
from citefirst.structs import replace

_RANGE = lazy(r"\s?[-\u2010-\u2014]\s?|\s(?:to|and|or|until|till)\s")
_DASH = lazy(r"\s?[-\u2010-\u2014]\s?|\sto\s")
_SUM = lazy(r",?\s?(?:and\s)?")
_LONGEST_GAP = 8


def join(text: str, figures: Iterable[Figure]) -> list[Figure]:
    """Let figures take over what their neighbours say; join the parts of one duration into one figure."""
    found: list[Figure] = []
    for figure in figures:
        gap = text[found[-1].end : figure.start] if found else ""
        if found and len(gap) <= _LONGEST_GAP:
            if (whole := _sum(found[-1], figure)) and _SUM.fullmatch(gap):
                found[-1] = whole
                continue
            if _RANGE.fullmatch(gap):
                found[-1], figure = _range(found[-1], figure, bool(_DASH.fullmatch(gap)))
        found.append(figure)
    return found


def _sum(first: Figure, last: Figure) -> Figure | None:
    """Join `1 hour` and the `20 minutes` behind it into one duration; None if the second is no part of the first's
    unit."""
    large, small = _duration(first), _duration(last)
    if not large or not small or large <= small or last.readings[0].place >= large:
        return None
    amount = Amount((first.readings[0].place + last.readings[0].place) * ONE // small, 1, ("duration", small))
    return Figure(first.start, last.end, (amount.reading,), amount)


def _duration(figure: Figure) -> int | None:
    """Return the unit of a duration, in parts of ONE second."""
    unit = figure.amount.unit if figure.amount else None
    return unit[1] if unit and unit[0] == "duration" else None


def _range(first: Figure, last: Figure, dash: bool) -> tuple[Figure, Figure]:
    """Return two figures with what the first takes over from the second (`3-5 minutes`), or the second from it
    (`$3-5`)."""
    kind = last.readings[0].dimension
    day = _whole(first, 31)
    if first.amount and last.amount:
        return _amounts(first, first.amount, last, last.amount, dash)
    if kind == "clock":
        return _before(first, last), last
    if kind == "date" and day and dash and last.readings[0].value[2]:
        return replace(first, readings=(_same_month(last, day),), amount=None), last
    if first.readings[0].dimension == "date" and dash and (day := _whole(last, 31)) and first.readings[0].value[2]:
        return first, replace(last, readings=(_same_month(first, day),), amount=None)
    return first, last


def _amounts(first: Figure, one: Amount, last: Figure, two: Amount, dash: bool) -> tuple[Figure, Figure]:
    if dash and one.unit and one.unit[0] in MONEY and not two.unit:
        two = replace(two, unit=one.unit)
        last = replace(last, readings=(two.reading,), amount=two)
    if two.bare or one.scale != 1 or one.unit not in (None, two.unit):
        return first, last
    readings = {replace(one, unit=two.unit, scale=two.scale).reading: None}
    if two.scale != 1:  # "$5 to $10 million" may begin at five dollars
        readings[replace(one, unit=two.unit).reading] = None
    if not dash:  # "3 and 5 minutes" may be three of something
        readings.update(dict.fromkeys(first.readings))
    return replace(first, readings=tuple(readings), amount=replace(one, unit=two.unit)), last


def _before(first: Figure, last: Figure) -> Figure:
    """Give the beginning of a range the zone of the clock time that ends it, and its half of the day: `2-3 pm`."""
    hour, clock = _whole(first, 12), first.readings[0]
    minute = hour * 60 if hour else clock.value[0] if clock.dimension == "clock" else None
    if minute is None or clock.value[2:] not in ((), (None,)):
        return first
    late = (minute + 720) % 1440
    minutes = (minute, late) if minute < 780 and last.readings[0].place >= 720 else (minute,)
    readings = [
        Reading("clock", (begin, clock.value[1] if not hour else None, reading.value[2]))
        for begin in minutes
        for reading in last.readings
    ]
    return replace(first, readings=(*readings, *first.readings) if hour else tuple(readings))


def _same_month(date: Figure, day: int) -> Reading:
    return Reading("date", (*date.readings[0].value[:2], day))


def _whole(figure: Figure, largest: int) -> int | None:
    """Return the number of a figure that is only a whole number from 1 to `largest`."""
    amount = figure.amount
    if not amount or not amount.bare or amount.number % ONE or not 0 < amount.number <= largest * ONE:
        return None
    return amount.number // ONE
