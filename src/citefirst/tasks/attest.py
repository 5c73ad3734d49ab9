"""A statement on the records that were checked, written only where all of them held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from citefirst.check.pipeline import File
from citefirst.errors import Exit
from citefirst.model import Report
from citefirst.report.summary import plural
from citefirst.report.views.attestation import render
from citefirst.repository.writing import discard, write
from citefirst.tasks.checkout import Run


def attest(report: Report, code: Exit, files: Sequence[File], place: Path, run: Run) -> str:
    """Write a statement on a run, or say why there is none; an older one at its place is taken away then.

    A Simple Verification Result lists what was verified, so that one of a run that failed would have nothing to say,
    and who only looks whether there is one would take it for a pass.
    """
    if reason := _reason(report, code):
        discard(place)
        return reason
    from hashlib import sha256

    subjects = {file.path: sha256(file.data).hexdigest() for file in files if file.data is not None}
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    write(place, render(report, subjects, now, run.request.online), root=run.tree.root)
    return ""


def _reason(report: Report, code: Exit) -> str:
    if code != Exit.HELD:
        return "the check did not hold, and a statement lists what held"
    if not report.records:
        return "no record was checked"
    if report.unchanged:
        return f"{plural(report.unchanged, 'finding')} on lines that did not change were left out: check all lines"
    return ""
