"""`citefirst shipped` on made repositories: what a reader sees, and what becomes of bad input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from support.clones import clone
from support.markdown_view import MARKDOWN, view
from support.paths import ROOT
from support.runner_log import commands
from support.scenario import Repository

from citefirst.cli import main

SCHEMA = json.loads((ROOT / "schemas" / "shipped-v1.schema.json").read_text("utf-8"))
RECORD = """---
id: ADR-0012
status: Accepted
---
# Carts

## Context

Slow, see PAY-99.

## Rollout plan

- Fill the table (#12)
- [x] Move the checkout, PAY-77
- Alert on lag #14
- Ship in v1.2.0
- Remove `src/old.py`
- Nothing knows PAY-500
- Not here: acme/infra#12
- Tell everybody
"""
HOSTILE = 'PAY-77 \x1b[31m ::error::x ##[error]y <script>alert(1)</script> [a](javascript:b) @everyone "q" \u202e'


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    repository = Repository.new(tmp_path)
    repository.git("remote", "add", "origin", "git@github.com:acme/shop.git")
    repository.commit({"src/old.py": "1", "CHANGELOG.md": "# Changelog\n"}, "Start (#1)")
    repository.commit({"docs/adr/0012-carts.md": RECORD}, "ADR-0012: carts")
    repository.commit({"src/t.py": "1"}, "Fill the table (#12)")
    repository.git("tag", "v1.1.0")
    repository.commit({"src/k.py": "1"}, HOSTILE)
    repository.commit({"src/old.py": None, "CHANGELOG.md": "# Changelog\n\n## 1.2.0\n\n- Carts (#12)\n"}, "Drop old")
    repository.git("tag", "-a", "-m", "Carts", "v1.2.0")
    repository.commit({"src/lag.py": "1"}, "Alert on lag (#14)")
    repository.git("revert", "--no-edit", "HEAD")
    repository.commit({"src/q.py": "1"}, "Cache carts as in ADR 12 (#40)")
    repository.commit({"src/q.py": "2"}, "Mend the leak of PAY-99")
    repository.commit({"docs/adr/0012-carts.md": f"{RECORD}\n"}, "Reword ADR-0012")
    return repository


def cite(*arguments: str, record: str = "docs/adr/0012-carts.md") -> Result:
    return CliRunner().invoke(main, ["shipped", record, *arguments])


def value(*arguments: str) -> dict[str, object]:
    done = cite("--format", "json", *arguments)
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


@pytest.mark.usefixtures("made")
def test_each_thing_has_its_state() -> None:
    found = value()
    states = {
        named["written"]: named["state"]
        for line in found["lines"]  # type: ignore[attr-defined]
        for named in line["names"]
    }
    assert states == {
        "#12": "found",
        "PAY-77": "found",
        "#14": "dropped",
        "v1.2.0": "found",
        "src/old.py": "found",
        "PAY-500": "no-trace",
        "acme/infra#12": "no-trace",
    }
    assert [(each["because"], each["pull"]) for each in found["unplanned"]] == [  # type: ignore[attr-defined]
        ("PAY-99", None),
        ("ADR 12", "40"),
    ]


@pytest.mark.usefixtures("made")
def test_a_reader_sees_where_and_when() -> None:
    text = cite().stdout
    for words in (
        "Planned and shipped: docs/adr/0012-carts.md (ADR-0012, Accepted)",
        "2 tags), CHANGELOG.md, GitHub was not asked",
        "found     #12: merged 2026-11-01 by ",
        "first in v1.1.0: Fill the table (#12)",
        "CHANGELOG.md:5 under 1.2.0",
        "dropped   #14: merged",
        "no trace  PAY-500: named here and found nowhere",
        "it is of acme/infra, another repository than this one: --online asks GitHub",
        "names nothing that a history could show",
        "(ticked off in the record)",
        "8 lines of the plan: 4 found, 1 dropped, 2 no trace",
    ):
        assert words in re.sub(r"\n +", " ", text) or words in text, text
    assert re.search(r"(?i)\bdone\b", text) is None


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_hostile_messages_are_shown_and_command_nothing(form: str) -> None:
    text = cite("--format", form).stdout
    assert not set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text))
    assert commands(text) == []
    if form == "markdown":
        assert not view(text).links
        assert "<script" not in MARKDOWN.render(text)


@pytest.mark.usefixtures("made")
def test_a_shallow_clone_is_said(made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone(made, tmp_path / "clone", depth=2)
    monkeypatch.chdir(tmp_path / "clone")
    assert "this clone is shallow: what is older than its history is not found" in cite().stdout
    assert value()["history"]["cut"] == "shallow"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# A\n\n## Context\n\nWords.\n", "the record has no section that plans"),
        ("# A\n\n## Action items\n\n- Tell everybody\n", "1 line names nothing that a history could show"),
        ("", "the record has no section that plans"),
    ],
)
def test_a_plan_without_names_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    Repository.new(tmp_path).commit({"a.md": text})
    assert words in cite(record="a.md").stdout


def test_a_repository_without_a_commit_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Repository.new(tmp_path)
    Path("a.md").write_text(RECORD)
    done = cite(record="a.md")
    assert done.exit_code == 0
    assert "the repository has no commit yet" in done.stdout


def test_outside_git_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text(RECORD)
    done = cite(record="a.md")
    assert done.exit_code == 4
    assert "`shipped` holds a plan against git's history" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.usefixtures("made")
def test_the_schema_is_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["additionalProperties"] is False
