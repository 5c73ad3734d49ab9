"""The events of a timeline, put in the order of their times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from citefirst.document.splice import Edit
from citefirst.figures.order import in_order
from citefirst.mending.fixes import Proposal, Subject
from citefirst.mending.lines import has_more, start_of
from citefirst.model import Claim, Finding
from citefirst.places import Span

_BETWEEN = re.compile(r"[ \t|]*\n[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?[ \t|]*")
"""What may stand between two events that directly follow one another."""
_MARGIN = re.compile(r"[ \t>]*")


def put_in_order(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Let the events of one table or list change places, each in its own lines."""
    if found := subject.once(_orders).get(place.start):
        yield found


def _orders(subject: Subject) -> Mapping[int, Proposal]:
    """Return what puts a table or list in order, by where each of its events begins."""
    found, text = {}, subject.text
    for run in _runs(subject):
        edits = tuple(
            Edit(slot.unit.span, text[event.unit.span.start : event.unit.span.end])
            for slot, event in zip(run, in_order(run), strict=True)
            if slot is not event
        )
        if edits:
            found.update(dict.fromkeys((claim.unit.span.start for claim in run), Proposal(edits)))
    return found


def _runs(subject: Subject) -> Iterator[Sequence[Claim]]:
    """Yield events that directly follow one another."""
    text, run = subject.text, list[Claim]()
    for claim in subject.record.timeline:
        if claim.unit.kind == "sentence" or has_more(text, claim.unit.span):
            continue
        if run and not _follows(text, run[-1], claim):
            yield run
            run = []
        run.append(claim)
    yield run


def _follows(text: str, above: Claim, below: Claim) -> bool:
    """Tell whether an event stands directly below another one, as far from the margin."""
    first, second = above.unit.span, below.unit.span
    margins = [_MARGIN.match(text, start_of(text, span.start)) for span in (first, second)]
    indents = [match[0] if match else "" for match in margins]
    return indents[0] == indents[1] and _BETWEEN.fullmatch(text, first.end, second.start) is not None
