"""A record as the JSON value that a workflow's schema sees, and the way back from a place in it to the file."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from citefirst.model import Claim, Path, Source
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.idle import is_none


def build(record: Record) -> dict[str, Any]:
    """Build the instance (docs/schemas.md): front matter, title, sections by slug, sources. Faulty sources are not in
    it."""
    front = record.document.frontmatter
    return {
        "frontmatter": _front(record, front.data) if front else {},
        "title": record.document.title,
        "sections": {
            record.sections[section.index]: _section(record, section.index)
            for section in record.document.sections
            if section.level
        },
        "sources": [*(_source(source) for source in record.sources if not is_none(source)), *_described(record)],
    }


def _front(record: Record, data: dict[str, Any]) -> dict[str, Any]:
    """Return front matter in which the word stands for a status that says more, or says it in another case.

    The word is one that the schema knows; without any such list a status of one word stays as it is.
    """
    written, known = data.get("status"), record.workflow.spellings if record.workflow else ()
    if not written or written in known:
        return data
    word = record.header.status.word
    if known:
        seen = next((each for each in known if each.casefold().replace(" ", "-") == word), "")
    else:
        seen = "" if isinstance(written, str) and written.replace("-", "").isalpha() else word
    return {**data, "status": seen} if seen else data


def _section(record: Record, index: int) -> dict[str, Any]:
    section = record.document.sections[index]
    below = claims_below(record, index)
    claims = [claim for claim in below if not claim.unit.lead_in]
    return {
        "heading": section.title,
        "level": section.level,
        "text": "\n".join(claim.unit.text for claim in claims),
        "claims": [
            {
                "text": claim.unit.text,
                "sources": [source.id or source.target for source in claim.sources],
                "kinds": sorted({source.kind for source in claim.sources}),
                "unknown": claim.verdict == "unknown",
            }
            for claim in claims
        ],
        "rows": [{cell.column: cell.text for cell in row.unit.cells} for row in below if row.unit.kind == "row"],
    }


def _described(record: Record) -> list[dict[str, Any]]:
    """Return the pull request whose description the record is: it is the change, which its own text need not link."""
    what = record.document.described
    if what is None or what.kind != "pull-request":
        return []
    return [{"id": None, "kind": what.kind, "target": what.address, "label": what.address, "cited": 0}]


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "kind": source.kind,
        "target": source.target,
        "label": source.label,
        "cited": source.cited,
    }


def claims_below(record: Record, index: int) -> list[Claim]:
    """List the claims of a section and of the sections inside it, in order.

    Both stand in the order of the file, so that what is looked at is as much as is found.
    """
    sections, after = record.document.sections, index + 1
    while after < len(sections) and sections[after].level > sections[index].level:
        after += 1
    first, last = (bisect_left(record.claims, bound, key=_section_of) for bound in (index, after))
    return list(record.claims[first:last])


def _section_of(claim: Claim) -> int:
    return claim.unit.section


def rows_below(record: Record, index: int) -> list[Claim]:
    return [claim for claim in claims_below(record, index) if claim.unit.kind == "row"]


def locate(record: Record, path: Path) -> Span:
    """Find where a path of the instance stands in the file: the thing itself, or the nearest thing around it."""
    match path:
        case ("frontmatter", *rest):
            return record.header.place(*rest)
        case ("sections", str(slug), *rest) if slug in record.places:
            return _in_section(record, record.places[slug], rest)
        case ("sources", int(index), *_) if index < len(record.sources):
            return record.sources[index].span
        case ("sources", *_):
            return _sources_heading(record)
    return record.document.title_span


def _in_section(record: Record, index: int, rest: list[str | int]) -> Span:
    match rest:
        case ["claims", int(number), *_]:
            return [claim for claim in claims_below(record, index) if not claim.unit.lead_in][number].unit.span
        case ["rows", int(number), *more]:
            unit = rows_below(record, index)[number].unit
            return next((cell.span for cell in unit.cells if more and cell.column == more[0]), unit.span)
    return record.document.sections[index].span


def _sources_heading(record: Record) -> Span:
    from citefirst.document.definitions import SECTIONS

    for section in record.document.sections:
        if not SECTIONS.isdisjoint(section.names):
            return section.span
    return record.document.title_span
