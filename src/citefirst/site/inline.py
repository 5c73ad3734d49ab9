"""Inline Markdown to pieces of text with their elements: what `document.inline` reads as text, shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from citefirst.document.inline import MARKUP, alternative
from citefirst.document.labels import is_id
from citefirst.document.prose import Content
from citefirst.report.escape import html
from citefirst.site.weave import Frame, Piece

Link = Callable[[str], str | None]
"""Gives where a target of the record leads from the page, None where that is nowhere."""
Note = Callable[[str], str]
"""Gives the fragment of a footnote by its label."""
REL = 'rel="noreferrer nofollow"'
_PLAIN = {"strong": "strong", "em": "em", "s": "s"}


def pieces(parser: MarkdownIt, env: dict[str, Any], content: Content, link: Link, note: Note) -> list[Piece]:
    """Return the pieces of one block's content."""
    if not MARKUP.search(content.text):
        return [Piece(content.text, 0)]
    reader = _Reader(content.text, env.get("references", {}), link, note)
    for token in parser.inline.parse(content.text, parser, env, []):
        reader.take(token)
    return reader.pieces


def anchor(href: str | None) -> Frame:
    """Return the element of a link; one that leads nowhere is shown as such."""
    if href is None:
        return Frame('<span class="nolink">', "</span>")
    return Frame(f'<a href="{html(href)}" {REL}>' if "://" in href else f'<a href="{html(href)}">', "</a>")


class _Reader:
    def __init__(self, source: str, references: Mapping[str, Any], link: Link, note: Note) -> None:
        self.source, self.references, self.link, self.note = source, references, link, note
        self.pieces: list[Piece] = []
        self.around: list[Frame] = []
        self.opened: list[tuple[int, str]] = []
        """For each open link the number of pieces before it, and where it leads."""
        self.cursor = 0
        self.verbatim = False

    def take(self, token: Token) -> None:
        start, end = token.meta.get("at", (self.cursor, self.cursor + len(token.content)))
        self.cursor = end
        kind, _, part = token.type.partition("_")
        if kind in _PLAIN and part in ("open", "close"):
            if part == "open":
                self.around.append(Frame(f"<{_PLAIN[kind]}>", f"</{_PLAIN[kind]}>"))
            elif self.around:
                self.around.pop()
        elif handler := _HANDLERS.get(token.type):
            handler(self, token, start, end)
        else:
            self.add(self.source[start:end], start)

    def add(self, text: str, place: int, step: int = 1, raw: bool = False, inner: Frame | None = None) -> None:
        around = (*self.around, inner) if inner else tuple(self.around)
        self.pieces.append(Piece(text, place, step, around, raw))

    def text(self, token: Token, start: int, _end: int) -> None:
        if token.content and not self.verbatim:
            self.add(token.content, start)

    def special(self, token: Token, start: int, end: int) -> None:
        self.add(token.content, end - 1 if token.info == "escape" and len(token.content) == 1 else start, 0)

    def softbreak(self, _token: Token, start: int, _end: int) -> None:
        self.add("\n", start, 0, raw=True)

    def hardbreak(self, _token: Token, start: int, _end: int) -> None:
        self.add("<br>", start, 0, raw=True)

    def code(self, token: Token, start: int, end: int) -> None:
        ticks = len(token.markup)
        padded = len(token.content) < end - start - 2 * ticks
        self.add(token.content, start + ticks + padded, inner=Frame("<code>", "</code>"))

    def link_open(self, token: Token, start: int, end: int) -> None:
        target = str(token.attrs.get("href", ""))
        self.cursor = start + 1
        self.opened.append((len(self.pieces), target))
        self.around.append(anchor(self.link(target)))
        if token.markup == "autolink":
            self.add(self.source[start + 1 : end - 1], start + 1)
            self.verbatim = True

    def link_close(self, token: Token, start: int, end: int) -> None:
        count, target = self.opened.pop()
        self.cursor, self.verbatim = end, False
        if token.markup != "autolink" and self.source[end - 1] == "]":
            self.reference(count, start, end)
        elif not any(piece.text.strip() for piece in self.pieces[count:]):
            self.add(target or "(a link without text)", start, 0)
        self.around.pop()

    def reference(self, count: int, start: int, end: int) -> None:
        """Show `[S1]` with its brackets, and `[S1][S2]`, which cites both, as two links beside one another."""
        raw = self.source[start:end]
        cut = raw.rfind("[", 0, -1)
        paired = cut > 0 and raw[cut - 1] == "]"
        first, label = (raw[1 : cut - 1], raw[cut + 1 : -1]) if paired else (raw[1:-1], raw[1:-1])
        note = first.startswith("^") and label not in (first, "")
        if not (note or (is_id(first) and (first[0].isalpha() or label in (first, "")))):
            return
        del self.pieces[count:]
        frame, outer = self.around[-1], self.around[:-1]
        if label not in (first, ""):
            own = anchor(self.link(self.defined(first))) if self.defined(first) else frame
            self.pieces.append(Piece(f"[{first}]", start, 1, (*outer, own)))
            first, start = label, start + cut
        self.pieces.append(Piece(f"[{first}]", start, 1, (*outer, frame)))

    def defined(self, label: str) -> str:
        """Return where a link definition leads, "" where there is none of that label."""
        return str(self.references.get(normalizeReference(label), {}).get("href", ""))

    def footnote(self, token: Token, start: int, end: int) -> None:
        frame = Frame(f'<sup><a href="#{self.note(str(token.meta["label"]))}">', "</a></sup>")
        self.add(self.source[start:end], start, inner=frame)

    def image(self, token: Token, start: int, _end: int) -> None:
        source = str(token.attrs.get("src", ""))
        words = alternative(token).strip() or source or "no name"
        self.add("image: ", start, 0, inner=Frame('<small class="kind">', "</small>"))
        if self.opened:  # a link cannot stand in another one
            self.add(words, start, 0)
        else:
            self.add(words, start, 0, inner=anchor(self.link(source)))

    def markup(self, token: Token, start: int, _end: int) -> None:
        if token.content.lower().rstrip("/ >") == "<br":
            self.add("<br>", start, 0, raw=True)
        else:
            self.add(token.content, start, inner=Frame('<span class="tag">', "</span>"))


_HANDLERS: dict[str, Callable[[_Reader, Token, int, int], None]] = {
    "text": _Reader.text,
    "text_special": _Reader.special,
    "softbreak": _Reader.softbreak,
    "hardbreak": _Reader.hardbreak,
    "code_inline": _Reader.code,
    "link_open": _Reader.link_open,
    "link_close": _Reader.link_close,
    "footnote_ref": _Reader.footnote,
    "image": _Reader.image,
    "html_inline": _Reader.markup,
}


def after(found: list[Piece], place: int) -> Iterator[Piece]:
    """Yield pieces from a place on."""
    for piece in found:
        if piece.place >= place:
            yield piece
        elif piece.step and not piece.raw and piece.place + len(piece.text) > place:
            yield piece._replace(text=piece.text[place - piece.place :], place=place)
