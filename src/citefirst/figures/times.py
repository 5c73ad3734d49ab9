"""Dates, clock times and their zones, and `0:38 h`, read from what the patterns matched."""

from __future__ import annotations

import re

from citefirst.figures import units
from citefirst.figures.patterns import WEST
from citefirst.figures.reading import Figure, Read, Reading
from citefirst.figures.units import ONE


def figure(match: re.Match[str], *readings: Reading) -> Read:
    """Return the figure that a match means, None if it means nothing."""
    return (Figure(match.start(), match.end(), readings) if readings else None), match.end()


def date(match: re.Match[str]) -> Read:
    named = match.groupdict()
    month = named["month"]
    number = int(month) if month.isdigit() else units.MONTHS.index(month[:3].lower()) + 1
    year, day = named.get("year"), named.get("day")
    return figure(match, *_dates(int(year) if year else None, (number, int(day) if day else None)))


def numeric_date(match: re.Match[str]) -> Read:
    """Read a numeric date: `3.11.2026` has the day first; `3/11/2026` and `3-11-2026` depend on the reader's habit."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if len(match["year"]) == 2:
        if match["by"] != "/":
            return None, match.end()
        year += 2000
    orders = ((two, one),) if match["by"] == "." or one == two else ((two, one), (one, two))
    return figure(match, *_dates(year, *orders))


def _dates(year: int | None, *days: tuple[int, int | None]) -> list[Reading]:
    return [
        Reading("date", (year, month, day))
        for month, day in days
        if 1 <= month <= 12 and (day is None or 1 <= day <= 31)
    ]


def clock(match: re.Match[str]) -> Read:
    named, end = match.groupdict(), match.end()
    hour, second = int(match["hour"]), named.get("second")
    if half := named.get("half"):
        hour = hour % 12 + (12 if half.strip()[0] in "pP" else 0)
    zones = _zones(named.get("zone"))
    west = WEST().match(match.string, end) if match.string[match.start() - 1 : match.start()] == "T" else None
    if west:
        zones, end = (-60 * int(west[1]) - int(west[2]),), west.end()
    minute = hour * 60 + int(match["minute"] or 0)
    readings = tuple(Reading("clock", (minute, int(second) if second else None, zone)) for zone in zones)
    return Figure(match.start(), end, readings), end


def _zones(text: str | None) -> tuple[int | None, ...]:
    if not text:
        return (None,)
    name = text.strip(" ()\t\u00a0\u202f")
    if name in units.ZONES:
        return units.ZONES[name]
    digits = re.sub(r"\D", "", name)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return ((int(hours or 0) * 60 + int(minutes)) * (-1 if "-" in name else 1),)


def long(match: re.Match[str]) -> Read:
    """Read `0:38 h` and `2:30 min` as durations; `14:02 h` may be a time as well."""
    hours = match["unit"][0] == "h"
    seconds = (int(match["number"]) * 60 + int(match["rest"])) * (60 if hours else 1)
    minute = int(match["number"]) * 60 + int(match["rest"])
    times = [Reading("clock", (minute, None, None))] if hours and minute < 1440 else []
    return figure(match, Reading("duration", (seconds * ONE,)), *times)
