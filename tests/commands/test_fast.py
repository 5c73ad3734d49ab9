"""The short way of `citefirst check`: it says what the usual way says, or nothing, and loads next to nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.paths import ROOT
from support.scenario import BASE, GOOD, UNCITED, Repository

from citefirst import fast
from citefirst.cache.store import OFF
from citefirst.cli import main

NEEDLESS = """
    asyncio citefirst.cli citefirst.model click dataclasses datetime inspect jsonschema logging markdown_it
    multiprocessing pathlib sqlite3 subprocess unicodedata urllib yaml
""".split()
"""Modules that a record has no use for of which everything is known."""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, "docs/a.md": GOOD, "docs/b.md": GOOD, "other/page.md": "# A page\n"})
    monkeypatch.chdir(repository.root)
    return repository


def usual(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", *arguments])
    return done.exit_code, done.output


def short(*arguments: str) -> str | None:
    return fast.held(["check", *arguments], os.environ)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "arguments",
    [(), ("docs",), ("docs/a.md",), ("docs/a.md", "docs/b.md", "docs/../docs/a.md"), ("docs", "docs/a.md"), (".",)],
    ids=" ".join,
)
def test_it_says_what_the_usual_way_says(arguments: tuple[str, ...]) -> None:
    assert short(*arguments) is None
    code, said = usual(*arguments)
    assert code == 0
    assert short(*arguments) == said


def test_so_it_does_from_a_directory_below(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.root / "docs")
    assert (0, short("a.md") or "") == (0, "")
    assert usual("a.md") == (0, short("a.md"))
    assert short("../docs/b.md") is None  # it was never checked


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "arguments",
    [
        ("--no-cache",),
        ("--staged",),
        ("--format", "json"),
        ("docs/a.md", "--fail-on", "warning"),
        ("--help",),
        ("nowhere.md",),
        ("other/page.md",),
        ("other",),
        ("",),
        ("-",),
    ],
    ids=" ".join,
)
def test_it_leaves_the_rest_to_the_usual_way(arguments: tuple[str, ...]) -> None:
    usual()
    usual(*arguments)
    assert short(*arguments) is None


@pytest.mark.parametrize("environ", [{OFF: "1"}, {"_CITEFIRST_COMPLETE": "bash_complete"}, {"XDG_CACHE_HOME": "x"}])
def test_it_leaves_it_where_the_environment_says_so(made: Repository, environ: dict[str, str]) -> None:
    usual()
    assert short()
    home = {"HOME": str(made.root)}  # a cache inside of the repository would be the repository's word
    assert fast.held(["check"], {**os.environ, **home, **environ}) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/a.md", UNCITED),
        ("docs/c.md", GOOD),
        (".citefirst.yml", "records:\n  'docs/**': note\nrules:\n  CF303: off\n"),
        (".citefirst/schemas/more.schema.json", BASE[".citefirst/schemas/note.schema.json"]),
        (".citefirst/schemas/note.schema.json", BASE[".citefirst/schemas/note.schema.json"] + "\n"),
    ],
)
def test_whatever_changes_is_for_the_usual_way(made: Repository, name: str, text: str) -> None:
    usual()
    assert short()
    (made.root / name).write_text(text)
    assert short() is None


@pytest.mark.parametrize(
    "policy",
    [
        "exceptions:\n  - {path: 'docs/x.md', rule: CF201, reason: old, owner: '@bob', expires: '2026-01-01'}\n",
        "baseline: base.json\n",
    ],
)
def test_a_policy_of_which_there_may_be_more_to_say_is_too(made: Repository, policy: str) -> None:
    known = {"docs/a.md": {"CF201": ["0" * 16]}}
    (made.root / "base.json").write_text(json.dumps({"version": 1, "findings": known}))
    (made.root / ".citefirst.yml").write_text(BASE[".citefirst.yml"] + policy)
    code, said = usual()
    assert "CF006" in said or "CF005" in said or code
    assert short() is None


def test_another_day_is_another_run(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    usual()
    assert short()
    monkeypatch.setattr(time, "strftime", lambda form: "2099-01-01")
    assert short() is None
    assert made.root.exists()


def test_colour_is_the_same(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    usual()
    monkeypatch.setattr("citefirst.terminal.has_color", lambda: True)
    said = short()
    assert said
    assert said.startswith("\x1b[1;32m2 records hold")
    assert made.root.exists()


RUN = """
import json, sys
before = set(sys.modules)
sys.argv = ["citefirst", *sys.argv[1:]]
from citefirst.__main__ import main
main()
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def test_one_record_of_which_all_is_known_loads_next_to_nothing(made: Repository) -> None:
    usual("docs/a.md")
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n{RUN}"
    run = subprocess.run(
        [sys.executable, "-c", code, "check", "docs/a.md"], cwd=made.root, capture_output=True, text=True
    )
    assert run.stdout.startswith("1 record holds: ")
    loaded = json.loads(run.stderr.splitlines()[-1])
    assert [name for name in loaded if name in NEEDLESS or name.partition(".")[0] in NEEDLESS] == []


def test_a_reader_that_has_gone_is_told_nothing(made: Repository) -> None:
    usual("docs/a.md")
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "citefirst", "check", "docs/a.md"]
    run = subprocess.run(command, cwd=made.root, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (run.returncode, run.stderr) == (1, b"")
