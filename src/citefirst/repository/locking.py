"""One writer at a time in a directory: a lock that the system releases when its process ends, however it ends.

The file that is locked lies in the directory, so that two users of one checkout meet at it. It is removed with the
lock; one that a killed process left behind locks nobody out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from citefirst.errors import CitefirstError

NAME = ".citefirst.lock"
PATIENCE = 30.0
"""Seconds to wait for another process."""
_PAUSE = 0.02
_MODE = 0o666
_BUSY = (BlockingIOError, PermissionError)
"""What taking a lock raises where somebody else has it: on POSIX and on Windows."""


@contextmanager
def held(directory: Path, shown: str) -> Iterator[None]:
    """Hold the lock of a directory. `shown` is what is to be written, for the one who reads why it was not.

    Raises CitefirstError where the lock cannot be had.
    """
    place, until = directory / NAME, monotonic() + PATIENCE
    handle = None
    try:
        while (handle := _taken(place)) is None:
            if monotonic() > until:
                raise CitefirstError(
                    f"{shown} was not written: another citefirst process is writing in {directory}: try again"
                )
            sleep(_PAUSE)
    except OSError as error:
        raise CitefirstError(f"{shown} was not written: {place} cannot be locked: {error.strerror}") from error
    try:
        yield
    finally:
        _let_go(handle, place)


def _taken(place: Path) -> int | None:
    """Return the handle of the locked file, None where another process has the lock or has just removed the file."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(place, flags, _MODE)
    except PermissionError:
        if sys.platform == "win32":  # somebody is taking it away
            return None
        raise
    try:
        _lock(handle)
        if _is_at(handle, place):
            return handle
    except _BUSY:
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _is_at(handle: int, place: Path) -> bool:
    """Tell whether the file that was opened is still the one that others would open."""
    try:
        return os.path.samestat(os.fstat(handle), place.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _let_go(handle: int, place: Path) -> None:
        """Close the file, then remove it: an open file cannot be removed there. Whoever has it open by now keeps it."""
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        with suppress(OSError):
            place.unlink()

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(handle: int, place: Path) -> None:
        """Remove the file while it is still locked: who opened it before sees that it is gone, and opens it again."""
        with suppress(OSError):
            place.unlink()
        os.close(handle)
