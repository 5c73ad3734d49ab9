"""The tables as data: which columns each has, of which kind, and rows as plain values and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from citefirst.ledger.model import DAY, TABLES, WRITTEN, Rows, Where

Kind = Literal["text", "integer", "number", "flag", "day", "texts"]
_KINDS: Mapping[Any, Kind] = {str: "text", int: "integer", float: "number", bool: "flag"}


class Column(NamedTuple):
    """A column: its name, of which kind it is, whether it may be without a value, its only values if it has such."""

    name: str
    kind: Kind
    optional: bool
    values: tuple[str, ...]
    says: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the columns of a table, those of `Where` first."""
    return (*_columns(Where), *_columns(WRITTEN[table]))


def _columns(row: type) -> tuple[Column, ...]:
    return tuple(_column(name, hint) for name, hint in get_type_hints(row, include_extras=True).items())


def _column(name: str, hint: Any) -> Column:
    *marks, says = hint.__metadata__
    base = hint.__origin__
    parts = get_args(base) if get_origin(base) in (Union, UnionType) else (base,)
    kind, *_ = (part for part in parts if part is not NoneType)
    values = tuple(value for part in parts for value in get_args(part) if get_origin(part) is Literal)
    if DAY in marks:
        shape: Kind = "day"
    elif get_origin(kind) is tuple:
        shape = "texts"
    else:
        shape = "text" if values else _KINDS[kind]
    return Column(name, shape, NoneType in parts, values, says)


def whole(rows: Rows, where: Where) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each row with the name of its table, whole: its values in the order of `columns`."""
    for table, found in zip(Rows._fields, rows, strict=True):
        yield from ((table, (*where, *row)) for row in found)


def dicts(rows: Rows, where: Where) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each row with the name of its table, as a mapping from columns to values."""
    for table, row in whole(rows, where):
        yield table, dict(zip((column.name for column in columns(table)), row, strict=True))


def plain(rows: Rows) -> dict[str, list[list[Any]]]:
    """Return rows as values that JSON knows, by table; tables without rows are left out."""
    return {table: [list(row) for row in found] for table, found in zip(Rows._fields, rows, strict=True) if found}


def read_back(value: Mapping[str, Any]) -> Rows:
    """Return the rows of plain values. Raises TypeError, ValueError, KeyError or AttributeError where they are none."""
    return Rows(**{table: tuple(_row(table, row) for row in found) for table, found in value.items()})


def _row(table: str, values: Any) -> Any:
    return TABLES[table]._make(tuple(value) if type(value) is list else value for value in values)
