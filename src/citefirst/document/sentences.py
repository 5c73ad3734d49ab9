"""Cuts the clean text of a paragraph into sentences, the smallest texts that must carry a citation of their own.

A sentence ends at a full stop, question or exclamation mark, with the quotes and brackets that close behind it, when a
blank and something that can begin a sentence follow: a capital letter, a number, code, a symbol such as `@` or `/`, a
word in lower case behind a plain single mark (`It broke. npm was down.`). CJK marks need no blank. Nothing ends inside
code, a citation or a parenthesis in mid-sentence; `abbreviations` knows the dots that end nothing.

What stands alone behind the mark belongs to the sentence before it, provided that the text ends there or a new sentence
begins: citations that are IDs (`[S1]`, `([S1], [S2])`, `[^1]`, `#123`, `PR #7`, a URL, an image), emoji, and asides in
parentheses. A link in ordinary words is what the next sentence begins with, unless it ends the text or is in lower
case with a capitalised word behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from citefirst.document.abbreviations import bang_ends, dot_ends

Range = tuple[int, int]

_EMOJI = re.compile(
    "(?:[\u231a-\u23ff\u2600-\u27bf\u2b1b-\u2b55\ufe0f\u200d\u20e3\U0001f000-\U0001faff]|:[a-z][a-z0-9_+-]{1,40}:|[:;]-?[)(D])+"
)
_END = re.compile(
    "(?<![.!?\u2026\u061f\u0964])[.!?\u2026\u061f\u0964]++(?P<closed>[\"'\u201d\u2019\u00bb\u203a)\uff09\\]*_]*+)"
    "(?=\\s|\\Z|[\\[(#\ufffc:;\u231a-\u23ff\u2600-\u27bf\u2b1b-\u2b55\U0001f000-\U0001faff])"
    "|[\u3002\uff01\uff1f\uff61]++[\u300d\u300f\u3011\u201d\u2019\uff09)\\]]*+"
)
_MARKS = ".!?\u2026\u061f\u0964\u3002\uff01\uff1f\uff61"
_WIDE = "\u3002\uff01\uff1f\uff61"
_BLANKS = re.compile(r"\s*")
_JOIN = re.compile(r"(?:[\s,;&+/|\u2013\u2014]|and\b)*+")
_SHUT = re.compile(r"[)\]*_,;.]*+")
# What may stand before a sentence's first word: quotes, brackets, bullets, dashes, omission marks.
_BEFORE = re.compile("(?:[\"'\u201c\u2018\u00ab\u201e\u2039*_\u2022\u25e6\u25aa\u2023\u00b7\u2192\u21d2\u2013\u2014\u2026\u00bf\u00a1\\[\\s-]|\\.\\.+){0,9}+(\\(?)[\"'\u201c*_\\[]{0,3}+")  # fmt: skip
_SYMBOL = re.compile("[@#$\u20ac\u00a3~<>=/+\u00b1\u2248&.%\\\\\u00a7:]{1,2}\\w")
_NUMBERING = re.compile(r"[(\[*_]{0,3}(?:\d{1,3}(?:\.\d{1,3}){0,3}|[^\W\d_]|[ivx]{1,5}|[IVX]{1,5})[*_]{0,3}")
_LABEL = re.compile(r"\d{1,2}|[A-Za-z]|[ivx]{1,4}")
_ID = re.compile(r"\[.*|\S*(?:\d|://)\S*|[^\W\d_]+ \S*\d\S*|\W*", re.DOTALL)
_BRACKET = re.compile("[()\\[\\]\uff08\uff09\u300c\u300d\u300e\u300f]")
_OPENER = {")": "(", "]": "[", "\uff09": "\uff08", "\u300d": "\u300c", "\u300f": "\u300e"}


def split(text: str, opaque: Sequence[Range] = (), citations: Sequence[Range] = ()) -> list[Range]:
    """Half-open ranges of the sentences, trimmed, in order; together they hold every character that is no blank.

    `opaque` are ranges in which no sentence ends, `citations` ranges that cite, both in any order. Takes time linear
    in the length of the text.
    """
    return _Paragraph(text, _Ranges(opaque), _Ranges(citations)).sentences()


class _Ranges:
    """Ranges, merged where they overlap, asked in logarithmic time."""

    __slots__ = ("ranges", "starts")

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.ranges: list[Range] = []
        for start, end in sorted(ranges):
            if self.ranges and start < self.ranges[-1][1]:
                self.ranges[-1] = (self.ranges[-1][0], max(end, self.ranges[-1][1]))
            elif end > start:
                self.ranges.append((start, end))
        self.starts = [start for start, _ in self.ranges]

    def at(self, position: int) -> Range | None:
        """The range that holds a position."""
        index = bisect_right(self.starts, position) - 1
        return self.ranges[index] if index >= 0 and position < self.ranges[index][1] else None

    def splits(self, position: int) -> bool:
        """Does a cut at a position go through a range."""
        found = self.at(position)
        return found is not None and found[0] < position


class _Brackets:
    """Matched brackets: where each closes, and the innermost pair around a position."""

    def __init__(self, text: str, shut: _Ranges) -> None:
        self.closes: dict[int, int] = {}
        stack: list[int] = []
        count = dict.fromkeys(_OPENER.values(), 0)
        for match in _BRACKET.finditer(text):
            position, opener = match.start(), _OPENER.get(match.group())
            if shut.at(position):
                continue
            if opener is None:
                stack.append(position)
                count[match.group()] += 1
            while opener and count[opener]:
                last = stack.pop()
                count[text[last]] -= 1
                if text[last] == opener:
                    self.closes[last] = position
                    break
        self.places = sorted([*self.closes, *self.closes.values()])
        self.around: list[int] = []
        for position in self.places:
            if position in self.closes:
                stack.append(position)
            else:
                stack.pop()
            self.around.append(stack[-1] if stack else -1)

    def opened(self, position: int) -> int:
        """Where the innermost pair around a position opens, -1 if there is none."""
        index = bisect_left(self.places, position) - 1
        return self.around[index] if index >= 0 else -1


class _Paragraph:
    """One text on its way to be cut."""

    def __init__(self, text: str, shut: _Ranges, cited: _Ranges) -> None:
        self.text, self.shut, self.cited = text, shut, cited
        self.refused: set[int] = set()
        self.begin = self.skip(0)

    @cached_property
    def brackets(self) -> _Brackets:
        return _Brackets(self.text, self.shut)

    def skip(self, position: int) -> int:
        match = _BLANKS.match(self.text, position)
        return match.end() if match else position

    def sentences(self) -> list[Range]:
        ranges: list[Range] = []
        for match in _END.finditer(self.text):
            if match.start() <= self.begin or not self.is_mark(match):
                continue
            end = self.tail(match)
            after = self.skip(end)
            if after < len(self.text) and (self.is_glued(match, end) or not self.ends(match, after)):
                continue
            ranges.append((self.begin, end))
            self.begin = after
        if self.begin < len(self.text):
            ranges.append((self.begin, len(self.text.rstrip())))
        return ranges
