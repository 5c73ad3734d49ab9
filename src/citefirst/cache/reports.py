"""A report on a record as plain values, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from citefirst.model import Approved, Counts, Finding, RecordReport, Suppressed, Unverified
from citefirst.places import Region
from citefirst.structs import NOTHING, asdict, fields


def plain(report: RecordReport) -> dict[str, Any]:
    """Return a report as values that JSON knows, without those that are as in every other report."""
    defaults = {name: each.default for name, each in fields(RecordReport).items()}
    found = {
        name: value
        for name, value in asdict(report).items()
        if defaults[name] is NOTHING or getattr(report, name) != defaults[name]
    }
    if "suppressed" in found:
        found["suppressed"] = [{**each._asdict(), "finding": asdict(each.finding)} for each in report.suppressed]
    if "approvals" in found:
        found["approvals"] = [each._asdict() for each in report.approvals]
    return found


def report(value: dict[str, Any]) -> RecordReport:
    """Return the report of plain values. Raises KeyError, TypeError, ValueError or AttributeError where they are
    none."""
    given = dict(value)
    for name, made in _MADE.items():
        if name in given:
            given[name] = tuple(made(each) for each in given[name])
    if "claims" in given:
        given["claims"] = Counts(**given["claims"])
    return RecordReport(**given)


def _finding(value: dict[str, Any]) -> Finding:
    return Finding(**{**value, "region": Region(**value["region"]), "who": tuple(value["who"])})


_MADE: Mapping[str, Callable[[Any], Any]] = {
    "findings": _finding,
    "untold": lambda value: Unverified(**value),
    "baselined": str,
    "waivers": int,
    "suppressed": lambda value: Suppressed(**{**value, "finding": _finding(value["finding"])}),
    "approvals": lambda value: Approved(**value),
}
"""What the entries of a list are."""
