"""An audit for programs: `audit-v1`. Each key is written out here, as in the report."""

from __future__ import annotations

from typing import Any

from citefirst import __version__
from citefirst.model import Finding
from citefirst.report.audits import GROUPS, Audit
from citefirst.report.formats.json import dumps


def render(audit: Audit) -> str:
    """Render one object: the day, a count for each kind, and every item in the order of the text."""
    groups = {name: findings for name, _, findings in audit.groups()}
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "day": audit.day,
            "summary": {
                "records": audit.records,
                "errors": audit.report.count("error"),
                "warnings": audit.report.count("warning"),
                **{name: len(groups.get(name, ())) for name in GROUPS},
            },
            "items": [_item(name, finding) for name, findings in groups.items() for finding in findings],
        }
    )


def _item(group: str, finding: Finding) -> dict[str, Any]:
    return {
        "kind": group,
        "due": finding.due or None,
        "who": list(finding.who),
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "workflow": finding.workflow,
        "path": finding.path,
        "line": finding.region.line,
        "column": finding.region.column,
        "message": finding.message,
        "hint": finding.hint,
        "url": finding.url,
        "fingerprint": finding.fingerprint,
    }
