"""Clean text that remembers its origin: which characters of the file each of its characters was made from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from citefirst.document.text import IGNORABLE
from citefirst.places import Span
from citefirst.regex import lazy
from citefirst.structs import frozen, replace

IMAGE = "\ufffc"
"""Stands for an image while sentences are cut: it is no text, but it has a place."""

# What closes markup after a sentence's last character: no blank, no tag, no comment.
_CLOSING = lazy(r"[^\s<]*")
_UNTIDY = lazy(rf"\s\s|[^\S ]|[{IGNORABLE}]")
_RUNS = lazy(rf"(?P<words>[^\s{IGNORABLE}]++)|(?P<blanks>\s++)|[{IGNORABLE}]")


@frozen
class Content:
    """A block's content as markdown-it sees it, and where each of its pieces stands in the document.

    `starts` are offsets into `text`, `sources` the document offsets of the pieces that begin there.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def place(self, offset: int) -> int:
        """Return the document offset of a character of the content."""
        piece = bisect_right(self.starts, offset) - 1
        return self.sources[piece] + offset - self.starts[piece]

    def part(self, start: int, end: int) -> Content:
        """Return a range of the content as a content of its own."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_left(self.starts, end), first + 1)
        starts = [max(begin - start, 0) for begin in self.starts[first:last]]
        sources = [self.place(start), *self.sources[first + 1 : last]]
        return Content(self.text[start:end], tuple(starts), tuple(sources))

    def span(self, start: int, end: int) -> Span:
        """Return the document span of a range of the content; an empty range has an empty span."""
        return Span(self.place(start), self.place(end - 1) + 1 if end > start else self.place(start))


@frozen
class Mark:
    """A range of a prose's text that is more than text; `at` is its range in the content, markup included.

    `reference` and `footnote` hold the raw label, `link`, `autolink` and `image` the target. `hidden` is what a reader
    may not see, `literal` a bracket that is text and no markup.
    """

    kind: Literal["link", "autolink", "image", "reference", "footnote", "code", "hidden", "literal"]
    start: int
    end: int
    at: tuple[int, int]
    label: str = ""
    target: str | None = None


@frozen
class Prose:
    """Clean text. `at[i]` is the offset in `content` of the markup that `text[i]` was made from."""

    text: str
    at: Sequence[int]
    content: Content
    marks: tuple[Mark, ...] = ()
    floor: int = 0
    """Offset in `content` before which nothing belongs to this text."""

    def span(self, start: int, end: int) -> Span:
        """Return the document span of a non-empty range of the text, with the markup that touches it."""
        first, last = self.at[start], self.at[end - 1] + 1
        floor = self.at[start - 1] + 1 if start else self.floor
        if not start or self.text[start - 1] == " ":
            gap = self.content.text[floor:first]
            first = floor + len(gap) - len(gap.lstrip())
        last = max(last, self._closes.get(end, 0))
        ceiling = self.at[end] if end < len(self.text) else len(self.content.text)
        if match := _CLOSING.match(self.content.text, last, max(last, ceiling)):
            last = match.end()
        return self.content.span(first, last)

    @cached_property
    def _closes(self) -> dict[int, int]:
        """For each text offset at which marks end, the content offset behind the last one's markup."""
        closes: dict[int, int] = {}
        for mark in self.marks:
            closes[mark.end] = max(mark.at[1], closes.get(mark.end, 0))
        return closes


def tidy(prose: Prose) -> Prose:
    """Collapse blanks of any kind and length into one, drop invisible characters and trim both ends."""
    text = prose.text
    if not (_UNTIDY.search(text) or text[:1] == " " or text[-1:] == " "):
        return prose
    kept: list[int] = []
    for start, end in _kept(text):
        kept += range(start, end)
    if kept and text[kept[-1]].isspace():
        kept.pop()
    marks = tuple(
        replace(mark, start=bisect_left(kept, mark.start), end=bisect_left(kept, mark.end)) for mark in prose.marks
    )
    clean = "".join(" " if text[index].isspace() else text[index] for index in kept)
    return Prose(clean, [prose.at[index] for index in kept], prose.content, marks, prose.floor)


def _kept(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of characters that stay: words, and the first of each run of blanks, but not at the start, and
    nothing invisible."""
    blank = True
    for match in _RUNS.finditer(text):
        if match.lastgroup == "words":
            yield match.span()
            blank = False
        elif match.lastgroup == "blanks" and not blank:
            yield match.start(), match.start() + 1
            blank = True
