"""Times compared: whether a timeline is in order, and whether a duration fits the range beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cmp_to_key
from itertools import pairwise

from citefirst.figures.reading import Figure, Moment, elapsed, moments
from citefirst.figures.support import figures_of
from citefirst.figures.units import ONE
from citefirst.model import Claim, Unit
from citefirst.regex import lazy
from citefirst.structs import frozen

_HALF = 43_200
"""Seconds: a time that is earlier by more than half a day, with no date beside it, is of the next day."""
_NEW_YEAR = 6
"""Months: a day that is earlier by more is of the next year."""
_RANGE = lazy(r"\s?[-\u2010-\u2014]\s?|\s(?:to|and|until|till)\s")
_LONGEST_GAP = 8
_SHORTEST = 60
"""Seconds: shorter durations are latencies, which say nothing of how long something went on."""


@frozen
class Slip:
    """A claim whose time is before that of the claim above it."""

    claim: Claim
    above: Claim


def slips(claims: Iterable[Claim]) -> Iterator[Slip]:
    """Find rows and items of a timeline that are earlier than one above them. Claims without a time are passed over."""
    timed = [(claim, first) for claim in claims if claim.unit.kind != "sentence" and (first := _first(claim.unit))]
    for (above, before), (claim, now) in pairwise(timed):
        if _is_later(before, now):
            yield Slip(claim, above)


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """Return the events of a timeline in the order of their times. One without a time stays below the one above it."""
    groups: list[tuple[Moment | None, list[Claim]]] = [(None, [])]
    for claim in claims:
        if moment := _first(claim.unit):
            groups.append((moment, [claim]))
        else:
            groups[-1][1].append(claim)

    def compare(one: tuple[Moment, list[Claim]], other: tuple[Moment, list[Claim]]) -> int:
        return _is_later(one[0], other[0]) - _is_later(other[0], one[0])

    timed = sorted(((moment, group) for moment, group in groups if moment), key=cmp_to_key(compare))
    return [*groups[0][1], *(claim for _, group in timed for claim in group)]


def _first(unit: Unit) -> Moment | None:
    """Return the time of an event: the first time of its claim, if it stands at the beginning."""
    figures = figures_of(unit)
    first = next((figure for figure in figures if figure.readings[0].dimension == "clock"), None)
    if first is None or (not unit.cells and len(unit.text[: first.start].split()) > 3):
        return None
    return next(moments(figures), None)


def _is_later(before: Moment, now: Moment) -> bool:
    back = elapsed(now, before)
    if back is None or not back.value[0]:
        return False
    seconds = back.value[0] / ONE
    if before.day is not None and now.day is not None:
        return True
    if before.date and now.date:  # days without a year
        days = [(date.value[1] or 0, date.value[2] or 0) for date in (before.date, now.date)]
        if days[0] != days[1]:
            return days[1] < days[0] and days[0][0] - days[1][0] < _NEW_YEAR
        return _is_lower(now, before)
    # A later hour is one of the same day, however long that is: only an earlier one may be of the day after.
    return before.clock.value[2] == now.clock.value[2] and _is_lower(now, before) and seconds < _HALF


def _is_lower(one: Moment, other: Moment) -> bool:
    first, second = ((each.clock.value[0] or 0, each.clock.value[1] or 0) for each in (one, other))
    return first < second


def overlong(unit: Unit) -> tuple[Figure, Figure, Figure] | None:
    """Find a duration that is longer than the range of two times in the same claim; return it with both times."""
    figures = figures_of(unit)
    clocks = [figure for figure in figures if figure.readings[0].dimension == "clock"]
    times = list(moments(figures))
    if len(clocks) != 2 or len(times) != 2:
        return None
    gap = unit.text[clocks[0].end : clocks[1].start]
    whole = elapsed(*times)
    if len(gap) > _LONGEST_GAP or not _RANGE.fullmatch(gap) or whole is None:
        return None
    for figure in figures:
        reading = figure.readings[0]
        if reading.dimension == "duration" and (seconds := (reading.value[0] or 0) / ONE) >= _SHORTEST:
            unit_of = figure.amount.unit[1] / ONE if figure.amount and figure.amount.unit else _SHORTEST
            if seconds > (whole.value[0] or 0) / ONE + max(unit_of, _SHORTEST):
                return figure, clocks[0], clocks[1]
    return None
