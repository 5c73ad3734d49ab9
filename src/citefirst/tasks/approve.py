"""A signature, given: who approves a record in which role, bound to what the record says now."""

from __future__ import annotations

from collections.abc import Mapping

from citefirst.document.edit import append
from citefirst.errors import UsageError
from citefirst.report.summary import plural
from citefirst.repository.writing import locked, write
from citefirst.signing.approvals import signatures
from citefirst.signing.digest import digest
from citefirst.signing.people import BY_POLICY, is_person, is_software, who
from citefirst.tasks.checkout import Run

_SIGNING = ("CF405", "CF406", "CF407", "CF408", "CF409")
"""What an approval is there to fix."""


def approve(run: Run, role: str, person: str, day: str) -> str:
    """Write an approval into the one record that the run is about, in the place of an older one. Returns what was done.

    Raises UsageError where the file is not a record, is not fit to be signed, or the person may not sign in the role.
    """
    root = run.tree.root
    with locked(run.places[0], root):
        return _approved(run, role, person, day)


def _approved(run: Run, role: str, person: str, day: str) -> str:
    """Approve while nobody else writes the record: what is read here is what is signed."""
    checked = run.one()
    file, report = checked.file, checked.report
    assert checked.record  # `one` sees to that
    document = checked.record.document
    if faults := [each for each in report.findings if each.severity == "error" and each.code not in _SIGNING]:
        first = faults[0]
        said = f"first line {first.region.line}: {first.code} {first.message}"
        raise UsageError(f"{file.shown} has {plural(len(faults), 'error')}, fix before anyone signs: {said}")
    owners = {owner.role: owner.text for owner in checked.record.header.owners}
    _refuse_strangers(run, role, person, owners, report.workflow)
    same = run.rulebook.policy.identity
    older = (each.by for each in signatures(document, same) if each.whose == (role, same(person)))
    entry = {"role": role, "by": next(older, person), "at": day, "digest": digest(document)}
    written = append(file.data or b"", ("approvals",), entry, ("role", "by"))
    write(run.tree.root / file.path, written, root=run.tree.root)
    short = entry["digest"][:19]
    return f"{file.shown}: {person} approves as {role} the content with the digest {short}… (declared, not verified)"


def _refuse_strangers(run: Run, role: str, person: str, owners: Mapping[str, str], workflow: str | None) -> None:
    """Raise UsageError for somebody who cannot sign in a role."""
    policy = run.rulebook.policy
    if (found := who(person, policy.named_people)) != "person":
        told = f'{person} is not a person: write "@login" or "Name <mail>"'
        listed = "" if found in ("unclear", "nobody", "several") or is_software(person) else BY_POLICY
        raise UsageError(told + listed)
    held = dict(policy.roles)
    named = run.rulebook.catalogue.workflow(workflow).roles if workflow else ()
    known = dict.fromkeys((*owners, *named, *held))
    if role not in known:
        raise UsageError(f"{role} is not a role here: known roles are {', '.join(known) or 'none'}")
    if role in held and policy.identity(person) not in held[role]:
        raise UsageError(f"the policy lets {', '.join(sorted(held[role])) or 'nobody'} sign as {role}, not {person}")
    owner = owners.get(role, "")
    if is_person(owner) and policy.identity(owner) != policy.identity(person):
        raise UsageError(f"the record says that {owner} signs as {role}, not {person}")
