"""The patterns that figures are found with, compiled at first use: most records never need them.

Every repetition is of bounded length or takes each character once, so that any text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from citefirst.figures.units import WORDS, ZONES

_L = r"A-Za-z\u00c0-\u024f"
_END = rf"(?![{_L}\d_])"
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    rf"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![{_L}])"
)
_YEAR = rf"(?P<year>(?:19|20)\d\d){_END}(?![.,:]\d)"
_TH = r"(?:st|nd|rd|th)?"
_CURRENCY = r"(?P<currency>US\$|C\$|A\$|[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR|CAD|AUD)(?=\s?\d))\s?"
_NUMBER = (
    r"(?P<digits>(?:(?P<grouped>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,12})?(?![,.]?\d)"
    r"|\d{1,3}(?:[\s'\u2019]\d{3}){1,5}(?:\.\d{1,12})?(?![\s'\u2019,.]?\d))"
    r"|(?P<plain>\d{1,18}(?:[.,]\d{1,12})?|\.\d{1,12})(?![.,]?\d))(?:\s?(?P<vulgar>[½¼¾]))?)"
)
_HALF = r"(?P<half>\s?(?:[AaPp]\.[Mm]\.|[AaPp][Mm]\b))"
_Z = rf"(?:{'|'.join(sorted(ZONES, key=len, reverse=True))})"
_ZONE = (
    rf"(?P<zone>\s?(?:UTC\+\d{{1,2}}(?::[0-5]\d)?|UTC-\d{{1,2}}(?![\d:])|{_Z}{_END}|\({_Z}\)|\+\d\d:?[0-5]\d))?{_END}"
)
_COMPACT = rf"(?=\d{{1,4}}(?:d|h|m|min)\d)(?:\d{{1,4}}d)?(?:\d{{1,4}}h)?(?:\d{{1,4}}m(?:in)?)?(?:\d{{1,4}}s)?{_END}"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))

_DIGIT = (
    ("skip", rf"24[/x]7{_END}"),
    ("date", rf"(?P<year>\d{{4}})([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?:(?=T\d\d:)|{_END}(?![-/.]\d))"),
    ("numeric", rf"(?P<one>\d{{1,2}})(?P<by>[./-])(?P<two>\d{{1,2}})(?P=by)(?P<year>\d{{4}}|\d\d){_END}(?![-/.]\d)"),
    ("date", r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?![\w-])"),
    ("date", rf"(?P<day>\d{{1,2}}){_TH}(?:\s(?:of\s)?|-){_MONTH}(?:(?:\.?,?\s|-){_YEAR})?"),
    ("long", rf"(?P<number>\d{{1,3}}):(?P<rest>[0-5]\d)\s?(?P<unit>h|hrs?|hours?|mins?|minutes?){_END}"),
    (
        "clock",
        rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{{1,9}})?)?{_HALF}?{_ZONE}(?!:\d)",
    ),
    ("clock", rf"(?P<hour>\d{{1,2}})(?:\.(?P<minute>[0-5]\d))?{_HALF}{_ZONE}"),
    (
        "compact",
        _COMPACT,
    ),
    ("number", r"(?P<digits>(?P<points>\d{1,3}(?:\.\d{3}){1,5},\d{1,2}|\d{1,3}(?:\.\d{3}){2,5})(?![,.]?\d))"),
    ("skip", r"\d+([.:/-])\d+(?:\1\d+)+(?:[-./:+]?\w)*"),
    ("number", _NUMBER),
    ("skip", r"\d\w*(?:[.,:]\d|[-/#]?\w)*"),
)
_LETTER = (
    ("skip", r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|mailto:)\S+"),
    ("skip", r"[\w.+-]{1,64}@[\w.-]+"),
    ("skip", r"(?:mid|sub|pre|post|top|under|over|near)-(?=[\d$€£])"),
    ("date", rf"{_MONTH}\.?\s(?P<day>\d{{1,2}}){_TH}{_END}(?![:.,]\d|\s?%)(?:,?\s{_YEAR})?"),
    ("date", rf"{_MONTH}\.?,?\s{_YEAR}"),
    ("number", rf"{_CURRENCY}{_NUMBER}"),
    ("half hour", rf"[Hh]alf[\s-](?:an\s)?hour{_END}"),
    (
        "spelled",
        rf"(?P<digits>(?i:(?P<tens>{_TENS})[\s-](?P<ones>{_ONES})|(?P<word>{_WORD}))){_END}",
    ),
    ("skip", rf"[{_L}][{_L}\d_]*(?:[-./#&]?[{_L}\d_])*"),
)
_SIGN = (
    ("number", rf"{_CURRENCY}{_NUMBER}"),
    ("number", _NUMBER),
    ("fraction", r"(?P<digits>[½¼¾])"),
    ("skip", r"\+(?=(?:[ .()-]{0,2}\d){9,15}(?!\d))[\d .()-]{9,30}"),
    ("skip", r"[@#][\w/-]+"),
    ("skip", rf"_[{_L}\d_]*(?:[-./#]?[{_L}\d_])*"),
)

Patterns = tuple[tuple[str, "re.Pattern[str]"], ...]


def _compiled(table: tuple[tuple[str, str], ...]) -> Callable[[], Patterns]:
    return cache(lambda: tuple((kind, re.compile(pattern)) for kind, pattern in table))


def _pattern(pattern: str) -> Callable[[], re.Pattern[str]]:
    return cache(lambda: re.compile(pattern))


DIGIT, LETTER, SIGN = _compiled(_DIGIT), _compiled(_LETTER), _compiled(_SIGN)
"""What may begin with a digit, a letter, another sign, in the order in which it is tried: kinds and patterns."""

START = _pattern(rf"(?<![{_L}\d_])[{_L}\d_]|(?<=\dT)\d|[\[$€£¥₹@#+½¼¾]|(?<![\w.])\.(?=\d)")
BRACKET = _pattern(r"\[([^\[\]]{1,80})\]")
NUMBERING = _pattern(r"\(?\d{1,2}[.)]\s")
"""The number of a list's item, written by hand."""
WEST = _pattern(r"-(\d\d):?([0-5]\d)(?!\d)")
"""Offset behind the time of `2026-11-03T09:02-05:00`; behind any other time it is the end of a range."""
TAIL = _pattern(
    r"(\s?|-)((?:[%‰\u00d7]|[$€£¥₹](?!\s?\d)|(?:(?i:per\s?cent(?:age\spoints?)?|basis\spoints?)|US\sdollars?|US\$"
    rf"|[{_L}µμ]{{1,16}}){_END}))"
)
