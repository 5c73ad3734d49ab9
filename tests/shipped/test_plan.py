"""What lines of a plan name, and which lines are a plan."""

from __future__ import annotations

import pytest

from citefirst.check.pipeline import Checker, File
from citefirst.record.plan import Item, beside, items
from citefirst.repository.schemas import builtin
from citefirst.workflow.catalogue import Catalogue

CHECKER = Checker(Catalogue(builtin()), lambda path: path == "src/cart.py")


def planned(text: str, workflow: str | None = None) -> list[Item]:
    found = CHECKER.read(File("docs/a.md", "docs/a.md", workflow, text.encode())).record
    assert found
    return items(found)


def names(line: str) -> list[tuple[str, str, str]]:
    (item,) = planned(f"# A\n\n## Action items\n\n- {line}\n")
    return [(name.kind, name.repository, name.id) for name in item.names]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ship #12", [("reference", "", "12")]),
        ("Fill the table (#12)", [("reference", "", "12")]),
        ("Merge PR #12", [("pull-request", "", "12")]),
        ("Close issue #12", [("issue", "", "12")]),
        ("Merge !12", [("pull-request", "", "12")]),
        ("Ship GH-12", [("reference", "", "12")]),
        ("Ship acme/infra#12", [("reference", "acme/infra", "12")]),
        ("[It](https://github.com/acme/shop/pull/12/files)", [("pull-request", "acme/shop", "12")]),
        ("https://github.com/acme/shop/issues/12", [("issue", "acme/shop", "12")]),
        ("https://gitlab.com/acme/team/shop/-/merge_requests/3", [("pull-request", "acme/team/shop", "3")]),
        ("https://acme.atlassian.net/browse/PAY-12", [("ticket", "", "PAY-12")]),
        ("https://github.com/acme/shop/releases/tag/v1.2.0", [("version", "acme/shop", "1.2.0")]),
        ("https://github.com/acme/shop/commit/0123abc0123abc", [("commit", "acme/shop", "0123abc0123abc")]),
        ("PAY-12 and PAY-12", [("ticket", "", "PAY-12")]),
        ("After INC-2041", [("ticket", "", "INC-2041")]),
        ("Fix CVE-2026-1234", [("ticket", "", "CVE-2026-1234")]),
        ("Hash with SHA-256, as UTF-8, by RFC 9110 and ADR-12", []),
        ("Ship it in v1.2", [("version", "", "1.2")]),
        ("Ship it in release 1.2", [("version", "", "1.2")]),
        ("It takes 1.2 seconds", []),
        ("As commit 0123abc says", [("commit", "", "0123abc")]),
        ("Mend `src/cart.py`", [("file", "", "src/cart.py")]),
        ("Mend `src/cart.py:12`", [("file", "", "src/cart.py")]),
        ("Tell everybody", []),
        ("At step #3 of slot #9", []),
    ],
)
def test_a_line_names(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert names(line) == expected


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Action items", 2),
        ("Next steps", 2),
        ("Rollout plan", 2),
        ("Remediation", 2),
        ("Implementation plan", 2),
        ("Decision", 1),
        ("Context", 0),
        ("Consequences", 0),
    ],
)
def test_sections_plan(heading: str, lines: int) -> None:
    assert len(planned(f"# A\n\n## {heading}\n\n- Ship #12\n- Tell everybody\n")) == lines


def test_a_section_inside_a_plan_is_part_of_it_and_a_table_has_rows() -> None:
    text = "# A\n\n## Rollout plan\n\n### Phase 1\n\n- [x] Ship #12\n\n| Step | PR |\n| --- | --- |\n| Move | #13 |\n"
    first, second = planned(text)
    assert (first.section, first.line, first.ticked) == ("Phase 1", 7, True)
    assert [name.id for name in second.names] == ["13"]


def test_titles_of_a_workflow_in_other_languages_plan() -> None:
    text = "# A\n\n## Maßnahmen\n\n- Ship #12\n"
    assert len(planned(text, "incident-postmortem")) == 1


def test_tickets_of_the_rest_are_told_apart() -> None:
    text = "# A\n\n## Context\n\nSlow since PAY-9, see #4.\n\n## Action items\n\n- Ship PAY-7\n"
    found = CHECKER.read(File("a.md", "a.md", None, text.encode())).record
    assert found
    assert beside(found) == {"PAY-9"}


def test_names_are_read_in_linear_time() -> None:
    line = "A-1 " * 2000 + "1.2.3-" * 2000 + "/#1" * 2000
    assert planned(f"# A\n\n## Action items\n\n- {line}\n")
