"""Answers are kept as long as they are good, and no cache, however damaged, is worse than none."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.lookup import cache

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://a.example/x"
FOUND = Found("pull-request", "Fix the cart", NOW - timedelta(days=9), "merged", (NOW - timedelta(days=10),))
MISSING = Missing("its server answers 404")


@pytest.mark.parametrize("answer", [FOUND, Found("link"), MISSING, Missing("")])
def test_what_is_kept_is_read_as_it_was(tmp_path: Path, answer: Answer) -> None:
    cache.keep(tmp_path / "new" / "cache", {URL: answer}, NOW)
    assert cache.read(tmp_path / "new" / "cache", NOW) == {URL: answer}


@pytest.mark.parametrize(
    ("answer", "age", "known"),
    [
        (FOUND, timedelta(hours=23), True),
        (FOUND, timedelta(days=1), False),
        (MISSING, timedelta(minutes=9), True),
        (MISSING, timedelta(minutes=10), False),
        (Found("pull-request", state="open"), timedelta(minutes=9), True),
        (Found("pull-request", state="open"), timedelta(minutes=10), False),
        (CannotTell("its server failed (503)"), timedelta(), False),
        (FOUND, timedelta(seconds=-1), False),
    ],
)
def test_how_long_an_answer_holds(tmp_path: Path, answer: Answer, age: timedelta, known: bool) -> None:
    cache.keep(tmp_path, {URL: answer}, NOW)
    assert (URL in cache.read(tmp_path, NOW + age)) is known


def test_what_is_kept_is_added_to_what_is_there(tmp_path: Path) -> None:
    cache.keep(tmp_path, {"a": FOUND, "b": MISSING}, NOW)
    cache.keep(tmp_path, {"b": FOUND, "c": MISSING}, NOW + timedelta(minutes=1))
    assert cache.read(tmp_path, NOW + timedelta(minutes=1)) == {"a": FOUND, "b": FOUND, "c": MISSING}
    cache.keep(tmp_path, {}, NOW + timedelta(days=1))
    assert json.loads((tmp_path / cache.NAME).read_text()).keys() == {"b"}


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"a": 1}',
    b'{"a": ["yesterday", {"reason": "x"}]}',
    b'{"a": ["2026-03-04T12:00:00", {"reason": "x"}]}',
    b'{"a": ["2026-03-04T12:00:00Z", {}]}',
    b'{"a": ["2026-03-04T12:00:00Z", {"kind": 5}]}',
    b'{"a": ["2026-03-04T12:00:00Z", {"kind": "x", "at": "2026-03-04T12:00:00"}]}',
    b'{"a": ["2026-03-04T12:00:00Z", {"reason": "' + b"x" * 600 + b'"}]}',
    b"[" * 200_000,
    b" " * 9_000_000 + b"{}",
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_cache_is_as_good_as_none_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / cache.NAME).write_bytes(content)
    assert cache.read(tmp_path, NOW) == {}
    cache.keep(tmp_path, {URL: FOUND}, NOW)
    assert cache.read(tmp_path, NOW) == {URL: FOUND}


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_is_in_the_file_is_survived(tmp_path: Path, content: bytes) -> None:
    (tmp_path / cache.NAME).write_bytes(content)
    assert cache.read(tmp_path, NOW) == {}


def test_one_cut_off_anywhere_is_survived(tmp_path: Path) -> None:
    cache.keep(tmp_path, {URL: FOUND}, NOW)
    whole = (tmp_path / cache.NAME).read_bytes()
    for length in range(len(whole)):
        (tmp_path / cache.NAME).write_bytes(whole[:length])
        assert cache.read(tmp_path, NOW) == {}


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / cache.NAME)
    assert cache.read(tmp_path, NOW) == {}


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cache.keep(tmp_path / "file" / "cache", {URL: FOUND}, NOW)
    (tmp_path / cache.NAME).mkdir()
    cache.keep(tmp_path, {URL: FOUND}, NOW)
    assert cache.read(tmp_path, NOW) == {}


def test_a_cache_does_not_grow_without_end(tmp_path: Path) -> None:
    for minute in range(3):
        many = {f"{minute}/{number}": Missing("x" * 400) for number in range(cache.MAX_ENTRIES)}
        cache.keep(tmp_path, many, NOW + timedelta(minutes=minute))
    known = cache.read(tmp_path, NOW + timedelta(minutes=2))
    assert len(known) == cache.MAX_ENTRIES
    assert all(key.startswith("2/") for key in known)
    assert (tmp_path / cache.NAME).stat().st_size < cache.MAX_BYTES


def test_the_longest_entries_fit(tmp_path: Path) -> None:
    title, times = "\x01" * cache.MAX_TEXT, (NOW,) * (cache.MAX_TIMES - 1)
    many = {f"{n}".rjust(cache.MAX_TEXT, "\x01"): Found("x", title, NOW, "x", times) for n in range(cache.MAX_ENTRIES)}
    cache.keep(tmp_path, many, NOW)
    assert (tmp_path / cache.NAME).stat().st_size < cache.MAX_BYTES
    assert len(cache.read(tmp_path, NOW)) == cache.MAX_ENTRIES


def test_what_is_too_long_is_not_kept(tmp_path: Path) -> None:
    cache.keep(tmp_path, {"x" * 501: FOUND, "a": Found("link", "x" * 501), "b": MISSING}, NOW)
    cache.keep(tmp_path, {"c": Found("link", others=(NOW,) * 21)}, NOW)
    assert cache.read(tmp_path, NOW) == {"b": MISSING}


def test_two_runs_at_once_leave_a_whole_cache(tmp_path: Path) -> None:
    def run(number: int) -> None:
        for step in range(20):
            cache.keep(tmp_path, {f"{number}/{step}": FOUND}, NOW)
            assert cache.read(tmp_path, NOW)

    with ThreadPoolExecutor(4) as executor:
        list(executor.map(run, range(4)))
    assert [path.name for path in tmp_path.iterdir()] == [cache.NAME]


def test_only_its_owner_may_look_into_a_new_cache(tmp_path: Path) -> None:
    cache.keep(tmp_path / "cache", {URL: FOUND}, NOW)
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0
