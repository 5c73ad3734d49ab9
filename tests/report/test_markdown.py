"""The report as Markdown: every finding under its file, and nothing that only one host understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from support.markdown_view import ACTIVE, HOSTILE, squeezed, told, view
from support.report_samples import (
    EMPTY,
    GOLDEN,
    HELD,
    HOSTILE_TEXTS,
    MANY,
    REALISTIC,
    SAMPLES,
    URL,
    WARNED,
    finding,
    rendered,
    report,
)
from support.report_samples import HOSTILE as HOSTILE_REPORT
from support.runner_log import commands

from citefirst.model import RecordReport, Report
from citefirst.report.escape import visible
from citefirst.report.formats import markdown as page_markdown
from citefirst.report.pages.parts import RECORDS
from citefirst.report.summary import uncounted


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".markdown")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_finding_stands_under_a_heading_of_its_file(sample: Report) -> None:
    page = view(page_markdown.render(sample))
    assert page.elements.count("0 h2") == len({found.path for found in sample.findings})
    assert page.elements.count("0 h1") == 1
    assert page.elements.count("1 li") == len(sample.findings) + len(sample.skipped) + len(uncounted(sample))


@pytest.mark.parametrize(
    ("sample", "heading"),
    [
        (REALISTIC, "citefirst: 5 errors, 1 warning in 3 records"),
        (WARNED, "citefirst: 1 warning in 1 record"),
        (HELD, "citefirst: all evidence in place"),
        (EMPTY, "citefirst: no record was checked"),
        (
            Report(policy=(finding("CF204", (1, 1, 1, 2), "m", path=".citefirst.yml"),)),
            "citefirst: 1 warning in the policy",
        ),
    ],
)
def test_the_heading_is_the_verdict(sample: Report, heading: str) -> None:
    assert page_markdown.render(sample).splitlines()[0] == f"# {heading}"


def test_only_rules_and_help_are_linked() -> None:
    assert view(page_markdown.render(MANY)).links == {RECORDS, f"{URL}cf201", f"{URL}cf204"}


def test_findings_that_a_policy_excepts_are_counted() -> None:
    text = page_markdown.render(Report((RecordReport(path="a.md", workflow=None, excepted=3),)))
    assert "- 3 findings excepted by the policy" in text


def test_nothing_is_left_out() -> None:
    found = [finding("CF201", (n, 1, n, 9), "a fact", "a fact", path=f"docs/{n % 999}.md") for n in range(1, 5001)]
    page = view(page_markdown.render(report(*found)))
    assert page.text.count("Line ") == 5000
    assert page.text.count(".md") == 2 * 999


def act(path: str, message: str, hint: str, line: str) -> None:
    """Assert that the texts change no element and no address of the page, and that they are told."""

    def sample(path: str, message: str, hint: str, line: str) -> Report:
        found = finding("CF201", (3, 1, 3, len(line) + 1), message, line, hint=hint or None, path=path)
        return report(found, skipped=(path,))

    calm = view(page_markdown.render(sample("a", "b", hint and "c", line.strip(" \t") and "d")))
    page = view(page_markdown.render(sample(path, message, hint, line)))
    assert page.elements == calm.elements
    assert page.links == {RECORDS, f"{URL}cf201"}
    assert not ACTIVE.search(page.plain)
    shown = squeezed(page.text)
    assert all(text in shown for text in (squeezed(visible(path)), told(message), told(hint)))


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_text_of_a_record_is_shown_and_does_nothing(path: str, message: str, hint: str, line: str) -> None:
    act(path, message, hint, line)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_hostile_text_works_in_any_place(text: str) -> None:
    act(text, text, text, text)


def test_a_printed_report_commands_nothing() -> None:
    assert commands(page_markdown.render(HOSTILE_REPORT)) == []
