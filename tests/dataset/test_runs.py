"""Stored runs: they come back as they went, and a file that is none is named and never counted."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pytest
from support.ledgers import build, rows, store, written

from citefirst.dataset import places, reading, runs
from citefirst.dataset.manifest import NAMES
from citefirst.dataset.places import Place
from citefirst.dataset.writing import encoded
from citefirst.ledger import arrow
from citefirst.ledger.model import RUNS, RunRow, Where

NAME = "github.com/acme/shop"
WHERE = Where(NAME, "c" * 40, "", "sha256:0")
HOSTILE = "=cmd|'/c calc'!A1 \"; DROP TABLE runs; --<script>\r\n/../\u202e\ud800"
ONE = RunRow(
    7, 1, "checks / citefirst", "pull_request", 12, None, "2026-11-20",
    "enforce", "fail", 2, 9, 1, 1, 0, ("CF201",), "1.0.0",
)  # fmt: skip
PASSED = encoded(rows(RUNS, {"verdict": "pass"}))
BAD: dict[str, tuple[bytes, str]] = {
    "no Parquet": (b"PAR1 is what it says", "it is damaged"),
    "nothing": (b"", "it is damaged"),
    "cut off": (PASSED[:-9], "it is damaged"),
    "flipped": (PASSED[:40] + bytes([255 - PASSED[40]]) + PASSED[41:], "it is damaged"),
    "another table": (encoded(rows("owners", {})), "it is damaged"),
    "other columns": (encoded(pyarrow.table({"a": [1]})), "it is no run"),
    "no row": (encoded(rows(RUNS)), "it is no run"),
    "two rows": (encoded(rows(RUNS, {"verdict": "pass"}, {"verdict": "pass"})), "it is no run"),
    "no verdict": (encoded(rows(RUNS, {"verdict": "perhaps"})), "it is no run"),
    "newer": (
        encoded(rows(RUNS, {"verdict": "pass"}).replace_schema_metadata({arrow.VERSION_KEY: b"ledger-v2"})),
        "it is of ledger-v2, and this citefirst reads ledger-v1: update citefirst",
    ),
    "too large": (b"\0" * (runs.LARGEST + 1), "it is too large for a run"),
}  # fmt: skip


@pytest.fixture(params=["local", "store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return store() if request.param == "store" else places.at(str(tmp_path / "ledger"))


def test_a_run_comes_back_as_it_went(place: Place) -> None:
    path = runs.put(place, WHERE, ONE)
    assert list(runs.stored(place, NAME)) == [(path, ONE)]
    assert list(runs.stored(place, "github.com/acme/other")) == []


def test_hostile_texts_are_only_texts(place: Place) -> None:
    plain = HOSTILE.encode("utf-8", "backslashreplace").decode()
    path = runs.put(place, WHERE._replace(repository=HOSTILE), ONE._replace(job=HOSTILE, event=HOSTILE))
    assert path.count("/") == 2
    ((_, found),) = runs.stored(place, HOSTILE)
    assert isinstance(found, RunRow)
    assert (found.job, found.event) == (plain, plain)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_run_is_named(tmp_path: Path, name: str) -> None:
    data, reason = BAD[name]
    place = places.at(str(tmp_path))
    good = runs.put(place, WHERE, ONE)
    path = f"{places.folder(RUNS, NAME)}/0-bad.parquet"
    places.write(place, path, data)
    assert list(runs.stored(place, NAME)) == [(path, reason), (good, ONE)]


def test_a_build_leaves_runs_alone_and_runs_leave_its_rows_alone(tmp_path: Path, place: Place) -> None:
    repository = written(tmp_path / "repository")
    assert RUNS not in NAMES
    build(repository.root, place, repository=NAME)
    before = reading.manifests(place)
    path = runs.put(place, WHERE, ONE)
    build(repository.root, place, repository=NAME)
    assert reading.manifests(place) == before
    assert list(runs.stored(place, NAME)) == [(path, ONE)]
