"""Descriptions: which of their lines are fields, what a form left open says, and where findings stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.descriptions import FILLED, FORM, document_of, found, judged

from citefirst.signing.reviews import Review

APPROVED = (Review("ewa", "APPROVED", "c" * 40, "2026-11-05T13:00:00Z", 5),)
NOBODY = ("CF401", 1, 1)

FIELDS: list[tuple[str, str, dict[str, Any]]] = [
    ("nothing", "", {"owner": {"compliance-lead": None}, "id": "PR-7", "date": "2026-11-05", "change": "octo/demo#7"}),
    ("a list of fields", "- Compliance lead: @ewa\n- AI: none\n", {"owner": {"compliance-lead": "@ewa"}, "ai": "none"}),
    ("lines without marks", "compliance-lead: @ewa\nai: none\n", {"owner": {"compliance-lead": "@ewa"}, "ai": "none"}),
    ("a comment behind a field", "- Compliance lead: @ewa <!-- @x -->\n", {"owner": {"compliance-lead": "@ewa"}}),
    ("a field in a comment", "<!--\n- Compliance lead: @ewa\n-->\n", {"owner": {"compliance-lead": None}}),
    ("a comment that is never closed", "<!--\n- Compliance lead: @ewa\n", {"owner": {"compliance-lead": None}}),
    ("several values", "- Controls: CC8.1, CC6.3\n", {"controls": ["CC8.1", "CC6.3"]}),
    ("an empty field", "- Controls:\n", {"controls": None}),
    ("front matter", "---\nowner:\n  compliance-lead: '@ewa'\n---\n", {"owner": {"compliance-lead": None}}),
    ("another workflow", "- Workflow: pricing-change\n", {"workflow": "change-control"}),
    ("its own approvals", "- Approvals: [@ewa]\n", {"approvals": None}),
    ("its own date", "- Date: 2026-11-01\n", {"date": "2026-11-01"}),
    (
        "two people by two headings",
        "### Compliance lead\n@ewa\n### Compliance lead\n@li\n",
        {"owner": {"compliance-lead": "@ewa, @li"}},
    ),
    ("a form", FORM, {"owner": {"compliance-lead": "@ewa"}, "ai": "none", "status": "draft", "controls": "CC8.1"}),
    ("a form left open", "### Requirements\n\n_No response_\n", {"requirements": None}),
    (
        "a stored conversation",
        "- AI use: advise\n- AI tool: claude\n- AI account: managed\n- AI transcript: logs/a.json\n- AI SHA-256: aa\n",
        {
            "ai": {
                "use": "advise",
                "log": [{"tool": "claude", "account": "managed", "transcript": "logs/a.json", "sha256": "aa"}],
            }
        },
    ),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in FIELDS], ids=[case[0] for case in FIELDS])
def test_fields_stand_in_the_body(body: str, fields: dict[str, Any]) -> None:
    front = document_of(judged(body)).frontmatter
    assert front
    assert {name: front.data.get(name) for name in fields} == fields


def test_a_filled_description_holds_once_its_owner_approved_it() -> None:
    assert found(judged(FILLED, APPROVED)) == []
    assert found(judged(FILLED)) == [("CF405", 2, 20)]
    assert found(judged(FORM, kind="issue")) == [("CF204", 36, 1)]


EDITS: list[tuple[str, str | None, str, str]] = [
    ("never edited", "", "2026-11-05T13:00:00Z", ""),
    ("edited before", "2026-11-05T12:59:59Z", "2026-11-05T13:00:00Z", ""),
    ("edited in the same second", "2026-11-05T13:00:00Z", "2026-11-05T13:00:00Z", "was edited (2026-11-05 13:00 UTC)"),
    ("edited after", "2026-11-06T08:00:00Z", "2026-11-05T13:00:00Z", "was edited (2026-11-06 08:00 UTC) after @ewa"),
    ("in another zone", "2026-11-05T14:30:00+02:00", "2026-11-05T13:00:00Z", ""),
    ("GitHub does not tell", None, "2026-11-05T13:00:00Z", "nobody can tell whether"),
    ("no time that is one", "yesterday", "2026-11-05T13:00:00Z", "nobody can tell whether"),
    ("a review without a time", "2026-11-05T12:00:00Z", "", "nobody can tell whether"),
]


@pytest.mark.parametrize(("edited", "at", "said"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_an_approval_is_of_the_text_that_was_there(edited: str | None, at: str, said: str) -> None:
    checked = judged(FILLED, (Review("ewa", "APPROVED", "c" * 40, at),), edited)
    messages = [finding.message for finding in checked.report.findings]
    assert [said in message for message in messages] == ([True] if said else [])


LEFT = FILLED.replace("- Revert the commit, within five minutes.", "Say how to go back.")


def test_the_template_s_own_text_is_no_answer() -> None:
    assert found(judged(LEFT, APPROVED)) == []
    codes = [code for code, _, _ in found(judged(LEFT, APPROVED, template=frozenset(("Say how to go back.",))))]
    assert codes == ["CF101", "CF203"]


DEFAULTS = [
    ("no response", FORM.replace("Revert it.", "_No response_"), [("CF101", 29, 5), ("CF204", 36, 1)]),
    ("a comment", FORM.replace("Revert it.", "<!-- the way back -->"), [("CF101", 29, 5), ("CF204", 36, 1)]),
    ("no owner", FORM.replace("@ewa", "_No response_"), [("CF401", 1, 5), ("CF204", 36, 1)]),
]


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in DEFAULTS], ids=[case[0] for case in DEFAULTS])
def test_a_form_left_at_its_default_says_nothing(body: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(judged(body, kind="issue")) == expected


def test_an_issue_has_no_reviews_so_that_only_a_draft_holds() -> None:
    assert ("CF405", 1, 1) in found(judged(FORM.replace("draft", "approved"), kind="issue"))


def test_a_fact_cannot_hide_in_a_field() -> None:
    body = FILLED.replace("- AI: none", "- AI: none\n- Requirements: checkout was down for 38 minutes on 2026-11-03")
    assert ("CF201", 6, 3) in found(judged(body, APPROVED))


HIDDEN = [
    "## Implementation\n\nCheckout was down for 38 minutes on 2026-11-03.",
    "## Proposal\n\nCheckout was down for 38 minutes on 2026-11-03.",
    "## Controls\n\nCheckout was down for 38 minutes on 2026-11-03.",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_fact_cannot_hide_below_a_heading(text: str) -> None:
    codes = [code for code, _, _ in found(judged(FILLED.replace("## Rollback", f"{text}\n\n## Rollback"), APPROVED))]
    assert codes == ([] if "Implementation" in text else ["CF201"])  # a plan holds no facts, by its workflow


@given(st.text(max_size=200) | st.lists(st.sampled_from(FORM.split("\n"))).map("\n".join))
def test_whatever_a_description_says_it_is_judged_with_places_in_it(body: str) -> None:
    checked = judged(body.encode("utf-8", "replace").decode())
    lines = max(1, len(checked.record.document.lines)) if checked.record else 1
    assert NOBODY[0] in {code for code, _, _ in found(checked)} or "lead" in body.lower() or checked.record is None
    assert all(1 <= line <= lines for _, line, _ in found(checked))


def test_line_ends_of_github_and_a_text_of_full_length_are_read() -> None:
    assert found(judged(FILLED.replace("\n", "\r\n"))) == [("CF405", 2, 20)]
    long = FILLED + "\n## Notes\n\n" + "This is to be done by the team.\n\n" * 2000
    assert len(long) > 65_000
    assert found(judged(long[:65_536], APPROVED)) == []
