"""Approvals of another content than what stands in a record now, and whether an amendment since then is signed."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.document.header import Approval, Header
from citefirst.model import Document
from citefirst.policy.ownership import may_sign
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.record.paths import Load
from citefirst.rules.context import Earlier
from citefirst.signing.approvals import Signature, changes, day_of, last_day, signatures
from citefirst.signing.digest import digest
from citefirst.signing.people import who
from citefirst.structs import frozen


@frozen(kw_only=True)
class Lapsed:
    """An approval of different content: whose, what changed since, and the day of an amendment that says so.

    `lack` is what such an amendment needs to stand, "" where it needs nothing.
    """

    index: int
    signer: str
    since: str
    amended: str
    lack: str

    @property
    def is_amended(self) -> bool:
        return bool(self.amended) and not self.lack


def lapsed(record: Record, policy: Policy, day: str, earlier: Earlier, base: Load) -> Iterator[Lapsed]:
    document = record.document
    bound = [approval for approval in record.header.approvals if approval.digest]
    current = digest(document) if bound else ""
    for approval in bound:
        signed = approval.digest.lower()
        if signed == current:
            continue
        before = earlier(document.path, signed)
        amended = _amendment(record.header, policy, approval, day)
        lack = ""
        if amended and not _is_signed(document, before or document, policy, base, amended, current, day):
            lack = (
                f"the amendment of {amended} needs a signature of its own by somebody who signs the record: "
                "run `citefirst approve`"
            )
        yield Lapsed(
            index=approval.index,
            signer=approval.by or "somebody",
            since=f": {changes(before, document)}" if before else "",
            amended=amended,
            lack=lack,
        )


def _amendment(header: Header, policy: Policy, approval: Approval, day: str) -> str:
    """Return the day of the newest amendment that a person made since an approval, "" without one."""
    made = (each for each in header.amendments if who(each.by, policy.named_people) == "person")
    days = [day_of(each.date) for each in made]
    return max((each for each in days if each and day_of(approval.at) <= each <= last_day(day)), default="")


def _is_signed(
    document: Document, trusted: Document, policy: Policy, base: Load, amended: str, current: str, day: str
) -> bool:
    """Tell whether the record as it is now was signed, since an amendment, by somebody who may."""
    return any(
        each.digest == current
        and amended <= day_of(each.at) <= last_day(day)
        and who(each.by, policy.named_people) == "person"
        and _may_sign(each, trusted, policy, base)
        for each in signatures(document, policy.identity)
    )


def _may_sign(signature: Signature, trusted: Document, policy: Policy, base: Load) -> bool:
    """Tell whether somebody may sign in a role: by the policy, or else by the record as it was signed before."""
    if signature.role in dict(policy.roles):
        return may_sign(policy, base, trusted, signature.role, signature.by)
    owners = {owner.role: owner.text for owner in Header(trusted).owners}
    return policy.identity(owners.get(signature.role, "")) == signature.person
