"""A partition is replaced whole or not at all, on a disk and in an object store, whatever others do meanwhile."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import fs
from support.ledgers import files, rows, store

from citefirst.dataset import places, reading, writing
from citefirst.dataset.manifest import Damaged, Manifest, dump, parse
from citefirst.dataset.places import Place, at
from citefirst.errors import CitefirstError, UsageError

HOSTILE = (
    "github.com/acme/shop",
    "..",
    "../../etc",
    "a/../b",
    "/",
    ".",
    "c:\\x",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE records; --",
    "<script>",
    "zeile\nzwei\r\x1b[31m",
    "日本語/‮txt",
    "%2e%2e%2f",
    "*?[a-z]",
    "lone\udc80surrogate",
    "repository=x",
)


@pytest.fixture(params=("disk", "store"))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return at(str(tmp_path / "ledger")) if request.param == "disk" else store()


def put(place: Place, repository: str, *paths: str) -> bool:
    return writing.put(place, repository, {"records": rows("records", *({"path": path} for path in paths))})


def paths(place: Place) -> list[str]:
    found = reading.tables(place, reading.manifests(place), ["records"])["records"]
    return [str(each) for each in found.to_table()["path"].to_pylist()]


def test_the_latest_partition_of_each_repository_is_read(place: Place) -> None:
    assert put(place, "a", "1.md", "2.md")
    assert put(place, "b", "3.md")
    assert put(place, "a", "4.md")
    assert paths(place) == ["4.md", "3.md"]


def test_the_same_rows_are_no_news_and_write_nothing(place: Place) -> None:
    put(place, "a", "1.md")
    before = writing.known(place, "a")
    assert not put(place, "a", "1.md")
    assert writing.known(place, "a") == before


def test_an_empty_partition_is_one(place: Place) -> None:
    assert put(place, "a")
    assert paths(place) == []
    assert len(reading.manifests(place)) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_of_a_repository_leads_out_of_the_ledger(name: str, place: Place, tmp_path: Path) -> None:
    put(place, "plain", "0.md")
    put(place, name, "1.md")
    assert sorted(paths(place)) == ["0.md", "1.md"]
    assert {each.repository for each in reading.manifests(place)} == {"plain", name}
    assert {path.name for path in tmp_path.iterdir()} <= {"ledger"}


@pytest.mark.parametrize("name", ["", " ", "\n", "x" * 300, "é" * 100])
def test_a_name_without_a_form_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="--repository"):
        places.quoted(name)


def test_old_files_are_gone_once_a_partition_is_replaced(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    first = files(tmp_path)
    put(place, "a", "2.md")
    assert len(files(tmp_path)) == len(first) == 2
    assert first - files(tmp_path)


def test_what_a_writer_left_behind_long_ago_is_taken_away(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    folder = tmp_path / "records" / "repository=a"
    old, new = folder / f"{'0' * 32}.parquet", folder / f"{'1' * 32}.parquet"
    old.write_bytes(b"")
    new.write_bytes(b"")
    os.utime(old, (0, 0))
    put(place, "a", "2.md")
    assert not old.exists()
    assert new.exists()


def failing(kind: type[Exception]) -> Callable[..., bytes]:
    def fail(*_: object) -> bytes:
        raise kind("the disk is full")

    return fail


@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("step", ["encoded", "dump"])
def test_a_writer_that_fails_leaves_what_was_there(
    step: str, kind: type[Exception], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, "a", "1.md")
    with monkeypatch.context() as patch:
        patch.setattr(writing, step, failing(kind))
        with pytest.raises(kind):
            put(place, "a", "2.md")
    assert paths(place) == ["1.md"]


def test_of_two_writers_at_once_one_has_the_partition_as_a_whole(place: Place) -> None:
    many = 12
    expected = {tuple(f"{writer}-{number}.md" for number in range(3)) for writer in range(many)}
    wait = threading.Barrier(many)

    def write(given: tuple[str, ...]) -> None:
        wait.wait()
        put(place, "a", *given)

    threads = [threading.Thread(target=write, args=(given,)) for given in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tuple(paths(place)) in expected


def test_a_reader_whose_files_were_replaced_reads_again(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    seen = list[str]()

    def read() -> list[str]:
        found = reading.manifests(place)
        if not seen:
            seen.append("once")
            put(place, "a", "2.md")
        return [
            str(each) for each in reading.tables(place, found, ["records"])["records"].to_table()["path"].to_pylist()
        ]

    assert reading.steadily(read, place) == ["2.md"]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    (file,) = (tmp_path / "records").rglob("*.parquet")
    file.unlink()
    with pytest.raises(CitefirstError, match=rf"lacks records/repository=a/{file.name}.*build that partition anew"):
        reading.steadily(lambda: paths(place), place)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1" + b"\0" * 500 + b"PAR1", None])
def test_a_damaged_file_is_named_and_no_row_of_it_is_believed(damage: bytes | None, tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    (file,) = (tmp_path / "records").rglob("*.parquet")
    data = file.read_bytes()
    file.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:] if damage is None else damage)
    with pytest.raises(Damaged, match=rf"{file.name} is damaged: build that partition anew"):
        paths(place)


SOUND = Manifest("a", {})


def changed(**keys: object) -> bytes:
    return json.dumps({**json.loads(dump(SOUND)), **keys}).encode()


PART = {"path": f"records/repository=a/{'0' * 32}.parquet", "rows": 1, "size": 1, "sha256": "0" * 64}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        changed(version="1"),
        changed(version=0),
        changed(repository="b"),
        changed(repository=None),
        changed(digest="0" * 64),
        changed(parts=[]),
        changed(parts={"records": PART}),
        changed(parts={"records": {**PART, "path": "../../etc/passwd"}}),
        changed(parts={"records": {**PART, "path": f"records/repository=b/{'0' * 32}.parquet"}}),
        changed(parts={"unheard": {**PART, "path": f"unheard/repository=a/{'0' * 32}.parquet"}}),
        changed(parts={"records": {**PART, "rows": "many"}}),
        changed(parts={"records": {}}),
    ],
)
def test_a_manifest_that_makes_no_sense_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged, match=r"^x is damaged: build that partition anew$"):
        parse(data, "x")


def test_a_ledger_of_a_newer_version_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    manifest = tmp_path / "_ledger" / "a.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"version": 1', b'"version": 2'))
    before = manifest.read_bytes()
    for step in (lambda: paths(place), lambda: put(place, "a", "2.md")):
        with pytest.raises(CitefirstError, match=r"a\.json is of version 2 of the ledger.*reads 1: update citefirst"):
            step()
    assert manifest.read_bytes() == before


def test_a_damaged_manifest_is_replaced_by_the_next_build(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    (tmp_path / "_ledger" / "a.json").write_bytes(b"{")
    with pytest.raises(Damaged):
        paths(place)
    put(place, "a", "2.md")
    assert paths(place) == ["2.md"]


def test_a_manifest_of_another_repository_is_no_partition(tmp_path: Path) -> None:
    place = at(str(tmp_path))
    put(place, "a", "1.md")
    (tmp_path / "_ledger" / "a.json").rename(tmp_path / "_ledger" / "b.json")
    with pytest.raises(Damaged, match=r"b\.json is damaged"):
        paths(place)


@pytest.mark.parametrize("made", [False, True])
def test_a_place_without_a_ledger_says_what_writes_one(made: bool, tmp_path: Path) -> None:
    place = tmp_path / "ledger"
    if made:
        place.mkdir()
    with pytest.raises(UsageError, match="holds no ledger: `citefirst ledger build --into"):
        reading.manifests(at(str(place)))


@pytest.mark.parametrize("named", ["gopher://x/y", "x-unheard://y"])
def test_an_address_that_nobody_knows_is_no_place(named: str) -> None:
    with pytest.raises(UsageError, match="is no place for a ledger"):
        at(named)


def test_an_address_of_a_file_is_a_directory(tmp_path: Path) -> None:
    assert at(f"file://{tmp_path}").local == tmp_path


def test_a_store_that_refuses_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(CitefirstError, match="cannot be written"):
        put(at(str(blocked)), "a", "1.md")
    away = Place(fs.SubTreeFileSystem(str(blocked), fs.LocalFileSystem()), "away")
    with pytest.raises(CitefirstError, match=r"^away: .*cannot be written"):
        put(away, "a", "1.md")
