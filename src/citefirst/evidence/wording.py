"""Whether words stand in a text literally, and what stands there in their place.

Compared is what a reader sees: kinds of blanks, of quotation marks and of dashes count as one, characters that nobody
sees do not count, and in Markdown its marks do not either. Case counts, and so does every letter, digit and sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

from citefirst.structs import frozen

LETTERS = 5
"""Letters and digits that a quote needs to show anything: fewer stand in any text."""
MAX_TRIES = 1000
"""Places at which a quote stands as a part of longer words before it is given up."""
MAX_NEAR = 1 << 20
"""Characters of a text in which the nearest words are looked for."""
MAX_WORDS = 120
"""Words of a quote by which they are looked for."""
LIKE = 0.6
"""How much of the words must be the same, from 0 to 1."""

_SAME = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"), '"'),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None),
    ord("\u2026"): "...",
}
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()\s]{0,1000}(?:[ \t]\"[^\"]{0,500}\")?\)|\[[^\[\]]{0,200}\])")
_START = re.compile(r"[ \t]{0,8}(?:>[ \t]?){0,8}[ \t]{0,8}(?:#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t])?")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKS = re.compile(r"[*`]|~~|(?<!\w)_{1,3}|_{1,3}(?!\w)")
_WORD = re.compile(r"\S+")
_NUMBER_GOES_ON = re.compile(r"[.,:]?\d")


class Near(NamedTuple):
    """What stands in a text in the place of some words, and on which line, 1-based."""

    words: str
    line: int


@frozen
class Wording:
    """A text as it is compared: its lines, each in one form, joined by one blank."""

    text: str
    starts: Sequence[int]
    """Where each line begins; an empty one begins where the next one does."""

    @classmethod
    def of(cls, lines: Iterable[str], form: Callable[[str], str]) -> Wording:
        parts, starts, place = [], [], 0
        for line in lines:
            starts.append(place)
            if shown := form(line):
                parts.append(shown)
                place += len(shown) + 1
        return cls(" ".join(parts), starts)

    def line(self, place: int) -> int:
        """Return the line of a place, 1-based."""
        return max(bisect_right(self.starts, place), 1)

    def find(self, words: str) -> int:
        """Return the line on which words stand whole, 0 where they do not; -1 where nobody can tell."""
        start = 0
        for _ in range(MAX_TRIES):
            found = self.text.find(words, start)
            if found < 0:
                return 0
            if _is_whole(self.text, found, found + len(words)):
                return self.line(found)
            start = found + 1
        return -1

    def near(self, words: str) -> Near | None:
        """Return the words that are most like some others, None where none are like them."""
        wanted = words.split()[:MAX_WORDS]
        best: tuple[float, int, int] = (0.0, 0, 0)
        for start in self._begins(wanted):
            best = max(best, self._likeness(wanted, start))
        if best[0] < LIKE:
            return None
        return Near(self.text[best[1] : best[2]], self.line(best[1]))

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        return [(match.group(), match.start()) for match in _WORD.finditer(self.text, 0, MAX_NEAR)]

    def _begins(self, wanted: Sequence[str]) -> list[int]:
        """Return the few places, as numbers of words, from which on most of the wanted words stand in order."""
        places = defaultdict[str, list[int]](list)
        meant = {word.casefold() for word in wanted}
        for number, (word, _) in enumerate(self._words):
            if (folded := word.casefold()) in meant and len(places[folded]) < MAX_TRIES:
                places[folded].append(number)
        votes = Counter[int]()
        for number, word in enumerate(wanted):
            votes.update(place - number for place in places.get(word.casefold(), ()))
        joined = {start: votes[start] + votes[start - 1] + votes[start + 1] for start in votes}
        return sorted(joined, key=lambda start: (-joined[start], start))[:5]

    def _likeness(self, wanted: Sequence[str], start: int) -> tuple[float, int, int]:
        """Return how like the words around a place are, and where these begin and end."""
        from difflib import SequenceMatcher

        first, last = max(start - 2, 0), max(start, 0) + len(wanted) + 4
        window = self._words[first:last]
        here = [word.casefold() for word, _ in window]
        blocks = SequenceMatcher(None, [word.casefold() for word in wanted], here, autojunk=False).get_matching_blocks()
        met = [block for block in blocks if block.size]
        if not met:
            return 0.0, 0, 0
        before, after = met[0].a, len(wanted) - met[-1].a - met[-1].size
        low, high = max(met[0].b - before, 0), min(met[-1].b + met[-1].size + after, len(window))
        begin, end = window[low][1], window[high - 1][1] + len(window[high - 1][0])
        ratio = SequenceMatcher(None, " ".join(wanted), self.text[begin:end], autojunk=False).ratio()
        return ratio, begin, end


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a piece of a text begins and ends with whole words and whole numbers: `rose to 4` is no part of
    `rose to 4.2`."""
    if text[start].isalnum() and start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return False
    if text[end - 1].isalnum() and end < len(text) and (text[end].isalnum() or text[end] == "_"):
        return False
    if text[start].isdigit() and _continues(text, start):
        return False
    return not (text[end - 1].isdigit() and _NUMBER_GOES_ON.match(text, end))


def _continues(text: str, start: int) -> bool:
    """Tell whether a number goes on before a place, or has a sign there."""
    before = text[max(start - 2, 0) : start]
    return bool(re.fullmatch(r"\d[.,:]", before)) or before in (" -", "-")


def plain(text: str) -> str:
    """Return a text in the form in which it is compared."""
    return " ".join(normalize("NFC", text).translate(_SAME).split())


def unmarked(line: str) -> str:
    """Return a line of Markdown as it is compared, without its marks."""
    if "&" in line:
        from html import unescape

        line = unescape(line)
    line = _LINK.sub(r"\1", line[_START.match(line).end() :])  # type: ignore[union-attr]  # it matches nothing at least
    return plain(_MARKS.sub("", _ESCAPE.sub(r"\1", line)))


def is_short(words: str) -> bool:
    """Tell whether words are too few to show anything."""
    return sum(map(str.isalnum, words)) < LETTERS
