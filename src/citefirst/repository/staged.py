"""The index: what would be committed, whatever the working tree has become since. What a commit hook must check."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from citefirst.errors import PolicyError
from citefirst.repository.git import Repository
from citefirst.repository.snapshot import Snapshot
from citefirst.repository.tree import is_markdown
from citefirst.repository.working import WorkingTree
from citefirst.structs import frozen


@frozen
class StagedTree(WorkingTree):
    """The files of the index below a root, as a `Tree`. Raises GitError outside a git checkout."""

    absent = "is not in the index: stage it"
    """What is wrong with a path that is not there."""

    @cached_property
    def snapshot(self) -> Snapshot:
        return Repository(self.root).staged()

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        return self.snapshot.read(path)

    def content(self, path: str, limit: int) -> bytes | None:
        return self.snapshot.content(path, limit)

    def exists(self, path: str) -> bool:
        return self.snapshot.exists(path)

    def folder(self, path: str) -> bool:
        return self.snapshot.folder(path)

    def real(self, path: str) -> str:
        return self.snapshot.real(path)

    def present(self, path: str) -> bool:
        return self.snapshot.present(path)

    def way(self, path: str) -> Iterator[str]:
        return self.snapshot.way(path)

    def links(self) -> list[str]:
        return self.snapshot.links()

    def children(self, directory: str) -> list[str] | None:
        return self.snapshot.children(directory)

    def markdown(self, directory: str = "") -> list[str]:
        return self.snapshot.markdown("" if directory == "." else directory)

    def prepare(self, paths: Sequence[str]) -> None:
        self.snapshot.prepare(paths)

    def expand(self, paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
        """Expand paths as in the working tree. Files that only exist there are skipped; one that exists nowhere is an
        error."""
        seen: set[str] = set()
        for path in paths:
            name = self.relative(path)
            inner = [place for place in self.markdown(name) if is_markdown(place)]
            found = [(name, True)] if name in self.snapshot.entries else [(place, False) for place in inner]
            if not found and not path.exists():
                raise PolicyError(f"{Path(os.path.relpath(path)).as_posix()} {self.absent}")
            for each in found:
                if each[0] not in seen:
                    seen.add(each[0])
                    yield each
