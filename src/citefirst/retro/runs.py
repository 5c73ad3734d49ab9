"""Runs of a check that were stored, counted: how many were red, and by which rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from citefirst.retro.model import Runs

VERSION = 1


class Stored(NamedTuple):
    """A run: where it is stored, its day, "" for none, whether it was red, and the rules that made it so; or `fault`,
    why it cannot be counted."""

    name: str
    day: str = ""
    red: bool = False
    rules: frozenset[str] = frozenset()
    fault: str = ""


def counted(stored: Iterable[Stored], since: str, until: str) -> Runs:
    """Count the runs of a span."""
    read = red = undated = 0
    by_rule: Counter[str] = Counter()
    unread: list[str] = []
    for each in stored:
        if each.fault:
            unread.append(f"{each.name}: {each.fault}")
            continue
        if not each.day:
            undated += 1
        elif not since <= each.day <= until:
            continue
        read += 1
        red += each.red
        by_rule.update(each.rules)
    return Runs(read, red, undated, dict(by_rule), tuple(unread))


def of_report(name: str, data: bytes | None) -> Stored:
    """Return the run of which a file is the report (`report-v1`), None for a file that cannot be read."""
    report, fault = _report(data)
    if fault:
        return Stored(name, fault=fault)
    day = report.get("day")
    rules = frozenset(each["code"] for each in report["findings"] if each["severity"] == "error")
    return Stored(name, day if isinstance(day, str) else "", bool(rules), rules)


def _report(data: bytes | None) -> tuple[dict[str, Any], str]:
    """Return a report, or why a file is none."""
    if data is None:
        return {}, "it cannot be read, or it is too large"
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}, "it is no JSON"
    if not isinstance(value, dict) or not isinstance(value.get("findings"), list):
        return {}, "it is no report of citefirst: store `citefirst check --output json=FILE`"
    if value.get("version") != VERSION:
        return {}, f"it is a report of version {str(value.get('version'))[:20]}, known is {VERSION}: update citefirst"
    for each in value["findings"]:
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("code", "severity")):
            return {}, "one of its findings has no code or severity"
    return value, ""
