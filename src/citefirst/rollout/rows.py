"""The rollout as a table of any form, and as JSON (`rollout-v1`): a row for each checkout that was named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from citefirst.ledger.json_schema import ADDRESS, value_of
from citefirst.ledger.shape import Column
from citefirst.report.summary import plural
from citefirst.report.tables import Head, Table
from citefirst.rollout.uses import How, Pinned, Use

FORMAT = "rollout-v1"
NOT_TOLD = "Whether GitHub requires the check is no file of a checkout: a ruleset says it."


class Row(NamedTuple):
    """One checkout. What is None could not be told, or nobody asked for it."""

    checkout: str
    repository: str | None = None
    check: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    policy: str | None = None
    records: int | None = None
    errors: int | None = None
    warnings: int | None = None
    baseline: int | None = None
    exceptions: int | None = None
    ended: int | None = None
    tool: str | None = None
    ran: str | None = None
    verdict: str | None = None
    fault: str | None = None


COLUMNS = (
    Column("checkout", "text", False, (), "The checkout, as it was named."),
    Column("repository", "text", True, (), "The repository, by its origin."),
    Column("check", "texts", False, (), f"What runs the check, each place that does: {', '.join(get_args(How))}."),
    Column("refs", "texts", False, (), "The commit, tag, branch or version that each of them names; empty for none."),
    Column("pinned", "texts", False, (), f"How firmly each of these stands: {', '.join(get_args(Pinned))}."),
    Column("modes", "texts", False, (), "The mode that each of them sets; empty where it sets none."),
    Column("policy", "text", True, (), "Digest of policy, schemas and baseline."),
    Column("records", "integer", True, (), "Records that were checked; null where nobody asked."),
    Column("errors", "integer", True, (), "Errors that count."),
    Column("warnings", "integer", True, (), "Warnings that count."),
    Column("baseline", "integer", True, (), "Findings that the baseline holds."),
    Column("exceptions", "integer", True, (), "Exceptions of the policy that hold on the day."),
    Column("ended", "integer", True, (), "Exceptions of the policy that have ended."),
    Column("tool", "text", True, (), "The version of citefirst of the last run that the ledger has; null without one."),
    Column("ran", "day", True, (), "The day of that run."),
    Column("verdict", "text", True, ("pass", "fail", "error"), "How that run ended."),
    Column("fault", "text", True, (), "Why the checkout could not be read, or not whole; null where it was."),
)


def of_uses(found: Sequence[Use]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the columns of a row that say what runs the check: `check`, `refs`, `pinned` and `modes`."""
    return (
        tuple(each.how for each in found),
        tuple(each.ref for each in found),
        tuple(each.pinned for each in found),
        tuple(each.mode for each in found),
    )


def table(rows: Sequence[Row]) -> Table:
    """Return all columns, as a spreadsheet wants them."""
    return Table(tuple(Head(column.name, True) for column in COLUMNS), rows)


def brief(rows: Sequence[Row], *, checked: bool, runs: bool) -> Table:
    """Return what a person reads: each place that runs the check in one text, and the beginning of a digest.

    `checked`: records were checked; `runs`: a ledger was asked for the last run.
    """
    heads = ["checkout", "check", "policy", "baseline", "exceptions"]
    heads[3:3] = ["records", "errors", "warnings"] if checked else []
    heads += ["last run"] if runs else []
    shown = [
        [
            row.checkout,
            [row.fault] if row.fault else _places(row) or ["no check"],
            (row.policy or "").removeprefix("sha256:")[:12],
            *((row.records, row.errors, row.warnings) if checked else ()),
            row.baseline,
            f"{row.exceptions}, {row.ended} ended" if row.ended else row.exceptions,
            *([_last_run(row)] if runs else ()),
        ]
        for row in rows
    ]
    return Table(tuple(Head(name, name in ("checkout", "check")) for name in heads), shown)


def _places(row: Row) -> list[str]:
    found = dict.fromkeys(zip(row.check, row.refs, row.pinned, row.modes, strict=True))
    return [" ".join(filter(None, (how, _ref(ref, pinned), mode))) for how, ref, pinned, mode in found]


def _last_run(row: Row) -> str | None:
    return f"{row.verdict} {row.ran or ''} by {row.tool}".replace("  ", " ") if row.tool else None


def _ref(ref: str, pinned: str) -> str:
    return f"{ref[:12]} ({pinned})" if pinned == "commit" else f"{ref} ({pinned})" if ref else ""


def closing(rows: Sequence[Row]) -> list[str]:
    """Return how far the rollout is, a sentence each."""
    read = [row for row in rows if row.fault is None]
    having = [row for row in read if set(row.check) - {"hook"}]
    count = Counter(row.policy for row in read)
    share = f"{len(having)} of {plural(len(rows), 'checkout')}"
    lines = [f"The check runs in CI in {share}, by {_policies(len(count))}."]
    if len(read) < len(rows):
        lines.append(f"{plural(len(rows) - len(read), 'checkout')} could not be told: the row says why.")
    return [*lines, NOT_TOLD]


def _policies(count: int) -> str:
    return "one policy" if count == 1 else f"{count} policies"


def as_value(rows: Sequence[Row], day: str, version: str) -> dict[str, Any]:
    """Return one object, described by `schemas/rollout-v1.schema.json`."""
    items = [{name: list(value) if isinstance(value, tuple) else value for name, value in _pairs(row)} for row in rows]
    return {"version": 1, "tool": {"name": "citefirst", "version": version}, "day": day, "checkouts": items}


def _pairs(row: Row) -> list[tuple[str, Any]]:
    return list(row._asdict().items())


def schema() -> dict[str, Any]:
    """Return the schema of the JSON as one object."""
    text = {"type": "string"}
    head: dict[str, Any] = {
        "version": {"const": 1},
        "tool": {
            "type": "object",
            "required": ["name", "version"],
            "additionalProperties": False,
            "properties": {"name": text, "version": text},
        },
        "day": {"description": "The day by which exceptions and records were judged.", **text, "format": "date"},
        "checkouts": {"type": "array", "items": {"$ref": "#/$defs/checkout"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS.format(FORMAT),
        "title": "citefirst rollout, version 1",
        "description": "What `citefirst rollout --format json` prints. Within version 1 keys may be added, but none is "
        "removed or changes its meaning.",
        "type": "object",
        "required": list(head),
        "additionalProperties": False,
        "properties": head,
        "$defs": {
            "checkout": {
                "type": "object",
                "required": [column.name for column in COLUMNS],
                "additionalProperties": False,
                "properties": {column.name: value_of(column) for column in COLUMNS},
            }
        },
    }
