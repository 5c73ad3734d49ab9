"""The JSON report: valid against its own schema, complete, and safe to print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.paths import ROOT
from support.report_samples import EMPTY, GOLDEN, LOOKED_UP, REALISTIC, SAMPLES, UNTOLD, finding, rendered, report
from support.runner_log import commands

from citefirst.model import Report
from citefirst.report.formats.json import render

SCHEMA = json.loads((ROOT / "schemas" / "report-v1.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40) | st.text(
    '\x1b\n\u2028#[]:e\\"\ud800', min_size=1
)


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".json")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_reports_satisfy_the_schema(sample: Report) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(render(sample)))] == []


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_a_printed_report_commands_nothing(sample: Report) -> None:
    assert commands(render(sample)) == []


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert SCHEMA["$id"].endswith("/schemas/report-v1.schema.json")


def test_the_schema_is_closed_and_demands_every_key() -> None:
    objects = [schema for schema in subschemas(SCHEMA) if "properties" in schema]
    assert len(objects) == 14
    for schema in objects:
        assert schema["additionalProperties"] is False
        assert sorted(schema["required"]) == sorted(schema["properties"])


def subschemas(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from subschemas(child)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), 2),
        (("summary", "errors"), -1),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "line"), 0),
        (("findings", 0, "code"), "201"),
        (("findings", 0, "path"), ""),
        (("findings", 0, "extra"), 1),
        (("records", 0, "workflow"), 1),
    ],
)
def test_the_schema_refuses_what_is_wrong(place: tuple[str | int, ...], value: object) -> None:
    instance = json.loads(render(REALISTIC))
    target = instance
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    assert not VALIDATOR.is_valid(instance)


def test_a_report_says_what_the_design_promises() -> None:
    value = json.loads(render(REALISTIC))
    assert value["version"] == 1
    assert value["summary"] == {
        "records": 3, "errors": 5, "warnings": 1, "excepted": 0, "baselined": 0, "unchanged": 0,
        "lookups": {"sources": 0, "untold": 0},
        "claims": {"total": 14, "factual": 12, "cited": 9, "unknown": 1, "uncited": 2, "quoted": 0},
    }  # fmt: skip
    assert value["findings"][0] == {
        "code": "CF202", "rule": "undefined-source", "severity": "error", "workflow": "architecture-decision",
        "path": "docs/adr/0007-use-a-queue.md", "line": 17, "column": 58, "end_line": 17, "end_column": 62,
        "message": "S9 is cited and never defined", "hint": 'define it: [S9]: https://… "kind: what it shows"',
        "url": "https://github.com/citefirst/citefirst/blob/main/docs/rules.md#cf202",
        "fingerprint": "20200011003ac17e",
    }  # fmt: skip
    assert [record["path"] for record in value["records"]] == sorted({found.path for found in REALISTIC.findings})
    assert sum(record["errors"] for record in value["records"]) == value["summary"]["errors"]
    assert value["skipped"] == ["README.md"]


def test_a_report_of_nothing_says_so() -> None:
    value = json.loads(render(EMPTY))
    assert value["summary"]["records"] == 0
    assert value["skipped"] == ["README.md", "notes.md"]


def test_what_was_looked_up_is_counted_and_what_nobody_can_tell_is_named() -> None:
    value = json.loads(render(LOOKED_UP))
    assert value["summary"]["lookups"] == {"sources": 4, "untold": 1}
    untold = {"target": UNTOLD.target, "reason": UNTOLD.reason}
    assert [record["lookups"] for record in value["records"]] == [
        {"sources": 3, "untold": [untold]},
        {"sources": 1, "untold": []},
    ]


@given(ANY_TEXT, ANY_TEXT)
def test_text_survives_and_controls_nothing(path: str, message: str) -> None:
    text = render(report(finding("CF201", (1, 1, 1, 2), message, hint=message, path=path), skipped=(path,)))
    found = json.loads(text)["findings"][0]
    assert (found["path"], found["message"], found["hint"]) == (path, message, message)
    assert json.loads(text)["skipped"] == [path]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert commands(text) == []
