"""Who added an approval, by the history of a repository: the commit, its author, and whose signature on it verifies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from citefirst.document import frontmatter
from citefirst.document.text import decode
from citefirst.errors import PolicyError
from citefirst.limits import MAX_BYTES
from citefirst.model import Document
from citefirst.places import Lines, Span
from citefirst.policy.policy import Policy
from citefirst.repository.additions import Additions, CutOff
from citefirst.repository.gitcall import GitError
from citefirst.repository.tree import Tree
from citefirst.repository.verify import Keys, Made, Signature, made, verify
from citefirst.signing.approvals import Entry, SamePerson, may_be_signed, signatures
from citefirst.signing.people import identity
from citefirst.signing.verification import Act, Answer, Untold
from citefirst.structs import field, mutable, replace

BY_GITHUB = "noreply@github.com"
"""The address under which GitHub commits what it makes itself: squashes, merges, edits in the browser."""
MODES = ("author", "signed")
"""Under which the commit of an approval is looked for."""
ANONYMOUS = Untold(
    "it is not committed, and git does not say who will be its author", "set user.name and user.email of git"
)
CUT_OFF = Untold(
    "the history that is here ends before the commit that added it",
    "fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout",
)
_NO_PLACE = Span(0, 0)

Verify = Callable[[Mapping[str, Made]], Mapping[str, Signature]]
"""Whose signature each commit has."""


def held(data: bytes, same: SamePerson) -> frozenset[Entry]:
    """List the approvals in a state of a record, by its front matter alone."""
    if len(data) > MAX_BYTES or not may_be_signed(data):
        return frozenset()
    try:
        front, _, _ = frontmatter.split(decode(data))
    except UnicodeDecodeError:
        return frozenset()
    document = Document(
        path="",
        text="",
        lines=Lines(""),
        frontmatter=front,
        title="",
        title_span=_NO_PLACE,
        sections=(),
        units=(),
        definitions=(),
    )
    return frozenset(each.entry for each in signatures(document, same))


def keys(tree: Tree, policy: Policy) -> Keys:
    """Load the keys that the policy names, from the tree that has them. Raises PolicyError where a file is missing."""
    named = policy.keys.signers

    def load(path: str) -> bytes:
        data = tree.content(path, MAX_BYTES)
        if data is None or len(data) > MAX_BYTES:
            where = policy.shown or "the policy"
            raise PolicyError(
                f"{where}: `signers` names {path}, which {'is too large' if data else 'is not there to read'}: "
                "whose signatures stand on commits is told by the keys of the base"
            )
        return data

    gpg = {person: [load(path) for path in paths] for person, paths in named.gpg.items()}
    return Keys(load(named.ssh) if named.ssh else None, gpg)


@mutable
class Provenance:
    """Answers who added the approvals of a file.

    `prefix` leads from the top of the checkout to where paths begin, `real` to the file behind a link. `verify` tells
    whose signature a commit has, None where nobody asks for that. `queued`: the commits that GitHub made are those of a
    merge queue, whose pull requests were judged before.
    """

    additions: Additions
    same: SamePerson
    verify: Verify | None
    prefix: str = ""
    real: Callable[[str], str] = str
    queued: bool = False
    candidates: Callable[[], Iterable[str]] = tuple
    """Files that may be asked about, whose history is looked through at once."""
    _states: dict[bytes, frozenset[Entry]] = field(default_factory=dict)
    _known: dict[str, Act] = field(default_factory=dict)

    def __call__(self, path: str, entries: Collection[Entry]) -> Mapping[Entry, Answer]:
        try:
            self.prepare(self.candidates())
            self.candidates = tuple
            found = self.additions.find(self._place(path), entries, self._held)
            commits = sorted({each for each in found.values() if isinstance(each, str) and each})
            known = self._acts(commits)
        except GitError as error:
            untold = Untold(f"git cannot tell who added it: {error}", "check it in its git repository")
            return dict.fromkeys(entries, untold)
        return {entry: self._answer(commit, known) for entry, commit in found.items()}

    def prepare(self, paths: Iterable[str]) -> None:
        """Look through the history of many files at once. What fails fails again where it is asked for."""
        try:
            self.additions.prepare(map(self._place, paths))
        except GitError:
            return

    def _answer(self, commit: str | CutOff, known: Mapping[str, Act]) -> Answer:
        if isinstance(commit, CutOff):
            return CUT_OFF
        if commit:
            return known[commit]
        own = self.additions.repository.person()
        return Act("", own) if own else ANONYMOUS

    def _acts(self, commits: Collection[str]) -> dict[str, Act]:
        if new := [commit for commit in commits if commit not in self._known]:
            read = {commit: made(data) for commit, data in self.additions.repository.blobs(new).items()}
            signed = self.verify(read) if self.verify else {}
            self._known.update({commit: self._act(commit, each, signed.get(commit)) for commit, each in read.items()})
        return self._known

    def _act(self, commit: str, each: Made, signature: Signature | None) -> Act:
        signer, unsigned = signature or Signature()
        by_github = identity(each.committer) == BY_GITHUB
        return Act(commit, each.author, by_github, signer, unsigned, by_github and self.queued)

    def _place(self, path: str) -> str:
        return f"{self.prefix}{self.real(path)}"

    def _held(self, data: bytes) -> frozenset[Entry]:
        if data not in self._states:
            self._states[data] = held(data, self.same)
        return self._states[data]


def of_git(
    additions: Additions,
    policy: Policy,
    trusted: Tree,
    real: Callable[[str], str] = str,
    verify_by: Verify | None = None,
) -> Provenance:
    """Make what answers by git. Keys come from the tree that is `trusted`; `verify_by` asks somebody else instead."""
    repository = additions.repository
    top = replace(repository, root=repository.checkout.top)
    below = repository.root.resolve().relative_to(top.root).as_posix()

    def by_keys(commits: Mapping[str, Made]) -> Mapping[str, Signature]:
        return verify(top, commits, keys(trusted, policy))

    return Provenance(
        replace(additions, repository=top),
        policy.identity,
        (verify_by or by_keys) if policy.keys.approvals == "signed" else None,
        prefix="" if below == "." else f"{below}/",
        real=real,
    )
