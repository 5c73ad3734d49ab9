"""CF412 and CF413: is whoever added an approval the person in whose name it stands, where the policy asks for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citefirst.model import ApprovalState, Approved, Problem
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule
from citefirst.rules.signatures import APPROVAL


def anothers_approval(record: Record, approvals: Sequence[Approved]) -> Iterator[Problem]:
    return _in_state(record, approvals, "other", "is not shown to be theirs")


def untold_approval(record: Record, approvals: Sequence[Approved]) -> Iterator[Problem]:
    return _in_state(record, approvals, "untold", "cannot be verified")


def _in_state(record: Record, approvals: Sequence[Approved], state: ApprovalState, how: str) -> Iterator[Problem]:
    for each in approvals:
        if each.state == state:
            message = f"the approval of {each.by} as {each.role or 'approver'} {how}: {each.reason}"
            yield Problem(record.header.place("approvals", each.number, "by"), message, each.hint)


RULES = (
    Rule(
        code="CF412",
        name="anothers-approval",
        summary="An approval was added by somebody else than the person in whose name it stands.",
        why="With `approvals: author` or `signed` in the policy an approval is the person's own commit. Who enters one "
        "for somebody else, by a forged name or with `--on-behalf`, has not signed for them.",
        checks=(anothers_approval,),
        good=Example(front=APPROVAL, under="approvals: author", added=("1+alice@users.noreply.github.com", "")),
        bad=Example(front=APPROVAL, under="approvals: author", added=("1+bob@users.noreply.github.com", "")),
    ),
    Rule(
        code="CF413",
        name="untold-approval",
        summary="Nobody can tell who added an approval.",
        why="A history that is cut off, an unknown address, a key that nobody named or a commit without a signature "
        "tell nothing, and what cannot be told is no approval.",
        checks=(untold_approval,),
        good=Example(
            front=APPROVAL,
            under="approvals: signed\npeople: {'@alice': [alice@example.com]}",
            added=("alice@example.com", "alice@example.com"),
        ),
        bad=Example(
            front=APPROVAL,
            under="approvals: signed\npeople: {'@alice': [alice@example.com]}",
            added=("alice@example.com", ""),
        ),
    ),
)
