"""Which lines of a record are an assistant's, word for word or nearly so, and where it said them.

A line is compared by its runs of five words: it is taken from an output if four fifths of them stand there close
together. Case, punctuation, markup and addresses do not count, figures do: `4.2` is one word. A changed word breaks up
to five runs, so a line that was reworded no longer counts as copied. The log is read once, however many lines there
are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from citefirst.ailog.model import Message
from citefirst.structs import field, frozen, mutable

RUN = 5
LEAST_WORDS = 6
LEAST_SHARE = 0.8
_SLACK = 5
"""Words that an output may have more than the line, from its first word to its last."""
_MOST_LINES = 16
"""Lines that one run of words is looked for in: what stands in more of them is a form's, not an assistant's."""
_MOST_PLACES = 1_000
"""Places of one run of words that are looked at. Both bound the time over texts that repeat themselves."""

_WORD = re.compile(
    r"\]\([^\s()]{0,2000}\)|<?https?://[^\s<>]{1,2000}>?|\[\^?[A-Za-z]{0,12}-?[0-9]{1,6}\^?\]|【[^【】\n]{0,100}】"
    r"|(?P<word>[^\W_]+(?:(?<=[0-9])[.,:][0-9][^\W_]*|['\u2019][^\W_]+)*%?)"
)
"""A word, or what is passed over: where links lead, addresses, numbers of citations."""

Run = tuple[str, ...]


@frozen
class Taken:
    """A line by its index, and the place it was taken from in a message's text; `share` of its runs stand there."""

    line: int
    message: int
    start: int
    end: int
    share: float


@mutable
class _Wanted:
    """The words of one or several lines; `near` are the runs found among the words that were read last."""

    lines: list[int]
    runs: int
    words: int
    message: int = -1
    near: deque[tuple[int, int, Run]] = field(default_factory=deque)
    counts: Counter[Run] = field(default_factory=Counter)
    best: int = 0
    place: tuple[int, int, int] = (0, 0, 0)

    def see(self, message: int, word: int, span: tuple[int, int], run: Run) -> None:
        """Note a run that ends with a word of a message, and remember the place if it is the best so far."""
        if message != self.message:
            self.message = message
            self.near.clear()
            self.counts.clear()
        self.near.append((word, span[0], run))
        self.counts[run] += 1
        while word - self.near[0][0] > self.words + _SLACK - RUN:
            _, _, left = self.near.popleft()
            self.counts[left] -= 1
            if not self.counts[left]:
                del self.counts[left]
        if len(self.counts) > self.best:
            self.best, self.place = len(self.counts), (message, self.near[0][1], span[1])


def taken(lines: Sequence[str], messages: Sequence[Message]) -> list[Taken]:
    """Return the lines that are taken from outputs, in order, each with the first place that has most of it."""
    wanted = _wanted(lines)
    index: dict[Run, list[_Wanted]] = {}
    for words, one in wanted.items():
        for run in _runs(words):
            if len(known := index.setdefault(run, [])) < _MOST_LINES:
                known.append(one)
    left = dict.fromkeys(index, _MOST_PLACES)
    for number, message in enumerate(messages):
        if message.role == "assistant" and index:
            _read(number, message.text, index, left)
    found = (
        Taken(line, *one.place, one.best / one.runs)
        for one in wanted.values()
        for line in one.lines
        if one.best >= LEAST_SHARE * one.runs
    )
    return sorted(found, key=lambda one: one.line)


def _wanted(lines: Sequence[str]) -> dict[Run, _Wanted]:
    """Group lines by their words, so that lines with the same words are looked for once."""
    found: dict[Run, _Wanted] = {}
    for number, line in enumerate(lines):
        words = tuple(word for word, _, _ in _words(line))
        if words in found:
            found[words].lines.append(number)
        elif len(words) >= LEAST_WORDS:
            found[words] = _Wanted([number], len(_runs(words)), len(words))
    return found


def _runs(words: Run) -> set[Run]:
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}


def _read(number: int, text: str, index: dict[Run, list[_Wanted]], left: dict[Run, int]) -> None:
    """Show each run of a message to the lines that have it."""
    last: deque[tuple[str, int]] = deque(maxlen=RUN)
    for at, (word, start, end) in enumerate(_words(text)):
        last.append((word, start))
        run = tuple(word for word, _ in last)
        if left.get(run, 0):
            left[run] -= 1
            for one in index[run]:
                one.see(number, at, (last[0][1], end), run)


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Return the words of a text, normalised, each with its place."""
    for found in _WORD.finditer(text):
        if word := found["word"]:
            yield unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "'"), found.start(), found.end()
