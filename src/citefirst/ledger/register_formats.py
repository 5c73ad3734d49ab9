"""The register for programs (`register-v1`), for calendars, and as a table of any form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from citefirst import __version__
from citefirst.ledger.columns import VIEWS, Line, Shown, Value, columns_of
from citefirst.ledger.json_schema import ADDRESS, value_of
from citefirst.ledger.register import Query, Register
from citefirst.ledger.shape import Column
from citefirst.report import icalendar
from citefirst.report.icalendar import Event
from citefirst.report.tables import Head, Table

FORMAT = "register-v1"


class Place(NamedTuple):
    """What was read: the repository, the commit that is checked out or was asked for, whether its history is cut."""

    repository: str
    commit: str | None
    policy: str
    shallow: bool | None


def table(found: Register, shown: Sequence[Shown]) -> Table:
    """Return the chosen columns of the lines."""
    heads = tuple(Head(column.name, column.whole) for column in shown)
    return Table(heads, [[column.value(line) for column in shown] for line in found.lines])


def as_value(found: Register, query: Query, place: Place) -> dict[str, Any]:
    """Return all columns of all lines, whichever are shown elsewhere."""
    known = columns_of(query.show)
    return {
        "version": 1,
        "tool": {"name": "citefirst", "version": __version__},
        "day": query.day,
        **place._asdict(),
        "show": query.show,
        "records": found.records,
        "notes": list(found.notes),
        "items": [{name: _plain(column.value(line)) for name, column in known.items()} for line in found.lines],
    }


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def as_calendar(found: Register, query: Query) -> str:
    """Return an event for each day of the lines. Of a record only that in force ends, or is to be reviewed."""
    return icalendar.render(_events(found, query), query.day)


def _events(found: Register, query: Query) -> Iterator[Event]:
    known = columns_of(query.show)
    for number, line in enumerate(found.lines):
        for name in VIEWS[query.show].days:
            day = known[name].value(line)
            if isinstance(day, str) and (query.show != "records" or line.record.stage == "decided"):
                yield _event(line, name, day, number)


def _event(line: Line, name: str, day: str, number: int) -> Event:
    record, item = line.record, line.item
    called = record.id or record.title or line.where.path
    about = {"expires": "ends", "review": "is to be reviewed", "due": "UNKNOWN is due", "day": "was approved"}[name]
    more = f" ({item.by} as {item.role})" if name == "day" else f": {item.text}" if name == "due" else ""
    owners = ", ".join(f"{owner.role}: {owner.who}" for owner in line.rows.owners)
    mark = str(getattr(item, "claim", "") or getattr(item, "approval", ""))
    return Event(
        key=("register", line.where.path, name, mark),
        day=day,
        summary=f"{called} {about}{more}",
        description=f"{record.title}\n{line.where.path}\n{owners}",
        category=name,
    )


def schema() -> dict[str, Any]:
    """Return the schema of what `citefirst list --format json` prints."""
    head = {
        "version": {"const": 1, "description": "Version of this format, not of the tool."},
        "tool": {
            "type": "object",
            "required": ["name", "version"],
            "additionalProperties": False,
            "properties": {"name": {"const": "citefirst"}, "version": {"type": "string", "minLength": 1}},
        },
        "day": {"description": "The day that was asked for.", "type": "string", "format": "date"},
        "repository": {"description": "The repository.", "type": "string"},
        "commit": {"description": "The commit that is checked out, or was asked for.", "type": ["string", "null"]},
        "policy": {"description": "Digest of policy, schemas and baseline.", "type": "string"},
        "shallow": {"description": "Whether the history is cut off; null outside git.", "type": ["boolean", "null"]},
        "show": {"description": "What each item is.", "enum": list(VIEWS)},
        "records": {"description": "Records that were looked at.", "type": "integer", "minimum": 0},
        "notes": {"description": "What a reader must know besides.", "type": "array", "items": {"type": "string"}},
        "items": {"type": "array", "items": {"type": "object"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS.format(FORMAT),
        "title": "citefirst register, version 1",
        "description": "What `citefirst list --format json` prints. Within version 1 keys may be added, but none is "
        "removed or changes its meaning.",
        "type": "object",
        "required": list(head),
        "additionalProperties": False,
        "properties": head,
        "allOf": [_when(show) for show in VIEWS],
        "$defs": {show: _item(columns_of(show)) for show in VIEWS},
    }


def _when(show: str) -> dict[str, Any]:
    items = {"properties": {"items": {"items": {"$ref": f"#/$defs/{show}"}}}}
    return {"if": {"properties": {"show": {"const": show}}}, "then": items}


def _item(known: Mapping[str, Shown]) -> dict[str, Any]:
    properties = {
        name: value_of(Column(name, column.kind, column.kind != "texts", (), column.says))
        for name, column in known.items()
    }
    properties["left"].pop("minimum")  # what has ended has a negative number of days left
    return {"type": "object", "required": list(known), "additionalProperties": False, "properties": properties}


def columns_page() -> str:
    """Return the columns of each view for docs/ledger.md."""
    return "\n".join(("", "", *_rows(), "", ""))


def _rows() -> Iterator[str]:
    yield "| `--show` | column | is |\n| --- | --- | --- |"
    for name, column in columns_of("records").items():
        yield f"| each | `{name}` | {column.says} |"
    for show, view in VIEWS.items():
        for column in view.own:
            yield f"| `{show}` | `{column.name}` | {column.says} |"
