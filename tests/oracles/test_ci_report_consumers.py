"""JUnit XML and reviewdog's diagnostics against schemas and readers that others wrote.

The schema is the one that Jenkins' xUnit plugin validates with. GitLab's Code Quality has no reader in a package: what
GitLab documents stands in tests/report/test_gitlab.py.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.report_samples import HOSTILE_TEXTS, REALISTIC, SAMPLES, finding, report

from citefirst.model import Report
from citefirst.report.formats import junit, rdjson

pytestmark = pytest.mark.oracle

Reader = Callable[[str, str], Any]
each_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))


@pytest.fixture(scope="module")
def read(node_modules: Path) -> Iterator[Reader]:
    """What one of the readers says of a text."""
    script = Path(__file__).parent / "ci_reports.mjs"
    with subprocess.Popen(["node", script, node_modules], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def answer(reader: str, text: str) -> Any:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps({"reader": reader, "text": text}).encode() + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield answer
        assert process.stdin
        process.stdin.close()


@each_sample
def test_the_schema_of_jenkins_accepts_every_report(read: Reader, sample: Report) -> None:
    assert read("xmllint", junit.render(sample)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' name="citefirst"', ""),
        ("<system-out>", "<stdout/><system-out>"),
        ("<testcase ", '<testcase file="a" '),
        ("<failure ", "\x08<failure "),
        ("</testsuites>", ""),
    ],
)
def test_the_schema_of_jenkins_refuses_what_is_wrong(read: Reader, old: str, new: str) -> None:
    text = junit.render(REALISTIC)
    assert old in text
    assert read("xmllint", text.replace(old, new, 1)) != []


@settings(max_examples=50)
@given(text=st.text(st.characters()))
def test_no_text_makes_a_report_that_it_refuses(read: Reader, text: str) -> None:
    assert read("xmllint", junit.render(hostile(text))) == []


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "]]>", "&#0;", "<!--", "\x00\x0b\ufffe\uffff"])
def test_no_hostile_text_makes_a_report_that_a_reader_refuses(read: Reader, text: str) -> None:
    assert read("xmllint", junit.render(hostile(text))) == []
    assert read("rdformat", rdjson.render(hostile(text))) == []


def hostile(text: str) -> Report:
    """A report with a text in all places."""
    found = (
        finding(code, (1, 1, 1, 2), f"a {text}", text, hint=text, path=f"a{text}", workflow=text) for code in CODES
    )
    return report(*found, skipped=(text,))


CODES = ("CF201", "CF204")


@each_sample
def test_a_reader_finds_the_tests_and_failures_that_there_are(read: Reader, sample: Report) -> None:
    (suite,) = read("junit2json", junit.render(sample))["testsuite"]
    cases = suite.get("testcase", [])
    failed = [record for record in sample.records if any(each.severity == "error" for each in record.findings)]
    assert len(cases) == suite["tests"] == len(sample.records)
    assert len([case for case in cases if case.get("failure")]) == suite["failures"] == len(failed)


def test_a_reader_sees_what_is_wrong_where(read: Reader) -> None:
    (suite,) = read("junit2json", junit.render(REALISTIC))["testsuite"]
    (case,) = (case for case in suite["testcase"] if case["name"] == "docs/incidents/inc-2041.md")
    (failure,) = case["failure"]
    assert case["classname"] == "citefirst.incident-postmortem"
    assert failure["message"] == "line 6: nobody signs as incident-commander (and 1 more error)"
    assert "inc-2041.md:31:1: error[CF201]" in failure["inner"]


@each_sample
def test_the_validator_of_reviewdogs_format_accepts_every_report(read: Reader, sample: Report) -> None:
    unusual = "Diagnostic result contains no diagnostics. This may be intentional but is unusual."
    assert read("rdformat", rdjson.render(sample)) == ([] if sample.findings else [unusual])


@pytest.mark.parametrize(
    ("old", "new"),
    [('"ERROR"', '"FATAL"'), ('"line": 6', '"line": "6"'), ('"line": 6', '"line": 0'), ('"message":', '"text":')],
)
def test_the_validator_refuses_what_is_wrong(read: Reader, old: str, new: str) -> None:
    text = rdjson.render(REALISTIC)
    assert old in text
    assert read("rdformat", text.replace(old, new, 1)) != []
