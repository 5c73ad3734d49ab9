"""Bytes to text, and offsets to lines and columns: the only place where either is decided.

Line ends are those of CommonMark 0.31.2 (section 2.1): LF, CR and CRLF, nothing else, so that U+2028, form feeds
and NEL stay inside their line as they do in git, GitHub and editors.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from citefirst.model import Region, Span

_BOM = "\ufeff"

# Code points that a reader does not see: soft hyphen, combining grapheme joiner, zero-width and bidirectional
# controls, invisible operators, variation selectors, tag characters, interlinear annotations
# (Unicode 16, property Default_Ignorable_Code_Point).
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_IGNORABLE}]")
"""One code point that takes no room on screen and must neither hide a claim nor cite one."""


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, without byte order mark, line ends as LF.

    Raises UnicodeDecodeError where the bytes are not UTF-8.
    """
    text = data.decode("utf-8").removeprefix(_BOM)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Lines:
    """Offsets of a text as lines and columns, both 1-based, columns in code points."""

    __slots__ = ("_contents", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._contents: dict[int, str] = {}
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, line: int) -> int:
        """Offset at which a line (0-based) starts; the text's length beyond the last one."""
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def end(self, line: int) -> int:
        """Offset of a line's end (0-based), its line feed left out."""
        return self.start(line + 1) - 1 if line + 1 < len(self._starts) else len(self._text)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, 1-based, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def region(self, span: Span) -> Region:
        """Where a span stands; the end column is exclusive."""
        line, column = self.place(span.start)
        end_line, end_column = self.place(max(span.start, span.end))
        return Region(line, column, end_line, end_column)

    def span(self, region: Region) -> Span:
        """The span that stands in a region."""
        start, end = self.start(region.line - 1), self.start(region.end_line - 1)
        return Span(start + region.column - 1, end + region.end_column - 1)

    def content(self, line: int) -> str:
        """A line's text (1-based), without its line feed; one copy of it, however many findings a long line has."""
        if line not in self._contents:
            self._contents[line] = self._text[self.start(line - 1) : self.end(line - 1)]
        return self._contents[line]
