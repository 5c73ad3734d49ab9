"""Cuts the clean text of a paragraph into sentences.

A sentence ends at a full stop, question or exclamation mark (with what closes quotes and brackets behind it) that is
followed by a blank and something that can begin a sentence. Abbreviations, initials, numbers, names with dots and
whatever the caller says is opaque end none. Citations that stand alone behind the full stop belong to the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

Range = tuple[int, int]

NEVER_LAST = frozenset(
    ("e.g i.e eg ie vs cf approx ca resp mr mrs ms dr prof st no nos fig figs sec ch vol rev ed eds pp p al incl"
    " excl est min max avg temp ver v gen sen rep gov capt lt col sgt jan feb mar apr jun jul aug sep sept oct nov"
    " dec").split()
)  # fmt: skip
"""Words whose dot does not end a sentence, in lower case and without it."""
MAYBE_LAST = frozenset(("etc a.m p.m am pm inc ltd co corp jr sr u.s u.k e.u u.s.a ph.d dept est utc").split())
"""Words whose dot ends a sentence when a capitalised word follows."""

_END = re.compile("[.!?\u2026]+[\"'\u201d\u2019\u00bb)\\]*_]*(?=\\s|$)|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d)]*")
_WORD = re.compile(r"(?:[^\W\d_]|\.(?=[^\W\d_]))+$")
_START = re.compile("[\"'\u201c\u2018\u00ab(\\[]*(?=[^\\W_])")
_LINK_WORDS = re.compile(r"[^\W\d_]{2,}")


def split(text: str, opaque: Sequence[Range] = (), citations: Sequence[Range] = ()) -> list[Range]:
    """Half-open ranges of the sentences, trimmed, in order; together they hold every character that is no blank.

    `opaque` are ranges in which no sentence ends, `citations` ranges that cite. Both are sorted and do not overlap
    among themselves.
    """
    ranges: list[Range] = []
    begin = _skip(text, 0)
    shut = _Ranges(opaque)
    cited = _Ranges(citations)
    for match in _END.finditer(text):
        end = match.end()
        if match.start() < begin or shut.holds(match.start()) or cited.splits(end):
            continue
        end = _with_citations(text, end, cited, shut)
        after = _skip(text, end)
        if after < len(text) and not _ends(text, match, begin, after, shut):
            continue
        ranges.append((begin, end))
        begin = after
    if begin < len(text):
        ranges.append((begin, len(text.rstrip())))
    return ranges


class _Ranges:
    """Sorted ranges, asked in logarithmic time."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.ranges = sorted(ranges)
        self.starts = [start for start, _ in self.ranges]

    def at(self, position: int) -> Range | None:
        """The range that holds a position."""
        index = bisect_right(self.starts, position) - 1
        return self.ranges[index] if index >= 0 and position < self.ranges[index][1] else None

    def holds(self, position: int) -> bool:
        return self.at(position) is not None

    def splits(self, position: int) -> bool:
        """Does a cut at a position go through a range."""
        found = self.at(position)
        return found is not None and found[0] < position


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _with_citations(text: str, end: int, cited: _Ranges, shut: _Ranges) -> int:
    """The end of a sentence with the citations that stand alone behind it: `[S1], [S2]`, `([S1])`, `[^1]`."""
    position, last = end, end
    while True:
        place = _skip(text, position)
        while place < len(text) and text[place] in "(,;&":
            place = _skip(text, place + 1)
        found = cited.at(place)
        if found is None or found[0] != place:
            return last if _can_follow(text, last, end, shut) else end
        position = found[1]
        while position < len(text) and text[position] in ").,;":
            position += 1
        if (
            _LINK_WORDS.search(text[found[0] : found[1]])
            and "[" not in text[found[0]]
            and _skip(text, position) < len(text)
        ):
            return last  # a link in words begins the next sentence, unless nothing comes behind it
        last = position


def _can_follow(text: str, last: int, end: int, shut: _Ranges) -> bool:
    """Is what stands behind a run of citations a new sentence, so that the run is none of its words."""
    after = _skip(text, last)
    return last > end and (after >= len(text) or not text[after].islower() or shut.holds(after))


def _ends(text: str, match: re.Match[str], begin: int, after: int, shut: _Ranges) -> bool:
    """Does the mark end a sentence, given what stands before and behind it."""
    start = _START.match(text, after)
    first = text[start.end()] if start and start.end() < len(text) else text[after]
    if first.islower() and not shut.holds(after):
        return match.group()[0] in "\u3002\uff01\uff1f"
    if match.group() != "." and match.group()[0] != ".":
        return True
    found = _WORD.search(text, max(begin, match.start() - 24), match.start())
    word = found.group().lower() if found else ""
    if word in NEVER_LAST:
        return False
    if word in MAYBE_LAST:
        return first.isupper() and not text[after : after + 4].isupper()
    if len(word) == 1 and found and text[found.start()].isupper() and first.isupper():
        return False  # an initial: J. Smith
    return not (
        text[begin : match.start()].isdigit() or (len(word) == 1 and found is not None and found.start() == begin)
    )
