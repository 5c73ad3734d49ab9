"""Text of raw HTML blocks: what a reader sees of them counts as text, tags and comments do not.

The content of `<script>`, `<style>` and the like counts too: GitHub shows it (GFM 0.29, "Disallowed Raw HTML").
"""

from __future__ import annotations

from html.parser import HTMLParser

from citefirst.document.prose import IMAGE, Content, Mark, Prose, tidy

_INLINE = frozenset(
    "a abbr b big br cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup"
    " td th time tt u var".split()
)
"""Tags inside which a sentence goes on; any other one ends the text before it."""
_BLANK = frozenset(("br", "td", "th"))


def chunks(content: Content) -> list[Prose]:
    """Texts of an HTML block, cut at its block-level tags. Only links and images are marked."""
    reader = _Reader(content)
    reader.feed(content.text)
    reader.close()
    reader.cut()
    return reader.chunks


class _Reader(HTMLParser):
    def __init__(self, content: Content) -> None:
        super().__init__(convert_charrefs=False)
        self.content = content
        self.starts = [0]
        for index, char in enumerate(content.text):
            if char == "\n":
                self.starts.append(index + 1)
        self.chunks: list[Prose] = []
        self.text: list[str] = []
        self.at: list[int] = []
        self.marks: list[Mark] = []
        self.anchors: list[tuple[int, int, str]] = []

    def place(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def add(self, text: str, start: int, step: int = 1) -> None:
        self.text.append(text)
        self.at.extend(range(start, start + len(text)) if step else [start] * len(text))

    def cut(self) -> None:
        if self.text:
            prose = tidy(Prose("".join(self.text), self.at, self.content, tuple(self.marks), self.at[0]))
            if prose.text:
                self.chunks.append(prose)
        self.text, self.at, self.marks, self.anchors = [], [], [], []

    def handle_data(self, data: str) -> None:
        self.add(data, self.place())

    def handle_entityref(self, name: str) -> None:
        self.handle_charref(name, "&")

    def handle_charref(self, name: str, prefix: str = "&#") -> None:
        from html import unescape

        self.add(unescape(f"{prefix}{name};"), self.place(), 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.cut()
        elif tag in _BLANK:
            self.add(" ", self.place())
        elif tag == "a" and (href := dict(attrs).get("href")):
            self.anchors.append((len(self.at), self.place(), href))
        elif tag == "img" and (source := dict(attrs).get("src")):
            start = self.place()
            self.add(IMAGE, start)
            end = start + len(self.get_starttag_text() or "<")
            self.marks.append(Mark("image", len(self.at) - 1, len(self.at), (start, end), "", source))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.cut()
        elif tag == "a" and self.anchors:
            begin, start, href = self.anchors.pop()
            self.marks.append(Mark("link", begin, len(self.at), (start, self.place() + 4), "", href))
