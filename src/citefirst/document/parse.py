"""Text of a Markdown file to a `Document`: front matter, sections, units with citations, definitions of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from citefirst.document import (
    bad_definitions,
    blocks,
    citations,
    definitions,
    frontmatter,
    labels,
    slugs,
    units,
    values,
)
from citefirst.document.blocks import Block, Blocks
from citefirst.document.citations import FindIds, Mention
from citefirst.document.prose import Prose
from citefirst.document.units import BlockText, Cutter
from citefirst.model import Citation, Definition, Document, FrontMatter, Problem, Section, Unit
from citefirst.places import Lines, Span

MAX_BLOCK = {"html": 16 * 1024}
"""Characters of one block that are read, by kind; `MAX_TEXT` for the others. The longest line that was seen in a real
record has 39,527 characters, the longest HTML block 2,977.
Code is read line by line, so it may be as long as a record."""
MAX_TEXT = 40 * 1024
_DIGIT = re.compile(r"\d")
_DEFINING = ("text", "html", "row")
"""Kinds of blocks that may define a source."""


def parse(path: str, text: str, find_ids: FindIds, header: bool = False) -> Document:
    """Read a document from decoded text (`text.decode`). `find_ids` finds the IDs that the policy knows.

    `header`: fields at the top of the body stand for front matter where there is none. Never raises: what cannot be
    read is in `Document.problems`.
    """
    front, start, read = frontmatter.split(text)
    problems = list(read)
    lines = Lines(text)
    body = blocks.parse(text, start)
    outline = _Outline(front, text, start)
    outline.run(body, problems)
    if body.deep is not None:
        place = Span(lines.start(body.deep), lines.end(body.deep))
        limit = f"more than {blocks.MAX_NESTING // 2} lists or quotes inside one another"
        problems.append(Problem(place, f"{limit}: what stands deeper cannot be checked", code="CF001"))
    problems += bad_definitions.problems(body.env, text, lines)
    found = _Sources(text, lines, body, find_ids)
    found.define(outline.texts, outline.sections, front)
    document = Document(
        path=path,
        text=text,
        lines=lines,
        frontmatter=front,
        title=outline.title,
        title_span=outline.title_span,
        sections=tuple(outline.sections),
        units=(*(values.units(front, text, found.cite) if front else ()), *found.units(outline.texts)),
        definitions=tuple(found.definitions),
        problems=tuple(problems),
    )
    if front or not header or any(problem.code == "CF002" for problem in problems):
        return document
    from citefirst.document.body_fields import lift

    return lift(document)


class _Outline:
    """Sections in order, each text under its section."""

    def __init__(self, front: FrontMatter | None, text: str, start: int) -> None:
        self.sections = [
            Section(index=0, slug="", names=("",), title="", level=0, span=Span(start, start), parent=None)
        ]
        self.texts: list[BlockText] = []
        self.title, self.title_span = "", Span(0, max(text.find("\n"), 0))
        self.slugs: dict[str, int] = {}
        if front and isinstance(title := front.data.get("title"), str):
            self.title, self.title_span = title, front.values["title",]

    def run(self, body: Blocks, problems: list[Problem]) -> None:
        headed = False
        for block in body.blocks:
            limit = MAX_BLOCK.get(block.kind, MAX_TEXT)
            if len(block.content.text) > limit and block.kind != "code":
                message = f"one paragraph of more than {limit // 1024} KiB cannot be checked"
                problems.append(Problem(block.content.span(0, 1), message, "divide it into paragraphs", "CF001"))
                continue
            if block.kind == "table-head" and not any(_may_assert(cell.text, block.leads) for cell in block.cells):
                continue
            proses, left = units.texts(body, block)
            problems += left
            if block.kind == "heading" and block.level:
                self.heading(block, proses[0])
                if block.level == 1 and not headed and proses[0].text:
                    headed = True
                    self.title, self.title_span = proses[0].text, self.sections[-1].span
            if block.kind != "heading" or _may_assert(proses[0].text):
                columns = tuple(slugs.slug(cell.text) for cell in block.header)
                self.texts.append(BlockText(block, len(self.sections) - 1, proses, columns))

    def heading(self, block: Block, prose: Prose) -> None:
        names = slugs.names(prose.text)
        slug = names[0] if names else ""
        count = self.slugs.get(slug, 0)
        self.slugs[slug] = count + 1
        parent = self.sections[-1]
        while parent.level >= block.level and parent.parent is not None:
            parent = self.sections[parent.parent]
        span = prose.span(0, len(prose.text)) if prose.text else block.content.span(0, 0)
        unique = f"{slug}-{count}" if count else slug
        self.sections.append(
            Section(
                index=len(self.sections),
                slug=unique,
                names=names,
                title=prose.text,
                level=block.level,
                span=span,
                parent=parent.index,
            )
        )


def _may_assert(title: str, leads: bool = True) -> bool:
    """Tell at little cost whether a heading, or a cell of a table's head, may assert something."""
    blanks = title.count(" ")
    if blanks > units.SHORTEST:
        return True
    return (blanks == units.SHORTEST or not leads) and _DIGIT.search(title) is not None


@dataclass(slots=True)
class _Sources:
    """Definitions of sources, found before the texts: `[S1]` is a citation only if S1 is defined."""

    text: str
    lines: Lines
    body: Blocks
    find_ids: FindIds
    definitions: list[Definition] = field(default_factory=list)
    defining: set[int] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def define(self, texts: list[BlockText], sections: list[Section], front: FrontMatter | None) -> None:
        if front:
            self.definitions += definitions.from_frontmatter(front)
        self.definitions += definitions.from_links(self.text, self.body.env, self.lines.start)
        for index, text in enumerate(texts):
            listed = not definitions.SECTIONS.isdisjoint(sections[text.section].names)
            found = list(self.defined(text, listed))
            if found:
                self.definitions += [definition for definition in found if definition]
                self.defining.add(index)
        self.known = {labels.key(definition.id) for definition in self.definitions if definition.id}

    def defined(self, text: BlockText, listed: bool) -> Iterator[Definition | None]:
        """Return what a text defines; None if it only lists a source that is defined elsewhere."""
        whole = text.block.content
        span = whole.span(0, len(whole.text))
        if text.block.kind not in _DEFINING:
            return
        if text.block.footnote:
            for prose in text.proses:
                if found := definitions.from_footnote(text.block.footnote, prose, self.cite(prose), span):
                    yield found
        elif listed and text.block.opens and text.proses:
            prose = text.proses[0]
            if definitions.lists_defined(prose):
                yield None
            elif found := definitions.from_item(prose, self.cite(prose), span):
                yield found
        elif listed and text.block.kind == "row":
            cells = [
                (column, prose, self.cite(prose)) for column, prose in zip(text.columns, text.proses, strict=False)
            ]
            if cells and definitions.lists_defined(cells[0][1]):
                yield None
            elif found := definitions.from_row(cells, span):
                yield found

    def units(self, texts: list[BlockText]) -> Iterator[Unit]:
        cutter = Cutter(self.cite)
        for index, text in enumerate(texts):
            if index not in self.defining:
                yield from cutter.cut(text, self.beside(texts, index) if text.block.kind == "code" else ())

    def beside(self, texts: list[BlockText], index: int) -> list[Citation]:
        """Return the citations around a block of code: in its lead-in, in the text of its list item, in its caption."""
        from citefirst.document import pasted

        block, found = texts[index].block, list[Citation]()
        for other, is_above in ((index - 1, True), (index + 1, False)):
            if not 0 <= other < len(texts) or texts[other].section != texts[index].section:
                continue
            near = texts[other]
            if near.block.kind == "text" and near.block.item == block.item and near.proses:
                mentions = self.cite(near.proses[-1])
                if (pasted.leads_to if is_above else pasted.is_caption)(near.proses[-1], mentions, near.block.opens):
                    found += [mention.citation for mention in mentions]
        return found

    def cite(self, prose: Prose) -> list[Mention]:
        return citations.find(prose, self.known, self.find_ids)
