"""Who wrote the commits of a history, and what git-ai noted of them, to hold a record's word on assistants against.

One walk lists authors and trailers; the files of a commit are only asked for where somebody asks for it. A history that
is cut off would show commits with files that they did not write, so of a shallow one nothing is said, except within a
range that is known to be whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from citefirst.repository.git import Repository, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.history import NOTES

MAX_NOTES = 20_000
MAX_COMMITS = 5_000
"""Commits whose files are asked for, the newest first."""
_KEYS = ("Co-authored-by", "Co-developed-by", "Assisted-by", "Generated-by")
_TRAILERS = f"%(trailers:{','.join(f'key={key}' for key in _KEYS)},unfold,separator=%x01)"


class Commit(NamedTuple):
    """A commit: its author and those whom its trailers name, as `Name <mail>`, git-ai's note, and its files."""

    commit: str
    author: str
    trailers: tuple[str, ...] = ()
    note: str = ""
    paths: tuple[str, ...] = ()


Wanted = Callable[[Commit], bool]


def written(repository: Repository, wanted: Wanted, base: str = "", head: str = "HEAD") -> list[Commit] | None:
    """Return the commits between two, or of a whole history, that are wanted, with their files, and those with a note.

    None where there is no git, or its history is cut off.
    """
    try:
        if base:
            repository.merge_base(base, head)
        elif repository.is_shallow():
            return None
        listed = list(_listed(repository, f"{base}..{head}" if base else head))
        files = _files(repository, [one.commit for one in listed if wanted(one)][:MAX_COMMITS])
        notes = _notes(repository, {one.commit for one in listed})
    except GitError:
        return None
    return [
        one._replace(paths=files.get(one.commit, ()), note=notes.get(one.commit, ""))
        for one in listed
        if one.commit in files or one.commit in notes
    ]


def _listed(repository: Repository, span: str) -> Iterator[Commit]:
    form = f"--format=%H%x00%an <%ae>%x00{_TRAILERS}%x00"
    printed = repository.run("log", "--no-merges", "--encoding=UTF-8", form, "--end-of-options", span, "--")
    fields = printed.decode("utf-8", "replace").split("\0")
    for place in range(0, len(fields) - 3, 3):
        trailers = (trailer.partition(":")[2].strip() for trailer in fields[place + 2].split("\x01"))
        yield Commit(fields[place].strip(), fields[place + 1], tuple(filter(None, trailers)))


def _files(repository: Repository, commits: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the files below the root that each commit wrote or changed; those that it deleted do not count."""
    return files_of(repository, commits, "--relative", "--diff-filter=d")


def files_of(repository: Repository, commits: Sequence[str], *options: str) -> dict[str, tuple[str, ...]]:
    """Return the files that each of some commits changed, by one call of git with some options of its log.

    The mark of a commit is two empty names and its hash; no file has an empty name.
    """
    if not commits:
        return {}
    log = ("log", "--no-walk=unsorted", "--stdin", "--name-only", "--no-renames", "-z", *options)
    fields = repository.run(*log, "--format=%x00%x00%H", given=commits).decode("utf-8", "surrogateescape")
    found: dict[str, list[str]] = {}
    names: list[str] = []
    before = ["x", "x"]
    for name in fields.split("\0"):
        if before == ["", ""] and is_hash(name.strip()):
            names = found.setdefault(name.strip(), [])
        elif stripped := name.removeprefix("\n"):
            names.append(stripped)
        before = [before[1], name]
    return {commit: tuple(each) for commit, each in found.items()}


def _notes(repository: Repository, known: set[str]) -> dict[str, str]:
    """Return git-ai's notes on commits, by commit."""
    if not repository.has_ref(NOTES):
        return {}
    pairs = [line.split() for line in repository.text("notes", "--ref=ai", "list").splitlines()]
    wanted = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and pair[1] in known][:MAX_NOTES]
    texts = repository.blobs(dict.fromkeys(blob for blob, _ in wanted)) if wanted else {}
    return {commit: texts[blob].decode("utf-8", "replace") for blob, commit in wanted}
