"""The Reviewdog Diagnostic Format: places in bytes of UTF-8, messages in Markdown that does nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.markdown_view import HOSTILE as HOSTILE_TEXT
from support.markdown_view import squeezed, told, view
from support.report_samples import (
    EMPTY,
    GOLDEN,
    HOSTILE,
    HOSTILE_TEXTS,
    REALISTIC,
    SAMPLES,
    URL,
    finding,
    rendered,
    report,
)
from support.runner_log import commands

from citefirst.model import Report
from citefirst.report.formats import rdjson

POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
SOURCE = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1}, "url": {"type": "string"}},
}
SCHEMA = Draft202012Validator(
    {
        "type": "object",
        "required": ["diagnostics"],
        "additionalProperties": False,
        "properties": {
            "source": SOURCE,
            "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
            "diagnostics": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["message", "location"],
                    "additionalProperties": False,
                    "properties": {
                        "message": {"type": "string", "minLength": 1},
                        "location": {
                            "type": "object",
                            "required": ["path"],
                            "additionalProperties": False,
                            "properties": {
                                "path": {"type": "string", "minLength": 1},
                                "range": {
                                    "type": "object",
                                    "required": ["start"],
                                    "additionalProperties": False,
                                    "properties": {"start": POSITION, "end": POSITION},
                                },
                            },
                        },
                        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                        "code": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                        },
                    },
                },
            },
        },
    }
)
"""The part of the messages of reviewdog.proto that a report uses."""


def diagnostics(sample: Report) -> list[dict[str, Any]]:
    return list(json.loads(rdjson.render(sample))["diagnostics"])


def place(line: str, columns: tuple[int, int], lines: tuple[int, int] = (1, 1)) -> dict[str, Any]:
    """The range of a finding in a line."""
    where = (lines[0], columns[0], lines[1], columns[1])
    (made,) = diagnostics(report(finding("CF201", where, "m", line)))
    return dict(made["location"]["range"])


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".rdjson")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_report_is_a_diagnostic_result(sample: Report) -> None:
    assert [error.message for error in SCHEMA.iter_errors(json.loads(rdjson.render(sample)))] == []


def test_nothing_found_is_an_empty_list() -> None:
    assert diagnostics(EMPTY) == []


def test_a_diagnostic_has_message_place_severity_and_rule() -> None:
    first = report(finding("CF204", (9, 1, 9, 5), "S2 is never cited", "[S2]: x", hint="cite it", path="docs/a b.md"))
    assert diagnostics(first) == [
        {
            "message": "S2 is never cited. Cite it",
            "location": {
                "path": "docs/a b.md",
                "range": {"start": {"line": 9, "column": 1}, "end": {"line": 9, "column": 5}},
            },
            "severity": "WARNING",
            "code": {"value": "CF204", "url": f"{URL}cf204"},
        }
    ]


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        ("abc", (1, 4), (1, 4)),
        ("abc", (2, 2), (2, 2)),
        ("a\U00010400b", (1, 2), (1, 2)),
        ("a\U00010400b", (2, 3), (2, 6)),
        ("a\U00010400b", (3, 4), (6, 7)),
        ("界é", (1, 3), (1, 6)),
        ("\t界", (2, 3), (2, 5)),
        ("e\u0301x", (3, 4), (4, 5)),
        ("", (1, 1), (1, 1)),
    ],
)
def test_columns_count_bytes(line: str, columns: tuple[int, int], expected: tuple[int, int]) -> None:
    assert place(line, columns) == {
        name: {"line": 1, "column": n} for name, n in zip(("start", "end"), expected, strict=True)
    }


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_columns_cut_the_same_words_out_of_the_lines_bytes(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    made = place(line, (start + 1, end + 1))
    cut = line.encode("utf-8")[made["start"]["column"] - 1 : made["end"]["column"] - 1]
    assert cut.decode("utf-8") == line[start:end]


@pytest.mark.parametrize(
    ("columns", "lines"), [((3, 12), (21, 23)), ((1, 9), (5, 5))], ids=["several lines", "behind the end"]
)
def test_a_place_that_is_not_whole_in_the_report_is_told_in_lines(
    columns: tuple[int, int], lines: tuple[int, int]
) -> None:
    assert place("界", columns, lines) == {"start": {"line": lines[0]}, "end": {"line": lines[1]}}


@given(st.text(st.characters(), min_size=1))
def test_a_path_that_is_text_is_named_as_it_is_and_any_other_is_text(path: str) -> None:
    (made,) = diagnostics(report(finding("CF201", (1, 1, 1, 2), "m", "m", path=path)))
    made["location"]["path"].encode("utf-8")
    if not any("\ud800" <= character <= "\udfff" for character in path):
        assert made["location"]["path"] == path


@given(HOSTILE_TEXT, HOSTILE_TEXT)
def test_a_message_is_shown_in_a_comment_and_does_nothing(message: str, hint: str) -> None:
    inert(message, hint)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_hostile_text_works_in_a_comment(text: str) -> None:
    inert(f"a {text}", text)


def inert(message: str, hint: str) -> None:
    (made,) = diagnostics(report(finding("CF201", (1, 1, 1, 2), f"A line {message}", "m", hint=hint or None)))
    page = view(made["message"])
    assert page.elements == ["0 p"]
    assert page.links == set()
    assert told(f"A line {message}") in squeezed(page.text)


def test_a_printed_report_commands_nothing() -> None:
    text = rdjson.render(HOSTILE)
    assert commands(text) == []
    assert "\x1b" not in text


def test_the_tool_names_itself() -> None:
    assert json.loads(rdjson.render(REALISTIC))["source"]["name"] == "citefirst"
