"""Text of a Markdown file to a `Document`: front matter, sections, units with citations, definitions of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citefirst.document import (
    bad_definitions,
    blocks,
    citations,
    definitions,
    frontmatter,
    labels,
    quotes,
    slugs,
    units,
    values,
)
from citefirst.document.blocks import Block, Blocks
from citefirst.document.citations import FindIds, Mention
from citefirst.document.prose import Prose
from citefirst.document.units import BlockText, Cutter
from citefirst.model import Citation, Definition, Document, FrontMatter, Problem, Quote, Section, Unit
from citefirst.places import Lines, Span
from citefirst.structs import field, mutable, replace

MAX_BLOCK = {"html": 16 * 1024}
"""Characters of one block that are read, by kind; `MAX_TEXT` for the others. The longest line that was seen in a real
record has 39,527 characters, the longest HTML block 2,977.
Code is read line by line, so it may be as long as a record."""
MAX_TEXT = 40 * 1024
_DIGIT = re.compile(r"\d")
_DEFINING = ("text", "html", "row")
"""Kinds of blocks that may define a source."""


def parse(path: str, text: str, find_ids: FindIds, header: bool = False, front_matter: bool = True) -> Document:
    """Read a document from decoded text (`text.decode`). `find_ids` finds the IDs that the policy knows.

    `header`: fields at the top of the body stand for front matter where there is none. Without `front_matter` all of
    the text is body. Never raises: what cannot be read is in `Document.problems`.
    """
    front, start, read = frontmatter.split(text) if front_matter else (None, 0, ())
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
        links=tuple(found.links(outline.texts)),
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


@mutable
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
        self.learn()
        notes: list[tuple[str, list[int]]] = []
        for index, text in enumerate(texts):
            if text.block.footnote and text.block.kind in _DEFINING:
                if not notes or notes[-1][1][-1] != index - 1 or self.begins_note(text):
                    notes.append((text.block.footnote, []))
                notes[-1][1].append(index)
                continue
            if index in self.defining:  # the quote of an item above
                continue
            found = list(self.defined(text, sections[text.section].names))
            if found:
                below = range(index + 1, len(texts)) if text.block.item else ()
                said = self.quoted(texts, below, text.block.item)
                self.definitions += [replace(each, quotes=said) if said else each for each in found if each]
                self.defining.add(index)
        self.learn()
        self.footnotes(texts, notes)

    def learn(self) -> None:
        """Take note of the keys by which the text may cite what is defined so far."""
        names = (name for definition in self.definitions for name in (definition.id, definition.alias) if name)
        self.known.update(map(labels.key, names))

    def begins_note(self, text: BlockText) -> bool:
        """Tell whether a text of a footnote is the first one, behind its label."""
        start = text.block.content.place(0)
        return "]:" in self.text[self.text.rfind("\n", 0, start) + 1 : start]

    def footnotes(self, texts: list[BlockText], notes: list[tuple[str, list[int]]]) -> None:
        """Read footnotes, each as a whole. One that only cites another one stands for the same source."""
        sources = {
            labels.key(name): definition.id or definition.alias
            for definition in self.definitions
            for name in (definition.id, definition.alias)
            if name
        }
        for _ in range(2):
            left = []
            for label, indexes in notes:
                parts = [(prose, self.cite(prose), _whole(texts[at])) for at in indexes for prose in texts[at].proses]
                found = definitions.from_footnote(label, parts, sources)
                if not found or found.tentative:
                    left.append((label, indexes, found))
                    continue
                said = self.quoted(texts, [at for at in indexes if texts[at].block.quoted], 0)
                self.definitions.append(replace(found, quotes=said) if said else found)
                self.defining.update(indexes)
                sources.setdefault(labels.key(f"^{label}"), found.via or f"^{label}")
            notes = [(label, indexes) for label, indexes, _ in left]
            self.learn()
        self.definitions += [found for *_, found in left if found]
        self.learn()

    def defined(self, text: BlockText, names: tuple[str, ...]) -> Iterator[Definition | None]:
        """Return what a text defines; None if it only lists a source that is defined elsewhere."""
        if text.block.kind not in _DEFINING:
            return
        strict = not definitions.SECTIONS.isdisjoint(names)
        listed = strict or not definitions.READING.isdisjoint(names)
        if listed and text.block.opens and text.proses:
            prose = text.proses[0]
            if definitions.lists_defined(prose):
                yield None
            elif found := definitions.from_item(prose, self.cite(prose), _whole(text), text.block.number, strict):
                yield found
        elif listed and text.block.kind == "row":
            cells = [
                (column, prose, self.cite(prose)) for column, prose in zip(text.columns, text.proses, strict=False)
            ]
            if cells and definitions.lists_defined(cells[0][1]):
                yield None
            elif found := definitions.from_row(cells, _whole(text)):
                yield found
        else:
            self.definitions += self.entries(text, listed)

    def quoted(self, texts: list[BlockText], indexes: Iterable[int], item: int) -> tuple[Quote, ...]:
        """Return the quotes in block quotations directly below a source, which are no units then."""
        said = []
        for index in indexes:
            text = texts[index]
            if not text.block.quoted or text.block.item != item or text.block.kind != "text":
                break
            self.defining.add(index)
            words = " ".join(prose.text for prose in text.proses)
            if quotes.is_quote(words):
                said.append(Quote(words, _whole(text)))
        return tuple(said)

    def entries(self, text: BlockText, listed: bool) -> Iterator[Definition]:
        """Yield what the lines of a paragraph define. They are read as claims all the same: each has its link."""
        for prose in text.proses if text.block.kind == "text" else ():
            if "[" in prose.text and "://" in prose.content.text:
                yield from definitions.from_entries(prose, self.cite(prose), self.known, listed)

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

    def links(self, texts: list[BlockText]) -> Iterator[Citation]:
        """Yield the links of texts that define sources."""
        for index in sorted(self.defining):
            for prose in texts[index].proses:
                for mention in self.cite(prose):
                    if mention.citation.form in ("link", "reference"):
                        yield mention.citation


def _whole(text: BlockText) -> Span:
    content = text.block.content
    return content.span(0, len(content.text))
