"""The report as GitLab's Code Quality, which a merge request shows beside the changed lines.

The keys are those of docs.gitlab.com, "Code Quality report format". GitLab reads no entry after one that it refuses.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from citefirst.model import Finding, Report
from citefirst.report.escape import cut, encodable
from citefirst.report.formats.json import dumps
from citefirst.report.order import by_place
from citefirst.report.summary import advice

SEVERITIES = {"error": "major", "warning": "minor"}
LENGTH = 600
"""Code points of a message and of a hint in a description, which has one line on the page."""


def render(report: Report) -> str:
    """Render a list with an entry for each finding. Paths are from the directory that was checked from."""
    return dumps([_entry(finding) for finding in by_place(report.findings)])


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "description": advice(finding, partial(cut, length=LENGTH)),
        "check_name": finding.code,
        "fingerprint": _fingerprint(finding),
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": encodable(finding.path),
            "lines": {"begin": finding.region.line, "end": finding.region.end_line},
        },
    }


def _fingerprint(finding: Finding) -> str:
    """Return a fingerprint with the path in it: GitLab shows one entry each, and a finding's own is unique per file
    only."""
    from hashlib import sha256

    return sha256(f"{finding.path}\0{finding.fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
