"""Which repository is judged: work trees, submodules, hooks and other users, and names that somebody else made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, UNCITED, Repository

from citefirst.cli import main
from citefirst.github.api import Api, ApiError
from citefirst.repository import gitcall
from citefirst.repository.git import Repository as Checkout
from citefirst.repository.gitcall import GitError, locate


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository.new(tmp_path / "made")
    repository.commit({**BASE, "docs/a.md": GOOD, "docs/b.md": GOOD})
    monkeypatch.chdir(repository.root)
    return repository


def test_a_repository_is_where_a_dot_git_is_and_nowhere_else(made: Repository) -> None:
    for name in ("HEAD", "config"):
        shutil.copy(made.root / ".git" / name, made.root / "docs" / name)
    for name in ("objects", "refs"):
        (made.root / "docs" / name).mkdir()
    (made.root / "docs" / "empty" / ".git").mkdir(parents=True)
    for place in ("", "docs", "docs/objects", "docs/empty", "docs/gone/further"):
        found = locate(made.root / place)
        assert (found.top, found.git) == (made.root, made.root / ".git")


def test_a_file_that_names_no_repository_is_an_error(made: Repository) -> None:
    for text in ("nonsense", "gitdir: nowhere\n"):
        (made.root / "docs" / ".git").write_text(text)
        with pytest.raises(GitError, match=r"docs/\.git is a file|is not a git repository"):
            locate(made.root / "docs")


def test_a_linked_work_tree_and_a_submodule_are_repositories(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "HEAD")
    outer = Repository.new(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{made.root}", "inner")
    for place in (tmp_path / "linked", outer.root / "inner"):
        (place / "docs" / "a.md").write_text(UNCITED)
        subprocess.run(["git", "-C", place, "add", "docs/a.md"], check=True)
        monkeypatch.chdir(place)
        for arguments in ((), ("--staged",), ("--since", "HEAD")):
            assert check(*arguments).exit_code == 1, (place, arguments)


HOOK = f'#!/bin/sh\ncd docs\n"{sys.executable}" -m citefirst check --staged >&2\n'


@pytest.mark.parametrize(
    ("staged", "edited", "arguments", "passes"),
    [
        # `-a` and named paths commit what no `git add` has seen: git writes another index and names it to the hook.
        ("", "docs/a.md", ("-a",), False),
        ("", "docs/a.md", ("docs/a.md",), False),
        ("docs/a.md", "", (), False),
        ("docs/a.md", "", ("docs/b.md",), True),
        ("", "docs/a.md", ("docs/b.md",), True),
    ],
)
@pytest.mark.parametrize("linked", [False, True])
def test_a_hook_judges_what_is_committed(
    made: Repository, tmp_path: Path, staged: str, edited: str, arguments: tuple[str, ...], passes: bool, linked: bool
) -> None:
    hook = made.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)
    root = made.root
    if linked:
        root = tmp_path / "linked"
        made.git("worktree", "add", "--quiet", str(root), "HEAD")
    for name in filter(None, (staged, edited)):
        (root / name).write_text(UNCITED)
    (root / "docs" / "b.md").write_text(GOOD.replace("38", "39"))
    if staged:
        subprocess.run(["git", "-C", root, "add", staged], check=True)
    command = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True)
    assert ("CF201" in done.stderr, done.returncode == 0) == (not passes, passes), done.stderr


def test_an_index_of_another_repository_is_an_error_where_the_index_is_judged(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    done = check("--staged")
    assert (done.exit_code, "GIT_INDEX_FILE names" in done.stderr) == (4, True)
    assert check("--since", "HEAD").exit_code == 0
    assert check().exit_code == 0


def test_variables_of_a_hook_of_another_repository_are_not_obeyed(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.new(tmp_path / "other")
    other.commit({"README.md": "other"})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert Checkout(made.root).text("rev-parse", "--show-toplevel") == str(made.root)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a directory away")
def test_what_belongs_to_another_user_is_read_in_a_runners_workspace_only_or_where_git_trusts_it(
    made: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.delenv("SUDO_UID", raising=False)
    for path in (made.root, made.root / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(GitError, match="dubious ownership"):
        locate(made.root)
    repository = Checkout(made.root / "docs", workspace=made.root)
    assert repository.commit("HEAD")
    (tmp_path / "settings").write_text(f"[safe]\n\tdirectory = {made.root}\n")
    assert locate(made.root).top == made.root


def test_nothing_above_or_beside_the_workspace_is_looked_at(made: Repository, tmp_path: Path) -> None:
    for place, workspace in (("docs", "docs"), ("gone", "docs")):
        with pytest.raises(GitError, match=r"outside the workspace|not a git repository"):
            locate(made.root / place, made.root / workspace)
    (made.root / "docs" / "link").symlink_to(made.root)
    with pytest.raises(GitError, match="outside the workspace"):
        locate(made.root / "docs" / "link", made.root / "docs")


def test_git_is_never_taken_from_the_tree(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (made.root / "git").write_text("#!/bin/sh\ntouch pwned\n")
    (made.root / "git").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((".", "", "docs/..", os.environ["PATH"])))
    assert check("--since", "HEAD").exit_code == 0
    assert not (made.root / "pwned").exists()
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(GitError, match="git cannot be run"):
        gitcall.call(locate(made.root), made.root, ("version",))


@pytest.fixture
def cloned(made: Repository, tmp_path: Path) -> tuple[Repository, Repository, str, str]:
    """A clone with all refs, the origin, what `main` is there, and the commit that every other ref is made for."""
    base = made.git("rev-parse", "HEAD")
    made.git("switch", "--quiet", "-c", "feature")
    head = made.commit({"docs/a.md": UNCITED})
    for name in ("origin/main", "main", "remotes/origin/main", "refs/remotes/origin/main", base, "v1"):
        made.git("update-ref", f"refs/tags/{name}", head)
    for name in ("origin/main", base, "tags/main"):
        made.git("update-ref", f"refs/heads/{name}", head)
    place = tmp_path / "cloned"
    made.git("clone", "--quiet", "--branch", "feature", f"file://{made.root}", str(place))
    copy = Repository(place)
    copy.git("update-ref", "refs/heads/origin/main", head)
    copy.git("remote", "set-head", "origin", "main")
    return copy, made, base, head


@pytest.mark.parametrize("name", ["main", "origin/main", "refs/heads/main", "refs/remotes/origin/main", "BASE"])
def test_a_base_is_the_branch_of_the_origin_whatever_else_is_named_so(
    cloned: tuple[Repository, Repository, str, str], name: str
) -> None:
    copy, _, base, _ = cloned
    wanted = base if name == "BASE" else name
    assert Checkout(copy.root).bring(wanted) == base
    # The same where no branch of the origin is here yet, but all tags are.
    copy.git("update-ref", "-d", "refs/remotes/origin/main")
    assert Checkout(copy.root).bring(wanted) == base


def test_a_tag_is_a_base_where_no_branch_is_named_so(cloned: tuple[Repository, Repository, str, str]) -> None:
    copy, origin, _, head = cloned
    assert [Checkout(copy.root).bring(name) for name in ("v1", "refs/tags/v1")] == [head, head]
    origin.root.rename(origin.root.with_name("gone"))
    with pytest.raises(GitError, match="does not appear to be a git repository"):
        Checkout(copy.root).bring("v1")  # is there a branch of that name? nobody can tell


SINCE = ["origin/main", "origin/main~0", "origin/main^{}", "origin", "refs/remotes/origin/main", "remotes/origin/main"]


@pytest.mark.parametrize("expression", [*SINCE, "BASE", "BASE^0"])
def test_since_means_the_branch_and_not_a_tag_that_is_named_so(
    cloned: tuple[Repository, Repository, str, str], monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    copy, _, base, _ = cloned
    monkeypatch.chdir(copy.root)
    done = check("--since", expression.replace("BASE", base))
    assert (done.exit_code, "CF201" in done.output) == (1, True), done.output


@pytest.mark.parametrize(
    ("expression", "ancestor"), [("HEAD", 0), ("@", 0), ("HEAD~1", 1), ("feature@{0}", 0), ("v1", 0), ("v1^", 1)]
)
def test_since_takes_what_git_takes(
    cloned: tuple[Repository, Repository, str, str], expression: str, ancestor: int
) -> None:
    copy, _, base, head = cloned
    repository = Checkout(copy.root)
    assert repository.revision(expression) == (head, base)[ancestor]
    assert repository.revision(":/base nowhere") is None
    assert repository.revision(head[:12]) == head


def test_github_is_asked_for_a_branch_and_else_for_a_tag(cloned: tuple[Repository, Repository, str, str]) -> None:
    _, origin, base, head = cloned
    with FakeGitHub(origin.root) as server:
        for ref, sha in (("heads/main", base), ("tags/main", head), ("tags/v1", head)):
            server.objects[f"/git/ref/{ref}"] = {
                "ref": f"refs/{ref}",
                "node_id": "x",
                "url": server.url,
                "object": {"type": "commit", "sha": sha, "url": server.url},
            }
        api = Api(server.url, "octo/demo", "secret")
        assert [api.commit(name) for name in ("main", "v1", head)] == [base, head, head]
        with pytest.raises(ApiError, match="`nowhere` names no branch or tag of octo/demo"):
            api.commit("nowhere")


def test_a_subject_cannot_end_the_history(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, subject in enumerate(("a \x01 b", "\x02\x02\x02\x02", "c\x01\x02d\x1b[31m", "\x0b\x0c\x1e")):
        made.git("config", "user.name", subject)
        made.commit({"docs/a.md": GOOD + f"\n{number}\n"}, subject)
    made.git("mv", "docs/a.md", "docs/*.md")
    made.commit({})
    touches = [touch for touch, _ in Checkout(made.root).versions("docs/*.md")]
    assert len(touches) == 6
    assert touches[2].subject.startswith("c\x01\x02d")
    done = CliRunner().invoke(main, ["trace", "docs/*.md"])
    assert (done.exit_code, done.exception) == (0, None)
    assert "\x1b" not in done.output
