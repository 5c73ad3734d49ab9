"""Who added an approval, as GitHub knows it: where nothing is checked out, or where the policy names no keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from citefirst.check.provenance import CUT_OFF, MODES, held, of_git
from citefirst.github.api import Api, ApiError, Written
from citefirst.github.scope import Scope
from citefirst.model import Change
from citefirst.policy.policy import Policy
from citefirst.repository.additions import Additions
from citefirst.repository.gitcall import GitError
from citefirst.repository.tree import Tree
from citefirst.repository.verify import UNSIGNED, Made, Signature
from citefirst.signing.approvals import Entry, SamePerson, may_be_signed
from citefirst.signing.verification import Act, Answer, Ask, Untold
from citefirst.structs import field, frozen, mutable

WEB_FLOW = "@web-flow"
"""The account by which GitHub commits what it makes itself."""
MAX_MOVES = 5


def of_scope(scope: Scope, policy: Policy, trusted: Tree, api: Api | None, queued: bool) -> Ask | None:
    """Make what answers who added approvals in a scope, None where the policy does not ask, or nobody may be asked."""
    if policy.keys.approvals not in MODES:
        return None
    if scope.repository is None:
        return ApiHistory(api, scope.commit, policy.identity, scope.comparison.changes, queued) if api else None
    base = (scope.base.commit,) if scope.base else ()
    verify = None
    if policy.keys.approvals == "signed" and not any(policy.keys.signers):
        if api is None:
            return None
        verify = ByGitHub(api)
    made = of_git(Additions(scope.repository, (scope.commit,), base, deepen=True), policy, trusted, verify_by=verify)
    made.queued, made.real = queued, scope.comparison.head.real
    made.candidates = lambda: _candidates(scope)
    return made


def _candidates(scope: Scope) -> Iterator[str]:
    """Yield the changed files that may hold approvals; all of them have been read."""
    head = scope.comparison.head
    for change in scope.comparison.changes:
        data, _ = head.read(change.path) if change.path in head.entries else (None, "")
        if data is not None and may_be_signed(data):
            yield change.path


@frozen
class ByGitHub:
    """Verifies signatures by GitHub's word, where the policy names no keys."""

    api: Api

    def __call__(self, commits: Mapping[str, Made]) -> Mapping[str, Signature]:
        found = {}
        for commit in commits:
            try:
                found[commit] = signature(self.api.written(commit))
            except ApiError as error:
                raise GitError(f"{error}") from None
        return found


def signature(commit: Written) -> Signature:
    """Say whose signature a commit has by GitHub's word, which is about the committer's keys."""
    if not commit.verified:
        if commit.reason == "unsigned":
            return Signature(fault=UNSIGNED)
        return Signature(fault=f"has a signature that GitHub does not verify ({commit.reason})")
    if not commit.committer.startswith("@") or commit.committer == WEB_FLOW:
        return Signature(fault="has a signature of GitHub's own")
    return Signature(commit.committer)


@mutable
class ApiHistory:
    """Looks for the commits of approvals by GitHub's API: those that touched a file, and the file at each of them."""

    api: Api
    head: str
    same: SamePerson
    changes: Iterable[Change]
    queued: bool = False
    _touches: dict[tuple[str, str], list[Written]] = field(default_factory=dict)
    _states: dict[tuple[str, str], frozenset[Entry]] = field(default_factory=dict)

    def __call__(self, path: str, entries: Collection[Entry]) -> Mapping[Entry, Answer]:
        try:
            return {entry: self._answer(path, entry) for entry in entries}
        except ApiError as error:
            return dict.fromkeys(entries, Untold(f"{error}", "run actions/checkout before citefirst, or the job again"))

    def _answer(self, path: str, entry: Entry) -> Answer:
        start = self.head
        for _ in range(MAX_MOVES):
            commit = next((each for each in self._listed(path, start) if self._adds(each, path, entry)), None)
            if commit is None:
                return CUT_OFF
            moved = self._moved(commit, path, entry)
            if not moved:
                return self._act(commit)
            path, start = moved, commit.parents[0]
        return CUT_OFF

    def _act(self, commit: Written) -> Act:
        signer, unsigned = signature(commit)
        by_github = commit.committer == WEB_FLOW
        return Act(commit.sha, commit.author, by_github, signer, unsigned, by_github and self.queued)

    def _adds(self, commit: Written, path: str, entry: Entry) -> bool:
        return entry in self._state(path, commit.sha) and not any(
            entry in self._state(path, parent) for parent in commit.parents
        )

    def _moved(self, commit: Written, path: str, entry: Entry) -> str:
        """Return where a commit took the file from, as far as the pull request says that it moved."""
        old = next((change.old for change in self.changes if change.path == path and change.old), "")
        if old and len(commit.parents) == 1 and entry in self._state(old, commit.parents[0]):
            return old
        return ""

    def _listed(self, path: str, start: str) -> list[Written]:
        if (path, start) not in self._touches:
            self._touches[path, start] = self.api.touches(path, start)
        return self._touches[path, start]

    def _state(self, path: str, commit: str) -> frozenset[Entry]:
        if (path, commit) not in self._states:
            data = self.api.content(path, commit)
            self._states[path, commit] = held(data, self.same) if data is not None else frozenset()
        return self._states[path, commit]
