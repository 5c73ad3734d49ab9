"""Conversations with assistants kept with a record, and records held against them and the policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.exports import EXPORTS, SHORT
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


RECORD = GOOD.replace("ai: none\n", "# who helped:\nstatus: 'draft'  # keep\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": RECORD})
    monkeypatch.chdir(tmp_path)
    for form, data in EXPORTS.items():
        (tmp_path / f"{form}.export").write_bytes(data)
    return tmp_path


ASSISTANTS = {
    "chatgpt": "chatgpt-enterprise",
    "microsoft-365-copilot": "microsoft-365-copilot",
    "gemini": "gemini-workspace",
    "claude": "claude-enterprise",
    "vscode-copilot": "github-copilot-business",
}


@pytest.mark.parametrize(("form", "tool"), ASSISTANTS.items())
def test_a_conversation_is_kept_with_the_record_and_nothing_else_changes(here: Path, form: str, tool: str) -> None:
    done = cite(
        "log",
        "add",
        "docs/a.md",
        "--tool",
        tool,
        "--from",
        f"{form}.export",
        "--conversation",
        "" if form != "chatgpt" else "Slow",
    )
    assert done.exit_code == 0, done.output + done.stderr
    text = (here / "docs" / "a.md").read_text()
    entry = text[text.index("ai:\n") : text.index("---\n#")]
    assert text.replace(entry, "") == RECORD
    assert f"tool: {tool}\n" in entry
    assert "account: managed\n" in entry
    assert cite("check").exit_code == 0, cite("check").output


def test_a_second_conversation_stands_below_the_first(here: Path) -> None:
    for form in ("claude", "messages"):
        assert cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", f"{form}.export").exit_code == 0
    assert sorted(path.name for path in (here / "docs" / "logs").iterdir()) == ["a-2.ailog.json", "a.ailog.json"]
    assert (here / "docs" / "a.md").read_text().count("- tool:") == 2
    assert cite("check").exit_code == 0


@pytest.mark.parametrize(
    ("record", "export", "said"),
    [
        (GOOD, "claude.export", "the record says `ai: none`"),
        ("# no front matter\n", "claude.export", "no readable front matter"),
        (RECORD, "chatgpt.export", "name one by its ID or title"),
        (RECORD, "docs/a.md", "in no known format"),
        (RECORD.replace("# who helped:", "ai: {use: advise}"), "claude.export", "cannot be edited safely"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(here: Path, record: str, export: str, said: str) -> None:
    (here / "docs" / "a.md").write_text(record)
    done = cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", export)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert (here / "docs" / "a.md").read_text() == record
    assert not (here / "docs" / "logs").exists()


POLICY = (
    "ai:\n  data-classes: [public, internal]\n  tools: {claude-enterprise: {highest: internal}, chatgpt: {}}\n"
    "workflows: {note: {ai: advise-only}}\n"
)
LEAK = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
LIMITS = [
    ("as it should be", (), [], "data-class: internal\n", []),
    ("a personal twin", ("--tool", "chatgpt"), [], "", ["CF504"]),
    ("another account", ("--account", "personal"), [], "data-class: public\n", ["CF504"]),
    ("a tool that is not listed", ("--tool", "gemini-workspace", "--from", "messages.export"), [], "", ["CF505"]),
    ("it acted", ("--use", "act"), [], "data-class: public\n", ["CF506"]),
    ("no data class", (), [], "", ["CF507"]),
    ("an unknown data class", (), [], "data-class: secret\n", ["CF507"]),
    ("the log is edited", (), [("pods", "cats")], "data-class: public\n", ["CF503"]),
    ("the log is no log", (), [('"version": 1', '"version": 2')], "data-class: public\n", ["CF502", "CF503"]),
    ("the log leaks", (), [("Twelve", LEAK)], "data-class: public\n", ["CF503", "CF509"]),
]


@pytest.mark.parametrize(
    ("arguments", "edits", "front", "codes"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS]
)
def test_what_an_assistant_did_is_held_against_the_policy(
    here: Path, arguments: tuple[str, ...], edits: list[tuple[str, str]], front: str, codes: list[str]
) -> None:
    (here / ".citefirst.yml").write_text(f"{BASE['.citefirst.yml']}{POLICY}")
    (here / "docs" / "a.md").write_text(RECORD.replace("# who helped:\n", front))
    options = {"--tool": "claude-enterprise", "--from": "claude.export"}
    options |= dict(zip(arguments[::2], arguments[1::2], strict=True))
    done = cite("log", "add", "docs/a.md", *(part for option in options.items() for part in option))
    assert done.exit_code == 0, done.stderr
    log = here / "docs" / "logs" / "a.ailog.json"
    for old, new in edits:
        log.write_text(log.read_text().replace(old, new))
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert sorted({finding["code"] for finding in findings}) == codes, findings


def test_an_assistants_words_without_a_source_are_named(here: Path) -> None:
    (here / "docs" / "a.md").write_text(RECORD.replace("\n[S1]: ", f"\n{SHORT}\n\n[S1]: "))
    cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", "claude.export")
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert [finding["code"] for finding in findings] == ["CF508"]
    assert "(message 4, character 1 of log 1)" in findings[0]["message"]
    text = (here / "docs" / "a.md").read_text()
    (here / "docs" / "a.md").write_text(text.replace(SHORT, f"{SHORT} [S1]"))
    assert cite("check").exit_code == 0


def test_a_log_too_large_for_a_record_is_read(here: Path) -> None:
    turns = [{"role": "user", "content": "x" * 300_000}, {"role": "assistant", "content": SHORT}]
    (here / "long.json").write_text(json.dumps(turns))
    assert cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", "long.json").exit_code == 0
    assert cite("check").exit_code == 0


def test_credentials_are_not_stored(here: Path) -> None:
    turns = [{"role": "user", "content": f"Use {LEAK}."}, {"role": "assistant", "content": SHORT}]
    (here / "leak.json").write_text(json.dumps(turns))
    command = ("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", "leak.json")
    done = cite(*command)
    assert (done.exit_code, "contains credentials (GitHub Token): `--redact` removes them" in done.stderr) == (2, True)
    assert not (here / "docs" / "logs").exists()
    assert cite(*command, "--redact").exit_code == 0
    assert LEAK not in (here / "docs" / "logs" / "a.ailog.json").read_text()
    assert cite("check").exit_code == 0
