"""The working tree with one file as somebody types it: an editor or a script checks a text before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from citefirst.limits import MAX_BYTES
from citefirst.repository.working import WorkingTree
from citefirst.structs import frozen


@frozen
class TypedTree(WorkingTree):
    """The files below a root, but `text` where `place` is, whether there is such a file or not."""

    place: str
    text: bytes

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        return (self.text[: MAX_BYTES + 1], None) if path == self.place else super().read(path)

    def content(self, path: str, limit: int) -> bytes | None:
        return self.text[: limit + 1] if path == self.place else super().content(path, limit)

    def exists(self, path: str) -> bool:
        return path == self.place or super().exists(path)

    def present(self, path: str) -> bool:
        return path == self.place or super().present(path)

    def expand(self, paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
        """Yield the typed file as one that was named, and what lies below the other paths."""
        for path in paths:
            if self.relative(path) == self.place:
                yield self.place, True
            else:
                yield from super().expand((path,))
