"""Whether a line and the words that it quotes give two figures for the same thing. In doubt they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citefirst.figures import Figure, asks, find, offers

_WORD = re.compile(r"[^\W\d_]{3,}")
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?|up to|at least|at most|over"
    r"|under|more than|less than|fewer than|below|above|within)|[~<>\u2248\u2264\u2265])[ ]?$",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "the and for with that this from was were are has have had not all but its our their they them then than into out"
    " after before while when which who about over under per each between during since until only also more most less"
    " been being will would could should".split()
)
SHARED = 2
"""Words that both must have beside the figures."""


def apart(line: str, figures: Sequence[Figure], words: str) -> tuple[Figure, str] | None:
    """Return a figure of a line and the other one of the words that it quotes; None where they agree or nobody can
    tell."""
    if len(_words(line) & _words(words)) < SHARED:
        return None
    quoted = find(words)
    offered = {key for figure in quoted for key in offers(figure)}
    for figure in (each for each in figures if offered.isdisjoint(asks(each))):
        others = [other for other in quoted if _comparable(line, figure, words, other)]
        if len(others) != 1:
            continue
        alike = [each for each in figures if _comparable(line, each, words, others[0])]
        if len(alike) == 1 and not _may_agree(line, figure, words, others[0]):
            return figure, words[others[0].start : others[0].end]
    return None


def _comparable(line: str, figure: Figure, words: str, other: Figure) -> bool:
    """Tell whether two figures are of one kind and of about the same size: `4.2 s` and `38 minutes` are not."""
    kind = _kind(line, figure)
    if kind is None or kind != _kind(words, other):
        return False
    first, second = figure.readings[0].value[0] or 0, other.readings[0].value[0] or 0
    return 0 < max(first, second) <= 10 * min(first, second)


def _kind(text: str, figure: Figure) -> tuple[str, str] | None:
    """Return the dimension of a figure, of a bare number with the word that it counts; None where it has several."""
    if len(figure.readings) != 1 or figure.casual:
        return None
    dimension = figure.readings[0].dimension
    if dimension in ("date", "clock"):  # there may be many of them in one thing
        return None
    if dimension != "count":
        return dimension, ""
    counted = re.compile(r"[ ]?([^\W\d_]{3,})").match(text, figure.end)
    return (dimension, counted[1].casefold().rstrip("s")) if counted else None


def _may_agree(line: str, figure: Figure, words: str, other: Figure) -> bool:
    """Tell whether one figure may be the other rounded, or says itself that it is a bound or not exact."""
    if _ABOUT.search(line, 0, figure.start) or _ABOUT.search(words, 0, other.start):
        return True
    first, second = figure.readings[0].value[0], other.readings[0].value[0]
    if not first or not second:
        return True
    coarse = max(_step(line[figure.start : figure.end], first), _step(words[other.start : other.end], second))
    return abs(first - second) <= coarse // 2


def _step(shown: str, value: int) -> int:
    """Return what the last digit of a figure that counts is worth: `40` may be 38, `4.2` is not 4.3."""
    digits = "".join(filter(str.isdecimal, shown.split(" ")[0])).lstrip("0")
    number = int((digits if "." in shown else digits.rstrip("0")) or "1")
    return max(abs(value) // number, 1)


def _words(text: str) -> set[str]:
    return set(_kept(text))


def _kept(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.casefold()):
        if match.group() not in _COMMON:
            yield match.group().rstrip("s")
