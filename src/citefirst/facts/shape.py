"""A line as the patterns see it: its words, and its shape, one letter a word (`words.TAGS` says which).

What stands in code is an identifier, whatever it spells. Time and text are bounded: `LIMIT` code points are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from citefirst.facts.words import NOT_PAST, TAGS, VERBS

LIMIT = 4_000
"""Code points of a line that are read: the longest real units measured are a tenth of it."""

_STAMP = re.compile(
    r"(?:[\s\[(*_~|,:;.\u2013\u2014-]|\d{4}[-/]\d\d?[-/]\d\d?(?:T(?=\d))?|\d{1,2}[:.]\d\d(?:[:.]\d\d)?|--:--|\?\?:\?\?"
    r"|(?:UTC|GMT|CES?T|BST|[PEMC][SD]?T|[AaPp]\.?[Mm]\.?|Z)(?![A-Za-z])|[+~]\d{1,2}(?::?\d\d)?(?!\w)|[\])]){1,40}"
)
_EDGE = "\"'()[]{}<>*_~`\u201c\u201d\u2018\u2026\u2192"
_NUMBER = re.compile(
    r"[~<>=+\-\u2212$\u20ac\u00a3]{0,3}\d[\d,.:/\u2013-]{0,30}(?:%|st|nd|rd|th|x|k|[a-z]{1,3}/?s?)?", re.IGNORECASE
)
_IDENTIFIER = re.compile(r"[^\s]*(?:[a-z]\d|\d[a-z]|[_/@#=<>\\{}]|\w\.\w|[a-z][A-Z])")
_CODE = "code_span"


@dataclass(frozen=True, slots=True)
class Shape:
    """`text` within the limit; `opening` where the words start after a time stamp; `grams` all phrases of one to
    three words in lower case; `shape` one letter a word, adverbs left out."""

    text: str
    opening: int
    words: tuple[str, ...]
    shape: str

    def grams(self) -> list[str]:
        """Every phrase of one to three words, punctuation between words ending a phrase."""
        words = self.words
        pairs = [f"{first} {second}" for first, second in pairwise(words)]
        triples = [f"{pair} {third}" for pair, third in zip(pairs, words[2:], strict=False)]
        return [*words, *pairs, *triples]


def shape_of(text: str, code: tuple[tuple[int, int], ...] = ()) -> Shape:
    """The words and the shape of a line, its code spans read as identifiers."""
    text = _without_code(text[:LIMIT], code).replace("\u2019", "'")
    stamp = _STAMP.match(text)
    opening = stamp.end() if stamp and any(char.isdigit() or char == "?" for char in stamp.group()) else 0
    words: list[str] = []
    letters: list[str] = []
    for chunk in text[opening:].split():
        _read(chunk, words, letters)
    return Shape(text, opening, tuple(words), "".join(letters))


def _without_code(text: str, code: tuple[tuple[int, int], ...]) -> str:
    for start, end in sorted(code, reverse=True):
        if 0 <= start < end <= len(text):
            text = f"{text[:start]}{_CODE}{text[end:]}"
    return text


def _read(chunk: str, words: list[str], letters: list[str]) -> None:
    bare = chunk.strip(_EDGE)
    core = bare.rstrip(".,;:!?" + _EDGE)
    if core:
        fresh = not letters or letters[-1] in ".?|:"
        month = core == "May" and not fresh
        words.append("in-may" if month else core.lower())
        letters.append("X" if month else _letter(core, fresh))
    mark = chunk.rstrip(_EDGE)[-1:] if core else chunk[:1]
    if chunk[:1] == "(" or (mark and mark in ".,;:!?|-\u2013\u2014("):
        words.append(",")
        letters.append({"?": "?", ":": ":", ".": ".", "!": ".", "|": "|"}.get(mark, ","))


@lru_cache(maxsize=8192)
def _letter(core: str, fresh: bool) -> str:
    lower = core.lower()
    known = _tags().get(lower)
    if known is not None:
        return known
    if lower.endswith("n't"):
        return {
            "wasn't": "W-",
            "weren't": "W-",
            "hasn't": "H-",
            "haven't": "H-",
            "hadn't": "H-",
            "isn't": "B-",
            "aren't": "B-",
        }.get(lower, "d-" if lower[:2] in ("do", "di") else "M-")
    if _NUMBER.fullmatch(core):
        return "n"
    if _IDENTIFIER.match(core):
        return "i"
    if lower.removeprefix("re-").removeprefix("double-") in _verbs():
        return "V"
    if lower.endswith("ly") and len(lower) > 4:
        return ""
    if lower.endswith("ed") and len(lower) > 3:
        return "x" if lower in _not_past() else "E"
    if lower.endswith("ing") and len(lower) > 5:
        return "G"
    return "S" if lower in _third_person() else "X" if core[0].isupper() and not fresh else "x"


@cache
def _tags() -> dict[str, str]:
    return {word: "" if tag == "a" else tag for tag, words in TAGS.items() for word in words.split()}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(VERBS.split())


@cache
def _not_past() -> frozenset[str]:
    return frozenset(NOT_PAST.split())


@cache
def _third_person() -> frozenset[str]:
    return frozenset(map(_inflect, _verbs()))


def _inflect(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"
