"""Files as commits had them, and where they are today. Only what is in the history that is here is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from citefirst.repository.git import Repository, renames
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import REGULAR
from citefirst.structs import field, mutable


@mutable
class Past:
    """`exists` tells whether there is a file today at a path below the root."""

    repository: Repository
    exists: Callable[[str], bool]
    _commits: dict[str, str] = field(default_factory=dict)
    _moved: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, commit: str, path: str, limit: int) -> tuple[bytes | None, str] | None:
        """Return a file at a commit, None where it was not there, and its path today, "" for nowhere; None where
        nobody can tell."""
        try:
            whole = self._commit(commit)
            return self._file(whole, path, limit) if whole else None
        except GitError:
            return None

    def _commit(self, name: str) -> str:
        """Return the whole hash of a commit, "" where it is not here or the name may be another one's."""
        if name not in self._commits:
            found = self.repository.commit(name) or ""
            self._commits[name] = found if found.startswith(name) else ""  # else it is a branch of that name
        return self._commits[name]

    def _file(self, commit: str, path: str, limit: int) -> tuple[bytes | None, str] | None:
        """Return a file by its path from the root, or from the top of the repository as an address has it."""
        listed = self._listed(commit, path)
        from_top = not listed and bool(self._below)
        listed = listed or (self._listed(commit, path, "--full-tree") if from_top else b"")
        if not listed:
            return None, ""
        mode, _, oid = listed.partition(b"\t")[0].decode("ascii", "replace").split(" ")
        if mode not in REGULAR:
            return None  # a link or a directory
        today = self._from_top(path) if from_top else self._today(commit, path)
        return self.repository.blobs([oid], limit)[oid], today

    def _listed(self, commit: str, path: str, *options: str) -> bytes:
        return self.repository.run("--literal-pathspecs", "ls-tree", "-z", *options, commit, "--", path)

    @cached_property
    def _below(self) -> str:
        """The way from the top of the repository to the root, such as `shop/`."""
        return self.repository.text("rev-parse", "--show-prefix")

    def _from_top(self, path: str) -> str:
        """Return a path from the top unless its file is below the root and gone."""
        return "" if path.startswith(self._below) and not self.exists(path.removeprefix(self._below)) else path

    def _today(self, commit: str, path: str) -> str:
        if self.exists(path):
            return path
        if commit not in self._moved:
            self._moved[commit] = renames(self.repository, commit)
        now = self._moved[commit].get(path, "")
        return now if now and self.exists(now) else ""
