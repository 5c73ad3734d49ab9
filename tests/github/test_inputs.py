"""Inputs as action.yml passes them on: what none of them given means, and each value that one does not take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.errors import Exit, UsageError
from citefirst.github.inputs import INPUTS, Input, Inputs, read
from citefirst.structs import replace

DEFAULTS = Inputs((), "", "", "error", "enforce", "on-failure", True, True, "", "", "", ".", None)
CHOICES = [item for item in INPUTS if item.values]


def test_nothing_given_is_the_defaults() -> None:
    assert read({}) == DEFAULTS
    assert read({item.variable: "" for item in INPUTS}) == DEFAULTS
    assert read({item.variable: " \n" for item in INPUTS}) == DEFAULTS
    assert read({item.variable: item.default for item in INPUTS if "$" not in item.default}) == DEFAULTS


GIVEN: list[tuple[str, str, dict[str, Any]]] = [
    ("INPUT_PATHS", " docs \n\n\tnotes/a b.md\r\n", {"paths": ("docs", "notes/a b.md")}),
    ("INPUT_PATHS", "-x\n*.md", {"paths": ("-x", "*.md")}),
    ("INPUT_CONFIG", " conf/citefirst.yml\n", {"config": "conf/citefirst.yml"}),
    ("INPUT_BASE_REF", "release/1.x", {"base_ref": "release/1.x"}),
    ("INPUT_FAIL_ON", "warning", {"fail_on": "warning"}),
    ("INPUT_MODE", "comment", {"mode": "comment"}),
    ("INPUT_MODE", "observe", {"mode": "observe"}),
    ("INPUT_COMMENT", "always", {"comment": "always"}),
    ("INPUT_COMMENT", "never", {"comment": "never"}),
    ("INPUT_POLICIES", "policies", {"policies": "policies"}),
    ("INPUT_SUGGESTIONS", "true", {"suggestions": True}),
    ("INPUT_REQUEST_REVIEWS", "true", {"request_reviews": True}),
    ("INPUT_ANNOTATIONS", "false", {"annotations": False}),
    ("INPUT_JOB_SUMMARY", "false", {"job_summary": False}),
    ("INPUT_SARIF_FILE", "out/a b.sarif", {"sarif_file": "out/a b.sarif"}),
    ("INPUT_JSON_FILE", "out/a.json", {"json_file": "out/a.json"}),
    ("INPUT_ONLINE", "false", {}),
    ("INPUT_TODAY", " 2028-02-29\n", {"today": "2028-02-29"}),
    ("INPUT_AUDIT", "issues", {"audit": True}),
    ("INPUT_LEDGER", " s3://acme/ledger ", {"ledger": "s3://acme/ledger"}),
    ("INPUT_TOKEN", " ghs_x\n", {"token": "ghs_x"}),
    ("INPUT_WORKING_DIRECTORY", "services/shop", {"working_directory": "services/shop"}),
    ("INPUT_ARGS", "--workflow note", {"workflow": "note"}),
    ("INPUT_UNKNOWN", "ignored", {}),
    ("INPUT_FAIL-ON", "warning", {}),
]


@pytest.mark.parametrize(("variable", "value", "expected"), GIVEN)
def test_a_value_that_is_given_is_read_and_the_others_stay(variable: str, value: str, expected: dict[str, Any]) -> None:
    assert read({variable: value}) == replace(DEFAULTS, **expected)


def test_each_input_can_be_given() -> None:
    assert {item.variable for item in INPUTS} <= {variable for variable, _, _ in GIVEN}


@pytest.mark.parametrize("value", ["Yes", "TRUE", "Enforce", "error,warning", "1", "\uff54rue"])
@pytest.mark.parametrize("item", CHOICES, ids=[item.name for item in CHOICES])
def test_a_value_that_an_input_does_not_take_is_told_with_those_that_it_does(item: Input, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        read({item.variable: value})
    assert str(caught.value) == f"the input {item.name} is `{value}`: write {' or '.join(item.values)}"
    assert caught.value.exit_code == Exit.USAGE


@pytest.mark.parametrize(
    ("args", "workflow"),
    [
        ("", None),
        (" \n ", None),
        ("--workflow note", "note"),
        ("--workflow\nnote\n", "note"),
        ("--workflow=note", "note"),
        ("--workflow='a b'", "a b"),
        ('--workflow "a b"', "a b"),
        ("--workflow=a=b", "a=b"),
    ],
)
def test_args_name_a_workflow(args: str, workflow: str | None) -> None:
    assert read({"INPUT_ARGS": args}).workflow == workflow


REFUSED = ["--format json", "docs", "--workflow", "--workflow a b", "--workflow a --format json", "--workflows=a"]


@pytest.mark.parametrize("args", [*REFUSED, "; touch pwned", "-- --workflow a"])
def test_other_args_are_refused_and_told(args: str) -> None:
    with pytest.raises(UsageError) as caught:
        read({"INPUT_ARGS": f" {args}\n"})
    assert str(caught.value) == f"the input args takes `--workflow NAME`, not `{args}`"


@pytest.mark.parametrize("args", ["'", '--workflow "a', "--workflow a\\"])
def test_args_that_no_shell_could_read_are_one_sentence(args: str) -> None:
    with pytest.raises(UsageError, match=r"^the input args cannot be read: [^\n]+$"):
        read({"INPUT_ARGS": args})


@pytest.mark.parametrize("args", ["--workflow ''", "--workflow="])
def test_a_workflow_without_a_name_is_refused(args: str) -> None:
    with pytest.raises(UsageError, match=r"^the input args takes `--workflow NAME`"):
        read({"INPUT_ARGS": args})


def test_looking_things_up_is_asked_for() -> None:
    assert read({"INPUT_ONLINE": "true"}).online
    assert not read({}).online


@given(st.dictionaries(st.sampled_from([item.variable for item in INPUTS]), st.text(max_size=20)))
def test_any_text_is_read_or_refused_in_one_sentence(environ: dict[str, str]) -> None:
    reason, found = "the input ", DEFAULTS
    try:
        found = read(environ)
    except UsageError as error:
        reason = str(error)
    assert reason.startswith("the input ")
    assert all(path and path == path.strip() for path in found.paths)
