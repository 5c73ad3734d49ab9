"""What a run compares: never nothing where something changed, and an error where that cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pytest
from scenario import BASE, GOOD, UNCITED, PullRequest
from test_git import clone

from citefirst.errors import CitefirstError, Exit, UsageError
from citefirst.github import scope
from citefirst.github.api import Api, ApiError
from citefirst.github.event import Event, Pull
from citefirst.model import Change
from citefirst.outcome import Place
from citefirst.sources.git import Repository
from citefirst.sources.snapshot import Entry, Snapshot


@dataclass(frozen=True)
class Told(Api):
    """An API that knows what it is told; `None` where it fails."""

    changes: list[Change] | None = None
    asked: list[str] = field(default_factory=list)

    def changed_files(self, number: int) -> list[Change]:
        self.asked.append(f"files of {number}")
        return self._answer()

    def compare(self, base: str, head: str) -> list[Change]:
        self.asked.append(f"{base[:4]}...{head[:4]}")
        return self._answer()

    def snapshot(self, commit: str) -> Snapshot:
        return Snapshot({commit: Entry("100644", "1")}, lambda oid: b"")

    def _answer(self) -> list[Change]:
        if self.changes is None:
            raise ApiError("GitHub's API is down", 500)
        return self.changes


def api(changes: list[Change] | None = None) -> Told:
    return Told("http://127.0.0.1:9", "octo/demo", "", changes=changes)


@pytest.fixture
def pull(tmp_path: Path) -> PullRequest:
    opened = PullRequest.open(
        tmp_path / "origin", BASE | {"docs/a.md": GOOD}, {"docs/a.md": UNCITED, "docs/b.md": GOOD}
    )
    # The base has gone on since: what it changed is not the pull request's.
    opened.repository.git("switch", "--quiet", "main")
    opened.base = opened.repository.commit({"docs/c.md": UNCITED})
    opened.repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "feature")
    opened.merge = opened.repository.git("rev-parse", "HEAD")
    return opened


def event(opened: PullRequest, name: str = "pull_request", **given: object) -> Event:
    found = Event(
        name, opened.merge, "", "", "octo/demo", Path(), Place("", "", ""), Pull(7, "dev", opened.base, opened.head)
    )
    return replace(found, **given)  # type: ignore[arg-type]


EXPECTED = [Change("docs/a.md", "modified"), Change("docs/b.md", "added")]


def by_git(found: scope.Scope, commit: str) -> None:
    assert (list(found.comparison.changes), found.commit, found.source) == (EXPECTED, commit, "git")
    assert found.comparison.base.exists("docs/c.md")
    assert found.comparison.head.read("docs/a.md")[0] == UNCITED.encode()


Checkout = Callable[[PullRequest, Path], Repository]
MERGE: list[tuple[str, Checkout]] = [
    ("whole", lambda pull, place: clone(pull.repository, place, pull.merge)),
    ("shallow", lambda pull, place: clone(pull.repository, place, pull.merge, depth=1)),
]
HEADS: list[tuple[str, Checkout]] = [
    ("whole", lambda pull, place: clone(pull.repository, place, pull.head)),
    ("shallow", lambda pull, place: clone(pull.repository, place, pull.head, depth=1)),
    ("something else", lambda pull, place: clone(pull.repository, place, pull.base, depth=1)),
]


@pytest.mark.parametrize("checkout", [case[1] for case in MERGE], ids=[case[0] for case in MERGE])
def test_the_test_merge_is_compared_with_its_first_parent(
    pull: PullRequest, tmp_path: Path, checkout: Checkout
) -> None:
    asked = api()
    by_git(scope.find(event(pull), "", checkout(pull, tmp_path / "clone"), asked), pull.merge)
    assert asked.asked == []


@pytest.mark.parametrize("checkout", [case[1] for case in HEADS], ids=[case[0] for case in HEADS])
@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_the_head_is_compared_with_the_merge_base(
    pull: PullRequest, tmp_path: Path, checkout: Checkout, name: str
) -> None:
    """Also where something else is checked out: the head is fetched beside it and the working tree left alone."""
    sha = pull.base if name == "pull_request_target" else pull.merge
    by_git(scope.find(event(pull, name, sha=sha), "", checkout(pull, tmp_path / "clone"), api()), pull.head)


def test_a_merge_commit_of_the_authors_own_is_not_taken_for_githubs(pull: PullRequest, tmp_path: Path) -> None:
    """The head itself may be a merge; its first parent is whatever its author chose."""
    repository = pull.repository
    repository.git("switch", "--quiet", "--detach", pull.head)
    repository.git("merge", "--quiet", "--no-ff", "-m", "mine", pull.base)
    mine = repository.git("rev-parse", "HEAD")
    happened = event(pull, sha="0" * 40, pull=Pull(7, "dev", pull.base, mine))
    by_git(scope.find(happened, "", clone(repository, tmp_path / "clone", mine), api()), mine)


def test_files_of_the_working_tree_are_not_judged(pull: PullRequest, tmp_path: Path) -> None:
    repository = clone(pull.repository, tmp_path / "clone", pull.merge)
    (repository.root / "docs/a.md").write_text("edited by an earlier step")
    (repository.root / "docs/new.md").write_text("untracked")
    by_git(scope.find(event(pull), "", repository, api()), pull.merge)


def test_a_merge_group_is_compared_with_its_base(pull: PullRequest, tmp_path: Path) -> None:
    happened = event(pull, "merge_group", pull=None, group=pull.base)
    by_git(scope.find(happened, "", clone(pull.repository, tmp_path / "clone", pull.merge, depth=1), api()), pull.merge)


@pytest.mark.parametrize("base_ref", ["main~1", "before"])
def test_a_named_base_is_compared_with(pull: PullRequest, base_ref: str) -> None:
    pull.repository.git("branch", "before", pull.base)
    name = pull.base if base_ref == "main~1" else base_ref
    happened = event(pull, "push", pull=None)
    by_git(scope.find(happened, name, Repository(pull.repository.root), api()), pull.merge)


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch"])
def test_without_a_base_every_file_is_new(pull: PullRequest, name: str) -> None:
    found = scope.find(event(pull, name, pull=None), "", Repository(pull.repository.root / "docs"), api())
    assert found.whole
    assert {change.status for change in found.comparison.changes} == {"added"}
    assert len(found.comparison.changes) == len(found.comparison.head.entries) == 6
    assert not found.comparison.base.entries


def test_without_a_checkout_github_is_asked(pull: PullRequest, tmp_path: Path) -> None:
    asked = api(EXPECTED)
    found = scope.find(event(pull), "", Repository(tmp_path / "nothing"), asked)
    assert (found.comparison.changes, found.commit, asked.asked) == (EXPECTED, pull.head, ["files of 7"])
    assert list(found.comparison.base.entries) == [pull.base]
    assert "GitHub's API" in found.source
    scope.find(event(pull, "merge_group", pull=None, group=pull.base), "", Repository(tmp_path / "nothing"), asked)
    assert asked.asked[1:] == [f"{pull.base[:4]}...{pull.merge[:4]}"]


def test_where_git_cannot_tell_github_is_asked(pull: PullRequest, tmp_path: Path) -> None:
    repository = clone(pull.repository, tmp_path / "clone", pull.merge, depth=1)
    pull.repository.root.rename(tmp_path / "gone")
    assert scope.find(event(pull), "", repository, api(EXPECTED)).comparison.changes == EXPECTED


def test_where_nobody_can_tell_it_is_an_error_that_says_why(pull: PullRequest, tmp_path: Path) -> None:
    with pytest.raises(
        CitefirstError, match=r"by git, .*; by the API, GitHub's API is down: .*fetch-depth: 0"
    ) as caught:
        scope.find(event(pull), "", Repository(tmp_path / "nothing"), api())
    assert caught.value.exit_code == Exit.COULD_NOT_RUN


def test_a_whole_repository_that_is_not_there_is_an_error(pull: PullRequest, tmp_path: Path) -> None:
    """An empty directory has no records, and must not pass for that."""
    with pytest.raises(CitefirstError, match="run actions/checkout before citefirst"):
        scope.find(event(pull, "push", pull=None), "", Repository(tmp_path), api(EXPECTED))


CHANGES = [
    Change("docs/a.md", "modified"),
    Change("docs/deep/b.md", "added"),
    Change("notes/c.md", "renamed", "docs/c.md"),
    Change("documents/d.md", "added"),
]
NARROWED = [
    ([], ".", "docs/a.md docs/deep/b.md notes/c.md documents/d.md"),
    (["docs"], ".", "docs/a.md docs/deep/b.md notes/c.md"),
    (["docs/"], ".", "docs/a.md docs/deep/b.md notes/c.md"),
    (["./docs/deep", "documents/d.md"], ".", "docs/deep/b.md documents/d.md"),
    (["deep"], "docs", "docs/deep/b.md"),
    (["."], "docs", "docs/a.md docs/deep/b.md notes/c.md"),
    (["../notes"], "docs", "notes/c.md"),
    (["."], ".", "docs/a.md docs/deep/b.md notes/c.md documents/d.md"),
    (["nowhere"], ".", ""),
]


@pytest.mark.parametrize(("paths", "below", "expected"), NARROWED)
def test_paths_leave_what_lies_at_or_below_them(paths: list[str], below: str, expected: str) -> None:
    assert [change.path for change in scope.narrowed(CHANGES, paths, PurePosixPath(below))] == expected.split()


@pytest.mark.parametrize("path", ["..", "../x", "/etc", "docs/../../x"])
def test_a_path_outside_of_the_repository_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="outside the repository"):
        scope.narrowed(CHANGES, [path], PurePosixPath("."))
