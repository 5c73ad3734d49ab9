"""From a checked record to its rows: each table against what the record says."""

from __future__ import annotations

from typing import Any

import pytest
from support.ledger import BODY, FRONT, FULL, POLICY, checked, made

from citefirst.check.pipeline import File
from citefirst.check.rulebook import Rulebook, policy_digest
from citefirst.ledger.rows import rows
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.record.build import Record
from citefirst.signing.digest import digest

UNREAD: dict[str, bytes] = {
    "not UTF-8": b"---\nworkflow: example\n---\n\xff",
    "binary": b"---\nworkflow: example\n---\n\0",
    "too large": b"---\nworkflow: example\n---\n" + b"a\n" * 200_000,
}


def of(text: str = FULL) -> Record:
    record = checked(text).record
    assert record
    return record


def test_a_record_says_what_it_is() -> None:
    (found,) = made().records
    assert (found.id, found.workflow, found.title, found.status, found.stage) == (
        "EX-7", "example", "Checkout latency", "accepted", "decided",
    )  # fmt: skip
    assert (found.date, found.expires, found.review, found.assisted) == ("2026-11-03", "2027-01-31", None, "used")
    assert (found.claims, found.cited, found.unknown, found.uncited) == (4, 2, 1, 1)
    assert found.digest == digest(of().document)
    assert found.blob
    assert len(found.blob) == 40


def test_the_blob_is_the_one_that_git_names() -> None:
    (found,) = rows(checked(data=b"hello\n")).records
    assert found.blob == "ce013625030ba8dba906f756967f9e9ca394464a"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("status: draft", {"status": "draft", "stage": "open"}),
        ("status: Superseded by EX-9", {"status": "superseded", "stage": "ended", "superseded_by": ("EX-9",)}),
        ("status: accepted\nsupersedes: [EX-1, EX-2]", {"supersedes": ("EX-1", "EX-2")}),
        ("status: accepted\nreview-by: 2026-12-24", {"review": "2026-12-24"}),
        ("status: accepted\nvalid-until: 2027-02-29", {"expires": "2027-01-31"}),
        ("status: [1, 2, 3]", {"status": None}),
        ("id: [a]", {"id": None}),
        ("id: 12", {"id": "12"}),
        ("date: soon", {"date": None}),
        ("ai: none", {"assisted": "none"}),
        ("ai:", {"assisted": "unsaid"}),
        ("title: 3", {}),
    ],
)
def test_fields_of_any_form_are_read_or_left_out(front: str, expected: dict[str, Any]) -> None:
    key = front.partition(":")[0]
    lines = [line for line in FRONT.split("\n") if not line.startswith(f"{key}:")]
    if key == "ai":
        lines = [line for line in lines if not line.startswith(("  use", "  log", "    -", "      "))]
        lines.append("") if lines[-1] else None
    text = "\n".join([lines[0], *front.split("\n"), *lines[1:]]) + BODY
    (found,) = made(text).records
    assert {name: getattr(found, name) for name in expected} == expected


def test_claims_stand_where_they_stand_and_say_what_backs_them() -> None:
    found = {claim.text: claim for claim in made().claims}
    cited = found["Checkout p99 rose to 4.2 s for 38 minutes. [S1]"]
    lines = FULL.split("\n")
    assert lines[cited.line - 1][cited.column - 1 :].startswith("Checkout p99")
    assert (cited.state, cited.section, cited.heading, cited.kind) == ("cited", "facts", "Facts", "sentence")
    assert (cited.log, cited.message) == (1, 2)
    assert found["The pool was full."].state == "uncited"
    assert found["We are sorry."].state == "exempt"
    assert [claim.claim for claim in made().claims] == list(range(1, len(made().claims) + 1))


def test_without_texts_no_claim_says_anything() -> None:
    found = rows(checked(), texts=False)
    assert {claim.text for claim in found.claims} | {each.text for each in found.unknowns} == {None}
    assert found.records == made().records


def test_sources_are_known_by_the_system_that_holds_them() -> None:
    assert {source.id or source.kind: (source.system, source.cited) for source in made().sources} == {
        "S1": ("Grafana", 1),
        "Q1": ("repository", 1),
        "pull-request": ("GitHub", 1),
    }
    more = made(FULL.replace("It cost", "See INC-2041, <https://wiki.acme.example/x>. It cost"))
    assert {source.target: source.system for source in more.sources}["INC-2041"] is None
    assert {source.target: source.system for source in more.sources}["https://wiki.acme.example/x"]


def test_citations_lead_from_claims_to_their_sources() -> None:
    found = made()
    sources = {source.source: source.id or source.kind for source in found.sources}
    texts = {claim.claim: claim.text or "" for claim in found.claims}
    assert [(texts[each.claim][:8], sources[each.source]) for each in found.citations] == [
        ("Checkout", "S1"),
        ("It cost ", "Q1"),
        ("It cost ", "pull-request"),
    ]
    assert sum(source.cited for source in found.sources) == len(found.citations)


def test_unknowns_owners_and_approvals() -> None:
    found = made()
    (unknown,) = found.unknowns
    assert (unknown.who, unknown.until, unknown.due) == ("@bob", "2026-11-20", "2026-11-20")
    assert [(owner.role, owner.who, owner.person) for owner in found.owners] == [
        ("author", "@alice", "@alice"),
        ("reviewer", "@bob", "@bob"),
    ]
    (approval,) = found.approvals
    assert (approval.role, approval.by, approval.day) == ("author", "@alice", "2026-11-05")
    assert (approval.covers, approval.mode, approval.verified) == ("unbound", "declared", "declared")


def test_an_approval_covers_this_state_one_before_or_a_lost_one() -> None:
    bound = FULL.replace("14:02Z", f"14:02Z\n    digest: {digest(of().document)}")
    assert made(bound).approvals[0].covers == "this"
    edited = bound.replace("38 minutes", "39 minutes")
    assert made(edited).approvals[0].covers == "unknown"
    (before,) = rows(checked(edited), {digest(of().document): "abc"}).approvals
    assert (before.covers, before.covered) == ("before", "abc")


def test_a_person_is_one_in_every_spelling_that_the_policy_knows() -> None:
    policy = f"{POLICY}people:\n  '@alice': [\"Alice <alice@acme.example>\"]\n"
    found = made(FULL.replace('author: "@alice"', 'author: "Alice <alice@acme.example>"'), policy)
    assert found.owners[0].who == "Alice <alice@acme.example>"
    assert found.owners[0].person == found.approvals[0].person == "@alice"


def test_assistants_with_what_was_taken_from_them() -> None:
    (found,) = made().assistants
    assert (found.tool, found.account, found.use, found.intact) == ("claude-enterprise", "managed", "advise", True)
    assert (found.prompts, found.outputs, found.taken, found.cited) == (1, 1, 1, 1)
    assert found.share == 0.25
    (missing,) = made(FULL.replace("latency.ailog", "gone.ailog")).assistants
    assert (missing.intact, missing.prompts, missing.taken, missing.share) == (None, 0, 0, 0.0)


def test_findings_say_whether_they_count() -> None:
    (excepted,) = (each for each in made().findings if each.code == "CF201")
    assert (excepted.state, excepted.reason, excepted.owner, excepted.until) == (
        "excepted", "old", "@dora", "2027-01-31",
    )  # fmt: skip
    (opened,) = (each for each in made(policy=POLICY.partition("exceptions")[0]).findings if each.code == "CF201")
    assert (opened.state, opened.reason, opened.fingerprint) == ("open", None, excepted.fingerprint)
    assert made().records[0].verdict == "holds"
    assert made(policy=POLICY.partition("exceptions")[0]).records[0].verdict == "findings"


@pytest.mark.parametrize("data", UNREAD.values(), ids=list(UNREAD))
def test_a_file_that_cannot_be_read_is_a_row_and_no_gap(data: bytes) -> None:
    found = rows(checked(data=data))
    assert (found.records[0].verdict, found.records[0].errors) == ("unread", 1)
    assert found.findings[0].state == "open"
    assert not found.claims


def test_a_check_that_breaks_off_holds_nothing() -> None:
    one = checked()
    broke = one._replace(context=type(one.context)(broke=None, unread="the file cannot be read"))
    assert rows(broke._replace(file=File("a.md", "a.md"))).records[0].verdict == "unread"


def test_the_policy_is_known_by_what_it_says() -> None:
    def told(policy: str, known: str = "") -> str:
        found = Policy() if not policy else read(".citefirst.yml", policy.encode())
        return policy_digest(Rulebook(found, {}), Baseline(text=known))

    assert told(POLICY) == told(POLICY)
    assert len({told(""), told(POLICY), told(POLICY + "\n"), told(POLICY, "x")}) == 4
