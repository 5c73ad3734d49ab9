"""The manifest of a partition: which files make it up. Readers go by it alone: to put it is to replace all.

Whatever stands in it was written by somebody else: files outside of the partition, tables that nobody knows and
versions from later on are refused in one sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from citefirst.dataset.places import PAST, folder
from citefirst.errors import CitefirstError
from citefirst.ledger.model import TABLES, VERSION

STATES = tuple(name for name in TABLES if name not in ("repositories", "revisions", "events"))
"""Tables about a record in one state."""
NAMES = (*TABLES, *(f"{PAST}.{name}" for name in STATES))
"""Tables of a partition that can be asked: of the records as they are, and of their earlier states."""
KEPT = "_kept"
"""What the rows of each record rest on: the next build uses them again where that is the same. Nobody asks for it."""
_FILE = re.compile(r"[0-9a-f]{32}\.parquet")
_SUM = re.compile(r"[0-9a-f]{64}")


class Damaged(CitefirstError):
    """A manifest that is none, or a file that is not what its manifest says."""


def checksum(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    from hashlib import sha256

    return sha256(data).hexdigest()


class Part(NamedTuple):
    """A file of a table: its path in the ledger, and what must be found there."""

    path: str
    rows: int
    size: int
    sha256: str


class Manifest(NamedTuple):
    """A partition. `head` is the commit up to which its history goes, "" where it has none; `basis` what the rows of
    that rest on besides git."""

    repository: str
    parts: Mapping[str, Part]
    head: str = ""
    basis: str = ""

    @property
    def digest(self) -> str:
        """The digest of all rows: the same rows, the same digest."""
        told = sorted((table, part.rows, part.sha256) for table, part in self.parts.items() if table != KEPT)
        return checksum(repr((self.repository, told)).encode())


def dump(manifest: Manifest) -> bytes:
    parts = {name: part._asdict() for name, part in sorted(manifest.parts.items())}
    value = {"version": VERSION, **manifest._asdict(), "parts": parts, "digest": manifest.digest}
    return (json.dumps(value, indent=1) + "\n").encode()


def parse(data: bytes, shown: str) -> Manifest:
    """Return the manifest that a file holds. Raises Damaged where it holds none, CitefirstError for a newer version."""
    try:
        value = json.loads(data)
        version = value["version"]
        newer = isinstance(version, int) and version > VERSION
        found = None if newer else _manifest(value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(f"{shown} is damaged: build that partition anew") from error
    if found is None:
        raise CitefirstError(
            f"{shown} is of version {version} of the ledger, and this citefirst reads {VERSION}: update citefirst"
        )
    return found


def _manifest(value: Any) -> Manifest:
    repository, head, basis = (value[name] for name in ("repository", "head", "basis"))
    if value["version"] != VERSION or not all(isinstance(each, str) for each in (repository, head, basis)):
        raise ValueError
    found = Manifest(repository, {name: _part(name, each, repository) for name, each in value["parts"].items()})
    if found.digest != value["digest"]:
        raise ValueError
    return found._replace(head=head, basis=basis)


def _part(table: str, value: Any, repository: str) -> Part:
    """Return a file that a manifest names. Raises ValueError for one that is not the partition's own."""
    part = Part(**value)
    place, _, name = part.path.rpartition("/")
    sound = type(part.rows) is int and type(part.size) is int and _SUM.fullmatch(part.sha256)
    if table not in (*NAMES, KEPT) or place != folder(table, repository) or not _FILE.fullmatch(name) or not sound:
        raise ValueError
    return part
