"""Records that cite only one another: each line has a source, and nothing outside of them backs any.

Looked at is what a record cites as a whole. Only where all of it are records of the repository are these read, and
what they cite in turn; the first other source ends the search.
"""

from __future__ import annotations

from collections.abc import Callable, Set

MAX_RECORDS = 40
"""Records that are read on the way. More of them without any other source are taken for a circle."""

Rests = Callable[[str], Set[str] | None]
"""Paths of what the record at a path cites; None where it is no record, or cites something else or nothing."""


def circle(path: str, cited: Set[str], rests: Rests) -> tuple[str, ...]:
    """Return the other records of a circle around the record at a path, which cites these; () without a circle."""
    found, todo = dict.fromkeys(sorted(cited)), sorted(cited)
    while todo and len(found) <= MAX_RECORDS:
        further = rests(todo.pop())
        if further is None:
            return ()
        new = sorted(further - found.keys() - {path})
        found |= dict.fromkeys(new)
        todo += new
    return tuple(found)
