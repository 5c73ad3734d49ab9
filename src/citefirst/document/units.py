"""Cut the blocks of a body into units, the pieces of text that must carry a citation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from citefirst.document import labels
from citefirst.document.blocks import Block, Blocks
from citefirst.document.citations import Mention
from citefirst.document.inline import read
from citefirst.document.prose import IMAGE, Content, Prose
from citefirst.document.ranges import Ranges
from citefirst.document.sentences import split
from citefirst.model import Cell, Citation, Problem, Unit, UnitKind, Unknown

Cite = Callable[[Prose], Sequence[Mention]]
"""Gives the citations of a text."""
JOINT = " | "
"""What stands between the cells of a row in its text."""


@dataclass(frozen=True, slots=True)
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
    contents = block.cells if block.kind == "row" else (block.content,)
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


@dataclass(slots=True)
class Cutter:
    """Cutter of one text after the other into units; it remembers what stands above a list or table."""

    cite: Cite
    lead: tuple[int, str] = (0, "")
    items: dict[int, str] = field(default_factory=dict)

    def cut(self, text: BlockText) -> Iterator[Unit]:
        block = text.block
        if block.kind == "row":
            yield from self.row(text)
            return
        for prose in text.proses:
            yield from self.item(text, prose) if block.opens else self.sentences(text, prose)
        if not block.item:
            self.lead = (text.section, text.proses[-1].text if block.leads and text.proses else "")

    def above(self, text: BlockText) -> str:
        section, lead = self.lead
        return lead if section == text.section else ""

    def item(self, text: BlockText, prose: Prose) -> Iterator[Unit]:
        start = 4 if prose.text[:4].lower() in ("[ ] ", "[x] ") else 0
        self.items[text.block.item] = prose.text[start:]
        under = self.items.get(text.block.parent) or self.above(text)
        if prose.text[start:]:
            unit = self.unit("item", text, _Read(prose, self.cite(prose)), start, len(prose.text), under)
            if unit.text:
                yield unit

    def sentences(self, text: BlockText, prose: Prose) -> Iterator[Unit]:
        read = _Read(prose, self.cite(prose))
        under = self.items.get(text.block.item, "")
        for start, end in split(prose.text, read.opaque, [(m.start, m.end) for m in read.mentions]):
            unit = self.unit("sentence", text, read, start, end, under)
            if unit.text:
                yield unit

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
            code=part.code,
            quoted=text.block.quoted,
            lead_in=text.block.leads and end == len(prose.text) and part.text.endswith(":"),
            under=under,
            unknown=Unknown(prose.span(start, start + label[0]), *label[1:]) if label else None,
            placeholder=prose.span(start, start + size) if size else None,
        )

    def row(self, text: BlockText) -> Iterator[Unit]:
        """Return one unit for all cells of a row; a label or placeholder counts if it begins or fills a cell."""
        cells = [
            (column, self.unit("row", text, _Read(prose, self.cite(prose)), 0, len(prose.text), ""))
            for column, prose in zip(text.columns, text.proses, strict=False)
            if prose.text
        ]
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
            kind="row",
            text=JOINT.join(unit.text for unit in seen),
            prose=JOINT.join(unit.prose for unit in seen if unit.prose),
            span=whole.span(0, len(whole.text)),
            section=text.section,
            citations=tuple(citation for _, unit in cells for citation in unit.citations),
            cells=tuple(Cell(column, unit.text, unit.span) for column, unit in cells),
            code=tuple(code),
            quoted=text.block.quoted,
            under=self.items.get(text.block.item) or self.above(text),
            unknown=next((unit.unknown for unit in seen if unit.unknown), None),
            placeholder=next((unit.placeholder for unit in seen if unit.placeholder and _is_alone(unit)), None),
        )


def _is_alone(cell: Unit) -> bool:
    return labels.is_alone(cell.text, labels.placeholder(cell.text))


@dataclass(frozen=True, slots=True)
class _Part:
    """A range of a text, ready to become a unit."""

    text: str
    bare: str
    citations: tuple[Citation, ...]
    code: tuple[tuple[int, int], ...]


class _Read:
    """A text with its citations and code in order, from which parts are taken."""

    def __init__(self, prose: Prose, mentions: Sequence[Mention]) -> None:
        self.prose = prose
        self.mentions = mentions
        self.code = sorted((mark.start, mark.end) for mark in prose.marks if mark.kind == "code")
        self.hidden = Ranges([(mark.start, mark.end) for mark in prose.marks if mark.kind == "hidden"])
        self.opaque = sorted(self.code + [(m.start, m.end) for m in mentions if not m.words])

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
        return _Part(text, bare(words, taken), tuple(mention.citation for mention in inside), ranges)


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
