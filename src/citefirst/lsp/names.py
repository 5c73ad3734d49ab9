"""Where the ID of a source stands: defined in any of the four forms, or cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citefirst.document.labels import key
from citefirst.model import Citation, Definition
from citefirst.places import Span
from citefirst.record.build import Record

_NAME = re.compile(r"[^\[\]\\\n|^]{1,200}")


class Occurrence(NamedTuple):
    """A place of an ID: what it names (`key`), the span of the name itself, and the definition that it stands in."""

    key: str
    span: Span
    definition: Definition | None = None


def occurrences(record: Record) -> Iterator[Occurrence]:
    """Yield all places of IDs that a record defines, definitions first."""
    text, known = record.document.text, set[str]()
    listed = _listed(record)
    for definition in record.document.definitions:
        if definition.id:
            known.add(key(definition.id))
            if span := _defined(text, definition, listed):
                yield Occurrence(key(definition.id), span, definition)
    seen = set[Span]()
    for citation in _citations(record):
        name = key(f"^{citation.label}") if citation.form == "footnote" else key(citation.label)
        name = name if name in known else key(citation.label)
        if name in known and citation.span not in seen:
            seen.add(citation.span)
            at = text.rfind(citation.label, citation.span.start, citation.span.end)
            if at >= 0:
                yield Occurrence(name, Span(at, at + len(citation.label)))


def _citations(record: Record) -> Iterator[Citation]:
    for unit in record.document.units:
        yield from (each for each in unit.citations if each.form in ("reference", "footnote"))
    yield from (each for each in record.document.links if each.form in ("reference", "footnote"))


def _listed(record: Record) -> Mapping[Span, Span]:
    """Return where the entries of a list of sources in the front matter have their IDs."""
    values = record.document.frontmatter.values if record.document.frontmatter else {}
    ids = (path for path in values if (path[:1], path[2:]) == (("sources",), ("id",)))
    return {values[path[:2]]: values[path] for path in ids if path[:2] in values}


def _defined(text: str, definition: Definition, listed: Mapping[Span, Span]) -> Span | None:
    """Return where a definition has its ID."""
    span, name = listed.get(definition.span, definition.span), definition.id or ""
    if definition.origin == "footnote":
        mark = f"[{name}]:"
        at = text.rfind(mark, text.rfind("\n", 0, span.start) + 1, span.end)
        return Span(at + 2, at + 1 + len(name)) if at >= 0 else None
    at = text.find(name, span.start, span.end)
    return Span(at, at + len(name)) if at >= 0 else None


def at(record: Record, offset: int) -> Occurrence | None:
    """Return the ID at an offset."""
    return next((each for each in occurrences(record) if each.span.start <= offset <= each.span.end), None)


def places(record: Record, offset: int) -> list[Occurrence]:
    """Return all places of the ID at an offset."""
    here = at(record, offset)
    return [each for each in occurrences(record) if each.key == here.key] if here else []


def refusal(record: Record, offset: int, name: str) -> str:
    """Say why the ID at an offset cannot have another name, "" where it can."""
    here = at(record, offset)
    if here is None:
        return "there is no source here"
    if not _NAME.fullmatch(name) or name != name.strip() or not any(map(str.isalnum, name)):
        return "an ID is one word, such as S3, without brackets"
    mark = "^" if here.key.startswith("^") else ""
    if mark and any(map(str.isspace, name)):
        return "the mark of a footnote has no blanks"
    wanted = key(f"{mark}{name}")
    if wanted != here.key and any(each.key == wanted for each in occurrences(record)):
        return f"{name} is another source"
    return ""
