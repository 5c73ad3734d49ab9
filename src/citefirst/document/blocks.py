"""The block structure of a Markdown body: headings, paragraphs, list items, table rows and raw HTML, with places.

markdown-it-py tells the lines of a block but not its columns. The block rules that make content are wrapped so that
each piece of content carries the offset at which each of its lines begins behind quotes, bullets and indentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from citefirst.document import generators
from citefirst.document.bad_definitions import tolerant
from citefirst.document.first_characters import ask_by_first_character
from citefirst.document.inline import record_positions
from citefirst.document.prose import Content
from citefirst.structs import field, frozen, mutable

MAX_NESTING = 60
"""Containers inside containers that are read; deeper ones would recurse without bound."""

_SILENT = frozenset("paragraph_open paragraph_close heading_open heading_close td_open td_close tr_close".split())
"""Tokens of which nothing is read: the commonest ones, so that the others are found soon."""
_LISTS = ("bullet_list_open", "ordered_list_open", "table_open")

BlockKind = Literal["heading", "text", "row", "html", "table-head", "code", "words"]
"""`words` are those that a line of a site generator carries."""
_PLAIN = ("text", "html")
"""Kinds that can be the first text of a list item."""


@frozen(kw_only=True)
class Block:
    """One piece of content in reading order.

    `item` numbers the innermost list item (0: none), `opens` says that the block is that item's own first text,
    `parent` is the item around that one, `number` what GitHub shows before an item of a numbered list. `leads` says
    that a list, a table or its rows stand directly below. `quoted` stands in a block quotation. A row and a table's
    head have `cells` (one content a column) and `header` (the contents of the table's head). `info` is what stands
    behind the fence of a block of code.
    """

    kind: BlockKind
    content: Content
    level: int = 0
    item: int = 0
    parent: int = 0
    opens: bool = False
    number: str = ""
    leads: bool = False
    footnote: str | None = None
    quoted: bool = False
    cells: tuple[Content, ...] = ()
    header: tuple[Content, ...] = ()
    info: str = ""


@frozen
class Blocks:
    """The blocks of a body; `env` holds the link definitions, `deep` the line (0-based) that is nested too deeply to
    read."""

    parser: MarkdownIt
    env: dict[str, Any]
    blocks: tuple[Block, ...]
    deep: int | None = None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    record_positions(parser)
    ruler = parser.block.ruler
    for rule in list(ruler.__rules__):
        if rule.name in ("paragraph", "heading", "lheading", "html_block", "table"):
            ruler.at(rule.name, _recorded(rule.fn), {"alt": rule.alt})
        elif rule.name == "reference":
            ruler.at(rule.name, tolerant(rule.fn), {"alt": rule.alt})
    ask_by_first_character(parser)
    return parser


def _recorded(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    def recorded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        for token in state.tokens[count:]:
            if token.map and token.type in ("inline", "html_block"):
                lines = range(token.map[0], token.map[1])
                token.meta["at"] = [state.bMarks[line] + state.tShift[line] for line in lines]
        return True

    return recorded


@frozen
class Stream:
    """The tokens of a body as markdown-it makes them; `ends` are the offsets at which the lines of the text end."""

    parser: MarkdownIt
    env: dict[str, Any]
    tokens: list[Token]
    ends: list[int]


def stream(text: str, start: int) -> Stream:
    """Read the tokens of `text` from offset `start` on, which must be the first of a line."""
    parser = _parser()
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    state = StateBlock(text, parser, env, tokens)
    first = text.count("\n", 0, start)
    state.line = first
    parser.block.tokenize(state, first, state.lineMax)
    return Stream(parser, env, tokens, state.eMarks)


def parse(text: str, start: int) -> Blocks:
    """Read the blocks of `text` from offset `start` on, which must be the first of a line."""
    read = stream(text, start)
    walker = _Walker(text, read.ends)
    walker.run(read.tokens)
    deep = next((token.map[0] for token in read.tokens if token.map and token.level >= MAX_NESTING - 1), None)
    return Blocks(read.parser, read.env, tuple(walker.blocks), deep)


@mutable
class _Walker:
    """Turn the token stream into blocks."""

    text: str
    ends: list[int]
    """Offsets at which the lines end."""
    blocks: list[Block] = field(default_factory=list)
    items: list[int] = field(default_factory=lambda: [0])
    count: int = 0
    fresh: bool = False
    numbers: list[int] = field(default_factory=list)
    """The number of the next item of each open list, 0 in one without numbers."""
    footnote: str | None = None
    quotes: list[bool] = field(default_factory=list)
    alert: int = 0
    """Length of the marker of an alert with which the next paragraph begins."""
    header: tuple[Content, ...] = ()

    def run(self, tokens: Sequence[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.type in _SILENT:
                continue
            match token.type:
                case "inline" if tokens[index - 1].type == "paragraph_open":
                    below = tokens[index + 2].type if index + 2 < len(tokens) else ""
                    self.paragraph(content_of(token), below in _LISTS)
                case "bullet_list_open":
                    self.numbers.append(0)
                case "ordered_list_open":
                    self.numbers.append(int(token.attrs.get("start", 1)))
                case "bullet_list_close" | "ordered_list_close":
                    self.numbers.pop()
                case "list_item_open":
                    self.count += 1
                    self.items.append(self.count)
                    self.fresh = True
                case "list_item_close":
                    self.items.pop()
                    self.numbers[-1] += self.numbers[-1] > 0
                    self.fresh = False
                case "blockquote_open":
                    self.fresh = False
                    first = tokens[index + 2].content if index + 2 < len(tokens) else ""
                    self.alert = generators.alert(first)
                    self.quotes.append(not self.alert)  # GitHub's alerts are the record's own words
                case "blockquote_close":
                    self.quotes.pop()
                case "footnote_reference_open":
                    self.footnote = token.meta["label"]
                case "footnote_reference_close":
                    self.footnote = None
                case "tr_open":
                    self.row(tokens, index)
                case "html_block":
                    content = content_of(token)
                    self.add("html", content)
                    if "<" in content.text and generators.is_component(content.text):
                        self.words(content, generators.component_words(content.text))
                case "fence" | "code_block":
                    self.add("code", code_of(token, self.ends), info=token.info)
                case "inline" if tokens[index - 1].type == "heading_open":
                    level = int(tokens[index - 1].tag[1:]) if token.level == 1 else 0
                    self.add("heading", heading_of(self.text, token), level=level)

    def paragraph(self, content: Content, leads: bool) -> None:
        """Add a paragraph without the marker of an alert, parted at lines that only a site generator reads."""
        start, self.alert = self.alert, 0
        if not start and not generators.may_hold_line(content.text):
            self.add("text", content, leads=leads)
            return
        parts = list(generators.parts(content.text, start))
        for number, (begin, end, is_line) in enumerate(parts, 1):
            if is_line:
                line = content.text[begin:end]
                self.words(content, ((begin + first, begin + last) for first, last in generators.words(line)))
            else:
                self.add("text", content.part(begin, end), leads=leads and number == len(parts))

    def words(self, content: Content, ranges: Iterable[tuple[int, int]]) -> None:
        for start, end in ranges:
            self.add("words", content.part(start, end))

    def add(self, kind: BlockKind, content: Content, **more: Any) -> None:
        item, parent = self.items[-1], self.items[-2] if len(self.items) > 1 else 0
        opens = self.fresh and item > 0 and kind in _PLAIN
        self.fresh = self.fresh and kind not in (*_PLAIN, "heading", "row")
        more |= {"footnote": self.footnote, "quoted": any(self.quotes)}
        if opens and self.numbers[-1]:
            more["number"] = str(self.numbers[-1])
        self.blocks.append(Block(kind=kind, content=content, item=item, parent=parent, opens=opens, **more))

    def row(self, tokens: Sequence[Token], index: int) -> None:
        whole, contents = row_of(self.text, tokens, index)
        while tokens[index].type != "tr_close":
            index += 1
        if tokens[index + 1].type == "thead_close":
            self.header = contents
            has_rows = tokens[index + 2].type == "tbody_open"
            self.add("table-head", whole, cells=contents, header=contents, leads=has_rows)
        else:
            self.add("row", whole, cells=contents, header=self.header)


def content_of(token: Token) -> Content:
    """Return the content of a paragraph or an HTML block: one piece a line, found behind the line's own prefix."""
    starts, sources, position = [], [], 0
    for begin, line in zip(token.meta["at"], token.content.split("\n"), strict=False):
        lead = len(line) - len(line.lstrip(" \t"))
        starts.append(position)
        sources.append(max(begin - lead, 0))
        position += len(line) + 1
    return Content(token.content.rstrip("\n"), tuple(starts), tuple(sources))


def code_of(token: Token, ends: Sequence[int]) -> Content:
    """Return the content of a block of code; each of its lines ends where the line of the file does."""
    starts, sources, position = [], [], 0
    first = (token.map or [0])[0] + (token.type == "fence")
    for number, line in enumerate(token.content.rstrip("\n").split("\n"), first):
        starts.append(position)
        sources.append(ends[number] - len(line))
        position += len(line) + 1
    return Content(token.content.rstrip("\n"), tuple(starts) or (0,), tuple(sources) or (0,))


def heading_of(text: str, token: Token) -> Content:
    """Return the content of a heading: what stands behind the `#` of an ATX heading, or the lines of a setext one."""
    begin = token.meta["at"][0]
    if "\n" in token.content or text.startswith(token.content, begin):
        return content_of(token)
    return Content(token.content, (0,), (text.find(token.content, begin),))


def row_of(text: str, tokens: Sequence[Token], index: int) -> tuple[Content, tuple[Content, ...]]:
    """Return the content of a table's row whose tokens begin at an index, and those of its cells."""
    cells: list[Token] = []
    while tokens[index].type != "tr_close":
        if tokens[index].type == "inline":
            cells.append(tokens[index])
        index += 1
    start = cells[0].meta["at"][0]
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end]
    places = _cell_places(line, start, len(cells))
    contents = tuple(_cell(token.content, place) for token, place in zip(cells, places, strict=True))
    return Content(line.rstrip(), (0,), (start,)), contents


def _cell_places(line: str, start: int, count: int) -> Iterator[int]:
    """Return the offsets at which a row's cells begin, as GFM cuts them: at each `|` without a backslash before it."""
    cuts = [index for index, char in enumerate(line) if char == "|" and line[index - 1 : index] != "\\"]
    begins = [0, *(cut + 1 for cut in cuts)] if not line.startswith("|") else [cut + 1 for cut in cuts]
    for index in range(count):
        begin = begins[index] if index < len(begins) else len(line.rstrip())
        while begin < len(line) and line[begin] in " \t":
            begin += 1
        yield start + begin


def _cell(content: str, place: int) -> Content:
    r"""Return a cell's content, in which `\|` has become `|`."""
    starts, sources = [0], [place]
    position = content.find("|")
    while position >= 0:
        starts.append(position)
        sources.append(sources[-1] + position - starts[-2] + 1)
        position = content.find("|", position + 1)
    return Content(content, tuple(starts), tuple(sources))
