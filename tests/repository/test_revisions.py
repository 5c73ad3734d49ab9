"""What each commit made of files, as one walk of git tells it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.scenario import Repository, shallow_clone

from citefirst.repository.git import Repository as Git
from citefirst.repository.gitcall import GitError
from citefirst.repository.revisions import Revision, revisions

LONG = "".join(f"line {number}\n" for number in range(40))


def told(root: Path, since: str = "") -> list[tuple[str, str, bool, list[str]]]:
    return [
        (each.subject, each.path, each.after is not None, [one.path for one in each.before])
        for each in revisions(Git(root), since)
    ]


def test_files_come_change_move_and_go(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path)
    first = repository.commit({"a.md": LONG, "b.txt": "no record", "C D.MD": "x"}, "write")
    repository.git("mv", "a.md", "é\tb.md")
    repository.commit({"C D.MD": None}, "move")
    assert told(tmp_path) == [
        ("write", "C D.MD", True, []),
        ("write", "a.md", True, []),
        ("move", "C D.MD", False, ["C D.MD"]),
        ("move", "é\tb.md", True, ["a.md"]),
    ]
    assert [each[0] for each in told(tmp_path, first)] == ["move", "move"]


@pytest.mark.parametrize("subject", [":100644 100644 a b M", "0" * 40, "-- \x01 ::x", "é\u2028x"])
def test_what_people_write_in_a_commit_is_no_entry(subject: str, tmp_path: Path) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({"a.md": "x"}, subject)
    repository.commit({"a.md": "y"}, "after")
    assert told(tmp_path) == [(subject, "a.md", True, []), ("after", "a.md", True, ["a.md"])]


def test_a_merge_is_told_of_where_it_made_a_file_another_one(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({"a.md": LONG, "b.md": LONG}, "base")
    repository.git("switch", "--quiet", "-c", "side")
    repository.commit({"a.md": LONG.replace("line 3\n", "three\n"), "b.md": "side"}, "side")
    repository.git("switch", "--quiet", "main")
    repository.commit({"a.md": LONG.replace("line 35\n", "thirty\n")}, "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    (merge,) = [each for each in revisions(Git(tmp_path)) if each.subject == "merge"]
    assert (merge.path, [one.path for one in merge.before]) == ("a.md", ["a.md", "a.md"])
    assert len({merge.after, *merge.before}) == 3


def test_the_end_of_a_history_that_is_cut_off_is_marked(tmp_path: Path) -> None:
    origin = Repository.new(tmp_path / "origin")
    for number in range(4):
        head = origin.commit({"a.md": f"{number}"}, f"{number}")
    clone = shallow_clone(origin.root, tmp_path / "clone", head, depth=2)
    found: list[Revision] = list(revisions(Git(clone.root)))
    assert [(each.subject, each.cut, len(each.before)) for each in found] == [("2", True, 0), ("3", False, 1)]


def test_links_and_submodules_are_no_files(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path)
    (tmp_path / "a.md").symlink_to("b.md")
    repository.commit({"b.md": "x"}, "link")
    (tmp_path / "a.md").unlink()
    repository.commit({"a.md": "text"}, "file")
    assert told(tmp_path) == [
        ("link", "a.md", False, []),
        ("link", "b.md", True, []),
        ("file", "a.md", True, []),
    ]


def test_a_root_below_the_top_has_paths_of_its_own(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({"a.md": "x", "part/b.md": "x"}, "write")
    assert told(tmp_path / "part") == [("write", "b.md", True, [])]


def test_without_a_commit_there_is_no_past(tmp_path: Path) -> None:
    Repository.new(tmp_path)
    with pytest.raises(GitError):
        list(revisions(Git(tmp_path)))
