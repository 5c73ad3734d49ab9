"""Stored runs: they come back as they went, and a file that is none is named and never counted."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pytest
from support.ledgers import build, rows, store, written

from citefirst.dataset import asking, export, places, reading, runs
from citefirst.dataset.asking import Answer, Asked, ask, named
from citefirst.dataset.manifest import NAMES
from citefirst.dataset.places import Place
from citefirst.dataset.questions import questions
from citefirst.dataset.writing import encoded
from citefirst.errors import UsageError
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


STORY = [
    ONE,
    ONE._replace(run=8, day="2026-11-21", rules=("CF201", "CF401")),
    ONE._replace(run=9, attempt=2, day="2026-12-01", verdict="pass", rules=()),
    ONE._replace(run=10, day="2026-12-02", rules=("CF102",)),
    ONE._replace(run=11, pull=None, event="push", day="2026-12-02", verdict="error", rules=()),
]
"""Two red runs of a pull request, one that held, one behind it, and one in which a record was not judged."""
QUESTIONS = questions()


@pytest.fixture
def ran(place: Place) -> Place:
    """A ledger that holds runs alone."""
    for each in STORY:
        runs.put(place, WHERE, each)
    runs.put(place, WHERE._replace(repository="github.com/acme/other"), ONE)
    return place


def answer(place: Place, name: str) -> Answer:
    return ask(place, named(QUESTIONS[name], (), "2026-12-03"), QUESTIONS)


def test_runs_are_asked_where_nothing_was_built(ran: Place) -> None:
    assert ask(ran, Asked("SELECT count(*), max(run), any_value(path) FROM runs"), QUESTIONS).rows == [(6, 11, "")]
    both = ask(ran, Asked("SELECT count(*) FROM runs, records"), QUESTIONS)
    assert both.rows == [(0,)]
    assert list(asking.notes(both)) == [
        "no partition was built here, so nothing but runs is known: `citefirst ledger build` writes one"
    ]
    assert [row[:3] for row in answer(ran, "stopped_by").rows] == [
        ("CF201", 2, 1),
        ("CF201", 1, 1),
        ("CF102", 1, 1),
        ("CF401", 1, 1),
    ]
    assert answer(ran, "runs_by_month").rows == [
        ("2026-11", "github.com/acme/other", 1, 0, 1, 0),
        ("2026-11", NAME, 2, 0, 2, 0),
        ("2026-12", NAME, 3, 1, 1, 1),
    ]


def test_what_stopped_a_pull_request_after_it_held_does_not_count(ran: Place) -> None:
    found = [(row[0], row[3], row[4], str(row[6]), row[7]) for row in answer(ran, "runs_until_held").rows]
    assert found == [
        (NAME, 2, True, "2026-12-01", ["CF201", "CF401"]),
        ("github.com/acme/other", 1, False, "None", ["CF201"]),
    ]


def test_the_last_run_of_a_job_is_the_one_that_was_begun_last(ran: Place) -> None:
    told = answer(ran, "last_runs")
    assert (told.also, "records" in told.columns) == ((), True)
    found = [(str(row[0]), row[1], row[3], row[4]) for row in told.rows]
    assert found == [
        ("2026-11-20", "github.com/acme/other", "pull_request", "fail"),
        ("2026-12-02", NAME, "pull_request", "fail"),
        ("2026-12-02", NAME, "push", "error"),
    ]


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_run_is_not_counted_and_told_of(place: Place, name: str) -> None:
    data, reason = BAD[name]
    runs.put(place, WHERE, ONE)
    path = f"{places.folder(RUNS, NAME)}/0-bad.parquet"
    place.files.create_dir(path.rpartition("/")[0], recursive=True)
    with place.files.open_output_stream(path) as stream:
        stream.write(data)
    found = ask(place, Asked("SELECT count(*) FROM runs"), QUESTIONS)
    assert (found.rows, list(asking.notes(found))) == ([(1,)], [f"{path} is not counted: {reason}"])
    assert export.load(place).notes == (f"{path} is not counted: {reason}",)


def test_a_run_in_the_place_of_another_repository_is_not_counted(place: Place) -> None:
    path = runs.put(place, WHERE, ONE)
    there = path.replace("shop", "other")
    data = places.read(place, path)
    places.write(place, there, data)
    found = ask(place, Asked("SELECT repository FROM runs"), QUESTIONS)
    assert (found.rows, found.also) == ([(NAME,)], (f"{there} is not counted: it is a run of another repository",))


def test_of_too_many_runs_the_newest_are_counted_and_it_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (9, 10, 11):
        runs.put(place, WHERE._replace(repository=f"r{number % 2}"), ONE._replace(run=number))
    monkeypatch.setattr(runs, "ALL", 2)
    found = ask(place, Asked("SELECT min(run) FROM runs"), QUESTIONS)
    assert (found.rows, found.also) == ([(10,)], ("only the newest 2 of 3 runs are counted",))


def test_a_place_with_neither_records_nor_runs_is_no_ledger(place: Place) -> None:
    for text in ("SELECT * FROM runs", "SELECT * FROM runs, records", "SELECT 1"):
        with pytest.raises(UsageError, match="holds no ledger"):
            ask(place, Asked(text), QUESTIONS)


def test_runs_and_records_are_asked_and_handed_on_together(tmp_path: Path, ran: Place) -> None:
    build(written(tmp_path / "repository").root, ran, repository=NAME)
    text = "SELECT count(*) FROM runs JOIN repositories USING (repository)"
    assert ask(ran, Asked(text), QUESTIONS).rows == [(len(STORY),)]
    assert {path.name: path.read_text().count("\n") for path in export.to_csv(export.load(ran), tmp_path / "csv")}[
        "runs.csv"
    ] == len(STORY) + 2
