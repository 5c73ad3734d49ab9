"""Fields at the top of a body, where a workflow allows them in the place of front matter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.check.pipeline import Checker, File
from citefirst.document.body_fields import lift
from citefirst.document.parse import parse
from citefirst.evidence.ids import find
from citefirst.model import RecordReport
from citefirst.policy.reading import read
from citefirst.workflow.catalogue import Catalogue, SchemaFile


def fields(text: str) -> dict[str, Any] | None:
    front = lift(parse("a.md", text, find)).frontmatter
    return front.data if front else None


NYGARD = """# 1. Record architecture decisions

Date: 2016-02-12

## Status

Accepted

## Context

We need to record the decisions.
"""
MADR2 = """# Use Markdown

* Status: accepted
* Deciders: Ana, Ben
* Date: 2018-11-23

Technical Story: none

## Context and Problem Statement

We want records.
"""
SRE = """# Shakespeare postmortem

**Date**: 2015-10-21
**Authors**: jennifer, martym
**Status**: Complete, action items in progress

**Summary**: The site was down for 66 minutes after a rare word was found in a sonnet.

## Impact

It was down.
"""
TABLE = """| Field | Value |
| --- | --- |
| Severity | SEV1 |
| **Owner** | [@ana](https://github.com/ana) |

# Outage

It was down.
"""
LIST = """Outage
======

- Owners:
  - Ana
  - Ben
- Status: closed

It was down: all of it.
"""
IMPACT = "# A\n\nStatus: closed\nImpact: 4,000 carts were lost.\n"
HEADERS = [
    (NYGARD, {"date": "2016-02-12", "status": "Accepted"}),
    (
        MADR2,
        {"status": "accepted", "deciders": "Ana, Ben", "date": "2018-11-23", "technical-story": "none"},
    ),
    (
        SRE,
        {
            "date": "2015-10-21",
            "authors": "jennifer, martym",
            "status": "Complete, action items in progress",
            "summary": "The site was down for 66 minutes after a rare word was found in a sonnet.",
        },
    ),
    (TABLE, {"severity": "SEV1", "owner": "[@ana](https://github.com/ana)"}),
    (LIST, {"owners": ["Ana", "Ben"], "status": "closed"}),
    ("**Status:** Accepted | **Date:** 2025-08-15\n\n# A\n", {"status": "Accepted", "date": "2025-08-15"}),
    (
        "# A\n\n## Status\n\n* Status: Implemented\n* Implementation ticket: SHOP-1\n\n## Context\n\nIt.\n",
        {"status": "Implemented"},
    ),
    (
        "# A\n\n## Status\n\n| Date | Status |\n| --- | --- |\n| 2024-03-01 | Accepted |\n| 2024-01-01 | Proposed |\n",
        {"status": "Accepted", "date": "2024-03-01"},
    ),
    (
        "# A\n\n## Status\n\n| Status |\n| --- |\n| Proposed |\n| Accepted |\n",
        {"status": "Accepted"},
    ),
    (
        "# A\n\n## Date\n\n2024-03-01\n\n## Status\n\nAccepted\n\nSupersedes [1](1.md)\n",
        {"status": "Accepted\n\nSupersedes [1](1.md)", "date": "2024-03-01"},
    ),
    ("# A\n\n## Author\n\nAna\n", None),
    (
        "# A\n\n* Status: accepted\n    * Date: 2024-03-01\n    * Deciders: Ana\n",
        {"status": "accepted", "date": "2024-03-01", "deciders": "Ana"},
    ),
    ("# A\n\n* Authors: []\n* Status: draft\n", {"authors": [], "status": "draft"}),
    ("# A\n\n* Tags: [Accepted, 'two']\n", {"tags": ["Accepted", "two"]}),
    ("# A\n\nIt was down: all of it.\n", None),
    ("# A\n\nUNKNOWN: all.\n", None),
    ("# A\n\nImpact: 4,000 carts were lost.\n", {"impact": "4,000 carts were lost."}),
    ("# A\n\nWe saw:\n\n- one\n", None),
    ("# A\n\nNo field here.\n\nStatus: late\n", None),
    ("# A\n\n## B\n\nStatus: late\n", None),
    ("---\ndate: 2026-01-01\n---\n# A\n\nStatus: accepted\n", {"date": "2026-01-01"}),
    ("", None),
]


@pytest.mark.parametrize(("text", "found"), HEADERS, ids=range(len(HEADERS)))
def test_short_lines_at_the_top_are_fields(text: str, found: dict[str, Any] | None) -> None:
    assert fields(text) == found


@pytest.mark.parametrize(("text", "claims"), [(NYGARD, 1), (MADR2, 1), (SRE, 2), (TABLE, 1), (LIST, 1), (IMPACT, 1)])
def test_fields_are_no_claims_unless_they_say_much(text: str, claims: int) -> None:
    units = [unit for unit in lift(parse("a.md", text, find)).units if unit.kind != "heading"]
    assert len(units) == claims, [unit.text for unit in units]


STATED = [
    ("# A\n\n## Status\n\nWe lost 4 TB of customer data on 3 May.\n", 1),
    ("# A\n\n## Status\n\nAccepted\n\nWe lost 4 TB of customer data on 3 May.\n", 1),
    ("# A\n\n## Status\n\n| Date | Status |\n| --- | --- |\n| 2024-01-01 | We lost 4 TB |\n", 1),
    ("# A\n\n## Status\n\nAccepted\n\nSupersedes [1](1.md)\n", 0),
    ("# A\n\n## Status\n\n:white_check_mark: Accepted\n", 0),
]


@pytest.mark.parametrize(("text", "claims"), STATED)
def test_no_fact_hides_in_the_place_of_a_status(text: str, claims: int) -> None:
    assert len(lift(parse("a.md", text, find)).units) == claims


ENUMS = [
    (["accepted", "proposed"], "Accepted (supersedes ADR-1)", True),
    (["Accepted", "Proposed"], "**ACCEPTED**", True),
    (["in review"], "In Review (until May)", True),
    (["accepted"], "Accepted, superseded by ADR-2", False),
    (["accepted"], "proposed | accepted", False),
    (["accepted"], "We accepted it", False),
]


@pytest.mark.parametrize(("words", "status", "holds"), ENUMS)
def test_a_schema_sees_the_word_of_a_status(words: list[str], status: str, holds: bool) -> None:
    schema = json.loads(json.dumps(SCHEMA))
    schema["properties"]["frontmatter"]["properties"]["status"]["enum"] = words
    codes = [finding.code for finding in checked(MADR2.replace("accepted", status), schema).findings]
    assert ("CF101" not in codes) is holds


def test_each_field_has_its_place() -> None:
    for text in (NYGARD, MADR2, SRE, TABLE, LIST):
        front = lift(parse("a.md", text, find)).frontmatter
        assert front
        for path, span in front.values.items() if front else ():
            value: Any = front.data
            for key in path:
                value = value[key]
            if isinstance(value, str):
                assert value.rstrip(".") in text[span.start : span.end]


@given(st.text(alphabet="aB:*-|_ \n#=.", max_size=80))
def test_any_text_has_a_header_or_none(text: str) -> None:
    document = parse("a.md", text, find)
    lifted = lift(document)
    front = lifted.frontmatter
    assert set(lifted.units) <= set(document.units)
    for span in (*front.keys.values(), *front.values.values()) if front else ():
        assert 0 <= span.start <= span.end <= len(text)


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Decision",
    "description": "A decision.",
    "x-ai": "optional",
    "x-header": "body",
    "properties": {
        "frontmatter": {"required": ["status"], "properties": {"status": {"enum": ["accepted", "proposed"]}}},
        "sections": {"properties": {"context": {"x-headings": ["Context and Problem Statement"], "x-facts": "every"}}},
    },
}


def checked(text: str, schema: dict[str, Any], path: str = "adr/1.md") -> RecordReport:
    catalogue = Catalogue({"decision": SchemaFile("decision", "decision.schema.json", json.dumps(schema))})
    policy = read("p.yml", b"records:\n  adr/*: decision\n")
    return (
        Checker(catalogue, lambda path: False, policy=policy)
        .check(File(path, path, policy.router()(path), text.encode()))
        .report
    )


def test_a_workflow_that_allows_it_judges_them_as_front_matter() -> None:
    text = MADR2.replace("accepted", "acepted")
    found = [(finding.code, finding.region.line, finding.region.column) for finding in checked(text, SCHEMA).findings]
    assert found == [("CF101", 3, 11), ("CF201", 11, 1)]
    assert [finding.code for finding in checked(MADR2, SCHEMA).findings] == ["CF201"]


def test_without_leave_or_without_fields_front_matter_is_missing() -> None:
    other = {key: value for key, value in SCHEMA.items() if key != "x-header"}
    assert "CF003" in [finding.code for finding in checked(MADR2, other).findings]
    assert "CF003" in [finding.code for finding in checked("# A\n\nUNKNOWN: all.\n", SCHEMA).findings]
    assert "CF002" in [finding.code for finding in checked("---\na: [\n---\n" + MADR2, SCHEMA).findings]
