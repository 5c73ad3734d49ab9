"""action.yml as it is, run by nektos/act in real repositories against a GitHub that holds its own description."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

pytest.register_assert_rewrite("oracles.scenarios")  # so that what fails in there is shown

from fakes.github import FakeGitHub  # noqa: E402
from oracles.act import TOKEN, Act, Acted, install_uv, job  # noqa: E402
from oracles.runner_view import LEVELS, obeyed, unguarded, view  # noqa: E402
from oracles.scenarios import ENDED, SCENARIOS, Scenario, Stage, ended, never, one_issue, queued  # noqa: E402
from support.descriptions import FORM  # noqa: E402
from support.paths import ROOT  # noqa: E402
from support.scenario import BASE, GOOD, UNCITED, Repository  # noqa: E402

pytestmark = pytest.mark.oracle

Played = dict[str, Future[tuple[Stage, Acted]]]


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory) -> Act:
    uv = install_uv(tmp_path_factory.mktemp("uv"))
    return Act.new(tmp_path_factory.mktemp("act"), uv)


@pytest.fixture(scope="module")
def played(act: Act, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Played]:
    """Every scenario that was asked for, under way on as many processors as there are."""
    found = (getattr(item, "callspec", None) for item in request.session.items)
    wanted = [spec.params["scenario"] for spec in found if spec and "scenario" in spec.params]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        place = tmp_path_factory.mktemp("scenarios")
        yield {
            scenario.name: pool.submit(scenario.play, act, place / str(number))
            for number, scenario in enumerate(wanted)
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario, played: Played) -> None:
    stage, acted = played[scenario.name].result()
    assert (acted.exit, acted.outputs["verdict"]) == (scenario.exit, scenario.verdict), acted.log
    scenario.expect(acted, stage)
    assert acted.dropped == {}
    assert [line for line in acted.unguarded if not line.startswith("citefirst's packages: ")] == []
    assert stage.github.violations == []
    assert len(stage.github.calls) <= scenario.calls, stage.github.calls
    assert TOKEN not in "\n".join([acted.log, acted.summary, *stage.comments, *map(str, acted.outputs.values())])


def test_what_a_step_prints_of_the_token_is_seen_by_these_tests(act: Act, tmp_path: Path) -> None:
    """act hides secrets unless it is told not to, and then nothing could be found in a log."""
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github)
        stage.nothing_checked_out()
        told = job("push", {"if": "always()", "run": "echo ${{ github.token }}"})
        acted = act.run(stage.workspace, "push", {}, {}, told)
    assert TOKEN in acted.log


def play(act: Act, directory: Path) -> Acted:
    """A pull request with a fault, without a GitHub: its verdict comes from git."""
    return Scenario("uncited line", never, 1, "fail", lambda acted, stage: None).play(act, directory)[1]


def test_the_first_run_on_a_machine_installs_everything(tmp_path: Path) -> None:
    """Without uv, a cache or anything else at hand."""
    acted = play(Act.new(tmp_path / "act"), tmp_path / "play")
    assert acted.outputs["verdict"] == "fail", acted.log
    assert "installed by uv, which was installed before" in acted.log


def test_where_nothing_can_be_installed_the_check_fails_and_says_so(tmp_path: Path) -> None:
    act = Act.new(tmp_path / "act")
    act.variables.update({"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"})
    act.variables.pop("PIP_FIND_LINKS", None)
    acted = play(act, tmp_path / "play")
    assert (acted.exit, acted.outputs) == (4, {**acted.outputs, "verdict": "error"})
    assert [found.message for found in acted.annotations] == [
        "citefirst could not be installed: the log of this step says why"
    ]


def test_a_runner_without_python_is_told(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "dirname", "echo", "git", "tr"):
        (programs / name).symlink_to(Path("/usr/bin", name))
    act = Act.new(tmp_path / "act")
    act.variables["PATH"] = str(programs)
    acted = play(act, tmp_path / "play")
    assert (acted.exit, acted.outputs["verdict"]) == (4, "error")
    assert "citefirst needs Python 3.11 or newer" in acted.shown("error")[0].message


EXAMPLES = ROOT / "examples" / "workflows"
AUDIT = "audit.yml"
ISSUES = "issues.yml"
QUICK_START = re.findall(r"(?ms)^```yaml\n(on:\n.*?)^```", (ROOT / "README.md").read_text("utf-8"))


def shipped(name: str) -> str:
    return QUICK_START[0] if name == "README.md" else (EXAMPLES / name).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A workflow that we ship, on an event about a pull request with an uncited line."""

    workflow: str
    event: str
    exit: int
    comments: int

    @property
    def name(self) -> str:
        return f"{self.workflow} on {self.event}"

    def play(self, act: Act, directory: Path) -> tuple[Stage, Acted]:
        text = shipped(self.workflow)
        with FakeGitHub(directory / "repository") as github:
            stage = Stage(directory, github, self.event)
            pull = stage.pull({"docs/a.md": UNCITED}, {**BASE, "docs/old.md": GOOD})
            github.pull(pull.number, pull.base, pull.head, fork=self.event == "workflow_run")
            payload = {"merge_group": queued(pull), "workflow_run": ended(pull)}.get(self.event, stage.payload)
            if self.event in ("pull_request_target", "workflow_run"):
                stage.nothing_checked_out()
            runner = replace(act, stubs=stubs(text, directory))
            return stage, runner.run(stage.workspace, self.event, payload, {"GITHUB_API_URL": github.url}, text)


SHIPPED = [
    Shipped("README.md", "pull_request", 1, 1),
    Shipped("README.md", "merge_group", 1, 0),
    Shipped("pull-request.yml", "pull_request", 1, 1),
    Shipped("pull-request.yml", "merge_group", 1, 0),
    Shipped("pull-request-target.yml", "pull_request_target", 1, 1),
    Shipped("pull-request-target.yml", "merge_group", 1, 0),
    Shipped("fork-comments.yml", "workflow_run", 0, 1),
    Shipped("roll-out.yml", "pull_request", 0, 0),
    Shipped("suggestions.yml", "pull_request", 1, 1),
    Shipped("whole-repository.yml", "schedule", 1, 0),
    Shipped("whole-repository.yml", "workflow_dispatch", 1, 0),
]


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda scenario: scenario.name)
def test_a_workflow_that_we_ship_runs_as_it_is(scenario: Shipped, played: Played) -> None:
    stage, acted = played[scenario.name].result()
    assert (acted.exit, len(stage.comments)) == (scenario.exit, scenario.comments), acted.log
    whole = scenario.workflow == "whole-repository.yml"
    assert ("1 error in 1 of 2 records" if whole else "1 error in 1 record") in acted.summary
    assert ("uploaded citefirst.sarif" in acted.log) is whole
    assert stage.github.violations == []


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch"])
def test_the_audit_that_we_ship_opens_an_issue(act: Act, tmp_path: Path, event: str) -> None:
    text = shipped(AUDIT)
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github, event)
        Repository.new(stage.root).commit({**BASE, "docs/a.md": ENDED})
        runner = replace(act, stubs=stubs(text, tmp_path))
        acted = runner.run(stage.root, event, stage.payload, {"GITHUB_API_URL": github.url}, text)
    assert acted.exit == 0, acted.log
    one_issue("open", "the record ended on", "2026-10-31")(acted, stage)
    assert github.violations == []


def test_every_workflow_that_we_ship_is_run() -> None:
    """But the one that runs another one again, by a program that is not here, and those that install or call a release,
    which there is none of yet: linters read them."""
    run = {AUDIT, ISSUES, *(scenario.workflow for scenario in SHIPPED)}
    not_run = {"approvals.yml", "attest.yml", "keep.yml", "ledger.yml", "organisation.yml"}
    assert {path.name for path in EXAMPLES.iterdir()} - run == not_run


def test_the_check_of_issues_that_we_ship_comments(act: Act, tmp_path: Path) -> None:
    text = shipped(ISSUES)
    payload = {"action": "opened", "issue": {"number": 9, "labels": [{"name": "change-control"}]}}
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github, "issues")
        Repository.new(stage.root).commit({".citefirst.yml": "records:\n  issue: change-control\n"})
        github.describe(9, FORM.replace("Revert it.", "_No response_"))
        runner = replace(act, stubs=stubs(text, tmp_path))
        acted = runner.run(stage.root, "issues", payload, {"GITHUB_API_URL": github.url}, text)
    assert (acted.exit, len(stage.comments), github.violations) == (1, 1, []), acted.log
    assert "Line 29" in stage.comments[0]


UPLOAD = """
name: upload
inputs: {sarif_file: {description: what}, category: {description: where}}
runs:
  using: composite
  steps:
    - shell: bash
      env: {FILE: "${{ inputs.sarif_file }}"}
      run: test -s "$FILE" && echo "uploaded $(basename "$FILE")"
"""


def stubs(workflow: str, directory: Path) -> dict[str, Path]:
    """An action that stands for the upload, and tells what it was given."""
    found = re.findall(r"uses: (github/codeql-action)/upload-sarif@(\w+)", workflow)
    place = directory / "codeql" / "upload-sarif"
    place.mkdir(parents=True)
    (place / "action.yml").write_text(UPLOAD, "utf-8")
    return {f"{name}@{version}": place.parent for name, version in found}


@pytest.mark.parametrize(
    ("lines", "kept", "dropped"),
    [
        (["::error file=a,line=1::one"] * 12, ["one"] * 10, {"error": 2}),
        (["::error::a", "##[warning]b", "text ##[notice]c"] * 11, ["a", "b", "c"] * 10, dict.fromkeys(LEVELS, 1)),
        (["::stop-commands::t", "::error::no", "##[error]no", "::t::", "::error::yes"], ["yes"], {}),
        (["::stop-commands::t", "text ##[T]", "::error::yes"], ["yes"], {}),
        (["::stop-commands::t", "::t", "t", "::tt::", "::error::no"], [], {}),
        (["::warning::" + "x" * 5000], ["x" * 4096], {}),
        (["::warning::" + "\U0001f600" * 5000], ["\U0001f600" * 2048], {}),
        (["::error::100%250A%0Atwo"], ["100%0A\ntwo"], {}),
        (["::debug::no", "::group::no", "plain"], [], {}),
    ],
)
def test_the_view_of_a_log_is_the_runners(lines: list[str], kept: list[str], dropped: dict[str, int]) -> None:
    seen = view(lines)
    assert ([found.message for found in seen.kept], seen.dropped) == (kept, dropped)


@pytest.mark.parametrize(
    ("place", "columns"),
    [
        ("line=1,col=2,endColumn=3", True),
        ("line=1,endLine=1,col=2,endColumn=3", True),
        ("line=1,endLine=2,col=2,endColumn=3", False),
        ("col=2", False),
    ],
)
def test_the_runner_drops_the_columns_of_what_is_not_one_line(place: str, columns: bool) -> None:
    (found,) = view([f"::error {place}::x"]).kept
    assert ("col" in found.properties) is columns


def test_plain_lines_are_unguarded_outside_of_stopped_commands() -> None:
    assert unguarded(["a", "::stop-commands::t", "b", "::t::", "c", "::error::d"]) == ["a", "c"]


@pytest.mark.parametrize("token", ["", "error", "Warning", "pause-logging"])
def test_the_runner_refuses_a_token_that_would_stop_for_ever(token: str) -> None:
    with pytest.raises(ValueError, match="refuses"):
        list(obeyed([f"::stop-commands::{token}"]))
