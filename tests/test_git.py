"""git as it is: real repositories, clones of any depth, names that are no names, files that are no text."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from scenario import Repository as Made

from citefirst.check import MAX_BYTES
from citefirst.model import Change
from citefirst.sources import git
from citefirst.sources.git import GitError, Repository


def clone(made: Made, place: Path, commit: str = "", depth: int = 0) -> Repository:
    """A clone as actions/checkout makes one: of one commit and as deep as asked, or whole."""
    place.mkdir()
    copy = Made.new(place)
    copy.git("remote", "add", "origin", f"file://{made.root}")
    copy.git("fetch", "--quiet", *((f"--depth={depth}",) if depth else ()), "origin", commit or "main")
    copy.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return Repository(place)


@pytest.fixture
def forked(tmp_path: Path) -> tuple[Made, str, str, str]:
    """A repository whose two branches have 70 commits each since they parted, and the commits: start, base, head."""
    made = Made.new(tmp_path / "origin")
    start = made.commit({"a.md": "a\n", "b.md": "b\n"})
    made.git("switch", "--quiet", "-c", "feature")
    for number in range(70):
        head = made.commit({"feature.txt": str(number)})
    made.git("switch", "--quiet", "main")
    for number in range(70):
        base = made.commit({"main.txt": str(number)})
    return made, start, base, head


def test_a_shallow_history_is_deepened_until_the_branches_meet(
    forked: tuple[Made, str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, start, base, head = forked
    repository = clone(made, tmp_path / "clone", head, depth=1)
    fetched: list[tuple[str, ...]] = []
    fetch = Repository.fetch

    def recorded(self: Repository, *given: str) -> None:
        fetched.append(given)
        fetch(self, *given)

    monkeypatch.setattr(Repository, "fetch", recorded)
    assert repository.merge_base(repository.bring(base), head) == start
    depths = [option for _, *options in fetched for option in options]
    assert depths == ["--depth=1", "--deepen=50", "--deepen=50", "--deepen=200"][: len(depths)]
    assert "--unshallow" not in depths


def test_a_whole_clone_is_not_made_shallow(forked: tuple[Made, str, str, str], tmp_path: Path) -> None:
    made, _, base, head = forked
    repository = clone(made, tmp_path / "clone", "feature")
    assert repository.bring(base) == base
    assert repository.text("rev-parse", "--is-shallow-repository") == "false"
    assert repository.text("rev-list", "--count", head) == "71"


def test_histories_that_never_met_have_no_merge_base(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    first = made.commit({"a.md": "a\n"})
    made.git("switch", "--quiet", "--orphan", "other")
    second = made.commit({"b.md": "b\n"})
    assert Repository(made.root).merge_base(first, second) is None
    shallow = clone(made, tmp_path / "clone", second, depth=1)
    assert shallow.merge_base(shallow.bring(first), second) is None


def test_a_branch_a_tag_and_a_commit_can_be_brought(forked: tuple[Made, str, str, str], tmp_path: Path) -> None:
    made, start, base, head = forked
    made.git("tag", "v1", start)
    repository = clone(made, tmp_path / "clone", head, depth=1)
    assert [repository.bring(name) for name in ("main", "v1", base, head)] == [base, start, base, head]


@pytest.mark.parametrize("name", ["nowhere", "--upload-pack=touch pwned", "-x", "", "a b", "main:a.md", "0" * 40])
def test_a_name_that_is_no_commit_is_an_error_and_no_option(name: str, tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"a.md": "a\n"})
    repository = clone(made, tmp_path / "clone", commit, depth=1)
    assert repository.commit(name) is None
    with pytest.raises(GitError):
        repository.bring(name)
    assert not list(tmp_path.rglob("pwned"))


NAMES = ["a b.md", "tab\there.md", "new\nline.md", 'quo"te.md', "ü.md", "-x.md", "R100", "\udcff.md"]


def test_changes_and_files_have_the_names_that_they_have(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    base = made.commit({"old.md": "old " * 50})
    (made.root / "old.md").rename(made.root / "renamed.md")
    head = made.commit({name: f"text of {name!r}" for name in NAMES})
    repository = Repository(made.root)
    expected = [Change(name, "added") for name in NAMES] + [Change("renamed.md", "renamed", "old.md")]
    assert sorted(repository.changes(base, head), key=lambda change: change.path) == sorted(
        expected, key=lambda change: change.path
    )
    tree = repository.snapshot(head)
    assert {name: tree.read(name) for name in NAMES} == {name: (f"text of {name!r}".encode(), None) for name in NAMES}


def test_each_kind_of_change_is_told(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    base = made.commit({"modified.md": "1", "removed.md": "2", "becomes-link.md": "3", "same.md": "4"})
    (made.root / "becomes-link.md").unlink()
    (made.root / "becomes-link.md").symlink_to("same.md")
    head = made.commit({"modified.md": "5", "removed.md": None, "added.md": "6 is new"})
    found = {change.path: change.status for change in Repository(made.root).changes(base, head)}
    assert found == {
        "modified.md": "modified",
        "removed.md": "removed",
        "becomes-link.md": "modified",
        "added.md": "added",
    }


def test_a_file_that_is_too_large_is_not_loaded(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"large.md": b"x" * (MAX_BYTES + 5), "exact.md": b"y" * MAX_BYTES, "empty.md": b""})
    tree = Repository(made.root).snapshot(commit)
    tree.prepare(["large.md", "exact.md", "empty.md", "absent.md"])
    assert tree.read("large.md") == (bytes(MAX_BYTES + 1), None)
    assert tree.read("exact.md") == (b"y" * MAX_BYTES, None)
    assert tree.read("empty.md") == (b"", None)


def test_an_object_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    made.commit({"a.md": "a\n"})
    with pytest.raises(GitError, match="the object 0000"):
        Repository(made.root).blobs(["0" * 40])


def test_a_submodule_is_no_file(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"a.md": "a\n"})
    made.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module.md")
    made.git("commit", "--quiet", "-m", "module")
    tree = Repository(made.root).snapshot("HEAD")
    assert tree.read("module.md") == (None, "the file is not a regular file")
    assert not tree.exists("module.md")


def test_settings_reach_git_by_its_environment_and_after_those_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made.new(tmp_path / "origin")
    for name, value in (("COUNT", "1"), ("KEY_0", "a.b"), ("VALUE_0", "theirs")):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    repository = Repository(made.root, {"c.d": "ours"})
    assert (repository.text("config", "a.b"), repository.text("config", "c.d")) == ("theirs", "ours")


def test_credentials_are_used_only_where_a_fetch_fails_without(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"a.md": "a\n"})
    repository = clone(made, tmp_path / "clone", commit)
    made.git("switch", "--quiet", "-c", "more")
    second = made.commit({"b.md": "b\n"})
    # "Credentials" that break every fetch: the first attempt must do without them.
    granted = Repository(repository.root, {}, {"protocol.allow": "never"})
    assert granted.bring(second) == second
    # And such that mend one: an origin that leads nowhere, rewritten.
    subprocess.run(["git", "-C", repository.root, "remote", "set-url", "origin", "file:///nowhere/"], check=True)
    third = made.commit({"c.md": "c\n"})
    with pytest.raises(GitError):
        repository.bring(third)
    mended = Repository(repository.root, {}, {f"url.file://{made.root}.insteadOf": "file:///nowhere/"})
    assert mended.bring(third) == third


def test_without_git_or_a_repository_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        Repository(tmp_path).text("rev-parse", "HEAD")
    assert git.files(tmp_path, tmp_path) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git cannot be run"):
        Repository(tmp_path).text("rev-parse", "HEAD")
