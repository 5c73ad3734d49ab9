"""Mends for those who show them beside a finding: reports, and comments on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from citefirst.check.pipeline import Checked
from citefirst.document.splice import Edit, spliced
from citefirst.mending.engine import Look, Trial, bound, candidates, compatible
from citefirst.mending.fixes import MENDS, Fix
from citefirst.mending.lines import end_of, start_of
from citefirst.model import Report
from citefirst.places import Lines, Span
from citefirst.report.suggestion import Change, Suggested, Suggestion

MAX_SUGGESTED = 200
"""Records for which a report looks for mends; each is checked twice more, or oftener."""

LAPSES = "the approvals of the record lapse"


def mends(look: Look, data: bytes) -> tuple[Checked, Mapping[str, Fix]]:
    """Return how a file is judged, and a mend for each finding that has one which helps, by its fingerprint.

    Each is safe or unsafe, none is a choice. Pure but for `look`, which checks a content in the place of the file's.
    """
    trial = Trial(look, data, unsafe=True)
    checked = trial.checked
    found = candidates(checked, lambda finding: True, unsafe=True, tidied=False)
    return checked, {fix.fingerprint: fix for fix in trial.accept(list(compatible(found)))}


def suggestions(look: Look, data: bytes) -> Mapping[str, Suggestion]:
    """Return the same as reports show it."""
    checked, found = mends(look, data)
    if checked.record is None:
        return {}
    lines, signed = checked.record.document.lines, bool(bound(checked))
    return {name: suggestion(fix, lines, lapses=signed) for name, fix in found.items()}


def mendable(report: Report) -> list[str]:
    """Return the paths of the first `MAX_SUGGESTED` records of a report that have findings with mends."""
    found = (each.path for each in report.records if any(finding.code in MENDS for finding in each.findings))
    return list(islice(found, MAX_SUGGESTED))


def of_record(path: str, look: Look, data: bytes) -> Suggested:
    """Return what may mend the findings of a record, as a report has it for all of its records."""
    return {(path, name): (each,) for name, each in suggestions(look, data).items()}


def suggestion(fix: Fix, lines: Lines, *, lapses: bool = False) -> Suggestion:
    """Return a mend as a report shows it. `lapses`: the record is signed as it stands, so that no change is safe."""
    title = f"{fix.title} ({LAPSES})" if lapses else fix.title
    changes = tuple(Change.of(lines, edit.span, edit.text) for edit in fix.edits)
    return Suggestion(title, fix.safety == "safe" and not lapses, changes)


def whole_lines(text: str, edits: Iterable[Edit]) -> tuple[int, int, str]:
    """Return edits as whole lines: the first and the last one that they touch (1-based), and what takes their place.

    That is what a suggestion on GitHub is. What is put in between two lines takes the place of the one above.
    """
    edits = list(edits)
    start = start_of(text, min(edit.span.start for edit in edits))
    end = end_of(text, max(edit.span.end for edit in edits))
    moved = [Edit(Span(edit.span.start - start, edit.span.end - start), edit.text) for edit in edits]
    first = text.count("\n", 0, start) + 1
    return first, first + text.count("\n", start, end), spliced(text[start:end], moved)
