"""A state of the repository as files: what a check reads, wherever it lies. Paths are POSIX, from the root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

SUFFIXES = (".md", ".markdown")
"""Suffixes of files that can be records without being named."""


def is_markdown(path: str) -> bool:
    """Tell whether a file can be a record without being named."""
    return path.lower().endswith(SUFFIXES)


LEAVES = "the file is a link that leaves the repository"
NOT_REGULAR = "the file is not a regular file"


class Tree(Protocol):
    """The working tree, or the files of a commit."""

    def read(self, path: str) -> tuple[bytes | None, str | None]:
        """Return the bytes of a file, or None and why it cannot be read. At most one byte more than a record may
        have."""

    def content(self, path: str, limit: int) -> bytes | None:
        """Return the bytes of a file, at most one more than `limit`; None where no such file can be read."""

    def real(self, path: str) -> str:
        """Return where a path leads, links followed; the path itself where they leave the repository or lead
        nowhere."""

    def exists(self, path: str) -> bool:
        """Tell whether there is a file at a path, links followed as long as they stay inside."""

    def folder(self, path: str) -> bool:
        """Tell whether there is a directory at a path, links followed as long as they stay inside."""

    def present(self, path: str) -> bool:
        """Tell whether there is anything at a path itself, including a link that leads nowhere."""

    def way(self, path: str) -> Iterable[str]:
        """Return the links that a path passes and where it ends, as far as it can be followed."""

    def children(self, directory: str) -> list[str] | None:
        """List the files directly in a directory, sorted; None where it is not a directory or leaves the repository."""

    def markdown(self, directory: str = "") -> list[str]:
        """List the Markdown files below a directory, sorted."""

    def prepare(self, paths: Sequence[str]) -> None:
        """Take note of files that will be read."""
