"""A ledger asked by SQL. DuckDB has the tables in memory and nothing else: a query reads no file, loads no extension.

Of a table only the files are read whose rows a query can ask for, and of these only the columns that it names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from citefirst.dataset import reading, runs
from citefirst.dataset.manifest import NAMES, Manifest
from citefirst.dataset.places import PAST, Place
from citefirst.dataset.questions import TODAY, Question, shown
from citefirst.errors import CitefirstError, UsageError
from citefirst.ledger.model import RUNS

if TYPE_CHECKING:
    import duckdb

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
}
"""Settings under which DuckDB reads nothing that is not given to it, and writes nothing."""
SHOWN = 5
"""Repositories that a note names."""
ASKED = (*NAMES, RUNS)
"""Tables that can be asked: those of partitions, and the one of runs."""
_PAST = {"events", "revisions", *(name for name in NAMES if name.startswith(f"{PAST}."))}
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Answer(NamedTuple):
    """Names of columns, and rows as DuckDB gives them. `silent` are repositories that know less of the past than was
    asked for; `also` is what else must be said."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    silent: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A query, and values for its parameters: `$name`, or `?` in their order."""

    sql: str
    given: Mapping[str, Any] | Sequence[Any] = ()


def ask(place: Place, asked: Asked, known: Mapping[str, Question]) -> Answer:
    """Ask a ledger. Raises UsageError where the query is wrong, CitefirstError where the ledger is damaged."""

    needed = _needed(asked.sql, known)

    def step() -> Answer:
        ran = runs.table(place) if RUNS in needed else None
        found = partitions(place, needed, ran)
        with opened(place, found, known, needed, ran) as connection:
            silent = (each.repository for each in found if not each.head and needed & _PAST and needed != set(ASKED))
            also = _of_runs(ran, found, needed) if ran and needed != set(ASKED) else ()
            return _answer(connection, asked)._replace(silent=tuple(silent), also=tuple(also))

    return reading.steadily(step, place)


def notes(answer: Answer) -> Iterator[str]:
    """Yield what must be said beside an answer, so that nobody takes silence for an answer."""
    if answer.silent:
        more = f" and {len(answer.silent) - SHOWN} more" if len(answer.silent) > SHOWN else ""
        names = ", ".join(answer.silent[:SHOWN])
        yield f"nothing is known of the past of {names}{more}: build with --history, from a checkout with all of it"
    yield from answer.also


def _of_runs(ran: runs.Table, found: Collection[Manifest], needed: Collection[str]) -> Iterator[str]:
    yield from ran.notes
    if not found and set(needed) != {RUNS}:
        yield "no partition was built here, so nothing but runs is known: `citefirst ledger build` writes one"


def partitions(place: Place, needed: Collection[str], ran: runs.Table | None) -> tuple[Manifest, ...]:
    """Return the partitions of a ledger, none where it holds runs and nothing else is asked for, or nothing else is
    there. Raises UsageError where there is no ledger."""
    if ran and ran.rows.num_rows and (set(needed) == {RUNS} or not reading.is_built(place)):
        return ()
    return reading.manifests(place)


def named(question: Question, arguments: Sequence[str], today: str) -> Asked:
    """Return the query that asks a question. Raises UsageError where too much or too little is given."""
    wanted = [each for each in question.parameters if each.name != TODAY]
    needed = sum(each.needed for each in wanted)
    if not needed <= len(arguments) <= len(wanted):
        raise UsageError(f"{shown(question.name)} is asked as `{question.usage}`: {question.says}")
    given: dict[str, str] = dict(zip((each.name for each in wanted), arguments, strict=False))
    if len(wanted) < len(question.parameters):
        given[TODAY] = today
    if question.is_view:
        return Asked(f"SELECT * FROM {question.name}")
    takes = ", ".join(f"{name} := ${name}" for name in given)
    return Asked(f"SELECT * FROM {question.name}({takes})", given)


@contextmanager
def opened(
    place: Place,
    found: Iterable[Manifest],
    known: Mapping[str, Question],
    names: Iterable[str] = NAMES,
    ran: runs.Table | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a ledger for queries, with some of its tables, and the questions that can be asked of these."""
    import duckdb

    wanted = set(names)
    tables: dict[str, Any] = dict(reading.tables(place, found, [name for name in NAMES if name in wanted]))
    if ran:
        tables[RUNS] = ran.rows
    with duckdb.connect(":memory:", config=CLOSED) as connection:
        connection.execute(f"CREATE SCHEMA {PAST}")
        for name, table in tables.items():
            connection.register(f"parquet_{name.replace('.', '_')}", table)
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM parquet_{name.replace('.', '_')}")
        prepare(connection, known, wanted)
        connection.execute("SET lock_configuration = true")
        yield connection


def prepare(connection: duckdb.DuckDBPyConnection, known: Mapping[str, Question], tables: Iterable[str]) -> None:
    """Create the questions that rest on some tables, each after those that it rests on. Raises UsageError."""
    here, left = set(tables), {name: _named(each.sql, known) for name, each in known.items()}
    left = {name: needs for name, needs in left.items() if needs <= here}
    done = set[str]()
    while left:
        ready = [name for name in left if not (_words(known[name].sql) & set(left) - {name})] or sorted(left)[:1]
        for name in ready:
            _create(connection, known[name])
            done.add(name)
            del left[name]


def _create(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    import duckdb

    try:
        if len(connection.extract_statements(question.sql)) != 1:
            raise UsageError(f"the question {shown(question.name)} must be one statement")
        connection.execute(question.sql)
    except duckdb.Error as error:
        raise UsageError(f"the question {shown(question.name)} cannot be asked: {_said(error)}") from error


def _answer(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Answer:
    import duckdb

    try:
        statements = connection.extract_statements(asked.sql)
        if len(statements) != 1 or statements[0].type not in (
            duckdb.StatementType.SELECT,
            duckdb.StatementType.EXPLAIN,
        ):
            raise UsageError("a ledger is asked by one query that reads, such as `SELECT count(*) FROM records`")
        done = connection.execute(statements[0], asked.given or None)
        return Answer(tuple(each[0] for each in done.description or ()), done.fetchall())
    except duckdb.OutOfMemoryException as error:
        raise CitefirstError(f"the query needs more memory than there is: {_said(error)}") from error
    except duckdb.Error as error:
        raise UsageError(f"the query cannot be answered: {_said(error)}") from error


def _said(error: Exception) -> str:
    """Return the first line of what DuckDB says."""
    return (str(error).strip().splitlines() or ["no reason is given"])[0]


def _words(sql: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(sql)}


def _named(sql: str, known: Mapping[str, Question]) -> set[str]:
    """Return the tables whose name stands in a query, or in a question whose name does."""
    words, seen = _words(sql), set[str]()
    while new := (words & known.keys()) - seen:
        seen |= new
        words |= {word for name in new for word in _words(known[name].sql)}
    past = PAST in words
    return {name for name in ASKED if name.rpartition(".")[2] in words and (past or "." not in name)}


def _needed(sql: str, known: Mapping[str, Question]) -> set[str]:
    """Return the tables that a query can ask for. What is not named is not there, so a query that comes to a table in
    another way fails and is never wrong. One that names none may be about the ledger itself, and has all."""
    return _named(sql, known) or set(ASKED)
