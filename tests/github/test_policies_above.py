"""A policy that extends others, in the Action: the base's chain decides, and other repositories are asked little."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, POLICY, UNCITED, Files, PullRequest, Ran, Repository, environment, run

from citefirst.check.rulebook import Rulebook
from citefirst.errors import ParentUnread
from citefirst.repository import checkouts
from citefirst.repository.working import WorkingTree
from citefirst.tasks.policy import update_lock

STRICT = "rules: {CF204: error}\n"
LOCK = ".citefirst-policies.lock"


def action(tmp_path: Path, base: Files, head: Files, server: FakeGitHub | None = None, **inputs: str) -> Ran:
    pull = PullRequest.open(tmp_path / "repository", base, head)
    at = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never", **inputs
    )
    if server:
        server.pull(7, pull.base, pull.head)
    return run(at | ({"GITHUB_API_URL": server.url} if server else {}))


def under(reference: str) -> str:
    return f"extends: ['{reference}']\n{POLICY}"


CHAIN = {**BASE, ".citefirst.yml": under("base.yml"), "base.yml": "rules: {CF201: error}\nfacts: {sure: error}\n"}
LOOSER: list[Files] = [
    {"docs/a.md": UNCITED, "base.yml": "rules: {CF201: off}\n"},
    {"docs/a.md": UNCITED, "base.yml": None, ".citefirst.yml": POLICY + "rules: {CF201: off}\n"},
]


@pytest.mark.parametrize("head", LOOSER)
def test_a_change_cannot_loosen_a_policy_above(tmp_path: Path, head: Files) -> None:
    ran = action(tmp_path, CHAIN, head)
    assert ran.exit == 1
    assert "own policy" in ran.summary


def test_a_base_whose_chain_cannot_be_read_ends_the_run(tmp_path: Path) -> None:
    ran = action(tmp_path, {**CHAIN, ".citefirst.yml": under("gone.yml")}, {"docs/a.md": GOOD})
    assert (ran.exit, ran.outputs["verdict"]) == (4, "error")
    assert "gone.yml cannot be used" in ran.log


@pytest.fixture
def shared(tmp_path: Path) -> tuple[Path, str]:
    """A checkout of a policy of all, in which something else is checked out by now."""
    policies = Repository.new(tmp_path / "policies" / "octo" / "demo")
    commit = policies.commit({"all.yml": STRICT})
    policies.commit({"all.yml": "rules: {CF204: off}\n"})
    return tmp_path / "policies", commit


def pinned(shared: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A repository under the shared policy, with its lock."""
    directory, commit = shared
    monkeypatch.setenv(checkouts.VARIABLE, str(directory))
    here = tmp_path / "author"
    here.mkdir()
    (here / ".citefirst.yml").write_text("extends: ['octo/demo@" + commit + ":all.yml']\n")
    assert update_lock(here) == f"{LOCK}: 1 line, changed"
    assert update_lock(here) == f"{LOCK}: 1 line, as before"
    book = Rulebook.load(WorkingTree(here), abroad=checkouts.abroad(str(directory)))
    assert (book.policy.keys.rules, book.is_pinned) == ({"CF204": "error"}, True)
    assert book.governs(LOCK)
    return {**BASE, ".citefirst.yml": under(f"octo/demo@{commit}:all.yml"), LOCK: (here / LOCK).read_text()}


def test_the_api_gives_a_policy_of_another_repository(
    shared: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = pinned(shared, tmp_path, monkeypatch)
    with FakeGitHub(shared[0] / "octo" / "demo") as server:
        pull = PullRequest.open(tmp_path / "repository", base, {"docs/a.md": GOOD})
        at = environment(tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge)
        ran = run(at | {"GITHUB_API_URL": server.url, "INPUT_COMMENT": "never"})
        calls = [path for method, path in server.calls]
        assert server.violations == []
        server.fail("GET", "/git/trees/", 404)
        hidden = run(at | {"GITHUB_API_URL": server.url, "INPUT_COMMENT": "never"})
    assert (ran.exit, len([path for path in calls if re.search("/git/(trees|blobs)/", path)])) == (0, 2)
    assert len(calls) <= 4, calls
    assert hidden.exit == 4
    assert "or the token may not see it: give the input `token` one that may read it" in hidden.log


def test_the_lock_of_the_base_counts_and_checkouts_are_read_in_the_place_of_the_api(
    shared: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, (_, commit) = pinned(shared, tmp_path, monkeypatch), shared
    forged = {LOCK: f"octo/demo@{commit}:all.yml sha256:00\n", "docs/a.md": GOOD}
    pull = PullRequest.open(tmp_path / "repository", base, forged)
    shared[0].rename(tmp_path / "repository" / "policies")
    at = environment(tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge)
    ran = run(at | {"INPUT_COMMENT": "never", "INPUT_POLICIES": "policies"})
    assert ran.exit == 2  # as for every policy that would be invalid once it is merged
    assert "1 record holds" in ran.log  # the base's own lock counted for the record
    assert "is not what was pinned" in ran.summary


def test_a_commit_that_is_not_in_the_checkout_is_named(shared: tuple[Path, str]) -> None:
    files = checkouts.abroad(str(shared[0]))
    assert files
    with pytest.raises(ParentUnread, match=r"octo/demo has no commit 0{40} in .*: clone it there"):
        files("octo/demo", "0" * 40)
    with pytest.raises(ParentUnread, match="octo/none has no commit"):
        files("octo/none", "0" * 40)
