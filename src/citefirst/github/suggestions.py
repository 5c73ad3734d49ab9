"""Which mends of a change's findings can be suggested: whole lines, few, and none over another one's.

A mend is a suggestion where a person has only to look at it. None states a fact, names an owner, gives an approval or
a status (`mending`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from citefirst.github.budget import Budget, Spent
from citefirst.mending.engine import Look, bound
from citefirst.mending.fixes import MENDS, Fix
from citefirst.mending.suggestions import mends, suggestion, whole_lines
from citefirst.model import Finding
from citefirst.places import Lines
from citefirst.report.escape import harmless
from citefirst.report.order import worst_first
from citefirst.report.pages.suggestion import Offer

MAX_RECORDS = 20
"""Records that are mended, each of which is checked several times for it."""
MAX_LINES = 20
"""Lines of one suggestion."""
LONGEST = 8_000
"""Characters of one suggestion."""
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)

LookUp = Callable[[str], tuple[bytes, Look] | None]
"""Gives a record's content by its path, and what checks another one in its place."""


def offers(findings: Iterable[Finding], look: LookUp, budget: Budget) -> tuple[list[Offer], bool]:
    """Return what can be suggested, the worst first, and whether there was time for all."""
    known: dict[str, Mapping[str, Offer]] = {}
    chosen: list[Offer] = []
    for finding in worst_first(each for each in findings if each.code in MENDS):
        if finding.path not in known:
            if len(known) == MAX_RECORDS:
                continue
            try:
                with budget.running():
                    known[finding.path] = dict(_of_record(finding.path, look))
            except Spent:
                return chosen, False
        offer = known[finding.path].get(finding.fingerprint)
        if offer and not any(_meet(offer, other) for other in chosen):
            chosen.append(offer)
    return chosen, True


def _meet(one: Offer, other: Offer) -> bool:
    same = one.finding.path == other.finding.path
    return same and one.first <= other.last and other.first <= one.last


def _of_record(path: str, look: LookUp) -> Iterator[tuple[str, Offer]]:
    """Yield what can be suggested for a record, by the fingerprint of the finding."""
    if (found := look(path)) is None:
        return
    data, check = found
    checked, helping = mends(check, data)
    if checked.record is None:
        return
    text, lines, signed = checked.record.document.text, checked.record.document.lines, bool(bound(checked))
    reported = {finding.fingerprint: finding for finding in checked.report.findings}
    for name, fix in helping.items():
        if offer := _offer(reported[name], fix, text, lines, lapses=signed):
            yield name, offer


def _offer(finding: Finding, fix: Fix, text: str, lines: Lines, *, lapses: bool) -> Offer | None:
    """Return a mend as whole lines, None where these are too many, or what a reader would not see as it is."""
    first, last, new = whole_lines(text, fix.edits)
    old = text[lines.start(first - 1) : lines.end(last - 1)]
    shown = new.replace("\n", "").replace("\t", "")
    if new == old or last - first >= MAX_LINES or len(new) > LONGEST or harmless(shown) != shown:
        return None
    told = suggestion(fix, lines, lapses=lapses)
    return Offer(finding, first, last, new, told.title, told.is_safe)


def hunks(patch: str) -> list[range]:
    """Return the lines that a difference shows of the new file, 1-based: only these can be commented on."""
    found = ((int(start), int(count or 1)) for start, count in _HUNK.findall(patch))
    return [range(start, start + count) for start, count in found]


def is_shown(offer: Offer, patch: str) -> bool:
    """Tell whether all lines of a suggestion stand in one hunk of a difference."""
    return any(hunk.start <= offer.first and offer.last < hunk.stop for hunk in hunks(patch))
