"""A ledger for other programs: as one DuckDB file with its tables and questions, as CSV files, or as JSON."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citefirst.dataset import reading, runs
from citefirst.dataset.asking import ASKED, CLOSED, partitions, prepare
from citefirst.dataset.places import PAST, Place, reason
from citefirst.dataset.questions import Question
from citefirst.errors import CitefirstError
from citefirst.ledger.model import RUNS, WRITTEN

if TYPE_CHECKING:
    from pyarrow import dataset

ROWS = 10_000
"""Rows that are turned into text at once."""


class Loaded(NamedTuple):
    """All tables of a ledger by name, and what must be said of runs that are not counted."""

    tables: Mapping[str, dataset.Dataset]
    notes: tuple[str, ...]


def load(place: Place) -> Loaded:
    """Read a ledger. Raises UsageError where there is none, CitefirstError where it is damaged."""
    from pyarrow import dataset

    ran = runs.table(place)
    found = reading.steadily(lambda: reading.tables(place, partitions(place, ASKED, ran)), place)
    return Loaded({**found, RUNS: dataset.dataset(ran.rows)}, ran.notes)


def to_duckdb(ledger: Loaded, target: Path, known: Mapping[str, Question]) -> None:
    """Write a ledger into a DuckDB file, whole or not at all. Raises CitefirstError where it cannot be written."""
    import duckdb

    scratch = target.with_name(f".citefirst-{secrets.token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(scratch), config=CLOSED) as connection:
            connection.execute(f"CREATE SCHEMA {PAST}")
            for name, table in ledger.tables.items():
                connection.register("given", table)
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
                connection.unregister("given")
            prepare(connection, known, ASKED)
        scratch.replace(target)
    except (OSError, duckdb.Error) as error:
        raise CitefirstError(f"{target} cannot be written: {reason(error)}") from error
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def to_csv(ledger: Loaded, directory: Path) -> list[Path]:
    """Write each table into a file of its own, safe to open in a spreadsheet; return the files."""
    from citefirst.report.tables import Head, Table, csv
    from citefirst.repository.writing import write

    written = []
    for name, table in ledger.tables.items():
        heads = tuple(Head(column) for column in table.schema.names)
        parts = [csv.render(Table(heads, ()))]
        for rows in _rows(table):
            parts.append(csv.render(Table((), rows)).partition("\r\n")[2])
        written.append(write(directory / f"{name}.csv", "".join(parts)))
    return written


def to_json(ledger: Loaded) -> Iterator[str]:
    """Yield a ledger as JSON, under schemas/ledger-v1.schema.json. States of the past have no place in that."""
    from citefirst.report.tables.answers import as_json

    before = "{\n"
    for name in WRITTEN:
        table = ledger.tables[name]
        rows = (row for some in _rows(table) for row in some)
        yield f'{before}"{name}": '
        yield from as_json(table.schema.names, rows, " ")
        before = ",\n"
    yield "\n}\n"


def _rows(table: dataset.Dataset) -> Iterator[list[tuple[Any, ...]]]:
    for batch in table.to_batches(batch_size=ROWS):
        yield list(zip(*(_values(column) for column in batch.columns), strict=True))


def _values(column: Any) -> list[Any]:
    return [each.isoformat() if hasattr(each, "isoformat") else each for each in column.to_pylist()]
