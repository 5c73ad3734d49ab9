"""The rows of a checkout: from which repository, commit and policy each comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.scenario import BASE, GOOD, Repository

from citefirst.ledger.model import Rows, Where
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.ledger import gathered, origin


def read(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Where, Rows]]:
    monkeypatch.chdir(place)
    return list(gathered(Run.start(CheckRequest(day="2026-11-23"))))


def test_rows_name_the_commit_of_a_file_that_is_as_it_was_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.new(tmp_path / "shop")
    head = repository.commit({**BASE, "docs/a.md": GOOD, "docs/b.md": GOOD})
    repository.git("remote", "add", "origin", "https://alice:secret@github.com/acme/shop.git")
    (repository.root / "docs" / "b.md").write_text(GOOD.replace("38", "39"))
    (repository.root / "docs" / "c.md").write_text(GOOD)
    found = read(repository.root, monkeypatch)
    assert [(where.path, where.commit) for where, _ in found] == [
        ("docs/a.md", head),
        ("docs/b.md", None),
        ("docs/c.md", None),
        ("", head),
    ]
    assert {where.repository for where, _ in found} == {"github.com/acme/shop"}
    assert len({where.policy for where, _ in found}) == 1
    about = found[-1][1].repositories[0]
    assert (about.day, about.place, about.shallow, about.records) == ("2026-11-23", ".citefirst.yml", False, 3)


def test_a_directory_without_git_has_rows_without_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / "shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / path).write_text(text)
    found = read(tmp_path / "shop", monkeypatch)
    assert [(where.repository, where.commit, where.path) for where, _ in found] == [
        ("shop", None, "docs/a.md"),
        ("shop", None, ""),
    ]
    assert found[-1][1].repositories[0].shallow is None


def test_another_policy_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({**BASE, "docs/a.md": GOOD})
    monkeypatch.chdir(tmp_path)
    first = origin(Run.start(CheckRequest(day="2026-11-23"))).policy
    (tmp_path / ".citefirst.yml").write_text(BASE[".citefirst.yml"] + "rules:\n  CF204: off\n")
    assert origin(Run.start(CheckRequest(day="2026-11-23"))).policy != first
