"""A line as the signals see it: its words, and its tags, one letter a word (`words.TAGS` says which).

What stands in code is an identifier, whatever it spells. Time and text are bounded: `LIMIT` code points are read.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from citefirst.facts.line import LIMIT
from citefirst.facts.words import NOT_PAST, TAGS, VERBS
from citefirst.structs import frozen

_STAMP = re.compile(
    r"(?:[\s\[(*_~|,:;.\u2013\u2014-]|\d{4}[-/]\d\d?[-/]\d\d?(?:T(?=\d))?|\d{1,2}[:.]\d\d(?:[:.]\d\d)?|--:--|\?\?:\?\?"
    r"|(?:UTC|GMT|CES?T|BST|[PEMC][SD]?T|[AaPp]\.?[Mm]\.?|Z)(?![A-Za-z])|[+~]\d{1,2}(?::?\d\d)?(?!\w)|[\])]){1,40}"
)
_EDGE = "\"'()[]{}<>*_~`\u201c\u201d\u2018\u2026\u2192"
_NUMBER = re.compile(
    r"[~<>=+\-\u2212$\u20ac\u00a3]{0,3}\d[\d,.:/\u2013-]{0,30}(?:%|st|nd|rd|th|x|k|[a-z]{1,3}/?s?)?", re.IGNORECASE
)
_IDENTIFIER = re.compile(r"[^\s]*(?:[a-z]\d|\d[a-z]|[_/@#=<>\\{}]|\w\.\w|[a-z][A-Z])")
_ADJECTIVE = re.compile(r"(?!(?:auto|back|cherry|co|de|double|fast|force|hot|mis|over|pre|re|soft|un)-)\w+-")
"""User-provided, machine-readable: but force-pushed is what somebody did."""
_CODE = "code_span"
_LONGEST = 40
"""Characters of a word that is kept: longer ones hardly come again."""
_MARKS = {"!": ".", **{mark: mark for mark in ".?:|()"}}
"""How punctuation is tagged; what is not listed is a comma."""

# Which reading of a word its neighbours leave, one letter for one letter.
_IN_CONTEXT = tuple(
    (re.compile(pattern), tag)
    for pattern, tag in (
        (r"(?<=[xXinp])z(?=[IWBHhFOQAdo])", "w"),  # the host that was
        (r"z(?=[IWBHhSFOQAdo]|E[tPDRrw])", "R"),  # this was
        (r"z", "D"),  # this host
        (r"(?<=R)p", "S"),  # it wakes
        (r"(?<=t)[VCI]", "v"),  # to use
        (r"(?<=[FOQAdo])V", "v"),  # will use
        (r"(?<=[FOQAdo]-)V", "v"),  # will not use
        (r"(?<=[FOQAdo][rRyxXp])V", "v"),  # did they use
        (r"(?<=[DPG])V(?!D)", "x"),  # the use
        (r"(?<=[DP])S", "p"),  # the uses
        (r"(?<=[DP])[EC](?=[xXipVSGn])", "x"),  # the affected hosts
        (r"(?<=[DPVxXinG])S(?=[BWHhFOQAdoIP])(?!P[xXDpin])", "p"),  # API requests are
        (r"(?:(?<=D[xX])|(?<=G))S(?=[,.:|)]|$)", "p"),  # accepting writes.
    )
)


@frozen
class Shape:
    """`text` within the limit; `words` in lower case, a comma where punctuation stands; `tags` one letter for each
    of `heads`, which are words and marks without adverbs."""

    text: str
    words: tuple[str, ...]
    heads: tuple[str, ...]
    tags: str

    def grams(self) -> list[str]:
        """Return every phrase of one to three words; punctuation between words ends a phrase."""
        words = self.words
        pairs = [f"{first} {second}" for first, second in pairwise(words)]
        triples = [f"{pair} {third}" for pair, third in zip(pairs, words[2:], strict=False)]
        return [*words, *pairs, *triples]


def shape_of(text: str, code: tuple[tuple[int, int], ...] = ()) -> Shape:
    """Return the words and the tags of a line, with its code spans read as identifiers."""
    text = _without_code(text[:LIMIT], code).replace("\u2019", "'")
    stamp = _STAMP.match(text)
    opening = stamp.end() if stamp and any(char.isdigit() or char == "?" for char in stamp.group()) else 0
    words, heads, tags = list[str](), list[str](), ""
    for chunk in text[opening:].split():
        read = _read if len(chunk) <= _LONGEST else _read.__wrapped__
        more = read(chunk, not tags or tags[-1] in ".?|:")
        words += more[0]
        heads += more[1]
        tags += more[2]
    for pattern, tag in _IN_CONTEXT:
        tags = pattern.sub(tag, tags)
    return Shape(text, tuple(words), tuple(heads), tags)


def _without_code(text: str, code: tuple[tuple[int, int], ...]) -> str:
    for start, end in sorted(code, reverse=True):
        if 0 <= start < end <= len(text):
            text = f"{text[:start]}{_CODE}{text[end:]}"
    return text


@lru_cache(maxsize=8192)
def _read(chunk: str, fresh: bool) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the words, heads and tags of what stands between two blanks; `fresh` opens a sentence."""
    reader = _ShapeReader(fresh)
    reader.read(chunk)
    return tuple(reader.words), tuple(reader.heads), "".join(reader.tags)


class _ShapeReader:
    """The words and tags of one chunk of a line."""

    def __init__(self, fresh: bool) -> None:
        self.fresh = fresh
        self.words: list[str] = []
        self.heads: list[str] = []
        self.tags: list[str] = []

    def read(self, chunk: str) -> None:
        core = chunk.strip(_EDGE).rstrip(".,;:!?" + _EDGE)
        if chunk[0] == "(":
            self.mark("(")
        if core and not any(map(str.isalnum, core)):
            self.mark(_MARKS.get(core[0], ","))
            return
        if core:
            self.word(core)
        mark = (chunk.rstrip(_EDGE)[-1:] if core else chunk[:1]) or ","
        if mark in ".,;:!?|-\u2013\u2014" and (core or chunk[0] != "("):
            self.mark(_MARKS.get(mark, ","))
        elif chunk.rstrip(".,;:!?").endswith(")"):
            self.mark(")")

    def word(self, core: str) -> None:
        fresh = self.tags[-1] in ".?|:" if self.tags else self.fresh
        month = core == "May" and not fresh
        lower = "in-may" if month else core.lower()
        tag = "X" if month else _tag(core, fresh)
        self.words.append(lower)
        if tag:
            self.heads.append(lower)
            self.tags.append(tag)

    def mark(self, tag: str) -> None:
        self.words.append(",")
        self.heads.append(tag)
        self.tags.append(tag)


@lru_cache(maxsize=8192)
def _tag(core: str, fresh: bool) -> str:
    """Return one letter, "" for an adverb; a `fresh` word opens a sentence, so its capital says nothing."""
    lower = core.lower()
    known = _tags().get(lower)
    if known is not None:
        return known
    if _NUMBER.fullmatch(core):
        return "n"
    if _IDENTIFIER.match(core):
        return "i"
    named = core[0].isupper() and not fresh
    if lower.removeprefix("re-").removeprefix("double-") in _verbs():
        return "X" if named else "V"
    if lower.endswith("ly") and len(lower) > 4:
        return ""
    return "X" if named and not lower.endswith("'s") else _by_ending(lower)


def _by_ending(lower: str) -> str:
    if lower.endswith("'s"):
        return "D"
    if lower.endswith("ed") and len(lower) > 3:
        return "x" if lower in _not_past() or _ADJECTIVE.match(lower) else "E"
    if lower.endswith("ing") and len(lower) > 4:
        return "G"
    if lower in _third_person():
        return "S"
    return "p" if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(lower) > 3 else "x"


@cache
def _tags() -> dict[str, str]:
    return {word: tag for tag, words in TAGS.items() for word in words.split()}


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
