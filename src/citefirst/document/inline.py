"""Inline Markdown to clean text in which every character still knows where it stands in the file.

markdown-it-py gives inline tokens no positions. Each of its inline rules is therefore wrapped so that the tokens it
pushes carry the range of the block's content that they were made from; what lies between them is verbatim text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from citefirst.document import inline_plain
from citefirst.document.inline_plain import REFERENCE
from citefirst.document.labels import is_id
from citefirst.document.markup import Gatherer
from citefirst.document.prose import Content, Prose, tidy

Rule = Callable[[StateInline, bool], bool]

MARKUP = re.compile(r"[\\`*_~\[\]<>&!]")
_BREAKS = frozenset("br p div li tr td th hr h1 h2 h3 h4 h5 h6".split())
"""Tags that part the words before and behind them."""


def record_positions(parser: MarkdownIt) -> None:
    """Make a parser's inline tokens carry `meta["at"]`, the range of the content that they stand for."""
    ruler = parser.inline.ruler
    for rule in list(ruler.__rules__):
        ruler.at(rule.name, _recorded(_shortened(rule.fn) if rule.name == "link" else rule.fn))
    # Joined fragments would lose their places; nothing here needs them joined.
    parser.inline.ruler2.disable("fragments_join")


def _shortened(rule: Rule) -> Rule:
    """Read `[S1]` as the rule for links does, without looking for other markup in it; all else is left to the rule."""

    def read(state: StateInline, silent: bool) -> bool:
        found = REFERENCE.match(state.src, state.pos, state.posMax)
        if found is None or state.level >= state.md.options["maxNesting"]:
            return rule(state, silent)
        known = state.env.get("references", {}).get(normalizeReference(found[1]))
        if not known:
            return False
        if not silent:
            token = state.push("link_open", "a", 1)
            token.attrs = {"href": known["href"]}
            if known["title"]:
                token.attrs["title"] = known["title"]
            state.append_pending(found[1])
            state.pushPending()
            state.push("link_close", "a", -1)
        state.pos = found.end()
        return True

    return read


def _recorded(rule: Rule) -> Rule:
    def recorded(state: StateInline, silent: bool) -> bool:
        if silent:
            return rule(state, True)
        start, count, pending = state.pos, len(state.tokens), state.pending
        if not rule(state, False):
            return False
        cursor = start
        for index, token in enumerate(state.tokens[count:]):
            if "at" in token.meta:
                continue
            if token.type != "text":
                token.meta["at"] = (start, state.pos)
            elif index == 0 and pending:
                token.meta["at"] = (start - len(pending), start)
            elif cursor + len(token.content) <= state.pos and state.src.startswith(token.content, cursor):
                token.meta["at"] = (cursor, cursor + len(token.content))  # a run of `*`, `_` or `~`
                cursor += len(token.content)
        return True

    return recorded


def read(parser: MarkdownIt, env: dict[str, Any], content: Content) -> tuple[Prose, tuple[int, str] | None]:
    """Return the clean text of one block's content, and what its raw HTML leaves open."""
    if not MARKUP.search(content.text):
        return tidy(Prose(content.text, range(len(content.text)), content)), None
    if plain := inline_plain.read(parser, env.get("references", {}), content):
        return tidy(plain), None
    return parsed(parser, env, content)


def parsed(parser: MarkdownIt, env: dict[str, Any], content: Content) -> tuple[Prose, tuple[int, str] | None]:
    """Read a content with the parser, as `read` does where it is not plain."""
    reader = _InlineReader(content.text)
    for token in parser.inline.parse(content.text, parser, env, []):
        reader.take(token)
    reader.end()
    return tidy(Prose("".join(reader.pieces), reader.at, content, tuple(reader.marks))), reader.left


class _InlineReader(Gatherer):
    """Text and marks, collected from one block's inline tokens."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.links: list[tuple[int, int, int, str]] = []
        self.cut = -1
        """Where the text of the link at hand ends, because raw HTML opens another one in it."""
        self.cursor = 0
        self.verbatim = False

    def take(self, token: Token) -> None:
        start, end = token.meta.get("at", (self.cursor, self.cursor + len(token.content)))
        self.cursor = end
        if handler := _HANDLERS.get(token.type):
            handler(self, token, start, end)

    def plain(self, token: Token, start: int, _end: int) -> None:
        if token.content and not self.verbatim:
            self.add(token.content, start)

    def special(self, token: Token, start: int, end: int) -> None:
        # `\*` stands at its second character; an entity stands at its first, whatever it decodes to.
        self.decoded(token.content, end - 1 if token.info == "escape" and len(token.content) == 1 else start)

    def blank(self, _token: Token, start: int, _end: int) -> None:
        self.add(" ", start)

    def code(self, token: Token, start: int, end: int) -> None:
        begin, ticks = len(self.at), len(token.markup)
        padded = len(token.content) < end - start - 2 * ticks
        self.add(token.content, start + ticks + padded)
        self.mark("code", begin, start, end)

    def link_open(self, token: Token, start: int, end: int) -> None:
        self.close(start)
        self.cut = -1
        self.links.append((len(self.at), start, end, str(token.attrs.get("href", ""))))
        self.cursor = start + 1
        if token.markup == "autolink":
            self.add(self.source[start + 1 : end - 1], start + 1)
            self.verbatim = True

    def link_close(self, token: Token, _start: int, _end: int) -> None:
        begin, start, end, href = self.links.pop()
        self.cursor = end
        self.verbatim = False
        self.close(end)
        if token.markup == "autolink":
            self.mark("autolink", begin, start, end, target=href)
        elif self.source[end - 1] == ")":
            self.mark("link", begin, start, end, target=href, stop=self.cut)
        else:
            self.reference(begin, start, end)

    def reference(self, begin: int, start: int, end: int) -> None:
        """Read `[S1]`, `[S1][]` or `[text][S1]`. IDs keep their brackets; `[S1][S2]` are two IDs side by side."""
        raw = self.source[start:end]
        cut = raw.rfind("[", 0, -1)
        first = raw[1 : cut - 1] if cut > 0 and raw[cut - 1] == "]" else raw[1:-1]
        label = raw[cut + 1 : -1] if cut > 0 and raw[cut - 1] == "]" else first
        note = first.startswith("^") and label not in (first, "")  # `[^1][S1]`: a footnote, and a source behind it
        if note or (is_id(first) and (first[0].isalpha() or label in (first, ""))):
            self.rewind(begin)
            self.add(f"[{first}]", start)
            kind = "footnote" if note else "reference"
            self.mark(kind, begin, start, start + len(first) + 2, first.removeprefix("^"))
            begin, start = len(self.at), start + len(first) + 2
            if label in (first, ""):
                return
            self.add(f"[{label}]", start)
        self.mark("reference", begin, start, end, label or first, stop=self.cut)

    def rewind(self, length: int) -> None:
        """Forget the text after `length`, which will be written another way."""
        while len(self.at) > length:
            piece = self.pieces.pop()
            kept = piece[: max(0, length - (len(self.at) - len(piece)))]
            del self.at[len(self.at) - len(piece) + len(kept) :]
            if kept:
                self.pieces.append(kept)
                break
        while self.marks and self.marks[-1].end > length:
            self.marks.pop()

    def footnote(self, token: Token, start: int, end: int) -> None:
        begin = len(self.at)
        self.add(self.source[start:end], start)
        self.mark("footnote", begin, start, end, str(token.meta["label"]))

    def image(self, token: Token, start: int, end: int) -> None:
        self.picture(alternative(token), str(token.attrs.get("src", "")), start, end)

    def html(self, token: Token, start: int, _end: int) -> None:
        self.markup(token.content, start)

    def boundary(self, name: str, start: int) -> None:
        if name in _BREAKS:
            self.add(" ", start)
        elif name == "a" and self.links:
            self.cut = len(self.at) if self.cut < 0 else self.cut


def alternative(token: Token) -> str:
    """Return an image's alternative text, which holds no markup and no raw HTML."""
    parts = (
        alternative(child) if child.type == "image" else child.content
        for child in token.children or ()
        if child.type in _WORDS
    )
    return "".join(parts)


_WORDS = ("text", "text_special", "code_inline", "image")
_HANDLERS: dict[str, Callable[[_InlineReader, Token, int, int], None]] = {
    "text": _InlineReader.plain,
    "text_special": _InlineReader.special,
    "softbreak": _InlineReader.blank,
    "hardbreak": _InlineReader.blank,
    "code_inline": _InlineReader.code,
    "link_open": _InlineReader.link_open,
    "link_close": _InlineReader.link_close,
    "footnote_ref": _InlineReader.footnote,
    "image": _InlineReader.image,
    "html_inline": _InlineReader.html,
}
