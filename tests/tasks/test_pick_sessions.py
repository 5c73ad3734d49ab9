"""Sessions picked from a file or a directory: by ID, by time, by the file that was written in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.paths import TESTS
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main

SAMPLES = TESTS / "data" / "exports"
RECORD = GOOD.replace("ai: none\n", "")
CLAUDE = "5f0c1e0a-2041-4b7e-9a51-0d6c3f1b8e77"


def add(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["log", "add", "docs/inc-2041.md", "--tool", "claude-code-enterprise", *arguments])


def lines(*messages: tuple[str, str], session: str, at: str = "", wrote: str = "", agent: str = "") -> str:
    rows: list[dict[str, Any]] = []
    for kind, text in messages:
        content: Any = [{"type": "text", "text": text}]
        if wrote and kind == "assistant":
            content.append(
                {"type": "tool_use", "id": "t", "name": "Write", "input": {"file_path": wrote, "content": "x"}}
            )
        row = {"type": kind, "sessionId": session, "parentUuid": None, "message": {"role": kind, "content": content}}
        rows.append(
            row | ({"timestamp": at} if at else {}) | ({"isSidechain": True, "agentId": agent} if agent else {})
        )
    return "".join(json.dumps(row) + "\n" for row in rows)


TALK = (("user", "Why?"), ("assistant", "So."))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "shop"
    Repository.new(root).commit({**BASE, "docs/inc-2041.md": RECORD, "docs/other.md": RECORD})
    monkeypatch.chdir(root)
    sessions = tmp_path / "projects" / "shop"
    (sessions / "s-parent" / "subagents").mkdir(parents=True)
    (sessions / f"{CLAUDE}.jsonl").write_bytes((SAMPLES / "claude-code.jsonl").read_bytes())
    (sessions / "s-early.jsonl").write_text(lines(*TALK, session="s-early", at="2026-11-01T08:00:00Z"))
    (sessions / "s-timeless.jsonl").write_text(lines(*TALK, session="s-timeless"))
    (sessions / "s-parent.jsonl").write_text(lines(*TALK, session="s-parent", at="2026-11-02T08:00:00Z"))
    (sessions / "s-parent" / "subagents" / "agent-a1.jsonl").write_text(
        lines(*TALK, session="s-parent", at="2026-11-02T09:00:00Z", agent="a1", wrote=f"{root}/docs/other.md")
    )
    (sessions / "notes.json").write_text("{}")
    return tmp_path


def logs(here: Path) -> list[str]:
    """IDs of the sessions that are stored, in the order of the record."""
    front = (here / "shop" / "docs" / "inc-2041.md").read_text()
    named = [line.partition(": ")[2] for line in front.splitlines() if "transcript:" in line]
    return [json.loads((here / "shop" / "docs" / name).read_text())["origin"]["conversation"] for name in named]


@pytest.mark.parametrize(
    ("arguments", "stored"),
    [
        (["--touching", "docs/inc-2041.md"], [CLAUDE]),
        (["--touching", "docs/other.md"], ["s-parent", "agent-a1"]),
        (["--session", "s-early"], ["s-early"]),
        (["--session", "5f0c", "--session", "s-early"], [CLAUDE, "s-early"]),
        (["--since", "2026-11-04"], [CLAUDE]),
        (["--since", "2026-11-02T08:30:00Z", "--touching", "docs/other.md"], ["agent-a1"]),
        (["--conversation", "s-timeless"], ["s-timeless"]),
    ],
)  # fmt: skip
def test_the_sessions_that_are_meant_are_stored(here: Path, arguments: list[str], stored: list[str]) -> None:
    done = add("--from", str(here / "projects"), *arguments)
    assert done.exit_code == 0, done.output + done.stderr
    assert logs(here) == stored


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "5 conversations fit: name one by its ID or title"),
        (["--session", "s-"], "3 sessions have an ID that begins with `s-`"),
        (["--session", "nobody"], "no session has the ID `nobody`; there are"),
        (["--since", "tomorrow"], "`tomorrow` is not a time: write 2026-11-03"),
        (["--since", "2027-01-01"], "none of 5 sessions fits (1 of the sessions say no time"),
        (["--touching", "docs/nothing.md"], "none of 5 sessions fits"),
        (["--conversation", "x", "--since", "2026-11-04"], "leave out --session, --since and --touching"),
    ],
)  # fmt: skip
def test_an_unclear_choice_stores_nothing(here: Path, arguments: list[str], said: str) -> None:
    done = add("--from", str(here / "projects"), *arguments)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert logs(here) == []
    assert not (here / "shop" / "docs" / "logs").exists()


def test_what_was_not_read_is_said(here: Path) -> None:
    done = add("--from", str(here / "projects"), "--session", CLAUDE)
    assert "12 messages with claude-code-enterprise (managed)" in done.output
    assert "not read: 1 of `attachment`" in done.output
    path = here / "projects" / "shop" / "s-early.jsonl"
    path.write_text(path.read_text() + '{"type": "assis')
    assert "not read: 1 of the last line, which is cut off" in add("--from", str(path)).output
    assert (
        "sub-agents that are not stored: agent-a1"
        in add("--from", str(here / "projects"), "--session", "s-parent").output
    )


def test_a_bare_name_is_asked_whose_account_it_was(here: Path) -> None:
    source = str(here / "projects" / "shop" / "s-early.jsonl")
    record = ["log", "add", "docs/inc-2041.md", "--tool", "claude-code", "--from", source]
    asked = CliRunner().invoke(main, record).output
    assert "say `--tool claude-code-enterprise` or `--tool claude-code-personal`" in asked
    told = CliRunner().invoke(main, [*record, "--account", "managed"]).output
    assert "with claude-code-enterprise (managed)" in told


def test_a_directory_without_sessions_is_refused(here: Path) -> None:
    (here / "empty").mkdir()
    (here / "empty" / "a.json").write_text("{}")
    done = add("--from", str(here / "empty"))
    assert (done.exit_code, "none of the 1 files in the directory is a session" in done.stderr) == (2, True)


def test_a_link_in_a_directory_is_not_followed(here: Path) -> None:
    (here / "links").mkdir()
    (here / "links" / "a.jsonl").symlink_to(here / "projects" / "shop" / "s-early.jsonl")
    assert add("--from", str(here / "links")).exit_code == 2


def test_all_are_stored_or_none(here: Path) -> None:
    leak = lines(
        ("user", "use ghp_" + "a1B2c3D4e5" * 3 + "a1B2c3"),
        ("assistant", "x"),
        session="s-leak",
        at="2026-11-04T10:00:00Z",
    )
    (here / "projects" / "shop" / "s-leak.jsonl").write_text(leak)
    done = add("--from", str(here / "projects"), "--since", "2026-11-04")
    assert "contains credentials (GitHub Token)" in done.stderr
    assert logs(here) == []
    done = add("--from", str(here / "projects"), "--since", "2026-11-04", "--redact")
    assert logs(here) == [CLAUDE, "s-leak"], done.stderr
