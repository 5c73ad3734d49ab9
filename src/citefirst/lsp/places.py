"""Between places in a text and LSP positions: lines from 0, characters in the unit that client and server agreed on."""

from __future__ import annotations

from functools import cached_property

from lsprotocol import types
from pygls.workspace.position_codec import PositionCodec, ServerTextPosition, ServerTextRange

from citefirst.places import Lines, Region, Span
from citefirst.structs import frozen


@frozen
class Places:
    """Places of one text. Its lines end with `\\n` only, as `Lines` has them and not as `str.splitlines` would."""

    text: str
    codec: PositionCodec

    def range(self, region: Region) -> types.Range:
        """Return a region (1-based, code points) as the client counts."""
        start = ServerTextPosition(region.line - 1, region.column - 1)
        end = ServerTextPosition(region.end_line - 1, region.end_column - 1)
        return self.codec.range_to_client_units(self._lines, ServerTextRange(start, end))

    def of(self, span: Span) -> types.Range:
        return self.range(self.lines.region(span))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position of the client's, within the text."""
        found = self.codec.position_from_client_units(self._lines, position)
        return min(self.lines.start(found.line) + found.character, self.lines.end(found.line))

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _lines(self) -> list[str]:
        return [f"{line}\n" for line in self.text.split("\n")]
