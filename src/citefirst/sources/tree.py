"""The working tree: which files there are, and what is in them. The only module that walks a disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from citefirst.check import MAX_BYTES
from citefirst.errors import PolicyError
from citefirst.sources import git

MARKERS = (".citefirst.yml", ".github/.citefirst.yml", ".git")
SUFFIXES = (".md", ".markdown")
_NEVER = frozenset(("node_modules", "__pycache__"))


def find_root(start: Path) -> Path:
    """The repository around a path: the nearest directory with a policy or a `.git`, else the path's own directory."""
    directory = start if start.is_dir() else start.parent
    for candidate in (directory, *directory.parents):
        if any((candidate / marker).exists() for marker in MARKERS):
            return candidate
    return directory


def walk(root: Path, directory: Path) -> Iterator[str]:
    """Markdown files below a directory, as sorted paths relative to the root. In a git checkout, those that git does
    not ignore; elsewhere hidden directories are left out."""
    listed = git.files(root, directory) if (root / ".git").exists() else None
    for path in sorted(_walk_disk(root, directory) if listed is None else listed):
        if path.lower().endswith(SUFFIXES):
            yield path


def _walk_disk(root: Path, directory: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(directory):
        folders[:] = [name for name in folders if name not in _NEVER and (name[0] != "." or name == ".github")]
        for name in files:
            yield relative(root, Path(folder, name))


def relative(root: Path, path: Path) -> str:
    """A path as POSIX, relative to the root."""
    return PurePosixPath(Path(os.path.relpath(path, root))).as_posix()


def read(root: Path, path: str) -> tuple[bytes | None, str | None]:
    """Bytes of a file, or None and why it cannot be read. A link must stay inside the repository."""
    place = root / path
    try:
        if place.is_symlink() and not place.resolve().is_relative_to(root.resolve()):
            return None, "the file is a link that leaves the repository"
        status = place.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, "the file is not a regular file"
        with place.open("rb") as stream:
            return stream.read(MAX_BYTES + 1), None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its links lead in a circle"
        return None, f"the file cannot be read: {reason}"


def exists(root: Path, path: str) -> bool:
    """Is there a file at a path of the repository, without following links out of it."""
    try:
        place = (root / path).resolve()
        return place.is_relative_to(root.resolve()) and place.is_file()
    except (OSError, RuntimeError, ValueError):
        return False


def expand(root: Path, paths: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """Files to look at, and whether the caller named each one itself. Raises PolicyError for a missing path."""
    seen: set[str] = set()
    for path in paths:
        if path.is_dir():
            found = [(inner, False) for inner in walk(root, path)]
        elif path.exists() or path.is_symlink():
            found = [(relative(root, path), True)]
        else:
            shown = Path(os.path.relpath(path)).as_posix()
            raise PolicyError(f"{shown} does not exist: name a file or a directory")
        for name, named in found:
            if name not in seen:
                seen.add(name)
                yield name, named
