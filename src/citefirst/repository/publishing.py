"""A directory of pages that is replaced whole or not at all, and never with a file in it that somebody else wrote.

Beside the pages lies a list of them. A directory without that list, or with files that the list does not name, is not
touched.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from citefirst.errors import CitefirstError, UsageError
from citefirst.repository.locking import NAME as LOCK
from citefirst.repository.locking import held
from citefirst.repository.writing import sweep

MARKER = ".citefirst-report"
_HEAD = "citefirst report: the files below were written by `citefirst report`, which replaces them all.\n"


class Directory:
    """A directory in the making. Names are relative POSIX paths, each written once."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.names: list[str] = []

    def write(self, name: str, text: str) -> None:
        """Write one page, and show that this directory is still in the making."""
        target = self.place / name
        target.parent.mkdir(exist_ok=True)
        with target.open("x", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
        os.utime(self.place)
        self.names.append(name)


@contextmanager
def published(target: Path) -> Iterator[Directory]:
    """Give a directory to write into, which takes the place of `target` when all of it is written.

    Raises UsageError where something is in its place that is no earlier report, CitefirstError where it cannot be
    written.
    """
    target = Path(os.path.normpath(Path.cwd() / target))
    check(target)
    name = f".citefirst-{secrets.token_hex(8)}"
    fresh, old = target.with_name(f"{name}.new"), target.with_name(f"{name}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        fresh.mkdir()
        made = Directory(fresh)
        yield made
        made.names.sort()
        made.write(MARKER, _HEAD + "".join(f"{each}\n" for each in made.names))
        with held(target.parent, str(target)):
            check(target)
            _swap(fresh, target, old)
    except OSError as error:
        raise CitefirstError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            rmtree(fresh)


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put a directory in the place of another one, which comes back where that fails."""
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    rmtree(old)


def check(target: Path) -> None:
    """Raise UsageError where a directory must not be replaced."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is no directory: name one that is new, empty or an earlier report")
    try:
        names = {path.relative_to(target).as_posix() for path in target.rglob("*") if not _is_folder(path)}
    except OSError as error:
        raise CitefirstError(f"{target} cannot be read: {error.strerror}") from error
    known = _written(target / MARKER) if MARKER in names else set()
    if strange := sorted(names - known - {MARKER, LOCK}):
        said = "is not empty and is no earlier report" if MARKER not in names else "has files that no report wrote"
        raise UsageError(f"{target} {said} ({strange[0]}), so nothing was written: name another directory")


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _written(marker: Path) -> set[str]:
    """Return the files that an earlier report wrote, none where its list is not what we write."""
    try:
        text = marker.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return set()
    return set(text.removeprefix(_HEAD).splitlines()) if text.startswith(_HEAD) else set()
