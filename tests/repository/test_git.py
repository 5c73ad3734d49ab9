"""git as it is: real repositories, clones of any depth, names that are no names, files that are no text."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.clones import clone
from support.scenario import Repository as Made

from citefirst.limits import MAX_BYTES
from citefirst.model import Change
from citefirst.repository import git
from citefirst.repository.git import DEPTHS, Repository
from citefirst.repository.gitcall import GitError


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


Fetched = list[tuple[str, ...]]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """Each fetch as it was asked for: what, and with which options."""
    asked: Fetched = []
    fetch = Repository.fetch

    def recorded(self: Repository, *given: str) -> None:
        asked.append(given)
        fetch(self, *given)

    monkeypatch.setattr(Repository, "fetch", recorded)
    return asked


def branches(root: Path, length: int) -> tuple[Made, str, str, str]:
    """A repository whose two branches have as many commits each since they parted: start, base and head."""
    made = Made.new(root)
    start = made.commit({"a.md": "a\n"})
    stream: list[str] = []
    for branch in ("base", "head"):
        parent = start
        for number in range(length):
            mark = f"{len(stream) + 1}"
            stream.append(
                f"commit refs/heads/{branch}\nmark :{mark}\ncommitter D <d@example.com> {1793534400 + number} +0000\n"
                f"data 1\nx\nfrom {parent}\nM 644 inline {branch}.md\ndata {len(mark)}\n{mark}\n"
            )
            parent = f":{mark}"
    subprocess.run(["git", "-C", root, "fast-import", "--quiet"], input="".join(stream).encode(), check=True)
    base, head = (made.git("rev-parse", branch) for branch in ("base", "head"))
    return made, start, base, head


STEPS = [(40, 1), (150, 2), (600, 3)]


@pytest.mark.parametrize(("length", "steps"), STEPS)
def test_a_shallow_history_is_deepened_until_the_branches_meet_and_no_further(
    tmp_path: Path, fetched: Fetched, length: int, steps: int
) -> None:
    made, start, base, head = branches(tmp_path / "origin", length)
    repository = clone(made, tmp_path / "clone", head, depth=1)
    assert repository.merge_base(repository.bring(base), head) == start
    deepened = [(commit, f"--deepen={depth}") for depth in DEPTHS[:steps] for commit in (base, head)]
    # The first of the two may bring the whole history of both, after which there is nothing left to fetch.
    assert fetched in ([(base, "--depth=1"), *deepened], [(base, "--depth=1"), *deepened[:-1]])


def test_a_history_that_is_longer_than_all_steps_is_fetched_whole(
    tmp_path: Path, fetched: Fetched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "DEPTHS", (2, 3))
    made, start, base, head = branches(tmp_path / "origin", 20)
    repository = clone(made, tmp_path / "clone", head, depth=1)
    assert repository.merge_base(repository.bring(base), head) == start
    assert fetched[-1] == (base, "--unshallow")
    assert len(fetched) == 6


def test_nothing_is_fetched_where_the_history_is_here(tmp_path: Path, fetched: Fetched) -> None:
    made, start, base, head = branches(tmp_path / "origin", 3)
    whole = clone(made, tmp_path / "whole", "head")
    whole.fetch("base")
    deep = clone(made, tmp_path / "deep", head, depth=10)
    deep.fetch(base, "--depth=10")
    fetched.clear()
    for repository in (whole, deep):
        assert repository.merge_base(repository.bring(base), head) == start
    assert fetched == []


def test_a_history_of_which_no_more_can_be_fetched_is_an_error(tmp_path: Path) -> None:
    """And not one without a common start: that would be told as another fault."""
    made, _, base, head = branches(tmp_path / "origin", 3)
    repository = clone(made, tmp_path / "clone", head, depth=1)
    repository.bring(base)
    made.root.rename(tmp_path / "gone")
    with pytest.raises(GitError, match=r"^fatal: "):
        repository.merge_base(base, head)


@pytest.mark.parametrize("later", [3, 100])
def test_a_shallow_history_has_the_merge_base_that_the_whole_has(tmp_path: Path, later: int) -> None:
    """An old branch that was merged lately leads fast to an old ancestor, and the newest one lies further down.

    Were the old one taken, a file that the head sets back to how it was there would be no change at all.
    """
    made = Made.new(tmp_path / "origin")
    start = made.commit({"record.md": "old"})
    made.git("switch", "--quiet", "-c", "side")
    made.commit({"side.md": "x"})
    made.git("switch", "--quiet", "main")
    newest = made.commit({"record.md": "new"})
    made.git("switch", "--quiet", "-c", "head", start)
    made.commit({"head.md": "x"})
    made.git("merge", "--quiet", "--no-ff", "-m", "merge", newest)
    head = made.commit({"record.md": "old"})
    made.git("switch", "--quiet", "main")
    for number in range(later):
        made.commit({"later.md": str(number)})
    made.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    base = made.git("rev-parse", "HEAD")
    repository = clone(made, tmp_path / "clone", head, depth=1)
    found = repository.merge_base(repository.bring(base), head)
    assert found == Repository(made.root).merge_base(base, head) == newest
    assert Change("record.md", "modified") in repository.changes(found or "", head)


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


def test_a_branch_that_has_gone_on_since_the_clone_is_brought_as_it_was_cloned_or_else_as_it_is(tmp_path: Path) -> None:
    """One state of the base for the whole run, which is the one that the checkout has."""
    made = Made.new(tmp_path / "origin")
    first = made.commit({"a.md": "a\n"})
    copied = Made(tmp_path / "copied")
    made.git("clone", "--quiet", f"file://{made.root}", str(copied.root))
    fetched = clone(made, tmp_path / "fetched", first, depth=1)
    second = made.commit({"a.md": "b\n"})
    assert Repository(copied.root).bring("main") == first
    assert fetched.bring("main") == second


NO_COMMITS = [
    *("nowhere", "", "a b", "main:a.md", "+main", "^main", "main~1", "*", "..", "main..nowhere", "main\n", "\\main"),
    *("--upload-pack=touch pwned", "--upload-pack=touch${IFS}pwned;false", "--output=pwned", "-x", "--", "-"),
    *("ext::sh -c touch% pwned", "$(touch pwned)", "main;touch pwned", "é", "0" * 40, "0" * 64, "f" * 39),
]


@pytest.mark.parametrize("name", NO_COMMITS)
def test_a_name_that_is_no_commit_is_an_error_and_no_option(name: str, tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"a.md": "a\n"})
    repository = clone(made, tmp_path / "clone", commit, depth=1)
    before = (repository.root / ".git" / "config").read_bytes()
    assert repository.commit(name) is None
    with pytest.raises(GitError):
        repository.bring(name)
    assert not list(tmp_path.rglob("pwned*"))
    assert (repository.root / ".git" / "config").read_bytes() == before
    assert repository.text("for-each-ref") == ""


def test_what_git_says_is_told_and_not_its_advice(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"a.md": "a\n"})
    repository = clone(made, tmp_path / "clone", commit, depth=1)
    made.root.rename(tmp_path / "gone")
    with pytest.raises(GitError, match=r"^fatal: [^\n]*does not appear to be a git repository$"):
        repository.bring("other")


NAMES = [
    *("a b.md", "tab\there.md", "new\nline.md", 'quo"te.md', "ü.md", "-x.md", "R100", "\udcff.md", "back\\slash.md"),
    *(
        " lead.md",
        "trail ",
        "\r.md",
        "\x1b[31m.md",
        ":(top)a.md",
        "*.md",
        "[ab].md",
        "deep/new\nline/\udcfe/a b.md",
        "M",
    ),
]


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
    assert sorted(git.files(made.root, made.root) or []) == sorted([*NAMES, "renamed.md"])


def test_a_renamed_file_has_both_its_names_whatever_these_are(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    olds = {name: f"{number}\n" * 50 for number, name in enumerate(NAMES)}
    base = made.commit(olds)
    made.git("mv", "--", *NAMES[:4], *NAMES[5:7], "deep")
    for name in NAMES[:4]:
        with (made.root / "deep" / name).open("a") as stream:
            stream.write("and more\n")
    head = made.commit({})
    moved = [*NAMES[:4], *NAMES[5:7]]
    found = {change.path: change for change in Repository(made.root).changes(base, head)}
    assert found == {f"deep/{name}": Change(f"deep/{name}", "renamed", name) for name in moved}


def test_a_directory_is_a_name_and_no_pattern(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    made.commit({"x*/a.md": "a", "xy/b.md": "b", "[x]/c.md": "c", "x/d.md": "d", ".gitignore": "ignored.md\n"})
    for name in ("ignored.md", "new.md"):
        (made.root / "x*" / name).write_text("")
    assert git.files(made.root, made.root / "x*") == ["x*/new.md", "x*/a.md"]
    assert git.files(made.root, made.root / "[x]") == ["[x]/c.md"]


def test_a_checkout_may_have_any_name(tmp_path: Path) -> None:
    made = Made.new(tmp_path / " -new\nline ")
    made.commit({"docs/a.md": "a"})
    top = Repository(made.root / "docs").text("rev-parse", "--show-toplevel")
    assert Path(top) == made.root


def test_each_kind_of_change_is_told(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    (made.root / "link.md").symlink_to("modified.md")
    (made.root / "becomes-file.md").symlink_to("same.md")
    base = made.commit({"modified.md": "1", "removed.md": "2", "becomes-link.md": "3", "same.md": "4", "run.md": "7"})
    for name in ("becomes-link.md", "link.md", "becomes-file.md"):
        (made.root / name).unlink()
    for name in ("becomes-link.md", "link.md"):
        (made.root / name).symlink_to("same.md")
    (made.root / "run.md").chmod(0o755)
    head = made.commit({"modified.md": "5", "removed.md": None, "added.md": "6 is new", "becomes-file.md": "8"})
    found = {change.path: change.status for change in Repository(made.root).changes(base, head)}
    assert found == {
        "modified.md": "modified",
        "removed.md": "removed",
        "becomes-link.md": "modified",
        "becomes-file.md": "modified",
        "link.md": "modified",
        "run.md": "modified",
        "added.md": "added",
    }


def test_a_copy_is_an_added_file_and_its_origin_no_change(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    base = made.commit({"a.md": "text\n" * 50})
    head = made.commit({"copy.md": "text\n" * 50})
    assert Repository(made.root).changes(base, head) == [Change("copy.md", "added")]


def test_a_file_that_became_a_directory_is_removed_and_its_files_added(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    base = made.commit({"a.md": "1"})
    (made.root / "a.md").unlink()
    head = made.commit({"a.md/b.md": "something else"})
    assert Repository(made.root).changes(base, head) == [Change("a.md", "removed"), Change("a.md/b.md", "added")]


def test_a_file_that_is_too_large_is_not_loaded(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    commit = made.commit({"large.md": b"x" * (MAX_BYTES + 5), "exact.md": b"y" * MAX_BYTES, "empty.md": b""})
    tree = Repository(made.root).snapshot(commit)
    tree.prepare(["large.md", "exact.md", "empty.md", "absent.md"])
    assert tree.read("large.md") == (b"x" * (MAX_BYTES + 1), None)
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
    second = made.git("rev-parse", "HEAD")
    repository = Repository(made.root)
    tree = repository.snapshot(second)
    tree.prepare(["module.md", "a.md"])
    assert tree.read("module.md") == (None, "the file is not a regular file")
    assert not tree.exists("module.md")
    assert repository.changes(commit, second) == [Change("module.md", "added")]


def test_files_that_a_partial_clone_left_out_are_fetched_when_they_are_read(tmp_path: Path) -> None:
    made = Made.new(tmp_path / "origin")
    for name in ("allowFilter", "allowAnySHA1InWant"):
        made.git("config", f"uploadpack.{name}", "true")
    base = made.commit({"a.md": "a\n" * 50, "b.md": "b\n"})
    head = made.commit({"a.md": "a\n" * 50 + "more\n", "c.md": "c\n"})
    copy = Made.new(tmp_path / "clone")
    copy.git("remote", "add", "origin", f"file://{made.root}")
    copy.git("fetch", "--quiet", "--filter=blob:none", "--depth=1", "origin", head)
    repository = Repository(copy.root)
    assert "?" in repository.text("rev-list", "--objects", "--missing=print", head), "nothing was left out"
    assert repository.changes(repository.bring(base), head) == [Change("a.md", "modified"), Change("c.md", "added")]
    tree = repository.snapshot(base)
    tree.prepare(tree.entries)
    assert (tree.read("a.md")[0], tree.read("b.md")[0]) == (b"a\n" * 50, b"b\n")
    made.root.rename(tmp_path / "gone")
    with pytest.raises(GitError):
        repository.snapshot(head).read("c.md")


def test_settings_reach_git_by_its_environment_and_the_callers_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made.new(tmp_path / "origin")
    for name, value in (("COUNT", "1"), ("KEY_0", "a.b"), ("VALUE_0", "theirs")):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    repository = Repository(made.root, {"c.d": "ours", "e.f": "a=b\n'c'"})
    assert [repository.text("config", name) for name in ("c.d", "e.f")] == ["ours", "a=b\n'c'"]
    with pytest.raises(GitError):
        repository.text("config", "a.b")
    assert repository.commit("HEAD") is None, "a setting is for a run and stays nowhere"
    assert "ours" not in (made.root / ".git" / "config").read_text()


def test_of_gits_variables_only_those_of_the_users_own_files_reach_it_and_nobody_is_asked_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made.new(tmp_path / "origin")
    theirs = {"GIT_DIR": "x", "GIT_WORK_TREE": "x", "GIT_EXTERNAL_DIFF": "x", "GIT_EXEC_PATH": "x", "GIT_SSH": "x"}
    for name, value in {**theirs, "GIT_TERMINAL_PROMPT": "1", "GIT_SSL_CAINFO": "mine", "SEEN": "1"}.items():
        monkeypatch.setenv(name, value)
    repository = Repository(made.root, {"alias.shown": "!printenv"})
    variables = dict(line.split("=", 1) for line in repository.text("shown").splitlines())
    wanted = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_SSL_CAINFO": "mine", "SEEN": "1"}
    assert {name: variables.get(name) for name in wanted} == wanted
    assert [name for name, value in variables.items() if name in theirs and value == "x"] == []


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
    Made.new(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git cannot be run"):
        Repository(tmp_path).text("rev-parse", "HEAD")


def test_what_differs_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made.new(tmp_path / "repository")
    made.commit({"kept.md": "a\n", "gone.md": "b\n", "forgotten.md": "c\n", "same.md": "d\n"})
    made.git("rm", "--quiet", "gone.md")
    made.git("rm", "--quiet", "--cached", "forgotten.md")
    (made.root / "kept.md").write_text("e\n")
    (made.root / "new.md").write_text("f\n")
    asked: list[str] = []
    run = Repository.run

    def noted(repository: Repository, *words: str) -> bytes:
        asked.extend(words)
        return run(repository, *words)

    monkeypatch.setattr(Repository, "run", noted)
    edits = git.Edits.since(made.root, "HEAD")
    assert edits.paths() == ["forgotten.md", "kept.md", "new.md"]  # what git forgot is there all the same
    assert edits.all_paths() == ["forgotten.md", "gone.md", "kept.md", "new.md"]
    assert edits.gone() == ["forgotten.md", "gone.md"]
    assert asked.count("diff") == 1
