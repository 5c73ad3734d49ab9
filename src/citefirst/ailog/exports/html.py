"""HTML of an export to plain text and the addresses that it links: the standard library's parser, nothing is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from citefirst.ailog.model import CitedPage
from citefirst.structs import frozen

_LINES = frozenset("blockquote div dl dt dd h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split())
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_STRAY = re.compile(r"""<(?!/?[A-Za-z](?:[^<>"']|"[^"<>]*"|'[^'<>]*')*>)""")
"""A bracket that begins no whole tag. It is text; the parser takes quadratic time over many of them."""
_UNSEEN = frozenset(("script", "style", "template"))


@frozen
class Plain:
    text: str
    sources: tuple[CitedPage, ...]


def plain(html: str) -> Plain:
    reader = _PageReader()
    reader.feed(_STRAY.sub("&lt;", html))
    reader.close()
    lines = [line.rstrip() for line in "".join(reader.parts).split("\n")]
    return Plain("\n".join(line for line in lines if line), tuple(reader.sources))


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.sources: list[CitedPage] = []
        self.link: tuple[str, int] | None = None
        self.unseen = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES or tag == "br":
            self.parts.append("\n- " if tag == "li" else "\n")
            self.verbatim += tag == "pre"
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _UNSEEN:
            self.unseen += 1
        elif tag == "a" and (address := dict(attrs).get("href")):
            self.link = (address, len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self.parts.append("\n")
            self.verbatim = max(0, self.verbatim - (tag == "pre"))
        elif tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "a" and self.link:
            address, start = self.link
            title = " ".join("".join(self.parts[start:]).split())
            self.sources.append(CitedPage(url=address[:4096], title=title[:4096]))
            self.link = None

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        begins = not self.parts or self.parts[-1].endswith((" ", "\n"))
        text = data if self.verbatim else _BLANKS.sub(" ", data)
        self.parts.append(text.lstrip(" ") if begins and not self.verbatim else text)
