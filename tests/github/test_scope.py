"""What a run compares: never nothing where something changed, and an error where that cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import pytest
from support.clones import clone
from support.scenario import BASE, GOOD, UNCITED, PullRequest
from support.scenario import Repository as Made

from citefirst.check.change import Comparison
from citefirst.errors import CitefirstError, Exit, UsageError
from citefirst.github import scope
from citefirst.github.api import Api, ApiError
from citefirst.github.event import Event, Group, Pull
from citefirst.model import Change
from citefirst.report.outcome import RunPlace
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import Snapshot, TreeEntry
from citefirst.structs import field, frozen, replace


@frozen
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

    def commit(self, name: str) -> str:
        return name

    def snapshot(self, commit: str) -> Snapshot:
        return Snapshot({commit: TreeEntry("100644", "1")}, lambda oid: b"")

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
        name, opened.merge, "", "", "octo/demo", Path(), RunPlace("", "", ""), Pull(7, "dev", opened.base, opened.head)
    )
    return replace(found, **given)


EXPECTED = [Change("docs/a.md", "modified"), Change("docs/b.md", "added")]


def by_git(found: scope.Scope, commit: str) -> None:
    assert (list(found.comparison.changes), found.commit, found.source) == (EXPECTED, commit, "git")
    assert found.comparison.base.exists("docs/c.md")
    assert found.comparison.head.read("docs/a.md")[0] == UNCITED.encode()


@contextmanager
def fetches() -> Iterator[list[tuple[str, ...]]]:
    """Each fetch as it was asked for: what, and with which options."""
    asked: list[tuple[str, ...]] = []
    fetch = Repository.fetch

    def recorded(self: Repository, *given: str) -> None:
        asked.append(given)
        fetch(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Repository, "fetch", recorded)
        yield asked


def is_whole(repository: Repository) -> bool:
    return repository.text("rev-parse", "--is-shallow-repository") == "false"


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
    asked, repository = api(), checkout(pull, tmp_path / "clone")
    with fetches() as fetched:
        by_git(scope.find(event(pull), "", repository, asked), pull.merge)
    assert asked.asked == []
    # A parent of the commit that is here, and no history to look for where the two parted.
    assert fetched == ([] if is_whole(repository) else [(pull.base, "--depth=1")])


def test_a_review_is_about_the_same_test_merge(pull: PullRequest, tmp_path: Path) -> None:
    repository = clone(pull.repository, tmp_path / "clone", pull.merge, depth=1)
    by_git(scope.find(event(pull, "pull_request_review"), "", repository, api()), pull.merge)


def test_the_base_of_a_test_merge_is_its_parent_and_not_the_payloads(pull: PullRequest, tmp_path: Path) -> None:
    """The payload may be older than the merge. What landed in between is not the pull request's."""
    first = pull.repository.git("rev-parse", f"{pull.base}~1")
    happened = event(pull, pull=Pull(7, "dev", first, pull.head))
    by_git(scope.find(happened, "", clone(pull.repository, tmp_path / "clone", pull.merge, depth=1), api()), pull.merge)


def test_with_the_bases_rights_the_checkout_is_not_judged_even_if_it_is_the_runs_own_commit(
    pull: PullRequest, tmp_path: Path
) -> None:
    """The base is checked out and GITHUB_SHA is that: taken for the head, nothing would have changed."""
    repository = clone(pull.repository, tmp_path / "clone", pull.base)
    found = scope.find(event(pull, "pull_request_target", sha=pull.base), "", repository, api())
    by_git(found, pull.head)
    assert repository.commit("HEAD") == pull.base
    assert not (repository.root / "docs/b.md").exists(), "the head is read as data and never written to the disk"


def test_a_record_that_is_set_back_is_a_change_in_a_shallow_clone_too(tmp_path: Path) -> None:
    """The head merged the base, set a record back, and the base has since merged an older branch."""
    made = PullRequest.open(tmp_path / "origin", BASE | {"docs/a.md": GOOD}, {"README.md": "# Sale\n"})
    repository = made.repository
    repository.git("switch", "--quiet", "-c", "side", made.base)
    repository.commit({"side.txt": "x"})
    repository.git("switch", "--quiet", "main")
    newer = repository.commit({"docs/a.md": UNCITED})
    repository.git("switch", "--quiet", "feature")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", newer)
    made.head = repository.commit({"docs/a.md": GOOD})
    repository.git("switch", "--quiet", "main")
    for number in range(60):
        repository.commit({"later.txt": str(number)})
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    made.base = repository.git("rev-parse", "HEAD")
    place = clone(repository, tmp_path / "clone", made.base, depth=1)
    found = scope.find(event(made, "pull_request_target", sha=made.base), "", place, api())
    assert Change("docs/a.md", "modified") in found.comparison.changes


@pytest.mark.parametrize("checkout", [case[1] for case in HEADS], ids=[case[0] for case in HEADS])
@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_the_head_is_compared_with_the_merge_base(
    pull: PullRequest, tmp_path: Path, checkout: Checkout, name: str
) -> None:
    """Also where something else is checked out: the head is fetched beside it and the working tree left alone."""
    sha = pull.base if name == "pull_request_target" else pull.merge
    by_git(scope.find(event(pull, name, sha=sha), "", checkout(pull, tmp_path / "clone"), api()), pull.head)


@pytest.mark.parametrize("is_run", [True, False])
def test_a_merge_commit_of_the_authors_own_is_not_taken_for_githubs(
    pull: PullRequest, tmp_path: Path, is_run: bool
) -> None:
    """The head itself may be a merge; its first parent is whatever its author chose. Also where GITHUB_SHA is it."""
    repository = pull.repository
    repository.git("switch", "--quiet", "--detach", pull.head)
    repository.git("merge", "--quiet", "--no-ff", "-m", "mine", pull.base)
    mine = repository.git("rev-parse", "HEAD")
    happened = event(pull, sha=mine if is_run else "0" * 40, pull=Pull(7, "dev", pull.base, mine))
    by_git(scope.find(happened, "", clone(repository, tmp_path / "clone", mine), api()), mine)


def test_files_of_the_working_tree_are_not_judged(pull: PullRequest, tmp_path: Path) -> None:
    repository = clone(pull.repository, tmp_path / "clone", pull.merge)
    (repository.root / "docs/a.md").write_text("edited by an earlier step")
    (repository.root / "docs/new.md").write_text("untracked")
    by_git(scope.find(event(pull), "", repository, api()), pull.merge)


def test_a_merge_group_is_compared_with_its_base(pull: PullRequest, tmp_path: Path) -> None:
    happened = event(pull, "merge_group", pull=None, group=Group(pull.base, "main"))
    place = clone(pull.repository, tmp_path / "clone", pull.merge, depth=1)
    with fetches() as fetched:
        by_git(scope.find(happened, "", place, api()), pull.merge)
    assert fetched == [(pull.base, "--depth=1")]


def test_a_merge_group_is_judged_where_something_else_is_checked_out(pull: PullRequest, tmp_path: Path) -> None:
    happened = event(pull, "merge_group", pull=None, group=Group(pull.base, "main"))
    by_git(scope.find(happened, "", clone(pull.repository, tmp_path / "clone", pull.head), api()), pull.merge)


@pytest.mark.parametrize("kind", ["a commit", "a branch", "a tag"])
@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize("name", ["push", "pull_request", "merge_group", "schedule"])
def test_a_named_base_is_compared_with_on_any_event(
    pull: PullRequest, tmp_path: Path, name: str, depth: int, kind: str
) -> None:
    pull.repository.git("branch", "before", pull.base)
    pull.repository.git("tag", "v1", pull.base)
    base_ref = {"a commit": pull.base, "a branch": "before", "a tag": "v1"}[kind]
    happened = event(pull, name, group="0" * 40 if name == "merge_group" else "")
    happened = happened if name == "pull_request" else replace(happened, pull=None)
    place = clone(pull.repository, tmp_path / "clone", pull.merge, depth)
    by_git(scope.find(happened, base_ref, place, api()), pull.merge)


@pytest.mark.parametrize("base_ref", ["nowhere", "--upload-pack=touch pwned", "main:docs/a.md"])
def test_a_named_base_that_is_not_there_is_an_error(pull: PullRequest, tmp_path: Path, base_ref: str) -> None:
    place = clone(pull.repository, tmp_path / "clone", pull.merge, depth=1)
    with pytest.raises(CitefirstError, match=r"what changed cannot be determined: by git, .*; by the API, "):
        scope.find(event(pull, "push", pull=None), base_ref, place, api())
    assert not list(tmp_path.rglob("pwned*"))


def test_histories_that_never_met_are_told_and_not_taken_for_no_change(pull: PullRequest, tmp_path: Path) -> None:
    pull.repository.git("switch", "--quiet", "--orphan", "other")
    other = pull.repository.commit({"x.md": "x"})
    place = clone(pull.repository, tmp_path / "clone", pull.merge)
    with pytest.raises(CitefirstError, match=f"{other[:12]} and {pull.merge[:12]} have no common history; by the API"):
        scope.find(event(pull), other, place, api())


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch"])
def test_without_a_base_every_file_is_new(pull: PullRequest, name: str) -> None:
    found = scope.find(event(pull, name, pull=None), "", Repository(pull.repository.root / "docs"), api())
    assert found.whole
    assert {change.status for change in found.comparison.changes} == {"added"}
    assert len(found.comparison.changes) == len(found.comparison.head.entries) == 6
    assert not found.comparison.base.entries
    assert (found.commit, found.source) == (pull.merge, "git")


def test_what_is_pushed_is_read_from_the_commit_and_not_from_the_disk(pull: PullRequest) -> None:
    (pull.repository.root / "docs/a.md").write_text("edited by an earlier step")
    (pull.repository.root / "docs/new.md").write_text("untracked")
    found = scope.find(event(pull, "push", pull=None), "", Repository(pull.repository.root), api())
    assert found.comparison.head.read("docs/a.md")[0] == UNCITED.encode()
    assert "docs/new.md" not in {change.path for change in found.comparison.changes}


def test_content_is_that_of_any_commit_and_nothing_where_there_is_no_file(pull: PullRequest, tmp_path: Path) -> None:
    content = scope.find(
        event(pull), "", clone(pull.repository, tmp_path / "clone", pull.merge, depth=1), api()
    ).content
    assert content("docs/a.md", pull.head) == UNCITED.encode()
    assert content("docs/a.md", pull.base) == GOOD.encode()
    assert content("nowhere.md", pull.head) is None
    with pytest.raises(GitError):
        content("docs/a.md", "0" * 40)


def test_without_a_checkout_github_is_asked(pull: PullRequest, tmp_path: Path) -> None:
    asked = api(EXPECTED)
    found = scope.find(event(pull), "", Repository(tmp_path / "nothing"), asked)
    assert (found.comparison.changes, found.commit, asked.asked) == (EXPECTED, pull.head, ["files of 7"])
    assert list(found.comparison.base.entries) == [pull.base]
    assert "GitHub's API" in found.source
    scope.find(
        event(pull, "merge_group", pull=None, group=Group(pull.base, "main")),
        "",
        Repository(tmp_path / "nothing"),
        asked,
    )
    assert asked.asked[1:] == [f"{pull.base[:4]}...{pull.merge[:4]}"]


def test_where_git_cannot_tell_github_is_asked(pull: PullRequest, tmp_path: Path) -> None:
    repository = clone(pull.repository, tmp_path / "clone", pull.merge, depth=1)
    pull.repository.root.rename(tmp_path / "gone")
    found = scope.find(event(pull), "", repository, api(EXPECTED))
    assert found.comparison.changes == EXPECTED
    assert found.commit == pull.head, "the API tells of the head and not of the test merge"
    assert "does not appear to be a git repository" in found.source


UNREADABLE: list[tuple[str, Callable[[Path], object], str]] = [
    ("no directory", lambda place: None, "not a git repository"),
    ("no repository", lambda place: place.mkdir(), "not a git repository"),
    ("no commit", Made.new, "the checkout has no commit"),
]


@pytest.mark.parametrize(("make", "reason"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_why_git_cannot_tell_is_said_and_how_to_mend_it(
    pull: PullRequest, tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / "place")
    place = Repository(tmp_path / "place")
    with pytest.raises(CitefirstError, match=f"^the repository cannot be read: .*{reason}.*run actions/checkout"):
        scope.find(event(pull, "push", pull=None), "", place, api())
    with pytest.raises(CitefirstError, match=f"by git, .*{reason}.*; by the API, GitHub's API is down: give"):
        scope.find(event(pull), "", place, api())
    assert reason in scope.find(event(pull), "", place, api(EXPECTED)).source
    assert scope.root_of(place) == place.root


def test_without_git_github_is_asked(pull: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = scope.find(event(pull), "", Repository(pull.repository.root), api(EXPECTED))
    assert found.comparison.changes == EXPECTED
    assert "git cannot be run" in found.source


def test_a_named_base_is_asked_for_by_its_name(pull: PullRequest, tmp_path: Path) -> None:
    """The files of the pull request would be those that differ from another base."""
    asked = api(EXPECTED)
    scope.find(event(pull), "before", Repository(tmp_path / "nothing"), asked)
    assert asked.asked == [f"befo...{pull.head[:4]}"]


def test_the_root_is_the_top_of_the_checkout(pull: PullRequest, tmp_path: Path) -> None:
    assert scope.root_of(Repository(pull.repository.root / "docs")) == pull.repository.root


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
    Change("docs-old/d.md", "added"),
]
WHOLE = Comparison(Snapshot({}, bytes.fromhex), Snapshot({}, bytes.fromhex), CHANGES)
NARROWED = [
    ([], ".", "docs/a.md docs/deep/b.md notes/c.md docs-old/d.md"),
    (["docs"], ".", "docs/a.md docs/deep/b.md notes/c.md"),
    (["docs/"], ".", "docs/a.md docs/deep/b.md notes/c.md"),
    (["./docs/deep", "docs-old/d.md"], ".", "docs/deep/b.md docs-old/d.md"),
    (["deep"], "docs", "docs/deep/b.md"),
    (["."], "docs", "docs/a.md docs/deep/b.md notes/c.md"),
    (["../notes"], "docs", "notes/c.md"),
    (["."], ".", "docs/a.md docs/deep/b.md notes/c.md docs-old/d.md"),
    (["nowhere"], ".", ""),
    (["docs\\deep"], ".", "docs/deep/b.md"),
    (["DOCS"], ".", ""),
    (["docs/a.md/"], ".", "docs/a.md"),
    (["doc*"], ".", ""),
    (["docs/c.md"], ".", "notes/c.md"),
]


@pytest.mark.parametrize(("paths", "below", "expected"), NARROWED)
def test_paths_leave_what_lies_at_or_below_them(paths: list[str], below: str, expected: str) -> None:
    assert [change.path for change in scope.narrowed(WHOLE, paths, PurePosixPath(below)).changes] == expected.split()


@pytest.mark.parametrize("path", ["..", "../x", "/etc", "docs/../../x", "..\\x", "docs/a.md/../../.."])
def test_a_path_outside_of_the_repository_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="outside the repository"):
        scope.narrowed(WHOLE, [path], PurePosixPath("."))
