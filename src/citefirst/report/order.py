"""The order of findings: as a reader walks through the files, or the worst first where only some are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citefirst.model import Finding
    from citefirst.places import Region


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by path, line and column."""
    return sorted(findings, key=_place)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort errors before warnings, and within each the first one of every file before the second one of any."""
    turns: Counter[tuple[str, str]] = Counter()
    ranked = []
    for finding in by_place(findings):
        turns[finding.severity, finding.path] += 1
        ranked.append((finding.severity != "error", turns[finding.severity, finding.path], finding))
    ranked.sort(key=lambda entry: entry[:2])
    return [finding for _, _, finding in ranked]


def _place(finding: Finding) -> tuple[str, Region, str, str]:
    return finding.path, finding.region, finding.code, finding.message
