"""A history as its commits tell it: messages, parents, tags with their notes, branches, each read by one call of git.

Nothing is judged here; `shipped` does that. What git holds is hostile text, and as long as somebody likes: commits are
bounded in number and messages in length, and whoever reads a history is told where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from citefirst.repository.git import Repository, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.written import files_of
from citefirst.structs import frozen

MAX_COMMITS = 100_000
"""Commits that are read, the newest first."""
MAX_MESSAGE = 20_000
"""Characters of a message that are read."""
MAX_FILES = 500
"""Commits whose files are asked for at once, and files whose commits are."""
_ZEROS = frozenset("0")


class Commit(NamedTuple):
    """A commit: who wrote it, when it was committed (RFC 3339), and its message, the first line by itself."""

    commit: str
    parents: tuple[str, ...]
    author: str
    at: str
    subject: str
    body: str


class Ref(NamedTuple):
    """A tag or a branch, the commit that it leads to, when it was made, and the notes of an annotated tag."""

    name: str
    commit: str
    at: str
    notes: str = ""


class Touched(NamedTuple):
    """That a commit added (`A`), changed (`M`) or removed (`D`) a file."""

    commit: str
    status: str


@frozen
class History:
    """`commits` by hash, children before their parents; `head` is what is checked out, "" where there is no commit.

    `cut` says why older commits are missing: the clone is `shallow`, or there are `more` than are read; "" for neither.
    """

    commits: Mapping[str, Commit]
    head: str
    branch: str = ""
    tags: Sequence[Ref] = ()
    branches: Sequence[Ref] = ()
    cut: Literal["", "shallow", "more"] = ""


def read(repository: Repository, most: int = MAX_COMMITS) -> History:
    """Read what leads to the commit that is checked out, to the tags and to the branches that are known here.

    Raises GitError where there is no git.
    """
    shallow = repository.is_shallow()
    head = repository.commit("HEAD") or ""
    tags, branches = list(_refs(repository, "refs/tags")), list(_refs(repository, "refs/heads", "refs/remotes"))
    commits = {each.commit: each for each in _commits(repository, head, most)} if head or tags or branches else {}
    cut: Literal["", "shallow", "more"] = "shallow" if shallow else "more" if len(commits) >= most else ""
    return History(commits, head, _branch(repository), tags, branches, cut)


def _commits(repository: Repository, head: str, most: int) -> Iterator[Commit]:
    starts = (*((head,) if head else ()), "--tags", "--branches", "--remotes")
    form = "--format=%H%x00%P%x00%aN%x00%cI%x00%B"
    options = ("--topo-order", f"--max-count={most}", "--encoding=UTF-8", "-z", "--no-show-signature", form)
    fields = repository.run("log", *options, *starts, "--").decode("utf-8", "replace").split("\0")
    for at in range(0, len(fields) - 4, 5):
        commit, parents, author, when, message = fields[at : at + 5]
        subject, _, body = message[:MAX_MESSAGE].strip("\n").partition("\n")
        yield Commit(commit, tuple(parents.split()), author, when, subject.strip(), body.strip())


def _refs(repository: Repository, *below: str) -> Iterator[Ref]:
    """Yield refs by their short names. The notes of a tag are its own message; a plain one only has its commit's."""
    wanted = ("refname", "objecttype", "objectname", "*objectname", "creatordate:iso-strict", "contents")
    form = "--format=" + "%00".join(f"%({name})" for name in wanted) + "%00"
    fields = repository.run("for-each-ref", form, *below).decode("utf-8", "replace").split("\0")
    for at in range(0, len(fields) - 6, 6):
        ref, kind, own, peeled, when, notes = fields[at : at + 6]
        name = ref.strip("\n").split("/", 2)[2]
        if not name.endswith("/HEAD"):
            yield Ref(name, peeled or own, when, notes[:MAX_MESSAGE] if kind == "tag" else "")


def _branch(repository: Repository) -> str:
    """Return the branch that is checked out, "" where that is a commit by itself."""
    try:
        return repository.text("symbolic-ref", "--quiet", "--short", "HEAD")
    except GitError:
        return ""


def versions(repository: Repository, path: str) -> list[str]:
    """List the commits that touched a file below the root, the newest first, renames followed."""
    try:
        printed = repository.text("--literal-pathspecs", "log", "--follow", "--format=%H", "--", path)
    except GitError:
        return []
    return [line for line in printed.splitlines() if is_hash(line)]


def touches(repository: Repository, paths: Sequence[str]) -> dict[str, list[Touched]]:
    """Return which commits touched each of some files below the root, the newest first. A link counts as a file."""
    found: dict[str, list[Touched]] = {path: [] for path in paths[:MAX_FILES]}
    if not found:
        return found
    options = ("--relative", "--name-status", "--no-renames", "-m", "--first-parent", "-z", "--format=%x00%H")
    printed = repository.run("--literal-pathspecs", "log", *options, "--", *found)
    commit, fields = "", iter(printed.decode("utf-8", "surrogateescape").split("\0"))
    for each in fields:
        text = each.strip("\n")
        if is_hash(text):
            commit = text
        elif len(text) == 1 and (path := next(fields, "")) in found:
            found[path].append(Touched(commit, text))
    return found


def files(repository: Repository, commits: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the files that each commit changed, from the top of the repository; of a merge what it brought."""
    return files_of(repository, list(dict.fromkeys(commits))[:MAX_FILES], "-m", "--first-parent")
