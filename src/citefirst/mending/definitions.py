"""Where a new definition goes, under which ID, and how one is written that Markdown does not take for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from citefirst.document.definitions import SECTIONS
from citefirst.document.labels import is_id
from citefirst.document.splice import Edit
from citefirst.mending.fixes import Proposal, Subject
from citefirst.mending.lines import start_of
from citefirst.model import Finding
from citefirst.places import Span

_NUMBERED = re.compile(r"([A-Za-z]{1,12}[-_]?)(\d{1,9})")
_LABEL = re.compile(r"\^?[^\[\]\\\n]{1,200}")
_LINE = re.compile(
    r"\[?(?P<label>[^\[\]\n:]{1,200})(?:\][ \t]*:?|:)[ \t]*(?P<target><?[^\s<>\"]+>?)[ \t]*(?P<rest>[^\n]*)"
)
_QUOTES = {'"': '"', "'": "'", "(": ")"}
_KIND = re.compile(r"[a-z][a-z0-9-]{0,63}: ")


class Spot(NamedTuple):
    """Where a definition goes, and what stands between it and what is above."""

    at: int
    gap: str

    def line(self, definition: str) -> Edit:
        return Edit(Span(self.at, self.at), f"{self.gap}{definition}")


def spot(subject: Subject) -> Spot:
    """Find the place for a definition: below the last one, else in the section of sources, else at the end."""
    document, text = subject.record.document, subject.text
    if subject.references:
        last = subject.references[-1]
        margin = text[start_of(text, last.start) : last.start]
        return Spot(last.end, "\n" + (margin if not margin.strip(" \t>") else ""))
    for section in document.sections:
        if not SECTIONS.isdisjoint(section.names):
            after = (each.span.start for each in document.sections[section.index + 1 :] if each.level <= section.level)
            end = next(after, None)
            return Spot(len(text[: start_of(text, end) if end is not None else None].rstrip()), "\n\n")
    return Spot(len(text.rstrip()), "\n\n## Sources\n\n")


def free_ids(subject: Subject) -> Iterator[str]:
    """Yield IDs that nothing in the record has, in the way in which its sources are numbered: `S3`, `S4`."""
    names = [each.id for each in subject.record.document.definitions if each.id]
    numbered = [match.groups() for name in names if (match := _NUMBERED.fullmatch(name))]
    prefix = Counter(prefix for prefix, _ in numbered).most_common(1)[0][0] if numbered else "S"
    first = max((int(digits) for each, digits in numbered if each == prefix), default=0) + 1
    known = subject.bracketed.union(name.casefold() for name in names)
    return (name for number in count(first) if (name := f"{prefix}{number}").casefold() not in known)


def define(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Define an ID that is cited. The address is left open: the check refuses it until somebody fills it in."""
    fault = subject.faults.get(place)
    if not fault or fault.lack != "undefined" or not _LABEL.fullmatch(fault.target):
        return
    name, is_note = fault.target.removeprefix("^"), fault.target.startswith("^")
    if subject.text.startswith(f"[[{name}]", place.start - 1):
        return  # a link of a wiki
    stub = f"[^{name}]: [what it shows](https://)" if is_note else f'[{name}]: https:// "document: what it shows"'
    yield Proposal((spot(subject).line(stub),), f"Define {name}")


def rename(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Give the second definition of an ID one of its own."""
    definition = subject.definitions.get(place)
    if definition and definition.id and definition.origin in ("reference", "list", "table"):
        at = subject.text.find(definition.id, place.start, place.end)
        if at >= 0:
            name = next(free_ids(subject))
            yield Proposal((Edit(Span(at, at + len(definition.id)), name),), f"Call it {name}, which is free")


def normalise(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Write a line as the definition that it means to be, where that is plain."""
    if found := _normal(subject, finding, place):
        yield Proposal((found,))


def quote(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Take what stands behind an address for its title, which it may not be."""
    if found := _normal(subject, finding, place, daring=True):
        yield Proposal((found,))


def _normal(subject: Subject, finding: Finding, place: Span, daring: bool = False) -> Edit | None:
    if not any(each.span == place and each.message == finding.message for each in subject.record.document.problems):
        return None
    match = _LINE.fullmatch(subject.text, place.start, place.end)
    label = match["label"].strip() if match else ""
    if not match or not (is_id(label) or subject.text.startswith(f"[{label}]", place.start)):
        return None
    title = _title(match["rest"].rstrip(), daring)
    if title is None:
        return None
    line = f"[{label}]: {match['target'].strip('<>')}{title}"
    return Edit(place, line) if line != subject.text[place.start : place.end] else None


def _title(rest: str, daring: bool) -> str | None:
    """Return what stands behind an address as a title, None where it may be a part of the address or something else."""
    if not rest:
        return ""
    closing = _QUOTES.get(rest[0])
    if closing:
        inner = rest[1:-1] if rest.endswith(closing) and len(rest) > 1 else rest[1:]
        if not (daring or rest.endswith(closing) or closing not in rest[1:]):
            return None
        rest = inner
    elif not (daring or _KIND.match(rest)):
        return None
    rest = rest.strip().replace('\\"', '"')
    return " " + ('"' + rest.replace('"', '\\"') + '"' if '"' in rest else f'"{rest}"') if rest else ""


def add_scheme(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Write `https://` before what begins as the address of a host and leads to no file."""
    fault = subject.faults.get(place)
    if fault and fault.lack == "absent" and finding.hint == f"write https://{fault.target}":
        at = subject.text.find(fault.target, place.start, place.end)
        if at >= 0:
            yield Proposal((Edit(Span(at, at), "https://"),), f"Write https://{fault.target}")
