"""The tables as data: every row fits its JSON Schema and its Arrow schema, and comes back as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.ledger import WHERE, made
from support.paths import ROOT

from citefirst.ledger import arrow, json_schema
from citefirst.ledger.events import events
from citefirst.ledger.model import FORMAT, TABLES, RepositoryRow, RevisionRow, Rows, Where
from citefirst.ledger.naming import repository_name
from citefirst.ledger.shape import columns, dicts, plain, read_back, whole

SCHEMA = json.loads((ROOT / "schemas" / f"{FORMAT}.schema.json").read_text("utf-8"))
EVERY = made()._replace(
    repositories=(RepositoryRow("0.1.0", "2026-11-23", ".citefirst.yml", False, 1),),
    events=events(None, made(), "2026-11-23"),
    revisions=(
        RevisionRow(1, "2026-11-23T09:00:00Z", "2026-11-23", "Ada <ada@example.com>", "Write", "a" * 40, "b.md", False),
    ),
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


def test_the_sample_fills_every_table() -> None:
    assert [table for table, found in EVERY._asdict().items() if not found] == []


def test_every_row_satisfies_the_published_schema() -> None:
    tables: dict[str, list[Any]] = {name: [] for name in TABLES}
    for table, row in dicts(EVERY, WHERE):
        tables[table].append(row)
    Draft202012Validator.check_schema(SCHEMA)
    found = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in found.iter_errors(json.loads(json.dumps(tables)))] == []


@pytest.mark.parametrize("table", TABLES)
def test_the_schema_is_closed_and_refuses_another_value(table: str) -> None:
    row = json.loads(json.dumps(next(row for name, row in dicts(EVERY, WHERE) if name == table)))
    validator = Draft202012Validator({"$ref": f"#/$defs/{table}", "$defs": SCHEMA["$defs"]})
    assert validator.is_valid(row)
    assert not validator.is_valid({**row, "stray": 1})
    for column in columns(table):
        assert not validator.is_valid({name: value for name, value in row.items() if name != column.name})
        assert not validator.is_valid({**row, column.name: {}})
        assert validator.is_valid({**row, column.name: None}) is column.optional


def test_every_table_begins_with_where_and_names_no_column_twice() -> None:
    for table in TABLES:
        names = [column.name for column in columns(table)]
        assert tuple(names[:4]) == Where._fields
        assert len(set(names)) == len(names)
        assert all(column.says.endswith(".") for column in columns(table))
    assert tuple(TABLES) == Rows._fields


@pytest.mark.parametrize("table", TABLES)
def test_arrow_holds_every_row_as_it_is(table: str) -> None:
    given = [row for name, row in whole(EVERY, WHERE) if name == table]
    batch = arrow.batch(table, given)
    assert batch.schema.metadata[arrow.VERSION_KEY] == FORMAT.encode()
    back = [tuple(map(_plain, row.values())) for row in batch.to_pylist()]
    assert back == given
    assert arrow.batch(table, ()).num_rows == 0
    assert [field.nullable for field in arrow.schema(table)] == [column.optional for column in columns(table)]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date) else tuple(value) if isinstance(value, list) else value


def test_days_are_dates_in_arrow() -> None:
    batch = arrow.batch("records", [row for name, row in whole(EVERY, WHERE) if name == "records"])
    assert batch.to_pylist()[0]["expires"] == date(2027, 1, 31)


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_stands_in_every_form(title: str, person: str) -> None:
    (record,), (owner, *_) = EVERY.records, EVERY.owners
    rows = Rows(records=(record._replace(title=title, supersedes=(title,)),), owners=(owner._replace(who=person),))
    assert read_back(json.loads(json.dumps(plain(rows)))) == rows
    for table, row in whole(rows, WHERE):
        assert arrow.batch(table, [row]).num_rows == 1


def test_rows_come_back_from_plain_values() -> None:
    assert read_back(json.loads(json.dumps(plain(EVERY)))) == EVERY
    assert plain(Rows()) == {}


@pytest.mark.parametrize("value", [{"records": [[1]]}, {"records": 3}, {"else": []}, {"records": [None]}])
def test_what_is_no_rows_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
        read_back(value)


def test_the_page_lists_every_column() -> None:
    page = (ROOT / "docs" / "ledger.md").read_text("utf-8")
    assert json_schema.page() in page
    assert all(f"| `{column.name}` |" in page for table in TABLES for column in columns(table))


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://github.com/acme/shop.git", "github.com/acme/shop"),
        ("https://alice:secret@GitHub.com/acme/shop", "github.com/acme/shop"),
        ("https://x-access-token:ghs_1@github.com:443/acme/shop.git/", "github.com/acme/shop"),
        ("git@github.com:acme/shop.git", "github.com/acme/shop"),
        ("ssh://git@git.acme.io:2222/group/sub/shop.git", "git.acme.io/group/sub/shop"),
        ("file:///srv/git/shop.git", "here"),
        ("/srv/git/shop.git", "here"),
        ("C:/git/shop", "here"),
        ("../shop", "here"),
        ("", "here"),
        ("https://github.com/", "here"),
    ],
)
def test_a_repository_has_one_name_in_every_clone(origin: str, name: str) -> None:
    assert repository_name(origin, "/home/alice/here/") == name


def test_a_directory_without_a_name_has_one() -> None:
    assert repository_name("", "/") == "repository"
