"""A signature, given: who approves a record in which role, bound to what the record says now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from citefirst.document.edit import append
from citefirst.errors import UsageError
from citefirst.model import Document
from citefirst.policy.policy import Policy
from citefirst.report.summary import plural
from citefirst.repository.git import Repository
from citefirst.repository.writing import locked, write
from citefirst.signing.approvals import signatures
from citefirst.signing.digest import digest
from citefirst.signing.people import BY_POLICY, is_person, is_software, who
from citefirst.tasks.checkout import Run

_SIGNING = ("CF405", "CF406", "CF407", "CF408", "CF409", "CF412", "CF413")
"""What an approval is there to fix."""
_WORTH = {
    "declared": "(declared, not verified)",
    "review": "(declared, not verified: reviews of the pull request are)",
    "author": "(not verified yet: commit it as yourself)",
    "signed": "(not verified yet: commit it as yourself, with your signature: `git commit -S`)",
}
"""What an approval is worth under a policy, before it is committed."""


class Signer(NamedTuple):
    """Who approves, and who enters it on their behalf, "" where they do so themselves."""

    person: str
    entered_by: str = ""


def approve(run: Run, role: str, named: str, day: str, *, on_behalf: bool = False) -> str:
    """Write an approval into the one record that the run is about, in the place of an older one. Returns what was done.

    `named` approves, or whom git knows here where nobody is named; `on_behalf`: who git knows enters it. Raises
    UsageError where the file is not a record or not fit to be signed, or the person may not sign in the role, or is
    somebody else.
    """
    root = run.tree.root
    with locked(run.places[0], root):
        return _approved(run, role, named, day, on_behalf)


def _approved(run: Run, role: str, named: str, day: str, on_behalf: bool) -> str:
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
    policy = run.rulebook.policy
    signer = _signer(policy, Repository(run.tree.root).person(), named, owners.get(role, ""), on_behalf)
    _refuse_strangers(run, role, signer.person, owners, report.workflow)
    _refuse_other_owners(run, file.path, role, signer.person)
    entry = _entry(document, policy, role, signer, day)
    written = append(file.data or b"", ("approvals",), entry, ("role", "by"))
    write(run.tree.root / file.path, written, root=run.tree.root)
    content = f"as {role} the content with the digest {entry['digest'][:19]}…"
    if not signer.entered_by:
        return f"{file.shown}: {signer.person} approves {content} {_WORTH[policy.keys.approvals]}"
    return f"{file.shown}: {signer.entered_by} enters that {signer.person} approves {content} {_worth_for(policy)}"


def _worth_for(policy: Policy) -> str:
    if policy.keys.approvals in ("author", "signed"):
        return "(it does not count as their signature: the policy wants their own commit)"
    return _WORTH["declared"]


def _entry(document: Document, policy: Policy, role: str, signer: Signer, day: str) -> dict[str, str]:
    """Return the approval, with the person spelt as in an older one that it replaces."""
    same, person = policy.identity, signer.person
    older = (each.by for each in signatures(document, same) if each.whose == (role, same(person)))
    entry = {"role": role, "by": next(older, person), "at": day, "digest": digest(document)}
    return entry | ({"entered-by": signer.entered_by} if signer.entered_by else {})


def _signer(policy: Policy, own: str, named: str, owner: str, on_behalf: bool) -> Signer:
    """Tell who approves: nobody signs for somebody else. `own` is who git says is here, "" where it does not."""
    same = policy.identity
    mine = same(own) if own else ""
    if not own:
        return _unknown_here(policy, named, on_behalf)
    spelt = mine if mine.startswith("@") else own
    if not named:
        if on_behalf:
            raise UsageError("--on-behalf needs --as, which says on whose behalf")
        return Signer(owner if owner and same(owner) == mine else spelt)
    if same(named) == mine:
        if on_behalf:
            raise UsageError(f"git commits here as {own}, who is {named}: leave out --on-behalf")
        return Signer(named)
    if on_behalf:
        return Signer(named, spelt)
    unknown = policy.names(same(named)) is not policy.names(mine)
    told = "and the policy does not say that this is" if unknown else "who cannot sign for"
    ways = f"let {named} run `citefirst approve`, or add --on-behalf, which says who entered it"
    if unknown:
        ways = f"if it is, name the address under `people` in the policy; else {ways}"
    raise UsageError(f"git commits here as {own}, {told} {named}: {ways}")


def _unknown_here(policy: Policy, named: str, on_behalf: bool) -> Signer:
    """Take the word for who is here where git says nothing, as long as approvals are declared anyway."""
    if not named:
        raise UsageError("git does not say who you are: set user.name and user.email of git, or name yourself by --as")
    if on_behalf or policy.keys.approvals in ("author", "signed"):
        raise UsageError("git does not say who you are: set user.name and user.email of git")
    return Signer(named)


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
    if role in held and role not in policy.owned_roles and policy.identity(person) not in held[role]:
        raise UsageError(f"the policy lets {', '.join(sorted(held[role])) or 'nobody'} sign as {role}, not {person}")
    owner = owners.get(role, "")
    if is_person(owner) and policy.identity(owner) != policy.identity(person):
        raise UsageError(f"the record says that {owner} signs as {role}, not {person}")


def _refuse_other_owners(run: Run, path: str, role: str, person: str) -> None:
    """Raise UsageError for somebody who does not own a path, in a role that the policy leaves to who does."""
    policy = run.rulebook.policy
    if role in policy.owned_roles:
        from citefirst.policy.ownership import fault

        if found := fault(policy, run.checker.base, path, role, person):
            raise UsageError(": ".join(found))
