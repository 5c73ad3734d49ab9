"""The report as a result of the Reviewdog Diagnostic Format, from which reviewdog writes reviews on many hosts.

reviewdog/reviewdog, proto/rdf/reviewdog.proto: lines and columns 1-based, columns in bytes of UTF-8, the end exclusive.
"""

from __future__ import annotations

from typing import Any

from citefirst.model import Finding, Report
from citefirst.report.escape import encodable
from citefirst.report.formats.json import dumps
from citefirst.report.markdown import prose
from citefirst.report.order import by_place
from citefirst.report.suggestion import Change, Suggested
from citefirst.report.summary import advice

SOURCE = {"name": "citefirst", "url": "https://github.com/citefirst/citefirst"}
SEVERITIES = {"error": "ERROR", "warning": "WARNING"}


NO_SUGGESTIONS: Suggested = {}


def render(report: Report, suggested: Suggested = NO_SUGGESTIONS) -> str:
    """Render one object; each diagnostic has its own severity. Paths are from the directory that was checked from."""
    found = by_place(report.findings)
    return dumps({"source": SOURCE, "diagnostics": [_diagnostic(finding, suggested) for finding in found]})


def _diagnostic(finding: Finding, suggested: Suggested) -> dict[str, Any]:
    mends = suggested.get((finding.path, finding.fingerprint), ())
    changes = [_suggestion(change) for mend in mends for change in mend.changes]
    return {
        # reviewdog puts it into comments as it stands, where it is read as Markdown.
        "message": advice(finding, prose),
        "location": {"path": encodable(finding.path), "range": _range(finding)},
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.code, "url": finding.url},
        **({"suggestions": changes} if changes else {}),
    }


def _suggestion(change: Change) -> dict[str, Any]:
    region, (start, end) = change.region, change.columns
    return {
        "range": {
            "start": {"line": region.line, "column": start},
            "end": {"line": region.end_line, "column": end},
        },
        "text": change.text,
    }


def _range(finding: Finding) -> dict[str, dict[str, int]]:
    """Return the place in bytes where a report has its whole text, else the whole lines, which have no columns."""
    region, line = finding.region, finding.excerpt
    if region.end_line > region.line or region.end_column - 1 > len(line):
        return {"start": {"line": region.line}, "end": {"line": region.end_line}}
    return {
        name: {"line": region.line, "column": 1 + len(line[: column - 1].encode("utf-8", "surrogatepass"))}
        for name, column in (("start", region.column), ("end", region.end_column))
    }
