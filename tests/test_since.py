"""`check --since`: what differs from a revision, whether it is committed, staged, edited or new, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scenario import BASE, GOOD, UNCITED, Repository

from citefirst.cli import main


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a bad record in each state: old, committed since, staged, edited, new, ignored, deleted."""
    repository = Repository.new(tmp_path)
    ignored = {".gitignore": "docs/ignored.md\n"}
    repository.commit(BASE | ignored | dict.fromkeys(("docs/old.md", "docs/edited.md", "docs/gone.md"), UNCITED))
    repository.git("switch", "--quiet", "-c", "feature")
    repository.commit({"docs/committed.md": UNCITED, "docs/good.md": GOOD})
    repository.git("switch", "--quiet", "main")
    repository.commit({"docs/main.md": UNCITED})
    repository.git("switch", "--quiet", "feature")
    for name in ("staged", "new", "ignored"):
        (tmp_path / "docs" / f"{name}.md").write_text(UNCITED)
    repository.git("add", "docs/staged.md")
    (tmp_path / "docs" / "edited.md").write_text(UNCITED + "\nAnd more.\n")
    (tmp_path / "docs" / "gone.md").unlink()
    monkeypatch.chdir(tmp_path)
    return repository


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def flagged(done: Result) -> list[str]:
    return sorted({line.split(":")[0] for line in done.output.splitlines() if "error[CF201]" in line})


@pytest.mark.usefixtures("made")
def test_what_differs_from_the_merge_base_is_checked() -> None:
    done = check("--since", "main")
    assert flagged(done) == [f"docs/{name}.md" for name in ("committed", "edited", "new", "staged")]
    assert done.exit_code == 1
    assert "in 5 records" in done.output


@pytest.mark.usefixtures("made")
def test_paths_narrow_it_further() -> None:
    assert flagged(check("--since", "main", "docs/new.md", "docs/old.md")) == ["docs/new.md"]
    assert check("--since", "main", "docs/old.md").exit_code == 0


def test_it_works_from_a_directory_below(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.root / "docs")
    assert flagged(check("--since", "main")) == ["committed.md", "edited.md", "new.md", "staged.md"]


def test_nothing_changed_is_no_failure(made: Repository) -> None:
    made.git("stash", "--quiet", "--include-untracked")
    done = check("--since", "HEAD")
    assert (done.exit_code, done.output) == (0, "no record was checked\n")


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "main..feature"])
@pytest.mark.usefixtures("made")
def test_a_revision_that_is_none_is_a_failure(revision: str) -> None:
    done = check(f"--since={revision}")
    assert (done.exit_code, done.output) == (4, f"citefirst: `{revision}` names no commit, branch or tag here\n")


def test_without_git_it_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(UNCITED)
    monkeypatch.chdir(tmp_path)
    assert check("--since", "main").exit_code == 4


def test_histories_that_never_met_are_a_failure(made: Repository) -> None:
    made.git("stash", "--quiet", "--include-untracked")
    made.git("switch", "--quiet", "--orphan", "other")
    made.commit({"docs/x.md": UNCITED})
    done = check("--since", "main")
    assert (done.exit_code, "have no common history" in done.output) == (4, True)


def test_a_policy_below_the_top_of_the_checkout_is_its_own_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({f"team/{name}": text for name, text in BASE.items()} | {"team/docs/old.md": UNCITED})
    for name in ("team/docs/new.md", "elsewhere.md"):
        (tmp_path / name).write_text(UNCITED)
    repository.commit({"team/docs/committed.md": UNCITED})
    (tmp_path / "team" / "docs" / "edited.md").write_text(UNCITED)
    monkeypatch.chdir(tmp_path / "team")
    assert flagged(check("--since", "HEAD~1")) == ["docs/committed.md", "docs/edited.md", "docs/new.md"]
