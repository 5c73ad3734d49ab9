"""Which commit added something to a file: the newest that has it where none of its parents has, moves followed.

One call of git tells it for many files, so that the time does not grow with the number of records times the history.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from citefirst.limits import MAX_BYTES
from citefirst.repository.git import DEPTHS, Repository, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import REGULAR, Snapshot
from citefirst.structs import field, mutable

T = TypeVar("T")
Held = Callable[[bytes], Collection[T]]
"""What a state of a file holds, of that which is looked for."""
MAX_MOVES = 20
"""Moves of one file that are followed."""
NEWEST = 3
"""Commits of a file whose states are loaded together with those of the others."""
MAX_STATES = 1000
"""Commits of one file that are looked at for one thing."""
AT_ONCE = 200
"""Files that one call of git is asked for."""
PARENTS = ("HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
"""What may hold the content of a commit that is still to be made."""
_NOTHING = frozenset("0")


class Touch(NamedTuple):
    """A commit that changed a file: its object before, in each parent, and after."""

    commit: str
    before: tuple[str, ...]
    after: str

    @property
    def objects(self) -> tuple[str, ...]:
        return *self.before, self.after


class CutOff(Exception):
    """The history that is at hand ends before the commit is found."""


@mutable
class Additions:
    """Looks through the history of `starts`, first through what `exclude` (commits) does not have.

    `uncommitted`: where content stands that is of a commit still to be made: `index`, `files`, or "" for nowhere.
    `deepen`: a history that is cut off is fetched, step by step.
    """

    repository: Repository
    starts: Sequence[str]
    exclude: Sequence[str] = ()
    uncommitted: str = ""
    deepen: bool = False
    _touches: dict[str, list[Touch]] = field(default_factory=dict)
    _objects: dict[str, bytes] = field(default_factory=dict)
    _files: dict[str, Snapshot] = field(default_factory=dict)
    _removed: dict[str, list[tuple[str, Touch]]] = field(default_factory=dict)
    _ends: frozenset[str] | None = None

    def prepare(self, paths: Iterable[str]) -> None:
        """Look through the history of many files at once."""
        wanted = [path for path in dict.fromkeys(paths) if path not in self._touches]
        for at in range(0, len(wanted), AT_ONCE):
            part = wanted[at : at + AT_ONCE]
            self._touches.update({path: [] for path in part})
            for path, touch in self._log(part, self.starts, self.exclude):
                self._touches[path].append(touch)
            self._load(each for path in part for touch in self._touches[path][:NEWEST] for each in touch.objects)

    def find(self, path: str, wanted: Collection[T], held: Held[T]) -> dict[T, str | CutOff]:
        """Return the commit that added each thing to a file, "" for one that is in no commit yet.

        Raises GitError where git cannot tell.
        """
        found: dict[T, str | CutOff] = {}
        for thing in wanted:
            try:
                found[thing] = self._found(path, thing, held)
            except CutOff as cut:
                found[thing] = cut
        return found

    def _found(self, path: str, thing: T, held: Held[T]) -> str:
        for depth in (0, *DEPTHS, None):
            try:
                if depth != 0:
                    self._fetch(depth)
                return self._traced(path, thing, held)
            except CutOff:
                if not self.deepen or not self.repository.is_shallow():
                    raise
        raise CutOff

    def _fetch(self, depth: int | None) -> None:
        try:
            self.repository.deepen(depth, *self.starts)
        except GitError:
            raise CutOff from None
        self._ends = None
        known = list(self._touches)
        self._touches.clear()
        self.prepare(known)

    def _traced(self, path: str, thing: T, held: Held[T]) -> str:
        """Follow a thing back to the commit that added it, from one name of the file to the one before."""
        if self.uncommitted and not any(self._holds(start, path, thing, held) for start in self.starts):
            path = next((old for old in self._gone() if self._holds(self.starts[0], old, thing, held)), "")
            if not path:
                return ""
        self.prepare([path])
        touch = self._newest(self._touches[path], thing, held)
        if touch is None and self.exclude:
            touch = self._newest(self._touched(path, self.starts), thing, held)
        for _ in range(MAX_MOVES):
            if touch is None or touch.commit in self._cut():
                raise CutOff
            path = self._old_name(touch, thing, held)
            if not path:
                return touch.commit
            touch = self._newest(self._touched(path, [f"{touch.commit}^@"]), thing, held)
        raise CutOff

    def _newest(self, touches: Iterable[Touch], thing: T, held: Held[T]) -> Touch | None:
        return next((each for each in islice(touches, MAX_STATES) if self._adds(each, thing, held)), None)

    def _touched(self, path: str, starts: Sequence[str]) -> Iterator[Touch]:
        return (touch for _, touch in self._log([path], starts, ()))

    def _adds(self, touch: Touch, thing: T, held: Held[T]) -> bool:
        return thing in held(self._object(touch.after)) and not any(
            thing in held(self._object(oid)) for oid in touch.before
        )

    def _old_name(self, touch: Touch, thing: T, held: Held[T]) -> str:
        """Return where a commit took a new file from that holds the thing, "" where it did not."""
        if len(touch.before) != 1 or set(touch.before[0]) != _NOTHING:
            return ""
        options = ("-r", "-z", "--no-renames", "--no-abbrev", "--diff-filter=D", "--no-commit-id")
        if touch.commit not in self._removed:
            listed = self.repository.text("diff-tree", "--root", "--raw", *options, touch.commit)
            self._removed[touch.commit] = list(_parsed(listed, touch.commit))
        for path, each in self._removed[touch.commit]:
            if thing in held(self._object(each.before[0])):
                return path
        return ""

    def _cut(self) -> frozenset[str]:
        if self._ends is None:
            self._ends = self.repository.ends()
        return self._ends

    def _gone(self) -> Iterator[str]:
        """Yield files that the last commit has and what is still to be committed has not."""
        if not self.starts:
            return
        staged = ("--cached",) if self.uncommitted == "index" else ()
        options = ("--name-only", "-z", "--no-renames", "--diff-filter=D", "--no-ext-diff", "--ignore-submodules=all")
        printed = self.repository.text("diff", *staged, *options, "HEAD", "--")
        yield from filter(None, printed.split("\0"))

    def _holds(self, commit: str, path: str, thing: T, held: Held[T]) -> bool:
        if commit not in self._files:
            self._files[commit] = self.repository.snapshot(commit)
        entry = self._files[commit].entries.get(path)
        return entry is not None and entry.mode in REGULAR and thing in held(self._object(entry.oid))

    def _log(self, paths: Sequence[str], starts: Sequence[str], exclude: Sequence[str]) -> Iterator[tuple[str, Touch]]:
        if not starts:
            return
        options = ("--topo-order", "--format=%H", "--raw", "-z", "--no-abbrev", "--no-renames", "-c", "--no-ext-diff")
        excluded = [f"^{commit}" for commit in exclude]
        command = ("-c", "log.showRoot=true", "--literal-pathspecs", "log", *options, *starts, *excluded, "--", *paths)
        yield from _parsed(self.repository.text(*command))

    def _object(self, oid: str) -> bytes:
        if set(oid) == _NOTHING:
            return b""
        self._load([oid])
        return self._objects[oid]

    def _load(self, oids: Iterable[str]) -> None:
        if wanted := sorted({oid for oid in oids if set(oid) != _NOTHING and oid not in self._objects}):
            self._objects.update(self.repository.blobs(wanted, MAX_BYTES))


def _parsed(printed: str, commit: str = "") -> Iterator[tuple[str, Touch]]:
    """Parse `commit\\0\\n:modes objects status\\0path\\0…`, with a colon, a mode and an object for each parent."""
    fields = iter(printed.split("\0"))
    for each in fields:
        text = each.lstrip("\n")
        if text.startswith(":"):
            parents = len(text) - len(text.lstrip(":"))
            words = text.lstrip(":").split(" ")
            modes, oids = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
            objects = [oid if mode in REGULAR else "0" for mode, oid in zip(modes, oids, strict=True)]
            yield next(fields), Touch(commit, tuple(objects[:-1]), objects[-1])
        elif is_hash(text):
            commit = text
