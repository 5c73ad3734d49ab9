"""Fields at the top of a body, where a record has no front matter: `* Status: accepted`, `**Date**: …`, a table of two
columns, and Nygard's section `Status`. A workflow says whether its records may be written so (`x-header`).

Fields that say who, when and in which state (`NAMES`) are no claims as long as they are short; any other is read as a
claim, too, for nobody shall state facts in the place of a status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from citefirst.document.slugs import slug
from citefirst.model import Document, FrontMatter, Path, Unit
from citefirst.places import Span

MAX_LINES = 60
"""Lines of a body that are looked at: a header is at the top or nowhere."""
MAX_WORDS = 16
"""Words of a line of fields, names and marks included; what says more is read as a claim as well."""
NAMES = frozenset(
    (
        "approved approvers approver author authors bug category component consulted created created-by date deciders"
        " decision-date decision-maker decision-makers decided decided-by due expires github-issue github-issues id"
        " implementation informed issue issues last-modified last-updated modified owner owners participants pr"
        " priority"
        " proposal pull-request pull-requests related release reviewed reviewers reviewer review review-by review-date"
        " review-manager severity sponsor sponsors state status superseded-by supersedes tags target-version team"
        " technical-story ticket tickets title type updated version written-by"
    ).split()
)
"""Slugs of fields that say what a record is, and nothing of what it is about."""
_FIELD = re.compile(
    r"[ \t]{0,3}(?:[-*+][ \t]+)?(?:\*\*|__|\*|_)?(?P<key>[A-Za-z][\w /-]{0,38}?)[ \t]*(?:\*\*|__|\*|_)?[ \t]*:"
    r"(?:\*\*|__|\*|_)?(?:[ \t]+(?P<value>\S.*?))?[ \t]*$"
)
_PLAIN = 2
"""Words of a field's name in a line without any mark; a longer one is the beginning of a sentence."""
_LABELS = ("UNKNOWN", "TODO", "TBD", "Note", "NOTE", "Warning")
_BETWEEN = re.compile(r"[ \t]+[|\u00b7\u2022][ \t]+(?=[*_]{0,2}[A-Za-z][\w /-]{0,38}[*_]{0,2}:)")
_ROW = re.compile(r"[ \t]{0,3}\|[ \t]*(?P<key>[^|]{1,60}?)[ \t]*\|[ \t]*(?P<value>[^|]*?)[ \t]*\|[ \t]*$")
_RULE = re.compile(r"[ \t]{0,3}\|?[ \t:|-]+\|?[ \t]*$")
_ENTRY = re.compile(r"[ \t]+(?:[-*+]|\d+\.)[ \t]+(?P<value>\S.*?)[ \t]*$")
_MARKS = "*_` "


@dataclass(slots=True)
class _Fields:
    """Fields in the order in which they are read, in the form of front matter."""

    data: dict[str, object] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    lines: list[Span] = field(default_factory=list)
    """Lines that hold nothing but short fields."""

    def take(self, match: re.Match[str], start: int) -> None:
        """Add a field that a pattern matched in a text that begins at `start`."""
        at = Span(start + match.start("key"), start + match.end("key"))
        value = Span(start + match.start("value"), start + match.end("value")) if match["value"] else at
        self.add(match["key"], match["value"] or "", at, value)

    def add(self, key: str, value: str, at: Span, value_at: Span) -> None:
        name = slug(key)
        if name and name not in self.data:
            self.data[name] = value.strip(_MARKS) or None
            self.keys[name,] = at
            self.values[name,] = value_at

    def append(self, value: str, at: Span) -> None:
        """Add an entry to the list below the last field."""
        name = next(reversed(self.data))
        entries = self.data[name]
        if not isinstance(entries, list):
            entries = [] if entries is None else [entries]
            self.data[name] = entries
        self.values[name, len(entries)] = at
        entries.append(value.strip(_MARKS))


def lift(document: Document) -> Document:
    """Return a document with its header as front matter; return it unchanged if it has no header, or front matter as
    well."""
    if document.frontmatter is not None:
        return document
    found = _Fields()
    _read(document, found)
    _status(document, found)
    if not any(found.data.values()):
        return document
    places = found.keys.values()
    whole = Span(min(span.start for span in places), max(span.end for span in found.values.values()))
    found.values[()] = whole
    front = FrontMatter(dict(found.data), found.keys, found.values, whole)
    units = tuple(unit for unit in document.units if not _is_inside(unit, found.lines))
    return replace(document, frontmatter=front, units=units)


def _is_inside(unit: Unit, lines: list[Span]) -> bool:
    """Tell whether a unit consists of lines of the header only."""
    held = [line for line in lines if line.start < unit.span.end and unit.span.start < line.end]
    return bool(held) and held[0].start <= unit.span.start and unit.span.end <= held[-1].end and _touch(held)


def _touch(lines: list[Span]) -> bool:
    return all(after.start == before.end + 1 for before, after in pairwise(lines))


def _read(document: Document, found: _Fields) -> None:
    """Read lines as long as they are fields, from the top of the body or from below the title."""
    in_table, last = False, True
    for start, line in _lines(document):
        row = _ROW.match(line)
        fields = [(0, row)] if row else _fields(line)
        if row and not in_table and _is_head(row):
            fields = []
        elif fields:
            for offset, match in fields:
                found.take(match, start + offset)
            last = all(slug(match["key"]) in NAMES for _, match in fields)
        elif found.data and (entry := _ENTRY.match(line)):
            found.append(entry["value"], Span(start + entry.start("value"), start + entry.end("value")))
        elif not (in_table and _RULE.match(line)):
            return
        in_table = in_table or bool(row)
        if last and len(line.split()) <= MAX_WORDS:
            found.lines.append(Span(start, start + len(line)))


def _is_head(row: re.Match[str]) -> bool:
    """Tell whether the first row of a table is only its heading (`| Field | Value |`, or empty)."""
    return slug(row["key"]) in ("", "field", "key", "name", "item", "property") or slug(row["value"]) == "value"


def _fields(line: str) -> list[tuple[int, re.Match[str]]]:
    """Yield each field of a line with the offset of its piece; a line of prose has no fields."""
    found = [(offset, match) for offset, piece in _pieces(line) if (match := _FIELD.match(piece))]
    if not found or (len(found) == 1 and not _is_marked(line) and len(found[0][1]["key"].split()) > _PLAIN):
        return []
    return [] if found[0][1]["key"] in _LABELS else found


def _is_marked(line: str) -> bool:
    return line.lstrip()[:1] in "-*+_"


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """Split fields that share a line: `**Status:** accepted | **Date:** 2026-11-03`."""
    start = 0
    for between in _BETWEEN.finditer(line):
        yield start, line[start : between.start()]
        start = between.end()
    yield start, line[start:]


def _lines(document: Document) -> Iterator[tuple[int, str]]:
    """Yield offset and text of the lines that may hold a header, without empty lines and the title."""
    headings = (section.span for section in document.sections if section.level)
    below = [document.lines.place(span.start)[0] - 1 for span in headings if span != document.title_span]
    for number in range(min(MAX_LINES, len(document.lines), *below)):
        start, end = document.lines.start(number), document.lines.end(number)
        line = document.text[start:end]
        if line.strip() and not _holds_title(document, start, end):
            yield start, line


def _holds_title(document: Document, start: int, end: int) -> bool:
    """Tell whether a line is the title or its underline."""
    title = document.title_span
    underlines = start == title.end + 1 and set(document.text[start:end].strip()) in ({"="}, {"-"})
    return bool(document.title) and (start <= title.start < end or underlines)


def _status(document: Document, found: _Fields) -> None:
    """Read Nygard's `## Status` with one word below it as the field `status`."""
    for section in document.sections:
        if section.level and "status" in section.names and "status" not in found.data:
            units = [unit for unit in document.units if unit.section == section.index]
            if units:
                found.add("status", units[0].text.rstrip("."), section.span, units[0].span)
                if len(units[0].text.split()) <= MAX_WORDS:
                    found.lines.append(units[0].span)
                return
