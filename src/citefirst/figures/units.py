"""The words around a number: units, scales, number words, months, time zones, and words that make it a name."""

from __future__ import annotations

ONE = 10**12
"""Values are whole numbers of this part of the dimension's unit (second, month, byte, bit per second, percent, one)."""

UNITS: dict[str, dict[int, str]] = {
    "duration": {
        ONE // 10**9: "ns nanosecond nanoseconds",
        ONE // 10**6: "us µs μs microsecond microseconds",
        ONE // 1000: "ms msec msecs millisecond milliseconds",
        ONE: "s sec secs second seconds",
        ONE * 60: "m min mins minute minutes",
        ONE * 3600: "h hr hrs hour hours",
        ONE * 86_400: "d day days",
        ONE * 604_800: "w wk wks week weeks",
    },
    "months": {ONE: "mo month months", ONE * 12: "y yr yrs year years"},
    "percent": {ONE: "% percent pct", ONE // 10: "‰"},
    "points": {ONE: "pp percentagepoint percentagepoints", ONE // 100: "basispoint basispoints"},
    "size": {
        ONE // 8: "bit bits",
        ONE: "B byte bytes",
        **{ONE * 1000**power: f"{name}B" for power, name in enumerate("kMGTP", 1)},
        **{ONE * 1024**power: f"{name}iB" for power, name in enumerate("KMGTP", 1)},
    },
    "rate": {ONE * 1000**power: f"{name}bps {name}bit" for power, name in enumerate("kMGT", 1)},
    "USD": {ONE: "$ USD US$ USdollars USdollar dollar dollars"},
    "EUR": {ONE: "€ EUR euro euros"},
    "GBP": {ONE: "£ GBP pound pounds"},
    "JPY": {ONE: "¥ JPY yen"},
    "INR": {ONE: "₹ INR rupee rupees"},
    "CHF": {ONE: "CHF francs"},
    "CAD": {ONE: "CAD C$"},
    "AUD": {ONE: "AUD A$"},
    "count": {ONE: "x \u00d7 st nd rd th rps qps tps"},
}
MONEY = frozenset(("USD", "EUR", "GBP", "JPY", "INR", "CHF", "CAD", "AUD"))
GLUED = frozenset(("d", "w", "y", "x", "st", "nd", "rd", "th"))
"""Units that stand directly behind their number or not at all."""
SCALES = {
    **dict.fromkeys(("k", "K", "thousand"), 10**3),
    **dict.fromkeys(("M", "mn", "mln", "mio", "million"), 10**6),
    **dict.fromkeys(("bn", "billion"), 10**9),
    **dict.fromkeys(("tn", "trillion"), 10**12),
    "dozen": 12,
    "hundred": 100,
}
MONEY_SCALES = {"m": 10**6, "MM": 10**6, "b": 10**9, "B": 10**9, "T": 10**12}
"""Scales of money; elsewhere `5m` may be minutes and `2B` bytes."""
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: number for number, word in enumerate(_ONES.split())}
WORDS |= dict(zip(_TENS.split(), range(30, 100, 10), strict=True))
WORDS |= {"a": 1, "an": 1}
_NAMING = (
    "annex appendix art article chapter clause http https iec iso phase port pr ref rev revision rfc section sev"
    " severity soc ticket tier tls v ver version"
)
NAMING = frozenset(_NAMING.split())
"""Words after which a bare number names something and counts nothing: `version 3.2`, `ISO 27001`."""
ZONES = {
    **dict.fromkeys(("UTC", "GMT", "Z", "WET"), (0,)),
    **dict.fromkeys(("CET", "BST", "WEST"), (60,)),
    **dict.fromkeys(("CEST", "EET"), (120,)),
    **{"EEST": (180,), "IST": (330, 60), "JST": (540,), "AEST": (600,), "AEDT": (660,)},
    **{"EST": (-300,), "EDT": (-240,), "CST": (-360,), "CDT": (-300,), "MST": (-420,), "MDT": (-360,)},
    **{"PST": (-480,), "PDT": (-420,), "ET": (-300, -240), "CT": (-360, -300), "MT": (-420, -360), "PT": (-480, -420)},
}
"""Minutes east of UTC, each that the abbreviation may mean."""
FRACTIONS = {"½": ONE // 2, "¼": ONE // 4, "¾": ONE * 3 // 4}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

UNIT = {
    word: (dimension, factor)
    for dimension, factors in UNITS.items()
    for factor, words in factors.items()
    for word in words.split()
}
_FOLDED = {word.casefold(): meaning for word, meaning in UNIT.items()}


def unit(word: str) -> tuple[str, int] | None:
    """Return dimension and factor of a unit; case matters only for a single letter (`5 m`, `5 M`)."""
    word = "".join(word.split())
    return UNIT.get(word) or (_FOLDED.get(word.casefold()) if len(word) > 1 else None)


def scale(word: str, money: bool) -> int | None:
    """Return the factor of a scale word; some are scales of money only."""
    if len(word) > 2:
        word = word.lower()
    return SCALES.get(word) or (MONEY_SCALES.get(word) if money else None)


def zone_of(word: str) -> str | None:
    """Return the time zone that a word names in any case, None if it may be another word."""
    word = word.upper()
    return word if word in ZONES and len(word) > 2 else None
