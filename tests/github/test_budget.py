"""What decides nothing may cost a second: a proposed policy that takes longer is said to, and the run goes on."""

from __future__ import annotations

import itertools
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.scenario import BASE, GOOD, POLICY, UNCITED, Files, PullRequest, Ran, Repository, environment, run

from citefirst.github.budget import Budget, Spent


def test_it_is_over_when_the_clock_says_so() -> None:
    ticks = itertools.count()
    budget = Budget(5, lambda: float(next(ticks)))

    def count() -> Iterator[int]:
        with suppress(Spent), budget.running():
            for number in itertools.count():
                budget.ask()
                yield number

    assert list(count()) == [0, 1, 2, 3]
    budget.ask()  # outside nothing is taken
    with pytest.raises(Spent), budget.running():
        pytest.fail("nothing is left")


def test_what_is_used_is_taken_from_the_rest() -> None:
    times = iter((0.0, 3.0, 10.0, 11.0, 13.0))
    budget = Budget(5, lambda: next(times))
    with budget.running():
        pass
    assert budget.left == 2
    with budget.running():
        budget.ask()
    assert budget.left == -1


def test_a_step_that_never_ends_is_broken_off() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(Spent), Budget(0.05, time.monotonic).running():
        re.match(r"(a+)+$", "a" * 64 + "b")
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def judged(directory: Path, base: Files, head: Files, **inputs: str) -> Ran:
    pull = PullRequest.open(directory / "repository", base, head)
    root, runner = pull.repository.root, directory / "runner"
    return run(environment(runner, root, "pull_request", pull.payload(), pull.merge, comment="never", **inputs))


def test_a_proposal_without_time_for_its_records_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Budget] = []
    real = Budget.running

    def once(budget: Budget) -> object:
        asked.append(budget)
        if len(asked) > 1:
            budget.left = 0
        return real(budget)

    monkeypatch.setattr(Budget, "running", once)
    ran = judged(tmp_path, BASE, {".citefirst.yml": "records:\n  'docs/*': note\n", "docs/a.md": GOOD})
    assert ran.exit == 0, ran.log
    said = "the records could not be judged by it within a second"
    assert said in ran.log
    assert said in ran.summary


def test_a_proposal_that_cannot_be_read_in_time_fails_as_an_invalid_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(budget: Budget) -> None:
        raise Spent

    monkeypatch.setattr(Budget, "running", spent)
    ran = judged(tmp_path, BASE, {".citefirst.yml": "records:\n  'docs/*': note\n", "docs/a.md": GOOD})
    assert ran.exit == 2
    assert "could not be read within a second" in ran.log


OTHER = {key: value for key, value in BASE.items() if key != ".citefirst.yml"}
LAX = "records:\n  'docs/**': note\nrules:\n  CF201: off\n"
SIBLINGS: dict[str, tuple[Files, Files, dict[str, str], int, str]] = {
    "a policy of another name above the base's": (
        OTHER | {".github/.citefirst.yml": POLICY},
        {".citefirst.yml": LAX, "docs/a.md": UNCITED},
        {},
        1,
        "By this change's own policy, which does not decide: all evidence in place",
    ),
    "a place of the policy that the base has not": (
        BASE,
        {"tools/p.yml": LAX, "docs/a.md": UNCITED},
        {"config": "tools/p.yml"},
        1,
        "The base has no `tools/p.yml` yet: its own `.citefirst.yml` was used.",
    ),
    "an emptied policy": (BASE, {".citefirst.yml": "", "docs/a.md": UNCITED}, {}, 1, ""),
    "a deleted policy": (BASE, {".citefirst.yml": None, "docs/a.md": UNCITED}, {}, 1, ""),
    "records on the base, and schemas that come": (
        {"README.md": "# Shop\n", "notes/a.md": UNCITED},
        {**BASE, ".citefirst.yml": LAX, "notes/a.md": UNCITED + "\nMore.\n"},
        {},
        1,
        "The base has no policy, but it has records",
    ),
}


@pytest.mark.parametrize("name", SIBLINGS)
def test_no_policy_of_the_head_loosens_what_the_base_demands(tmp_path: Path, name: str) -> None:
    base, head, inputs, code, said = SIBLINGS[name]
    ran = judged(tmp_path, base, head, **inputs)
    assert (ran.exit, said in ran.log) == (code, True), ran.log


def test_a_policy_comes_to_a_repository_without_records(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"README.md": "# Shop\n"}, {**BASE, ".citefirst.yml": LAX, "docs/a.md": UNCITED})
    assert (ran.exit, "this change's own was used" in ran.log) == (0, True), ran.log


def linked(directory: Path) -> PullRequest:
    """The policy is a link, and the change deletes what is behind it."""
    repository = Repository.new(directory / "repository")
    (repository.root / ".citefirst.yml").symlink_to("tools/p.yml")
    first = repository.commit({**OTHER, "tools/p.yml": POLICY})
    repository.git("switch", "--quiet", "-c", "feature")
    last = repository.commit({"tools/p.yml": None, "docs/a.md": GOOD})
    repository.git("switch", "--quiet", "--detach", first)
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", last)
    return PullRequest(repository, first, last, repository.git("rev-parse", "HEAD"))


def test_a_policy_behind_a_link_is_not_deleted_unseen(tmp_path: Path) -> None:
    pull = linked(tmp_path)
    root = pull.repository.root
    environ = environment(tmp_path / "runner", root, "pull_request", pull.payload(), pull.merge, comment="never")
    ran = run(environ)
    assert ran.exit == 2
    assert ".citefirst.yml: the policy cannot be used" in ran.log
