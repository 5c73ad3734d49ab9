"""A query reads the ledger and nothing else, and what a record says never becomes a part of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.ledgers import rows

from citefirst.dataset import asking, writing
from citefirst.dataset.asking import Asked, ask, named
from citefirst.dataset.places import Place, at
from citefirst.dataset.questions import Question, parse, questions
from citefirst.errors import UsageError

QUESTIONS = questions()
HOSTILE = ("'; DROP TABLE records; --", "=1+1", "<b>", "a\nb", "\x1b[31m", "\u202e", "||", "\0", '"', "%", "日本")
WORDS = {
    "today": "2026-11-23",
    "first_day": "2026-07-01",
    "last_day": "2026-09-30",
    "within_days": "30",
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = at(str(tmp_path / "ledger"))
    one = {"repository": "a", "path": "docs/a.md", "id": "INC-1", "stage": "decided", "claims": 2, "cited": 1}
    tables = {
        "records": rows("records", one, {**one, "path": "docs/b.md"}),
        "claims": rows(
            "claims",
            {**one, "claim": 1, "line": 9, "state": "cited", "text": "It rose."},
            {**one, "claim": 2, "line": 11, "state": "UNKNOWN", "text": "UNKNOWN: why."},
        ),
        "sources": rows(
            "sources", {**one, "source": 1, "id": "S1", "target": "https://grafana.example.com/d/a", "cited": 1}
        ),
        "citations": rows("citations", {**one, "claim": 1, "source": 1}),
        "unknowns": rows("unknowns", {**one, "claim": 2, "line": 11, "text": "UNKNOWN: why.", "who": "@bob"}),
        "approvals": rows("approvals", {**one, "approval": 1, "by": "@alice", "person": "alice", "covers": "this"}),
    }
    writing.put(found, "a", tables)
    return found


def sql(place: Place, text: str, *given: object) -> list[tuple[object, ...]]:
    return ask(place, Asked(text, given), QUESTIONS).rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_can_be_asked_of_a_ledger_that_holds_next_to_nothing(name: str, place: Place) -> None:
    question = QUESTIONS[name]
    given = [WORDS.get(each.name, "INC-1") for each in question.parameters if each.name != "today"]
    assert ask(place, named(question, given, "2026-11-23"), QUESTIONS).columns
    assert question.says
    assert all(each.says for each in question.parameters)


def test_there_are_more_than_a_dozen_questions_and_the_promised_ones() -> None:
    promised = {"why", "approved_by", "evidence_of", "who_relies_on", "open_unknowns", "assistant_share", "expiring"}
    assert promised <= set(QUESTIONS)
    assert len(QUESTIONS) > 12


def test_why_tells_what_backs_each_claim(place: Place) -> None:
    answer = ask(place, named(QUESTIONS["why"], ["inc-1"], ""), QUESTIONS)
    told = [row[2:6] for row in answer.rows]
    assert ("cited", 9, "It rose.", "S1: https://grafana.example.com/d/a") in told
    assert ("UNKNOWN", 11, "UNKNOWN: why.", None) in told
    assert [row[2] for row in answer.rows] == ["cited", "UNKNOWN", "approved"]


def test_two_records_of_one_id_are_both_found_and_told_of(place: Place) -> None:
    assert [row[1] for row in sql(place, "SELECT * FROM found('INC-1')")] == ["docs/a.md", "docs/b.md"]
    assert sql(place, "SELECT records, paths FROM same_id") == [(2, ["docs/a.md", "docs/b.md"])]
    assert [row[1] for row in sql(place, "SELECT * FROM found('a.md')")] == ["docs/a.md"]


MOVES = [("a", None), ("b", "a"), ("a", None), ("c", "b"), ("b", "c"), ("d", "b")]
"""The path of a record in each revision, and the one from which it was moved: by the third, `a` is another record."""


@pytest.mark.parametrize(("path", "numbers"), [("d", [1, 2, 4, 5, 6]), ("a", [3])])
def test_a_history_is_that_of_the_record_wherever_it_stood(tmp_path: Path, path: str, numbers: list[int]) -> None:
    found = at(str(tmp_path / "moved"))
    at_first = {"repository": "r", "day": "2026-11-01"}
    steps = [
        {**at_first, "path": path, "was": was, "number": number, "commit": str(number)}
        for number, (path, was) in enumerate(MOVES, 1)
    ]
    tables = {
        "records": rows("records", {"repository": "r", "path": path, "id": "N-1", "stage": "open"}),
        "revisions": rows("revisions", *({**each, "day": date(2026, 11, 1)} for each in steps)),
        "events": rows(
            "events",
            *(
                {"repository": "r", "path": each["path"], "commit": each["commit"], "day": date(2026, 11, 1)}
                for each in steps
            ),
            {"repository": "r", "path": "b", "commit": None, "day": date(2026, 11, 2), "event": "expired"},
            {"repository": "r", "path": path, "commit": None, "day": date(2026, 11, 3), "event": "expired"},
        ),
    }
    writing.put(found, "r", tables)
    told = ask(found, named(QUESTIONS["history_of"], ["n-1"], ""), QUESTIONS).rows
    assert [int(row[7]) for row in told if row[7]] == numbers
    assert [str(row[0]) for row in told if not row[7]] == ["2026-11-03"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name",
    [
        name
        for name, each in QUESTIONS.items()
        if not each.is_view and name not in ("expiring", "approvals_between", "overdue")
    ],
)
def test_what_is_asked_for_is_bound_and_never_a_part_of_the_query(name: str, text: str, place: Place) -> None:
    assert ask(place, named(QUESTIONS[name], [text], "2026-11-23"), QUESTIONS).rows == []
    assert sql(place, "SELECT count(*) FROM records") == [(2,)]


def test_values_of_a_query_are_bound_in_their_order(place: Place) -> None:
    assert sql(place, "SELECT count(*) FROM records WHERE id = ? AND path = ?", "INC-1", "docs/a.md") == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('{}')",
        "SELECT * FROM read_text('{}')",
        "SELECT * FROM read_parquet('{}')",
        "SELECT * FROM read_json('{}')",
        "SELECT * FROM '{}'",
        "SELECT * FROM glob('{}')",
        "ATTACH '{}'",
        "COPY records TO '{}.csv'",
        "COPY records FROM '{}'",
        "EXPORT DATABASE '{}x'",
        "IMPORT DATABASE '{}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "PRAGMA temp_directory = '/tmp'",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW records",
        "INSERT INTO records VALUES (1)",
        "UPDATE records SET id = 'x'",
        "DELETE FROM records",
        "CREATE SECRET x (TYPE S3)",
        "SELECT 1; SELECT 2",
        "",
        ";",
        "SELECT * FROM place",
        "SELECT * FROM QUESTIONS",
        "SELECT getenv('HOME')",
        "SELECT nothing FROM records",
        "SELEC 1",
        "SELECT * FROM records WHERE id = $1",
        "EXPLAIN ANALYZE COPY records TO '{}.csv'",
    ],
)
def test_a_query_reads_the_ledger_and_nothing_else(text: str, place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    before = set(tmp_path.rglob("*"))
    with pytest.raises(UsageError):
        sql(place, text.format(secret))
    assert set(tmp_path.rglob("*")) == before


def test_a_question_that_is_unclear_says_how_it_is_asked(place: Place) -> None:
    with pytest.raises(UsageError, match="why is asked as `why WANTED`"):
        named(QUESTIONS["why"], [], "")
    with pytest.raises(UsageError, match="cannot be answered: Conversion Error"):
        ask(place, named(QUESTIONS["expiring"], ["soon"], "2026-11-23"), QUESTIONS)


def test_only_the_tables_that_a_query_names_are_read(place: Place) -> None:
    assert place.local
    (file,) = (place.local / "claims").rglob("*.parquet")
    file.write_bytes(b"damaged")
    assert sql(place, "SELECT count(*) FROM records") == [(2,)]
    with pytest.raises(Exception, match="is damaged"):
        sql(place, "SELECT count(*) FROM claims")
    with pytest.raises(Exception, match="is damaged"):
        sql(place, "SELECT * FROM why('INC-1')")
    with pytest.raises(UsageError, match="does not exist"):  # a way round the names finds nothing
        sql(place, "SELECT count(*) FROM query_table('cla' || 'ims') WHERE 'records' <> ''")


def test_who_asks_for_the_past_of_a_repository_without_one_is_told(place: Place) -> None:
    answer = ask(place, named(QUESTIONS["history_of"], ["INC-1"], ""), QUESTIONS)
    assert list(asking.notes(answer)) == [
        "nothing is known of the past of a: build with --history, from a checkout with all of it"
    ]
    assert not list(asking.notes(ask(place, Asked("SELECT 1 FROM records"), QUESTIONS)))


def test_a_question_of_ones_own_steps_in_the_place_of_one_of_ours(place: Place, tmp_path: Path) -> None:
    (tmp_path / "systems.sql").write_text("-- Ours.\nCREATE VIEW systems AS SELECT 42 AS answer FROM records LIMIT 1;")
    (tmp_path / "more.sql").write_text("-- More.\nCREATE MACRO more(a, b := 2) AS TABLE SELECT a, b FROM systems;")
    known = questions([tmp_path])
    assert ask(place, named(known["systems"], [], ""), known).rows == [(42,)]
    assert ask(place, named(known["more"], ["x"], ""), known).rows == [("x", 2)]
    assert known["more"].usage == "more A [B]"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x", ""),
        ("x", "SELECT 1"),
        ("x", "CREATE VIEW y AS SELECT 1"),
        ("x", "CREATE TABLE x AS SELECT 1"),
        ("X Y", "CREATE VIEW x AS SELECT 1"),
    ],
)
def test_a_file_that_holds_no_question_is_refused(name: str, text: str) -> None:
    with pytest.raises(UsageError, match="is no question: it must hold"):
        parse(name, text, "x.sql")


@pytest.mark.parametrize(
    "text", ["CREATE VIEW x AS SELECT nothing FROM records", "CREATE VIEW x AS SELECT 1; SELECT 2"]
)
def test_a_question_that_cannot_be_asked_is_named(text: str, place: Place) -> None:
    known = {**QUESTIONS, "x": Question("x", "", (), text, True)}
    asked = Asked("SELECT * FROM x, records")
    with pytest.raises(UsageError, match=r"the question x (cannot be asked|must be one statement)"):
        ask(place, asked, known)
