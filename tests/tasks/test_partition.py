"""The partition of a repository: the same rows however it is built, and nothing told anew that is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.ledgers import DAY, SIGNED, UNSURE, build, contents, store, written
from support.scenario import BASE, GOOD, Repository, shallow_clone

from citefirst.dataset import places
from citefirst.dataset.manifest import STATES
from citefirst.errors import PolicyError
from citefirst.tasks import partition
from citefirst.tasks.ledger_states import Telling
from citefirst.tasks.organisation import build_all
from citefirst.tasks.partition import Wanted


def events(found: dict[str, list[dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(row["path"], row["event"]) for row in found["events"]]


def test_the_past_of_a_record_is_told_from_its_first_state_on(tmp_path: Path) -> None:
    repository = written(tmp_path / "shop")
    built = build(repository.root, tmp_path / "ledger", history=True)
    found = contents(tmp_path / "ledger")
    assert (built.records, built.states, built.changed, built.shallow) == (1, 6, True, False)
    assert [(row["path"], row["blob"] is None, row["was"], row["cut"]) for row in found["revisions"]] == [
        ("docs/a.md", False, None, False),
        ("docs/a.md", False, None, False),
        ("docs/a.md", False, None, False),
        ("docs/b.md", False, "docs/a.md", False),
        ("docs/gone.md", False, None, False),
        ("docs/gone.md", True, None, False),
    ]
    assert events(found) == [
        ("docs/a.md", "created"),
        ("docs/a.md", "unknown-opened"),
        ("docs/a.md", "signed"),
        ("docs/a.md", "unknown-settled"),
        ("docs/gone.md", "created"),
        ("docs/gone.md", "deleted"),
    ]
    assert {row["author"] for row in found["events"]} == {"Dev <dev@example.com>"}
    assert [row["unknown"] for row in found["history.records"] if row["path"] == "docs/a.md"] == [0, 1, 0]
    assert [row["path"] for row in found["records"]] == ["docs/b.md"]


def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the states that are told, from now on."""
    seen = list[str]()
    told = Telling.told

    def noted(self: Telling, states: Any) -> Any:
        seen.extend(state.path for state in states)
        return told(self, states)

    monkeypatch.setattr(Telling, "told", noted)
    return seen


def test_a_second_build_of_what_is_unchanged_reads_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = written(tmp_path / "shop")
    build(repository.root, tmp_path / "ledger", history=True)
    before, seen = contents(tmp_path / "ledger"), anew(monkeypatch)
    built = build(repository.root, tmp_path / "ledger", history=True)
    assert (seen, built.anew, built.changed) == ([], 0, False)
    assert contents(tmp_path / "ledger") == before


CHANGES: dict[str, dict[str, str | None]] = {
    "a record more": {"docs/c.md": GOOD},
    "a record less": {"docs/b.md": None},
    "a record changed": {"docs/b.md": UNSURE},
    "another file": {"README.md": "# Another\n"},
    "the policy": {".citefirst.yml": BASE[".citefirst.yml"] + "rules:\n  CF204: off\n"},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("history", [False, True])
def test_a_build_on_top_of_another_holds_the_same_as_one_from_nothing(
    change: str, history: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = written(tmp_path / "shop")
    build(repository.root, tmp_path / "ledger", history=history)
    repository.commit(CHANGES[change])
    build(repository.root, tmp_path / "ledger", history=history)
    build(repository.root, tmp_path / "fresh", history=history)
    assert contents(tmp_path / "ledger") == contents(tmp_path / "fresh")


def test_only_what_changed_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = written(tmp_path / "shop")
    repository.commit({"docs/c.md": GOOD, "docs/d.md": GOOD})
    build(repository.root, tmp_path / "ledger")
    seen = anew(monkeypatch)
    repository.commit({"docs/d.md": GOOD.replace("38", "39")})
    build(repository.root, tmp_path / "ledger")
    assert seen == ["docs/d.md"]


def test_a_record_is_read_anew_where_a_file_that_it_cites_is_gone(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path / "shop")
    cites = GOOD.replace("[S1]\n", "[S1] [the table](table.csv)\n", 1)
    repository.commit({**BASE, "docs/a.md": cites, "docs/table.csv": "1\n"})
    build(repository.root, tmp_path / "ledger")
    assert [row["verdict"] for row in contents(tmp_path / "ledger")["records"]] == ["holds"]
    repository.commit({"docs/table.csv": None})
    built = build(repository.root, tmp_path / "ledger")
    assert built.anew == 1
    assert [row["verdict"] for row in contents(tmp_path / "ledger")["records"]] == ["findings"]


def test_another_day_another_judgement(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, "docs/a.md": GOOD.replace("ai: none\n", "ai: none\nexpires: 2026-11-25\n")})
    build(repository.root, tmp_path / "ledger", history=True)
    assert build(repository.root, tmp_path / "ledger", history=True).anew == 0
    assert not [row for row in contents(tmp_path / "ledger")["events"] if row["event"] == "expired"]
    assert build(repository.root, tmp_path / "ledger", history=True, day="2026-12-01").anew == 1
    (expired,) = [row for row in contents(tmp_path / "ledger")["events"] if row["event"] == "expired"]
    assert (str(expired["day"]), expired["commit"], expired["author"]) == ("2026-11-25", None, None)


def test_a_past_that_was_rewritten_is_told_from_nothing(tmp_path: Path) -> None:
    repository = written(tmp_path / "shop")
    build(repository.root, tmp_path / "ledger", history=True)
    repository.git("reset", "--quiet", "--hard", "HEAD~2")
    repository.commit({"docs/a.md": GOOD.replace("38", "39")}, "another")
    build(repository.root, tmp_path / "ledger", history=True)
    build(repository.root, tmp_path / "fresh", history=True)
    assert contents(tmp_path / "ledger") == contents(tmp_path / "fresh")


def test_a_past_that_is_cut_off_is_said_and_not_guessed(tmp_path: Path) -> None:
    origin = written(tmp_path / "origin")
    clone = shallow_clone(origin.root, tmp_path / "clone", origin.git("rev-parse", "HEAD"), depth=2)
    built = build(clone.root, tmp_path / "ledger", history=True)
    found = contents(tmp_path / "ledger")
    assert built.shallow
    assert "cut off" in built.sentence("x")
    assert [row["shallow"] for row in found["repositories"]] == [True]
    assert [(row["path"], row["cut"]) for row in found["revisions"]] == [
        ("docs/a.md", True),
        ("docs/b.md", False),
        ("docs/gone.md", True),
        ("docs/gone.md", False),
    ]
    assert events(found) == [("docs/gone.md", "deleted")]


def test_branches_that_went_side_by_side_are_each_held_against_their_own_past(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, "docs/a.md": GOOD})
    repository.git("switch", "--quiet", "-c", "side")
    repository.commit({"docs/a.md": GOOD.replace("38 minutes", "39 minutes")})
    repository.git("switch", "--quiet", "main")
    repository.commit({"docs/a.md": SIGNED})
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    build(repository.root, tmp_path / "ledger", history=True)
    found = contents(tmp_path / "ledger")
    assert sorted(events(found)) == [
        ("docs/a.md", "claim-changed"),
        ("docs/a.md", "created"),
        ("docs/a.md", "signed"),
    ]
    assert len(found["revisions"]) == 4


def test_an_approval_of_an_earlier_state_names_its_commit(tmp_path: Path) -> None:
    from citefirst.check.pipeline import File, read
    from citefirst.signing.digest import digest

    repository = Repository.new(tmp_path / "shop")
    repository.commit(BASE)
    document, _ = read(File("docs/a.md", "docs/a.md", None, SIGNED.encode()))
    assert document
    bound = SIGNED.replace("    at: 2026-11-05\n", f"    at: 2026-11-05\n    digest: {digest(document)}\n")
    signed = repository.commit({"docs/a.md": bound})
    repository.commit({"docs/a.md": bound.replace("38", "39")})
    build(repository.root, tmp_path / "ledger", history=True)
    found = contents(tmp_path / "ledger")
    (approval,) = found["approvals"]
    assert (approval["covers"], approval["covered"]) == ("before", signed)
    assert [row["covers"] for row in found["history.approvals"]] == ["this", "before"]
    assert "signature-lapsed" in [row["event"] for row in found["events"]]


def test_processes_tell_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "LEAST", 2)
    repository = written(tmp_path / "shop")
    repository.commit({f"docs/{number}.md": GOOD for number in range(5)})
    build(repository.root, tmp_path / "one", history=True, jobs=1)
    build(repository.root, tmp_path / "two", history=True, jobs=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_object_store_holds_the_same_as_a_directory(tmp_path: Path) -> None:
    repository, there = written(tmp_path / "shop"), store()
    build(repository.root, there, history=True)
    assert build(repository.root, there, history=True).anew == 0
    build(repository.root, tmp_path / "ledger", history=True)
    assert contents(there) == contents(tmp_path / "ledger")


def test_a_damaged_partition_is_built_anew(tmp_path: Path) -> None:
    repository = written(tmp_path / "shop")
    build(repository.root, tmp_path / "ledger", history=True)
    before = contents(tmp_path / "ledger")
    for file in tmp_path.glob("ledger/**/*.parquet"):
        file.write_bytes(file.read_bytes()[:-9])
    build(repository.root, tmp_path / "ledger", history=True)
    assert contents(tmp_path / "ledger") == before


def test_texts_are_left_out_where_they_are_not_wanted(tmp_path: Path) -> None:
    repository = written(tmp_path / "shop")
    build(repository.root, tmp_path / "ledger", history=True, texts=False)
    found = contents(tmp_path / "ledger")
    assert {row["text"] for row in found["claims"] + found["history.claims"] + found["history.unknowns"]} == {None}


def test_a_directory_without_git_has_records_and_no_past(tmp_path: Path) -> None:
    for path, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / "shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / path).write_text(text)
    built = build(tmp_path / "shop", tmp_path / "ledger", history=True)
    assert (built.repository, built.records, built.states) == ("shop", 1, 0)


def test_one_repository_that_cannot_be_read_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good, bad = written(tmp_path / "good"), written(tmp_path / "bad")
    (bad.root / ".citefirst.yml").write_text("unheard: 1\n")
    wanted = [Wanted(each.root, DAY) for each in (bad, good)]
    found = list(build_all(wanted, places.at(str(tmp_path / "ledger"))))
    assert [bool(each.fault) for each in found] == [True, False]
    assert "was not built: " in found[0].sentence("x")
    with pytest.raises(PolicyError):
        list(build_all(wanted[:1], places.at(str(tmp_path / "ledger"))))


def test_every_table_about_a_state_has_its_past() -> None:
    assert set(STATES) & {"events", "revisions", "repositories"} == set()
