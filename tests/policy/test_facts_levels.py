"""How lines count that the detector reads: `facts` in the policy, for all records or for those of one workflow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import Repository

from citefirst.cli import main

RECORD = """---
workflow: architecture-decision
---
# One queue

## Context

Redis failed on 2026-03-01.
The gateway keeps two queues.

## Decision

We use one queue.
"""
CASES = [
    ("{}", {"CF201": "error", "CF211": "warning"}),
    ("facts: {sure: warning}", {"CF201": "warning", "CF211": "warning"}),
    ("facts: {sure: off}", {"CF211": "warning"}),
    ("facts: {doubtful: off}", {"CF201": "error"}),
    ("facts: {doubtful: error}", {"CF201": "error", "CF211": "error"}),
    ("facts: {sure: off, doubtful: off}", {}),
    # the workflow's own word wins, each key by itself
    (
        "facts: {sure: warning, doubtful: off}\nworkflows: {architecture-decision: {facts: {doubtful: error}}}",
        {"CF201": "warning", "CF211": "error"},
    ),
    ("workflows: {incident-postmortem: {facts: {sure: off}}}", {"CF201": "error", "CF211": "warning"}),
    # a rule that is off says nothing of any line; otherwise `facts` is the closer word
    ("rules: {CF201: off}\nfacts: {sure: error}", {"CF211": "warning"}),
    ("rules: {CF201: warning}\nfacts: {sure: error}", {"CF201": "error", "CF211": "warning"}),
]


@pytest.mark.parametrize(("policy", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_policy_says_how_detected_lines_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, expected: dict[str, str]
) -> None:
    assert found(tmp_path, monkeypatch, policy, RECORD) == expected


def test_a_section_whose_every_line_is_a_fact_is_not_the_detectors_business(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = "---\nworkflow: incident-postmortem\n---\n# Outage\n\n## Impact\n\nCheckout was down.\n"
    assert found(tmp_path, monkeypatch, "facts: {sure: off, doubtful: off}", record)["CF201"] == "error"


def test_the_reasons_tell_a_fact_from_a_doubtful_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository.new(tmp_path).commit({"a.md": RECORD})
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["claims", "--explain", "a.md"]).output
    verdicts = [line.split("  ")[-1] for line in told.splitlines() if line.endswith(" fact")]
    assert verdicts == ["a fact", "perhaps a fact", "no fact"]


def test_a_level_that_does_not_exist_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository.new(tmp_path).commit({".citefirst.yml": "facts: {sure: loud}\n", "a.md": RECORD})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 2
    assert ".citefirst.yml:1:" in done.output


def found(root: Path, monkeypatch: pytest.MonkeyPatch, policy: str, record: str) -> dict[str, str]:
    """Check a record and return the severity of what is said of its claims, by code."""
    Repository.new(root).commit({".citefirst.yml": policy + "\n", "a.md": record})
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["check", "--format", "json", "a.md"])
    findings = json.loads(done.output)["findings"]
    return {one["code"]: one["severity"] for one in findings if one["code"] in ("CF201", "CF211")}
