"""What a change does to records, and who judges it: the base, whatever the head says."""

from __future__ import annotations

import json

import pytest
from support.changes import changes, snapshot
from support.scenario import BASE, GOOD, LAX, POLICY, SCHEMA, UNCITED, Files

from citefirst.check.change import ChangeChecker, Comparison, released
from citefirst.check.rulebook import Rulebook
from citefirst.document.parse import parse
from citefirst.model import Change, Report
from citefirst.policy.policy import Policy, Route

PLAIN = GOOD.replace("workflow: note\n", "")
OTHER = ".citefirst/schemas/other.schema.json"
NEW = BASE | {OTHER: SCHEMA}


def judged(before: Files, after: Files, base: Files = BASE, head: Files | None = None) -> Report:
    """Files before and after a change, beside the policy and schemas of base and head."""
    old, new = snapshot({**base, **before}), snapshot({**(head or base), **after})
    book, proposed = Rulebook.load(old), Rulebook.load(new) if head else None
    return ChangeChecker(Comparison(old, new, changes(before, after)), book, proposed=proposed).report()


def codes(report: Report) -> dict[str, list[str]]:
    return {record.path: [finding.code for finding in record.findings] for record in report.records}


CASES: list[tuple[str, Files, Files, dict[str, list[str]]]] = [
    ("added record", {}, {"docs/a.md": GOOD}, {"docs/a.md": []}),
    ("added record with a fault", {}, {"docs/a.md": UNCITED}, {"docs/a.md": ["CF201"]}),
    ("added record outside of the globs", {}, {"notes/a.md": UNCITED}, {"notes/a.md": ["CF201"]}),
    ("added file that is no record", {}, {"notes/a.md": "# Hello\n"}, {}),
    ("added file that is no text", {}, {"notes/a.png": b"\xff"}, {}),
    ("routed file without front matter", {}, {"docs/a.md": "# Hello\n"}, {"docs/a.md": ["CF003", "CF102"]}),
    ("modified record", {"docs/a.md": GOOD}, {"docs/a.md": UNCITED}, {"docs/a.md": ["CF201"]}),
    ("untouched record", {"docs/a.md": UNCITED}, {"docs/a.md": UNCITED}, {}),
    ("deleted record", {"docs/a.md": UNCITED}, {}, {"docs/a.md": ["CF604"]}),
    ("deleted record outside of the globs", {"notes/a.md": GOOD}, {}, {"notes/a.md": ["CF604"]}),
    ("deleted file that was none", {"notes/a.md": "# Hello\n"}, {}, {}),
    ("renamed record", {"docs/a.md": GOOD}, {"docs/b.md": GOOD}, {"docs/b.md": []}),
    ("moved out of the globs, named by itself", {"docs/a.md": GOOD}, {"notes/a.md": GOOD}, {"notes/a.md": []}),
    ("moved out of the globs", {"docs/a.md": PLAIN}, {"notes/a.md": PLAIN}, {"notes/a.md": ["CF605"]}),
    ("moved to another kind of file", {"docs/a.md": PLAIN}, {"notes/a.txt": PLAIN}, {"notes/a.txt": ["CF605"]}),
    ("no longer names a workflow", {"notes/a.md": GOOD}, {"notes/a.md": PLAIN}, {"notes/a.md": ["CF605"]}),
    ("routed, no longer names it itself", {"docs/a.md": GOOD}, {"docs/a.md": PLAIN}, {"docs/a.md": []}),
    (
        "names another workflow",
        {"notes/a.md": GOOD},
        {"notes/a.md": GOOD.replace(": note", ": architecture-decision")},
        {"notes/a.md": ["CF102", "CF401", "CF604"]},
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_change_is_found_to_do(before: Files, after: Files, expected: dict[str, list[str]]) -> None:
    found = codes(judged(before, after))
    assert found.keys() == expected.keys()
    assert {path: sorted(set(found[path])) for path in found} == {
        path: sorted(set(found)) for path, found in expected.items()
    }


def test_a_record_that_a_change_displaces_is_a_warning_and_one_that_escapes_an_error() -> None:
    displaced = judged({"docs/a.md": GOOD}, {}).findings[0]
    escaped = judged({"notes/a.md": GOOD}, {"notes/a.md": PLAIN}).findings[0]
    assert (displaced.severity, escaped.severity) == ("warning", "error")
    assert (displaced.workflow, displaced.region.line, escaped.region.line) == ("note", 1, 1)


def test_a_workflow_of_the_head_judges_new_records() -> None:
    text = UNCITED.replace(": note", ": other")
    assert codes(judged({}, {"notes/a.md": text}, head=NEW)) == {"notes/a.md": ["CF201"]}


def test_a_workflow_of_the_head_judges_no_record_that_was_there() -> None:
    text = GOOD.replace(": note", ": other")
    found = codes(judged({"notes/a.md": GOOD}, {"notes/a.md": text}, head=NEW))
    assert "CF004" in found["notes/a.md"]


def test_a_file_that_was_no_record_is_a_new_one() -> None:
    text = GOOD.replace(": note", ": other")
    assert codes(judged({"notes/a.md": "# Hello\n"}, {"notes/a.md": text}, head=NEW)) == {"notes/a.md": []}


def test_the_head_may_route_new_records_to_its_own_workflows_only() -> None:
    lax = "records:\n  'docs/**': note\n  'new/**': other\n  'more/**': note\n"
    head = NEW | {".citefirst.yml": lax}
    found = judged({}, {"new/a.md": UNCITED.replace(": note", ": other"), "more/a.md": PLAIN}, head=head)
    assert codes(found) == {"new/a.md": ["CF201"]}


@pytest.mark.parametrize(
    "head",
    [
        BASE | {".citefirst/schemas/note.schema.json": LAX},
        BASE | {".citefirst.yml": "records: {}\n"},
        BASE | {".citefirst.yml": "records:\n  'docs/**': architecture-decision\n"},
        {"README.md": "policy and schemas deleted"},
    ],
    ids=["schema", "route", "workflow", "all"],
)
def test_what_the_head_loosens_changes_no_verdict(head: Files) -> None:
    assert codes(judged({"docs/a.md": GOOD}, {"docs/a.md": UNCITED}, head=head)) == {"docs/a.md": ["CF201"]}
    assert codes(judged({}, {"docs/a.md": UNCITED}, head=head)) == {"docs/a.md": ["CF201"]}


def test_records_that_a_proposed_policy_lets_go_are_named() -> None:
    head = snapshot({"docs/a.md": PLAIN, "docs/b.md": GOOD, "notes/c.md": PLAIN, "docs/d.md": PLAIN})
    schemas = Rulebook.load(snapshot(BASE)).schemas
    book = Rulebook(Policy(routes=(Route("docs/**", "note"),)), schemas)
    proposed = Rulebook(Policy(routes=(Route("docs/d.md", "note"),)), schemas)
    assert released(head, book, proposed) == ("docs/a.md",)


def test_a_forced_workflow_is_for_markdown_files_only() -> None:
    old, new = snapshot(BASE), snapshot({**BASE, "a.py": "x = 1\n", "a.md": UNCITED})
    forced = ChangeChecker(
        Comparison(old, new, [Change("a.py", "added"), Change("a.md", "added")]), Rulebook.load(old), forced="note"
    )
    assert codes(forced.report()) == {"a.md": ["CF201"]}


def test_the_policy_knows_its_own_files() -> None:
    book = Rulebook.load(
        snapshot(BASE | {".citefirst.yml": POLICY + "schemas: [tools/own/]\n", "tools/own/x.json": "{}"})
    )
    paths = [".citefirst.yml", ".github/.citefirst.yml", ".citefirst/schemas/a.json", "tools/own/b.json"]
    assert all(map(book.governs, paths))
    assert not any(map(book.governs, ["docs/a.md", "tools/own/deeper/b.json", "tools/own.json"]))


def test_two_rulebooks_that_say_the_same_demand_the_same() -> None:
    book = Rulebook.load(snapshot(BASE))
    same = Rulebook.load(snapshot(BASE | {".citefirst.yml": f"# a comment\n{POLICY}"}))
    other = Rulebook.load(
        snapshot(BASE | {".citefirst/schemas/note.schema.json": json.dumps(json.loads(SCHEMA), indent=1)})
    )
    assert book.demands_the_same(same)
    assert not book.demands_the_same(other)


@pytest.mark.parametrize(("before", "after"), [("", UNCITED), (GOOD, UNCITED), (GOOD, "")])
def test_each_state_of_a_record_that_names_its_workflow_is_parsed_once(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []

    def counting(path: str, text: str, *rest: object) -> object:
        parsed.append(text)
        return parse(path, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("citefirst.document.parse.parse", counting)
    judged({"notes/a.md": before} if before else {}, {"notes/a.md": after} if after else {})
    assert sorted(parsed) == sorted(text for text in (before, after) if text)
