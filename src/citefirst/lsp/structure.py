"""What a record is made of, for an editor: its outline, what can be folded, and where its links lead."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from lsprotocol import types

from citefirst.lsp.places import Places
from citefirst.model import Definition, Section
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.paths import inside

MAX_NAME = 200
"""Characters of a name in an outline."""


def symbols(record: Record, places: Places) -> list[types.DocumentSymbol]:
    """Return sections, each with the sections and the sources in it."""
    document = record.document
    tops: list[types.DocumentSymbol] = []
    made: dict[int, tuple[types.DocumentSymbol, list[types.DocumentSymbol]]] = {}
    sections = [section for section in document.sections if section.level]
    for section, end in zip(sections, _ends(sections, len(document.text)), strict=True):
        children: list[types.DocumentSymbol] = []
        symbol = _symbol(section.title, types.SymbolKind.String, Span(section.span.start, end), section.span, places)
        symbol.children = children
        made[section.index] = symbol, children
        parent = made.get(section.parent) if section.parent is not None else None
        (parent[1] if parent else tops).append(symbol)
    for definition in sorted(document.definitions, key=lambda each: each.span):
        if definition.id:
            before = bisect_right(sections, definition.span.start, key=lambda each: each.span.start)
            found = made[sections[before - 1].index] if before else None
            name = definition.id.removeprefix("^")
            symbol = _symbol(name, types.SymbolKind.Key, definition.span, definition.span, places)
            symbol.detail = (definition.title or definition.target or "")[:MAX_NAME]
            (found[1] if found else tops).append(symbol)
    return tops


def _symbol(name: str, kind: types.SymbolKind, whole: Span, own: Span, places: Places) -> types.DocumentSymbol:
    return types.DocumentSymbol(name[:MAX_NAME].strip() or "(no title)", kind, places.of(whole), places.of(own))


def _ends(sections: Sequence[Section], end: int) -> list[int]:
    """Return where each section ends: before the next one of its level or above."""
    ends, open_ = [end] * len(sections), list[int]()
    for index, section in enumerate(sections):
        while open_ and sections[open_[-1]].level >= section.level:
            ends[open_.pop()] = section.span.start
        open_.append(index)
    return ends


def folds(record: Record, places: Places) -> list[types.FoldingRange]:
    """Return the front matter, the sections and the blocks of definitions."""
    document = record.document
    found = list[types.FoldingRange]()
    if document.frontmatter:
        span = document.frontmatter.span
        found += _fold(places, Span(span.start, span.start + len(_trimmed(document.text, span))))
    sections = [section for section in document.sections if section.level]
    for section, end in zip(sections, _ends(sections, len(document.text)), strict=True):
        span = Span(section.span.start, end)
        found += _fold(places, Span(span.start, span.start + len(_trimmed(document.text, span))))
    lines = sorted(places.of(each.span).start.line for each in document.definitions if each.origin == "reference")
    for _, run in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        block = [line for _, line in run]
        if len(block) > 1:
            found.append(types.FoldingRange(block[0], block[-1], kind=types.FoldingRangeKind.Region))
    return found


def _trimmed(text: str, span: Span) -> str:
    """Return a text, without the heading of the next section's marks and without blanks at its end."""
    return text[span.start : span.end].rstrip().rstrip("#").rstrip()


def _fold(places: Places, span: Span) -> Iterator[types.FoldingRange]:
    region = places.of(span)
    if region.end.line > region.start.line:
        yield types.FoldingRange(region.start.line, region.end.line, kind=types.FoldingRangeKind.Region)


def links(record: Record, places: Places, uri: Callable[[str], str | None]) -> list[types.DocumentLink]:
    """Return where addresses and paths lead. `uri` is that of a file of the repository, None where it is not there.

    Only http and https are links: nothing that runs when it is clicked.
    """
    found, taken = list[types.DocumentLink](), set[Span]()
    for span, target in _targets(record):
        at = record.document.text.find(target, span.start, span.end)
        where = Span(at, at + len(target))
        if at >= 0 and where not in taken and (leads := _leads(record, target, uri)):
            taken.add(where)
            found.append(types.DocumentLink(places.of(where), leads, tooltip=leads[:MAX_NAME]))
    return found


def _targets(record: Record) -> Iterator[tuple[Span, str]]:
    for definition in record.document.definitions:
        yield from _target(definition)
    for unit in record.document.units:
        yield from ((each.span, each.target) for each in unit.citations if each.target)


def _target(definition: Definition) -> Iterator[tuple[Span, str]]:
    if definition.target and not definition.form and definition.origin != "frontmatter":
        yield definition.span, definition.target


def _leads(record: Record, target: str, uri: Callable[[str], str | None]) -> str | None:
    if target.lower().startswith(("https://", "http://")):
        return target
    path = None if ":" in target or target.startswith("//") else inside(record.document.path, target)
    return uri(path) if path else None
