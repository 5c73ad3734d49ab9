"""Regular expressions of a policy, as far as they match in bounded time whatever text they meet.

Python's engine backtracks: `(\\d+)+x` takes years on forty digits. What is allowed here cannot, because every way in
which a pattern can match is counted beforehand: sets, groups, alternatives and repetitions with an upper bound, and no
more than `MAX_WAYS` of them.
"""

from __future__ import annotations

import re

from citefirst.regex import lazy

MAX_WAYS = 1000
"""Ways to match at one place of a text, each no longer than the pattern allows."""
MAX_LENGTH = 200

_TOKEN = lazy(
    # What Python keeps for sets within sets (`[`, `--`, `&&`, `~~`, `||`) is written with a backslash.
    r"(?P<set>\[\^?\]?(?:\\.|-(?!-)|[^\]\\\[&~|-])*\])"
    r"|(?P<escape>\\[dDwWsS]|\\[^0-9A-Za-z])"
    r"|(?P<open>\((?:\?:)?(?!\?))"
    r"|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>\?|\{\d{1,3}(?:,\d{1,3})?\})"
    r"|(?P<char>[^\\\[\](){}|*+?^$])"
)


def fault(pattern: str) -> str | None:
    """Return why a pattern may not be used, as a sentence; None if it may."""
    if len(pattern) > MAX_LENGTH:
        return f"a pattern has at most {MAX_LENGTH} characters"
    try:
        ways = _PatternReader(pattern).ways()
        if re.compile(pattern).match(""):
            return "the pattern matches where nothing is"
    except (re.error, ValueError) as error:
        return f"the pattern cannot be used: {error}"
    return None if ways <= MAX_WAYS else "the pattern can match in too many ways: give its repetitions lower bounds"


class _PatternReader:
    """One reading of a pattern, which counts its ways to match. Raises ValueError for unknown syntax."""

    def __init__(self, pattern: str) -> None:
        self._tokens = list(_tokens(pattern))

    def ways(self) -> int:
        total = self._alternatives()
        if self._tokens:
            raise ValueError("a group is closed that was not opened")
        return total

    def _alternatives(self) -> int:
        total = self._sequence()
        while self._tokens and self._tokens[0][0] == "or":
            self._tokens.pop(0)
            total += self._sequence()
        return total

    def _sequence(self) -> int:
        product = 1
        while self._tokens and self._tokens[0][0] not in ("or", "close"):
            product = min(product * self._atom(), MAX_WAYS + 1)
        return product

    def _atom(self) -> int:
        kind, text = self._tokens.pop(0)
        if kind == "repeat":
            raise ValueError(f"`{text}` is not allowed after a repetition")
        inner = 1
        if kind == "open":
            inner = self._alternatives()
            if not self._tokens:
                raise ValueError("a group is not closed")
            self._tokens.pop(0)
        if not (self._tokens and self._tokens[0][0] == "repeat"):
            return inner
        least, most = _range(self._tokens.pop(0)[1])
        total = 0
        for count in range(least, most + 1):
            total += inner**count
        return min(total, MAX_WAYS + 1)


def _tokens(pattern: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            raise ValueError(f"`{pattern[place : place + 10]}` is not allowed: {_advice(pattern[place])}")
        found.append((token.lastgroup or "", token.group()))
        place = token.end()
    return found


def _advice(char: str) -> str:
    if char in "*+{":
        return "repeat with an upper bound, such as `{1,10}`"
    if char in "^$":
        return "an ID stands between other words by itself"
    return "use letters, sets, groups, alternatives and repetitions with an upper bound"


def _range(repeat: str) -> tuple[int, int]:
    """Return the lowest and highest number of times of a repetition (`?`, `{3}`, `{1,6}`)."""
    if repeat == "?":
        return 0, 1
    least, _, most = repeat.strip("{}").partition(",")
    return int(least), int(most or least)
