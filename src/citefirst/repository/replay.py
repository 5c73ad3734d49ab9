"""A span of a history, revision by revision: which files each commit changed, and the files as they were after it.

One call of git lists the commits, one what they changed, and one process gives the objects that somebody asks for: a
directory is read once, in however many revisions it stands unchanged.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from citefirst.repository import gitcall
from citefirst.repository.git import Repository, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.raw import Change, change
from citefirst.repository.snapshot import MAX_OBJECT, REGULAR, Snapshot, TreeEntry
from citefirst.repository.tree import is_markdown
from citefirst.structs import field, frozen, mutable

_TREE = "40000"
_NONE = TreeEntry("", "")
_KEPT_BYTES = 64 * 1024 * 1024
"""Bytes of files that are kept at hand."""


class Revision(NamedTuple):
    """A commit with all that it changed. `written` is its author's time, `at` its committer's, both RFC 3339."""

    commit: str
    parents: tuple[str, ...]
    author: str
    written: str
    at: str
    subject: str
    changes: tuple[Change, ...] = ()


@frozen
class Window:
    """The commits of a span, the oldest first; `start` is the state before them, "" where the history begins within.

    `cut`: the history that is here begins within the span because the clone is shallow.
    """

    revisions: Sequence[Revision]
    start: str
    head: str
    cut: bool = False


def window(repository: Repository, since: int, until: int) -> Window:
    """Return the commits that lead to what is checked out and were committed within a span of seconds (UTC).

    Raises GitError where there is no git.
    """
    shallow = repository.is_shallow()
    head = repository.commit("HEAD") or ""
    if not head:
        return Window((), "", "")
    listed = repository.text("log", "--topo-order", "--format=%H %ct %P", head, "--")
    rows = [line.split(" ") for line in listed.splitlines()]
    times = {row[0]: int(row[1]) for row in rows}
    parents = {row[0]: row[2] if len(row) > 2 else "" for row in rows}
    ends = repository.ends() if shallow else frozenset[str]()
    start, at = "", head
    while at in times and not start:
        start = at if times[at] < since or at in ends else ""
        at = parents[at]
    inside = [row[0] for row in reversed(rows) if since <= times[row[0]] < until and row[0] not in ends]
    cut = bool(ends) and bool(start) and times[start] >= since
    return Window(list(_revisions(repository, inside)), start, head, cut)


def _revisions(repository: Repository, commits: Sequence[str]) -> Iterator[Revision]:
    """Yield commits with what they changed. Of a merge that is only what differs from each of its parents."""
    if not commits:
        return
    form = "--format=%H%x00%P%x00%aN%x00%aI%x00%cI%x00%s%x00"
    options = ("--no-walk=unsorted", "--stdin", "--raw", "-c", "-z", "--no-abbrev", "-M", "--relative", "--no-ext-diff")
    command = ("-c", "log.showRoot=true", "log", *options, "--encoding=UTF-8", form)
    printed = repository.run(*command, given=commits).decode("utf-8", "surrogateescape")
    current: Revision | None = None
    changes: list[Change] = []
    fields = iter(printed.split("\0"))
    for each in fields:
        text = each.lstrip("\n")
        if text.startswith(":"):
            changes.append(change(text, fields))
        elif is_hash(text):
            if current:
                yield current._replace(changes=tuple(changes))
            rest = [next(fields) for _ in range(5)]
            current = Revision(text, tuple(rest[0].split()), rest[1], rest[2], rest[3], rest[4])
            changes = []
    if current:
        yield current._replace(changes=tuple(changes))


@mutable
class Objects:
    """The objects of a repository, asked for one by one from a process that stays: what it is given and prints."""

    given: IO[bytes]
    printed: IO[bytes]
    _trees: dict[str, dict[str, TreeEntry]] = field(default_factory=dict)
    _documents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _blobs: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _held: int = 0

    def blob(self, oid: str) -> bytes:
        """Return a file's bytes, of one that is too large just enough to show that."""
        if oid not in self._blobs:
            data = self._get(oid)
            self._blobs[oid] = data
            self._held += len(data)
            while self._held > _KEPT_BYTES and len(self._blobs) > 1:
                _, gone = self._blobs.popitem(last=False)
                self._held -= len(gone)
        return self._blobs[oid]

    def blobs(self, oids: Iterable[str]) -> dict[str, bytes]:
        return {oid: self.blob(oid) for oid in oids}

    def root(self, commit: str) -> str:
        """Return the hash of a commit's tree."""
        line = self._get(commit).partition(b"\n")[0]
        return line.removeprefix(b"tree ").decode("ascii", "replace")

    def tree(self, oid: str) -> dict[str, TreeEntry]:
        """Return what is directly in a directory, by name."""
        if oid not in self._trees and oid:
            self._trees[oid] = dict(_entries(self._get(oid), len(oid) // 2))
        return self._trees[oid] if oid else {}

    def documents(self, oid: str) -> tuple[str, ...]:
        """Return the Markdown files below a directory, by their paths from there."""
        todo = [oid]
        while todo:  # a path may be deeper than Python calls itself
            folders = [each for each in self.tree(todo[-1]).values() if each.mode == _TREE]
            missing = [each.oid for each in folders if each.oid not in self._documents]
            if missing:
                todo += missing
            else:
                self._documents.setdefault(todo[-1], tuple(self._documents_of(todo[-1])))
                todo.pop()
        return self._documents[oid]

    def _documents_of(self, oid: str) -> Iterator[str]:
        for name, entry in self.tree(oid).items():
            if entry.mode == _TREE:
                yield from (f"{name}/{path}" for path in self._documents[entry.oid])
            elif is_markdown(name):
                yield name

    def _get(self, oid: str) -> bytes:
        given, printed = self.given, self.printed
        try:
            given.write(f"{oid}\n".encode())
            given.flush()
            said = printed.readline().split()
            if len(said) != 3 or not said[2].isdigit():
                raise GitError(f"the object {oid} is not in the repository")
            size = int(said[2])
            data = printed.read(min(size, MAX_OBJECT + 1))
            left = size - len(data) + 1
            while left > 0 and (part := printed.read(min(left, 1 << 20))):
                left -= len(part)
        except (OSError, ValueError) as error:
            raise GitError(f"git ended before it gave the object {oid}") from error
        return data


@contextmanager
def objects(repository: Repository) -> Iterator[Objects]:
    """Open the objects of a repository. Raises GitError outside git."""
    with gitcall.conversation(repository.checkout, repository.root, ("cat-file", "--batch")) as (given, printed):
        yield Objects(given, printed)


def below(repository: Repository) -> str:
    """Return the directory of the root from the top of its repository, "" where it is the top."""
    place = Path(os.path.realpath(repository.root)).relative_to(repository.checkout.top).as_posix()
    return "" if place == "." else place


def _entries(data: bytes, length: int) -> Iterator[tuple[str, TreeEntry]]:
    """Parse a tree: `mode name\\0hash…` (gitformat-pack(5) calls it the canonical form)."""
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        at = end + 1 + length
        yield name.decode("utf-8", "surrogateescape"), TreeEntry(mode.decode("ascii"), data[end + 1 : at].hex())


@frozen(eq=False)
class _Files(Mapping[str, TreeEntry]):
    """The files of a commit by path; only the directories on the way to what is asked for are read."""

    objects: Objects
    oid: str

    def find(self, path: str) -> TreeEntry | None:
        """Return what is at a path: a file or a directory."""
        entry = TreeEntry(_TREE, self.oid)
        for name in path.split("/") if path else ():
            found = self.objects.tree(entry.oid).get(name) if entry.mode == _TREE else None
            if found is None:
                return None
            entry = found
        return entry

    def __getitem__(self, path: str) -> TreeEntry:
        entry = self.find(path)
        if entry is None or entry.mode == _TREE:
            raise KeyError(path)
        return entry

    def __iter__(self) -> Iterator[str]:
        todo = [("", self.oid)]
        while todo:
            start, oid = todo.pop()
            for name, entry in self.objects.tree(oid).items():
                if entry.mode == _TREE:
                    todo.append((f"{start}{name}/", entry.oid))
                else:
                    yield start + name

    def __len__(self) -> int:
        return sum(1 for _ in self)


@frozen(eq=False)
class Past(Snapshot):
    """The files of a commit as a `Tree`, of which only what is asked for is read."""

    @classmethod
    def of(cls, objects: Objects, commit: str, below: str = "") -> Past:
        """Return the files of a commit, or those below a directory with their paths from there."""
        top = _Files(objects, objects.root(commit))
        entry = top.find(below)
        oid = entry.oid if entry and entry.mode == _TREE else ""
        return cls(_Files(objects, oid), objects.blob, objects.blobs)

    def file(self, path: str) -> str:
        """Return the hash of a regular file, "" where there is none."""
        entry = self.entries.get(path)
        return entry.oid if entry and entry.mode in REGULAR else ""

    @property
    def _files(self) -> _Files:
        return cast(_Files, self.entries)

    def oid(self, path: str) -> str:
        """Return the hash of the file or directory at a path, "" where there is none."""
        entry = self._files.find(path)
        return entry.oid if entry else ""

    def folder(self, path: str) -> bool:
        try:
            entry = self._files.find(self._resolve(path))
        except OSError:
            return False
        return entry is not None and entry.mode == _TREE

    def children(self, directory: str) -> list[str] | None:
        try:
            entry = self._files.find(self._resolve(directory))
        except OSError:
            return None
        if entry is None or entry.mode != _TREE:
            return None
        start = f"{directory}/" if directory else ""
        inside = self._files.objects.tree(entry.oid).items()
        return sorted(f"{start}{name}" for name, each in inside if each.mode != _TREE) or None

    def markdown(self, directory: str = "") -> list[str]:
        entry = self._files.find(directory)
        if entry is None or entry.mode != _TREE:
            return []
        start = f"{directory}/" if directory else ""
        return sorted(start + path for path in self._files.objects.documents(entry.oid))

    def differing(self, other: Past) -> list[str]:
        """List the Markdown files that are not the same in another commit; directories that are alike are not read."""
        found: list[str] = []
        todo = [("", self._files.oid, other._files.oid)]
        tree = self._files.objects.tree
        while todo:
            start, one, two = todo.pop()
            first, second = tree(one), tree(two)
            for name in first.keys() | second.keys() if one != two else ():
                old, new = (each.get(name, _NONE) for each in (first, second))
                if old.oid != new.oid:
                    if _TREE in (old.mode, new.mode):
                        was, now = (each.oid if each.mode == _TREE else "" for each in (old, new))
                        todo.append((f"{start}{name}/", was, now))
                    if is_markdown(name):
                        found.append(start + name)
        return sorted(found)
