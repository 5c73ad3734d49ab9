"""Text of raw HTML blocks: what a reader sees of them counts as text, tags and comments do not.

The content of `<script>`, `<style>` and the like counts too: GitHub shows it (GFM 0.29, "Disallowed Raw HTML").
"""

from __future__ import annotations

from citefirst.document.markup import Gatherer
from citefirst.document.prose import Content, Prose, tidy

_INLINE = frozenset(
    "a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q rb rp rt ruby s samp small span"
    " strike strong sub sup td th time tt u var wbr".split()
)
"""Tags inside which a sentence goes on; any other one ends the text before it."""
_BLANK = frozenset(("br", "td", "th"))


def chunks(content: Content) -> tuple[list[Prose], tuple[int, str] | None]:
    """Return the texts of an HTML block, cut at block-level tags, and what it leaves open. Links and
    images are marked."""
    reader = _HtmlReader(content)
    reader.markup(content.text, 0)
    reader.end()
    reader.cut()
    return reader.chunks, reader.left


class _HtmlReader(Gatherer):
    def __init__(self, content: Content) -> None:
        super().__init__()
        self.content = content
        self.chunks: list[Prose] = []

    def boundary(self, name: str, start: int) -> None:
        if name not in _INLINE:
            self.cut()
        elif name in _BLANK:
            self.add(" ", start)

    def cut(self) -> None:
        if self.hiding:
            self.veil()
        if self.pieces:
            prose = tidy(Prose("".join(self.pieces), self.at, self.content, tuple(self.marks), self.at[0]))
            if prose.text:
                self.chunks.append(prose)
        self.pieces, self.at, self.marks, self.anchor, self.hidden = [], [], [], None, 0
