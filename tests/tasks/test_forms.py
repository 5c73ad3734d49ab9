"""Templates and issue forms: GitHub takes them, what is left open is found, and nothing is overwritten."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft7Validator
from support.builtin_workflows import WORKFLOWS
from support.descriptions import CATALOGUE, document_of, judged

from citefirst.check.described import template_lines
from citefirst.cli import main
from citefirst.repository.working import WorkingTree
from citefirst.tasks.forms import issue_form, pull_request_template
from citefirst.workflow.outline import outline


def form_of(workflow: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(issue_form(CATALOGUE.workflow(workflow), outline(workflow, CATALOGUE)))
    return found


@pytest.fixture(scope="module")
def issue_forms() -> Draft7Validator:
    """GitHub's issue forms as SchemaStore describes them."""
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "github-issue-forms.json"
    return Draft7Validator(json.loads(vendored.read_text("utf-8")))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_an_issue_form_is_one(workflow: str, issue_forms: Draft7Validator) -> None:
    form = form_of(workflow)
    assert [error.message for error in issue_forms.iter_errors(form)] == []
    named = [(each["id"], each["attributes"]["label"]) for each in form["body"]]
    assert [len(set(names)) for names in zip(*named, strict=True)] == [len(named)] * 2  # GitHub wants them distinct
    assert "none" not in {option.lower() for each in form["body"] for option in each["attributes"].get("options", ())}


def rendered(form: dict[str, Any], answers: dict[str, str]) -> str:
    """What GitHub makes of a form that was filled in."""
    parts = ((each["attributes"]["label"], answers.get(each["id"], "_No response_")) for each in form["body"])
    return "\n\n".join(f"### {label}\n\n{answer}" for label, answer in parts)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_answers_of_a_form_are_found_where_they_belong(workflow: str) -> None:
    form = form_of(workflow)
    required = [each["id"] for each in form["body"] if each["validations"]["required"]]
    empty = judged(rendered(form, {}), kind="issue", workflow=workflow)
    assert "CF401" in {finding.code for finding in empty.report.findings}
    answers = dict.fromkeys(required, "UNKNOWN(@ewa, 2026-12-01): it")
    owners = [each["id"] for each in form["body"] if each["attributes"].get("placeholder") == "@login"]
    filled = judged(
        rendered(form, answers | {name: f"@p{name}" for name in owners} | {"ai": "none"}),
        kind="issue",
        workflow=workflow,
    )
    assert not {"CF102", "CF401", "CF501"} & {finding.code for finding in filled.report.findings}
    assert filled.record
    assert [owner.text for owner in filled.record.header.owners] == [f"@p{name}" for name in owners]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_template_that_nobody_filled_in_does_not_hold(workflow: str) -> None:
    text = pull_request_template(CATALOGUE.workflow(workflow), outline(workflow, CATALOGUE))
    checked = judged(text, workflow=workflow)
    assert "CF401" in {finding.code for finding in checked.report.findings}
    assert [unit.text for unit in document_of(checked).units if unit.kind != "heading"] == []


def new(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", "change-control", *arguments])


def test_forms_stand_where_github_looks_and_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pull_request_template.md").write_text("Ours.\n\n- [ ] We tested it.\n")
    monkeypatch.chdir(tmp_path)
    beside = ".github/PULL_REQUEST_TEMPLATE/change-control.md"
    assert (done := new("--form", "pull-request")).output.startswith(f"{beside} was written\n"), done.output
    assert "`records:` with `pull-request: change-control`" in done.output
    assert new("--form", "issue").exit_code == 0
    for form in ("pull-request", "issue"):
        assert (done := new("--form", form)).exit_code == 2
        assert "already exists and was not touched" in done.output
    assert new("--form", "issue", "--set", "id=X").exit_code == 2
    assert {"Ours.", "We tested it."} <= template_lines(WorkingTree(tmp_path), "pull-request")
    assert template_lines(WorkingTree(tmp_path), "issue") == frozenset()
    forms = tmp_path / ".github" / "ISSUE_TEMPLATE"
    (forms / "ours.yml").write_text("body:\n  - attributes: {value: Say it.}\n  - attributes: [1]\n  - 5\n")
    (forms / "broken.yml").write_text("body: [")
    (forms / "number.yml").write_text("body: 5")
    assert template_lines(WorkingTree(tmp_path), "issue") == {"Say it."}
