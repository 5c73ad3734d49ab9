"""How each claim is marked on the page: circled, labelled, linked to its sources, tinted. Never by colour alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from citefirst.document.prose import Content
from citefirst.model import Claim, Source
from citefirst.record.build import Record
from citefirst.report.escape import html
from citefirst.site.weave import Frame, Range, nested

ROWS = ("row", "table-head")
"""Kinds of claims that are a table's row, and are marked as one."""
SIGNS = {"uncited": "no source", "unknown": "not known yet"}
DOUBTFUL = "no source, if it is a fact"
Key = tuple[str, str]


def key(source: Source) -> Key:
    """Return by what a source is told from the others of its record."""
    return source.id or "", source.target


def numbers(record: Record) -> Mapping[Key, int]:
    """Number the sources of a record as its page lists them, from 1."""
    found: dict[Key, int] = {}
    for source in (*record.sources, *(source for claim in record.claims for source in claim.sources)):
        found.setdefault(key(source), len(found) + 1)
    return found


class Marks:
    """The claims of a record by their places, each of which is given out once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.numbers = numbers(record)
        claims = record.claims
        self.order = sorted(range(len(claims)), key=lambda index: claims[index].unit.span)
        self.starts = [claims[index].unit.span.start for index in self.order]
        self.frames = {index: self._frame(index, claims[index]) for index in self.order}
        self.by_frame = {id(frame): index for index, frame in self.frames.items()}
        self.left = dict.fromkeys(index for index in self.order if self.is_shown(index))
        """Claims that have found no place on the page yet, in their order."""

    def is_shown(self, index: int) -> bool:
        """Tell whether a claim is one that the page counts; a lead-in only opens what stands below it."""
        return not self.record.claims[index].unit.lead_in

    def inside(self, content: Content) -> list[Range]:
        """Return where the claims of a piece of content stand in it; those of rows stand around it."""
        return nested(self._ranges(content))

    def _ranges(self, content: Content) -> Iterator[Range]:
        for index in self._between(content):
            unit = self.record.claims[index].unit
            if unit.kind not in ROWS and index in self.left:
                start, end = _offset(content, unit.span.start), _offset(content, unit.span.end - 1) + 1
                yield Range(start, min(end, len(content.text)), self.frames[index])

    def row(self, content: Content) -> int | None:
        """Return the claim that a row of a table is, None where it is none."""
        for index in self._between(content):
            if self.record.claims[index].unit.kind in ROWS and index in self.left:
                del self.left[index]
                return index
        return None

    def met(self, frames: Sequence[Frame]) -> None:
        """Take note that claims stand on the page now."""
        for frame in frames:
            self.left.pop(self.by_frame[id(frame)], None)

    def _between(self, content: Content) -> Iterator[int]:
        first, last = content.place(0), content.place(max(len(content.text) - 1, 0))
        at = bisect_left(self.starts, first)
        while at < len(self.order) and self.starts[at] <= last:
            yield self.order[at]
            at += 1

    def kinds(self, index: int) -> str:
        """Return the classes of a claim's element."""
        taken = " taken" if index in self.record.conversations.copied else ""
        doubtful = " doubtful" if self.record.claims[index].doubtful else ""
        quoted = " quoted" if index in self.record.quoted else ""
        return f"c {self.record.claims[index].verdict}{quoted}{doubtful}{taken}"

    def sign(self, index: int) -> str:
        """Return what is said of a claim behind its text, as HTML: that it has no source, or which ones."""
        claim, copied = self.record.claims[index], self.record.conversations.copied.get(index)
        said = []
        if copied:
            said.append(f'<a class="sign by" href="#a{copied[0] + 1}">assistant</a>')
        if word := DOUBTFUL if claim.doubtful and claim.verdict == "uncited" else SIGNS.get(claim.verdict):
            said.append(f'<a class="sign" href="#t{index}">{word}</a>')
        elif claim.verdict == "cited":
            if index in self.record.quoted:
                said.append(f'<a class="sign" href="#t{index}">quoted</a>')
            links = " ".join(self._source(source) for source in claim.sources)
            said.append(f'<sup class="src">{links}</sup>')
        return "".join(said)

    def _source(self, source: Source) -> str:
        number = self.numbers[key(source)]
        return f'<a href="#s{number}" title="{html(source.label or source.target)}">{number}</a>'

    def _frame(self, index: int, claim: Claim) -> Frame:
        return Frame(f'<span class="{self.kinds(index)}" id="c{index}">', f"{self.sign(index)}</span>")


def _offset(content: Content, place: int) -> int:
    """Return the offset in a content of a place in the document, at the nearer end where it lies between two lines."""
    piece = bisect_right(content.sources, place) - 1
    if piece < 0:
        return 0
    end = content.starts[piece + 1] if piece + 1 < len(content.starts) else len(content.text)
    return min(content.starts[piece] + place - content.sources[piece], end)
