"""CF414: does the path of a record belong to whoever signs it, where the policy lets code owners sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citefirst.document.header import Header
from citefirst.model import Document, Path, Problem
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.record.paths import Load
from citefirst.rules.rule import Example, Rule
from citefirst.signing.approvals import signatures

_POLICY = "roles: {author: [codeowners]}"


def no_code_owner(record: Record, policy: Policy, base: Load, settled: Sequence[Document]) -> Iterator[Problem]:
    """Find people in a role of code owners who do not own the path, or of whom nobody can tell.

    Approvals that stand in a `settled` state were judged when they came, by whose the path was then.
    """
    if not policy.owned_roles:
        return
    from citefirst.policy.ownership import fault, path_of

    path = path_of(record.document)
    for role, person, at in _signing(record.document, policy, settled):
        if role in policy.owned_roles and (found := fault(policy, base, path, role, person)):
            yield Problem(record.header.place(*at), *found)


def _signing(document: Document, policy: Policy, settled: Sequence[Document]) -> Iterator[tuple[str, str, Path]]:
    """Yield roles and people, under `owner` and in new approvals, with their places."""
    for owner in Header(document).owners:
        if owner.text.strip():
            yield owner.role, owner.text, ("owner", owner.role)
    old = {each.entry for one in settled for each in signatures(one, policy.identity)}
    for each in signatures(document, policy.identity):
        if each.entry not in old:
            yield each.role, each.by, ("approvals", each.index, "by")


RULES = (
    Rule(
        code="CF414",
        name="no-code-owner",
        summary="A role is for the owners of the record's path, and who signs in it is none, as far as can be told.",
        why="Who owns a path is in CODEOWNERS, which a platform team keeps and GitHub asks for reviews by. A "
        "record about a service is signed by its owners where the policy lists `codeowners` for the role. The file is "
        "read as the base has it, and what cannot be told, such as the members of a team that the policy does not "
        "list, is no yes. In the examples CODEOWNERS says `*.md @alice`.",
        checks=(no_code_owner,),
        good=Example(under=_POLICY),
        bad=Example(under=_POLICY, front='owner:\n  author: "@bob"'),
    ),
)
