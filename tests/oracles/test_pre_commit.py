"""The hooks as people use them: real `pre-commit`, real commits, the hooks' repository installed from its own files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attacks.scope import LOG, WITH_LOG
from support.paths import ROOT
from support.scenario import IDENTITY, Repository
from support.vendor_risk import BAD, BAD_PATH, FILES, GOOD, GOOD_PATH

pytestmark = pytest.mark.oracle
PROGRAM = Path(sys.executable).with_name("pre-commit")
HOOKS = """repos:
  - repo: {place}
    rev: {commit}
    hooks:
      - id: citefirst
      - id: citefirst-schemas
"""
UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9"}


class Author:
    """Somebody who commits in a repository with the hooks."""

    def __init__(self, repository: Repository, home: Path) -> None:
        self.root = repository.root
        identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in IDENTITY}
        quiet = {"PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_COLOR": "never"}
        self.environ = {**os.environ, **identity, **quiet}

    def run(self, *command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        environ = {**self.environ, **more}
        return subprocess.run(command, cwd=self.root, env=environ, capture_output=True, text=True)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self, path: str, text: str, **more: str) -> subprocess.CompletedProcess[str]:
        self.write(path, text)
        self.run("git", "add", path)
        return self.run("git", "commit", "-m", "change", **more)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This checkout as a repository of hooks, with what is not committed yet."""
    place = tmp_path_factory.mktemp("hooks")
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    repository = Repository.new(place)
    repository.commit({})
    return repository


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installed, for all tests here."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def author(tmp_path: Path, hooks: Repository, home: Path) -> Author:
    """A repository with a workflow of its own, and the hooks installed as the docs say."""
    repository = Repository.new(tmp_path / "repository")
    config = HOOKS.format(place=hooks.root, commit=hooks.git("rev-parse", "HEAD"))
    repository.commit({**FILES, ".pre-commit-config.yaml": config})
    found = Author(repository, home)
    done = found.run(PROGRAM, "install", "--install-hooks")
    assert done.returncode == 0, done.stdout + done.stderr
    return found


def test_the_manifest_is_valid(author: Author) -> None:
    assert author.run(PROGRAM, "validate-manifest", ROOT / ".pre-commit-hooks.yaml").returncode == 0


def test_a_good_record_passes_and_a_bad_one_is_stopped_with_its_finding(author: Author) -> None:
    begun = time.monotonic()
    done = author.commit("docs/good.md", GOOD)
    warm = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    done = author.commit("docs/bad.md", BAD)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "docs/bad.md:15:1: error[CF201]: this sentence states a fact without a source" in said
    assert "15 | Globex Forms stores 1,200 answers of customers." in said
    print(f"a commit with warm hooks took {warm:.1f} s")


def test_it_works_without_a_network_once_it_is_installed(author: Author) -> None:
    done = author.commit("docs/good.md", GOOD, **UNREACHABLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert author.commit("docs/bad.md", BAD, **UNREACHABLE).returncode == 1


def test_files_that_are_no_records_pass(author: Author) -> None:
    done = author.commit("README.md", "# Shop\n\nThe shop sold 4,000 carts on 2026-11-03.\n")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_staged_is_judged_and_not_the_working_tree(author: Author) -> None:
    author.write("docs/a.md", GOOD)
    author.run("git", "add", "docs/a.md")
    author.write("docs/a.md", BAD)
    done = author.run("git", "commit", "-m", "good is staged")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (author.root / "docs" / "a.md").read_text() == BAD
    author.run("git", "add", "docs/a.md")
    author.write("docs/a.md", GOOD)
    assert author.run("git", "commit", "-m", "bad is staged").returncode == 1


def test_a_log_that_is_deleted_alone_is_noticed(author: Author) -> None:
    logged = GOOD.replace("ai: none", WITH_LOG[WITH_LOG.index("ai:") : WITH_LOG.index("---\n#")].rstrip())
    assert logged != GOOD
    author.write("logs/a.ailog.json", LOG)
    author.run("git", "add", "logs")
    done = author.commit("docs/good.md", logged)
    assert done.returncode == 0, done.stdout + done.stderr
    author.run("git", "rm", "--quiet", "logs/a.ailog.json")
    done = author.run("git", "commit", "-m", "the log is gone")
    assert done.returncode == 1
    assert "error[CF502]" in done.stdout + done.stderr
    author.run("git", "reset", "--quiet", "--hard")
    assert author.commit("src/a.py", "x = 1\n").returncode == 0


def test_an_example_that_shows_something_else_is_stopped(author: Author) -> None:
    done = author.commit(GOOD_PATH, GOOD.replace("no names. [EXP]", "no names."))
    assert done.returncode == 1
    assert f"{GOOD_PATH}:15: CF201 was found and is not announced" in done.stdout + done.stderr
    assert author.commit(BAD_PATH, BAD + "\nIt fell at 14:02.\n").returncode == 1
    assert author.commit(BAD_PATH, BAD + "\nMore.\n").returncode == 1  # the good one is still wrong
    assert author.commit(GOOD_PATH, GOOD + "\nWhy?\n").returncode == 0


def test_all_files_can_be_checked(author: Author) -> None:
    author.commit("docs/good.md", GOOD)
    done = author.run(PROGRAM, "run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    author.run("git", "commit", "--no-verify", "--allow-empty", "-m", "x")
    author.write("docs/bad.md", BAD)
    author.run("git", "add", "docs/bad.md")
    author.run("git", "commit", "--no-verify", "-m", "past the hook")
    assert author.run(PROGRAM, "run", "--all-files").returncode == 1


def test_the_checkout_can_be_tried_as_it_is(author: Author, hooks: Repository) -> None:
    author.write("docs/bad.md", BAD)
    author.run("git", "add", "docs/bad.md")
    begun = time.monotonic()
    done = author.run(PROGRAM, "try-repo", hooks.root, "citefirst", "--files", "docs/bad.md")
    print(f"with a cold installation it took {time.monotonic() - begun:.1f} s")
    assert done.returncode == 1
    assert "docs/bad.md:15:1: error[CF201]" in done.stdout
