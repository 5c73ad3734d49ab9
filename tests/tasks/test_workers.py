"""Several processes: the same results in the same order, and no failure of one of them that passes for a result."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support import chores
from support.scenario import BASE, GOOD, UNCITED, Repository

from citefirst.cli import main
from citefirst.errors import CitefirstError, PolicyError
from citefirst.limits import MAX_BYTES
from citefirst.tasks import workers
from citefirst.tasks.checkout import CheckRequest, Run, start_worker
from citefirst.tasks.workers import FROM, Plan, done

TWO = Plan(2, chores.setup, (7,))


def new(tasks: list[Any]) -> list[tuple[Any, None]]:
    return [(task, None) for task in tasks]


def finished(tasks: list[tuple[Any, Any]], plan: Plan = TWO) -> list[tuple[Any, Any]]:
    return list(done(tasks, chores.setup(7), plan))


def test_results_come_in_order_known_ones_among_them() -> None:
    tasks = [(number, "known" if number % 5 == 0 else None) for number in range(300)]
    expected = [(number, known or (number, 7)) for number, known in tasks]
    assert finished(tasks) == expected
    assert finished(tasks, Plan(1, chores.setup, (7,))) == expected


def test_few_tasks_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_Workers", None)
    tasks = [*new(list(range(FROM - 1))), *((number, "known") for number in range(500))]
    assert len(finished(tasks)) == len(tasks)
    assert len(finished(new(list(range(500))), Plan(1, chores.setup, (7,)))) == 500


def test_what_is_known_is_told_before_the_rest_is_done() -> None:
    def tasks() -> Iterator[tuple[int, str | None]]:
        yield 1, "known"
        raise AssertionError("asked for more than the first")

    assert next(done(tasks(), chores.setup(7), TWO)) == (1, "known")


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        ("policy", PolicyError, "the policy is wrong"),
        ("bug", CitefirstError, "KeyError in chores.py"),
        ("die", CitefirstError, "was ended before it was done"),
    ],
)
def test_a_failure_in_another_process_is_one_of_the_run(task: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        finished(new([*range(100), task, *range(200)]))


def test_one_that_cannot_begin_fails_the_run() -> None:
    with pytest.raises(CitefirstError, match="nothing to work with"):
        finished(new(list(range(100))), Plan(2, chores.no_setup))


def test_time_is_counted_over_all_processes() -> None:
    pool = workers._Workers(TWO)
    try:
        for _ in range(3):
            while pool.idle:
                pool.give([[number, None] for number in range(4)])
            pool.collect()
        while pool.busy:
            pool.collect()
        assert pool.spent % 4 == 0
        assert pool.spent >= 12
    finally:
        pool.end()
    assert not any(process.is_alive() for process in pool.processes)


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """More records than one process checks, some of them bad."""
    made = Repository.new(tmp_path)
    texts = {f"docs/{number}.md": UNCITED if number % 7 == 0 else GOOD for number in range(FROM + 40)}
    made.commit({**BASE, **texts})
    monkeypatch.chdir(tmp_path)
    return made


def check(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", *arguments])
    return done.exit_code, done.output


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_report_is_the_same_however_it_is_made(many: Repository, form: str) -> None:
    wanted = ("--format", form)
    expected = check(*wanted, "--no-cache", "--jobs", "1")
    assert expected[0] == 1
    assert check(*wanted, "--no-cache", "--jobs", "2") == expected
    assert check(*wanted, "--jobs", "2") == expected
    assert check(*wanted, "--jobs", "1") == expected
    (many.root / "docs" / "1.md").write_text(UNCITED)
    changed = check(*wanted, "--no-cache", "--jobs", "1")
    assert changed != expected
    assert check(*wanted) == changed


def test_one_large_record_among_small_ones_changes_nothing(many: Repository) -> None:
    line = f"Checkout p99 rose to 4.2 s for 38 minutes{' of the night' * 30}.\n\n"
    (many.root / "docs" / "0-large.md").write_text(UNCITED + line * ((MAX_BYTES - len(UNCITED)) // len(line)))
    status, expected = check("--format", "json", "--jobs", "1")
    found = json.loads(expected)["findings"]
    assert status == 1
    assert sum(finding["path"] == "docs/0-large.md" for finding in found) > 500
    assert [finding["path"] for finding in found] == sorted(finding["path"] for finding in found)
    assert check("--format", "json", "--no-cache", "--jobs", "2") == (1, expected)
    assert check("--format", "json") == (1, expected)


@pytest.mark.parametrize("options", [("--staged",), ("--since", "HEAD"), ("--workflow", "note", "docs")])
def test_so_it_is_of_the_index_and_of_a_change(many: Repository, options: tuple[str, ...]) -> None:
    for number in range(FROM + 10):
        (many.root / "docs" / f"{number}.md").write_text(UNCITED + f"\nIt rose by {number} %.\n")
    many.git("add", "--all")
    expected = check(*options, "--no-cache", "--jobs", "1")
    assert expected[0] == 1
    assert check(*options, "--no-cache", "--jobs", "2") == expected
    assert check(*options) == expected
    assert check(*options) == expected


def test_another_rulebook_in_another_process_ends_the_run(many: Repository) -> None:
    run = Run.start(CheckRequest(day="2026-11-30"))
    (many.root / ".citefirst.yml").write_text("records:\n  'docs/**': note\nrules:\n  CF201: off\n")
    with pytest.raises(CitefirstError, match="changed while records were checked"):
        start_worker(many.root, run.request, run.rules)


def test_a_killed_process_is_exit_code_4(many: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    give = workers._Workers.give

    def deadly(self: Any, chunk: list[list[Any]]) -> None:
        self.processes[0].kill()
        give(self, chunk)

    monkeypatch.setattr(workers._Workers, "give", deadly)
    code, said = check("--jobs", "2", "--no-cache")
    assert code == 4, said
    assert "was ended before it was done" in said
    assert "hold" not in said


@pytest.mark.skipif(os.name == "nt", reason="needs process groups")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_a_run_that_is_stopped_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    made = Repository.new(tmp_path)
    made.commit({**BASE, **{f"docs/{number}.md": GOOD + "\nIt fell. [S1]\n" * 300 for number in range(150)}})
    command = [sys.executable, "-m", "citefirst", "check", "--no-cache", "--jobs", "2"]
    run = subprocess.Popen(
        command, cwd=tmp_path, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # Ctrl-C finds them on their way up, where Python itself would complain; a kill then is Python's to tell of
    wait_for(lambda: len(group(run.pid, at_work=how != signal.SIGINT)) >= 3 - (how != signal.SIGINT))
    (os.kill if how != signal.SIGINT else os.killpg)(run.pid, how)  # a terminal sends Ctrl-C to all of them
    out, error = run.communicate(timeout=60)
    assert run.returncode not in (0, None)
    assert b"hold" not in out
    assert b"Traceback" not in error
    wait_for(lambda: not group(run.pid))


def group(leader: int, *, at_work: bool = False) -> list[int]:
    """The processes of a group; those `at_work` have had a second of the processor."""
    command = ["ps", "-A", "-o", "pid=,pgid=,cputimes=,stat="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    ours = [row for row in rows if int(row[1]) == leader and not row[3].startswith("Z")]
    return [int(row[0]) for row in ours if int(row[2]) >= at_work]


def wait_for(condition: Any) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
