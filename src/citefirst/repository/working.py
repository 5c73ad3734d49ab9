"""The working tree: which files there are, and what is in them. The only module that walks a disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from citefirst.errors import PolicyError
from citefirst.repository import disk, links
from citefirst.repository.disk import Disk
from citefirst.repository.tree import is_markdown
from citefirst.structs import frozen

_NEVER = frozenset(("node_modules", "__pycache__"))


def find_root(start: Path) -> Path:
    """Find the repository around a path: the nearest directory with a policy or a `.git`, else the path's own
    directory."""
    return Path(disk.find_root(str(start)))


@frozen
class WorkingTree:
    """The files below a root, as a `Tree`."""

    root: Path

    @cached_property
    def _disk(self) -> Disk:
        return Disk(str(self.root))

    def content(self, path: str, limit: int) -> bytes | None:
        return self._disk.content(path, limit)

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        return self._disk.read(path)

    def exists(self, path: str) -> bool:
        return self._disk.exists(path)

    def folder(self, path: str) -> bool:
        return self._disk.folder(path)

    def real(self, path: str) -> str:
        return self._disk.real(path)

    def present(self, path: str) -> bool:
        return self._disk.present(path)

    def way(self, path: str) -> Iterator[str]:
        return links.way(path, self._target)

    def links(self) -> list[str]:
        """List the links that git does not ignore."""
        from citefirst.repository import git

        return [path for path in git.files(self.root, self.root) or () if (self.root / path).is_symlink()]

    def _target(self, path: str) -> str | None:
        """Return what a link holds, None where the path is not a link."""
        place = self.root / path
        return str(place.readlink()) if place.is_symlink() else None

    def children(self, directory: str) -> list[str] | None:
        return self._disk.children(directory)

    def markdown(self, directory: str = "") -> list[str]:
        """List those that git does not ignore; outside a git checkout hidden directories are left out."""
        from citefirst.repository import git

        place = self.root / directory
        listed = git.files(self.root, place) if (self.root / ".git").exists() else None
        paths = self._walk(place) if listed is None else listed
        return sorted(path for path in paths if is_markdown(path))

    def _walk(self, directory: Path) -> Iterator[str]:
        for folder, folders, files in os.walk(directory):
            folders[:] = [name for name in folders if name not in _NEVER and (name[0] != "." or name == ".github")]
            for name in files:
                yield self.relative(Path(folder, name))

    def prepare(self, paths: Sequence[str]) -> None:
        """Take note of files that will be read; a disk needs no notice."""

    def relative(self, path: Path) -> str:
        """Return a path as POSIX, relative to the root."""
        return self._disk.relative(str(path))

    def expand(self, paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
        """Yield files to look at, and whether the caller named each one itself. Raises PolicyError for a missing
        path."""
        seen: set[str] = set()
        for path in paths:
            if path.is_dir():
                found = [(inner, False) for inner in self.markdown(self.relative(path))]
            elif path.exists() or path.is_symlink():
                found = [(self.relative(path), True)]
            else:
                shown = Path(os.path.relpath(path)).as_posix()
                raise PolicyError(f"{shown} does not exist: name a file or a directory")
            for name, named in found:
                if name not in seen:
                    seen.add(name)
                    yield name, named
