"""Files of other repositories at a commit, from checkouts in one directory: `DIRECTORY/owner/name`.

They are read from git's objects, so it does not matter what is checked out there, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from citefirst.errors import ParentUnread

if TYPE_CHECKING:
    from citefirst.repository.snapshot import Snapshot

VARIABLE = "CITEFIRST_POLICIES"
"""Environment variable that names the directory."""

Files = Callable[[str, str], "Snapshot"]
"""Gives the files of a repository (`owner/name`) at a commit."""


def named(environ: Mapping[str, str]) -> Files | None:
    """Return what reads the directory that an environment names, None where it names none."""
    return abroad(environ.get(VARIABLE, ""))


def abroad(directory: str, workspace: Path | None = None) -> Files | None:
    """Return what gives the files of a repository at a commit; None without a directory. It raises ParentUnread where
    the commit is not there. `workspace` is the runner's, in which git trusts checkouts of other users."""

    def files(repository: str, commit: str) -> Snapshot:
        from citefirst.repository.git import Repository
        from citefirst.repository.gitcall import GitError

        place = Path(directory, repository)
        checkout = Repository(place, workspace=workspace)
        try:
            here = (place / ".git").exists() and checkout.commit(commit) == commit
            found = checkout.snapshot(commit) if here else None
        except GitError as error:
            raise ParentUnread(f"{place} cannot be read: {error}") from error
        if found is None:
            raise ParentUnread(f"{repository} has no commit {commit} in {place}: clone it there, or fetch that commit")
        return found

    return files if directory else None
