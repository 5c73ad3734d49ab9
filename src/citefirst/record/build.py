"""A document judged under its workflow: which lines are facts, what backs each, what the schema sees and says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from citefirst.document import labels
from citefirst.document.citations import FindIds
from citefirst.document.header import Header
from citefirst.document.status import Stage
from citefirst.facts import Detection, Line, Passage, detect, detect_by_structure, foreign, genre_of, is_prompt
from citefirst.model import Claim, Document, Mode, Section, Signal, Source, Unit, Verdict
from citefirst.places import Span
from citefirst.record.archive import NO_ARCHIVE, Archive
from citefirst.record.citing import CitationFault, Refused, Resolver
from citefirst.record.conversations import Conversations, conversations
from citefirst.record.idle import backing
from citefirst.record.origin import NO_ORIGIN, Origin
from citefirst.record.paths import At, Exists, Load
from citefirst.record.stated import (
    EXPECTED,
    is_claim,
    is_exempt,
    kind_of_line,
    label_stands,
    lists,
    said,
    words_in_code,
)
from citefirst.regex import lazy
from citefirst.structs import field, frozen, replace
from citefirst.workflow.compile import Workflow
from citefirst.workflow.status import stage_of

if TYPE_CHECKING:
    from citefirst.evidence.readable import Readable
    from citefirst.record.evidence import Found

_PINNED = lazy(r"/[0-9a-f]{7,64}/")
"""What an address holds that shows a file as a commit had it."""
TIMELINE = "timeline"
"""The section, by canonical slug, whose rows and items are events in the order of time."""


@frozen
class Record:
    """What rules look at.

    `sections` are the canonical slugs of the document's sections, by their index; `faults` are citations and
    definitions that are not sources.
    """

    document: Document
    workflow: Workflow | None
    sections: tuple[str, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    faults: tuple[CitationFault, ...]
    header: Header
    conversations: Conversations
    circular: frozenset[int] = frozenset()
    """Indexes of claims that are an assistant's words and cite only what the assistant said."""
    language: str = ""
    """In which the detector cannot read, where it was asked to; "" for English."""
    evidence: Found = field(default_factory=dict)
    """What was found at the places that sources name, by their keys."""
    quoted: frozenset[int] = frozenset()
    """Indexes of claims that cite a source with a quote which stands there."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The index of the first section of each canonical slug."""
        return {slug: index for index, slug in reversed(list(enumerate(self.sections)))}

    @cached_property
    def stage(self) -> Stage:
        """Whether the record is open, decided or ended, by its status."""
        return stage_of(self.header.status, self.workflow.statuses if self.workflow else {})

    @property
    def timeline(self) -> tuple[Claim, ...]:
        """The claims of the timeline."""
        return tuple(claim for claim in self.claims if claim.section == TIMELINE)


def build(
    document: Document,
    workflow: Workflow | None,
    exists: Exists,
    find_ids: FindIds,
    refused: Refused,
    override: Mode | None = None,
    origin: Origin = NO_ORIGIN,
    load: Load = lambda path, limit: None,
    archive: Archive = NO_ARCHIVE,
    at: At = lambda commit, path, limit: None,
) -> Record:
    """Build the record of a document. Without a workflow each section is read by the detector.

    A line that is an assistant's word and cites only what the assistant said has no source.
    """
    resolver = Resolver(document, exists, find_ids, refused, origin, load, archive)
    resolver.define()
    slugs, modes = _sections(document.sections, workflow)
    detected = "detected" in ((override,) if override else {modes[unit.section] for unit in document.units})
    lines = stated(document)
    language = foreign(" ".join(unit.prose for unit in lines)) if detected else ""
    genre = _genre(document, workflow) if detected and not language else ""
    claims: list[Claim] = []
    for unit, place in _places(document, lines, genre):
        mode = override or modes[unit.section]
        if unit.kind in EXPECTED or is_claim(unit, mode, _is_title(document.sections[unit.section])):
            claims.append(_claim(unit, slugs[unit.section], mode, place, resolver, language))
    header = Header(document)
    pointing = [source for source in resolver.sources.values() if _points(source)]
    evidence: Found = {}
    if pointing:
        from citefirst.record.evidence import Comparer  # most sources name no more than a file

        evidence = Comparer(document.path, exists, load, origin, at).found(pointing)
    said = conversations(header, [claim.unit for claim in claims], load)
    circular: list[int] = []
    if said.copied:
        from citefirst.record.own_logs import OwnLogs  # most records name no log

        own = OwnLogs(header, said.logs, load, exists, origin)
        circular = [
            index
            for index in said.copied
            if claims[index].verdict == "cited"
            and own.are_all(claims[index].sources)
            and not any(source.key in evidence and evidence[source.key].holds for source in claims[index].sources)
        ]
    for index in circular:
        claims[index] = replace(claims[index], verdict="uncited", faulty=True)
    return Record(
        document,
        workflow,
        slugs,
        tuple(claims),
        tuple(resolver.sources.values()),
        tuple(resolver.faults),
        header,
        said,
        frozenset(circular),
        language,
        evidence,
        _quoted(claims, evidence),
    )


def _points(source: Source) -> bool:
    """Tell at little cost whether a source may name more than a file: words in it, lines, a heading, a commit."""
    target = source.target
    named = _PINNED.search(target) if "://" in target else "#" in target or (":" in target and target[-1:].isdigit())
    return bool(source.quotes or source.commit or named)


def _quoted(claims: Sequence[Claim], evidence: Found) -> frozenset[int]:
    """Return the indexes of the claims that cite a source whose quotes stand there."""
    good = {key for key, found in evidence.items() if found.holds}
    return frozenset(
        index
        for index, claim in enumerate(claims if good else ())
        if claim.verdict == "cited" and any(source.key in good for source in claim.sources)
    )


def with_texts(record: Record, texts: Mapping[str, Readable]) -> Record:
    """Return a record with its quotes held against what the web says under their addresses."""
    from citefirst.record.evidence import held_against

    evidence = held_against(record.evidence, record.sources, texts)
    return replace(record, evidence=evidence, quoted=_quoted(record.claims, evidence))


def _sections(sections: Sequence[Section], workflow: Workflow | None) -> tuple[tuple[str, ...], list[Mode]]:
    """Return the canonical slug and the mode of each section. One that the workflow does not name is like its
    parent."""
    taken = {section.slug for section in sections}
    slugs: list[str] = []
    modes: list[Mode] = []
    for section in sections:
        spec = workflow.match(section.names) if workflow and section.level else None
        around = sections[section.parent] if section.parent is not None else None
        inherited = modes[around.index] if around and not _is_title(around) else "detected"
        # A title variant stands for the section only where no section has the name itself.
        slugs.append(spec.slug if spec and spec.slug not in taken else section.slug)
        taken.add(slugs[-1])
        modes.append((spec.facts if spec else None) or inherited)
    return tuple(slugs), modes


def _is_title(section: Section) -> bool:
    return section.level <= 1 and section.index <= 1


def _genre(document: Document, workflow: Workflow | None) -> str:
    headings = [section.title for section in document.sections if section.level]
    return genre_of(workflow.name if workflow else "", document.title or "", headings, document.text)


class _Place(NamedTuple):
    """Where a unit stands: the document with its genre, and the lines before and after it in its section."""

    document: Document
    genre: str
    before: Passage | None = None
    after: Passage | None = None


def _places(document: Document, lines: Sequence[Unit], genre: str) -> Iterator[tuple[Unit, _Place]]:
    """Yield each unit with its place. Only sentences, items and rows have neighbours, and are some."""
    at = 0
    for unit in document.units:
        if unit.kind in EXPECTED:
            yield unit, _Place(document, genre, _beside(unit, lines, at - 1), _beside(unit, lines, at + 1))
            at += 1
        else:
            yield unit, _Place(document, genre)


def lines_of(document: Document, genre: str) -> list[Line]:
    """Return the sentences, items and rows of a document as the detector sees them."""
    places = _places(document, stated(document), genre)
    return [line_of(unit, place) for unit, place in places if unit.kind in EXPECTED]


def stated(document: Document) -> list[Unit]:
    """Return the sentences, items and rows of a document."""
    return [unit for unit in document.units if unit.kind in EXPECTED]


def _claim(unit: Unit, slug: str, mode: Mode, place: _Place, resolver: Resolver, language: str) -> Claim:
    cited, faulty = resolver.cite(unit)
    sources: Sequence[Source] = cited
    placeholder = _placeholder(unit, mode)
    signals: tuple[Signal, ...] = ()
    factual, doubtful = mode == "every", False
    unknown = unit.unknown is not None and (mode == "none" or bool(sources) or label_stands(unit))
    if unknown:
        factual = True
    elif mode == "none" or is_exempt(unit):
        factual = False
    elif mode == "detected":
        reading = _read(line_of(unit, place), language)
        signals, factual = reading.signals, reading.factual and not lists(unit, place.document.sections)
        doubtful = factual and not reading.sure
    verdict: Verdict = "exempt"
    if unknown:
        verdict = "unknown"
    elif factual or placeholder:
        verdict = "cited" if (backed := backing(unit, sources)) else "uncited"
        if verdict == "uncited" and not faulty and not placeholder and not doubtful:
            faulty = resolver.blame(unit, sources)
        sources = backed
    return Claim(
        unit=unit,
        section=slug,
        mode=mode,
        factual=factual,
        verdict=verdict,
        signals=signals,
        sources=tuple(sources),
        faulty=faulty,
        doubtful=doubtful,
        placeholder=placeholder,
    )


def _read(line: Line, language: str) -> Detection:
    return detect_by_structure(line, language) if language else detect(line)


def _placeholder(unit: Unit, mode: Mode) -> Span | None:
    if unit.unknown or (mode == "none" and not _is_only_placeholder(unit)):
        return None
    left_over = mode != "none" and unit.kind in ("sentence", "item") and is_prompt(unit.text)
    return unit.placeholder or (unit.span if left_over else None)


def _is_only_placeholder(unit: Unit) -> bool:
    """Tell "TBD", a placeholder in a section without facts, from "TODO: add an alert", which is not one."""
    return labels.is_alone(unit.text, labels.placeholder(unit.text))


def _beside(unit: Unit, lines: Sequence[Unit], index: int) -> Passage | None:
    """Return the line at an index, where there is one in the same section."""
    if not 0 <= index < len(lines) or lines[index].section != unit.section:
        return None
    return Passage(lines[index].text, lines[index].code)


def line_of(unit: Unit, place: _Place) -> Line:
    """Return a unit as the detector sees it."""
    titles = []
    sections = place.document.sections
    section: Section | None = sections[unit.section]
    while section is not None and section.level:
        titles.append(section.title)
        section = sections[section.parent] if section.parent is not None else None
    text = said(unit)
    return Line(
        text=text,
        kind=kind_of_line(unit),
        titles=tuple(titles),
        columns=tuple(cell.column for cell in unit.cells),
        under=unit.under,
        code=words_in_code(unit) if text == unit.text else (),
        quoted=unit.quoted,
        genre=place.genre,
        before=place.before,
        after=place.after,
    )
