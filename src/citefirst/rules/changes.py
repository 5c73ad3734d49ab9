"""CF604 and CF605: a change that takes a record out of the hands of what judged it. `change.py` finds them."""

from __future__ import annotations

from citefirst.rules.rule import Example, Rule, problems

RULES = (
    Rule(
        code="CF604",
        name="displaced-record",
        summary="A change deletes a record, or puts it under another workflow.",
        why="A record is what was known and decided. Whoever approves a change must see that it deletes one, or has it "
        "judged by other rules than before.",
        check=problems("CF604"),
        good=Example(before=Example()),
        bad=Example(before=Example(front="workflow: other")),
        severity="warning",
    ),
    Rule(
        code="CF605",
        name="escaped-record",
        summary="A change moves or edits a record so that nothing judges it any more.",
        why="A record that no workflow governs is never checked again. Change the policy first, or delete the record.",
        check=problems("CF605"),
        good=Example(before=Example(front="date: 2026-11-02")),
        bad=Example(before=Example(), whole=b"# Checkout latency\n\nCheckout p99 rose to 4.2 s for 38 minutes.\n"),
    ),
)
