"""The tables for Apache Arrow: their schemas, and rows as record batches. pyarrow is imported only here, and late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from citefirst.ledger.model import FORMAT
from citefirst.ledger.shape import Kind, columns

if TYPE_CHECKING:
    import pyarrow

VERSION_KEY = b"citefirst.ledger"
"""Key of a schema's metadata that names the format, so that a reader can refuse a newer one."""


def schema(table: str) -> pyarrow.Schema:
    """Return the schema of a table, whose metadata names the format."""
    import pyarrow

    fields = [
        pyarrow.field(column.name, _type(column.kind), column.optional, metadata={b"says": column.says.encode()})
        for column in columns(table)
    ]
    return pyarrow.schema(fields, metadata={VERSION_KEY: FORMAT.encode()})


def batch(table: str, rows: Iterable[Sequence[Any]]) -> pyarrow.RecordBatch:
    """Return whole rows of a table (`shape.whole`) as one batch. A text that has no UTF-8 form is escaped."""
    import pyarrow

    form = schema(table)
    found = list(rows)
    by_column = zip(*found, strict=True) if found else ((),) * len(form)
    arrays = [_array(field.type, values) for field, values in zip(form, by_column, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=form)


def _array(kind: Any, values: Sequence[Any]) -> Any:
    import pyarrow

    if pyarrow.types.is_date(kind):
        return pyarrow.array(values, pyarrow.string()).cast(kind)
    if pyarrow.types.is_string(kind) or pyarrow.types.is_list(kind):
        return pyarrow.array([_encodable(value) for value in values], kind)
    return pyarrow.array(values, kind)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value if value is None else [_encodable(each) for each in value]


def _type(kind: Kind) -> Any:
    import pyarrow

    return {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "flag": pyarrow.bool_(),
        "day": pyarrow.date32(),
        "texts": pyarrow.list_(pyarrow.string()),
    }[kind]
