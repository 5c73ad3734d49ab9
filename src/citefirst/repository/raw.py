"""What a commit changed, as `git log --raw -z` prints it (git-diff-tree(1), "raw output format")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from citefirst.repository.snapshot import REGULAR
from citefirst.repository.tree import SUFFIXES

MARKDOWN = tuple(f":(icase)*{suffix}" for suffix in SUFFIXES)
"""Which files git is asked about, where it is asked about all that may be records."""


class Change(NamedTuple):
    """A file that a commit changed, under its name now and before: its object in each parent and after, "" for none.

    Links and submodules are no files.
    """

    path: str
    old: str
    before: tuple[str, ...]
    after: str


def change(text: str, fields: Iterator[str]) -> Change:
    """Parse `:modes objects status`, a colon for each parent, and the names that follow it among the fields.

    A copy was nothing before.
    """
    parents = len(text) - len(text.lstrip(":"))
    words = text.lstrip(":").split(" ")
    modes, oids = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    objects = [oid if mode in REGULAR else "" for mode, oid in zip(modes, oids, strict=True)]
    status, old = words[-1][0], next(fields, "")
    path = next(fields, "") if status in "RC" and parents == 1 else old
    return Change(path, old if status == "R" else path, ("",) if status == "C" else tuple(objects[:-1]), objects[-1])
