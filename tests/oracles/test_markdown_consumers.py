"""Markdown pages and messages as other programs read GitHub's Markdown, one of which links mentions and commits."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from support.markdown_view import FRAGMENTS, HOSTILE, View, squeezed, told
from support.outcome_samples import OUTCOMES, PLACE
from support.report_samples import HOSTILE_TEXTS, URL, finding, report

from citefirst.model import RecordReport, Report
from citefirst.report.escape import visible
from citefirst.report.formats import markdown as page_markdown
from citefirst.report.formats import rdjson
from citefirst.report.outcome import Outcome, Proposal
from citefirst.report.pages import comment, step_summary
from citefirst.report.pages.parts import RECORDS
from citefirst.structs import replace

pytestmark = pytest.mark.oracle

Renderers = Callable[[str], dict[str, View]]


@pytest.fixture(scope="module")
def renderers(node_modules: Path) -> Iterator[Renderers]:
    """What each of the programs makes of a Markdown text."""
    script = Path(__file__).parent / "markdown.mjs"
    with subprocess.Popen(["node", script, node_modules], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def views(markdown: str) -> dict[str, View]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(markdown).encode() + b"\n")
            process.stdin.flush()
            return {name: View(html) for name, html in json.loads(process.stdout.readline()).items()}

        yield views
        assert process.stdin
        process.stdin.close()


def outcome(path: str, message: str, hint: str, line: str) -> Outcome:
    found = (
        finding("CF201", (3, 1, 3, len(line) + 1), message, line, hint=hint or None, path=path),
        finding("CF201", (4, 1, 4, 2), message, path=path),
    )
    checked = Report((*report(*found).records, RecordReport(path=f"{path}2", workflow=None)), skipped=(path,))
    return Outcome(checked, PLACE, notes=(message,), proposal=Proposal(None, message, (path,)))


def act(renderers: Renderers, path: str, message: str, hint: str, line: str) -> None:
    """Assert that the texts change no element and no address of either page, and that they are told."""
    for render in (comment.render, step_summary.render):
        calm = renderers(render(outcome("a", "b", hint and "c", line.strip(" \t") and "d")))
        for name, page in renderers(render(outcome(path, message, hint, line))).items():
            assert page.elements == calm[name].elements, name
            expected = {RECORDS, PLACE.log, f"{URL}cf201", *(PLACE.link(path, n, n) for n in (3, 4))}
            assert page.links == expected, name
            shown = squeezed(page.text)
            assert all(text in shown for text in (squeezed(visible(path)), told(message), told(hint))), name


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_text_of_a_record_is_shown_and_does_nothing(
    renderers: Renderers, path: str, message: str, hint: str, line: str
) -> None:
    act(renderers, path, message, hint, line)


@pytest.mark.parametrize("text", [*FRAGMENTS, *HOSTILE_TEXTS])
def test_no_kind_of_markup_works_in_any_place(renderers: Renderers, text: str) -> None:
    act(renderers, text, text, text, text)


def act_outside_github(renderers: Renderers, path: str, message: str, hint: str, line: str) -> None:
    """The same for the report as Markdown, and for a message that reviewdog puts into a comment."""
    calm = renderers(page_markdown.render(outcome("a", "b", hint and "c", line.strip(" \t") and "d").report))
    checked = outcome(path, message, hint, line).report
    for name, page in renderers(page_markdown.render(checked)).items():
        assert page.elements == calm[name].elements, name
        assert page.links == {RECORDS, f"{URL}cf201"}, name
        shown = squeezed(page.text)
        assert all(text in shown for text in (squeezed(visible(path)), told(message), told(hint))), name
    (first, _) = json.loads(rdjson.render(replace_message(checked, f"A line {message}")))["diagnostics"]
    for name, page in renderers(first["message"]).items():
        assert page.elements == ["0 p"], name
        assert page.links == set(), name


def replace_message(checked: Report, message: str) -> Report:
    first, second = checked.findings
    return report(replace(first, message=message), second)


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_text_of_a_record_does_nothing_outside_github(
    renderers: Renderers, path: str, message: str, hint: str, line: str
) -> None:
    act_outside_github(renderers, path, message, hint, line)


@pytest.mark.parametrize("text", [*FRAGMENTS, *HOSTILE_TEXTS])
def test_no_kind_of_markup_works_outside_github(renderers: Renderers, text: str) -> None:
    act_outside_github(renderers, text, text, text, text)


@pytest.mark.parametrize("name", list(OUTCOMES))
def test_all_programs_read_a_page_alike(renderers: Renderers, name: str) -> None:
    texts = {squeezed(page.text) for page in renderers(comment.render(OUTCOMES[name])).values()}
    assert len(texts) == 1


@pytest.mark.parametrize(
    "text", ["@user", "#12", "GH-1", "org/repo#1", "https://evil.example", "www.evil.example", "a@b.de"]
)
def test_the_programs_do_link_what_is_not_escaped(renderers: Renderers, text: str) -> None:
    assert renderers(text)["remark with references"].links
