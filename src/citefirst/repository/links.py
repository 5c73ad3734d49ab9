"""How a path is followed through the links of a repository, part by part and never out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from citefirst.repository.tree import LEAVES

MOST = 40
"""Links that are followed in a row, as the Linux kernel does (path_resolution(7))."""

Target = Callable[[str], str | None]
"""What the link at a path holds; None where the path is no link."""


def follow(path: str, target: Target) -> Iterator[str]:
    """Yield each link that a path passes, and last the place where it ends.

    Raises OSError where the links leave the repository or go in a circle.
    """
    todo, done, links = path.split("/")[::-1], list[str](), 0
    while todo:
        part = todo.pop()
        if part == "..":
            if not done:
                raise OSError(LEAVES)
            done.pop()
        elif part not in ("", "."):
            done.append(part)
            if (leads := target(place := "/".join(done))) is not None:
                yield place
                links += 1
                todo += _checked(leads, links).split("/")[::-1]
                done.pop()
    yield "/".join(done)


def way(path: str, target: Target) -> Iterator[str]:
    """Yield the links that a path passes and where it ends, as far as it can be followed."""
    with suppress(OSError):
        yield from follow(path, target)


def _checked(target: str, number: int) -> str:
    """Return what a link holds; `number` counts the links followed so far."""
    if number > MOST:
        raise OSError("the file cannot be read: its links form a loop")
    if target.startswith("/"):
        raise OSError(LEAVES)
    return target
