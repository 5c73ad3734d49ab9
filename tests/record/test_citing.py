"""What backs a claim and what does not, and how one fault is one finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citefirst.check.pipeline import Checker, File
from citefirst.repository.working import WorkingTree
from citefirst.rules.examples import SCHEMA
from citefirst.workflow.catalogue import Catalogue, SchemaFile

CATALOGUE = Catalogue({"example": SchemaFile("example", "example.schema.json", json.dumps(SCHEMA))})
FILES = {"docs/logs/cart.txt", "docs/a b.png", "data/q.csv", "docs/record.md"}
CHECKER = Checker(CATALOGUE, FILES.__contains__)
RECORD = """---
workflow: example
date: 2026-11-03
owner:
  author: "@alice"
ai: none
---
# T

## Facts

It was up before. [S1]
{line}

[S1]: https://grafana.example.com/d/abc "dashboard: p99"
{definition}
"""


def codes(line: str, definition: str = "") -> list[str]:
    data = RECORD.format(line=line, definition=definition).encode()
    return [
        finding.code for finding in CHECKER.check(File("docs/record.md", "docs/record.md", None, data)).report.findings
    ]


LINES = [
    ("It rose.", ["CF201"]),
    ("It rose. [S1]", []),
    ("It rose. [log](logs/cart.txt)", []),
    ("It rose. [log](./logs/../logs/cart.txt#L3)", []),
    ("It rose. [data](/data/q.csv)", []),
    ("It rose. ![p99](<a b.png>)", []),
    ("It rose. [log](logs)", ["CF302"]),
    ("It rose. [log](.)", ["CF302"]),
    ("It rose. [log](?x=1)", ["CF302"]),
    ("It rose. [log](../../etc/passwd)", ["CF302"]),
    ("It rose. [log](%2e%2e/%2e%2e/etc/passwd)", ["CF302"]),
    ("It rose. [log](/etc/passwd)", ["CF302"]),
    ("It rose. [here](record.md)", ["CF304"]),
    ("It rose, as said [above](#facts).", ["CF201"]),
    ("It rose. [fix](github.com/acme/shop/pull/1)", ["CF302"]),
    ("It rose. [x](ftp://a.example/x)", ["CF302"]),
    ("It rose. [chat](https://chatgpt.com/share/1)", ["CF301"]),
    ("It rose. [chat](https://chatgpt.com/share/1) [S1]", ["CF301"]),
    ("It rose. [S9]", ["CF202"]),
    ("It rose. [S9] [S1]", ["CF202"]),
    ("It rose. <!-- [S1] -->", ["CF201"]),
    ("It rose in INC-2041.", []),
    ("TBD", ["CF203"]),
    ("UNKNOWN: what rose.", []),
    ("Why did it rose?", []),
    ("[S1]", []),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_and_what_is_said_of_it(line: str, expected: list[str]) -> None:
    assert codes(f"\n{line}") == expected


DEFINITIONS = [
    ("[S2]: https://claude.ai/share/1", ["CF301"]),
    ("[S2]: logs/none.txt", ["CF302"]),
    ("[S2]: logs/cart.txt", []),
    ("[S2]: https://a.example/1\n[S2]: https://a.example/2", ["CF206"]),
    ("[S2]: https://a.example/1\n[s2]: https://a.example/1/", []),
    ("", ["CF202", "CF202"]),
]


@pytest.mark.parametrize(("definition", "expected"), DEFINITIONS)
def test_a_fault_of_a_definition_is_one_finding_however_often_it_is_cited(definition: str, expected: list[str]) -> None:
    assert codes("It rose. [S2]\n\nIt fell. [S2]", definition) == expected


def test_what_is_no_source_is_no_evidence() -> None:
    data = RECORD.format(line="It rose. [S2]", definition='[S2]: https://chatgpt.com/share/1 "dashboard: p99"')
    data = data.replace('grafana.example.com/d/abc "dashboard: p99"', "a.example/1")
    found = CHECKER.check(File("docs/record.md", "docs/record.md", None, data.encode())).report.findings
    assert sorted(finding.code for finding in found) == ["CF103", "CF301"]


def test_the_working_tree_knows_files_inside_it_only(tmp_path: Path) -> None:
    (tmp_path / "repo" / "docs").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "repo" / "a.txt").write_text("x")
    (tmp_path / "repo" / "link.txt").symlink_to(tmp_path / "secret.txt")
    root = tmp_path / "repo"
    found = [WorkingTree(root).exists(path) for path in ("a.txt", "docs", "link.txt", "../secret.txt", "none", "a\0b")]
    assert found == [True, False, False, False, False, False]
