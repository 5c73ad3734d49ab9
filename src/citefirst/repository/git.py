"""All that is known of git: commits, trees and what changed between them.

Paths and names of files are bytes that need not be UTF-8; they are kept as Python keeps such names of files.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from citefirst.regex import lazy
from citefirst.repository import gitcall, history
from citefirst.repository.gitcall import UPLOAD_PACK, Checkout, GitError
from citefirst.repository.snapshot import MAX_OBJECT, Snapshot, TreeEntry
from citefirst.structs import field, frozen, replace

if TYPE_CHECKING:
    from citefirst.model import Change, ChangeStatus

MAX_VERSIONS = 100
DEPTHS = (50, 200, 1000, 5000)
"""Commits by which a shallow clone is deepened, step by step, before its whole history is fetched."""

_STATUS: dict[str, ChangeStatus] = {"A": "added", "M": "modified", "T": "modified", "D": "removed", "R": "renamed"}
_REFSPEC = lazy(r"[:*^~?\[\\\s]|^[+-]")
"""What a name cannot hold, and what makes `git fetch` do something else (git-check-ref-format(1), git-fetch(1))."""
_HUNK = lazy(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_FULL = (40, 64)
"""Hex digits of a commit: of SHA-1 and of SHA-256."""
_REVISION = lazy(r"(?P<name>[^~^@{:*?\[\\\s][^~^{:*?\[\\\s]*?)(?P<rest>(?:[~^]|@\{).*)?", re.DOTALL)
"""A name and what git is to do with it (gitrevisions(7)), but not `:/words`, `@{-1}` and others without a name."""
_PSEUDO = lazy("@|(?:[A-Z]+_)?HEAD")
"""What git itself writes besides branches and tags: `HEAD`, `FETCH_HEAD`."""


def files(root: Path, directory: Path) -> list[str] | None:
    """List files below a directory that git tracks or does not ignore, relative to the root; None where git cannot
    tell."""
    repository = Repository(root)
    try:
        wanted = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", str(directory))
        listed = repository.run("--literal-pathspecs", *wanted)
    except GitError:
        return None
    names = dict.fromkeys(_names(listed))
    return [name for name in names if _is_there(f"{root}/{name}")]


def _is_there(path: str) -> bool:
    """Tell whether git's file is still in the working tree. What may not be looked at is: whoever reads it says so."""
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
    return True


@frozen
class Edits:
    """What differs from a revision, in the working tree or, where `staged`, in the index. Paths are below the root.

    The comparison is with the merge base of the revision and what is checked out, as in a pull request; of staged
    content
    without a revision with the last commit. Raises GitError where there is no such revision or no common history.
    """

    repository: Repository
    base: str
    staged: bool = False

    @classmethod
    def since(cls, root: Path, revision: str, staged: bool = False) -> Edits:
        repository = Repository(root)
        if staged:
            repository.checkout.index()
        if not revision:
            return cls(repository, repository.commit("HEAD") or "", staged)
        commit = repository.revision(revision)
        if commit is None:
            raise GitError(f"`{revision}` names no commit, branch or tag here")
        base = repository.merge_base(commit, "HEAD")
        if base is None:
            raise GitError(f"`{revision}` and what is checked out have no common history")
        return cls(repository, base, staged)

    def paths(self) -> list[str]:
        """List files that were committed since, staged, edited or are new, but not deleted."""
        return sorted({path for status, path in self._listed if status != "D"} | self._new())

    def all_paths(self) -> list[str]:
        """List those and the deleted ones."""
        return sorted({path for _, path in self._listed} | self._new())

    def _new(self) -> set[str]:
        """Return the files that git does not know."""
        if self.staged:
            return set()
        return set(_names(self.repository.run("ls-files", "-z", "--others", "--exclude-standard")))

    def gone(self) -> list[str]:
        """List files that are deleted, or moved away from where they were."""
        return sorted(path for status, path in self._listed if status == "D")

    @cached_property
    def _listed(self) -> list[tuple[str, str]]:
        """Status and path of each file that differs."""
        fields = _names(self._diff("--name-status", "-z"))
        return list(zip(fields[::2], fields[1::2], strict=True))

    @cached_property
    def before(self) -> Snapshot:
        """The files as they were."""
        return self.repository.snapshot(self.base, below=True) if self.base else Snapshot({}, lambda oid: b"")

    def lines(self, path: str) -> list[range]:
        """Return the lines of a file that changed, 1-based; where lines were only removed, the ones around that
        place."""
        hunks = _HUNK.finditer(self._diff("--unified=0", path=path))
        return [
            range(start, start + count) if count else range(max(start, 1), start + 2)
            for start, count in ((int(hunk[1]), int(hunk[2] or 1)) for hunk in hunks)
        ]

    def _diff(self, *options: str, path: str = "") -> bytes:
        """Return git's diff of all files, or of one."""
        staged = ("--cached",) if self.staged else ()
        base = (self.base,) if self.base else ()
        where = (path,) if path else ()
        return self.repository.run(
            *("--literal-pathspecs", "diff", *staged, "--relative", "--no-renames", "--ignore-submodules=all"),
            *("--no-color", "--no-ext-diff", "--no-textconv", *options, *base, "--", *where),
        )


@frozen
class Touch:
    """A commit that touched a file; `at` is its author's time as RFC 3339."""

    commit: str
    author: str
    at: str
    subject: str


@frozen
class Repository:
    """A checkout. `settings` are git's own for this run; `credentials` are added where a fetch fails without.

    Both are keys and values of git-config(1); they reach git by its environment and never as arguments. `workspace` is
    the runner's, in which the checkout lies.
    """

    root: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    workspace: Path | None = None

    @cached_property
    def checkout(self) -> Checkout:
        """The checkout, found once. Raises GitError where there is none."""
        return gitcall.locate(self.root, self.workspace)

    def run(self, *arguments: str, given: Iterable[str] = ()) -> bytes:
        """Run git and return what it prints. `given` are lines for its standard input. Raises GitError where it
        fails."""
        return gitcall.call(self.checkout, self.root, arguments, self.settings, given)

    def text(self, *arguments: str) -> str:
        return self.run(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")

    def commit(self, name: str) -> str | None:
        """Return the commit that a whole hash, a full ref or a name of git's own stands for, None if it is not here.

        Of any other name git itself decides whether a tag or a branch is meant, so `revision` and `bring` find its ref.
        """
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            return None

    def revision(self, expression: str) -> str | None:
        """Return the commit that a user's expression stands for (gitrevisions(7)), None if it is not here.

        A branch goes before a tag, and one of a remote before one here: git would take a tag `origin/main` for the
        branch `main` of the origin, and whoever may push can make that tag.
        """
        parts = _REVISION.fullmatch(expression)
        if not parts or _PSEUDO.fullmatch(parts["name"]) or is_hash(parts["name"]):
            return self.commit(expression)
        name, rest = parts["name"], parts["rest"] or ""
        forms = ("{}", "refs/{}", "refs/remotes/{}", "refs/heads/{}", "refs/remotes/{}/HEAD", "refs/tags/{}")
        ref = self._first(form.format(name) for form in forms)
        return self.commit(f"{ref or name}{rest}")

    def _first(self, refs: Iterable[str]) -> str:
        """Return the first of some refs that exists here, or ""."""
        wanted = list(refs)
        here = self.text("for-each-ref", "--format=%(refname)", "--", *wanted).splitlines()
        return next((ref for ref in wanted if ref in here), "")

    def origin(self) -> str:
        """Return where the checkout came from, "" where git does not know."""
        try:
            return self.text("remote", "get-url", "origin")
        except GitError:
            return ""

    def parents(self, commit: str) -> tuple[str, ...]:
        """Return the parents as the commit itself names them, whether they are here or not."""
        head, _, _ = self.text("cat-file", "commit", commit).partition("\n\n")
        return tuple(line[7:] for line in head.splitlines() if line.startswith("parent "))

    def fetch(self, commit: str, *options: str) -> None:
        """Fetch a commit by its hash or a ref by its whole name from where the checkout came from."""
        always = ("--quiet", "--no-tags", "--no-recurse-submodules", UPLOAD_PACK)
        self._ask("fetch", *always, *options, "--end-of-options", "origin", commit)

    def _ask(self, *command: str) -> str:
        """Run a command that asks the origin, with credentials if it fails without them."""
        try:
            return self.text(*command)
        except GitError:
            if not self.credentials:
                raise
            return replace(self, settings={**self.settings, **self.credentials}).text(*command)

    def bring(self, name: str) -> str:
        """Return the commit that a hash or a name of a branch or tag stands for, fetched where it is not here.

        A name is that of a branch of the origin, else of a tag of it. Raises GitError where it cannot be had.
        """
        if not name or _REFSPEC.search(name):
            raise GitError(f"`{name}` names no commit, branch or tag")
        found = self._hashed(name) if is_hash(name) else self._named(name)
        if found is None:
            raise GitError(f"{name} is not a commit")
        return found

    def _hashed(self, commit: str) -> str | None:
        if not (found := self.commit(commit)):
            self.fetch(commit, *self._depth())
            found = self.commit(commit)
        return found if found and len(found) == len(commit) else None  # else it is a ref of that name

    def _named(self, name: str) -> str | None:
        branch, tag = refs(name)
        if branch and (here := self._first([f"refs/remotes/origin/{branch.removeprefix('refs/heads/')}"])):
            return self.commit(here)
        asked = [ref for ref in (branch, tag) if ref]
        there = self._ask("ls-remote", UPLOAD_PACK, "--end-of-options", "origin", *asked).splitlines()
        known = {line.partition("\t")[2] for line in there}
        ref = next((ref for ref in asked if ref in known), None)
        if ref is None:
            raise GitError(f"`{name}` names no branch or tag of the origin")
        self.fetch(ref, *self._depth())
        return self.commit("FETCH_HEAD")

    def _depth(self) -> tuple[str, ...]:
        """Return the option that limits a fetch in a shallow clone. It would cut off the history of a full one."""
        return ("--depth=1",) if self.is_shallow() else ()

    def snapshot(self, commit: str, *, below: bool = False) -> Snapshot:
        """Return the files of a commit: all, or those `below` the root with their paths from there."""
        return self._of(self._entries(commit, *(() if below else ("--full-tree",))))

    def staged(self) -> Snapshot:
        """Return the files of the index below the root. Raises GitError where a merge left some of them undecided."""
        self.checkout.index()
        found = {}
        for line in _names(self.run("ls-files", "--stage", "-z")):
            meta, _, path = line.partition("\t")
            mode, oid, stage = meta.split(" ")
            if stage != "0":
                raise GitError(f"{path} has conflicts: decide them and stage it")
            found[path] = TreeEntry(mode, oid)
        return self._of(found)

    def _of(self, entries: Mapping[str, TreeEntry]) -> Snapshot:
        return Snapshot(entries, lambda oid: self.blobs([oid])[oid], self.blobs)

    def merge_base(self, base: str, head: str) -> str | None:
        """Return the newest common ancestor, a shallow history deepened step by step; None where the two have none.

        Raises GitError where the history ends before one is found and no more of it can be fetched.
        """
        for depth in (0, *DEPTHS, None):
            if depth != 0:
                if not self.is_shallow():
                    return None
                self.deepen(depth, base, head)
            try:
                found = self.text("merge-base", base, head)
            except GitError:
                continue
            if self._is_known_since(found, base, head):
                return found
        return None

    def _is_known_since(self, ancestor: str, *commits: str) -> bool:
        """Tell whether the history between commits and an ancestor is whole, so that no newer common one can hide."""
        if not self.is_shallow():
            return True
        return self.ends().isdisjoint(self.text("rev-list", *commits, f"^{ancestor}").split())

    def ends(self) -> frozenset[str]:
        """Return the commits at which the history that is here is cut off."""
        place = self.root / self.text("rev-parse", "--git-path", "shallow")
        return frozenset(place.read_text("ascii").split() if place.exists() else ())

    def person(self) -> str:
        """Return who git makes the author of a commit here, as `Name <mail>`; "" where nobody told it."""
        names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL")
        try:
            told = gitcall.call(
                self.checkout,
                self.root,
                ("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"),
                self.settings,
                variables={name: os.environ[name] for name in names if name in os.environ},
            )
        except GitError:
            return ""
        return told.decode("utf-8", "replace").rpartition(">")[0] + ">"

    def versions(self, path: str, start: str = "") -> Iterator[tuple[Touch, bytes]]:
        """Yield the commits that touched a file below the root, the newest first, `MAX_VERSIONS` at most, with the file
        as it was. `start` is a commit in the place of what is checked out.

        Renames are followed. None outside git; a commit in which the file cannot be read is left out.
        """
        form = "--format=%H%x00%an%x00%aI%x00%s%x00"
        options = (f"--max-count={MAX_VERSIONS}", "--follow", "--name-only", "--encoding=UTF-8", "-z", form)
        try:
            printed = self.run("--literal-pathspecs", "log", *options, *([start] if start else ()), "--", path)
        except GitError:
            return
        for touch, name in _touches(printed):
            with suppress(GitError):
                yield touch, self.run("cat-file", "blob", f"{touch.commit}:{name}")

    def authors(self, base: str, head: str) -> list[str]:
        """List who wrote the commits between two, as `Name <mail>`, a shallow history deepened. Raises GitError."""
        self.merge_base(base, head)
        listed = self.text("log", "--no-merges", "--format=%an <%ae>", "--end-of-options", f"{base}..{head}")
        return list(dict.fromkeys(listed.splitlines()))

    def is_shallow(self) -> bool:
        """Tell whether the history is cut off. Raises GitError outside a repository."""
        ends = self._common / "shallow"
        return ends.is_file() and bool(ends.stat().st_size)

    def has_ref(self, name: str) -> bool:
        """Tell whether there is a ref of a name, by the files that git keeps it in."""
        return history.has_ref(str(self._common), name)

    @property
    def _common(self) -> Path:
        """The directory that all work trees of the repository share."""
        return Path(history.common(str(self.checkout.git)))

    def deepen(self, depth: int | None, *commits: str) -> None:
        """Fetch more of a history that is cut off: some commits of it, or all."""
        for commit in commits:
            if self.is_shallow():
                self.fetch(commit, f"--deepen={depth}" if depth else "--unshallow")

    def changes(self, base: str, head: str) -> list[Change]:
        """List the files that differ between two commits, in the order of their paths."""
        listed = self.run("diff-tree", "-r", "-z", "--name-status", "-M", "--no-commit-id", base, head)
        return sorted(_changes(listed), key=lambda change: change.path)

    def _entries(self, commit: str, *options: str) -> dict[str, TreeEntry]:
        """Return the files of a commit by path."""
        found = {}
        for line in _names(self.run("ls-tree", "-r", "-z", *options, commit)):
            meta, _, path = line.partition("\t")
            mode, _, oid = meta.split(" ")
            found[path] = TreeEntry(mode, oid)
        return found

    def blobs(self, oids: Iterable[str], most: int = MAX_OBJECT) -> dict[str, bytes]:
        """Return the bytes of objects; for one that has more than `most`, just enough to show that."""
        sizes = {}
        for line in self.run("cat-file", "--batch-check=%(objectname) %(objectsize)", given=oids).splitlines():
            oid, _, size = line.decode("ascii", "replace").partition(" ")
            if not size.isdecimal():
                raise GitError(f"the object {oid} is not in the repository")
            sizes[oid] = int(size)
        found = dict.fromkeys(sizes, bytes(most + 1))
        small = [oid for oid, size in sizes.items() if size <= most]
        printed, place = self.run("cat-file", "--batch", given=small), 0
        for oid in small:
            place = printed.index(b"\n", place) + 1  # behind "<oid> blob <size>"
            found[oid] = printed[place : place + sizes[oid]]
            place += sizes[oid] + 1
        return found


def renames(repository: Repository, commit: str) -> dict[str, str]:
    """Return where files of a commit below the root are at what is checked out, as far as they were moved since."""
    options = ("--no-commit-id", "--relative", "--diff-filter=R", "-M", "-l1000")
    listed = repository.run("diff-tree", "-r", "-z", "--name-status", *options, commit, "HEAD")
    return {change.old: change.path for change in _changes(listed) if change.old}


def refs(name: str) -> tuple[str, str]:
    """Return the branch and the tag of the origin that a name may stand for; "" for what it cannot."""
    for prefix in ("refs/remotes/origin/", "origin/", "refs/heads/"):
        if name.startswith(prefix):
            return f"refs/heads/{name.removeprefix(prefix)}", ""
    return ("", name) if name.startswith("refs/") else (f"refs/heads/{name}", f"refs/tags/{name}")


def _touches(printed: bytes) -> Iterator[tuple[Touch, str]]:
    """Parse `commit\\0author\\0time\\0subject\\0\\0\\nname\\0…`; a merge without changes has no name."""
    fields = printed.decode("utf-8", "surrogateescape").split("\0")
    place = 0
    while place + 5 < len(fields):
        touch, name = Touch(*fields[place : place + 4]), fields[place + 5]
        if name.startswith("\n"):
            yield touch, name[1:]
        place += 6 if name.startswith("\n") else 5


def _changes(listed: bytes) -> Iterator[Change]:
    """Parse `M\\0path\\0R090\\0old\\0new\\0…` (git-diff-tree, "raw output format", with -z and --name-status)."""
    from citefirst.model import Change  # whoever lists files has no use for it

    fields = iter(_names(listed))
    for status in fields:
        old = next(fields) if status[0] == "R" else None
        yield Change(next(fields), _STATUS.get(status[0], "modified"), old)


def _names(listed: bytes) -> list[str]:
    return [name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name]


def is_hash(name: str) -> bool:
    """Tell whether a name is the whole hash of a commit."""
    return len(name) in _FULL and all(char in "0123456789abcdef" for char in name)
