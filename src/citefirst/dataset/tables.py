"""Rows on their way to a table, and tables put together of rows that were kept and rows that are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from citefirst.dataset.manifest import KEPT
from citefirst.dataset.places import PAST
from citefirst.ledger import arrow

if TYPE_CHECKING:
    import pyarrow

FULL = 20_000
"""Rows that wait before they are packed: as Python's values they take ten times the room."""


def schema(name: str) -> pyarrow.Schema:
    """Return the schema of a table of a partition: a state of the past has the columns that the present one has."""
    if name != KEPT:
        return arrow.schema(name.removeprefix(f"{PAST}."))
    import pyarrow

    return pyarrow.schema([("path", pyarrow.string()), ("basis", pyarrow.string())])


class Gathering:
    """Rows by the names of their tables, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting = defaultdict[str, list[Sequence[Any]]](list)
        self._packed: defaultdict[str, list[pyarrow.RecordBatch]] = defaultdict(list)

    def add(self, name: str, row: Sequence[Any]) -> None:
        self._waiting[name].append(row)
        if len(self._waiting[name]) >= FULL:
            self._pack(name)

    def table(self, name: str) -> pyarrow.Table:
        """Return all rows of a table."""
        import pyarrow

        self._pack(name)
        return pyarrow.Table.from_batches(self._packed[name], schema(name))

    def _pack(self, name: str) -> None:
        rows = self._waiting.pop(name, [])
        if rows:
            self._packed[name].append(_batch(name, rows))


def _batch(name: str, rows: Sequence[Sequence[Any]]) -> pyarrow.RecordBatch:
    if name != KEPT:
        return arrow.batch(name.removeprefix(f"{PAST}."), rows)
    import pyarrow

    columns = [
        [each.encode("utf-8", "backslashreplace").decode() for each in column] for column in zip(*rows, strict=True)
    ]
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array(each, pyarrow.string()) for each in columns], schema=schema(name)
    )


def joined(parts: Sequence[pyarrow.Table], name: str) -> pyarrow.Table:
    """Return tables as one in the order of paths; what has one path stays in the order in which it came."""
    import pyarrow
    from pyarrow import compute

    whole = pyarrow.concat_tables(each.cast(schema(name)) for each in parts)
    return whole.take(compute.sort_indices(whole, [("path", "ascending")])).combine_chunks()


def only(table: pyarrow.Table, paths: Collection[str]) -> pyarrow.Table:
    """Return the rows that have one of some paths."""
    import pyarrow
    from pyarrow import compute

    return table.filter(compute.is_in(table["path"], pyarrow.array(sorted(paths), pyarrow.string())))


def with_commits(table: pyarrow.Table, commit: str | None, edited: Collection[str]) -> pyarrow.Table:
    """Return rows with the commit that is checked out now, without one where their file was edited since."""
    import pyarrow
    from pyarrow import compute

    text = pyarrow.string()
    here = compute.is_in(table["path"], pyarrow.array(sorted(edited), text))
    commits = compute.if_else(here, pyarrow.scalar(None, text), pyarrow.scalar(commit, text))
    place = table.schema.get_field_index("commit")
    return table.set_column(place, table.schema.field(place), commits)


def values(table: pyarrow.Table | None, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of a table row by row, nothing where there is no table."""
    if table is None:
        return []
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))
