"""CF401-CF403 and CF405: one human signs for each role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.model import Path
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.instance import locate
from citefirst.rules.rule import Example, Hit, Rule, problems, violations
from citefirst.signing.people import BY_POLICY, Who, is_software, who

APPROVAL = """approvals:
  - role: author
    by: "@alice"
    at: 2026-11-05
    digest: sha256:06f5fa4570d8b7633303e878f37300317e5c028f9fa6c651e2d6ad88d94851d4"""
"""An approval of the examples' record as it stands."""
EDITED = """approvals:
  - role: author
    by: "@alice"
    at: 2026-11-05
    digest: sha256:1a5eb87b7cee18225d1b939958aca07115a404f222eaaa7a2ea56cce6e314243"""
"""An approval of the record with its date one day later."""
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


def owners(record: Record) -> Iterator[tuple[str, Any, Span]]:
    """Each role under `owner`, its value and where it stands; nothing where `owner` is no mapping."""
    front = record.document.frontmatter
    owner = front.data.get("owner") if front else None
    if isinstance(owner, dict):
        for role, value in owner.items():
            yield role, value, _place(record, ("owner", role))


def _place(record: Record, path: Path) -> Span:
    return locate(record, ("frontmatter", *path))


def missing_owner(record: Record) -> Iterator[Hit]:
    yield from violations("CF401")(record)
    front = record.document.frontmatter
    owner = front.data.get("owner") if front else None
    hint = 'name one person: "@login" or "Name <mail>"'
    if owner is not None and not isinstance(owner, dict | list):
        roles = " or ".join(record.workflow.roles) if record.workflow and record.workflow.roles else "role"
        yield Hit(_place(record, ("owner",)), "`owner` names no role", f'map each role to a person: {roles}: "@login"')
    for role, value, span in owners(record):
        if (found := who(value, record.named)) == "nobody":
            yield Hit(span, f"nobody signs as {role}", hint)
        elif found == "unclear":
            yield Hit(span, f"`{value}` does not say which person signs as {role}", hint)
    for role, value, span in _signing(record, "placeholder"):
        yield Hit(span, f"`{value}` stands for nobody: nobody signs as {role}", f"{hint}{BY_POLICY}")


def shared_owner(record: Record) -> Iterator[Hit]:
    front = record.document.frontmatter
    if front and isinstance(front.data.get("owner"), list):
        yield Hit(_place(record, ("owner",)), "`owner` is a list", "map each role to the one person who signs for it")
    signed: dict[str, str] = {}
    for role, value, span in owners(record):
        if (found := who(value, record.named)) == "several":
            yield Hit(span, f"{role} is not one person", "one person signs; others can be named in the text")
        elif found not in ("person", "unclear"):
            continue
        elif (person := record.identity(value)) in signed:
            yield Hit(span, f"{value} already signs as {signed[person]}", f"another person must sign as {role}")
        else:
            signed[person] = role
    for role, value, span in _signing(record, "group"):
        message = f"`{value}` is a team, a function or a mailbox of several, and cannot sign as {role}"
        yield Hit(span, message, f"name the one person who signs, by an own login or mail address{BY_POLICY}")


def owner_not_human(record: Record) -> Iterator[Hit]:
    for role, value, span in _signing(record, "software"):
        hint = "a human signs, whoever wrote the text"
        if not is_software(value):
            hint += BY_POLICY
        yield Hit(span, f"`{value}` is not a person and cannot sign as {role}", hint)


def _signing(record: Record, kind: Who) -> Iterator[tuple[str, str, Span]]:
    """Owners, and those who approve, whose names are of a kind: role, name and where it stands."""
    for role, value, span in (*owners(record), *_approving(record)):
        if who(value, record.named) == kind:
            yield role, value, span


def _approving(record: Record) -> Iterator[tuple[str, Any, Span]]:
    """The role, the name and its place of each approval in the front matter."""
    front = record.document.frontmatter
    entries = front.data.get("approvals") if front else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and "by" in entry:
            yield str(entry.get("role") or "approver"), entry["by"], _place(record, ("approvals", index, "by"))


def missing_approval(record: Record) -> Iterator[Hit]:
    """What the schema demands in the record, and what the reviews of the pull request lack."""
    yield from violations("CF405")(record)
    yield from problems("CF405")(record)


RULES = (
    Rule(
        code="CF404",
        name="wrong-role-holder",
        summary="A person signs in a role that the policy gives to others.",
        why="Who may accept a risk or release a message is for the maintainers to say, in the policy, and not for the "
        "record.",
        check=problems("CF404"),
        good=Example(under="roles: {author: ['@alice']}"),
        bad=Example(under="roles: {author: ['@bob']}"),
    ),
    Rule(
        code="CF406",
        name="stale-approval",
        summary="The record changed after it was approved.",
        why="An approval is of what was read. `citefirst approve` binds it to the record's content by a digest, which "
        "a rebase, line ends or another order of the front matter do not change.",
        check=problems("CF406"),
        good=Example(front=APPROVAL),
        bad=Example(front=f"date: 2026-11-04\n{APPROVAL}"),
    ),
    Rule(
        code="CF407",
        name="amended-since-approval",
        summary="An approval covers the record as it was before an amendment.",
        why="A closed record may gain an amendment that says who changed what and when, if somebody who signs approves "
        "it. Older approvals stay valid for what they covered, and readers must see that they do not cover the rest.",
        check=problems("CF407"),
        good=Example(front=APPROVAL),
        bad=Example(front=AMENDED),
        severity="warning",
    ),
    Rule(
        code="CF408",
        name="removed-approval",
        summary="A change takes a signature away, or alters it.",
        why="A signature that can be dropped binds nobody. What was signed stays bound until it is signed anew by the "
        "same person, or by somebody whom the policy lists for the role. It is gone with its entry, its person, its "
        "role, its digest or its record.",
        check=problems("CF408"),
        good=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED}"),
        bad=Example(before=Example(front=APPROVAL), front="date: 2026-11-04"),
    ),
    Rule(
        code="CF409",
        name="misdated-approval",
        summary="An approval or an amendment is of a day to come, or of one before what it follows.",
        why="The order of signatures and amendments says who saw what. A day that was not yet, or was over already, "
        "would let one stand for what nobody had read.",
        check=problems("CF409"),
        good=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED}"),
        bad=Example(before=Example(front=APPROVAL), front=f"date: 2026-11-04\n{EDITED.replace('-11-05', '-11-02')}"),
    ),
    Rule(
        code="CF410",
        name="foreign-approval",
        summary="A pull request brings a signature of somebody who neither opened it nor wrote a commit of it.",
        why="Nobody signs for somebody else. Anybody can compute a digest, so that it counts as a signature only where "
        "the person had a part in bringing it. Who wrote a commit is declared, too, and not verified.",
        check=problems("CF410"),
        good=Example(before=Example(), front=APPROVAL, author="@alice"),
        bad=Example(before=Example(), front=APPROVAL, author="@dev"),
    ),
    Rule(
        code="CF401",
        name="missing-owner",
        summary="A role that must sign has nobody.",
        why="A record that nobody signs was approved by nobody. citefirst never guesses an owner.",
        check=missing_owner,
        good=Example(),
        bad=Example(front='owner:\n  reviewer: "@bob"'),
    ),
    Rule(
        code="CF402",
        name="shared-owner",
        summary="A role is held by a list, a team or two people, or one person holds two roles.",
        why="What everybody signs nobody answers for, and a second signature by the same hand is not a second one.",
        check=shared_owner,
        good=Example(front='owner:\n  author: "@alice"\n  reviewer: "@bob"'),
        bad=Example(front='owner:\n  author: "@alice and @bob"'),
    ),
    Rule(
        code="CF403",
        name="owner-not-human",
        summary="A bot or an assistant is named as owner.",
        why="Software cannot answer for a decision.",
        check=owner_not_human,
        good=Example(),
        bad=Example(front='owner:\n  author: "@github-copilot[bot]"'),
    ),
    Rule(
        code="CF405",
        name="missing-approval",
        summary="An approval is absent that the workflow requires, or the review on the pull request is.",
        why="An approval says who agreed to what, and when. The approval of a chat or a meeting leaves no trace here.",
        check=missing_approval,
        good=Example(front='approvals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05'),
        bad=Example(front="approvals: []"),
    ),
)
