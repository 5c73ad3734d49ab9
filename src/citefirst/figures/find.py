"""Finds the figures of a text, in one pass that takes each word and each number whole.

What only names something is no figure: `INC-2041`, `[S1]`, `p99`, `#12`, `v1.2.3`, `version 3.2`, `24/7`, addresses,
telephone numbers. Numbers follow English use where it matters: `1,500` is fifteen hundred, `1.500` one and a half; but
`1,5`, `1.500,20` and `1.500.000` can be read in one way only. Signs are not read: "fell by 5%" is `-5%`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from citefirst.document.labels import is_id
from citefirst.figures import join, times, units
from citefirst.figures.patterns import BRACKET, DIGIT, LETTER, NUMBERING, SIGN, START, TAIL
from citefirst.figures.reading import Amount, Figure, Read, Reading
from citefirst.figures.units import ONE
from citefirst.structs import replace


def find(text: str, code: Sequence[tuple[int, int]] = (), zone: str | None = None) -> tuple[Figure, ...]:
    """Find the figures of a text, in order. `zone` (of `units.ZONES`) applies to clock times that name no zone.

    A figure inside one of the ranges `code` is an identifier, unless a figure with a unit fills the range: `38 min`.
    """
    found = join.join(text, _scan(text))
    return tuple(
        _zoned(figure, units.ZONES[zone]) if zone else figure
        for figure in found
        if not code or _is_outside(figure, code)
    )


def _zoned(figure: Figure, zones: tuple[int, ...]) -> Figure:
    if any(reading.dimension != "clock" or reading.value[2] is not None for reading in figure.readings):
        return figure
    readings = (Reading("clock", (*reading.value[:2], zone)) for reading in figure.readings for zone in zones)
    return replace(figure, readings=tuple(readings))


def _is_outside(figure: Figure, code: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(code, figure.start, key=itemgetter(1))
    while index < len(code) and code[index][0] < figure.end:
        start, end = code[index]
        if start < figure.start or end > figure.end or figure.readings[0].dimension == "count":
            return False
        index += 1
    return True


def _scan(text: str) -> Iterator[Figure]:
    numbering = NUMBERING().match(text)
    position = numbering.end() if numbering else 0
    while match := START().search(text, position):
        figure, end = _read(match.start(), text)
        position = max(end, match.start() + 1)
        if figure:
            yield figure


def _read(start: int, text: str) -> Read:
    """Return the figure at a place, None if something else stands there, and where to read on."""
    first = text[start]
    if first == "[":
        match = BRACKET().match(text, start)
        cited = match and all(is_id(label.strip().removeprefix("^")) for label in match.group(1).split(","))
        return None, match.end() if match and cited else start + 1
    for kind, pattern in (DIGIT if first.isdigit() else LETTER if first.isalpha() else SIGN)():
        if match := pattern.match(text, start):
            return _READERS[kind](match)
    return None, start + 1


def _skip(match: re.Match[str]) -> Read:
    return None, match.end()


def _compact(match: re.Match[str]) -> Read:
    """Read `1h20m` or `2m30s`."""
    parts = re.findall(r"(\d+)([a-z]+)", match.group())
    total = sum(int(number) * units.UNIT[name][1] for number, name in parts)
    return times.figure(match, Reading("duration", (total,)))


def _fraction(match: re.Match[str]) -> Read:
    return _amount(match, units.FRACTIONS[match["digits"]])


def _half_hour(match: re.Match[str]) -> Read:
    return times.figure(match, Reading("duration", (1800 * ONE,)))


def _spelled(match: re.Match[str]) -> Read:
    """Read `two`, `twenty-four`, and `a` if a scale follows: `a million`."""
    words = [match[name].lower() for name in ("tens", "ones", "word") if match[name]]
    figure, end = _amount(match, sum(units.WORDS[word] for word in words) * ONE, spelled=True)
    if words[0] in ("a", "an") and not (figure and figure.amount and figure.amount.scale > 1):
        return None, match.end()
    return figure, end


def _number(match: re.Match[str]) -> Read:
    named = match.groupdict()
    if plain := named.get("plain"):
        digits = plain.replace(",", ".")
    elif grouped := named.get("grouped"):
        digits = re.sub(r"[^\d.]", "", grouped)
    else:
        digits = match["points"].replace(".", "").replace(",", ".")
    whole, _, fraction = digits.partition(".")
    number = int(whole or 0) * ONE + int(fraction.ljust(12, "0")) + units.FRACTIONS.get(named.get("vulgar") or "", 0)
    figure, end = _amount(match, number, named.get("currency"))
    if not figure or not figure.amount or not figure.amount.bare:
        return figure, end
    if _is_name(match.string, match.start(), end):
        return None, end
    if plain and plain[:2] in ("19", "20") and len(plain) == 4:
        figure = replace(figure, readings=(*figure.readings, Reading("date", (int(plain), None, None))))
    return figure, end


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a bare number is the end of a name (`version 3.2`) or the beginning of one (`8123-CART`)."""
    before = text[max(0, start - 12) : start]
    if before.endswith(" ") and before.split()[-1:] and before.split()[-1].strip("(.:").lower() in units.NAMING:
        return True
    return bool(re.compile(r"-(?![a-z]{3})[A-Za-z_]").match(text, end))


def _amount(match: re.Match[str], number: int, currency: str | None = None, spelled: bool = False) -> Read:
    """Read a number with what stands behind it: a scale, then a unit."""
    text, end = match.string, match.end()
    unit = units.unit(currency) if currency else None
    scale = 1
    others: tuple[Reading, ...] = ()
    glued, word, stop = _tail(text, end)
    factor = units.scale(word, unit is not None or (units.unit(_tail(text, stop)[1]) or ("", 0))[0] in units.MONEY)
    if factor:
        scale, end = factor, stop
        glued, word, stop = _tail(text, end)
    meant = units.unit(word)
    if meant and unit is None and (glued or word not in units.GLUED):
        if glued and word in units.MONEY_SCALES:
            others = (Amount(number, units.MONEY_SCALES[word]).reading,)
        unit, end = meant, stop
    if re.compile(r"[A-Za-z_\u00c0-\u024f]").match(text, end):  # `3a7b`, `5xx`: no number at all
        rest = re.compile(r"\w+(?:[-./#]\w+)*").match(text, match.start("digits"))
        return None, rest.end() if rest else end
    amount = Amount(number, scale, unit, spelled)
    return Figure(match.start(), end, (amount.reading, *others), amount), end


def _tail(text: str, position: int) -> tuple[bool, str, int]:
    """Return whether the next word stands directly behind a place, the word, and its end."""
    match = TAIL().match(text, position)
    return (not match[1], match[2], match.end()) if match else (False, "", position)


_READERS = {
    "skip": _skip,
    "date": times.date,
    "numeric": times.numeric_date,
    "long": times.long,
    "clock": times.clock,
    "compact": _compact,
    "fraction": _fraction,
    "half hour": _half_hour,
    "spelled": _spelled,
    "number": _number,
}
