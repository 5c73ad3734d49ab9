"""A command line of `check` that needs no click: it is read as click reads it, and the run says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT
from support.scenario import BASE, GOOD, UNCITED, Repository

from citefirst import __main__, cli, fast
from citefirst.commands import check_run
from citefirst.commands.checking import command
from citefirst.terminal import echo

LINES = [
    "check",
    "check docs",
    "check docs/good.md",
    "check docs/good.md docs/good.md docs/../docs/good.md",
    "check docs/bad.md",
    "check docs/good.md --no-cache docs/bad.md",
    "check --no-cache --no-cache docs",
    "check --staged",
    "check --staged docs/new.md",
    "check --staged --no-cache docs/new.md",
    "check --staged --changed-lines",
    "check --changed-lines",
    "check nowhere.md",
    "check other.txt",
    "check README.md",
    "check empty",
    "check --no-cach",
    "check --",
    "check -- docs/good.md",
    "check -",
    "check -h",
    "check --format json docs/good.md",
    "check --format=nothing",
    "check --statistics docs/bad.md",
    "check --today 2026-11-23 docs/good.md",
    "check --today nonsense",
    "check --show-policy docs/good.md",
    "check --jobs 1 docs",
    "check --staged=yes",
    "chek",
    "--version",
    "--no-cache check",
    "",
]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, "docs/good.md": GOOD, "docs/bad.md": UNCITED, "other.txt": "x\n"})
    (repository.root / "empty").mkdir()
    (repository.root / "docs" / "new.md").write_text(UNCITED)
    repository.git("add", "docs/new.md")
    monkeypatch.chdir(repository.root)
    return repository


Said = tuple[object, str, str]


def said(main: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> Said:
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return (ended.value.code or 0), out, err


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("line", LINES)
def test_both_ways_end_and_say_the_same(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["citefirst", *line.split()])
    monkeypatch.setattr(fast, "held", lambda arguments, environ: None)
    usual = said(lambda: cli.main(prog_name="citefirst"), capsys)
    assert said(__main__.main, capsys) == usual


def parameters(arguments: list[str]) -> object:
    paths, flags = fast.plain(["check", *arguments], {}) or pytest.fail("not plain")
    return dict(check_run.parameters(paths, flags))


@given(
    st.lists(st.sampled_from([*sorted(fast.FLAGS), "docs", "a b.md", "é", "docs/../x.md", "x=y", "*.md"]), max_size=5)
)
def test_it_is_read_as_click_reads_it(arguments: list[str]) -> None:
    read = command.make_context("check", list(arguments)).params
    assert read.pop("typed") is None  # a text on standard input is click's to read
    assert parameters(arguments) == read


@pytest.mark.parametrize(
    "arguments",
    [["check", "--format", "json"], ["check", ""], ["check", "-"], ["check", "--"], ["claims"], [], ["check", "-x"]],
)
def test_what_is_not_plainly_understood_is_for_click(arguments: list[str]) -> None:
    assert fast.plain(arguments, {}) is None
    assert fast.plain(["check"], {"_CITEFIRST_COMPLETE": "bash_complete"}) is None


def test_a_file_that_may_not_be_read_is_for_click(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fast.plain(["check", "docs/good.md"], {})
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert fast.plain(["check", "docs/good.md"], {}) is None
    assert fast.plain(["check", "nowhere.md"], {})
    assert made.root.exists()


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("error", [KeyboardInterrupt(), BrokenPipeError(32, "Broken pipe"), ZeroDivisionError()])
def test_what_ends_a_run_ends_it_as_under_click(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["citefirst", "check", "docs"])
    monkeypatch.setattr(fast, "held", lambda arguments, environ: None)
    monkeypatch.setattr(check_run, "exit_code", fail)
    streams = sys.stdout, sys.stderr
    usual = said(lambda: cli.main(prog_name="citefirst"), capsys)
    sys.stdout, sys.stderr = streams  # click replaces them where a reader has gone
    assert said(__main__.main, capsys) == usual
    sys.stdout, sys.stderr = streams
    assert usual[0] in (1, 4)


RUN = """
import json, sys
sys.argv = ["citefirst", *sys.argv[1:]]
from citefirst.__main__ import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--no-cache", "docs/good.md"], ["--staged"], ["docs/bad.md"]], ids=" ".join)
def test_neither_click_nor_pyyaml_is_loaded(made: Repository, arguments: list[str]) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n{RUN}"
    command = [sys.executable, "-c", code, "check", *arguments]
    run = subprocess.run(command, cwd=made.root, capture_output=True, text=True)
    loaded = json.loads(run.stderr.splitlines()[-1])
    assert "citefirst.rules" in loaded
    assert not {"click", "yaml", "uuid", "shutil"} & set(loaded)


def test_control_sequences_and_odd_encodings_are_for_click(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []
    monkeypatch.setattr(click, "echo", lambda text, **_: handed.append(text))
    echo("\x1b[1mx\x1b[0m")
    assert handed == ["\x1b[1mx\x1b[0m"]
