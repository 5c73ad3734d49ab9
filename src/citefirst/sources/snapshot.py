"""The files of a commit as a `Tree`, wherever its objects come from: a local repository or GitHub's API."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from citefirst.check import MAX_BYTES
from citefirst.sources.tree import LEAVES, NOT_REGULAR, SUFFIXES

LINK = "120000"
_REGULAR = ("100644", "100755", "100664")
_LINKS = 40
"""Links that are followed in a row, as the Linux kernel does (path_resolution(7))."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit: its mode as git writes it (`100644`, `120000` a link, `160000` a submodule), its object."""

    mode: str
    oid: str
    size: int = 0
    """Bytes, 0 where it is not known before the object is loaded."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`load` gives an object's bytes; it is asked once for each. `load_all` is faster for many, where there is one."""

    entries: Mapping[str, Entry]
    load: Callable[[str], bytes]
    load_all: Callable[[Sequence[str]], Mapping[str, bytes]] | None = None
    _loaded: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        try:
            place = self._resolve(path)
        except OSError as error:
            return None, str(error)
        entry = self.entries.get(place)
        if entry is None:
            return None, "the file cannot be read: No such file or directory"
        if entry.mode not in _REGULAR:
            return None, NOT_REGULAR
        return bytes(MAX_BYTES + 1) if entry.size > MAX_BYTES else self._bytes(entry.oid), None

    def prepare(self, paths: Iterable[str]) -> None:
        """Load files that will be read, all at once."""
        if self.load_all:
            wanted = (self.entries[path] for path in paths if path in self.entries)
            oids = {entry.oid for entry in wanted if entry.mode in _REGULAR and entry.oid not in self._loaded}
            self._loaded.update(self.load_all(sorted(oids)))

    def exists(self, path: str) -> bool:
        try:
            entry = self.entries.get(self._resolve(path))
        except OSError:
            return False
        return entry is not None and entry.mode in _REGULAR

    def children(self, directory: str) -> list[str] | None:
        below = list(self._below(directory))
        depth = len(directory) + 1 if directory else 0
        return [path for path in below if "/" not in path[depth:]] if below else None

    def markdown(self, directory: str = "") -> list[str]:
        return [path for path in self._below(directory) if path.lower().endswith(SUFFIXES)]

    def _below(self, directory: str) -> Iterator[str]:
        start = f"{directory}/" if directory else ""
        return iter(sorted(path for path in self.entries if path.startswith(start)))

    def _bytes(self, oid: str) -> bytes:
        if oid not in self._loaded:
            self._loaded[oid] = self.load(oid)
        return self._loaded[oid]

    def _resolve(self, path: str) -> str:
        """The path that a path leads to through links. Raises OSError where they leave the tree or lead in a circle."""
        path = posixpath.normpath(path)
        for _ in range(_LINKS):
            link = next((part for part in _prefixes(path) if self._is_link(part)), None)
            if link is None:
                return path
            target = self._bytes(self.entries[link].oid).decode("utf-8", "surrogateescape")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
            if place.startswith(("/", "../")) or place == "..":
                raise OSError(LEAVES)
            path = posixpath.normpath(posixpath.join(place, posixpath.relpath(path, link)))
        raise OSError("the file cannot be read: its links lead in a circle")

    def _is_link(self, path: str) -> bool:
        return path in self.entries and self.entries[path].mode == LINK


def _prefixes(path: str) -> Iterator[str]:
    """`a/b/c` as `a`, `a/b`, `a/b/c`."""
    parts = path.split("/")
    return ("/".join(parts[: length + 1]) for length in range(len(parts)))
