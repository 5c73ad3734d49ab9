from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citefirst.document.frontmatter import split
from citefirst.places import Lines, Span


@pytest.mark.parametrize(
    ("text", "data", "body"),
    [
        ("---\na: 1\n---\nBody", {"a": 1}, "Body"),
        ("---  \t\na: 1\n---  \nBody", {"a": 1}, "Body"),
        ("---\na: 1\n...\nBody\n---\n", {"a": 1}, "Body\n---\n"),
        ("---\na: 1\n---", {"a": 1}, ""),
        ("---\na: 1\n---\n", {"a": 1}, ""),
        ("---\n---\nBody", {}, "Body"),
        ("---\n---", {}, ""),
        ("---\n# only a comment\n\n---\nBody", {}, "Body"),
        ("---\na: |\n  ---\n  x\n---\nBody", {"a": "---\nx\n"}, "Body"),
        ("---\na: x\u2028---\u2028y\n---\nBody", {"a": "x\u2028---\u2028y"}, "Body"),
        ("---\na: 1\n---x: 2\n---\nBody", {"a": 1, "---x": 2}, "Body"),
        ("---\n😀: é\n---\nBody", {"😀": "é"}, "Body"),
    ],
)
def test_front_matter_ends_at_its_closing_line(text: str, data: dict[str, Any], body: str) -> None:
    frontmatter, start, problems = split(text)
    assert problems == ()
    assert frontmatter is not None
    assert frontmatter.data == data
    assert text[start:] == body
    assert frontmatter.span.start == 0
    assert text[frontmatter.span.end : start].strip("\n") == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Body",
        "\n---\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "----\na: 1\n----\n",
        "---",
        "---\n",
        "---\n\nA thematic break, then prose.\n",
        "---\nProse with a colon in the middle: a line\n",
        "---\n- item: one\n",
        "---\nhttps://example.com\n",
        "--- a: 1\nb: 2\n---\n",
        "+++",
        "+++\nno closing line\n",
        "...\na: 1\n...\n",
        "---\u2028a: 1\u2028---\u2028Body",
    ],
)
def test_a_document_without_front_matter_is_all_body(text: str) -> None:
    assert split(text) == (None, 0, ())


FAULTS: list[tuple[str, str, tuple[int, int], str]] = [
    # text, body, line and column, words
    ("---\na: 1\nb: 2\na: 3\n---\nBody", "Body", (4, 1), "already stands on line 2"),
    ("---\nowner: @alice\n---\nBody", "Body", (2, 8), 'starts with "@"'),
    ("---\na: &x 1\n---\nBody", "Body", (2, 4), "anchors"),
    ("---\na: 'b\n---\nBody", "Body", (3, 1), "the quote opened on line 2 is never closed"),
    ("---\na: 1\n--- b\n---\nBody", "Body", (3, 1), "a second YAML document"),
    ("---\n- a\n- b\n---\nBody", "Body", (2, 1), "not a mapping"),
    ("---\n\nA sentence.\n---\nBody", "Body", (3, 1), "not a mapping"),
    ("---\n~\n---\nBody", "Body", (2, 1), "not a mapping"),
    ("---\na: " + "é" * 32768 + "\n---\nBody", "Body", (1, 1), "larger than 64 KiB"),
    ("---\na: 1\nb: 2\n\n# Title\n\nBody", "\n# Title\n\nBody", (1, 1), "opened on line 1 is never closed"),
    ("---\na: 1\n# Title\nBody\n", "a: 1\n# Title\nBody\n", (1, 1), "opened on line 1 is never closed"),
    ("---\n'a-b':\n", "'a-b':\n", (1, 1), "never closed"),
    ("---\nid:", "id:", (1, 1), "never closed"),
    (
        "+++\na = 1\n+++\nBody",
        "Body",
        (1, 1),
        "TOML front matter is not read; rewrite it as YAML between two --- lines",
    ),
    ("+++ \n+++\t", "", (1, 1), "TOML"),
]


@pytest.mark.parametrize(("text", "body", "place", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_cf002_at_its_place_and_the_body_is_kept(
    text: str, body: str, place: tuple[int, int], words: str
) -> None:
    frontmatter, start, (problem,) = split(text)
    assert frontmatter is None
    assert text[start:] == body
    assert problem.code == "CF002"
    assert words in problem.message
    assert Lines(text).place(problem.span.start) == place


def test_keys_and_values_stand_where_the_file_has_them() -> None:
    text = "---\n# 😀\nowner:\n  lead: '@alice'\nid:\n---\nBody"
    frontmatter, _, _ = split(text)
    assert frontmatter is not None
    keys = {path: text[span.start : span.end] for path, span in frontmatter.keys.items()}
    values = {path: text[span.start : span.end] for path, span in frontmatter.values.items()}
    assert keys == {("owner",): "owner", ("owner", "lead"): "lead", ("id",): "id"}
    assert values == {
        (): "owner:\n  lead: '@alice'\nid:",
        ("owner",): "lead: '@alice'",
        ("owner", "lead"): "'@alice'",
        ("id",): "id",
    }
    assert text[: frontmatter.span.end].endswith("\n---")


def test_an_empty_front_matter_gives_errors_a_place() -> None:
    frontmatter, _, _ = split("---\n---\nBody")
    assert frontmatter is not None
    assert frontmatter.values == {(): Span(0, 7)}


def test_the_size_limit_itself_is_allowed() -> None:
    frontmatter, _, problems = split("---\na: " + "x" * (64 * 1024 - 4) + "\n---\n")
    assert problems == ()
    assert frontmatter is not None


@given(
    st.text() | st.lists(st.sampled_from(["---", "+++", "...", "a: 1", "b:", "", "- x", "'", "\u2028"])).map("\n".join)
)
@example("---\n" + " " * 65536)
@example("---\na:\n" + "\n " * 32768)
def test_any_text_splits_into_places_inside_it(text: str) -> None:
    frontmatter, body, problems = split(text)
    assert 0 <= body <= len(text)
    assert frontmatter is None or not problems
    spans = [problem.span for problem in problems]
    if frontmatter is not None:
        spans += [frontmatter.span, *frontmatter.keys.values(), *frontmatter.values.values()]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert body == 0 or text[body - 1] == "\n" or body == len(text)


@given(st.text(), st.sampled_from(["a: 1", "", "- x", "a: 'b", "a: *x", "\t"]), st.sampled_from(["---", "..."]))
def test_the_body_is_what_follows_the_closing_line_whatever_stands_above(body: str, yaml: str, close: str) -> None:
    text = f"---\n{yaml}\n{close}\n{body}"
    assert text[split(text)[1] :] == body
