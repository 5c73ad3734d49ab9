"""Paths of the repository as a record writes them, and what is asked about the files at them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Exists = Callable[[str], bool]
"""Is there a file at a path relative to the repository's root."""
Load = Callable[[str, int], bytes | None]
"""Bytes of a file of the repository, at most one more than a limit; None where there is no such file."""


class Then(NamedTuple):
    """A file as a commit had it. `data` is None where it was not there; `current` is its path today, "" for none."""

    data: bytes | None
    current: str = ""


At = Callable[[str, str, int], Then | None]
"""A file at a commit, by its path and with at most one byte more than a limit; None where the commit is not at hand."""


def inside(record: str, target: str) -> str | None:
    """Return the repository path of a relative link in a record, "" for the root; None where it leaves the
    repository."""
    from urllib.parse import unquote

    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    parts: list[str] = [] if path.startswith("/") else record.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return None if "\\" in path or "\0" in path else "/".join(parts)
