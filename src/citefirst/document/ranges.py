"""Ranges of a text and matching brackets in it, looked up by position in logarithmic time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

Range = tuple[int, int]
_OPENER_OF = {")": "(", "]": "[", "\uff09": "\uff08", "\u300d": "\u300c", "\u300f": "\u300e"}
_BRACKET = re.compile("[()\\[\\]\uff08\uff09\u300c\u300d\u300e\u300f]")


class Ranges:
    """Ranges, merged if they overlap, looked up in logarithmic time."""

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
        """Return the range that holds a position."""
        index = bisect_right(self.starts, position) - 1
        return self.ranges[index] if index >= 0 and position < self.ranges[index][1] else None

    def splits(self, position: int) -> bool:
        """Tell whether a cut at a position goes through a range."""
        found = self.at(position)
        return found is not None and found[0] < position


class Brackets:
    """Brackets that match: where each closes, and which pair is the innermost around a position."""

    def __init__(self, text: str, shut: Ranges) -> None:
        self.closes: dict[int, int] = {}
        stack: list[int] = []
        count = dict.fromkeys(_OPENER_OF.values(), 0)
        for match in _BRACKET.finditer(text):
            position, opener = match.start(), _OPENER_OF.get(match.group())
            if shut.at(position):
                continue
            if opener is None:
                stack.append(position)
                count[match.group()] += 1
            while opener and count[opener]:  # what opened later and never closed is no bracket
                last = stack.pop()
                count[text[last]] -= 1
                if text[last] == opener:
                    self.closes[last] = position
                    break
        self.places = sorted([*self.closes, *self.closes.values()])
        self.around = list(self._innermost())

    def _innermost(self) -> Iterator[int]:
        """Return, for each bracket, where the innermost pair that is open behind it began, -1 for none."""
        stack = [-1]
        for position in self.places:
            if position in self.closes:
                stack.append(position)
            else:
                stack.pop()
            yield stack[-1]

    def opened(self, position: int) -> int:
        """Return where the innermost pair around a position opened, -1 if no pair does."""
        index = bisect_left(self.places, position) - 1
        return self.around[index] if index >= 0 else -1
