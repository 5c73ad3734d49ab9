"""action.yml, the code that reads its inputs, the documentation and the examples name the same things.

GitHub ignores an input that an action does not have and gives an empty text for an output that is not there, so a
misspelt name is silent. No linter looks into another repository's action either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.paths import ROOT

from citefirst.github.inputs import BOOLEAN, INPUTS, OUTPUTS, Input

ACTION_FILE = ROOT / "action.yml"
GUIDE = ROOT / "docs" / "github-action.md"
WORKFLOW_FILES = [
    *sorted((ROOT / ".github/workflows").glob("*.yml")),
    *sorted((ROOT / "examples/workflows").glob("*.yml")),
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
OURS = re.compile(r"(\./|citefirst/citefirst@.+)\Z")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\Z")
FENCE = re.compile(r"^```ya?ml\n(.*?)^```$", re.DOTALL | re.MULTILINE)

Yaml = dict[str, Any]


def load(text: str) -> Any:
    """YAML as GitHub reads it: `on` is a name, `true` the text that an input gets."""
    return yaml.load(text, yaml.BaseLoader)


ACTION: Yaml = load(ACTION_FILE.read_text("utf-8"))
STEPS: list[Yaml] = ACTION["runs"]["steps"]


def unmarked(text: str) -> str:
    """Markdown of a description as the plain text that action.yml holds."""
    return text.replace("`", "")


# -- action.yml and the code ----------------------------------------------------------------------------------------


def test_the_inputs_of_the_action_are_those_of_the_code() -> None:
    declared = {name: (value["description"], value["default"]) for name, value in ACTION["inputs"].items()}
    assert declared == {item.name: (unmarked(item.summary), item.default) for item in INPUTS}
    assert list(declared) == [item.name for item in INPUTS], "the order is that of the documentation"


def test_no_input_is_required() -> None:
    assert [name for name, value in ACTION["inputs"].items() if "required" in value] == []


def test_the_outputs_of_the_action_are_those_of_the_code() -> None:
    declared = {name: value["description"] for name, value in ACTION["outputs"].items()}
    assert declared == {name: unmarked(summary) for name, summary in OUTPUTS.items()}
    assert list(declared) == list(OUTPUTS)


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_comes_from_the_step_that_checks(name: str) -> None:
    assert ACTION["outputs"][name]["value"] == f"${{{{ steps.check.outputs.{name} }}}}"


@pytest.mark.parametrize("item", INPUTS, ids=lambda item: item.name)
def test_an_input_reaches_the_shell_by_its_variable(item: Input) -> None:
    (step,) = [step for step in STEPS if step.get("id") == "check"]
    assert step["env"][item.variable] == f"${{{{ inputs.{item.name} }}}}"


def test_the_shell_gets_no_other_variables() -> None:
    variables = [name for step in STEPS for name in step.get("env", {}) if name.startswith("INPUT_")]
    assert sorted(variables) == sorted(item.variable for item in INPUTS)


def test_no_expression_stands_in_a_script() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert scripts, "action.yml runs nothing"
    assert [script for script in scripts if "${{" in script] == []


def test_a_script_that_the_action_calls_is_there() -> None:
    called = re.findall(r"\$GITHUB_ACTION_PATH/([\w./-]+)", "\n".join(step.get("run", "") for step in STEPS))
    assert called
    assert [path for path in called if not (ROOT / path).is_file()] == []


def test_what_action_yml_refers_to_is_there() -> None:
    assert unknown_references(ACTION_FILE.read_text("utf-8"), ACTION) == []


def test_inner_actions_are_pinned_by_commit() -> None:
    assert [step["uses"] for step in STEPS if "uses" in step and not PINNED.match(step["uses"])] == []


# -- The reusable workflow ------------------------------------------------------------------------------------------

REUSABLE: Yaml = load((ROOT / ".github/workflows/citefirst.yml").read_text("utf-8"))
CALLED: Yaml = REUSABLE["on"]["workflow_call"]
OF_THE_JOB = {"runs-on", "timeout-minutes"}


def test_the_inputs_of_the_reusable_workflow_are_those_of_the_action() -> None:
    known = {item.name: item for item in INPUTS}
    declared = {name: value for name, value in CALLED["inputs"].items() if name not in OF_THE_JOB}
    expected = {
        name: {
            "description": unmarked(known[name].summary),
            "type": "boolean" if known[name].values == BOOLEAN else "string",
            "default": known[name].default,
        }
        for name in declared
    }
    assert declared == expected
    assert list(declared) == [name for name in known if name in declared], "the order is that of the action"


def test_the_reusable_workflow_passes_on_each_input() -> None:
    job = REUSABLE["jobs"]["citefirst"]
    (step,) = [step for step in job["steps"] if OURS.match(step["uses"])]
    names = [name for name in CALLED["inputs"] if name not in OF_THE_JOB]
    assert step["with"] == {name: f"${{{{ inputs.{name} }}}}" for name in names}
    assert {name: job[name] for name in OF_THE_JOB} == {name: f"${{{{ inputs.{name} }}}}" for name in OF_THE_JOB}


def test_the_reusable_workflow_gives_outputs_of_the_action() -> None:
    given = REUSABLE["jobs"]["citefirst"]["outputs"]
    assert given == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in given}
    assert {name: value["description"] for name, value in CALLED["outputs"].items()} == {
        name: unmarked(OUTPUTS[name]) for name in given
    }


# -- What uses the action -------------------------------------------------------------------------------------------


def test_there_are_examples() -> None:
    assert {path.stem for path in WORKFLOW_FILES} > {"pull-request", "fork-comments", "whole-repository"}


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=lambda path: path.name)
def test_a_workflow_names_inputs_and_outputs_that_exist(path: Path) -> None:
    assert misuses(load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=lambda path: path.name)
def test_a_workflow_pins_the_actions_of_others(path: Path) -> None:
    used = [step["uses"] for _, step in steps(load(path.read_text("utf-8"))) if "uses" in step]
    assert [name for name in used if not OURS.match(name) and not PINNED.match(name)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples/workflows").glob("*.yml")), ids=lambda path: path.name)
def test_an_example_can_be_a_required_check(path: Path) -> None:
    """Filters by path leave a required check pending; a job that `if` skips counts as passed."""
    workflow = load(path.read_text("utf-8"))
    filters = {"paths", "paths-ignore"}
    assert [event for event, value in workflow["on"].items() if isinstance(value, dict) and filters & set(value)] == []
    assert "if" not in workflow["jobs"].get("citefirst", {})


def snippets() -> Iterator[Any]:
    for page in PAGES:
        for number, text in enumerate(FENCE.findall(page.read_text("utf-8")), 1):
            yield pytest.param(text, id=f"{page.name}-{number}")


@pytest.mark.parametrize("text", list(snippets()))
def test_yaml_in_the_documentation_holds(text: str) -> None:
    value = load(text)
    assert value, "a block of YAML without a value"
    assert misuses(value if isinstance(value, dict) else {"steps": value}) == []


def test_the_quick_start_is_the_same_in_the_readme_and_the_guide() -> None:
    first, *_ = FENCE.findall(GUIDE.read_text("utf-8"))
    assert "citefirst/citefirst@v1" in first
    assert first in FENCE.findall((ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#\s]+)", GUIDE.read_text("utf-8")))))
def test_a_link_of_the_guide_leads_somewhere(target: str) -> None:
    assert "://" in target or (GUIDE.parent / target).exists()


def test_the_guide_lists_every_input_with_its_default() -> None:
    rows = table("inputs")
    assert [row[0] for row in rows] == [f"`{item.name}`" for item in INPUTS]
    assert [row[1].strip("`") for row in rows] == [item.default for item in INPUTS]
    assert [row[2] for row in rows] == [", ".join(f"`{value}`" for value in item.values) for item in INPUTS]
    assert [row[3] for row in rows] == [item.summary for item in INPUTS]


def test_the_guide_lists_every_output() -> None:
    assert table("outputs") == [[f"`{name}`", summary] for name, summary in OUTPUTS.items()]


def table(name: str) -> list[list[str]]:
    """Cells of the table between the markers of the guide, without its head."""
    page = GUIDE.read_text("utf-8")
    (text,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


# -- The checks themselves ------------------------------------------------------------------------------------------


def unknown_references(text: str, action: Yaml) -> list[str]:
    """Inputs, steps and outputs that expressions of an action.yml name and that are not there."""
    known = {step["id"]: step for step in action["runs"]["steps"] if "id" in step}
    unknown = []
    for expression in EXPRESSION.findall(text):
        unknown += [name for name in re.findall(r"\binputs\.([\w-]+)", expression) if name not in action["inputs"]]
        for step, output in re.findall(r"\bsteps\.([\w-]+)\.outputs\.([\w-]+)", expression):
            if step not in known or ("uses" not in known[step] and output not in OUTPUTS):
                unknown.append(f"{step}.{output}")
    return unknown


def steps(value: Yaml) -> Iterator[tuple[str, Yaml]]:
    """Steps of a workflow with their job, or of a part of one as documentation shows it."""
    for name, job in value.get("jobs", {}).items():
        yield from ((name, step) for step in job.get("steps", []))
    if isinstance(value.get("steps"), list):
        yield from (("", step) for step in value["steps"] if isinstance(step, dict))


def misuses(value: Yaml) -> list[str]:
    """Inputs and outputs of this action that a workflow names and that do not exist, and values that are refused."""
    found, values = [], {item.name: item.values for item in INPUTS}
    ours = [step for _, step in steps(value) if OURS.match(step.get("uses", ""))]
    for name, text in (pair for step in ours for pair in step.get("with", {}).items()):
        if name not in values:
            found.append(f"input {name}")
        elif values[name] and "${{" not in text and text not in values[name]:
            found.append(f"{name}: {text}")
    ids = {step["id"] for step in ours if "id" in step}
    for step, output in re.findall(r"\bsteps\.([\w-]+)\.outputs\.([\w-]+)", yaml.dump(value, width=10**6)):
        if step not in {other.get("id") for _, other in steps(value)}:
            found.append(f"step {step}")
        elif step in ids and output not in OUTPUTS:
            found.append(f"output {output}")
    return found


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"uses": "./", "with": {"mode": "enforce"}}, []),
        ({"uses": "./", "with": {"fail_on": "error"}}, ["input fail_on"]),
        ({"uses": "citefirst/citefirst@v1", "with": {"mode": "warn"}}, ["mode: warn"]),
        ({"uses": "citefirst/citefirst@v1", "with": {"mode": "${{ vars.MODE }}"}}, []),
        ({"id": "a", "uses": "./", "if": "steps.a.outputs.verdict == 'pass'"}, []),
        ({"id": "a", "uses": "./", "if": "steps.a.outputs.result == 'pass'"}, ["output result"]),
        ({"id": "a", "uses": "actions/cache@v4", "if": "steps.a.outputs.cache-hit"}, []),
        ({"uses": "./", "if": "steps.b.outputs.verdict"}, ["step b"]),
    ],
)
def test_a_misspelt_name_is_found(step: Yaml, expected: list[str]) -> None:
    assert misuses({"jobs": {"a": {"steps": [step]}}}) == expected
    assert misuses({"steps": [step]}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${{ inputs.mode }} ${{ steps.check.outputs.verdict }}", []),
        ("${{ inputs.modes }}", ["modes"]),
        ("${{ steps.check.outputs.result }}", ["check.result"]),
        ("${{ steps.checks.outputs.verdict }}", ["checks.verdict"]),
    ],
)
def test_an_unknown_reference_is_found(text: str, expected: list[str]) -> None:
    assert (
        unknown_references(text, {"inputs": {"mode": {}}, "runs": {"steps": [{"id": "check", "run": ""}]}}) == expected
    )
