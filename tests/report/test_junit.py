"""JUnit XML: a test for each file, which fails where the file has an error, and text that no reader takes for more."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import EMPTY, GOLDEN, HELD, HOSTILE, REALISTIC, SAMPLES, WARNED, finding, rendered, report
from support.runner_log import commands

from citefirst.model import RecordReport, Report
from citefirst.report.escape import visible
from citefirst.report.formats import junit
from citefirst.structs import replace

ATTACHMENT = re.compile(r"\[\[ATTACHMENT\|(.+?)\]\]")
"""What GitLab and Jenkins read as the path of a file to show with a test."""


def suite(sample: Report) -> Element:
    """The one suite of a report."""
    root = ElementTree.fromstring(junit.render(sample).encode("utf-8"))
    (only,) = root
    assert root.attrib.items() <= only.attrib.items()
    return only


def words(element: Element, name: str) -> str:
    """The text of an element's only child of a name, "" where it has none."""
    children = element.findall(name)
    assert len(children) <= 1
    return children[0].text or "" if children else ""


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".junit")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_each_record_is_a_test_that_fails_where_it_has_an_error(sample: Report) -> None:
    cases = {case.get("name"): case.find("failure") is not None for case in suite(sample).iter("testcase")}
    assert cases == {
        visible(record.path): any(found.severity == "error" for found in record.findings) for record in sample.records
    }


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_the_suite_counts_its_tests(sample: Report) -> None:
    tests = suite(sample)
    assert tests.get("tests") == str(len(tests.findall("testcase")))
    assert tests.get("failures") == str(len(tests.findall("testcase/failure")))
    assert (tests.get("errors"), tests.get("skipped")) == ("0", "0")


def test_no_record_is_no_test() -> None:
    assert suite(EMPTY).get("tests") == "0"
    assert words(suite(EMPTY), "system-out").endswith("no record was checked")


def test_a_record_that_holds_is_a_test_that_says_nothing() -> None:
    assert [len(case) for case in suite(HELD).iter("testcase")] == [0, 0, 0]


def test_tests_are_grouped_by_workflow() -> None:
    assert [case.get("classname") for case in suite(REALISTIC).iter("testcase")] == [
        "citefirst.architecture-decision",
        "citefirst",
        "citefirst.incident-postmortem",
    ]


def test_a_failure_says_what_is_wrong_where_and_how_to_fix_it() -> None:
    (case,) = (case for case in suite(REALISTIC).iter("testcase") if case.get("name") == "docs/incidents/inc-2041.md")
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "line 6: nobody signs as incident-commander (and 1 more error)"
    assert failure.get("type") == "CF201 CF401"
    text = failure.text or ""
    assert text.index("inc-2041.md:6:3: error[CF401]") < text.index("inc-2041.md:31:1: error[CF201]")
    assert "Checkout p99 rose to 4.2 s for 38 minutes." in text
    assert "help: cite the artifact that shows it" in text
    assert "CF204" not in text
    assert "inc-2041.md:58:1: warning[CF204]" in words(case, "system-out")


def test_the_message_of_a_failure_fits_a_list() -> None:
    failure = suite(report(finding("CF201", (7, 1, 7, 2), "m" * 9999))).find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == f"line 7: {'m' * 199}…"


def test_a_warning_fails_no_test_and_is_in_its_output() -> None:
    (case,) = suite(WARNED).iter("testcase")
    assert case.find("failure") is None
    assert "warning[CF204]: S2 is defined and never cited" in words(case, "system-out")


def test_findings_that_a_policy_excepts_are_counted() -> None:
    (record,) = report(finding("CF204", (9, 1, 9, 5), "S2 is never cited")).records
    tests = suite(Report((replace(record, excepted=2),)))
    assert words(tests[0], "system-out").endswith("\n2 findings excepted by the policy")
    assert words(tests, "system-out").endswith("\n2 findings excepted by the policy")


def test_what_was_not_checked_is_in_the_output() -> None:
    assert "not checked: README.md is governed by no workflow" in words(suite(REALISTIC), "system-out")


def test_a_policy_with_an_error_is_a_test_that_fails() -> None:
    lapsed = finding("CF201", (4, 1, 4, 9), "the exception has expired", path=".citefirst.yml", workflow=None)
    (case,) = suite(Report(policy=(lapsed,))).iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("citefirst.policy", ".citefirst.yml")
    assert "the exception has expired" in words(case, "failure")


@pytest.mark.parametrize(
    "text",
    [
        "]]>",
        "<failure/>",
        "&lt;&#0;",
        "a\"b'c",
        "\0 \x08 \x0b \x1b \x7f \x85",
        "\ufffe \uffff",
        "\ud800 \udcff",
        "\r\n",
        "[[ATTACHMENT|/etc/passwd]]",
        "[[[ATTACHMENT|a]]]",
        "[[attachment|a]]",
        "\U0001f680",
    ],
)
def test_text_of_a_record_stays_text(text: str) -> None:
    for severity in ("CF201", "CF204"):
        sample = report(
            finding(severity, (1, 1, 1, 2), text, text, hint=text, path=text, workflow=text), skipped=(text,)
        )
        assert shape(suite(sample)) == shape(suite(calm(severity)))
        assert not ATTACHMENT.search(junit.render(sample))


@given(st.text(st.characters()), st.sampled_from(["CF201", "CF204"]))
def test_no_text_breaks_the_document(text: str, code: str) -> None:
    sample = report(finding(code, (1, 1, 1, 2), text, text and f"{text}x", hint=text, path=text, workflow=text))
    assert shape(suite(sample))[:2] == ["testcase", "failure" if code == "CF201" else "system-out"]


def calm(code: str) -> Report:
    return report(finding(code, (1, 1, 1, 2), "a", "a", hint="a", path="a", workflow="a"), skipped=("a",))


def shape(element: Element) -> list[str]:
    return [each.tag for each in element.iter()][1:]


def test_a_printed_report_commands_nothing() -> None:
    text = junit.render(HOSTILE)
    assert commands(text) == []
    assert "\x1b" not in text


def test_records_are_in_the_order_of_their_paths() -> None:
    paths = ["b.md", "a.md", "c.md"]
    names = [
        case.get("name") for case in suite(Report(tuple(RecordReport(path=path, workflow=None) for path in paths)))
    ]
    assert names == ["a.md", "b.md", "c.md", None]
