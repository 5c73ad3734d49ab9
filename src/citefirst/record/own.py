"""Evidence in the repository itself: a path in code, another record by its name. It cites where it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from citefirst.document import mentions
from citefirst.evidence.general import is_known
from citefirst.model import Citation, Unit
from citefirst.record.archive import Archive
from citefirst.record.origin import Origin
from citefirst.record.paths import Exists, Load, inside
from citefirst.regex import lazy

MAX_FILE = 8 * 1024 * 1024
"""Bytes of a file in which a line or a symbol is looked for."""
_POINTING = lazy(
    r"(?:\b(?:see|see also|cf\.?|sources?|evidence|per|according to|as in|shown (?:in|by)|documented in|described in"
    r"|recorded in|logged in|listed in|taken from|proof)|\()[ :,]{0,3}[`*_\"]{0,3}$",
    re.IGNORECASE,
)
"""Words behind which a path is meant as evidence."""
_HOSTED = lazy(r"(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|io|dev|app|co|gov|edu|cloud|ai)/", re.IGNORECASE)


class Surroundings(NamedTuple):
    """What is known of the repository around a record."""

    exists: Exists
    load: Load
    archive: Archive
    origin: Origin


class Place(NamedTuple):
    """Where a mention leads: the path of a file from the root, "" where none is there, and whether it is the record
    itself."""

    path: str = ""
    itself: bool = False


NOWHERE = Place()


def places(record: str, target: str) -> Iterator[str]:
    """Yield the paths that a path in code may mean: from the record's directory, and from the root."""
    found = (inside(record, target), inside("", target)) if target else ()
    yield from dict.fromkeys(path for path in found if path)


def find(citation: Citation, record: str, around: Surroundings) -> Place:
    """Return where a mention leads."""
    if citation.form == "record":
        return _found(around.archive.find(citation.label, record), record, around)
    for path in places(record, citation.target or ""):
        if around.exists(path):
            return _found(path, record, around) if _holds(path, citation.label, around.load) else NOWHERE
    name = (citation.target or "").rpartition("/")
    return _found(around.archive.find(name[2], record), record, around) if _is_record_name(name) else NOWHERE


def _is_record_name(name: tuple[str, str, str]) -> bool:
    """Tell a bare file name that may be a record's from one in a directory, which is there or is not."""
    return not name[0] and mentions.is_name(name[2])


def _found(path: str | None, record: str, around: Surroundings) -> Place:
    return Place(path, itself=around.origin.is_record(path, record)) if path else NOWHERE


def _holds(path: str, code: str, load: Load) -> bool:
    """Tell whether a file has the line and the symbol that are named behind its path."""
    line, symbol = mentions.detail(code)
    if not line and not symbol:
        return True
    data = load(path, MAX_FILE)
    if data is None:
        return True  # nobody can tell
    if line:
        return line <= data.count(b"\n") + (not data.endswith(b"\n"))
    return re.search(rb"(?<!\w)" + re.escape(symbol.encode()) + rb"(?!\w)", data) is not None


def is_claimed(citation: Citation, place: Place, unit: Unit, around: Surroundings) -> bool:
    """Tell whether a mention that backs nothing was plainly meant to: the record itself or a file behind "see", or a
    record of a repository that has records of that name."""
    start = unit.text.find(citation.label)
    if place.itself:
        return start > 0 and is_pointed_at(unit.text, start)
    if citation.form == "record":
        return around.archive.has_like(citation.label)
    target = citation.target or ""
    if target.startswith(("/", "~", "@")) or "/" not in target or not is_known(target) or _HOSTED.match(target):
        return False
    return start > 0 and is_pointed_at(unit.text, start)


def is_pointed_at(text: str, start: int) -> bool:
    """Tell whether what begins at a place of a text stands behind "see", an opening bracket or the like."""
    return bool(_POINTING.search(text, max(0, start - 40), start))
