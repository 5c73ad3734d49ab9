"""CF408-CF410: what was signed stays bound, in its order, and by those who signed.

Without these a signature binds nobody: whoever edits a record could remove the digest that says so. Only whoever
signed can
sign anew, or somebody whom the policy lists for the role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from citefirst.document.header import Header
from citefirst.model import Document, Problem
from citefirst.places import Span
from citefirst.policy.ownership import may_sign
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.record.paths import Load
from citefirst.rules.context import Displacement
from citefirst.rules.rule import Example, Rule
from citefirst.rules.signatures import APPROVAL
from citefirst.signing.approvals import Signature, day_of, last_day, signatures
from citefirst.signing.digest import digest

EDITED = """approvals:
  - role: author
    by: "@alice"
    at: 2026-11-05
    digest: sha256:1a5eb87b7cee18225d1b939958aca07115a404f222eaaa7a2ea56cce6e314243"""
"""An approval of the record with its date one day later."""


def removed_approval(record: Record, before: Document, policy: Policy, base: Load) -> Iterator[Problem]:
    for old, kept, renewed in _bonds(record, before, policy, base):
        if not renewed and (reason := _lost(old, kept)):
            others = " or somebody whom the policy lists for the role" if old.role in dict(policy.roles) else ""
            hint = f"put it back; only {old.by}{others} can sign again in its place: run `citefirst approve`"
            path = ("approvals", kept[0].index) if kept else ("approvals",)
            yield Problem(record.header.place(*path), f"the approval of {old.by} as {old.role} {reason}", hint)


Bond = tuple[Signature, list[Signature], list[Signature]]
"""A signature that does not stand as it was: it, what is left of it, and what renews it."""


def _bonds(record: Record, before: Document, policy: Policy, base: Load) -> Iterator[Bond]:
    old_ones = signatures(before, policy.identity)
    new_ones = signatures(record.document, policy.identity)
    current = digest(record.document) if old_ones else ""
    for old in old_ones:
        kept = [new for new in new_ones if new.whose == old.whose]
        if any(new.entry == old.entry for new in kept):
            continue
        anew = [new for new in new_ones if new.role == old.role and new.digest == current]
        own = [new for new in anew if new.whose == old.whose]
        yield old, kept, own or [new for new in anew if may_sign(policy, base, before, new.role, new.by)]


def _lost(old: Signature, kept: list[Signature]) -> str:
    """Say how a signature without a successor was lost, "" where it was not: one without a digest bound nobody."""
    if not kept:
        return "was removed"
    if not old.digest:
        return ""
    left = [new for new in kept if new.digest == old.digest]
    if any(day_of(new.at) == day_of(old.at) for new in left):
        return "no longer says who entered it" if old.entered_by else "now says that somebody else entered it"
    if left:
        return "was moved to another day"
    return (
        "now has a different digest, which matches nothing here"
        if all(new.digest for new in kept)
        else "lost its digest"
    )


def deleted_approval(displacement: Displacement, policy: Policy) -> Iterator[Problem]:
    if lost := lost_signatures(displacement, policy):
        said = ", ".join(f"{old.by} as {old.role}" for old in lost)
        hint = "put it back, or move it unchanged; if it has to go, the base's policy needs an exception"
        yield Problem(Span(0, 0), f"the record was deleted with the approval of {said}", hint)


def lost_signatures(displacement: Displacement, policy: Policy) -> list[Signature]:
    """List the signatures of a deleted record that stand in no new record, neither as they were nor given again."""
    was = displacement.was
    if was is None or not displacement.deleted:
        return []
    arrived = displacement.arrived()
    found = signatures(was, policy.identity)
    return [old for old in found if not any(_stands(was, old, other, policy) for other in arrived)]


def _stands(was: Document, old: Signature, other: Document, policy: Policy) -> bool:
    """Tell whether a signature is in another record, as it was or given again to a record with the same `id`."""
    identity = Header(was).get("id")
    is_same = bool(identity) and identity == Header(other).get("id")
    wanted = {old.digest, digest(other)} if is_same else {old.digest}
    return any(new.whose == old.whose and new.digest in wanted for new in signatures(other, policy.identity))


def misdated_approval(record: Record, day: str) -> Iterator[Problem]:
    """Find approvals and amendments dated in the future."""
    header, last = record.header, last_day(day)
    for approval in header.approvals:
        if (at := day_of(approval.at)) > last:
            place = header.place("approvals", approval.index, "at")
            yield _to_come(place, f"the approval of {approval.by or 'somebody'}", at)
    for amendment in header.amendments:
        if (at := day_of(amendment.date)) > last:
            yield _to_come(header.place("amendments", amendment.index, "date"), "the amendment", at)


def _to_come(place: Span, what: str, at: str) -> Problem:
    return Problem(place, f"{what} is dated {at}, which is in the future", "date it with the day on which it was made")


def misordered_approval(record: Record, before: Document, policy: Policy, base: Load) -> Iterator[Problem]:
    """Find renewed signatures that are dated before the old one."""
    for old, _, renewed in _bonds(record, before, policy, base):
        if renewed and not any(day_of(new.at) and day_of(new.at) >= day_of(old.at) for new in renewed):
            first = renewed[0]
            hint = f"give it a day of the calendar, not before that of the signature it replaces ({old.at})"
            place = record.header.place("approvals", first.index, "at")
            yield Problem(place, f"{first.by} approved on {first.at}", hint)


def foreign_approval(
    record: Record, policy: Policy, known: Sequence[Document], present: Callable[[], frozenset[str]]
) -> Iterator[Problem]:
    """Find digests that are new in a change and in the name of somebody who had no part in it.

    `known` are earlier states, whose signatures are not new; `present` are those who had a part.
    """
    old = {each.entry for one in known for each in signatures(one, policy.identity)}
    for new in signatures(record.document, policy.identity):
        if new.digest and new.entry not in old and new.person not in present():
            message = f"{new.by} signs here as {new.role} but neither opened this pull request nor wrote a commit in it"
            hint = (
                f"let {new.by} run `citefirst approve` and commit the result; an address under which {new.by} "
                "commits is named under `people` in the policy"
            )
            yield Problem(record.header.place("approvals", new.index, "by"), message, hint)


RULES = (
    Rule(
        code="CF408",
        name="removed-approval",
        summary="A change removes a signature, or alters it.",
        why="A signature that can be dropped binds nobody. What was signed stays bound until it is signed again by the "
        "same person, or by somebody whom the policy lists for the role. A signature is lost with its entry, its "
        "person, its role, its digest or its record.",
        checks=(removed_approval, deleted_approval),
        good=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED}"),
        bad=Example(before=Example(front=APPROVAL), front="date: 2026-11-04"),
    ),
    Rule(
        code="CF409",
        name="misdated-approval",
        summary="An approval or an amendment is dated in the future, or before what it follows.",
        why="The order of signatures and amendments says who saw what. A date that is too late or too early would "
        "let one cover what nobody had read.",
        checks=(misdated_approval, misordered_approval),
        good=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED}"),
        bad=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED.replace('-11-05', '-11-02')}"),
    ),
    Rule(
        code="CF410",
        name="foreign-approval",
        summary="A pull request adds a signature by somebody who neither opened it nor wrote a commit in it.",
        why="Nobody signs for somebody else. Anybody can compute a digest, so it counts as a signature only if the "
        "person took part in the change. Who wrote a commit is declared too, not verified.",
        checks=(foreign_approval,),
        good=Example(before=Example(), front=APPROVAL, author="@alice"),
        bad=Example(before=Example(), front=APPROVAL, author="@dev"),
    ),
)
