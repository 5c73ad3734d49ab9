"""The earlier states of many files, found by one call of git, moves followed as far as git sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from citefirst.repository.git import Repository, Touch, is_hash
from citefirst.repository.gitcall import GitError
from citefirst.repository.raw import MARKDOWN, Change, change
from citefirst.repository.tree import is_markdown


class State(NamedTuple):
    """A commit that wrote a file, and the object that the file was then."""

    touch: Touch
    oid: str


def states(repository: Repository, paths: Iterable[str], head: str = "HEAD") -> Mapping[str, list[State]]:
    """Return the states of files below the root, the newest first; none outside git or where git cannot tell.

    Merges are left out: they add nothing that their parents do not have. A move is seen between Markdown files.
    """
    found: dict[str, list[State]] = {path: [] for path in paths}
    called = {path: [path] for path in found}
    options = ("--no-merges", "--topo-order", "--relative", "--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff")
    wanted = [*MARKDOWN, *(f":(literal){path}" for path in found if not is_markdown(path))]
    form = "--format=%H%x00%an%x00%aI%x00%s"
    try:
        log = ("-c", "log.showRoot=true", "log", *options, "--encoding=UTF-8", form)
        printed = repository.run(*log, "--end-of-options", head, "--", *wanted)
    except GitError:
        return found
    for touch, each in _read(printed.decode("utf-8", "surrogateescape")):
        for name in called.get(each.path, ()):
            if each.after:
                found[name].append(State(touch, each.after))
        if each.old != each.path and each.path in called:
            called.setdefault(each.old, []).extend(called.pop(each.path))
    return found


def _read(printed: str) -> Iterator[tuple[Touch, Change]]:
    """Parse `commit\\0author\\0time\\0subject\\0` and, behind it, what the commit changed."""
    fields = iter(printed.split("\0"))
    touch = None
    for field in fields:
        text = field.lstrip("\n")
        if is_hash(text):
            touch = Touch(text, next(fields, ""), next(fields, ""), next(fields, ""))
        elif text.startswith(":") and touch:
            yield touch, change(text, fields)
