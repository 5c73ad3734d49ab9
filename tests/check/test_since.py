"""`check --since`: what differs from a revision, whether it is committed, staged, edited or new, and nothing else."""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError

import pytest
from click.testing import CliRunner, Result
from support.scenario import BASE, GOOD, UNCITED, Repository

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


SECOND = UNCITED.replace("\nSee [S1].", "\nIt fell again at 14:40.\n\nSee [S1].")


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository whose one record has an uncited line, which was there before."""
    repository = Repository.new(tmp_path)
    repository.commit(BASE | {"docs/a.md": UNCITED})
    monkeypatch.chdir(tmp_path)
    return repository


EDITS = [
    ("another line is added", SECOND, ["It fell again"], True),
    ("a line above moves the old one", UNCITED.replace("# Check", "<!-- note -->\n\n# Check"), [], True),
    ("the old line is edited", UNCITED.replace("38 minutes", "39 minutes"), ["39 minutes"], False),
    ("the old line is wrapped anew", UNCITED.replace("rose to", "rose\nto"), ["Checkout p99"], False),
    ("what an old line needs is taken away", UNCITED.split("\n[S1]: ")[0] + "\n", ["S1"], True),
    ("the owner is taken away", UNCITED.replace('owner:\n  author: "@alice"\n', ""), ["CF401"], True),
]


@pytest.mark.parametrize(("text", "said", "left"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_claims_on_lines_that_did_not_change_are_left_alone(
    old: Repository, text: str, said: list[str], left: bool
) -> None:
    (old.root / "docs" / "a.md").write_text(text)
    done = check("--since", "HEAD", "--changed-lines")
    assert done.exit_code == (1 if said else 0)
    assert done.output.count("error[") == len(said)
    assert all(words in done.output for words in said)
    assert ("1 finding on lines that did not change, left out" in done.output) == left


def test_changed_lines_need_a_word_on_since_when(old: Repository) -> None:
    done = check("--changed-lines")
    assert done.exit_code == 2
    assert "--changed-lines needs --since REV or --staged" in done.stderr
    assert old.root.exists()


def test_the_index_is_checked_and_not_the_working_tree(old: Repository) -> None:
    record = old.root / "docs" / "a.md"
    record.write_text(GOOD)
    old.git("add", "docs/a.md")
    record.write_text(SECOND)
    assert check("--staged").exit_code == 0
    assert check("docs/a.md").exit_code == 1
    old.git("reset", "--quiet")
    record.write_text(SECOND)
    old.git("add", "docs/a.md")
    record.write_text(GOOD)
    assert check("--staged").exit_code == 1
    assert flagged(check("--staged", "docs")) == ["docs/a.md"]
    assert check("docs/a.md").exit_code == 0


def test_only_what_is_staged_is_looked_at(old: Repository) -> None:
    assert "no record was checked" in check("--staged").output
    (old.root / "docs" / "b.md").write_text(UNCITED)
    assert check("--staged").exit_code == 0
    done = check("--staged", "docs/b.md")
    assert done.exit_code == 0
    assert "no record was checked" in done.output
    old.git("add", "docs/b.md")
    assert flagged(check("--staged")) == ["docs/b.md"]


def test_policy_schema_and_linked_files_are_those_of_the_index(old: Repository) -> None:
    (old.root / "docs" / "a.md").write_text(GOOD.replace("[S1]\n", "[S1] See [the log](log.txt).\n", 1))
    (old.root / "docs" / "log.txt").write_text("14:02 up\n")
    old.git("add", "docs/a.md")
    done = check("--staged")
    assert "CF302" in done.output
    old.git("add", "docs/log.txt")
    assert check("--staged").exit_code == 0
    (old.root / ".citefirst.yml").write_text("recrods: {}\n")
    assert check("--staged").exit_code == 0
    old.git("add", ".citefirst.yml")
    assert check("--staged").exit_code == 2


def test_the_first_commit_can_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.new(tmp_path)
    for name, text in (BASE | {"docs/a.md": UNCITED}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text))
    repository.git("add", "--all")
    monkeypatch.chdir(tmp_path)
    assert flagged(check("--staged")) == ["docs/a.md"]
    assert flagged(check("--staged", "--changed-lines")) == ["docs/a.md"]


def test_changed_lines_of_the_index(old: Repository) -> None:
    (old.root / "docs" / "a.md").write_text(SECOND)
    old.git("add", "docs/a.md")
    (old.root / "docs" / "a.md").write_text(GOOD)
    done = check("--staged", "--changed-lines")
    assert done.output.count("error[CF201]") == 1
    assert "It fell again" in done.output


def test_a_file_that_is_nowhere_and_a_conflict_are_errors(old: Repository) -> None:
    done = check("--staged", "docs/nowhere.md")
    assert (done.exit_code, "docs/nowhere.md is not in the index: stage it" in done.stderr) == (2, True)
    old.git("switch", "--quiet", "-c", "other")
    old.commit({"docs/a.md": GOOD})
    old.git("switch", "--quiet", "main")
    old.commit({"docs/a.md": SECOND})
    with pytest.raises(CalledProcessError):
        old.git("merge", "--quiet", "other")
    done = check("--staged")
    assert (done.exit_code, "docs/a.md has conflicts: decide them and stage it" in done.stderr) == (4, True)


def test_the_index_works_from_a_directory_below(old: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (old.root / "docs" / "a.md").write_text(SECOND)
    old.git("add", "docs/a.md")
    monkeypatch.chdir(old.root / "docs")
    assert flagged(check("--staged")) == ["a.md"]


def test_outside_git_there_is_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".citefirst.yml").write_text("records: {}\n")
    monkeypatch.chdir(tmp_path)
    done = check("--staged")
    assert done.exit_code == 4
    assert "not a git repository" in done.stderr


def test_a_path_above_and_beside_is_judged_by_its_own_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository.new(tmp_path / "here").commit({"README.md": "# Here\n"})
    Repository.new(tmp_path / "there").commit({**BASE, "docs/a.md": UNCITED})
    monkeypatch.chdir(tmp_path / "here")
    assert flagged(check("../there/docs/a.md")) == ["../there/docs/a.md"]
    assert flagged(check("../there")) == ["../there/docs/a.md"]
