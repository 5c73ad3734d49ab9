"""CF404-CF407: may those who sign do so, have they, and is the record what they signed.

An approval is bound to the record by its digest. Where the digest no longer matches, an earlier state of the
record that has it shows which fields and claims changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from citefirst.document.header import Header
from citefirst.model import Path, Problem
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.record.paths import Load
from citefirst.rules.context import Earlier
from citefirst.rules.rule import Example, Rule

if TYPE_CHECKING:
    from citefirst.rules.lapsed import Lapsed
    from citefirst.signing.reviews import Reviews

APPROVAL = """approvals:
  - role: author
    by: "@alice"
    at: 2026-11-05
    digest: sha256:06f5fa4570d8b7633303e878f37300317e5c028f9fa6c651e2d6ad88d94851d4"""
"""An approval of the examples' record as it stands."""
AMENDED = f"""amendments:
  - date: 2026-11-24
    by: "@bob"
    what: It was 39 minutes.
{APPROVAL}
  - role: author
    by: "@alice"
    at: 2026-11-24
    digest: sha256:ea430a31ae98ae79df994dc29b6f83fab39a2f0c84acb89b1f67c0c95cd47121"""
"""An approval, an amendment since, and an approval of that."""


def wrong_role_holder(record: Record, policy: Policy) -> Iterator[Problem]:
    holders = {role: persons for role, persons in policy.roles if role not in policy.owned_roles}
    for role, person, path in _named(record.header) if holders else ():
        if person and role in holders and policy.identity(person) not in holders[role]:
            allowed = ", ".join(sorted(holders[role])) or "nobody"
            place = record.header.place(*path)
            yield Problem(place, f"{person} may not sign as {role}", f"the policy lists {allowed}")


def _named(header: Header) -> Iterator[tuple[str, str, Path]]:
    """Yield roles and people under `owner` and in approvals, with their places."""
    for owner in header.owners:
        yield owner.role, owner.text, ("owner", owner.role)
    for approval in header.approvals:
        yield approval.role, approval.by, ("approvals", approval.index, "by")


def unapproved(record: Record, demands: tuple[Problem, ...]) -> Iterator[Problem]:
    """Pass on that approvals are demanded; of a description that reviews sign, `unreviewed` says what is missing."""
    approvals = ("frontmatter", "approvals")
    described = record.document.described
    reviewed = described is not None and described.is_reviewed
    for problem in demands:
        if problem.code == "CF405" and not (reviewed and problem.path[:2] == approvals):
            yield problem


def unreviewed(record: Record, reviews: Reviews) -> Iterator[Problem]:
    """Find owners without an approving review. Owners that are not one person are for other rules."""
    for owner in record.header.owners:
        if fault := reviews.fault(record.document, owner.text):
            yield Problem(owner.place, *fault)


def lone_signer(record: Record, policy: Policy, author: str, base: Load) -> Iterator[Problem]:
    """Find records that nobody signs but the author of the pull request and people whom the policy does not know."""
    header = record.header
    named = [*(owner.text for owner in header.owners), *(approval.by for approval in header.approvals)]
    signers = {policy.identity(name): name for name in named if name.strip()}
    own = policy.identity(f"@{author}")
    others = {person: name for person, name in signers.items() if person != own}
    if not signers or any(policy.knows(person) or _owns(record, policy, base, person) for person in others):
        return
    if others:
        listed = ", ".join(others.values())
        message = (
            f"somebody other than @{author}, who opened this pull request, must sign; the policy does not know {listed}"
        )
        hint = "name their logins under `people` or `roles` in the policy, or let another person sign as well"
        yield Problem(header.place("owner"), message, hint)
    else:
        message = f"@{author} opened this pull request and is the only one who signs"
        yield Problem(header.place("owner"), message, "let another person sign as well")


def _owns(record: Record, policy: Policy, base: Load, person: str) -> bool:
    """Tell whether somebody is known by owning the path of a record, where the policy lets its owners sign."""
    if not policy.owned_roles or not person.startswith("@"):
        return False
    from citefirst.policy.ownership import may_sign

    return any(may_sign(policy, base, record.document, role, person) for role in policy.owned_roles)


def stale_approval(record: Record, policy: Policy, day: str, earlier: Earlier, base: Load) -> Iterator[Problem]:
    for lapsed in _lapsed(record, policy, day, earlier, base):
        if not lapsed.is_amended:
            hint = lapsed.lack or "ask for a new one: `citefirst approve` binds it to the record as it is now"
            message = f"the record changed since {lapsed.signer} approved it{lapsed.since}"
            place = record.header.place("approvals", lapsed.index, "digest")
            yield Problem(place, message, hint, who=(lapsed.signer,))


def amended_since_approval(record: Record, policy: Policy, day: str, earlier: Earlier, base: Load) -> Iterator[Problem]:
    for lapsed in _lapsed(record, policy, day, earlier, base):
        if lapsed.is_amended:
            covered = f"the record as it was before the amendment of {lapsed.amended}"
            message = f"the approval of {lapsed.signer} covers {covered}{lapsed.since}"
            place = record.header.place("approvals", lapsed.index, "digest")
            yield Problem(place, message, "it still holds for what it covered: the amendment has been signed since")


def _lapsed(record: Record, policy: Policy, day: str, earlier: Earlier, base: Load) -> Iterable[Lapsed]:
    """Return the approvals of another content; most records have none, and load nothing for that."""
    if not record.header.approvals:
        return ()
    from citefirst.rules.lapsed import lapsed

    return lapsed(record, policy, day, earlier, base)


RULES = (
    Rule(
        code="CF404",
        name="wrong-role-holder",
        summary="A person signs in a role that the policy gives to others.",
        why="Who may accept a risk or release a message is for the maintainers to say, in the policy, and not for the "
        "record.",
        checks=(wrong_role_holder,),
        good=Example(under="roles: {author: ['@alice']}"),
        bad=Example(under="roles: {author: ['@bob']}"),
    ),
    Rule(
        code="CF405",
        name="missing-approval",
        summary="An approval that the workflow requires is missing, or the review on the pull request is.",
        why="An approval says who agreed to what, and when. An approval in a chat or a meeting leaves no trace here.",
        checks=(unapproved, unreviewed, lone_signer),
        good=Example(front='approvals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05'),
        bad=Example(front="approvals: []"),
    ),
    Rule(
        code="CF406",
        name="stale-approval",
        summary="The record changed after it was approved.",
        why="An approval covers what was read. `citefirst approve` binds it to the record's content by a digest, which "
        "a rebase, line ends or another order of the front matter do not change.",
        checks=(stale_approval,),
        good=Example(front=APPROVAL),
        bad=Example(front=f"date: 2026-11-04\n{APPROVAL}"),
    ),
    Rule(
        code="CF407",
        name="amended-since-approval",
        summary="An approval covers the record as it was before an amendment.",
        why="A closed record may gain an amendment that says who changed what and when, if somebody who signs approves "
        "it. Older approvals stay valid for what they covered, and readers must see that they do not cover the rest.",
        checks=(amended_since_approval,),
        good=Example(front=APPROVAL),
        bad=Example(front=AMENDED),
        severity="warning",
    ),
)
