"""What an editor offers where a line lacks a source: mark it UNKNOWN, cite a source that is defined, define one.

Nothing here writes a fact or a link: a new definition has a target that the check refuses until somebody fills it in.
"""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.document.definitions import SECTIONS
from citefirst.model import Claim
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.stated import main_cell
from citefirst.structs import frozen

MAX_SOURCES = 5
"""Sources that are offered for a line."""


@frozen
class Fix:
    """A change to offer: its title, and a text that takes the place of a span."""

    title: str
    span: Span
    text: str


def fixes(record: Record, code: str, span: Span) -> Iterator[Fix]:
    """Yield changes that fix a finding of a rule at a place."""
    if code == "CF202":
        yield from _define(record, span)
    for claim in record.claims:
        if code == "CF203" and claim.placeholder and claim.placeholder.start == span.start:
            yield Fix("Say UNKNOWN", claim.placeholder, "UNKNOWN")
        elif code in ("CF201", "CF211") and claim.unit.span.start == span.start:
            yield _unknown(claim)
            yield from _cite(record, claim)


def _unknown(claim: Claim) -> Fix:
    """Put the label at the start of the claim; in a table, in the cell that says most."""
    start = (main_cell(claim.unit) if claim.unit.cells else claim.unit).span.start
    return Fix("Mark UNKNOWN", Span(start, start), "UNKNOWN: ")


def _cite(record: Record, claim: Claim) -> Iterator[Fix]:
    cells = claim.unit.cells
    end = cells[-1].span.end if cells else claim.unit.span.end
    defined = [source for source in record.sources if source.defined and source.id and not source.id.startswith("^")]
    for source in defined[:MAX_SOURCES]:
        label = f" ({source.label})" if source.label else ""
        yield Fix(f"Cite {source.id}{label}", Span(end, end), f" [{source.id}]")


def _define(record: Record, span: Span) -> Iterator[Fix]:
    text = record.document.text
    name = text[span.start : span.end].strip("[]").removeprefix("^")
    if not name or "\n" in name:
        return
    place, before, after = _definitions(record)
    footnote = "^" if text[span.start : span.end].startswith("[^") else ""
    line = f"[{footnote}{name}]: https://" + ("" if footnote else ' "document: what it shows"')
    yield Fix(f"Define {name}", Span(place, place), f"{before}{line}{after}")


def _definitions(record: Record) -> tuple[int, str, str]:
    """Return where a definition goes, and what stands before and after it: below the last one, else at the end of the
    file."""
    document = record.document
    references = [each.span.end for each in document.definitions if each.origin == "reference"]
    if references:
        return max(references), "\n", ""
    has = any(not SECTIONS.isdisjoint(section.names) for section in document.sections)
    gap = "" if document.text.endswith("\n") else "\n"
    return len(document.text), f"{gap}\n" if has else f"{gap}\n## Sources\n\n", "\n"
