"""The job's summary: all that the comment says and more findings, never longer than what GitHub keeps."""

from __future__ import annotations

import re

import pytest
from support.markdown_view import view
from support.outcome_samples import CUT, OUTCOMES, PLACE
from support.report_samples import MANY, finding, report

from citefirst.model import RecordReport, Report
from citefirst.report.outcome import Outcome
from citefirst.report.pages import comment
from citefirst.report.pages.step_summary import LIMIT, render


@pytest.mark.parametrize("name", ["clean", "one", "several", "warned", "nothing", "proposal", "fault", "observe"])
def test_it_says_what_the_comment_says(name: str) -> None:
    assert words(comment.render(OUTCOMES[name])) <= words(render(OUTCOMES[name])) | {"more"}


def words(markdown: str) -> set[str]:
    return set(re.findall(r"\w+", view(markdown).text))


def test_every_finding_is_a_row_of_one_table_and_nothing_is_folded_away() -> None:
    body = render(OUTCOMES["many"])
    assert "<details>" not in body
    assert body.count("<tr><td>\n\n[Line") == len(MANY.findings)
    assert body.count('<tr><th colspan="3"') == len({found.path for found in MANY.findings})


@pytest.mark.parametrize(
    ("json_file", "place"),
    [("out/a.json", "out/a.json has them"), ("", "the log of this job has them"), ("@a`b", "@a`b has them")],
)
def test_a_cut_summary_says_where_all_findings_are(json_file: str, place: str) -> None:
    page = view(render(OUTCOMES["many"], json_file, CUT))
    left = len(MANY.findings) - page.text.count("Line ")
    assert left > 0
    assert f"{left} more findings are not shown here: {place}." in page.text


def test_a_page_that_fits_is_not_cut() -> None:
    assert "not shown here" not in render(OUTCOMES["many"], "citefirst.json")


@pytest.mark.parametrize("text", ["a fact", "\U0001f680" * 600, "@" * 600])
def test_no_summary_is_longer_than_github_keeps(text: str) -> None:
    found = [finding("CF201", (n, 1, n, 9), text, text, hint=text, path=f"docs/{n % 999}.md") for n in range(10_000)]
    body = render(Outcome(report(*found), PLACE))
    assert LIMIT - 10_000 < len(body.encode("utf-8")) <= LIMIT < 1024 * 1024
    assert not view(body).open


def test_a_table_of_many_records_names_the_worst_and_counts_the_others() -> None:
    quiet = tuple(RecordReport(path=f"docs/{number}.md", workflow=None) for number in range(5000))
    (bad,) = report(finding("CF201", (1, 1, 1, 2), "fact", path="z.md")).records
    body = render(Outcome(Report((*quiet, bad)), PLACE), limit=20_000)
    rows = [row for row in body.splitlines() if row.startswith("<tr><td>") and row != "<tr><td>"]
    assert "<code>z.md</code>" in rows[0]
    assert rows[-2] == f"<tr><td>{5001 - (len(rows) - 2)} more</td></tr>"
    assert len(body) <= 20_000
