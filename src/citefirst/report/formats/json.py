"""The report for programs: `report-v1`, described by `schemas/report-v1.schema.json`.

Each key is written out here, so that a change inside cannot change what others read.
"""

from __future__ import annotations

import json
import re
from typing import Any

from citefirst import __version__
from citefirst.model import Approved, Counts, Finding, Origins, RecordReport, Report, Suppressed
from citefirst.report.order import by_place

# Valid in JSON, but it ends a line in JavaScript, controls a terminal, hides or reorders text or cannot be encoded;
# `##[` begins a command of GitHub's runner anywhere in a line.
_SPECIAL = re.compile(r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|(?<=##)\[")


def render(report: Report) -> str:
    """Render one object; lines and columns 1-based, columns in code points, the end exclusive."""
    findings = by_place(report.findings)
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "day": report.day or None,
            "source": _source(report.of),
            "policies": [each._asdict() for each in report.of.policies] if report.of else [],
            "summary": {
                "records": len(report.records),
                "errors": report.count("error"),
                "warnings": report.count("warning"),
                "excepted": report.excepted,
                "baselined": report.baselined,
                "unchanged": report.unchanged,
                "lookups": dict(zip(("sources", "untold"), report.looked_up, strict=True)),
                "claims": _claims(report.claims),
            },
            "records": [_record(record) for record in sorted(report.records, key=lambda record: record.path)],
            "skipped": list(report.skipped),
            "findings": [_finding(finding) for finding in findings],
            "suppressed": [_suppressed(each) for each in report.suppressed],
        }
    )


def dumps(value: Any) -> str:
    """Return readable JSON with a line feed at its end, safe to print in a terminal or a build log."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # Outside strings JSON has none of these characters, so an escape always stands inside one.
    return _SPECIAL.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def _source(of: Origins | None) -> dict[str, Any] | None:
    """Return what the report is about, None where nobody asked."""
    return {"repository": of.repository, "commit": of.commit, "modified": of.modified} if of else None


def _suppressed(each: Suppressed) -> dict[str, Any]:
    return {"by": each.by, "reason": each.reason, "finding": _finding(each.finding)}


def _claims(counts: Counts) -> dict[str, int]:
    return {
        "total": counts.total,
        "factual": counts.factual,
        "cited": counts.cited,
        "unknown": counts.unknown,
        "uncited": counts.uncited,
        "quoted": counts.quoted,
    }


def _record(record: RecordReport) -> dict[str, Any]:
    severities = [finding.severity for finding in record.findings]
    return {
        "path": record.path,
        "workflow": record.workflow,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "claims": _claims(record.claims),
        "assistant": {"claims": record.taken, "cited": record.taken_cited},
        "approvals": [approval(each) for each in record.approvals],
        "lookups": {
            "sources": record.looked_up,
            "untold": [{"target": untold.target, "reason": untold.reason} for untold in record.untold],
        },
    }


def approval(each: Approved) -> dict[str, Any]:
    """Return an approval with how it was verified, as report and trace show it."""
    return {
        "role": each.role,
        "by": each.by,
        "at": each.at,
        "entered_by": each.entered_by,
        "mode": each.mode,
        "state": each.state,
        "commit": each.commit,
        "author": each.author,
        "signer": each.signer,
        "reason": each.reason,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    region = finding.region
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "workflow": finding.workflow,
        "path": finding.path,
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
        "message": finding.message,
        "hint": finding.hint,
        "url": finding.url,
        "fingerprint": finding.fingerprint,
    }
