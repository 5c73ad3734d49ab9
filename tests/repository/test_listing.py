"""Which files a working tree has, by git: what is there and tracked, or not ignored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.scenario import Repository

from citefirst.repository import git
from citefirst.repository.working import WorkingTree

MANY = 20_000


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository.new(tmp_path)


def test_many_files_are_listed_once_and_in_order(made: Repository) -> None:
    for folder in range(20):
        (made.root / f"docs/{folder:02}").mkdir(parents=True)
        for number in range(MANY // 20):
            (made.root / f"docs/{folder:02}/{number:04}.md").touch()
    made.git("add", "docs/00")
    (made.root / "docs/00/0000.md").unlink()
    found = list(WorkingTree(made.root).expand([made.root, made.root / "docs/01"]))
    assert len(found) == MANY - 1
    assert found == sorted(set(found))
    assert not any(named for _, named in found)


def test_what_is_gone_or_leads_nowhere_is_told_apart(made: Repository) -> None:
    made.commit({"a.md": "a", "b/c.md": "c", "d.md": "d", "\u00e9 f.md": "e"})
    (made.root / "d.md").unlink()
    (made.root / "link.md").symlink_to("nowhere.md")
    (made.root / "loop.md").symlink_to("loop.md")
    (made.root / "b" / "c.md").unlink()
    (made.root / "b").rmdir()
    (made.root / "b").write_text("a file where a directory was")
    found = git.files(made.root, made.root)
    assert found is not None
    assert sorted(found) == ["a.md", "b", "link.md", "loop.md", "\u00e9 f.md"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is closed to this user")
def test_what_may_not_be_looked_at_is_listed_so_that_it_is_missed(made: Repository) -> None:
    made.commit({"b/c.md": "c"})
    (made.root / "b").chmod(0)
    try:
        assert git.files(made.root, made.root) == ["b/c.md"]
    finally:
        (made.root / "b").chmod(0o755)


@pytest.mark.parametrize(("error", "there"), [(FileNotFoundError(2, ""), False), (PermissionError(13, ""), True)])
def test_only_what_is_known_to_be_gone_is_left_out(
    made: Repository, monkeypatch: pytest.MonkeyPatch, error: OSError, there: bool
) -> None:
    made.commit({"a.md": "a"})

    def refuse(path: str) -> None:
        raise error

    monkeypatch.setattr("os.lstat", refuse)
    assert git._is_there("a.md") is there
