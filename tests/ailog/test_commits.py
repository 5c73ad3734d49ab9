"""What commits, notes and traces say of assistants, and that nobody is taken for one by a name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.ailog.commits import Assistance, assistant, by_path, of_note, of_traces

COMMIT = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c4"


@pytest.mark.parametrize(
    ("person", "who"),
    [
        ("Claude <noreply@anthropic.com>", "Claude"), ("Claude Opus 4.5 <NoReply@Anthropic.com>", "Claude"),
        ("Copilot <223556219+Copilot@users.noreply.github.com>", "GitHub Copilot"),
        ("copilot-swe-agent[bot] <198982749+copilot-swe-agent[bot]@users.noreply.github.com>", "GitHub Copilot"),
        ("Cursor <cursoragent@cursor.com>", "Cursor"), ("aider (gpt-4o) <aider@aider.chat>", "Aider"),
        ("x <1+devin-ai-integration[bot]@users.noreply.github.com>", "Devin"),
        ("Claude Monet <claude@example.com>", ""), ("Claude <1+claude@users.noreply.github.com>", ""),
        ("Gemini Smith <gemini@example.com>", ""), ("dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>", ""),
        ("Ann Thropic <ann@anthropic.com>", ""), ("noreply@anthropic.com", ""), ("", ""), ("<>", ""),
        ("GitHub <noreply@github.com>", ""), ("x <noreply@anthropic.com.evil.example>", ""),
    ],
)  # fmt: skip
def test_an_assistant_is_known_by_its_address_and_never_by_a_name(person: str, who: str) -> None:
    assert assistant(person) == who


NOTE = """docs/a.md
  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-10,15-20
  h_31dce776f88375 42-50
"docs/my file.md"
  d9978a8723e02b52 1-4
docs/human.md
  h_31dce776f88375 1-3
---
{"schema_version": "authorship/3.0.0", "base_commit_sha": "x", "humans": {"h_31dce776f88375": {"author": "Ann <a@x>"}},
 "sessions": {"s_c9883b05a2487d": {"agent_id": {"tool": "cursor", "id": "1", "model": "m"}}},
 "prompts": {"d9978a8723e02b52": {"agent_id": {"tool": "claude", "id": "2", "model": "m"}}}}
"""


def test_a_note_names_the_files_in_which_an_assistant_wrote_lines() -> None:
    assert list(of_note(COMMIT, NOTE)) == [
        ("docs/a.md", Assistance(COMMIT, "cursor", "note")),
        ("docs/my file.md", Assistance(COMMIT, "claude", "note")),
    ]
    assert [one.who for _, one in of_note(COMMIT, NOTE.partition("---")[0])] == ["an assistant", "an assistant"]
    assert list(of_note(COMMIT, "")) == []


def record(kind: str | None, of_range: str | None = None, **more: Any) -> dict[str, Any]:
    ranges: dict[str, Any] = {"start_line": 1, "end_line": 5} | (
        {"contributor": {"type": of_range}} if of_range else {}
    )
    conversation = {"ranges": [ranges]} | ({"contributor": {"type": kind}} if kind else {})
    return {"version": "0.1.0", "files": [{"path": "docs/a.md", "conversations": [conversation]}]} | more


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (record("ai"), True), (record("mixed"), True), (record("human"), False), (record("unknown"), False),
        (record("human", "ai"), True), (record("ai", "human"), False), (record(None), False),
        (record(None, "ai"), True),
    ],
)  # fmt: skip
def test_a_trace_counts_where_a_range_is_an_assistants(made: dict[str, Any], found: bool) -> None:
    traced = list(of_traces(json.dumps(made | {"vcs": {"type": "git", "revision": COMMIT}}).encode()))
    assert traced == ([("docs/a.md", Assistance(COMMIT, "an assistant", "record"))] if found else [])


def test_lines_that_are_no_traces_are_passed_over() -> None:
    good = json.dumps(record("ai", tool={"name": "cursor"})).encode()
    found = [one for _, one in of_traces(b"{\n\n[]\n" + good + b"\n" + good[:40])]
    assert found == [Assistance("", "cursor", "record")]


@given(st.text(max_size=300), st.binary(max_size=300))
def test_any_note_and_any_traces_are_read(note: str, traces: bytes) -> None:
    by_path([(COMMIT, "x", (), note, ("a",))], traces)
