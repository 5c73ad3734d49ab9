"""Figures that somebody measured or read off: four signals that are asked for far more often than all the others.

Each is a pattern of its own, compiled when it is asked for: whether a title holds an amount needs no other signal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from citefirst.regex import lazy

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_UNIT = r"(?:%|percent|[kMGT]i?B|bytes?|bits?|USD|EUR|GBP|[kM]?bps|rps|qps|req(?:uests)?/s|cores?|vCPUs?|px|Hz)"
_DIGIT = re.compile(r"\d")

PATTERNS: dict[str, re.Pattern[str]] = {
    "duration": lazy(
        r"(?<![\w.])~?\d[\d.,]{0,12}[ -]?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?"
        r"|months?|years?)\b"
    ),
    "figure with unit": lazy(rf"(?<![\w.])\d[\d.,]{{0,12}}(?: ?{_UNIT}(?!\w)|x\b)|[$\u20ac\u00a3]\d"),
    "clock time": lazy(
        r"(?<![\d.:])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|[.h][0-5]\d(?=\s?(?:[AaPp]\.?[Mm]|UTC|GMT"
        r"|CES?T|BST)))(?![\d:])|(?<!\d)\d{1,2} ?(?:am|pm|AM|PM)\b"
    ),
    "date": lazy(
        rf"(?<!\d)\d{{4}}[-/]\d\d[-/]\d\d|\b{_MONTH}\.? \d{{1,4}}\b|\d(?:st|nd|rd|th)? (?:of )?{_MONTH}\b"
        rf"|\b(?:in|since|of|by|until) (?:early |late )?(?:{_MONTH} )?(?:19|20)\d\d\b"
    ),
}
"""By the names of their signals. None matches where there is no digit."""
AMOUNTS = ("duration", "figure with unit")


def holds(text: str, names: Iterable[str] = PATTERNS) -> bool:
    """Tell whether one of these figures stands in a text."""
    return _DIGIT.search(text) is not None and any(PATTERNS[name].search(text) for name in names)
