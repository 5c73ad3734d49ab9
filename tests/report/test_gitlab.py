"""GitLab's Code Quality: an entry for each finding, with the keys that GitLab documents, told apart by fingerprint."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.report_samples import EMPTY, GOLDEN, HOSTILE, REALISTIC, SAMPLES, finding, rendered, report
from support.runner_log import commands

from citefirst.model import Report
from citefirst.places import Region
from citefirst.report.formats import gitlab
from citefirst.structs import replace

SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": False,
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "additionalProperties": False,
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^(\./|/)"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "additionalProperties": False,
                            "properties": {
                                "begin": {"type": "integer", "minimum": 1},
                                "end": {"type": "integer", "minimum": 1},
                            },
                        },
                    },
                },
            },
        },
    }
)
"""What docs.gitlab.com says of the format ("Code Quality report format", and the schema of Code Climate for `end`)."""


def entries(sample: Report) -> list[dict[str, Any]]:
    return list(json.loads(gitlab.render(sample)))


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".gitlab")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_entry_is_as_gitlab_documents_it(sample: Report) -> None:
    assert [error.message for error in SCHEMA.iter_errors(entries(sample))] == []


@pytest.mark.parametrize(("key", "value"), [("severity", "error"), ("fingerprint", 1), ("location", {"path": "a"})])
def test_an_entry_that_gitlab_would_not_read_is_refused(key: str, value: object) -> None:
    assert not SCHEMA.is_valid([{**entries(REALISTIC)[0], key: value}])


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_finding_is_an_entry_of_its_own(sample: Report) -> None:
    made = entries(sample)
    assert len({entry["fingerprint"] for entry in made}) == len(sample.findings)
    assert sorted((entry["location"]["lines"]["begin"], entry["check_name"]) for entry in made) == sorted(
        (found.region.line, found.code) for found in sample.findings
    )


def test_nothing_found_is_an_empty_list() -> None:
    assert entries(EMPTY) == []


def test_an_entry_says_what_is_wrong_where_and_how_to_fix_it() -> None:
    (entry,) = entries(report(finding("CF204", (21, 3, 23, 12), "S2 is never cited", hint="cite it", path="docs/a.md")))
    assert entry.pop("fingerprint")
    assert entry == {
        "description": "S2 is never cited. Cite it",
        "check_name": "CF204",
        "severity": "minor",
        "location": {"path": "docs/a.md", "lines": {"begin": 21, "end": 23}},
    }


def test_a_description_is_no_longer_than_a_page_shows() -> None:
    (entry,) = entries(report(finding("CF201", (1, 1, 1, 2), "m" * 9999, hint="h" * 9999)))
    assert len(entry["description"]) == 2 * gitlab.LENGTH + len(". ")


def test_a_fingerprint_survives_a_moved_line() -> None:
    first = finding("CF201", (21, 3, 21, 12), "m")
    (before,) = entries(report(first))
    (after,) = entries(report(replace(first, region=Region(99, 3, 99, 12))))
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


def test_the_same_finding_in_two_files_is_two_entries() -> None:
    one, two = entries(report(*(finding("CF201", (1, 1, 1, 2), "m", path=path) for path in ("a.md", "b.md"))))
    assert one["fingerprint"] != two["fingerprint"]


@given(st.text(st.characters(), min_size=1))
def test_a_path_that_is_text_is_named_as_it_is_and_any_other_is_text(path: str) -> None:
    text = gitlab.render(report(finding("CF201", (1, 1, 1, 2), "m", path=path)))
    (entry,) = json.loads(text.encode("utf-8"))
    shown = entry["location"]["path"]
    shown.encode("utf-8")
    if not any("\ud800" <= character <= "\udfff" for character in path):
        assert shown == path


def test_a_printed_report_commands_nothing() -> None:
    text = gitlab.render(HOSTILE)
    assert commands(text) == []
    assert "\x1b" not in text
