"""A fault in the check of one record is that record's finding: the others are judged, and the run is never green."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, UNCITED, PullRequest, Repository, environment, run

from citefirst.cli import main
from citefirst.document.parse import parse as really
from citefirst.errors import Exit

FAULTS = (RecursionError("deep"), AssertionError(), MemoryError(), ValueError("<x>"))


@pytest.fixture(params=FAULTS, ids=lambda fault: type(fault).__name__)
def _broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record is known that breaks the check off, so one is made to."""

    def parse(path: str, *rest: object) -> object:
        if path.endswith("broken.md"):
            raise request.param
        return really(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("citefirst.document.parse.parse", parse)


POLICY = BASE[".citefirst.yml"]
FILES = {**BASE, "docs/a.md": UNCITED, "docs/broken.md": GOOD, "docs/c.md": GOOD}


@pytest.fixture
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository.new(tmp_path).commit(FILES)
    monkeypatch.chdir(tmp_path)


def found(*arguments: str) -> tuple[int, list[tuple[str, str]]]:
    done = CliRunner().invoke(main, ["check", "--format", "json", *arguments])
    return done.exit_code, [(each["path"], each["code"]) for each in json.loads(done.stdout)["findings"]]


@pytest.mark.usefixtures("_broken", "_checkout")
def test_the_other_records_are_judged_and_the_run_could_not_be_done() -> None:
    code, findings = found()
    assert code == Exit.COULD_NOT_RUN
    assert findings == [("docs/a.md", "CF201"), ("docs/broken.md", "CF007")]


@pytest.mark.usefixtures("_broken", "_checkout")
def test_no_baseline_is_written_of_it_nor_excuses_it() -> None:
    done = CliRunner().invoke(main, ["check", "--write-baseline"])
    assert done.exit_code == Exit.COULD_NOT_RUN
    assert "docs/broken.md: the check of this record broke off" in done.stderr
    assert not Path(".citefirst-baseline.json").exists()


@pytest.mark.usefixtures("_checkout")
@pytest.mark.parametrize("name", ["CF007", "unjudged-record"])
@pytest.mark.parametrize(
    "setting",
    [
        "rules:\n  {}: off\n",
        "workflows:\n  note:\n    rules:\n      {}: warning\n",
        'exceptions:\n  - path: docs/broken.md\n    rule: {}\n    reason: x\n    owner: "@a"\n'
        '    expires: "2099-01-01"\n',
    ],
)
def test_no_policy_lowers_it(name: str, setting: str) -> None:
    Path(".citefirst.yml").write_text(POLICY + setting.format(name))
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == Exit.USAGE
    assert f"{name} says that a check broke off" in done.stderr


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("mode", ["enforce", "comment", "observe"])
def test_the_action_fails_in_every_mode(mode: str, tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "repository", BASE, {**FILES, "docs/a.md": GOOD})
    environ = environment(
        tmp_path / "runner",
        pull.repository.root,
        "pull_request",
        pull.payload(),
        pull.merge,
        mode=mode,
        comment="never",
    )
    ran = run(environ)
    assert (ran.exit, ran.outputs["verdict"], ran.outputs["records"]) == (Exit.COULD_NOT_RUN, "error", "3")
    assert "docs/broken.md" in ran.log
    assert "Traceback" not in ran.log


@pytest.mark.usefixtures("_broken")
def test_a_file_that_cannot_be_told_to_be_a_record_is_one(tmp_path: Path) -> None:
    schema = {path: data for path, data in BASE.items() if path != ".citefirst.yml"}
    pull = PullRequest.open(tmp_path / "repository", schema, {"x/broken.md": GOOD})
    ran = run(
        environment(
            tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
        )
    )
    assert (ran.exit, ran.outputs["errors"]) == (Exit.COULD_NOT_RUN, "1")
