"""Who added an approval, held against what the policy asks for: the author of the commit, or its signature as well.

The commit is found by others (`check.provenance`, `github.provenance`). Whatever cannot be told is never a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from citefirst.model import ApprovalState, Approved
from citefirst.signing.approvals import Entry, Signature

_SHOWN = 10
"""Digits of a commit."""
_LONGEST = 80
"""Characters of a name that somebody wrote into a commit."""
ASK = "let {by} run `citefirst approve` and commit the result"


class Act(NamedTuple):
    """The commit that added an approval. `commit` is "" where it is still to be made.

    `author` is a login or `Name <mail>`; `by_github`: GitHub made the commit itself, as when it squashes. `signer` is
    whose signature on it verifies, "" where none does, and `unsigned` then says why, as the end of a sentence.
    `queued`: a merge queue made it of a pull request that was judged before.
    """

    commit: str
    author: str
    by_github: bool = False
    signer: str = ""
    unsigned: str = ""
    queued: bool = False


class Untold(NamedTuple):
    """Why nobody can tell who added an approval, and what to do."""

    reason: str
    hint: str


Answer = Act | Untold
Ask = Callable[[str, Collection[Entry]], Mapping[Entry, Answer]]
"""Who added the approvals of the file at a path, each by what it says."""

NO_GIT = Untold("there is no git repository whose history tells who added it", "check it where it is committed")


def nobody(path: str, entries: Collection[Entry]) -> Mapping[Entry, Answer]:
    """Answer where there is no git to ask."""
    return dict.fromkeys(entries, NO_GIT)


class People(NamedTuple):
    """What the policy says of people: what makes two spellings one person, and whether it says whose a name is."""

    same: Callable[[str], str]
    names: Callable[[str], bool]


def verified(
    mode: str, given: Sequence[Signature], standing: Collection[Entry], answers: Mapping[Entry, Answer], people: People
) -> tuple[Approved, ...]:
    """Hold each approval of a record against the policy's mode; the base's, which are `standing`, are trusted."""
    return tuple(_verified(mode, each, standing, answers, people) for each in given)


def asked(mode: str, given: Sequence[Signature], standing: Collection[Entry]) -> tuple[Entry, ...]:
    """List the approvals of which somebody must be asked who added them."""
    if mode not in ("author", "signed"):
        return ()
    return tuple(each.entry for each in given if each.digest and each.entry not in standing and not each.entered_by)


def _verified(
    mode: str, each: Signature, standing: Collection[Entry], answers: Mapping[Entry, Answer], people: People
) -> Approved:
    plain = Approved(number=each.index, role=each.role, by=each.by, at=each.at, mode=mode, entered_by=each.entered_by)
    if mode not in ("author", "signed"):
        return plain
    if each.entry in standing:
        return plain._replace(state="standing")
    if each.entered_by:
        return plain._replace(
            state="other",
            reason=f"{each.entered_by} entered it on behalf of {each.by}, which is no signature of {each.by}",
            hint=ASK.format(by=each.by),
        )
    if not each.digest:
        return plain._replace(
            state="untold",
            reason="it has no digest, so that nobody can tell what was signed",
            hint=ASK.format(by=each.by),
        )
    answer = answers.get(each.entry, NO_GIT)
    if isinstance(answer, Untold):
        return plain._replace(state="untold", reason=answer.reason, hint=answer.hint)
    if answer.queued:
        return plain._replace(state="standing", commit=answer.commit, author=answer.author)
    state, reason, hint = _held(mode, each, answer, people)
    return plain._replace(
        state=state, commit=answer.commit, author=answer.author, signer=answer.signer, reason=reason, hint=hint
    )


def _held(mode: str, each: Signature, act: Act, people: People) -> tuple[ApprovalState, str, str]:
    """Say how an approval stands by the commit that added it; why, and what to do, where that is not a yes."""
    author, again = people.same(act.author), ASK.format(by=each.by)
    if author != each.person:
        return _by_another(each, act, people)
    if not act.commit:
        return "pending", "", ""
    if mode == "author":
        return "author", "", ""
    commit = act.commit[:_SHOWN]
    if not act.signer and act.by_github:
        hint = "merge commits as they are, or hold approvals by `approvals: review`"
        return "untold", f"GitHub made commit {commit}, which added it, and {each.by} did not sign that", hint
    if not act.signer:
        hint = f"{again}, signed (`git commit -S`) with a key that the policy names under `signers`"
        return "untold", f"commit {commit}, which added it, {act.unsigned}", hint
    signer, reason = (
        people.same(act.signer),
        f"commit {commit}, which added it, has the signature of {_cut(act.signer)}",
    )
    if signer == each.person:
        return "signed", "", ""
    if people.names(signer) is people.names(each.person):
        return "other", reason, again
    return "untold", f"{reason}, and the policy does not say who that is", _spelling(each, again)


def _by_another(each: Signature, act: Act, people: People) -> tuple[ApprovalState, str, str]:
    """Say whose commit added an approval, if not that of the person who approves."""
    author, again = people.same(act.author), ASK.format(by=each.by)
    name, commit = _cut(act.author), act.commit[:_SHOWN]
    if act.by_github:
        reason = f"GitHub made commit {commit}, which added it, for {name}: who approved is not told by it"
        return "untold", reason, "merge without squashing, or hold approvals by `approvals: review`"
    made = f"commit {commit}, which added it, was written by {name}" if commit else f"git commits here as {name}"
    if people.names(author) is people.names(each.person):
        return "other", made, again
    return "untold", f"{made}, and the policy does not say who that is", _spelling(each, again)


def _spelling(each: Signature, again: str) -> str:
    return f"if that is {each.by}, say so under `people` in the policy of the base; else {again}"


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
