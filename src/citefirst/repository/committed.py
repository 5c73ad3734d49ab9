"""A commit in the place of the working tree: what the repository was at a revision."""

from __future__ import annotations

from functools import cached_property

from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import Snapshot
from citefirst.repository.staged import StagedTree
from citefirst.structs import frozen


@frozen
class CommittedTree(StagedTree):
    """The files of a commit below a root, as a `Tree`."""

    commit: str = ""
    absent = "is not there at this revision: name another path or revision"

    @cached_property
    def snapshot(self) -> Snapshot:
        return Repository(self.root).snapshot(self.commit, below=True)


def commit_at(repository: Repository, revision: str) -> str:
    """Return the commit that a revision stands for. Raises GitError, as a sentence, where there is none."""
    if commit := repository.revision(revision):
        return commit
    more = ""
    if repository.is_shallow():
        more = ", and the history here is cut off: fetch all of it (`git fetch --unshallow`)"
    raise GitError(f"`{revision}` names no commit, branch or tag here{more}")
