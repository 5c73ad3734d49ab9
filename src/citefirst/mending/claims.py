"""Lines without a source, and placeholders: marked UNKNOWN, or given a source that a person chooses."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.document.labels import is_alone, placeholder
from citefirst.document.splice import Edit
from citefirst.facts import is_prompt
from citefirst.mending.definitions import free_ids, spot
from citefirst.mending.fixes import Proposal, Subject
from citefirst.model import Claim, Finding, Unit, Unknown
from citefirst.places import Span
from citefirst.record.stated import EXPECTED, label_stands, main_cell
from citefirst.regex import lazy
from citefirst.structs import replace

MAX_SOURCES = 5
"""Sources that are offered for a line."""
LABEL = "UNKNOWN"
_MARKS = "*_[]`~"
_WORD = lazy(r"[^\W_]+")


def say_unknown(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Put UNKNOWN in the place of TBD, between the marks that stand around it; in a row, in each of its cells."""
    claim = subject.placeholders.get(place.start)
    if claim and claim.placeholder and not _is_prompt(claim):
        cells = [cell.span for cell in claim.unit.cells if is_alone(cell.text, placeholder(cell.text) or -1)]
        rest = claim.unit.text[placeholder(claim.unit.text) :]
        if cells or claim.unit.cells or _stands(replace(claim.unit, text=f"{LABEL}{rest}")):
            yield Proposal(tuple(_put(subject, span) for span in cells or [claim.placeholder]))


def _put(subject: Subject, span: Span) -> Edit:
    words = subject.text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip(_MARKS))
    return Edit(Span(start, start + len(words.strip(_MARKS))), LABEL)


def mark_prompt(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Put UNKNOWN before an instruction of the template that nobody has answered."""
    claim = subject.placeholders.get(place.start)
    if claim and _is_prompt(claim):
        yield Proposal((_mark(claim),))


def _is_prompt(claim: Claim) -> bool:
    return claim.placeholder == claim.unit.span and is_prompt(claim.unit.text)


def mark_unknown(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Put the label at the start of a line that it excuses; in a table, of the cell that says most."""
    claim = _claim(subject, place)
    if claim and _stands(_marked(claim.unit)):
        yield Proposal((_mark(claim),))


def _marked(unit: Unit) -> Unit:
    """Return a unit as it is read once it is marked."""
    if not unit.cells:
        return replace(unit, text=f"{LABEL}: {unit.text}")
    main = main_cell(unit)
    cells = (replace(cell, text=f"{LABEL}: {cell.text}") if cell is main else cell for cell in unit.cells)
    return replace(unit, cells=tuple(cells))


def _stands(unit: Unit) -> bool:
    """Tell whether the label would excuse a unit, which it does not where the rest of it asserts something."""
    return label_stands(replace(unit, unknown=Unknown(unit.span)))


def _mark(claim: Claim) -> Edit:
    start = (main_cell(claim.unit) if claim.unit.cells else claim.unit).span.start
    return Edit(Span(start, start), f"{LABEL}: ")


def cite(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Cite one of the sources that are defined: those first that share most words with the line, then those that no
    line cites yet."""
    if claim := _claim(subject, place):
        sources = subject.record.sources
        defined = [source for source in sources if source.defined and source.id and not source.id.startswith("^")]
        said = _words(claim.unit.text)
        defined.sort(key=lambda source: (-len(said & _words(f"{source.id} {source.label}")), source.cited))
        for source in defined[:MAX_SOURCES]:
            label = f" ({source.label})" if source.label else ""
            yield Proposal((_citation(claim, source.id or ""),), f"Cite {source.id}{label}")


def _words(text: str) -> frozenset[str]:
    """Return the words that tell one thing from another: no short ones, of which every line is full, but numbers."""
    return frozenset(word.casefold() for word in _WORD.findall(text) if len(word) > 3 or not word.isalpha())


def cite_new(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Cite a source under an ID that nothing has, whose address is still to be filled in."""
    if claim := _claim(subject, place):
        name = next(free_ids(subject))
        definition = spot(subject).line(f'[{name}]: https:// "document: what it shows"')
        yield Proposal((_citation(claim, name), definition), f"Cite a new source {name}")


def _claim(subject: Subject, place: Span) -> Claim | None:
    """Return the sentence, item or row at a place, where it has no label yet."""
    claim = subject.claims.get(place.start)
    return claim if claim and claim.unit.kind in EXPECTED and not claim.unit.unknown else None


def _citation(claim: Claim, name: str) -> Edit:
    cells = claim.unit.cells
    end = cells[-1].span.end if cells else claim.unit.span.end
    return Edit(Span(end, end), f" [{name}]")
