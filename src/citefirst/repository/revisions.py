"""Every state that a file had in git's history, from one walk: by which commit, and what it was before in each parent.

Where a merge takes a file as one of its parents has it, nothing happened to the file. A history that is cut off has
commits whose parents are not here: git shows their files as new, which nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citefirst.repository.git import Repository, is_hash
from citefirst.repository.snapshot import REGULAR

MARKDOWN = (":(icase)*.md", ":(icase)*.markdown")
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
    for commit, entries in _commits(printed.decode("utf-8", "surrogateescape").split("\0")):
        for path, after, before in entries:
            yield Revision(*commit, path, after, before, commit[0] in ends)


_Entry = tuple[str, State | None, tuple[State, ...]]


def _commits(fields: list[str]) -> Iterator[tuple[tuple[str, str, str, str], list[_Entry]]]:
    """Parse `commit\\0time\\0author\\0subject\\0` and, for each file, `:modes objects status\\0path\\0`.

    What a person wrote is told by its place alone: behind a commit, or behind what begins with a colon.
    """
    head, entries, place = ("", "", "", ""), list[_Entry](), 0
    while place < len(fields):
        field = fields[place].lstrip("\n")
        if field.startswith(":"):
            moved = not field.startswith("::") and field.rpartition(" ")[2][:1] in ("R", "C")
            entries.append(_entry(field, fields[place + 1 : place + 2 + moved]))
            place += 2 + moved
        elif is_hash(field):
            yield head, entries
            commit, at, author, subject = fields[place : place + 4]
            head, entries = (commit.lstrip("\n"), at, author, subject), []
            place += 4
        else:
            place += 1
    yield head, entries


def _entry(told: str, names: list[str]) -> _Entry:
    """Parse modes and objects, of each parent and then of the commit; links and submodules are no files."""
    parents = len(told) - len(told.lstrip(":"))
    words = told.lstrip(":").split(" ")
    modes, blobs = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    path = names[-1]
    states = [State(names[0], blob) for mode, blob in zip(modes[:-1], blobs[:-1], strict=True) if mode in REGULAR]
    copied = words[-1].startswith("C")
    return path, State(path, blobs[-1]) if modes[-1] in REGULAR else None, () if copied else tuple(states)
