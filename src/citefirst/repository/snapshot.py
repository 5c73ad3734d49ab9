"""The files of a commit as a `Tree`, wherever its objects come from: a local repository or GitHub's API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from citefirst.limits import MAX_BYTES
from citefirst.repository import links
from citefirst.repository.tree import NOT_REGULAR, is_markdown
from citefirst.structs import field, frozen

LINK = "120000"
REGULAR = ("100644", "100755", "100664")
MAX_OBJECT = 16 * 1024 * 1024
"""Bytes of a file that are loaded: those of the longest stored conversation (`ailog.stored.MAX_BYTES`)."""


@frozen
class TreeEntry:
    """A file of a commit: its mode as git writes it (`100644`, `120000` a link, `160000` a submodule), its object."""

    mode: str
    oid: str
    size: int = 0
    """Bytes, 0 where it is not known before the object is loaded."""


@frozen
class Snapshot:
    """`load` gives an object's bytes; it is asked once for each. `load_all` is faster for many, where there is one."""

    entries: Mapping[str, TreeEntry]
    load: Callable[[str], bytes]
    load_all: Callable[[Sequence[str]], Mapping[str, bytes]] | None = None
    _loaded: dict[str, bytes] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)
    """All directories, once somebody asked for one."""

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        try:
            place = self._resolve(path)
        except OSError as error:
            return None, str(error)
        entry = self.entries.get(place)
        if entry is None:
            return None, "the file cannot be read: No such file or directory"
        if entry.mode not in REGULAR:
            return None, NOT_REGULAR
        return bytes(MAX_BYTES + 1) if entry.size > MAX_BYTES else self._bytes(entry.oid)[: MAX_BYTES + 1], None

    def content(self, path: str, limit: int) -> bytes | None:
        try:
            entry = self.entries.get(self._resolve(path))
        except OSError:
            return None
        if entry is None or entry.mode not in REGULAR:
            return None
        return bytes(limit + 1) if entry.size > limit else self._bytes(entry.oid)[: limit + 1]

    def prepare(self, paths: Iterable[str]) -> None:
        """Load files that will be read, all at once."""
        if self.load_all:
            wanted = (self.entries[path] for path in paths if path in self.entries)
            oids = {entry.oid for entry in wanted if entry.mode in REGULAR and entry.oid not in self._loaded}
            self._loaded.update(self.load_all(sorted(oids)) if oids else {})

    def exists(self, path: str) -> bool:
        try:
            entry = self.entries.get(self._resolve(path))
        except OSError:
            return False
        return entry is not None and entry.mode in REGULAR

    def folder(self, path: str) -> bool:
        if not self._folders:
            for name in self.entries:
                while name and (name := name.rpartition("/")[0]) not in self._folders:
                    self._folders.add(name)
        try:
            return self._resolve(path) in self._folders
        except OSError:
            return False

    def real(self, path: str) -> str:
        try:
            return self._resolve(path)
        except OSError:
            return path

    def children(self, directory: str) -> list[str] | None:
        try:
            place = self._resolve(directory)
        except OSError:
            return None
        start = f"{place}/" if place else ""
        names = [path[len(start) :] for path in self._below(place)]
        shown = f"{directory}/" if directory else ""
        return [f"{shown}{name}" for name in names if "/" not in name] if names else None

    def markdown(self, directory: str = "") -> list[str]:
        return [path for path in self._below(directory) if is_markdown(path)]

    def _below(self, directory: str) -> Iterator[str]:
        start = f"{directory}/" if directory else ""
        return iter(sorted(path for path in self.entries if path.startswith(start)))

    def _bytes(self, oid: str) -> bytes:
        if oid not in self._loaded:
            self._loaded[oid] = self.load(oid)
        return self._loaded[oid]

    def present(self, path: str) -> bool:
        return path in self.entries

    def way(self, path: str) -> Iterator[str]:
        return links.way(path, self._target)

    def links(self) -> list[str]:
        return [path for path, entry in self.entries.items() if entry.mode == LINK]

    def _resolve(self, path: str) -> str:
        """Return where a path leads. Raises OSError where its links leave the repository or form a loop."""
        *_, end = links.follow(path, self._target)
        return end

    def _target(self, path: str) -> str | None:
        """Return what a link holds, None where the path is not a link."""
        entry = self.entries.get(path)
        return self._bytes(entry.oid).decode("utf-8", "surrogateescape") if entry and entry.mode == LINK else None
