"""The working tree: which files there are, and what is in them. The only module that walks a disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from citefirst.errors import PolicyError
from citefirst.limits import MAX_BYTES
from citefirst.repository import links
from citefirst.repository.tree import LEAVES, NOT_REGULAR, is_markdown

MARKERS = (".citefirst.yml", ".github/.citefirst.yml", ".git")
_NEVER = frozenset(("node_modules", "__pycache__"))


def find_root(start: Path) -> Path:
    """Find the repository around a path: the nearest directory with a policy or a `.git`, else the path's own
    directory."""
    directory = start if start.is_dir() else start.parent
    for candidate in (directory, *directory.parents):
        if any((candidate / marker).exists() for marker in MARKERS):
            return candidate
    return directory


@cache
def _real(root: Path) -> Path:
    """Return a root without links, looked up once and not for each file."""
    return root.resolve()


@dataclass(frozen=True)
class WorkingTree:
    """The files below a root, as a `Tree`."""

    root: Path

    def content(self, path: str, limit: int) -> bytes | None:
        return self._read(path, limit)[0]

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        return self._read(path, MAX_BYTES)

    def _read(self, path: str, limit: int) -> tuple[bytes | None, str | None]:
        place = self.root / path
        try:
            if not place.resolve().is_relative_to(_real(self.root)):
                return None, LEAVES
            if not stat.S_ISREG(place.stat().st_mode):
                return None, NOT_REGULAR
            with place.open("rb") as stream:
                return stream.read(limit + 1), None
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "its links form a loop"
            return None, f"the file cannot be read: {reason}"

    def exists(self, path: str) -> bool:
        try:
            place = (self.root / path).resolve()
            return place.is_relative_to(_real(self.root)) and place.is_file()
        except (OSError, RuntimeError, ValueError):
            return False

    def folder(self, path: str) -> bool:
        try:
            place = (self.root / path).resolve()
            return place.is_relative_to(_real(self.root)) and place.is_dir()
        except (OSError, RuntimeError, ValueError):
            return False

    def real(self, path: str) -> str:
        try:
            return (self.root / path).resolve().relative_to(_real(self.root)).as_posix()
        except (OSError, RuntimeError, ValueError):
            return path

    def present(self, path: str) -> bool:
        return os.path.lexists(self.root / path)

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
        place = self.root / directory
        if not place.is_dir() or not place.resolve().is_relative_to(_real(self.root)):
            return None
        return sorted(self.relative(path) for path in place.iterdir() if path.is_file() or path.is_symlink())

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
        return PurePosixPath(Path(os.path.relpath(path, self.root))).as_posix()

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
