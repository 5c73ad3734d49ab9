"""Definitions taken away: those that nothing cites."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.document.splice import Edit
from citefirst.mending.fixes import Proposal, Subject
from citefirst.mending.lines import block, is_alone, removal
from citefirst.model import Definition, Finding
from citefirst.places import Span


def drop(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Take a source away that no line cites."""
    definition = subject.definitions.get(place)
    lines = lines_of(subject, definition) if definition else None
    if definition and lines:
        name = (definition.id or "").removeprefix("^")
        yield Proposal((Edit(removal(subject.text, lines), ""),), f"Remove the source {name}, which no line cites")


def lines_of(subject: Subject, definition: Definition) -> Span | None:
    """Return the lines of a definition, None where something else stands on them."""
    span = definition.span
    if definition.origin == "frontmatter":
        front, path = subject.record.document.frontmatter, ("sources", definition.id or "")
        if (
            front is None
            or path not in front.keys
            or subject.text[block(subject.text, span).start : span.start].strip()
        ):
            return None
        return block(subject.text, Span(span.start, max(span.end, subject.once(_ends)[path])))
    return block(subject.text, span) if is_alone(subject.text, span) else None


def _ends(subject: Subject) -> dict[tuple[str | int, ...], int]:
    """Return where each entry of the front matter ends that stands in another one."""
    front, found = subject.record.document.frontmatter, dict[tuple[str | int, ...], int]()
    for place, value in front.values.items() if front else ():
        found[place[:2]] = max(found.get(place[:2], 0), value.end)
    return found
