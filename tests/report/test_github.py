"""Workflow commands: the runner reads exactly the findings, with their places, and nothing that a record made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import EMPTY, GOLDEN, HELD, HOSTILE, MANY, REALISTIC, SAMPLES, finding, rendered, report
from support.runner_log import Command, commands

from citefirst.model import Finding, Report
from citefirst.report.escape import harmless, visible
from citefirst.report.formats.github import SHOWN, command, render
from citefirst.report.order import worst_first

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.text(
    "\x1b\n\r#[]:%025ADae ,;=\u202e", max_size=40
)
LIMIT = 4096
"""UTF-16 units of a message that the runner keeps (ExecutionContext.cs)."""


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".github")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


def expected(found: Finding) -> Command:
    """What the runner must read for a finding on one line."""
    region = found.region
    place = {"file": harmless(found.path), "line": str(region.line), "endLine": str(region.line)}
    place |= {"title": f"{found.code} {found.rule}", "col": str(region.column), "endColumn": str(region.end_column)}
    lines = (visible(found.message), visible(found.hint or ""), found.url)
    return Command(
        found.severity, {key: value for key, value in place.items() if value}, "\n".join(filter(None, lines))
    )


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_the_runner_reads_each_finding_and_nothing_else(path: str, message: str, hint: str) -> None:
    found = finding("CF201", (3, 1, 3, 2), message, message, hint=hint, path=path)
    assert commands(render(report(found, skipped=(path, message, hint)))) == [expected(found)]


@given(st.lists(ANY_TEXT, min_size=SHOWN + 1, max_size=SHOWN + 5))
def test_findings_that_are_not_annotated_command_nothing(texts: list[str]) -> None:
    sample = report(*(finding("CF201", (3, 1, 3, 2), text, path=text) for text in texts))
    assert [read.name for read in commands(render(sample))] == ["error"] * SHOWN + ["notice"]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_at_most_ten_of_a_kind_are_annotated_the_worst_first(sample: Report) -> None:
    names = [read.name for read in commands(render(sample))]
    errors, warnings = sample.count("error"), sample.count("warning")
    more = errors > SHOWN or warnings > SHOWN
    assert names == ["error"] * min(errors, SHOWN) + ["warning"] * min(warnings, SHOWN) + ["notice"] * more


@pytest.mark.parametrize(
    ("errors", "warnings", "notice"),
    [
        (11, 0, "1 more error is listed in the log of this step"),
        (10, 12, "2 more warnings are listed in the log of this step"),
        (12, 11, "2 more errors and 1 more warning are listed in the log of this step"),
    ],
)
def test_a_notice_says_how_many_more(errors: int, warnings: int, notice: str) -> None:
    found = [finding("CF201", (line, 1, line, 2), "m", path="e.md") for line in range(1, errors + 1)]
    found += [finding("CF204", (line, 1, line, 2), "m", path="w.md") for line in range(1, warnings + 1)]
    last = commands(render(report(*found)))[-1]
    assert (last.name, last.message) == ("notice", notice)
    assert last.properties["line"] == "11"
    assert last.properties["file"] == ("e.md" if errors > SHOWN else "w.md")


def test_findings_beyond_the_limit_stand_in_the_log() -> None:
    log = render(MANY)
    for found in MANY.findings:
        in_command = any(
            (read.properties["file"], read.properties["line"]) == (found.path, str(found.region.line))
            and read.name != "notice"
            for read in commands(log)
        )
        assert in_command != (f"\n{found.path}:{found.region.line}:1: {found.severity}[{found.code}]: " in log)


def test_annotations_are_spread_over_the_files() -> None:
    assert [found.path for found in worst_first(MANY.findings)][:4] == [
        "docs/a.md",
        "docs/b.md",
        "docs/a.md",
        "docs/b.md",
    ]
    assert [found.severity for found in worst_first(MANY.findings)] == ["error"] * 18 + ["warning"] * 12


def test_columns_are_given_only_on_one_line() -> None:
    (read,) = commands(render(report(finding("CF201", (21, 3, 23, 12), "m"))))
    assert read.properties["line"] == "21"
    assert read.properties["endLine"] == "23"
    assert not {"col", "endColumn"} & read.properties.keys()


@pytest.mark.parametrize("character", ["x", "%", "\U0001f680", "\x1b", "界"])
def test_the_runner_cuts_no_message(character: str) -> None:
    (read,) = commands(render(report(finding("CF201", (1, 1, 1, 2), character * 9000, hint=character * 9000))))
    assert len(read.message.encode("utf-16-le")) // 2 <= LIMIT
    assert read.message.endswith("#cf201")
    assert "…\n" in read.message


@pytest.mark.parametrize(
    ("path", "message", "line"),
    [
        ("a.md", "m", "::error file=a.md::m"),
        ("a,b:c.md", "a,b:c", "::error file=a%2Cb%3Ac.md::a,b:c"),
        ("50%.md", "50%", "::error file=50%25.md::50%25"),
        ("%0A", "%0A", "::error file=%250A::%250A"),
        ("a\r\n", "a\r\n", "::error file=a%0D%0A::a%0D%0A"),
    ],
)
def test_commands_are_escaped(path: str, message: str, line: str) -> None:
    assert command("error", {"file": path}, message) == line


@pytest.mark.parametrize("sample", [HELD, EMPTY, REALISTIC, HOSTILE], ids=["held", "empty", "realistic", "hostile"])
def test_the_last_line_is_plain(sample: Report) -> None:
    last = render(sample).removesuffix("\n").rsplit("\n", 1)[-1]
    assert last
    assert commands(last) == []
