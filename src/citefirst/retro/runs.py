"""Stored reports of a check (`report-v1`), counted: how many were red, and by which rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from citefirst.retro.model import Runs

VERSION = 1


def counted(files: Iterable[tuple[str, bytes | None]], since: str, until: str) -> Runs:
    """Count the reports of a span among files, each given with its content, None for one that cannot be read."""
    read = red = undated = 0
    by_rule: Counter[str] = Counter()
    unread: list[str] = []
    for name, data in files:
        report, fault = _report(data)
        if fault:
            unread.append(f"{name}: {fault}")
            continue
        day = report.get("day")
        if not isinstance(day, str) or not day:
            undated += 1
        elif not since <= day <= until:
            continue
        read += 1
        codes = {each["code"] for each in report["findings"] if each["severity"] == "error"}
        red += bool(codes)
        by_rule.update(codes)
    return Runs(read, red, undated, dict(by_rule), tuple(unread))


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
