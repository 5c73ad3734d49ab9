"""The logs that a record names: each read, and what keeps it from being one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from citefirst.ailog.model import MAX_LOG, Log, LogError
from citefirst.ailog.reading import read

Load = Callable[[str, int], bytes | None]
"""Bytes of a file of the repository, at most one more than so many; None where there is none."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry of `ai.log`: its index, what it says, its file's SHA-256 and log; `fault` is why it has no log."""

    index: int
    entry: Mapping[str, Any]
    sha256: str = ""
    log: Log | None = None
    fault: str = ""


def stored(index: int, entry: Mapping[str, Any], path: str | None, load: Load) -> Stored:
    """The log of an entry, whose file lies at a path of the repository."""
    from hashlib import sha256

    data = load(path, MAX_LOG) if path else None
    if data is None:
        return Stored(index, entry)
    digest = sha256(data).hexdigest()
    try:
        log = read(data)
    except LogError as error:
        return Stored(index, entry, digest, None, str(error))
    return Stored(index, entry, digest, log)
