"""Where results are kept: whatever lies there and whoever wrote it, a run says the same, and nothing fails."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citefirst.cache import store
from citefirst.cache.digests import NotPlain, digest, of_bytes
from citefirst.cache.store import MAX_SHARD, OFF, Results, directory

VALUE = {"report": {"path": "a.md"}, "asked": [["checker.exists", ["b"], "0"]]}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory that holds one result, under the key `k` of the path `a.md`."""
    found = directory({"XDG_CACHE_HOME": str(tmp_path / "cache")}, str(tmp_path / "repository"))
    assert found
    results = Results(found)
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()
    return Path(found)


def known(place: Path) -> object:
    return Results(str(place)).get("a.md", "k")


def shard(place: Path) -> Path:
    (found,) = place.iterdir()
    return found


def sealed(text: bytes) -> bytes:
    return of_bytes(text).encode() + b"\n" + text


def test_what_was_kept_is_found_again(place: Path) -> None:
    assert known(place) == VALUE
    assert Results(str(place)).get("a.md", "other") is None
    assert Results(str(place)).get("b.md", "k") is None


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-9],
    "cut off in the seal": lambda data: data[:9],
    "empty": lambda data: b"",
    "one letter changed": lambda data: data.replace(b"a.md", b"b.md"),
    "zeros": lambda data: bytes(len(data)),
    "no JSON": lambda data: sealed(b"{"),
    "nested without end": lambda data: sealed(b"[" * 100_000),
    "a list": lambda data: sealed(b"[]"),
    "a number for an entry": lambda data: sealed(b'{"k": 7}'),
    "an entry without a day": lambda data: sealed(b'{"k": [7, {}]}'),
    "a pickle": lambda data: sealed(b"\x80\x04."),
    "too large": lambda data: sealed(data + bytes(MAX_SHARD + 200)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_a_miss_and_is_written_anew(place: Path, damage: Callable[[bytes], bytes]) -> None:
    file = shard(place)
    file.write_bytes(damage(file.read_bytes()))
    assert known(place) is None
    results = Results(str(place))
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()
    assert known(place) == VALUE


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the directories of users apart")
@pytest.mark.parametrize("above", [0, 1, 2])
def test_what_others_can_write_is_not_read(place: Path, above: int) -> None:
    target = (place, place.parent, place.parent.parent)[above]
    target.chmod(0o777)
    assert known(place) is None
    target.chmod(0o700)
    assert known(place) == VALUE
    shard(place).chmod(0o644)  # as git writes files
    assert known(place) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no owners of this kind")
def test_what_belongs_to_somebody_else_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert known(place) is None
    results = Results(str(place))
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    file = shard(place)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert known(place) is None


def test_a_directory_in_place_of_a_file_is_a_miss(place: Path) -> None:
    file = shard(place)
    file.unlink()
    file.mkdir()
    assert known(place) is None
    results = Results(str(place))
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()


def test_a_file_in_place_of_a_directory_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "citefirst").write_text("x")
    found = directory({"XDG_CACHE_HOME": str(tmp_path)}, "/repository")
    results = Results(found)
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()
    assert Results(found).get("a.md", "k") is None


@pytest.mark.parametrize("call", ["open", "replace", "mkdir"])
def test_a_disk_that_takes_nothing_is_no_failure(
    call: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    other = directory({"XDG_CACHE_HOME": str(tmp_path / "cache")}, str(tmp_path / "other"))
    for where in (str(place), other):
        results = Results(where)
        results.put("b.md", "k", "2026-11-30", VALUE)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, full)
            results.save()
    assert not [each for each in place.iterdir() if "." in each.name]


def test_a_disk_that_is_full_in_the_middle_of_a_file_leaves_the_old_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shard(place).read_bytes()

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(file: int, mode: str) -> Full:
        os.close(file)
        return Full()

    results = Results(str(place))
    results.get("a.md", "k")  # it is read before
    results.put("a.md", "new", "2026-11-30", VALUE)
    with monkeypatch.context() as patch:
        patch.setattr(store, "_read", lambda place: {})
        patch.setattr(store, "open", opened, raising=False)
        results.save()
    assert [each.read_bytes() for each in place.iterdir()] == [before]
    assert known(place) == VALUE


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_directory_that_is_read_only_is_read_and_left_as_it_is(place: Path) -> None:
    place.chmod(0o500)
    results = Results(str(place))
    assert results.get("a.md", "k") == VALUE
    results.put("a.md", "new", "2026-11-30", VALUE)
    results.save()
    place.chmod(0o700)
    assert Results(str(place)).get("a.md", "new") is None


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EDQUOT, errno.ENOSPC])
def test_whatever_the_system_says_to_a_write_the_rest_is_read(
    number: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.open

    def refuse(path: str, flags: int, *mode: int) -> int:
        if flags & os.O_WRONLY:
            raise OSError(number, os.strerror(number))
        return usual(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    results = Results(str(place))
    results.put("b.md", "new", "2026-11-30", VALUE)
    results.save()
    assert results.get("a.md", "k") == VALUE


def test_what_a_newer_version_keeps_is_neither_read_nor_touched(place: Path, tmp_path: Path) -> None:
    newer = place.parent.with_name("results-2") / place.name
    newer.mkdir(parents=True, mode=0o700)
    (newer / shard(place).name).write_bytes(b"in a form of its own")
    shard(place).unlink()
    assert known(place) is None
    results = Results(str(place))
    results.put("a.md", "k", "2026-11-30", VALUE)
    results.save()
    assert known(place) == VALUE
    assert (newer / shard(place).name).read_bytes() == b"in a form of its own"
    assert str(newer) != directory({"XDG_CACHE_HOME": str(tmp_path / "cache")}, str(tmp_path / "repository"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no owners of this kind")
@pytest.mark.parametrize("which", ["file", "directory", "form", "base"])
def test_one_directory_for_two_users_serves_neither_of_them(
    which: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where XDG_CACHE_HOME is set to one place for all: what another user wrote is not believed."""
    theirs = {"file": shard(place), "directory": place, "form": place.parent, "base": place.parent.parent}[which]
    inode = theirs.stat().st_ino

    def foreign(known: os.stat_result) -> os.stat_result:
        return os.stat_result((*known[:4], 4711, *known[5:])) if known.st_ino == inode else known

    usual, other = os.lstat, os.fstat
    monkeypatch.setattr(os, "lstat", lambda path: foreign(usual(path)))
    monkeypatch.setattr(os, "fstat", lambda file: foreign(other(file)))
    assert known(place) is None


def test_only_the_user_may_look_into_it(place: Path) -> None:
    for each in (place, place.parent, place.parent.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700
    assert stat.S_IMODE(shard(place).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({"XDG_CACHE_HOME": "relative"}, False),
        ({"XDG_CACHE_HOME": "/c", OFF: "1"}, False),
        ({"XDG_CACHE_HOME": "/c"}, True),
        ({"HOME": "/h"}, True),
        ({"XDG_CACHE_HOME": "/repository/.cache"}, False),
        ({"XDG_CACHE_HOME": "/x/../repository"}, False),
        ({"XDG_CACHE_HOME": "/repository-2"}, True),
    ],
)
def test_where_it_lies(environ: dict[str, str], wanted: bool) -> None:
    assert (directory(environ, "/repository") is not None) == wanted


def test_nothing_inside_of_any_repository_is_used(tmp_path: Path) -> None:
    """The policy that is found may lie deep in a repository, with the cache beside it."""
    (tmp_path / "all" / ".git").mkdir(parents=True)
    root = str(tmp_path / "all" / "shop")
    assert directory({"XDG_CACHE_HOME": str(tmp_path / "all" / ".cache")}, root) is None
    assert directory({"XDG_CACHE_HOME": str(tmp_path / "cache")}, root)
    (tmp_path / "linked").symlink_to(tmp_path / "all")
    assert directory({"XDG_CACHE_HOME": str(tmp_path / "linked" / ".cache")}, root) is None


def test_what_two_runs_write_is_both_kept(place: Path) -> None:
    first, second = Results(str(place)), Results(str(place))
    assert first.get("a.md", "one") is None
    assert second.get("a.md", "two") is None
    first.put("a.md", "one", "2026-11-30", 1)
    second.put("a.md", "two", "2026-11-30", 2)
    first.save()
    second.save()
    assert [Results(str(place)).get("a.md", key) for key in ("k", "one", "two")] == [VALUE, 1, 2]


def test_it_is_bounded_by_size_and_by_days(place: Path) -> None:
    results = Results(str(place))
    for number in range(40):
        results.put("a.md", f"k{number}", "2026-11-30", "x" * (MAX_SHARD // 20))
    results.save()
    assert shard(place).stat().st_size <= MAX_SHARD + 100
    again = Results(str(place))
    assert again.get("a.md", "k39") is not None
    assert again.get("a.md", "k0") is None
    for day in ("2026-12-01", "2026-12-02"):
        again.put("a.md", f"of {day}", day, 1)
    again.save()
    assert list(json.loads(shard(place).read_bytes().partition(b"\n")[2])) == ["of 2026-12-01", "of 2026-12-02"]


def test_repositories_that_were_not_checked_for_longest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_REPOSITORIES", 3)
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    places = []
    for number in range(5):
        found = directory(environ, str(tmp_path / f"repository-{number}"))
        assert found
        results = Results(found)
        results.put("a.md", "k", "2026-11-30", number)
        results.save()
        os.utime(found, (number, number))
        places.append(Path(found))
    assert [place.is_dir() for place in places] == [False, False, True, True, True]


def test_values_that_differ_have_digests_that_differ() -> None:
    values: list[Any] = [None, True, 1, 0, "1", b"1", "", (), [], {}, ("a", "b"), (("a",), "b"), ["a", "b"], {"a": "b"}]
    values += [frozenset("ab"), "a\udcff", "a\n", ("a\x00b",), ("a", None)]
    assert len({digest(value) for value in values}) == len(values)
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_a_value_of_an_unknown_kind_has_no_digest() -> None:
    for value in (object(), 1.5, lambda: 1, iter(()), Path("a"), type("Text", (str,), {})("a")):
        with pytest.raises(NotPlain):
            digest((1, value))
