"""SARIF: every finding is a result of its rule at its place, within the limits of code scanning."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import EMPTY, GOLDEN, HOSTILE, REALISTIC, RULES, SAMPLES, finding, rendered, report
from support.runner_log import commands

from citefirst.model import Report
from citefirst.report.escape import visible
from citefirst.report.formats import sarif

PATHS = st.text(st.characters(exclude_characters="\0"), min_size=1)


def run(sample: Report) -> dict[str, Any]:
    """The one run of a report's log."""
    log = json.loads(sarif.render(sample, RULES))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    return dict(only)


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".sarif")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_finding_is_a_result_of_its_rule(sample: Report) -> None:
    made = run(sample)
    rules = made["tool"]["driver"]["rules"]
    results = made["results"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    assert sorted((result["ruleId"], result["level"]) for result in results) == sorted(
        (found.code, found.severity) for found in sample.findings
    )
    assert {result["partialFingerprints"]["citefirst/v1"] for result in results} == {
        found.fingerprint for found in sample.findings
    }


def test_a_result_stands_where_the_finding_does() -> None:
    (result,) = run(report(finding("CF201", (21, 3, 23, 12), "m", path="docs/a b.md")))["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/a%20b.md", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 21, "startColumn": 3, "endLine": 23, "endColumn": 12},
            }
        }
    ]


def test_columns_count_code_points() -> None:
    assert run(REALISTIC)["columnKind"] == "unicodeCodePoints"


def test_rules_carry_what_code_scanning_shows() -> None:
    for rule, sample in zip(run(EMPTY)["tool"]["driver"]["rules"], RULES, strict=True):
        assert rule["id"] == sample.code
        assert rule["name"] == sample.name.replace("-", " ").title().replace(" ", "")
        assert rule["shortDescription"]["text"] == sample.summary
        assert rule["fullDescription"]["text"] == sample.why
        assert rule["helpUri"] == sample.url
        assert rule["defaultConfiguration"]["level"] == sample.severity
        assert all(
            sample.why in rule["help"][form] and sample.url in rule["help"][form] for form in ("text", "markdown")
        )


@given(PATHS)
def test_a_path_is_a_relative_reference_that_names_it(path: str) -> None:
    (result,) = run(report(finding("CF201", (1, 1, 1, 2), "m", path=path)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})+", uri)
    assert unquote(uri, errors="surrogatepass") == path


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("no source", "no source."),
        ("no source.", "no source."),
        ("cite [S1]", "cite [S1]."),
        ("[a](https://evil.example)", r"\[a\](https://evil.example)."),
        (r"\[a](1)", r"\\\[a\](1)."),
        ("a\nb\x1b", r"a\nb\x1b."),
    ],
)
def test_a_message_is_a_sentence_without_links(message: str, text: str) -> None:
    (result,) = run(report(finding("CF201", (1, 1, 1, 2), message)))["results"]
    assert result["message"]["text"] == text


def test_a_hint_follows_the_message() -> None:
    (result,) = run(report(finding("CF201", (1, 1, 1, 2), "no source", hint="cite one")))["results"]
    assert result["message"]["text"] == "no source: cite one."


def test_what_was_not_checked_is_a_notification() -> None:
    (invocation,) = run(HOSTILE)["invocations"]
    assert invocation["executionSuccessful"] is True
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts == [f"not checked: {visible(path)} is governed by no workflow." for path in HOSTILE.skipped]


def test_beyond_the_limit_the_worst_remain_and_a_notification_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 5)
    made = run(REALISTIC)
    assert [result["level"] for result in made["results"]] == ["error"] * 5
    first, *_ = made["invocations"][0]["toolExecutionNotifications"]
    assert first["level"] == "warning"
    assert first["message"]["text"].startswith("1 finding is left out")


def test_a_finding_of_an_unlisted_rule_has_no_index() -> None:
    log = json.loads(sarif.render(REALISTIC, RULES[:1]))
    indexed = {result["ruleId"]: "ruleIndex" in result for result in log["runs"][0]["results"]}
    assert indexed == {"CF001": True, "CF201": False, "CF202": False, "CF204": False, "CF401": False}


def test_a_printed_log_commands_nothing() -> None:
    text = sarif.render(HOSTILE, RULES)
    assert commands(text) == []
    assert "\x1b" not in text
