"""Files of the working tree, by `os` alone: what a check asks of a disk costs no more than it must.

A path is relative to a root and leaves it by no link.
"""

from __future__ import annotations

import errno
import os
import stat

from citefirst.limits import MAX_BYTES
from citefirst.repository.tree import LEAVES, NOT_REGULAR

MARKERS = (".citefirst.yml", ".github/.citefirst.yml", ".git")


class Disk:
    """The files below a root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._real = os.path.realpath(root)

    def read(self, path: str, limit: int = MAX_BYTES) -> tuple[bytes | None, str | None]:
        """Return at most one byte more than a limit, or None and why a file cannot be read."""
        try:
            place = self._place(path)
            if not self._holds(place):
                return None, LEAVES
            if not stat.S_ISREG(os.stat(place).st_mode):
                return None, NOT_REGULAR
            with open(place, "rb") as stream:
                return stream.read(limit + 1), None
        except (OSError, ValueError) as error:
            loops = getattr(error, "errno", None) == errno.ELOOP
            reason = None if loops else getattr(error, "strerror", None)
            return None, f"the file cannot be read: {reason or 'its links form a loop'}"

    def content(self, path: str, limit: int) -> bytes | None:
        return self.read(path, limit)[0]

    def exists(self, path: str) -> bool:
        try:
            place = self._place(path)
            return self._holds(place) and os.path.isfile(place)
        except (OSError, ValueError):
            return False

    def folder(self, path: str) -> bool:
        try:
            place = self._place(path)
            return self._holds(place) and os.path.isdir(place)
        except (OSError, ValueError):
            return False

    def real(self, path: str) -> str:
        try:
            place = self._place(path)
            if not self._holds(place) or os.path.islink(place):
                return path
            return os.path.relpath(place, self._real).replace(os.sep, "/")
        except (OSError, ValueError):
            return path

    def present(self, path: str) -> bool:
        return os.path.lexists(os.path.join(self.root, path))

    def children(self, directory: str) -> list[str] | None:
        place = os.path.join(self.root, directory)
        if not os.path.isdir(place) or not self._holds(os.path.realpath(place)):
            return None
        with os.scandir(place) as found:
            return sorted(self.relative(entry.path) for entry in found if entry.is_symlink() or entry.is_file())

    def relative(self, path: str) -> str:
        """Return a path as POSIX, relative to the root."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _place(self, path: str) -> str:
        """Return where a path leads, links followed. Most pass none, and then only its own parts are looked at."""
        parts, place = path.split("/"), self._real
        if os.name != "nt" and not {"", ".", ".."} & set(parts):
            for part in parts:
                place = f"{place}{os.sep}{part}"
                if os.path.islink(place):
                    break
            else:
                return place
        return os.path.realpath(os.path.join(self.root, path))

    def _holds(self, place: str) -> bool:
        """Tell whether a path without links is below the root."""
        whole, root = os.path.normcase(place), os.path.normcase(self._real)
        return whole == root or whole.startswith(root.rstrip(os.sep) + os.sep)


def find_root(start: str) -> str:
    """Find the repository around a path: the nearest directory with a policy or a `.git`, else the path's own
    directory."""
    directory = start if os.path.isdir(start) else os.path.dirname(start)
    place = directory
    while True:
        if any(os.path.exists(os.path.join(place, marker)) for marker in MARKERS):
            return place
        above = os.path.dirname(place)
        if above == place:
            return directory
        place = above
