"""What no rule finds and no reader misses: sources in order, each defined once, IDs in one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citefirst.document.labels import key
from citefirst.document.splice import Edit
from citefirst.mending.fixes import Fix, Proposal, Subject
from citefirst.mending.lines import block, is_alone, removal, start_of
from citefirst.mending.sources import lines_of
from citefirst.model import Definition
from citefirst.places import Span
from citefirst.record.citing import same

_NUMBER = re.compile(r"([^0-9]{0,40})([0-9]{1,18})")


def tidy(subject: Subject) -> Iterator[Fix]:
    """Yield what can be tidied up. All of it is safe: each citation leads where it led."""
    for title, make in (("Remove a second definition that agrees", twice), ("Sort the sources", unsorted)):
        yield from (Fix("", "", title, "safe", each.edits) for each in make(subject))
    yield from (Fix("", "", "Spell an ID as its definition does", "safe", each.edits) for each in misspelt(subject))


def twice(subject: Subject) -> Iterator[Proposal]:
    """Take away what defines a source again and says nothing else."""
    first: dict[str, Definition] = {}
    for definition in subject.record.document.definitions:
        known = first.setdefault(key(definition.id or ""), definition)
        if known is definition or not definition.id or not known.target or not same(known.target, definition.target):
            continue
        agrees = definition.title in ("", known.title) and definition.kind in (None, known.kind) and not definition.via
        if agrees and (lines := lines_of(subject, definition)):
            yield Proposal((Edit(removal(subject.text, lines), ""),))


def unsorted(subject: Subject) -> Iterator[Proposal]:
    """Let the definitions of one block change places, each taking the lines of another.

    Kinds of IDs stay in the order in which their author has them, D1 before Q1; those of one kind go by their numbers.
    """
    text = subject.text
    for run in _runs(subject):
        keyed = [(*_numbered(each.id or ""), each) for each in run]
        kinds = {kind: index for index, (kind, _, _) in reversed(list(enumerate(keyed)))}
        ordered = sorted(keyed, key=lambda entry: (kinds[entry[0]], entry[1]))
        edits = [
            Edit(slot.span, text[source.span.start : source.span.end])
            for slot, (_, _, source) in zip(run, ordered, strict=True)
            if slot is not source
        ]
        if edits:
            yield Proposal(tuple(edits))


def _numbered(name: str) -> tuple[str, int]:
    """Return the kind of an ID and its number: `s` and 10 of S10."""
    match = _NUMBER.fullmatch(key(name))
    return (match[1], int(match[2])) if match else (key(name), 0)


def _runs(subject: Subject) -> Iterator[list[Definition]]:
    """Yield definitions that stand directly below one another, written in the same way."""
    text, run = subject.text, list[Definition]()
    written = (each for each in subject.record.document.definitions if each.id and each.origin != "frontmatter")
    for definition in sorted(written, key=lambda each: each.span):
        if not is_alone(text, definition.span):
            continue
        if run and not _follows(text, run[-1], definition):
            yield run
            run = []
        run.append(definition)
    yield run


def _follows(text: str, above: Definition, below: Definition) -> bool:
    margins = [text[start_of(text, each.span.start) : each.span.start] for each in (above, below)]
    if above.origin == "footnote":  # its mark stands before its span
        return False
    lines = block(text, above.span).end + 1 == start_of(text, below.span.start)
    return lines and above.origin == below.origin and margins[0] == margins[1]


def misspelt(subject: Subject) -> Iterator[Proposal]:
    """Write an ID where it is cited as it is written where it is defined."""
    spelt: dict[str, str] = {}
    for definition in subject.record.document.definitions:
        if definition.id and definition.origin != "footnote":
            spelt.setdefault(key(definition.id), definition.id)
    for claim in subject.record.claims:
        for citation in claim.unit.citations:
            wanted = spelt.get(key(citation.label)) if citation.form == "reference" else None
            mark = f"[{citation.label}]"
            end = citation.span.end
            if wanted and wanted != citation.label and subject.text.endswith(mark, citation.span.start, end):
                yield Proposal((Edit(Span(end - len(mark) + 1, end - 1), wanted),))
