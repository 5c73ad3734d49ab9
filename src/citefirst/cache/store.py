"""Where results are kept: a directory for each repository, in it 256 files, each replaced as a whole.

Who writes a result says what holds. So only what the user alone can write is read, and nothing inside of a repository:
a pull request could bring it along. Whatever cannot be read or written is a miss, never a failure.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress

from citefirst.cache.digests import digest, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Entries = dict[str, list[Any]]
    """Entries by key, the oldest first: a day, and the value."""

OFF = "CITEFIRST_NO_CACHE"
"""Environment variable that turns the cache off, whatever it says."""
FORM = "results-1"
"""The number changes with the form of what is kept, so that an older version never reads a newer one."""
MAX_SHARD = 512 * 1024
"""Bytes of one file: 128 MiB a repository at most."""
MAX_WHOLE = 64 * 1024 * 1024
"""Bytes of a file that holds one value about the whole repository."""
MAX_REPOSITORIES = 40
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_ALL = stat.S_IRWXG | stat.S_IRWXO
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def base(environ: Mapping[str, str]) -> str | None:
    """Return the user's own directory for what can be made again (XDG Base Directory Specification)."""
    places = (environ.get("XDG_CACHE_HOME", ""), environ.get("LOCALAPPDATA", "") if os.name == "nt" else "")
    home = environ.get("HOME", "")
    place = next((each for each in (*places, os.path.join(home, ".cache")) if os.path.isabs(each)), None)
    return place and os.path.join(place, "citefirst")


def directory(environ: Mapping[str, str], root: str) -> str | None:
    """Return where results of a repository are kept; None where they are not wanted or have no safe place."""
    place = base(environ)
    if environ.get(OFF) or place is None:
        return None
    inside, outside = os.path.realpath(root), os.path.realpath(place)
    if any(each == inside or os.path.lexists(os.path.join(each, ".git")) for each in _upwards(outside)):
        return None
    return os.path.join(place, FORM, digest(inside))


def _upwards(place: str) -> Iterator[str]:
    """Yield a directory and all above it."""
    while True:
        yield place
        above = os.path.dirname(place)
        if above == place:
            return
        place = above


class Results:
    """The results of one repository. Nothing is read before it is asked for, nothing written before `save`."""

    def __init__(self, place: str | None) -> None:
        self._place = place if place and _is_safe(place) else None
        self._shards: dict[str, Entries] = {}
        self._new: dict[str, Entries] = {}

    def get(self, path: str, key: str) -> Any:
        """Return what is known under a key that belongs to a path, None where nothing is."""
        name = _shard(path)
        if name not in self._shards:
            self._shards[name] = _read(os.path.join(self._place, name)) if self._place else {}
        entry = self._new.get(name, {}).get(key) or self._shards[name].get(key)
        return entry[1] if entry else None

    def put(self, path: str, key: str, day: str, value: Any) -> None:
        if self._place:
            self._new.setdefault(_shard(path), {})[key] = [day, value]

    def whole(self, name: str, key: str) -> Any:
        """Return the one value that is kept under a name, None where it has another key or is not there."""
        entry = _read(os.path.join(self._place, name), MAX_WHOLE).get(key) if self._place else None
        return entry[1] if entry else None

    def keep_whole(self, name: str, key: str, day: str, value: Any) -> None:
        """Keep one value under a name, in the place of the one before."""
        if not self._place or not _prepared(self._place):
            return
        text = json.dumps({key: [day, value]}, separators=(",", ":")).encode()
        if len(text) <= MAX_WHOLE:
            with suppress(OSError):
                _write(os.path.join(self._place, name), text)

    def save(self) -> None:
        """Write what is new, beside what other runs wrote meanwhile."""
        new, self._new = self._new, {}
        if not new or not self._place or not _prepared(self._place):
            return
        try:
            for name, entries in new.items():
                place = os.path.join(self._place, name)
                known = {key: entry for key, entry in _read(place).items() if key not in entries}
                self._shards[name] = kept = known | entries
                _write(place, _bounded(kept))
        except (OSError, ValueError):
            return


def _shard(path: str) -> str:
    return of_bytes(path.encode("utf-8", "surrogateescape"))[:2]


def _bounded(entries: Entries) -> bytes:
    """Return entries as the text of a file, without those of days before the last two and the oldest beyond a size."""
    days = sorted({entry[0] for entry in entries.values()})[-2:]
    kept, size = [], 2
    for key, entry in reversed(entries.items()):
        text = f"{json.dumps(key)}:{json.dumps(entry)}" if entry[0] in days else ""
        size += len(text) + 1
        if text and size <= MAX_SHARD:
            kept.append(text)
    return ("{" + ",".join(reversed(kept)) + "}").encode()


def _read(place: str, most: int = MAX_SHARD) -> Entries:
    """Return the entries of a file, none where it is damaged, cut off, or could be somebody else's work."""
    try:
        file = os.open(place, os.O_RDONLY | _NO_LINK)
        with open(file, "rb") as stream:
            known = os.fstat(file)
            if not stat.S_ISREG(known.st_mode) or not _is_own(known, _ALL) or known.st_size > most + 100:
                return {}
            sealed, _, text = stream.read(most + 100).partition(b"\n")
        if sealed.decode("ascii") != of_bytes(text):
            return {}
        entries = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: entry for key, entry in entries.items() if _is_entry(entry)} if isinstance(entries, dict) else {}


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)


def _write(place: str, text: bytes) -> None:
    """Put a file in its place in one step: whoever reads sees the old one or the new one."""
    draft = f"{place}.{os.getpid()}"
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, 0o600)
        with open(file, "wb") as stream:
            stream.write(of_bytes(text).encode() + b"\n" + text)
        os.replace(draft, place)
    except OSError:
        if os.path.lexists(draft):
            os.unlink(draft)
        raise


def _prepared(place: str) -> bool:
    """Make the directory of a repository, and room for it: the ones that were not written for longest go."""
    try:
        if not os.path.isdir(place):
            _make_room(os.path.dirname(place))
            form = os.path.dirname(place)
            os.makedirs(os.path.dirname(os.path.dirname(form)), mode=0o700, exist_ok=True)
            for each in (os.path.dirname(form), form, place):  # `makedirs` lets others write to those on the way
                if not os.path.isdir(each):
                    os.mkdir(each, 0o700)
    except FileExistsError:  # another run made it
        pass
    except OSError:
        return False
    return _is_safe(place)


def _make_room(place: str) -> None:
    if not os.path.isdir(place):
        return
    with os.scandir(place) as found:
        known = sorted((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in found)
    from shutil import rmtree

    for _, path in known[: max(0, len(known) - MAX_REPOSITORIES + 1)]:
        rmtree(path, ignore_errors=True)


def _is_safe(place: str) -> bool:
    """Tell whether the caller alone can write to a directory and the two above it, as far as they are there."""
    for each in (place, os.path.dirname(place), os.path.dirname(os.path.dirname(place))):
        try:
            known = os.lstat(each)
        except FileNotFoundError:
            continue
        except OSError:
            return False
        if not stat.S_ISDIR(known.st_mode) or not _is_own(known, _OTHERS):
            return False
    return True


def _is_own(known: os.stat_result, refused: int) -> bool:
    """Tell whether a file is the caller's, with no right that is refused. Windows keeps users' directories apart."""
    return os.name == "nt" or (known.st_uid == os.geteuid() and not known.st_mode & refused)
