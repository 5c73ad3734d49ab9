"""Help, near names, completions and the man page: made of the commands, so that they cannot fall behind them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.paths import ROOT
from support.scenario import BASE, Repository

from citefirst.cli import COMMANDS, main
from citefirst.help import SECTIONS, first_sentence


def test_each_command_stands_in_one_section_of_the_help() -> None:
    named = " ".join(SECTIONS.values()).split()
    assert sorted(named) == sorted(COMMANDS.keys() - {"action"})
    shown = CliRunner().invoke(main, ["--help"], terminal_width=60).output
    assert "..." not in shown.partition("\n\n")[2]
    for name in named:
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert " ".join(first_sentence(command.help or "").split()) in " ".join(shown.split())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chek", "there is no command `chek`. Did you mean `check`?"),
        ("complete", "Did you mean `completions`?"),
        ("action2", "`citefirst --help` lists those that there are."),
        ("\x1b[31mx", "there is no command `\\x1b[31mx`."),
    ],
)
def test_a_misspelt_command_is_answered_by_a_near_one(typed: str, said: str) -> None:
    done = CliRunner().invoke(main, [typed])
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("line", "wanted", "unwanted"),
    [
        ("citefirst tra", "trace", "check"),
        ("citefirst explain cf20", "CF201", "CF301"),
        ("citefirst explain uncited", "uncited", "CF201"),
        ("citefirst check --workflow no", "note", "incident-postmortem"),
        ("citefirst new incident", "incident-postmortem", "note"),
        ("citefirst check --stat", "--statistics", "--staged"),
    ],
)
def test_a_shell_completes(line: str, wanted: str, unwanted: str, tmp_path: Path) -> None:
    Repository.new(tmp_path).commit(BASE)
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_CITEFIRST_COMPLETE": "bash_complete"}
    command = [sys.executable, "-m", "citefirst"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | words, capture_output=True, text=True)
    found = [each.partition(",")[2] for each in done.stdout.splitlines()]
    assert any(each.startswith(wanted) for each in found), done
    assert not any(each.startswith(unwanted) for each in found)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_reads_its_completions(shell: str) -> None:
    script = CliRunner().invoke(main, ["completions", shell]).output
    assert "_CITEFIRST_COMPLETE" in script
    if found := shutil.which(shell):
        assert subprocess.run([found, "-n"], input=script, text=True, capture_output=True).stderr == ""


def test_nothing_is_completed_where_the_policy_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from citefirst.commands.completions import workflows

    (tmp_path / ".citefirst.yml").write_text("records: [")
    monkeypatch.chdir(tmp_path)
    assert workflows(None, None, "arch") == []  # type: ignore[arg-type]


def test_the_man_page_tells_of_each_command_and_option() -> None:
    page = (ROOT / "docs" / "citefirst.1").read_text("ascii").replace("\\-", "-")
    for name in (*COMMANDS.keys() - {"action", "schema", "log"}, "schema check", "log add"):
        assert re.search(rf"^\.SS citefirst {name}\b", page, re.MULTILINE), name
    assert "\n.B --changed-lines\n" in page
    if groff := shutil.which("groff"):
        command: list[str | Path] = [groff, "-man", "-Tutf8", "-ww", "-z", ROOT / "docs" / "citefirst.1"]
        assert subprocess.run(command, capture_output=True, text=True).stderr == ""
