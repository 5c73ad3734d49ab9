"""Every state that a file had in git's history, from one walk: by which commit, and what it was before in each parent.

Where a merge takes a file as one of its parents has it, nothing happened to the file. A history that is cut off has
commits whose parents are not here: git shows their files as new, which nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citefirst.repository.git import Repository, is_hash
from citefirst.repository.raw import MARKDOWN, Change, change

_FORM = "--format=%H%x00%aI%x00%an <%ae>%x00%s%x00"
_OPTIONS = ("--full-history", "--topo-order", "--reverse", "--raw", "-c", "-M", "-z", "--no-abbrev", "--relative")


class State(NamedTuple):
    """A file at a path, by its object."""

    path: str
    blob: str


class Revision(NamedTuple):
    """What a commit made of a file: `after` is None where it took the file away; `before` one state for each parent
    that had it."""

    commit: str
    at: str
    author: str
    subject: str
    path: str
    after: State | None
    before: tuple[State, ...]
    cut: bool = False
    """Nobody knows what was before: the history ends here."""


def revisions(repository: Repository, since: str = "", paths: Iterable[str] = MARKDOWN) -> Iterator[Revision]:
    """Yield what each commit made of files below the root, parents before children; only those after a commit.

    Raises GitError where there is no git, or no commit yet.
    """
    ends = repository.ends() if repository.is_shallow() else frozenset[str]()
    span = f"{since}..HEAD" if since else "HEAD"
    settings = ("-c", "diff.renameLimit=1000")
    printed = repository.run(
        *settings, "log", *_OPTIONS, "--no-show-signature", "--encoding=UTF-8", _FORM, span, "--", *paths
    )
    for commit, changes in _commits(iter(printed.decode("utf-8", "surrogateescape").split("\0"))):
        for each in changes:
            after = State(each.path, each.after) if each.after else None
            before = tuple(State(each.old, blob) for blob in each.before if blob)
            yield Revision(*commit, each.path, after, before, commit[0] in ends)


def _commits(fields: Iterator[str]) -> Iterator[tuple[tuple[str, str, str, str], list[Change]]]:
    """Parse `commit\\0time\\0author\\0subject\\0` and, behind it, what the commit changed.

    What a person wrote is told by its place alone: behind a commit, or behind what begins with a colon.
    """
    head, changes = ("", "", "", ""), list[Change]()
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith(":"):
            changes.append(change(text, fields))
        elif is_hash(text):
            yield head, changes
            head, changes = (text, next(fields, ""), next(fields, ""), next(fields, "")), []
    yield head, changes
