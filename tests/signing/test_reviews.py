"""Owners against the reviews of a pull request, and the digest that says whether a record is what was approved."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenario import GOOD

from citefirst.check.pipeline import File, read
from citefirst.evidence.ids import find
from citefirst.model import Document, Problem
from citefirst.record.build import build
from citefirst.rules.signatures import unreviewed
from citefirst.signing.digest import canonical, digest
from citefirst.signing.reviews import Review, Reviews

HEAD, OLD = "a" * 40, "b" * 40


def document(text: str | bytes) -> Document:
    found, _ = read(File("a.md", "a.md", None, text.encode() if isinstance(text, str) else text), find)
    assert found
    return found


def missing(reviews: Reviews, text: str) -> list[Problem]:
    """What the rule says of a record whose reviews are at hand."""
    record = build(document(text), None, lambda path: True, find, lambda address: None)
    return list(unreviewed(record, reviews))


def given_by(*reviews: tuple[str, str, str]) -> list[Review]:
    return [Review(*review) for review in reviews]


CASES: list[tuple[str, list[Review], bool | None, str]] = [
    ("none", [], True, "@alice has not approved this pull request"),
    ("approved at the head", given_by(("alice", "APPROVED", HEAD)), False, ""),
    ("in another case", given_by(("Alice", "APPROVED", HEAD)), False, ""),
    ("by somebody else", given_by(("bob", "APPROVED", HEAD)), True, "@alice has not approved this pull request"),
    ("approved before, and unchanged", given_by(("alice", "APPROVED", OLD)), True, ""),
    (
        "approved before, and changed",
        given_by(("alice", "APPROVED", OLD)),
        False,
        "as it was at bbbbbbb, and it changed",
    ),
    ("approved before, and cannot tell", given_by(("alice", "APPROVED", OLD)), None, "can no longer be read"),
    (
        "approved, then requested changes",
        given_by(("alice", "APPROVED", HEAD), ("alice", "CHANGES_REQUESTED", HEAD)),
        True,
        "@alice has requested changes",
    ),
    (
        "requested changes, then approved",
        given_by(("alice", "CHANGES_REQUESTED", OLD), ("alice", "APPROVED", HEAD)),
        False,
        "",
    ),
    ("dismissed", given_by(("alice", "DISMISSED", HEAD)), True, "the approval of @alice was dismissed"),
    ("approved, then commented", given_by(("alice", "APPROVED", HEAD), ("alice", "COMMENTED", HEAD)), False, ""),
    ("only commented", given_by(("alice", "COMMENTED", HEAD)), True, "@alice has not approved this pull request"),
    ("pending", given_by(("alice", "PENDING", HEAD)), True, "@alice has not approved this pull request"),
]


@pytest.mark.parametrize(("reviews", "same", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_last_word_of_the_owner_counts(reviews: list[Review], same: bool | None, message: str) -> None:
    found = missing(Reviews(reviews, "dev", HEAD, lambda document, commit: same), GOOD)
    assert [message in problem.message for problem in found] == ([True] if message else [])
    assert all(problem.hint for problem in found)


def test_who_opened_the_pull_request_cannot_approve_it() -> None:
    reviews = Reviews(given_by(("alice", "APPROVED", HEAD)), "Alice", HEAD, lambda document, commit: True)
    (problem,) = missing(reviews, GOOD)
    assert "@alice opened this pull request" in problem.message


OWNERS = [
    ('"Alice <alice@example.com>"', ["`Alice <alice@example.com>` cannot be matched to a review"]),
    ('"@acme/security"', []),
    ("[a, b]", []),
    ('"@alice and @bob"', []),
    ('""', []),
    ("null", []),
]


@pytest.mark.parametrize(("owner", "messages"), OWNERS)
def test_owners_that_are_no_login(owner: str, messages: list[str]) -> None:
    """A list, a team or nobody is for other rules; one fault is one finding."""
    found = missing(Reviews([], "dev", HEAD, lambda document, commit: True), GOOD.replace('"@alice"', owner))
    assert [problem.message for problem in found] == messages


def test_each_role_has_its_own_finding_at_its_own_place() -> None:
    text = GOOD.replace('  author: "@alice"', '  author: "@alice"\n  reviewer: "@bob"')
    found = missing(Reviews([], "dev", HEAD, lambda document, commit: True), text)
    assert [text[problem.span.start : problem.span.end] for problem in found] == ['"@alice"', '"@bob"']


def test_a_record_without_front_matter_has_no_owner_to_ask() -> None:
    assert missing(Reviews([], "dev", HEAD, lambda document, commit: True), "# Hello\n") == []


GOLDEN = [
    ("---\nworkflow: note\n---\n# T\n", "ad2063c3024b78bc6a4265d51273c978a5ac0d41ebb713febd8b4ec92788db89"),
    ("# T\n", "c6410ab6046701d0ed29590dc9ba3f0d1a13e5b84c5f9a979d2370ecafdf4e42"),
    (GOOD, "43fd186fc10c226b5719fb21419305019fb56e772e3747b4047d8dcadf4f8ddf"),
]
SAME = [
    GOOD.replace("\n", "\r\n"),
    f"\ufeff{GOOD}",
    GOOD.replace("Checkout latency\n", "Checkout latency  \t\n"),
    f"{GOOD}\n\n",
    GOOD.replace("workflow: note\nowner:", "owner:").replace("ai: none\n", "ai: none\nworkflow: note\n"),
    GOOD.replace('"@alice"', "'@alice'"),
    GOOD.replace('owner:\n  author: "@alice"', 'owner: {author: "@alice"}'),
    GOOD.replace("ai: none", "ai: none # a comment"),
    GOOD.replace("ai: none", "ai: none\napprovals:\n  - role: author\n    by: '@alice'"),
]
OTHERS = [
    GOOD.replace("4.2 s", "2.4 s"),
    GOOD.replace("@alice", "@bob"),
    GOOD.replace("ai: none", "ai: none\ndate: 2026-11-03"),
    GOOD.replace("ai: none", "ai: null"),
    GOOD.replace("ai: none", 'ai: ""'),
    GOOD.replace("## Facts", "## Opinions"),
    GOOD.replace("\n\nCheckout", "\nCheckout"),
    GOOD.replace("---\n# Checkout", "\n# Checkout", 1).replace("---\n", "", 1),
]


@pytest.mark.parametrize(("text", "hexadecimal"), GOLDEN)
def test_a_digest_is_the_same_for_ever(text: str, hexadecimal: str) -> None:
    """Signatures are bound to it: a change of the canonical form would void them all."""
    assert digest(document(text)) == f"sha256:{hexadecimal}"


@pytest.mark.parametrize("text", SAME)
def test_what_changes_nothing_keeps_the_digest(text: str) -> None:
    assert digest(document(text)) == digest(document(GOOD))


@pytest.mark.parametrize("text", OTHERS)
def test_what_changes_something_changes_the_digest(text: str) -> None:
    assert digest(document(text)) != digest(document(GOOD))


def test_the_canonical_form_is_front_matter_on_a_line_and_the_body() -> None:
    text = "---\nb: [1, two]\na: ü\napprovals: []\n---\n\n# T  \r\n\r\nx\r\n\r\n"
    assert canonical(document(text)) == '{"a":"ü","b":[1,"two"]}\n# T\n\nx\n'
    assert canonical(document("x\n")) == "null\nx\n"


@given(st.text("-\n :ab#", max_size=40))
def test_no_text_moves_between_front_matter_and_body(text: str) -> None:
    """The first line is the front matter as JSON, which holds no line end, so nothing of it can be the body's."""
    found = document(text)
    first, _, rest = canonical(found).partition("\n")
    assert json.loads(first) == (found.frontmatter.data if found.frontmatter else None)
    body = found.text[found.frontmatter.span.end if found.frontmatter else 0 :]
    assert rest.split() == body.split()
