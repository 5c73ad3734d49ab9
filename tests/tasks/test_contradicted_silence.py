"""CF510 in real repositories: a record that says `ai: none`, and what the commits that wrote it say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, Repository

from citefirst import fast
from citefirst.cli import main
from citefirst.repository import history
from citefirst.repository.written import Commit

CLAUDE = "change\n\nCo-authored-by: Claude <noreply@anthropic.com>"
USED = GOOD.replace("ai: none\n", "ai: {use: advise, log: []}\n")
OTHER = GOOD.replace("Checkout latency", "Another note")


def found(root: Path, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["check", "--format", "json", *arguments], catch_exceptions=False)
    return [one for one in json.loads(done.output)["findings"] if one["code"] == "CF510"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    repository = Repository.new(tmp_path)
    repository.commit(BASE)
    return repository


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (CLAUDE, "names Claude as a co-author"),
        ("a\n\nAssisted-by: Claude <noreply@anthropic.com>\nSigned-off-by: Ann <a@example.com>", "names Claude as"),
        ("a\n\nco-authored-by: Copilot <1+Copilot@users.noreply.github.com>", "names GitHub Copilot as a co-author"),
        (
            "a\n\nCo-authored-by: Ann <a@example.com>\nCo-authored-by: Cursor <cursoragent@cursor.com>",
            "names Cursor as",
        ),
    ],
)
def test_a_co_author_contradicts_the_record_with_the_commit(here: Repository, message: str, said: str) -> None:
    commit = here.commit({"docs/a.md": GOOD}, message)
    (one,) = found(here.root)
    assert one["path"] == "docs/a.md"
    assert one["line"] == 5
    assert f"commit {commit[:12]}, which wrote it, {said}" in one["message"]


@pytest.mark.parametrize(
    "message",
    [
        "change", "a\n\nCo-authored-by: Claude Monet <claude@example.com>", "use noreply@anthropic.com in the docs",
        "a\n\nCo-authored-by: dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>",
    ],
)  # fmt: skip
def test_nobody_else_does(here: Repository, message: str) -> None:
    here.commit({"docs/a.md": GOOD}, message)
    assert found(here.root) == []


def test_only_the_files_that_a_commit_wrote_are_meant(here: Repository) -> None:
    here.commit({"docs/a.md": GOOD})
    here.commit({"src/pool.py": "x = 1\n", "docs/b.md": OTHER}, CLAUDE)
    here.commit({"docs/c.md": USED}, CLAUDE)
    assert [one["path"] for one in found(here.root)] == ["docs/b.md"]
    assert found(here.root, "docs/a.md") == []


def test_a_file_that_the_commit_deleted_was_not_written_by_it(here: Repository) -> None:
    here.commit({"docs/a.md": GOOD})
    here.commit({"docs/a.md": None}, CLAUDE)
    here.commit({"docs/a.md": GOOD})
    assert found(here.root) == []


def test_the_author_of_a_commit_is_held_against_it_too(here: Repository) -> None:
    (here.root / "docs").mkdir()
    (here.root / "docs" / "a.md").write_text(GOOD)
    here.git("add", "--all")
    here.git("commit", "-q", "-m", "a", "--author", "Copilot <1+copilot-swe-agent[bot]@users.noreply.github.com>")
    assert "which wrote it, is GitHub Copilot's" in found(here.root)[0]["message"]


def test_a_note_of_git_ai_and_a_trace_are_held_against_it(here: Repository) -> None:
    commit = here.commit({"docs/a.md": GOOD})
    here.git("notes", "--ref=ai", "add", "-m", "docs/a.md\n  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-3\n---\n{}", commit)
    assert f"git-ai's note on commit {commit[:12]} says that an assistant wrote lines" in found(here.root)[0]["message"]
    contributor = {"contributor": {"type": "ai"}, "ranges": [{"start_line": 1, "end_line": 3}]}
    trace = {
        "version": "0.1.0", "vcs": {"type": "git", "revision": commit}, "tool": {"name": "cursor"},
        "files": [{"path": "docs/a.md", "conversations": [contributor]}],
    }  # fmt: skip
    here.commit({".agent-trace/traces.jsonl": json.dumps(trace) + "\n"})
    messages = [one["message"] for one in found(here.root)]
    assert any(f"Agent Trace record of commit {commit[:12]} says that cursor wrote" in said for said in messages)
    here.git("pack-refs", "--all")
    assert len(found(here.root)) == 2


def test_of_a_history_that_is_cut_off_nothing_is_said(
    here: Repository, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit({"docs/a.md": GOOD})
    here.commit({"README.md": "x\n"}, CLAUDE)
    clone = tmp_path_factory.mktemp("clone")
    here.git("clone", "-q", "--depth=1", here.root.as_uri(), str(clone / "shop"))
    monkeypatch.chdir(clone / "shop")
    assert (clone / "shop" / ".git" / "shallow").exists()
    assert found(clone / "shop") == []


def test_outside_of_git_and_of_what_is_staged_nothing_is_said(
    here: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit({"docs/a.md": GOOD}, CLAUDE)
    (here.root / "docs" / "a.md").write_text(GOOD + "\n")
    here.git("add", "--all")
    assert found(here.root, "--staged") == []
    assert len(found(here.root)) == 1


def test_names_of_files_and_messages_cannot_forge_a_commit(here: Repository) -> None:
    here.commit(
        {"docs/a.md": GOOD, "docs/b\nc.md": OTHER, "3a7bd3e2360a3d29eea436fcfb7e44c735d117c4": "x"},
        CLAUDE + "\n\n\x01\x02docs/d.md",
    )
    here.commit({"docs/d.md": GOOD})
    assert [one["path"] for one in found(here.root) if "d.md" in one["path"]] == []


def test_an_exception_of_the_policy_excuses_it(here: Repository) -> None:
    here.commit({"docs/a.md": GOOD}, CLAUDE)
    policy = BASE[".citefirst.yml"] + (
        "exceptions:\n  - {rule: CF510, path: docs/a.md, reason: it wrote the code only, owner: '@alice', "
        "expires: 2099-01-01}\n"
    )
    (here.root / ".citefirst.yml").write_text(policy)
    assert found(here.root) == []


def test_a_history_that_is_known_is_not_asked_again(here: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    here.commit({"docs/a.md": GOOD})
    here.commit({"docs/b.md": OTHER}, CLAUDE)
    assert [one["path"] for one in found(here.root)] == ["docs/b.md"]
    asked: list[str] = []

    def listed(*given: object) -> Iterator[Commit]:
        asked.append("log")
        yield from ()

    monkeypatch.setattr("citefirst.repository.written._listed", listed)
    (here.root / "docs" / "a.md").write_text(GOOD.replace("38 minutes", "39 minutes"))
    assert found(here.root, "docs/a.md") == []
    assert asked == []
    found(here.root, "docs/b.md", "--no-cache")
    assert asked == ["log"]
    here.commit({"docs/c.md": GOOD.replace("ai: none", "ai: none\nid: X-9")})
    found(here.root, "docs/c.md")
    assert asked == ["log", "log"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_file_of_traces_that_never_ends_is_not_read(here: Repository) -> None:
    here.commit({"docs/a.md": GOOD})
    traces = here.root / history.TRACES
    traces.parent.mkdir()
    os.mkfifo(traces)
    for _ in range(2):  # the second time by what the first one noted
        assert found(here.root, "docs/a.md") == []
    assert fast.held(["check", "docs/a.md"], os.environ)
