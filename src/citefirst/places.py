"""Places in a text: offsets inside citefirst, lines and columns for people. Only this module converts between them."""

from __future__ import annotations

from bisect import bisect_right

from citefirst.structs import frozen


@frozen(order=True)
class Span:
    """Half-open range of code-point offsets into `Document.text`."""

    start: int
    end: int


@frozen(order=True)
class Region:
    """Where a person looks: lines and columns 1-based, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


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
        """Return the offset at which a line (0-based) starts; the text's length beyond the last line."""
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def end(self, line: int) -> int:
        """Return the offset of a line's end (0-based), without its line feed."""
        return self.start(line + 1) - 1 if line + 1 < len(self._starts) else len(self._text)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, 1-based, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def region(self, span: Span) -> Region:
        """Return the region of a span; the end column is exclusive."""
        line, column = self.place(span.start)
        end_line, end_column = self.place(max(span.start, span.end))
        return Region(line, column, end_line, end_column)

    def span(self, region: Region) -> Span:
        """Return the span of a region."""
        start, end = self.start(region.line - 1), self.start(region.end_line - 1)
        return Span(start + region.column - 1, end + region.end_column - 1)

    def content(self, line: int) -> str:
        """Return a line's text (1-based) without its line feed; one copy, however many findings a long line has."""
        if line not in self._contents:
            self._contents[line] = self._text[self.start(line - 1) : self.end(line - 1)]
        return self._contents[line]
