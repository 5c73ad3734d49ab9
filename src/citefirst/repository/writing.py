"""Files that citefirst writes: whole or not at all, and never where a link leads out of the repository.

Only this module and `publishing` write. A file is made beside its place under a name that no record has, brought to the
disk, and
then put in its place by one step of the file system; a process that is killed leaves the old file or the new one.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from citefirst.errors import AlreadyThere, CitefirstError, UsageError
from citefirst.repository.locking import held

_SCRATCH = ".citefirst-{}.part"
_LEFT = re.compile(r"\.citefirst-[0-9a-f]{16}\.(?:part|new|old)")
_STALE = 3600
"""Seconds after which a scratch file or directory is what a killed process left behind."""
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EACCES)
"""Errors of a file system that has no hard links, or does not allow one."""


def write(path: Path, content: str | bytes, *, new: bool = False, root: Path | None = None) -> Path:
    """Write a whole file or nothing, a text as UTF-8, and return `path`.

    With the `root` of a repository a link in its place is followed inside of it; without, it is replaced. Raises
    CitefirstError where it cannot be written, UsageError where it must be `new` and something is there already, or
    where it belongs into the repository and links lead out of it.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    target = _target(path, root, new) if root else path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not new and _is_device(target):
            with target.open("wb") as stream:
                stream.write(data)
        else:
            _put(target, data, new)
    except OSError as error:
        raise CitefirstError(f"{path} cannot be written: {error.strerror}") from error
    return path


@contextmanager
def locked(path: Path, root: Path | None = None) -> Iterator[None]:
    """Hold a file for reading, judging and writing it, so that of two processes the second sees what the first wrote.

    Raises what `write` raises, and CitefirstError where another process holds it for too long.
    """
    target = inside(path, root) if root else path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CitefirstError(f"{path} cannot be written: {error.strerror}") from error
    with held(target.parent, str(path)):
        yield


def append(path: Path, text: str) -> None:
    """Add a text to a file that others add to as well. Raises CitefirstError where it cannot be written."""
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise CitefirstError(f"{path} cannot be written: {error.strerror}") from error


def discard(path: Path) -> None:
    """Take away a file that was just written, as far as that can be done."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def inside(path: Path, root: Path) -> Path:
    """Return where a path leads, links followed. Raises UsageError where a place in the repository leads out of it.

    Whoever names a place outside by its name has chosen it.
    """
    here = Path.cwd()
    top, named = (Path(os.path.normpath(here / each)) for each in (root, path))
    try:
        target, real = path.resolve(), top.resolve()
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path} was not written: its links form a loop") from error
    if (named.is_relative_to(top) or named.is_relative_to(real)) and not target.is_relative_to(real):
        raise UsageError(f"{path} was not written: a link leads it out of the repository: name its target instead")
    return target


def _target(path: Path, root: Path, new: bool) -> Path:
    """Return where a file is written: a new one never where a link in its place leads, since then something is
    there."""
    return inside(path.parent, root) / path.name if new else inside(path, root)


def _is_device(path: Path) -> bool:
    """Tell whether a path is something to write to that no file can replace, such as a pipe or a terminal."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _put(path: Path, data: bytes, new: bool) -> None:
    """Put a file in its place. Raises OSError, and UsageError where something is there and it must be `new`."""
    sweep(path.parent)
    scratch = path.with_name(_SCRATCH.format(secrets.token_hex(8)))
    try:
        with scratch.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            _claim(scratch, path)
        else:
            _keep_rights(scratch, path)
            scratch.replace(path)
    finally:
        discard(scratch)
    _settle(path.parent)


def _claim(scratch: Path, path: Path) -> None:
    """Give a whole file its name, if nothing has it. An empty file in its place would be taken for a user's."""
    try:
        os.link(scratch, path, follow_symlinks=False)
        return
    except FileExistsError as error:
        raise _there(path) from error
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
    if os.path.lexists(path):  # between this and the next line another could come, on such a file system only
        raise _there(path)
    scratch.rename(path)


def _there(path: Path) -> AlreadyThere:
    return AlreadyThere(f"{path} already exists and was not touched")


def _keep_rights(scratch: Path, path: Path) -> None:
    """Give a file the owner and the mode of the one whose place it takes, as far as that is allowed."""
    try:
        before = path.stat()
    except OSError:
        return
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(scratch, -1, before.st_gid)
        with suppress(OSError):
            os.chown(scratch, before.st_uid, -1)
    with suppress(OSError):
        scratch.chmod(stat.S_IMODE(before.st_mode))


def _settle(directory: Path) -> None:
    """Bring the names of a directory to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(directory: Path) -> None:
    """Take away what processes left behind that were killed long ago: files, and directories of pages."""
    with suppress(OSError):
        for path in directory.iterdir():
            if _LEFT.fullmatch(path.name) and time() - path.lstat().st_mtime > _STALE:
                _take_away(path)


def _take_away(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    from shutil import rmtree  # seldom needed, and a hook pays for each import

    rmtree(path)
