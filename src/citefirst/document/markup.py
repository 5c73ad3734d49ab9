"""Clean text as it is gathered, and what raw HTML adds to it: text, links and images, and what nobody may see.

What a reader cannot see backs nothing, and what a reader may see must be backed: text in elements that browsers or
GitHub may hide counts as text, and is marked `hidden`, so that nothing in it is a citation.
"""

from __future__ import annotations

from typing import Any

from citefirst.document.prose import IMAGE, Mark
from citefirst.document.sight import sized, visible

HIDING = frozenset(
    "applet audio canvas datalist dialog math noscript object rp select svg template video".split()
)  # fmt: skip
"""Elements whose content a browser does not show, or shows instead of something else only."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


class Gatherer:
    """Text and marks of one piece of prose; all offsets are into the content that it is made from."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.at: list[int] = []
        self.marks: list[Mark] = []
        self.anchor: tuple[int, int, str] | None = None
        self.hiding: list[str] = []
        self.opened = (0, "")
        """The outermost element that hides text, while there is one."""
        self.hidden = 0
        """Where the text begins that is hidden, while something hides it."""
        self.left: tuple[int, str] | None = None
        """What a piece of HTML leaves open, and where it begins."""

    def add(self, text: str, start: int, step: int = 1) -> None:
        """Add text that stands verbatim at `start`; with `step` 0 all of it was made from that one place."""
        self.pieces.append(text)
        self.at.extend(range(start, start + len(text)) if step else [start] * len(text))

    def decoded(self, text: str, start: int) -> None:
        """Add text that markup keeps from being markup: `\\[` or `&#91;` opens no reference."""
        begin = len(self.at)
        self.add(text, start, 0)
        if text in ("[", "]"):
            self.mark("literal", begin, start, start + 1)

    def mark(
        self, kind: Any, begin: int, start: int, end: int, label: str = "", target: str | None = None, stop: int = -1
    ) -> None:
        """Mark the text from `begin` on, up to `stop` or its end."""
        self.marks.append(Mark(kind, begin, stop if stop >= 0 else len(self.at), (start, end), label, target))

    def picture(self, alternative: str, target: str, start: int, end: int) -> None:
        """Add an image if it has words for those who do not see it: a picture alone says nothing that can be read.

        Without a file the words are shown in its place, so they are text.
        """
        if not target and alternative:
            begin = len(self.at)
            self.add(alternative, start, 0)
            self.mark("literal", begin, start, end)
        elif visible(alternative):
            begin = len(self.at)
            self.add(IMAGE, start)
            self.mark("image", begin, start, end, alternative, target)

    def markup(self, html: str, start: int) -> None:
        """Add a piece of raw HTML that stands at `start`."""
        from citefirst.document.tokenizer import Open, Tag, Text, tokens

        for token in tokens(html):
            place, end = start + token.start, start + getattr(token, "end", len(html))
            match token:
                case Text(raw=True):
                    self.unseen(token.text, place)
                case Text(decoded=True):
                    self.decoded(token.text, place)
                case Text():
                    self.add(token.text, place)
                case Tag():
                    self.tag(token, place, end)
                case Open():
                    self.left = self.left or (place, token.what)
                case _ if token.data.startswith("[CDATA["):  # inside of SVG it is text
                    self.unseen(token.data[7:], start + token.begin + 7)

    def unseen(self, text: str, start: int) -> None:
        begin = len(self.at)
        self.add(text, start)
        if text:
            self.mark("hidden", begin, start, start + len(text))

    def tag(self, tag: Any, start: int, end: int) -> None:
        self.boundary(tag.name, start)
        if tag.closing:
            if tag.name == "a":
                self.close(end)
            if self.hiding and tag.name == self.hiding[-1]:
                self.show()
            return
        unseen = tag.get("hidden") is not None
        if tag.name == "a":
            self.close(start)
            if href := tag.get("href"):
                self.anchor = (len(self.at), start, href)
        elif tag.name in ("img", "image") and not unseen and sized(dict(tag.attributes)):
            self.picture(tag.get("alt") or "", tag.get("src") or "", start, end)
        if tag.name not in _VOID and (unseen or tag.name in HIDING or tag.name in self.hiding[-1:]):
            self.hide(tag.name, start)

    def boundary(self, name: str, start: int) -> None:
        """Do what a tag of this name does to the text around it."""

    def close(self, end: int) -> None:
        """End the open link, if any: a link cannot stand inside another one."""
        if self.anchor:
            begin, start, href = self.anchor
            self.mark("link", begin, start, end, target=href)
        self.anchor = None

    def hide(self, name: str, start: int) -> None:
        if not self.hiding:
            self.hidden = len(self.at)
        self.hiding.append(name)
        if name in HIDING and not self.opened[1]:
            self.opened = (start, f"the element `<{name}>`")

    def show(self) -> None:
        self.hiding.pop()
        if not self.hiding:
            self.opened = (0, "")
            self.veil()

    def veil(self) -> None:
        """Mark what was hidden up to here."""
        if len(self.at) > self.hidden:
            self.mark("hidden", self.hidden, self.at[self.hidden], self.at[-1] + 1)
        self.hidden = len(self.at)

    def end(self) -> None:
        """End the piece; whatever still hides text goes on hiding it."""
        if self.hiding:
            self.veil()
            if not HIDING.isdisjoint(self.hiding):
                self.left = self.left or self.opened
