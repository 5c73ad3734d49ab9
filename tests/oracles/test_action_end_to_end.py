"""action.yml as it is, run by nektos/act in real repositories against a GitHub that holds its own description."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from oracles.act import TOKEN, Act, install_uv, obeyed, view
from oracles.scenarios import SCENARIOS, Scenario, Stage

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory) -> Act:
    uv = install_uv(tmp_path_factory.mktemp("uv"))
    return Act.new(tmp_path_factory.mktemp("act"), uv)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario, act: Act, tmp_path: Path) -> None:
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github)
        scenario.prepare(stage)
        acted = act.run(
            stage.workspace, stage.event, stage.payload, stage.variables | {"GITHUB_API_URL": github.url}, stage.inputs
        )
        assert (acted.exit, acted.outputs["verdict"]) == (scenario.exit, scenario.verdict), acted.log
        scenario.expect(acted, stage)
    assert github.violations == []
    assert TOKEN not in acted.log + acted.summary


def test_the_first_run_on_a_machine_installs_everything(tmp_path: Path) -> None:
    """Without uv, a cache or anything else at hand."""
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github)
        SCENARIOS[0].prepare(stage)
        acted = Act.new(tmp_path / "act").run(stage.workspace, stage.event, stage.payload, stage.variables)
    assert acted.outputs["verdict"] == "pass", acted.log
    assert "installed by uv, which was installed before" in acted.log


def test_a_runner_without_python_is_told(tmp_path: Path) -> None:
    with FakeGitHub(tmp_path / "repository") as github:
        stage = Stage(tmp_path, github)
        SCENARIOS[0].prepare(stage)
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in ("bash", "dirname", "echo", "git", "tr"):
            (programs / name).symlink_to(Path("/usr/bin", name))
        act = Act.new(tmp_path / "act")
        act.variables["PATH"] = str(programs)
        acted = act.run(stage.workspace, stage.event, stage.payload, stage.variables)
    assert (acted.exit, acted.outputs["verdict"]) == (4, "error")
    assert "citefirst needs Python 3.11 or newer" in acted.shown("error")[0].message


def test_the_view_of_a_log_is_the_runners() -> None:
    log = "\n".join(
        [
            *("::error file=a,line=1::one" for _ in range(12)),
            "::stop-commands::token",
            "::error::no",
            "##[error]no",
            "::token::",
            "::warning::" + "x" * 5000,
        ]
    )
    kept, dropped = view(log)
    assert ([found.name for found in kept], dropped) == (["error"] * 10 + ["warning"], {"error": 2})
    assert len(kept[-1].message) == 4096
    assert "no" not in {found.message for found in obeyed(log)}
