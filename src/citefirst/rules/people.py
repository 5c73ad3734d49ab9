"""CF401-CF403, CF411: one human signs for each role."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Problem
from citefirst.places import Span
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule
from citefirst.signing.people import BY_POLICY, Who, is_login, is_software, may_be_one, who
from citefirst.structs import replace

_NAME = 'name one person: "@login" or "Name <mail>"'


PARTICIPANTS = ("decision-makers", "deciders", "decision-maker", "decided-by", "authors", "author", "approvers")
"""Keys by which MADR and others name who took part, as one text or as a list."""


def unnamed_owner(record: Record, demands: tuple[Problem, ...]) -> Iterator[Problem]:
    """Pass on that nobody signs; where the record says who took part, say that one of them must."""
    header = record.header
    first = next(iter(record.workflow.roles), "role") if record.workflow else "role"
    named = next((key for key in PARTICIPANTS if header.get(key) not in (None, "", [])), "")
    for problem in demands:
        if problem.code == "CF401" and record.document.described:
            yield replace(problem, message="nobody signs", hint=_field(first))
        elif problem.code == "CF401" and named and header.owner_form == "absent":
            message = f"`{named}` says who took part, not who signs"
            hint = f'name the one of them who answers for it: `owner:` with `{first}: "@login"` below it'
            yield replace(problem, span=header.place(named), message=message, hint=hint)
        elif problem.code == "CF401":
            yield problem


def _field(role: str) -> str:
    """Say how somebody signs in a description, which has no front matter."""
    return f"write `{role.replace('-', ' ').capitalize()}: @login` at the top of the description"


def missing_owner(record: Record, policy: Policy) -> Iterator[Problem]:
    header = record.header
    if header.owner_form == "other":
        roles = " or ".join(record.workflow.roles) if record.workflow and record.workflow.roles else "role"
        yield Problem(header.place("owner"), "`owner` names no role", f'map each role to a person: {roles}: "@login"')
    for owner in header.owners:
        if (found := who(owner.value, policy.named_people)) == "nobody":
            hint = _field(owner.role) if record.document.described else _NAME
            yield Problem(owner.place, f"nobody signs as {owner.role}", hint)
        elif found == "unclear":
            yield Problem(owner.place, f"`{owner.value}` does not say which person signs as {owner.role}", _NAME)
    for role, name, place in _signing(record, policy, "placeholder"):
        yield Problem(place, f"`{name}` stands for nobody: nobody signs as {role}", f"{_NAME}{BY_POLICY}")


def shared_owner(record: Record, policy: Policy) -> Iterator[Problem]:
    header = record.header
    if header.owner_form == "list":
        yield Problem(header.place("owner"), "`owner` is a list", "map each role to the one person who signs for it")
    signed: dict[str, str] = {}
    for owner in header.owners:
        if (found := who(owner.value, policy.named_people)) == "several":
            hint = "one person signs; others can be named in the text"
            yield Problem(owner.place, f"{owner.role} is not one person", hint)
        elif found not in ("person", "unclear"):
            continue
        elif (person := policy.identity(owner.text)) in signed:
            hint = f"another person must sign as {owner.role}"
            yield Problem(owner.place, f"{owner.text} already signs as {signed[person]}", hint)
        else:
            signed[person] = owner.role
    for role, name, place in _signing(record, policy, "group"):
        message = f"`{name}` is a team, a function or a mailbox of several, and cannot sign as {role}"
        yield Problem(place, message, f"name the one person who signs, by their own login or mail address{BY_POLICY}")


def perhaps_one_person(record: Record, policy: Policy) -> Iterator[Problem]:
    signed: list[tuple[str, str, str]] = []
    for owner in record.header.owners:
        person = policy.identity(owner.text)
        if who(owner.value, policy.named_people) != "person":
            continue
        for other, role, whose in signed:
            settled = {person, whose} & {*policy.people, *policy.people.values()}
            if person != whose and not settled and may_be_one(owner.text, other):
                message = f"`{owner.text}` looks like the same person as `{other}`, who signs as {role}"
                login = next((text for text in (other, owner.text) if is_login(text)), "@login")
                hint = f'say who they are under `people:` in the policy: `"{login}": []` for two people, with the'
                yield Problem(owner.place, message, f"{hint} other spelling in the list for one")
                break
        signed.append((owner.text, owner.role, person))


def owner_not_human(record: Record, policy: Policy) -> Iterator[Problem]:
    for role, name, place in _signing(record, policy, "software"):
        hint = "a human signs, whoever wrote the text"
        if not is_software(name):
            hint += BY_POLICY
        yield Problem(place, f"`{name}` is not a person and cannot sign as {role}", hint)


def _signing(record: Record, policy: Policy, kind: Who) -> Iterator[tuple[str, str, Span]]:
    """Yield owners and approvers whose names are of a kind: role, name and where it stands."""
    header = record.header
    named = [(owner.role, owner.text, owner.place) for owner in header.owners]
    for approval in header.approvals:
        named.append((approval.role or "approver", approval.by, header.place("approvals", approval.index, "by")))
    for role, name, place in named:
        if name and who(name, policy.named_people) == kind:
            yield role, name, place


RULES = (
    Rule(
        code="CF401",
        name="missing-owner",
        summary="Nobody holds a role that must sign.",
        why="A record that nobody signs was approved by nobody. citefirst never guesses an owner.",
        checks=(unnamed_owner, missing_owner),
        good=Example(),
        bad=Example(front='owner:\n  reviewer: "@bob"'),
    ),
    Rule(
        code="CF402",
        name="shared-owner",
        summary="A role is held by a list, a team or two people, or one person holds two roles.",
        why="Nobody answers for what everybody signs, and a second signature by the same hand is not a second one.",
        checks=(shared_owner,),
        good=Example(front='owner:\n  author: "@alice"\n  reviewer: "@bob"'),
        bad=Example(front='owner:\n  author: "@alice and @bob"'),
    ),
    Rule(
        code="CF403",
        name="owner-not-human",
        summary="A bot or an assistant is named as owner.",
        why="Software cannot answer for a decision.",
        checks=(owner_not_human,),
        good=Example(),
        bad=Example(front='owner:\n  author: "@github-copilot[bot]"'),
    ),
    Rule(
        code="CF411",
        name="perhaps-one-person",
        summary="Two roles are held by what may be two spellings of one person.",
        why="A login and a mail address of the same name may belong to one hand, and then the second signature is none."
        " citefirst looks nobody up: the policy says under `people:` who is who, and its word is final.",
        checks=(perhaps_one_person,),
        good=Example(front='owner:\n  author: "@hana"\n  reviewer: "Bo Li <bo@example.com>"'),
        bad=Example(front='owner:\n  author: "@hana"\n  reviewer: "Hana <hana@example.com>"'),
        severity="warning",
    ),
)
