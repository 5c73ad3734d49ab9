"""Cut the blocks of a body into units, the pieces of text that must carry a citation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from citefirst.document import labels, marked_lines
from citefirst.document.blocks import Block, Blocks
from citefirst.document.citations import OWN, Mention
from citefirst.document.inline import read
from citefirst.document.prose import IMAGE, Content, Prose, tidy
from citefirst.document.ranges import Range, Ranges
from citefirst.document.sentences import split
from citefirst.model import Cell, Citation, Problem, Unit, UnitKind, Unknown
from citefirst.structs import field, frozen, mutable, replace

Cite = Callable[[Prose], Sequence[Mention]]
"""Gives the citations of a text."""
SHORTEST = 2
"""Blanks in the shortest words that may assert something: `We lost data`."""
_KINDS: dict[str, UnitKind] = {"heading": "heading", "code": "code", "words": "attribute"}
LABELLED = ("UNKNOWN", "[UNKNOWN")
JOINT = " | "
"""What stands between the cells of a row in its text."""


@frozen
class BlockText:
    """A block with its clean texts: one for a paragraph, one a cell for a row, one a part for raw HTML."""

    block: Block
    section: int
    proses: tuple[Prose, ...]
    columns: tuple[str, ...] = ()


def texts(blocks: Blocks, block: Block) -> tuple[tuple[Prose, ...], tuple[Problem, ...]]:
    """Return the clean texts of one block, and what its raw HTML leaves open, which hides the rest of the file."""
    if block.kind == "html":
        from citefirst.document import html

        proses, left = html.chunks(block.content)
        return tuple(proses), _left(block.content, left)
    if block.kind == "code":
        from citefirst.document import pasted

        return tuple(pasted.texts(block.content, block.info)), ()
    if block.kind == "words":
        return (tidy(Prose(block.content.text, range(len(block.content.text)), block.content)),), ()
    contents = block.cells or (block.content,)
    found = [(content, *read(blocks.parser, blocks.env, content)) for content in contents]
    problems = tuple(problem for content, _, left in found for problem in _left(content, left))
    return tuple(prose for _, prose, _ in found), problems


def _left(content: Content, left: tuple[int, str] | None) -> tuple[Problem, ...]:
    if left is None:
        return ()
    start, what = left
    message = f"{what} is left open here: GitHub may hide what follows, so it cannot be checked"
    hint = "close it in the same block, before a blank line"
    return (Problem(content.span(start, start + 1), message, hint, "CF001"),)


@mutable
class Cutter:
    """Cutter of one text after the other into units; it remembers what stands above a list or table."""

    cite: Cite
    lead: tuple[int, str] = (0, "")
    items: dict[int, str] = field(default_factory=dict)

    def cut(self, text: BlockText, beside: Sequence[Citation] = ()) -> Iterator[Unit]:
        """Yield the units of a text. `beside` are the citations around a block of code."""
        block = text.block
        if kind := _KINDS.get(block.kind):
            for prose in text.proses:
                if prose.text:
                    yield from self.odd(kind, text, prose, beside)
            return
        if block.cells:
            yield from self.row(text)
            return
        for prose in text.proses:
            yield from self.item(text, prose) if block.opens else self.sentences(text, prose)
        if not block.item:
            self.lead = (text.section, text.proses[-1].text if block.leads and text.proses else "")

    def odd(self, kind: UnitKind, text: BlockText, prose: Prose, beside: Sequence[Citation]) -> Iterator[Unit]:
        """Yield units of what is shown but is no sentence, item or row: a heading whole, the rest by sentences."""
        read = _Read(prose, self.cite(prose) if kind == "heading" else ())
        whole = kind == "heading" or bool(prose.marks)
        for start, end in [(0, len(prose.text))] if whole else split(prose.text):
            unit = self.unit(kind, text, read, start, end, self.items.get(text.block.item) or self.above(text))
            yield replace(unit, citations=(*unit.citations, *beside), unknown=None, placeholder=None)

    def images(self, text: BlockText, read: _Read) -> Iterator[Unit]:
        """Yield the alternative texts of images that are more than a name; the image is their source."""
        for mention in read.mentions:
            cited = mention.citation
            if cited.form == "image" and cited.label.count(" ") >= SHORTEST:
                words = " ".join(cited.label.split())
                yield Unit(
                    kind="image",
                    text=words,
                    prose=words,
                    span=cited.span,
                    section=text.section,
                    citations=(cited,),
                    quoted=text.block.quoted,
                )

    def above(self, text: BlockText) -> str:
        section, lead = self.lead
        return lead if section == text.section else ""

    def item(self, text: BlockText, prose: Prose) -> Iterator[Unit]:
        start = 4 if prose.text[:4].lower() in ("[ ] ", "[x] ") else 0
        self.items[text.block.item] = prose.text[start:]
        under = self.items.get(text.block.parent) or self.above(text)
        read = _Read(prose, self.cite(prose))
        for begin, end in _divided([(start, len(prose.text))], read):
            kind: UnitKind = "item"
            for first, last in read.behind_label(begin, end):
                unit = self.unit(kind, text, read, first, last, under)
                kind = "sentence"  # what follows the label tells something else
                if unit.text:
                    yield unit
        if read.mentions:
            yield from self.images(text, read)

    def sentences(self, text: BlockText, prose: Prose) -> Iterator[Unit]:
        read = _Read(prose, self.cite(prose))
        under = self.items.get(text.block.item, "")
        for start, end in _divided(read.sentences(0, len(prose.text)), read):
            unit = self.unit("sentence", text, read, start, end, under)
            if unit.text:
                yield unit
        if read.mentions:
            yield from self.images(text, read)

    def unit(self, kind: UnitKind, text: BlockText, read: _Read, start: int, end: int, under: str) -> Unit:
        prose = read.prose
        part = read.part(start, end)
        plain = (not part.code or part.code[0][0]) and not read.hides(start)
        label = labels.unknown(part.text) if plain else None
        size = labels.placeholder(part.text)
        return Unit(
            kind=kind,
            text=part.text,
            prose=part.bare,
            span=prose.span(start, end),
            section=text.section,
            citations=part.citations,
            mentions=part.mentions,
            code=part.code,
            quoted=text.block.quoted,
            lead_in=part.text.endswith(":") and (text.block.leads if end == len(prose.text) else read.marked(end)),
            under=under,
            unknown=Unknown(prose.span(start, start + label[0]), *label[1:]) if label else None,
            placeholder=prose.span(start, start + size) if size else None,
        )

    def row(self, text: BlockText) -> Iterator[Unit]:
        """Return one unit for all cells of a row; a label or placeholder counts if it begins or fills a cell."""
        reads = [
            (column, _Read(prose, self.cite(prose)))
            for column, prose in zip(text.columns, text.proses, strict=False)
            if prose.text
        ]
        kind: UnitKind = "row" if text.block.kind == "row" else "table-head"
        cells = [(column, self.unit(kind, text, read, 0, len(read.prose.text), "")) for column, read in reads]
        seen = [unit for _, unit in cells if unit.text]
        if not cells:
            return
        code: list[tuple[int, int]] = []
        length = 0
        for unit in seen:
            code += [(length + start, length + end) for start, end in unit.code]
            length += len(unit.text) + len(JOINT)
        whole = text.block.content
        yield Unit(
            kind=kind,
            text=JOINT.join(unit.text for unit in seen),
            prose=JOINT.join(unit.prose for unit in seen if unit.prose),
            span=whole.span(0, len(whole.text)),
            section=text.section,
            citations=tuple(citation for _, unit in cells for citation in unit.citations),
            mentions=tuple(mention for _, unit in cells for mention in unit.mentions),
            cells=tuple(Cell(column, unit.text, unit.span) for column, unit in cells),
            code=tuple(code),
            quoted=text.block.quoted,
            lead_in=text.block.leads,
            under=self.items.get(text.block.item) or self.above(text),
            unknown=next((unit.unknown for unit in seen if unit.unknown), None),
            placeholder=next((unit.placeholder for unit in seen if unit.placeholder and _is_alone(unit)), None),
        )
        for _, cell in reads:
            yield from self.images(text, cell)


def _divided(ranges: Sequence[Range], read: _Read) -> Iterable[Range]:
    """Part ranges of a text where a line begins a claim of its own."""
    return _parted(ranges, read.cuts) if read.cuts else ranges


def _parted(ranges: Sequence[Range], cuts: Iterable[int]) -> Iterator[Range]:
    rest = iter((*cuts, None))
    cut = next(rest)
    for start, end in ranges:
        while cut is not None and cut < end:
            if cut - 1 > start:
                yield start, cut - 1
                start = cut
            cut = next(rest)
        yield start, end


def _is_alone(cell: Unit) -> bool:
    return labels.is_alone(cell.text, labels.placeholder(cell.text))


@frozen
class _Part:
    """A range of a text, ready to become a unit."""

    text: str
    bare: str
    citations: tuple[Citation, ...]
    mentions: tuple[Citation, ...]
    code: tuple[tuple[int, int], ...]


class _Read:
    """A text with its citations and code in order, from which parts are taken."""

    def __init__(self, prose: Prose, mentions: Sequence[Mention]) -> None:
        self.prose = prose
        self.mentions = mentions
        self.code = sorted((mark.start, mark.end) for mark in prose.marks if mark.kind == "code")
        self.hidden = Ranges([(mark.start, mark.end) for mark in prose.marks if mark.kind == "hidden"])
        self.opaque = sorted(self.code + [(m.start, m.end) for m in mentions if not m.words])

    @cached_property
    def cuts(self) -> dict[int, None]:
        """Places at which a line begins a claim of its own, in order."""
        return dict.fromkeys(marked_lines.starts(self.prose))

    def sentences(self, start: int, end: int) -> list[Range]:
        """Return the sentences of a range of the text."""
        if end - start == len(self.prose.text):
            return split(self.prose.text, self.opaque, self.cited())
        text = self.prose.text[start:end]
        shifted = [
            [(a - start, b - start) for a, b in ranges if start <= a and b <= end]
            for ranges in (self.opaque, self.cited())
        ]
        return [(a + start, b + start) for a, b in split(text, *shifted)]

    def cited(self) -> list[Range]:
        return [(mention.start, mention.end) for mention in self.mentions]

    def behind_label(self, start: int, end: int) -> list[Range]:
        """Part a list item behind the sentence that the label UNKNOWN begins."""
        if not self.prose.text.startswith(LABELLED, start):
            return [(start, end)]
        found = self.sentences(start, end)
        return [found[0], (found[1][0], end)] if len(found) > 1 else [(start, end)]

    def marked(self, end: int) -> bool:
        """Tell whether a line begins behind a place that is marked as one of a list."""
        return end + 1 in self.cuts

    def hides(self, place: int) -> bool:
        """Tell whether a reader may not see what stands at a place."""
        return self.hidden.at(place) is not None

    def part(self, start: int, end: int) -> _Part:
        first = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        last = bisect_left(self.mentions, end, key=lambda mention: mention.start)
        inside = self.mentions[first:last]
        code = self.code[bisect_left(self.code, (start, 0)) : bisect_left(self.code, (end, 0))]
        words = self.prose.text[start:end]
        text, ranges = _without_images(words, [(begin - start, stop - start) for begin, stop in code])
        taken = [(mention.start - start, mention.end - start) for mention in inside if not mention.words]
        cited = tuple(mention.citation for mention in inside if mention.citation.form not in OWN)
        own = tuple(mention.citation for mention in inside if mention.citation.form in OWN)
        return _Part(text, bare(words, taken), cited, own, ranges)


def bare(words: str, ranges: Sequence[tuple[int, int]]) -> str:
    """Return a text without citations that are no words of it, and without the brackets and commas around them."""
    parts, position = [], 0
    for start, end in ranges:
        parts.append(words[position : max(start, position)])
        position = max(end, position)
    parts.append(words[position:])
    kept = " ".join("".join(parts).replace(IMAGE, "").replace("()", "").replace("[]", "").split())
    return kept.strip(" ,;") if ranges else kept


def _without_images(words: str, code: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text without the places of its images, and the ranges of its code moved accordingly."""
    if IMAGE not in words:
        return words, tuple(code)
    clean = " ".join(words.replace(IMAGE, "").split())
    return clean, tuple((start, end) for start, end in code if clean[start:end] == words[start:end])
