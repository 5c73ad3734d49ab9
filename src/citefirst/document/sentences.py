"""Cut the clean text of a paragraph into sentences, the smallest texts that must carry a citation of their own.

A sentence ends at a full stop, question or exclamation mark, with the quotes and brackets that close behind it, when a
blank and something that can begin a sentence follow: a capital letter, a number, code, a symbol such as `@` or `/`, or
a word in lower case behind a single mark (`It broke. npm was down.`; in public records such a word hardly ever goes on
with the sentence). CJK marks need no blank. Nothing ends inside code, a citation or brackets that opened in
mid-sentence; `abbreviations` knows the dots that end nothing.

What stands alone behind the mark belongs to the sentence before it, provided that the text ends there or a new sentence
begins: citations that are IDs (`[S1]`, `([S1], [S2])`, `[^1]`, `#123`, `PR #7`, a URL, an image), emoji, asides in
parentheses without a full stop of their own and, at the end of the text, one name in code. A link in ordinary words is
what the next sentence begins with, unless only links follow up to the end of the text, or it is in lower case and a
capitalised word follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from citefirst.document.abbreviations import bang_ends, dot_ends
from citefirst.document.ranges import Brackets, Range, Ranges
from citefirst.regex import lazy

_MARKS = ".!?\u2026\u061f\u0964"
_WIDE_MARKS = "\u3002\uff01\uff1f\uff61"
_PICTURES = "\u231a-\u23ff\u2600-\u27bf\u2b1b-\u2b55\U0001f000-\U0001faff"
_CLOSERS = "\"'*_)\\]\u201d\u2019\u00bb\u203a\uff09\u300d\u300f\u3011"
_OPENERS = "\"'*_\\[\u201c\u2018\u00ab\u201e\u2039\u00bf\u00a1"
_BULLETS = "\u2022\u25e6\u25aa\u2023\u00b7\u2192\u21d2\u2013\u2014\u2026|-"

# Quantifiers are possessive or bounded: no run of one character costs more than its length.
_END = lazy(
    rf"(?<![{_MARKS}])[{_MARKS}]++(?P<closed>[{_CLOSERS}]*+)(?=\s|\Z|[\[(#\ufffc{_PICTURES}])"
    rf"|[{_WIDE_MARKS}]++[{_CLOSERS}]*+"
)
_JOIN = lazy(r"(?:[\s,;&+/|\u2013\u2014]|and\b)*+")
_SHUT = lazy(rf"[{_CLOSERS},;.]*+")
_EMOJI = lazy(rf"(?:[{_PICTURES}\ufe0f\u200d\u20e3]|:[a-z][a-z0-9_+-]{{1,40}}:|[:;]-?[)(D](?!\w))++")
_BEFORE = lazy(rf"(?:[\s{_OPENERS}{_BULLETS}]|\.\.+){{0,9}}+(?P<aside>[(\uff08]?)[{_OPENERS}]{{0,3}}+")
_SYMBOL = lazy(r"[@#$\u20ac\u00a3\u00a7~<>=/+\u00b1\u2248&.%\\:]{1,2}\w")
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[^\W\d_]|[ivx]{1,5}|[IVX]{1,5})"
_NUMBERING = lazy(rf"[(\[*_]{{0,3}}{_NUMBER}[*_]{{0,3}}")
_LABEL = lazy(r"\d{1,2}|[^\W\d_]|[ivx]{2,4}")
_ID = lazy(r"\S*(?:\d|://)\S*|[^\W\d_]|[^\W\d_]+\s\S*\d\S*|\W*", re.DOTALL)
_LONGEST_ID = 200
_QUOTING = ("\u3068", "\u3063\u3066")
"""What a CJK sentence goes on with behind a quotation."""
_IS_ID, _IS_LOWER, _IS_WORDS = range(3)


def split(text: str, opaque: Sequence[Range] = (), citations: Sequence[Range] = ()) -> list[Range]:
    """Return half-open ranges of the sentences, trimmed, in order; together they hold every character but blanks.

    `opaque` are ranges in which no sentence ends, `citations` ranges that cite, both in any order. All are offsets
    in code points. Takes time linear in the length of the text, but for a logarithm.
    """
    return list(_Paragraph(text, Ranges(opaque), Ranges(citations)).sentences())


class _Paragraph:
    """One text on its way to be cut; `begin` is where the sentence at hand begins."""

    def __init__(self, text: str, shut: Ranges, cited: Ranges) -> None:
        self.text, self.shut, self.cited = text, shut, cited
        self.refused: set[int] = set()
        self.begin = self.skip(0)

    @cached_property
    def brackets(self) -> Brackets:
        return Brackets(self.text, self.shut)

    def skip(self, position: int) -> int:
        """Return the next character that is not blank."""
        while position < len(self.text) and self.text[position].isspace():
            position += 1
        return position

    def sentences(self) -> Iterator[Range]:
        """Yield the sentences in order."""
        for match in _END.finditer(self.text):
            if match.end() == len(self.text):
                break  # it ends the last sentence, or that goes on to the end of the text
            if match.start() <= self.begin or self.is_inside(match):
                continue
            end = self.tail(match)
            after = self.skip(end)
            if after == len(self.text) or self.ends(match, end, after):
                yield self.begin, end
                self.begin = after
        if self.begin < len(self.text):
            yield self.begin, len(self.text.rstrip())

    def is_inside(self, match: re.Match[str]) -> bool:
        """Tell whether a mark stands inside code, a citation or an aside."""
        last = match.start() if match["closed"] is None else match.start("closed") - 1
        end = match.end()
        return bool(self.shut.at(last)) or self.shut.splits(end) or self.cited.splits(end) or self.in_aside(end)

    def in_aside(self, position: int) -> bool:
        """Tell whether a position is in brackets that opened after the sentence began, or in CJK quotes."""
        opened = self.brackets.opened(position)
        return opened > self.begin or (opened >= 0 and self.text[opened] in "\u300c\u300e")

    def ends(self, match: re.Match[str], end: int, after: int) -> bool:
        """Tell whether a mark, with what belongs to it up to `end`, ends a sentence before what stands at `after`."""
        mark, closed = match.start(), match["closed"]
        if closed is None:
            return self.wide_ends(match, end)
        first, run = self.first(after), self.text[mark : match.start("closed")]
        if first < 0 or end == after:
            return False  # nothing behind it can begin a sentence, or no blank stands between
        if run == "." and _NUMBERING.fullmatch(self.text, self.begin, mark):
            return False  # the number of an item: `1. First`
        lower = self.text[first].islower()
        if (lower and closed and not self.shut.at(first)) or (closed and self.text[mark - 1] in "([\uff08"):
            return False  # quoted inside a sentence that goes on: `"Why?" he asked`, or a mark alone in brackets: `(!)`
        if run.startswith("..") or "\u2026" in run:
            return not lower
        if run[-1] in "?!" and ")" in closed and self.in_aside(mark):
            return False  # `(really?)` belongs to the sentence around it
        if self.shut.at(mark - 1):
            return True  # behind code or a link the dot cannot be that of an abbreviation
        return (dot_ends if run == "." else bang_ends)(self.text, self.begin, mark, first)

    def wide_ends(self, match: re.Match[str], end: int) -> bool:
        """Tell whether a CJK mark ends a sentence: not in an aside, nor in a quotation that the sentence continues."""
        closes_aside = "\uff09" in match.group() and self.in_aside(match.start())
        return not closes_aside and not self.text.startswith(_QUOTING, end)

    def first(self, after: int) -> int:
        """Return where the first word of a sentence that begins at `after` stands, -1 if none can begin there."""
        before = _BEFORE.match(self.text, after)
        place = before.end() if before else after
        if self.shut.at(place):
            return place
        char = self.text[place : place + 1]
        if not char.isalnum():
            return place if _SYMBOL.match(self.text, place) else -1
        # `(as said)` goes on with the sentence before it, `(b)` numbers an item
        is_aside = before and before["aside"] and char.islower() and not self.is_label(before.start("aside"))
        return -1 if is_aside else place

    def is_label(self, place: int) -> bool:
        """Tell whether a bracket that opens at a place holds the number of an item: `(b)`."""
        return bool(_LABEL.fullmatch(self.text, place + 1, self.brackets.closes.get(place, place)))

    def tail(self, match: re.Match[str]) -> int:
        """Return the end of a mark together with what stands alone behind it.

        The longest run of citations, emoji and asides counts behind which the text ends or a new sentence can begin.
        """
        position = match.end()
        stops: list[tuple[int, int]] = []
        seen: list[int] = []
        form = _IS_ID
        while (place := _end(_JOIN, self.text, position)) not in self.refused and (stop := self.alone(place)):
            form = max(form, self.form(place, stop))
            position = _end(_SHUT, self.text, stop)
            stops.append((position, form))
            seen.append(place)
        for position, form in reversed(stops):
            if self.can_follow(position, form, match["closed"] is None):
                return position
        self.refused.update(seen)  # a later mark in the same run would be refused as well
        return match.end()

    def alone(self, place: int) -> int:
        """Return the end of the citation, name, emoji or aside that begins at a place, 0 if nothing of these does."""
        if (found := self.cited.at(place)) and found[0] == place:
            return found[1]
        if (found := self.shut.at(place)) and found[0] == place and self.is_last(found):
            return found[1]
        if emoji := _EMOJI.match(self.text, place):
            return emoji.end()
        close = self.brackets.closes.get(place)
        if close is None or self.text[place] not in "(\uff08" or self.is_label(place):
            return 0
        # `(It was slow.)` is a sentence of its own, and no part of the one before it
        is_sentence = self.text[close - 1] in _MARKS + _WIDE_MARKS and self.first(place) >= 0
        return 0 if is_sentence else close + 1

    def is_last(self, code: Range) -> bool:
        """Tell whether code is a single name, followed by nothing but marks."""
        start, end = code
        name = self.text[start : min(end, start + _LONGEST_ID)]
        return self.skip(_end(_SHUT, self.text, end)) == len(self.text) and not any(map(str.isspace, name))

    def form(self, start: int, end: int) -> int:
        """Tell whether what stands alone is an ID, or a link in words (in lower case or not)."""
        if not self.cited.at(start) or self.shut.at(start):
            return _IS_ID
        if self.text[start] == "[" or (end - start <= _LONGEST_ID and _ID.fullmatch(self.text, start, end)):
            return _IS_ID
        return _IS_LOWER if self.text[start].islower() else _IS_WORDS

    def can_follow(self, position: int, form: int, is_wide: bool) -> bool:
        """Tell whether the text ends, or a new sentence begins, behind citations that stand alone up to a position."""
        after = self.skip(position)
        if after == len(self.text):
            return True
        # a link in words begins the next sentence, unless only links follow; one in lower case only before a capital
        first = self.first(after)
        if form == _IS_WORDS or first < 0 or (after == position and not is_wide):
            return False
        if form == _IS_LOWER:
            return self.text[first].isupper()
        return not self.text[first].islower() or bool(self.shut.at(first))


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return where a pattern ends that may match nothing."""
    match = pattern.match(text, position)
    return match.end() if match else position
