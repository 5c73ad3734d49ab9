"""Findings that a change is to blame for; old ones in the same record are left out."""

from __future__ import annotations

from collections.abc import Container, Sequence

from citefirst.model import Finding, RecordReport
from citefirst.structs import replace

FAMILIES = ("CF2", "CF3", "CF607", "CF610", "CF613")
"""Rules that speak of single lines and their sources. Front matter, structure and people are the whole record's."""


def only_touched(report: RecordReport, before: Container[str], lines: Sequence[range]) -> RecordReport:
    """Return a report without findings on lines that did not change. `lines` are the changed ones, 1-based.

    `before` are the fingerprints that the record had before the change: what a change elsewhere broke on a line that it
    did not touch, such as a definition that is gone, is new and stays.
    """
    kept = tuple(
        finding
        for finding in report.findings
        if not finding.code.startswith(FAMILIES) or finding.fingerprint not in before or _is_on(finding, lines)
    )
    return replace(report, findings=kept, unchanged=len(report.findings) - len(kept))


def only_new(report: RecordReport, before: Container[str]) -> RecordReport:
    """Return a report of an unchanged record without the findings that it had `before`, by fingerprint."""
    kept = tuple(finding for finding in report.findings if finding.fingerprint not in before)
    return replace(report, findings=kept, unchanged=len(report.findings) - len(kept))


def _is_on(finding: Finding, lines: Sequence[range]) -> bool:
    first, last = finding.region.line, finding.region.end_line
    return any(changed.start <= last and first < changed.stop for changed in lines)
