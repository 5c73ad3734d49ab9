"""The rows of a repository as it is checked out: each record, and from which commit under which policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from citefirst import __version__
from citefirst.check.rulebook import policy_digest
from citefirst.ledger.model import RepositoryRow, Rows, Where
from citefirst.ledger.naming import repository_name
from citefirst.ledger.rows import rows
from citefirst.repository.gitcall import GitError
from citefirst.tasks.checkout import Run


class Origin(NamedTuple):
    """What the rows of one run have in common. `edited` are files that are not as `commit` has them."""

    repository: str
    commit: str | None
    policy: str
    edited: frozenset[str] = frozenset()
    shallow: bool | None = None

    def where(self, path: str) -> Where:
        """Return where the rows of a file come from."""
        return Where(self.repository, None if path in self.edited else self.commit, path, self.policy)


def origin(run: Run) -> Origin:
    """Find out where the rows of a run come from; outside git there is neither commit nor history."""
    from citefirst.repository.git import Edits, Repository

    root, policy = run.tree.root, policy_digest(run.rulebook, run.baseline)
    git = Repository(root)
    try:
        name = repository_name(git.origin(), str(root.resolve()))
        if run.request.at:
            return Origin(name, run.head, policy, shallow=git.is_shallow())
        edits = Edits.since(root, "")
        edited = frozenset(edits.paths()) if edits.base else frozenset[str]()
        return Origin(name, edits.base or None, policy, edited, git.is_shallow())
    except GitError:
        return Origin(repository_name("", str(root.resolve())), None, policy)


def gathered(run: Run, *, texts: bool = True) -> Iterator[tuple[Where, Rows]]:
    """Yield the rows of each record of a run, judged anew, and at last those of the repository itself."""
    found, count = origin(run), 0
    for checked in run.checked(run.files()):
        count += 1
        yield found.where(checked.file.path), rows(checked, texts=texts)
    yield found.where(""), Rows(repositories=(about(run, found, count),))


def about(run: Run, found: Origin, records: int) -> RepositoryRow:
    """Return the row of the repository itself."""
    return RepositoryRow(__version__, run.request.day or None, run.rulebook.place, found.shallow, records)
