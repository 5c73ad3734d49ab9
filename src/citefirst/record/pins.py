"""Files of the repository that a record cites and pins: `[Q1]: results/carts.csv "query: lost carts sha256:3a7b…"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from citefirst.model import Problem, Source
from citefirst.record.build import Record
from citefirst.record.citing import inside

MAX_FILE = 8 * 1024 * 1024
"""Bytes of a pinned file."""
_PIN = re.compile(r"\bsha256:([0-9a-fA-F]{64})\b")

Load = Callable[[str, int], bytes | None]


def broken(record: Record, load: Load) -> Iterator[Problem]:
    """CF302 for each pinned file that is not the one that was cited."""
    for source in record.sources:
        pin = _PIN.search(source.label)
        if pin and (fault := _fault(record.document.path, source, pin[1].lower(), load)):
            yield Problem("CF302", source.span, fault, "restore the file, or cite what it is now and pin that")


def _fault(record: str, source: Source, wanted: str, load: Load) -> str:
    if "://" in source.target:
        return "a SHA-256 can pin a file of the repository only, and not an address"
    path = inside(record, source.target)
    data = load(path, MAX_FILE) if path else None
    if data is None:
        return ""  # CF302 says so already
    if len(data) > MAX_FILE:
        return f"`{source.target}` is larger than {MAX_FILE // 1024 // 1024} MiB and cannot be held against its SHA-256"
    from hashlib import sha256

    return "" if sha256(data).hexdigest() == wanted else f"`{source.target}` is not the file that was cited"
