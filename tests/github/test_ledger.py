"""The input `ledger`: each run is stored once, whatever it found, and whether it could be stored decides nothing."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyarrow import fs, parquet
from support.runner_log import commands
from support.scenario import BASE, GOOD, UNCITED, PullRequest, Ran, environment, run

from citefirst.dataset import places, runs
from citefirst.errors import Exit
from citefirst.ledger.model import RunRow

NAME = "github.com/octo/demo"


def judged(tmp_path: Path, text: str = UNCITED, **inputs: str) -> Ran:
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": text})
    given = {"comment": "never", "today": "2026-11-20", **inputs}
    return run(
        environment(tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, **given)
    )


def warnings(ran: Ran) -> list[str]:
    return [each.message for each in commands(ran.log) if each.name == "warning"]


@pytest.mark.parametrize(
    ("text", "exit_code", "verdict", "rules"), [(GOOD, 0, "pass", ()), (UNCITED, 1, "fail", ("CF201",))]
)
def test_a_run_is_stored_as_it_ended(
    tmp_path: Path, text: str, exit_code: int, verdict: str, rules: tuple[str, ...]
) -> None:
    into = tmp_path / "ledger"
    ran = judged(tmp_path, text, ledger=str(into))
    assert (ran.exit, warnings(ran)) == (exit_code, [])
    (path,) = into.glob("runs/*/*.parquet")
    assert f"The run is stored in {into} as {path.relative_to(into).as_posix()}." in ran.log
    (row,) = parquet.read_table(path).to_pylist()
    assert (row["verdict"], tuple(row["rules"]), row["event"], str(row["day"])) == (
        verdict,
        rules,
        "pull_request",
        "2026-11-20",
    )
    assert row["policy"].startswith("sha256:")
    ((_, again),) = runs.stored(places.at(str(into)), NAME)
    assert isinstance(again, RunRow)
    assert again._asdict() == {key: row[key] for key in RunRow._fields} | {"day": "2026-11-20", "rules": rules}


def test_the_same_attempt_is_one_run_and_another_job_is_another(tmp_path: Path) -> None:
    into = tmp_path / "ledger"
    for number, more in enumerate(({}, {}, {"args": "--workflow note"})):
        judged(tmp_path / str(number), ledger=str(into), **more)
    assert len(list(into.glob("runs/*/*.parquet"))) == 2


def unreachable(uri: str) -> None:
    raise OSError(f"no route to {uri.partition('@')[2]}")


@pytest.mark.parametrize("place", ["", "s3://id:key@bucket/ledger"])
@pytest.mark.parametrize("text", [GOOD, UNCITED])
def test_what_cannot_be_stored_is_said_and_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    if place:
        monkeypatch.setattr(fs, "FileSystem", SimpleNamespace(from_uri=unreachable))
    ran, alone = judged(tmp_path / "a", text, ledger=place or str(tmp_path / "taken")), judged(tmp_path / "b", text)
    assert "key" not in ran.log + ran.summary
    (told,) = (each for each in warnings(ran) if "ledger" in each)
    assert told.startswith("The run could not be stored in the ledger: ")
    assert told.endswith(" This does not change the verdict.")
    assert "The run could not be stored in the ledger" in ran.summary
    assert (ran.exit, ran.outputs["verdict"]) == (alone.exit, alone.outputs["verdict"])


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("../elsewhere", "the input ledger names ../elsewhere/runs, which is outside the repository"),
        ("nowhere://id:key@a", "the input ledger: nowhere://a is no place for a ledger"),
    ],
)
def test_what_is_no_place_ends_the_run_before_it_checks(tmp_path: Path, named: str, words: str) -> None:
    ran = judged(tmp_path, GOOD, ledger=named)
    assert (ran.exit, ran.outputs) == (Exit.USAGE, {"verdict": "error"})
    assert words in ran.log
    assert "key" not in ran.log


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else find(name))
    ran = judged(tmp_path, GOOD, ledger="ledger")
    assert (ran.exit, ran.outputs) == (Exit.USAGE, {"verdict": "error"})
    assert "the input ledger: this needs pyarrow: install `citefirst[ledger]`" in ran.log


def test_no_link_of_a_pull_request_leads_a_run_out_of_its_checkout(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": GOOD})
    root = pull.repository.root
    (root / "ledger").mkdir()
    (root / "ledger" / "runs").symlink_to(outside, target_is_directory=True)
    given = {"comment": "never", "ledger": "ledger"}
    ran = run(environment(tmp_path / "runner", root, "pull_request", pull.payload(), pull.merge, **given))
    assert "which is outside the repository" in ran.log
    assert list(outside.iterdir()) == []
