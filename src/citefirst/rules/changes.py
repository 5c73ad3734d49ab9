"""CF604 and CF605: a change that takes a record out of the hands of what judged it."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Problem
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.rules.bonds import lost_signatures
from citefirst.rules.context import Displacement
from citefirst.rules.reading import NOWHERE, workflow_place
from citefirst.rules.rule import Example, Rule


def deleted_record(displacement: Displacement, policy: Policy) -> Iterator[Problem]:
    if displacement.deleted and not lost_signatures(displacement, policy):  # CF408 speaks of those
        yield Problem(NOWHERE, "the record was deleted", "say in the pull request why")


def rejudged_record(displacement: Displacement, record: Record) -> Iterator[Problem]:
    before, after = displacement.before, displacement.after
    if before and after and before != after:
        message = f"the record was judged as {before} and is now judged as {after}"
        yield Problem(workflow_place(record.document), message, "say in the pull request why")


def escaped_record(displacement: Displacement) -> Iterator[Problem]:
    if displacement.escaped:
        how = "the file was a record and no longer is"
        if displacement.old:
            how = f"{displacement.old} was a record; moved here, it no longer is"
        hint = "keep `workflow:` in its front matter and its place, or change the policy first"
        yield Problem(NOWHERE, how, hint)


RULES = (
    Rule(
        code="CF604",
        name="displaced-record",
        summary="A change deletes a record, or puts it under another workflow.",
        why="A record is what was known and decided. Whoever approves a change must see that it deletes one, or "
        "judges it by other rules than before.",
        checks=(deleted_record, rejudged_record),
        good=Example(before=Example()),
        bad=Example(before=Example(front="workflow: other")),
        severity="warning",
    ),
    Rule(
        code="CF605",
        name="escaped-record",
        summary="A change moves or edits a record so that nothing checks it any more.",
        why="A record that no workflow governs is never checked again. Change the policy first, or delete the record.",
        checks=(escaped_record,),
        good=Example(before=Example(front="date: 2026-11-02")),
        bad=Example(before=Example(), whole=b"# Checkout latency\n\nCheckout p99 rose to 4.2 s for 38 minutes.\n"),
    ),
)
