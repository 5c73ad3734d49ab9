"""The recipes of docs/ci.md: they are the files in examples/ci, their commands exist, and no exit code is lost."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
import yaml
from support.paths import ROOT

from citefirst.cli import main
from citefirst.errors import Exit

PAGE = ROOT / "docs" / "ci.md"
RECIPES = ROOT / "examples" / "ci"
FILES = sorted(path for path in RECIPES.iterdir() if path.is_file())
GITLAB = yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text("utf-8"))
AZURE = yaml.safe_load((RECIPES / "azure-pipelines.yml").read_text("utf-8"))
JENKINS = (RECIPES / "Jenkinsfile").read_text("utf-8")
STEPS = re.compile(r"\bsh '([^']*)'")
"""A step of a Jenkinsfile that runs a command."""
SPAN = re.compile(r"`(citefirst [^`]*)`")
JOBS = ("citefirst", "citefirst-quality")


def lines(path: Path) -> Iterator[str]:
    """Commands of a shell in a file."""
    text = path.read_text("utf-8")
    if path.name == "gitlab-ci.yml":
        for job in GITLAB.values():
            yield from (*job.get("before_script", ()), *job.get("script", ()))
    elif path.name == "azure-pipelines.yml":
        yield from (step["script"] for step in AZURE["steps"] if "script" in step)
    elif path.name == "Jenkinsfile":
        yield from STEPS.findall(text)
    elif path == PAGE:
        yield from SPAN.findall(text)
    else:
        yield from text.splitlines()


def commands(path: Path) -> list[list[str]]:
    """The words of each call of citefirst, without what the shell does with its exit code."""
    found = []
    for line in lines(path):
        words = shlex.split(line.partition("||")[0], comments=True)
        if words and words[0].rpartition("/")[2] == "citefirst":
            found.append(words[1:])
    return found


def parsed(words: list[str]) -> click.Context:
    """A call as the command line reads it; a usage error where it does not."""
    name, command, rest = main.resolve_command(click.Context(main), words)
    assert command is not None
    return command.make_context(name, list(rest))


def test_there_is_a_recipe_for_each_host() -> None:
    assert [path.name for path in FILES] == ["Jenkinsfile", "azure-pipelines.yml", "gitlab-ci.yml", "reviewdog.sh"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_page_shows_each_file_as_it_is(path: Path) -> None:
    assert f"\n{path.read_text('utf-8')}```\n" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_of_a_recipe_is_one_that_citefirst_has(path: Path) -> None:
    found = commands(path)
    assert found
    for words in found:
        context = parsed(words)
        assert context.params["form"] == "text"
        assert context.params["outputs"]


def test_every_command_that_the_page_names_is_one_that_citefirst_has() -> None:
    assert all(parsed(words) for words in commands(PAGE))


@pytest.mark.parametrize("words", [["check", "--outptu", "junit=a"], ["check", "--output", "junti=a"], ["chekc"]])
def test_a_wrong_command_is_noticed(words: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parsed(words)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_report_that_is_published_is_written(path: Path) -> None:
    text = path.read_text("utf-8")
    written = {str(file) for words in commands(path) for _, file in parsed(words).params["outputs"]}
    published = set(re.findall(r"(?<![\w.=-])[\w-]+\.(?:xml|sarif|rdjson|json)\b", re.sub(r"\w+=\S+", "", text)))
    assert published == written


def stub(directory: Path, name: str, code: int) -> None:
    """A program that notes its call and ends with an exit code."""
    program = directory / name
    program.write_text(f'#!/bin/sh\necho "{name} $*" >>"$CALLS"\nexit {code}\n', "utf-8")
    program.chmod(0o755)


def run(directory: Path, code: int, *command: str) -> int:
    """Exit code of a command where citefirst ends with a code and all other programs succeed."""
    directory.mkdir(exist_ok=True)
    (directory / "citefirst.rdjson").touch()
    stub(directory, "citefirst", code)
    for name in ("pip", "reviewdog"):
        stub(directory, name, 0)
    path = f"{directory}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "CALLS": str(directory / "calls"), "BASE": "main"}
    return subprocess.run(command, cwd=directory, env=environment, check=False).returncode


@pytest.mark.parametrize("code", list(Exit))
@pytest.mark.parametrize("job", JOBS)
def test_a_job_of_gitlab_ends_as_citefirst_does(job: str, code: Exit, tmp_path: Path) -> None:
    script = "\n".join([*GITLAB[".citefirst"]["before_script"], *GITLAB[job]["script"]])
    assert run(tmp_path, code, "sh", "-ec", script) == code


def test_only_findings_are_tolerated_by_gitlab_and_only_by_the_job_that_tells() -> None:
    tolerated = {name: job["allow_failure"] for name, job in GITLAB.items() if "allow_failure" in job}
    assert tolerated == {"citefirst-quality": {"exit_codes": int(Exit.FINDINGS)}}


def test_a_merge_request_is_judged_by_its_records_and_told_all(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        name = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
        return subprocess.run(
            ["git", *name, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    bad = "---\nworkflow: incident-postmortem\n---\n# INC-1\n"
    git("init", "-q")
    (tmp_path / "old.md").write_text(bad, "utf-8")
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "new.md").write_text(bad, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "CI_MERGE_REQUEST_DIFF_BASE_SHA": git("rev-parse", "HEAD").strip()}
    for job in JOBS:
        (script,) = GITLAB[job]["script"]
        assert subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=environment, check=False).returncode == 1
    names = [case.get("name") for case in ElementTree.parse(tmp_path / "citefirst.xml").iter("testcase")]
    entries = json.loads((tmp_path / "gl-code-quality-report.json").read_text("utf-8"))
    assert names == ["new.md"]
    assert {entry["location"]["path"] for entry in entries} == {"new.md", "old.md"}


@pytest.mark.parametrize("code", list(Exit))
def test_a_step_of_azure_ends_as_citefirst_does(code: Exit, tmp_path: Path) -> None:
    steps = [step for step in AZURE["steps"] if step.get("script", "").startswith("citefirst")]
    assert len(steps) == 2
    for step in steps:
        assert run(tmp_path, code, "sh", "-c", step["script"]) == code
        assert "continueOnError" not in step


def test_of_the_two_steps_of_azure_one_runs() -> None:
    first, second = (step["condition"] for step in AZURE["steps"] if step.get("script", "").startswith("citefirst"))
    reason = "(variables['Build.Reason'], 'PullRequest'))"
    assert (first, second) == (f"and(succeeded(), eq{reason}", f"and(succeeded(), ne{reason}")


@pytest.mark.parametrize("code", list(Exit))
def test_a_step_of_jenkins_ends_as_citefirst_does(code: Exit, tmp_path: Path) -> None:
    (check,) = (step for step in STEPS.findall(JENKINS) if " check " in step)
    assert run(tmp_path, code, "sh", "-ec", check.replace("$WORKSPACE_TMP/venv/bin/", "")) == code
    assert not re.search(r"returnStatus|catchError|warnError|\btry\b", JENKINS)


@pytest.mark.parametrize("code", list(Exit))
def test_reviewdog_comments_on_a_whole_report_and_ends_as_citefirst_does(code: Exit, tmp_path: Path) -> None:
    script = str(RECIPES / "reviewdog.sh")
    assert run(tmp_path, code, "sh", script, "main", "gitlab-mr-discussion") == code
    called = [line.split()[0] for line in (tmp_path / "calls").read_text("utf-8").splitlines()]
    assert called == ["citefirst", *(["reviewdog"] if code in (Exit.HELD, Exit.FINDINGS) else [])]
