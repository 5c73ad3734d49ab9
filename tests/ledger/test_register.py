"""Questions to the register, as a table of records and what each question is answered with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from support.ledger import FRONT, FULL, WHERE, made
from support.paths import ROOT

from citefirst.errors import UsageError
from citefirst.ledger.columns import VIEWS, Value, columns_of
from citefirst.ledger.model import Rows, Where
from citefirst.ledger.register import Query, chosen, register
from citefirst.ledger.register_formats import FORMAT, Place, as_calendar, as_value, schema, table
from citefirst.report.tables import csv

DAY = "2026-11-23"
SCHEMA = json.loads((ROOT / "schemas" / f"{FORMAT}.schema.json").read_text("utf-8"))
PLACE = Place("github.com/acme/shop", "1" * 40, f"sha256:{'0' * 64}", False)


def entry(path: str, text: str = FULL, policy: str = "") -> tuple[Where, Rows]:
    return WHERE._replace(path=path), made(text, policy or "records:\n  'docs/**': example\n")


def said(*changes: tuple[str, str]) -> str:
    text = FULL
    for old, new in changes:
        text = text.replace(old, new)
    return text


DRAFT, LATER, NO_ID = ("status: accepted", "status: draft"), ("2026-11-20", "2026-12-20"), ("id: EX-7\n", "")
RECORDS = [
    entry("docs/a.md"),
    entry("docs/b.md", said(("EX-7", "EX-10"), ("2027-01-31", "2026-12-01"), ("@alice", "@carla"))),
    entry("docs/c.md", said(("EX-7", "EX-9"), DRAFT, LATER)),
    entry("docs/d.md", said(("EX-7", "EX-8"), ("status: accepted", "status: Superseded by EX-9"))),
    entry("docs/e.md", said(("id: EX-7\n", "id: EX-11\nsupersedes: EX-10\n"), ("2027-01-31", "2026-11-01"))),
    entry("docs/f.md", said(NO_ID, ("2026-11-20", "2026-02-30"), ("expires: 2027-01-31\n", ""))),
    entry("docs/g.md", said(("at: 2026-11-05T14:02Z", "at: last week"), ("EX-7", "EX-12"))),
    entry("docs/h.md", "---\nworkflow: example\nid: EX-13\nai: none\n---\n# Nothing\n"),
]


def paths(**asked: Any) -> list[str]:
    found = register(RECORDS, Query(day=DAY, **asked))
    return [line.where.path.removeprefix("docs/").removesuffix(".md") for line in found.lines]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "a b c d e f g h"),
        ({"workflows": ("example",)}, "a b c d e f g h"),
        ({"workflows": ("other",)}, ""),
        ({"owners": ("@carla",)}, "b"),
        ({"owners": ("@carla", "@bob")}, "a b c d e f g"),
        ({"statuses": ("draft",)}, "c"),
        ({"statuses": ("ended",)}, "d"),
        ({"statuses": ("open", "ended")}, "c d"),
        ({"verdicts": ("holds",)}, ""),
        ({"systems": ("grafana",)}, "a b c d e f g"),
        ({"systems": ("GitHub",)}, "a b c d e f g"),
        ({"systems": ("repository",)}, "a b c d e f g"),
        ({"systems": ("Jira",)}, ""),
        ({"assistants": ("claude",)}, "a b c d e f g"),
        ({"assistants": ("Claude-Enterprise",)}, "a b c d e f g"),
        ({"assistants": ("copilot",)}, ""),
        ({"ending": "2026-12-23"}, "e b"),
        ({"ending": "2026-11-30"}, "e"),
        ({"ending": "2027-12-31"}, "e b a g"),
        ({"unknown": True}, "a b c d e f g"),
        ({"unknown": True, "overdue": True}, "a b e f g"),
        ({"since": "2026-11-05"}, "a b c d e f"),
        ({"since": "2026-11-06"}, ""),
        ({"until": "2026-11-05"}, "a b c d e f"),
        ({"since": "2026-11-05", "until": "2026-11-05"}, "a b c d e f"),
        ({"until": "2026-11-04"}, ""),
        ({"superseded": True}, "b d"),
        ({"superseded": True, "statuses": ("ended",)}, "d"),
        ({"sort": ("id",)}, "a d c b e g h f"),
        ({"sort": ("-id",)}, "h g e b c d a f"),
        ({"sort": ("expires", "-path")}, "e b g d c a h f"),
        ({"sort": ("status", "id")}, "a b e g f c d h"),
        ({"show": "unknowns", "overdue": True}, "a b e g f"),
        ({"show": "unknowns"}, "a b d e g c f"),
        ({"show": "approvals", "since": "2026-11-01"}, "a d c b e f"),
        ({"show": "approvals"}, "a d c b e f g"),
    ],
)  # fmt: skip
def test_a_question_has_its_records_in_order(asked: dict[str, Any], expected: str) -> None:
    assert paths(**asked) == expected.split()


def test_what_no_time_can_find_is_told() -> None:
    found = register(RECORDS, Query(day=DAY, show="approvals", since="2026-01-01"))
    assert found.notes == ("1 approval without a day of the calendar, left out",)
    assert found.records == len(RECORDS)


def test_a_history_that_is_cut_off_is_told_where_it_matters() -> None:
    def notes(text: str) -> tuple[str, ...]:
        return register([entry("docs/a.md", text)], Query(day=DAY, show="approvals"), shallow=True).notes

    assert notes(FULL) == ()
    assert "cut off" in notes(FULL.replace("14:02Z", f"14:02Z\n    digest: sha256:{'0' * 64}"))[0]


@pytest.mark.parametrize("show", VIEWS)
def test_the_json_satisfies_its_schema(show: str) -> None:
    query = Query(day=DAY, show=show)
    value = json.loads(json.dumps(as_value(register(RECORDS, query), query, PLACE)))
    Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(value)] == []
    assert value["items"]
    broken = {**value, "items": [{**value["items"][0], "stray": 1}]}
    assert not Draft202012Validator(SCHEMA).is_valid(broken)
    assert schema() == SCHEMA


@pytest.mark.parametrize("show", VIEWS)
def test_every_column_has_a_value_for_every_line(show: str) -> None:
    found = register(RECORDS, Query(day=DAY, show=show))
    for column in columns_of(show).values():
        for line in found.lines:
            value: Value = column.value(line)
            assert value is None or isinstance(value, str | int | float | tuple)
    assert table(found, chosen(show, ())).rows


def test_a_column_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="--columns owner: there is no such column: id, workflow"):
        chosen("records", ("owner",))
    with pytest.raises(UsageError, match="--sort due: there is no such column"):
        register(RECORDS, Query(day=DAY, sort=("due",)))


@pytest.mark.parametrize(("show", "days"), [("records", 4), ("unknowns", 6), ("approvals", 6)])
def test_the_calendar_is_read_by_somebody_elses_reader(show: str, days: int) -> None:
    query = Query(day=DAY, show=show)
    data = as_calendar(register(RECORDS, query), query).encode()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar: Any = Calendar.from_ical(data)
    events: list[Any] = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) == days
    again: Any = Calendar.from_ical(as_calendar(register(list(reversed(RECORDS)), query), query))
    assert {str(event["UID"]) for event in again.walk("VEVENT")} == {str(event["UID"]) for event in events}


def test_hostile_text_stays_in_its_place() -> None:
    text = '=1+1"\\n<b>; DROP TABLE records, BEGIN:VEVENT\\r\\n' * 3
    front = FRONT.replace("id: EX-7", f"id: {json.dumps(text)}").replace('"@bob"', json.dumps(f"@{text}"))
    hostile = [
        entry("docs/=a\r\nb.md", front + FULL.removeprefix(FRONT).replace("Checkout latency", "=cmd|' /C calc'!A0"))
    ]
    for show in ("records", "unknowns", "approvals"):
        query = Query(day=DAY, show=show)
        found = register(hostile, query)
        calendar: Any = Calendar.from_ical(as_calendar(found, query))
        assert not calendar.errors
        assert len(calendar.walk("VEVENT")) == 1
        assert csv.render(table(found, tuple(columns_of(show).values()))).count("\r\n") == 2


def test_two_records_with_one_id_are_both_listed() -> None:
    twins = [entry("docs/a.md"), entry("docs/b.md")]
    assert len(register(twins, Query(day=DAY)).lines) == 2


def test_numbers_of_any_length_are_sorted() -> None:
    long = "9" * 10_000
    texts = [FULL.replace("EX-7", f'"EX-{long}"'), FULL.replace("EX-7", "EX-1"), FULL.replace("EX-7", "ex-007")]
    found = register([entry(f"docs/{n}.md", text) for n, text in enumerate(texts)], Query(day=DAY, sort=("id",)))
    assert [line.where.path for line in found.lines] == ["docs/1.md", "docs/2.md", "docs/0.md"]
