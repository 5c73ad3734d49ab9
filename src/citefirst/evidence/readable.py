"""What of a file, or of a page of the web, is text that words can be held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citefirst.evidence.wording import Wording, plain, unmarked

MARKDOWN = (".md", ".markdown", ".mdx")
HTML = (".html", ".htm", ".xhtml", ".svg", ".xml")
JSON = (".json", ".jsonl", ".ndjson", ".ipynb", ".har", ".geojson")
_SKIPPED = frozenset(("script", "style", "template", "noscript"))
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": " ", "b": "", "f": " "}


class Readable(NamedTuple):
    """A text in each form in which words may stand in it, or why there is none, as the end of a sentence."""

    forms: Sequence[Wording] = ()
    untold: str = ""
    drawn: bool = False
    """It is a page, of which programs may show more than is sent."""


def read(name: str, data: bytes, first: int = 0, last: int = 0) -> Readable:
    """Read a file by the ending of its name; of a part, only from one line to another, 1-based."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Readable(untold="it is no text in UTF-8")
    if "\0" in text:
        return Readable(untold="it is no text")
    lines = text.replace("\r\n", "\n").split("\n")
    blanks = [""] * (first - 1) if first else []  # so that lines keep their numbers
    return Readable(tuple(_forms(name.lower(), [*blanks, *lines[first - 1 : last]] if first else lines)))


def _forms(name: str, lines: Sequence[str]) -> Iterator[Wording]:
    yield Wording.of(lines, plain)
    if name.endswith(MARKDOWN):
        yield Wording.of(lines, unmarked)
    elif name.endswith(HTML):
        yield Wording.of(shown("\n".join(lines)), plain)
    elif name.endswith(JSON):
        yield Wording.of(lines, _unescaped)


def _unescaped(line: str) -> str:
    """Return a line of JSON as its texts read."""
    return plain(
        _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else _SHORT.get(match[2], match[2]), line)
    )


def shown(text: str) -> list[str]:
    """Return the lines of an HTML page, each with what of it is shown."""
    from html.parser import HTMLParser

    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.lines: list[str] = []
            self.hidden = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.hidden += tag in _SKIPPED

        def handle_endtag(self, tag: str) -> None:
            self.hidden = max(self.hidden - (tag in _SKIPPED), 0)

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                line = self.getpos()[0]
                self.lines += [""] * (line - len(self.lines))
                for number, part in enumerate(data.split("\n"), line):
                    self.lines += [""] * (number - len(self.lines))
                    self.lines[number - 1] += part if _joins(self.lines[number - 1], part) else f" {part}"

    page = Page()
    page.feed(text)
    page.close()
    return page.lines


def _joins(before: str, after: str) -> bool:
    """Tell whether a text goes on behind an element without a blank: `<b>4</b>.2` is one number."""
    return not before or not after or not (before[-1].isspace() or after[0].isspace())
