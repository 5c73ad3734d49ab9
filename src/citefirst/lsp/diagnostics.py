"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from citefirst.lsp.places import Places
from citefirst.model import Finding
from citefirst.report.summary import advice

SOURCE = "citefirst"
UNNECESSARY = ("CF204",)
"""Codes of what is not needed, which an editor fades out."""
_SEVERITIES = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


def diagnostics(findings: Iterable[Finding], places: Places) -> list[types.Diagnostic]:
    """Return a diagnostic for each finding in a text; its code leads to the rule."""
    return [
        types.Diagnostic(
            range=places.range(finding.region),
            message=advice(finding),
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(href=finding.url),
            source=SOURCE,
            tags=[types.DiagnosticTag.Unnecessary] if finding.code in UNNECESSARY else None,
        )
        for finding in findings
    ]


def failure(message: str, line: int = 1, column: int = 1) -> types.Diagnostic:
    """Return what keeps a file from being checked at all, at a place in it (1-based)."""
    at = types.Position(max(line - 1, 0), max(column - 1, 0))
    return types.Diagnostic(types.Range(at, at), message, severity=types.DiagnosticSeverity.Error, source=SOURCE)
