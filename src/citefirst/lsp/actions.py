"""What an editor offers to mend a finding, and all that is safe to mend at once. Whatever helps nothing is not offered.

Nothing here writes a fact or a link: a new definition has a target that the check refuses until somebody fills it in.
"""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.check.pipeline import Checked
from citefirst.document.splice import splice
from citefirst.mending.engine import Look, Mended, bound, is_better, mend
from citefirst.mending.fixes import Fix, Subject, fixes, subject
from citefirst.mending.suggestions import LAPSES
from citefirst.model import Finding
from citefirst.structs import replace

MAX_TRIED = 40
"""Changes that are tried out for one request; each takes a check of the record."""


def offers(look: Look, checked: Checked, data: bytes, findings: list[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """Yield changes that mend findings of a text, each with its finding; what helps nothing is left out."""
    record, tried = subject(checked), 0
    if record is None:
        return
    for finding in findings:
        for fix in fixes(record, finding):
            tried += 1
            if tried > MAX_TRIED:
                return
            if is_better(checked, look(splice(data, fix.edits)), [fix], unsafe=True):
                yield finding, _told(record, fix)


def _told(subject: Subject, fix: Fix) -> Fix:
    return replace(fix, title=f"{fix.title} ({LAPSES})") if bound(subject.checked) else fix


def everything(look: Look, data: bytes) -> Mended:
    """Mend all that is safe, and tidy up."""
    return mend(look, data, lambda finding: True)
