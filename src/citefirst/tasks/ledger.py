"""The rows of a repository as it is checked out, or as it was at a revision: each record, from where, under which
policy."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from citefirst import __version__
from citefirst.check.pipeline import File
from citefirst.check.rulebook import policy_digest
from citefirst.ledger.model import ApprovalRow, RepositoryRow, Rows, Where
from citefirst.ledger.naming import repository_name
from citefirst.ledger.shape import read_back
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
        name, shallow = repository_name(git.origin(), str(root.resolve())), git.is_shallow()
        if run.commit:
            return Origin(name, run.commit, policy, frozenset(), shallow)
        edits = Edits.since(root, "")
        edited = frozenset(edits.paths()) if edits.base else frozenset[str]()
        return Origin(name, edits.base or None, policy, edited, shallow)
    except GitError:
        return Origin(repository_name("", str(root.resolve())), None, policy)


def whereabouts(run: Run, whole: bool) -> Origin:
    """Return where the rows of a run come from, or only whether the history is cut off, where nobody asks for more."""
    if whole:
        return origin(run)
    from citefirst.repository.git import Repository

    try:
        return Origin("", run.commit or None, "", frozenset(), Repository(run.tree.root).is_shallow())
    except GitError:
        return Origin("", None, "")


def gathered(run: Run, *, texts: bool = True) -> Iterator[tuple[Where, Rows]]:
    """Yield the rows of each record of a run, judged anew, and at last those of the repository itself."""
    from citefirst.ledger.rows import rows

    found, count = origin(run), 0
    for checked in run.checked(run.files()):
        count += 1
        yield found.where(checked.file.path), rows(checked, texts=texts)
    yield found.where(""), Rows(repositories=(about(run, found, count),))


def about(run: Run, found: Origin, records: int) -> RepositoryRow:
    """Return the row of the repository itself."""
    return RepositoryRow(__version__, run.request.day or None, run.rulebook.place, found.shallow, records)


def registered(run: Run) -> Iterator[tuple[str, Rows]]:
    """Yield path and rows of each record for the register, without claims, citations and findings.

    What an earlier run found counts where all that it rests on is the same. Who added an approval is asked of git each
    time, where the policy wants to know; a record of which that is not shown is judged anew with the answer.
    """
    extracts = _extracts(run)
    gc.disable()  # rows are made by the ten thousand, and none of them is garbage
    try:
        found = [(path, read_back(plain)) for path, plain in extracts]
    finally:
        gc.enable()
    yield from _held(run, found) if run.asks_who_added else found


def _extracts(run: Run) -> Iterable[tuple[str, Any]]:
    """Return what the register keeps of each record, all at once where nothing changed since an earlier run."""
    memory = run.memory if not run.request.paths and not run.commit else None
    files = [(path, run.tree.read(path)[0]) for path, _ in run.tree.expand((run.tree.root,))] if memory else []
    if memory and (known := memory.recall_register(files)) is not None:
        return known.items()
    found = [(file.path, each) for file, each in run.extracts(file for file in run.files() if isinstance(file, File))]
    if memory:
        memory.keep_register(files, found)
    return [(path, each.extract) for path, each in found]


def _held(run: Run, found: Sequence[tuple[str, Rows]]) -> Iterator[tuple[str, Rows]]:
    from citefirst.ledger.rows import extract
    from citefirst.signing.verification import nobody

    signed = [path for path, rows in found if rows.approvals]
    if run.added:
        run.added.prepare(signed)
    for path, rows in found:
        approvals = _verified(run, path, rows.approvals)
        if any(each.verified in ("other", "untold") for each in approvals):
            data, fault = run.tree.read(path)
            file = File(path, run.shown(path), run.rulebook.route(path), data, fault)
            facts = run.facts(file)._replace(added=run.added or nobody)
            yield path, read_back(extract(run.checker.check(file, facts)))
        else:
            yield path, rows._replace(approvals=approvals)


def _verified(run: Run, path: str, approvals: Sequence[ApprovalRow]) -> tuple[ApprovalRow, ...]:
    """Return approvals with how each was verified; one that names nobody is no signature, and stays as it is."""
    from citefirst.ledger.rows import verified
    from citefirst.signing.approvals import Signature
    from citefirst.signing.verification import People, asked, nobody
    from citefirst.signing.verification import verified as held

    policy = run.rulebook.policy
    mode = policy.keys.approvals
    given = [
        Signature(
            index=each.approval - 1,
            role=each.role,
            by=each.by,
            person=each.person,
            at=each.at,
            digest=each.digest or "",
            entered_by=(each.entered_by or "").strip(),
        )
        for each in approvals
        if each.by.strip()
    ]
    wanted = asked(mode, given, ())
    answers = (run.added or nobody)(path, wanted) if wanted else {}
    how = {each.number: each for each in held(mode, given, (), answers, People(policy.identity, policy.names))}
    return tuple(verified(each, how[each.approval - 1]) if each.approval - 1 in how else each for each in approvals)
