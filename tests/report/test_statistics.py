"""Findings in numbers: what a maintainer sees before any of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import EMPTY, HELD, HOSTILE, MANY, REALISTIC, finding, report

from citefirst.cli import main
from citefirst.model import Report
from citefirst.report import statistics
from citefirst.report.escape import harmless
from citefirst.report.formats import text

SAMPLES = (EMPTY, HELD, HOSTILE, MANY, REALISTIC)


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_table_counts_every_finding_once(sample: Report) -> None:
    for table in (statistics.by_rule(sample), statistics.by_section(sample), statistics.by_file(sample)):
        assert sum(group.findings for group in table) == len(sample.findings)
        assert sum(group.errors for group in table) == sample.count("error")
        assert [group.findings for group in table] == sorted((group.findings for group in table), reverse=True)


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_fits_80_columns_and_controls_no_terminal(sample: Report) -> None:
    shown = statistics.render(sample)
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert all(harmless(line) == line for line in shown.splitlines())


def test_the_leading_rules_are_the_fewest_that_make_three_quarters() -> None:
    found = [finding("CF201", (line, 1, line, 2), "uncited") for line in range(1, 8)]
    found += [finding("CF204", (line, 1, line, 2), "unused") for line in range(1, 3)]
    found += [finding("CF401", (1, 1, 1, 2), "missing")]
    assert [group.name for group in statistics.leading(report(*found))] == ["CF201", "CF204"]


def test_forms_of_ids_on_uncited_lines_are_counted_by_line() -> None:
    lines = ["SHOP-1 and SHOP-2 failed", "SHOP-3 lost carts", "see UTF-8 and [x](a/OPS-4.md)", "SHOP-3"]
    found = [finding("CF201", (n, 1, n, 2), "uncited", line) for n, line in enumerate(lines, 1)]
    found.append(finding("CF204", (9, 1, 9, 2), "unused", "SHOP-9"))
    assert statistics.forms(found) == [statistics.Form("SHOP-{number}", 3)]


def test_a_long_report_closes_with_what_to_do_first_and_a_short_one_does_not() -> None:
    found = [finding("CF201", (line, 1, line, 2), "uncited") for line in range(1, text.LONG + 1)]
    assert "--write-baseline" in text.render(report(*found)).splitlines()[-4]
    assert "--write-baseline" not in text.render(report(*found[1:]))


@given(st.lists(st.sampled_from(["CF201", "CF204", "CF401"]), max_size=30))
def test_json_says_the_same(codes: list[str]) -> None:
    sample = report(*(finding(code, (n, 1, n, 2), "x") for n, code in enumerate(codes, 1)))
    value = json.loads(json.dumps(statistics.value(sample)))
    assert sum(row["findings"] for row in value["rules"]) == len(codes)
    assert value["errors"] + value["warnings"] == len(codes)


RECORD = "---\nworkflow: note\nowner:\n  author: '@bob'\nai: none\n---\n# T\n\n## Facts\n\nSHOP-1 lost 4 TB on 3 May.\n"
SCHEMA = """{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Note", "description": "A note.",
 "properties": {"sections": {"properties": {"facts": {"x-facts": "every"}}}}}"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".citefirst" / "schemas").mkdir(parents=True)
    (tmp_path / ".citefirst" / "schemas" / "note.schema.json").write_text(SCHEMA)
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(RECORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_prints_numbers_in_the_place_of_findings(here: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--statistics"])
    assert done.exit_code == 1
    assert re.search(r"^CF201 uncited-claim +2 +100 % +2 +2$", done.output, re.M)
    assert re.search(r"^facts +2 +100 %", done.output, re.M)
    assert "2  SHOP-{number}" in done.output
    assert "a.md:11" not in done.output
    value = json.loads(CliRunner().invoke(main, ["check", "--statistics", "--format", "json"]).output)
    assert value["sections"] == [{"section": "facts", "findings": 2, "errors": 2, "files": 2}]
    assert value["leading"] == ["CF201"]
    assert value["ids"] == [{"form": "SHOP-{number}", "lines": 2}]


def test_other_formats_have_no_statistics(here: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--statistics", "--format", "sarif"])
    assert done.exit_code == 2
    assert "--format text or --format json" in done.output
