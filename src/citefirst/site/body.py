"""The text of a record as HTML, as it reads, with each claim in its place.

The tokens are those that the record was read from, so a page shows what was judged. No HTML of the record passes:
tags are shown as text, links lead where `Link` says, images are links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from markdown_it.token import Token

from citefirst.document import blocks, generators
from citefirst.document.frontmatter import split
from citefirst.document.prose import Content
from citefirst.document.tokenizer import Comment, Tag, tokens
from citefirst.model import Document
from citefirst.report.escape import html
from citefirst.site import inline
from citefirst.site.inline import Link
from citefirst.site.marks import Marks
from citefirst.site.weave import Frame, Piece, weave

LOWEST = 6
FIRST = 2
"""Level of the heading that stands above the record on its page."""
_SIMPLE = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "thead": "thead",
    "tbody": "tbody",
    "blockquote": "blockquote",
}
_TAG, _STRONG = Frame('<span class="tag">', "</span>"), Frame("<strong>", "</strong>")


def render(marks: Marks, link: Link) -> str:
    """Return the front matter and the body of a record as HTML."""
    return "".join(Body(marks, link).parts())


class Body:
    """The HTML of one record, in the order of its tokens."""

    def __init__(self, marks: Marks, link: Link) -> None:
        document = marks.record.document
        self.marks, self.link, self.document = marks, link, document
        self.start = _start(document)
        self.stream = blocks.stream(document.text, self.start)
        self.out: list[str] = []
        self.levels: list[int] = []
        self.notes: dict[str, str] = {}
        self.sections = iter(document.sections[1:])
        self.cells: tuple[Content, ...] = ()
        self.cell = 0
        self.row: int | None = None

    def parts(self) -> list[str]:
        if self.start:
            shown = self.verbatim(Content(self.document.text[: self.start].rstrip("\n"), (0,), (0,)))
            self.out.append(f"<details class='front'><summary>Front matter</summary>{shown}</details>")
        for index, token in enumerate(self.stream.tokens):
            self.take(token, index)
        return self.out

    def take(self, token: Token, index: int) -> None:
        name, _, part = token.type.rpartition("_")
        if token.type in _HANDLERS:
            self.out.append(_HANDLERS[token.type](self, token, index))
        elif name in _SIMPLE and not token.hidden:
            self.out.append(f"<{_SIMPLE[name]}>" if part == "open" else f"</{_SIMPLE[name]}>\n")

    def inline(self, token: Token, index: int) -> str:
        before = self.stream.tokens[index - 1]
        if before.type in ("th_open", "td_open"):
            return self.in_cell()
        if before.type == "heading_open":
            return self.text(blocks.heading_of(self.document.text, token))
        content = blocks.content_of(token)
        item = before.type == "paragraph_open" and self.stream.tokens[index - 2].type == "list_item_open"
        quote = self.stream.tokens[index - 2].type == "blockquote_open"
        if item and content.text[:4].lower() in ("[ ] ", "[x] "):
            box = Piece("\u2611 " if content.text[1] in "xX" else "\u2610 ", 0, 0)
            return self.text(content, 4, box)
        if quote and (size := generators.alert(content.text)):
            return self.text(content, size, Piece(content.text[2 : size - 1].capitalize() + ": ", 0, 0, (_STRONG,)))
        return self.text(content)

    def text(self, content: Content, start: int = 0, lead: Piece | None = None, tail: str = "") -> str:
        found: Iterable[Piece] = inline.pieces(self.stream.parser, self.stream.env, content, self.link, self.note)
        if start:
            found = inline.after(list(found), start)
        return self.woven(content, [*([lead] if lead else []), *found], tail)

    def woven(self, content: Content, pieces: Sequence[Piece], tail: str = "") -> str:
        shown, met = weave(pieces, self.marks.inside(content), tail)
        self.marks.met(met)
        return shown

    def note(self, label: str) -> str:
        return self.notes.setdefault(label, f"n{len(self.notes) + 1}")

    def verbatim(self, content: Content, pieces: Sequence[Piece] | None = None) -> str:
        shown = self.woven(content, pieces if pieces is not None else [Piece(content.text, 0)])
        return f'<pre tabindex="0">{shown}</pre>\n'

    def code(self, token: Token, _index: int) -> str:
        return self.verbatim(blocks.code_of(token, self.stream.ends))

    def raw(self, token: Token, _index: int) -> str:
        """Show raw HTML as it was written, its tags faded; a comment, which GitHub does not show, is folded."""
        content = blocks.content_of(token)
        pieces = []
        end = 0
        for each in tokens(content.text):
            stop = getattr(each, "end", len(content.text))
            around = (_TAG,) if isinstance(each, Tag | Comment) else ()
            pieces.append(Piece(content.text[each.start : stop], each.start, 1, around))
            end = stop
        pieces.append(Piece(content.text[end:], end))
        shown = self.verbatim(content, pieces)
        if content.text.lstrip().startswith("<!--") and content.text.rstrip().endswith("-->"):
            return f"<details class='front'><summary>A comment, which readers do not see</summary>{shown}</details>\n"
        return shown

    def heading(self, token: Token, index: int) -> str:
        """Open a heading one level below the one before it at most, so that the outline of the page has no holes."""
        if token.level:  # in a list or a quotation it opens no section
            return '<p class="inner">'
        level, section = int(token.tag[1:]), next(self.sections, None)
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        name = f' id="h-{html(section.slug)}"' if section and section.slug else ""
        return f"<{self._level(index)}{name}>"

    def heading_close(self, token: Token, index: int) -> str:
        return "</p>\n" if token.level else f"</{self._level(index - 2)}>\n"

    def _level(self, index: int) -> str:
        """Return the element of the heading at hand; one without text is none for those who listen."""
        empty = not self.stream.tokens[index + 1].content.strip()
        return "p" if empty else f"h{min(FIRST + len(self.levels), LOWEST)}"

    def ordered(self, token: Token, _index: int) -> str:
        start = str(token.attrs.get("start", ""))
        return f'<ol start="{html(start)}">' if start else "<ol>"

    def table(self, _token: Token, _index: int) -> str:
        return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'

    def tr(self, _token: Token, index: int) -> str:
        whole, self.cells = blocks.row_of(self.document.text, self.stream.tokens, index)
        self.cell, self.row = 0, self.marks.row(whole)
        return "<tr>" if self.row is None else f'<tr class="{self.marks.kinds(self.row)}" id="c{self.row}">'

    def in_cell(self) -> str:
        last = self.cell == len(self.cells) - 1
        content = self.cells[self.cell]
        self.cell += 1
        return self.text(content, tail=self.marks.sign(self.row) if last and self.row is not None else "")

    def td(self, token: Token, index: int) -> str:
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        kind = f' class="{align}"' if align in ("left", "center", "right") else ""
        return f"<{self._cell(token, index)}{kind}>"

    def td_close(self, token: Token, index: int) -> str:
        return f"</{self._cell(token, index - 2)}>"

    def _cell(self, token: Token, index: int) -> str:
        """Return the element of a cell; an empty one heads no column."""
        return "th" if token.tag == "th" and self.stream.tokens[index + 1].content.strip() else "td"

    def footnote(self, token: Token, _index: int) -> str:
        label = str(token.meta["label"])
        return f'<div class="note" id="{self.note(label)}"><span class="kind">[^{html(label)}]</span> '


def _start(document: Document) -> int:
    """Return where the body begins. Fields of the body that stand for front matter are shown where they are."""
    front = document.frontmatter
    if not document.text.startswith(("---", "+++")):
        return 0
    if front and not front.span.start:
        return min(front.span.end + 1, len(document.text))
    return split(document.text)[1]


Handler = Callable[[Body, Token, int], str]
_HANDLERS: Mapping[str, Handler] = {
    "inline": Body.inline,
    "fence": Body.code,
    "code_block": Body.code,
    "html_block": Body.raw,
    "heading_open": Body.heading,
    "heading_close": Body.heading_close,
    "ordered_list_open": Body.ordered,
    "ordered_list_close": lambda body, token, index: "</ol>\n",
    "table_open": Body.table,
    "table_close": lambda body, token, index: "</table></div>\n",
    "tr_open": Body.tr,
    "tr_close": lambda body, token, index: "</tr>\n",
    "th_open": Body.td,
    "td_open": Body.td,
    "th_close": Body.td_close,
    "td_close": Body.td_close,
    "hr": lambda body, token, index: "<hr>\n",
    "footnote_reference_open": Body.footnote,
    "footnote_reference_close": lambda body, token, index: "</div>\n",
}
