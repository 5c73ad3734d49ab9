"""Where a line of a paragraph begins a claim of its own, although Markdown wraps it into the sentence before.

People write timelines and lists without list markup: a time, a bullet from the keyboard, an emoji or an arrow at the
start of each line. A mark that nothing else begins with is enough. Any other one, such as a time, may stand there by
chance; it counts where an earlier line of the paragraph begins in the same way, or the line before it has ended.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from citefirst.document.prose import Prose
from citefirst.regex import lazy

_PICTURES = "\u231a-\u23ff\u25a0-\u25ff\u2600-\u27bf\u2b1b-\u2b55\U0001f000-\U0001faff"
_DAY = r"\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
_CLOCK = r"(?:[01]?\d|2[0-3])[:h.][0-5]\d(?::[0-5]\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_ZONE = r"(?:\s?(?:Z|UTC|GMT|CES?T|[PEMC][SD]?T|[+-]\d\d:?\d\d))?"
_TIME = rf"[~(\[]{{0,2}}(?:T[+-])?(?:(?:{_DAY})[T, ]{{0,2}}(?:{_CLOCK})?|{_CLOCK}){_ZONE}[)\]]?"
_KINDS = (
    (
        "bullet",
        re.compile(r"[\u2022\u2023\u2043\u25e6\u00b7\u25aa\u25cf\u25cb\u25a0\u25a1\u27a4\u27a2\u2605\u2606]\s*\w"),
    ),
    ("time", re.compile(rf"{_TIME}(?![\w%])")),
    ("arrow", re.compile(r"(?:[\u2190-\u21ff\u27f0-\u27ff\u2794\u279c]|[-=]{1,2}>)\s*\S")),
    ("emoji", re.compile(rf"(?:[{_PICTURES}][\ufe0f\u200d]?|:[a-z][a-z0-9_+-]{{1,40}}:)+\s*\S")),
    ("dash", re.compile(r"[\u2013\u2014\u2012\u2015-]\s+\S")),
    ("number", re.compile(r"\(?\d{1,3}[.)]\s+\S")),
)
_SET_OFF = lazy(rf"{_TIME}\s*(?:[-\u2013\u2014:|\u00b7>\u2192]|=>)(?!\s*~?\d)")
"""A time that something sets off from what follows, as only the beginning of an entry has it; not a span of time."""
_BREAK = lazy(r"\n[ \t]*|<br[ \t]*/?>\s*", re.IGNORECASE)
_ENDED = frozenset(".!?:;\u2026\u3002\uff01\uff1f)]")
_OPENING = "*_~`"


def starts(prose: Prose) -> list[int]:
    """Return the offsets in a text at which a further line begins a claim."""
    source = prose.content.text
    if "\n" not in source and "<" not in source:
        return []
    return list(_starts(prose))


def _starts(prose: Prose) -> Iterator[int]:
    text, source = prose.text, prose.content.text
    seen = {_kind(text, 0)}
    floor = prose.at[0] if text else 0
    for match in _BREAK.finditer(source, floor):
        place = bisect_right(prose.at, match.end() - 1)
        while place < len(text) and text[place].isspace():
            place += 1
        kind = _kind(text, place) if 0 < place < len(text) else ""
        if not kind:
            continue
        marked = source[match.end() : match.end() + 1] in _OPENING
        if kind in seen or _stands_out(text, place, kind, marked):
            seen.add(kind)
            yield place


def _kind(text: str, place: int) -> str:
    """Name the mark with which a line begins, "" for none."""
    if text[place : place + 1].isalpha() and not text.startswith("T", place):
        return ""
    return next((name for name, pattern in _KINDS if pattern.match(text, place)), "")


def _stands_out(text: str, place: int, kind: str, marked: bool) -> bool:
    """Tell whether a mark begins a line for certain."""
    if kind == "bullet" or (kind == "time" and (marked or _SET_OFF.match(text, place))):
        return True
    before = text[max(place - 40, 0) : place].rstrip(" *_~\"'\u201d\u2019")
    if before[-1:] in _ENDED:
        return True
    if kind in ("arrow", "emoji"):
        first = next((char for char in text[place : place + 60] if char.isalnum()), "")
        return first.isupper() or (kind == "emoji" and first.isdigit())
    return False
