"""The earlier states of many files, found by one call of git, moves followed as far as git sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from citefirst.repository.git import Repository, Touch, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import REGULAR
from citefirst.repository.tree import SUFFIXES, is_markdown


class State(NamedTuple):
    """A commit that wrote a file, and the object that the file was then."""

    touch: Touch
    oid: str


class _Entry(NamedTuple):
    """A file in a commit: its name, the one before, and its object, "" where it is none that can be read."""

    path: str
    old: str
    oid: str


def states(repository: Repository, paths: Iterable[str], head: str = "HEAD") -> Mapping[str, list[State]]:
    """Return the states of files below the root, the newest first; none outside git or where git cannot tell.

    Merges are left out: they add nothing that their parents do not have. A move is seen between Markdown files.
    """
    found: dict[str, list[State]] = {path: [] for path in paths}
    called = {path: [path] for path in found}
    options = ("--no-merges", "--topo-order", "--relative", "--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff")
    wanted = [f":(icase)*{suffix}" for suffix in SUFFIXES]
    wanted += [f":(literal){path}" for path in found if not is_markdown(path)]
    form = "--format=%H%x00%an%x00%aI%x00%s"
    try:
        log = ("-c", "log.showRoot=true", "log", *options, "--encoding=UTF-8", form)
        printed = repository.run(*log, "--end-of-options", head, "--", *wanted)
    except GitError:
        return found
    for touch, entry in _read(printed.decode("utf-8", "surrogateescape")):
        for name in called.get(entry.path, ()):
            if entry.oid:
                found[name].append(State(touch, entry.oid))
        if entry.old != entry.path and entry.path in called:
            called.setdefault(entry.old, []).extend(called.pop(entry.path))
    return found


def _read(printed: str) -> Iterator[tuple[Touch, _Entry]]:
    """Parse `commit\\0author\\0time\\0subject\\0\\n:modes objects status\\0path\\0…`; a move has two paths."""
    fields = iter(printed.split("\0"))
    touch = None
    for field in fields:
        text = field.lstrip("\n")
        if is_hash(text):
            touch = Touch(text, next(fields, ""), next(fields, ""), next(fields, ""))
        elif text.startswith(":") and touch:
            _, mode, _, oid, status = text.split(" ", 4)
            old = next(fields, "")
            new = next(fields, "") if status[0] in "RC" else old
            before = old if status[0] == "R" else new
            yield touch, _Entry(new, before, oid if mode in REGULAR else "")
