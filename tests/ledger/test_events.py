"""What happened between two states of a record, as a table of both."""

from __future__ import annotations

import pytest
from support.ledger import FULL, checked, made

from citefirst.ledger.events import events
from citefirst.ledger.model import Rows
from citefirst.ledger.rows import rows
from citefirst.signing.digest import digest

RECORD = checked().record
assert RECORD
SIGNED = FULL.replace("14:02Z", f"14:02Z\n    digest: {digest(RECORD.document)}")
LOG = "## Access log\n\n| Event | Time (UTC) |\n| --- | --- |\n| Granted | 2026-11-03 09:00 [S1] |\n"
GRANTED = FULL.replace("## Message", f"{LOG}\n## Message")
REMOVED = GRANTED.replace("[S1] |\n\n", "[S1] |\n| Removed | 2026-11-03 12:41 [S1] |\n\n")
CASES: dict[str, tuple[str | None, str | None, list[tuple[str, str | None, str | None]]]] = {
    "nothing": (FULL, FULL, []),
    "lines moved": (FULL, FULL.replace("## Facts\n", "## Facts\n\n\n"), []),
    "deleted": (FULL, None, [("deleted", "Checkout latency", None)]),
    "a claim": (
        FULL,
        FULL.replace("It cost 40", "It cost 41"),
        [("claim-changed", "It cost 40 carts. [Q1] #12", "It cost 41 carts. [Q1] #12")],
    ),
    "a claim more": (
        FULL,
        FULL.replace("The pool", "It rained. [S1]\n\nThe pool"),
        [("claim-changed", None, "It rained. [S1]")],
    ),
    "a claim less": (FULL, FULL.replace("The pool was full.\n", ""), [("claim-changed", "The pool was full.", None)]),
    "an opinion": (FULL, FULL.replace("We are sorry", "We regret it"), []),
    "settled": (
        FULL,
        FULL.replace("UNKNOWN(@bob, 2026-11-20): who noticed first.", "Bob noticed it first. [S1]"),
        [
            ("claim-changed", None, "Bob noticed it first. [S1]"),
            ("unknown-settled", "UNKNOWN(@bob, 2026-11-20): who noticed first.", None),
        ],
    ),
    "opened": (
        FULL,
        FULL.replace("The pool was", "UNKNOWN(@eve, 2026-12-20): why.\n\nThe pool was"),
        [("unknown-opened", None, "UNKNOWN(@eve, 2026-12-20): why.")],
    ),
    "put off": (FULL, FULL.replace("2026-11-20)", "2026-12-20)"), [("unknown-moved", "2026-11-20", "2026-12-20")]),
    "renewed": (FULL, FULL.replace("2027-01-31", "2027-06-30"), [("renewed", "2027-01-31", "2027-06-30")]),
    "for ever": (FULL, FULL.replace("expires: 2027-01-31\n", ""), [("renewed", "2027-01-31", None)]),
    "ends sooner": (FULL, FULL.replace("2027-01-31", "2026-12-31"), []),
    "superseded": (
        FULL,
        FULL.replace("status: accepted", "status: Superseded by EX-9"),
        [("status-changed", "accepted", "superseded"), ("superseded", None, "EX-9")],
    ),
    "signed": (
        FULL,
        FULL.replace("---\n# ", '  - role: reviewer\n    by: "@bob"\n    at: 2026-11-06\n---\n# '),
        [("signed", None, "2026-11-06")],
    ),
    "lapsed": (
        SIGNED,
        SIGNED.replace("We are sorry", "We regret it"),
        [("signature-lapsed", "2026-11-05T14:02Z", "2026-11-05T14:02Z")],
    ),
    "signature gone": (
        FULL,
        FULL.replace('approvals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05T14:02Z\n', ""),
        [("signature-lapsed", "2026-11-05T14:02Z", None)],
    ),
    "removed": (
        GRANTED,
        REMOVED,
        [
            ("claim-changed", None, "Removed | 2026-11-03 12:41 [S1]"),
            ("removed", None, "Removed | 2026-11-03 12:41 [S1]"),
        ],
    ),
}


def told(before: str | None, after: str | None) -> list[tuple[str, str | None, str | None]]:
    old, new = (made(text) if text else None for text in (before, after))
    found = events(old, new, "2026-11-23")
    return [(each.event, each.before, each.after) for each in found]


@pytest.mark.parametrize("case", CASES)
def test_what_happened(case: str) -> None:
    before, after, expected = CASES[case]
    assert told(before, after) == expected


def test_a_new_record_begins_with_all_that_it_says() -> None:
    found = events(None, made(), "2026-11-23", author="Alice")
    assert [each.event for each in found] == ["created", "unknown-opened", "signed"]
    assert {(each.day, each.author) for each in found} == {("2026-11-23", "Alice")}
    assert [each.who for each in found] == [None, "@bob", "@alice"]


@pytest.mark.parametrize(
    ("since", "day", "expired"),
    [
        ("2026-11-01", "2027-01-31", False),
        ("2026-11-01", "2027-02-01", True),
        ("2027-02-01", "2027-03-01", False),
        ("", "2028-01-01", True),
    ],
)
def test_what_the_calendar_did_is_told_once(since: str, day: str, expired: bool) -> None:
    same = made()
    found = events(same, same, day, since=since)
    assert [(each.event, each.day) for each in found] == ([("expired", "2027-01-31")] if expired else [])
    draft = made(FULL.replace("accepted", "draft"))
    assert not events(draft, draft, day, since=since)


def test_rows_without_texts_accuse_no_claim() -> None:
    before = rows(checked(), texts=False)
    after = rows(checked(FULL.replace("It cost 40", "It cost 41")), texts=False)
    assert events(before, after, "2026-11-23") == ()


def test_nothing_comes_of_nothing() -> None:
    assert events(None, None, "2026-11-23") == events(Rows(), Rows(), "2026-11-23") == ()
