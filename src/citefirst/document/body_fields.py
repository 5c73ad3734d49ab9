"""Fields at the top of a body, where a record has no front matter: `* Status: accepted`, `**Date**: …`, a table of two
columns, and Nygard's section `Status`. A workflow says whether its records may be written so (`x-header`).

Fields that say who, when and in which state (`NAMES`) are no claims as long as they are short; any other is read as a
claim, too, for nobody shall state facts in the place of a status.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from citefirst.document.slugs import slug
from citefirst.model import Document, FrontMatter, Path, Section, Unit
from citefirst.places import Span
from citefirst.structs import field, mutable, replace

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
_FLOW = re.compile(r"\[([^\[\]]*)\]")
_DAY = re.compile(r"\W*\d{4}-\d{2}-\d{2}\W*")
_OWN_SECTIONS = ("date", "decision-date", "deciders", "decision-makers", "authors", "author")
"""Slugs of sections that say in one short line what others say in a field."""


@mutable
class Fields:
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
            flow = _FLOW.fullmatch(value)
            self.data[name] = _flow(flow[1]) if flow else value.strip(_MARKS) or None
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
    found = Fields()
    read(lines(document), found)
    _sections(document, found)
    if not any(found.data.values()):
        return document
    places = found.keys.values()
    whole = Span(min(span.start for span in places), max(span.end for span in found.values.values()))
    found.values[()] = whole
    front = FrontMatter(dict(found.data), found.keys, found.values, whole)
    units = tuple(unit for unit in document.units if not is_inside(unit, found.lines))
    return replace(document, frontmatter=front, units=units)


def is_inside(unit: Unit, lines: list[Span]) -> bool:
    """Tell whether a unit consists of lines of the header only."""
    held = [line for line in lines if line.start < unit.span.end and unit.span.start < line.end]
    return bool(held) and held[0].start <= unit.span.start and unit.span.end <= held[-1].end and _touch(held)


def _touch(lines: list[Span]) -> bool:
    return all(after.start == before.end + 1 for before, after in pairwise(lines))


def read(header: Iterable[tuple[int, str]], found: Fields, names: Collection[str] = NAMES) -> None:
    """Read lines as long as they are fields, each given with its offset. Short ones called by `names` are no claims."""
    in_table, last = False, True
    for start, line in header:
        row = _ROW.match(line)
        fields = [(0, row)] if row else _fields(line)
        if row and not in_table and _is_head(row):
            fields = []
        elif fields:
            for offset, match in fields:
                found.take(match, start + offset)
            last = all(slug(match["key"]) in names for _, match in fields)
        elif found.data and (nested := _nested(line)):
            found.take(nested, start)
            last = True
        elif found.data and (entry := _ENTRY.match(line)):
            found.append(entry["value"], Span(start + entry.start("value"), start + entry.end("value")))
        elif not (in_table and _RULE.match(line)):
            return
        in_table = in_table or bool(row)
        if last and len(line.split()) <= MAX_WORDS:
            found.lines.append(Span(start, start + len(line)))


def _nested(line: str) -> re.Match[str] | None:
    """Return a field that stands below another one, if its name is that of a field."""
    entry = _ENTRY.match(line)
    found = _FIELD.match(line, entry.start("value")) if entry else None
    return found if found and slug(found["key"]) in NAMES else None


def _flow(inner: str) -> list[object]:
    """Return the entries of a list in brackets: `[Ana, Ben]`."""
    return [entry.strip(" \t\"'") for entry in inner.split(",") if entry.strip()]


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


def lines(document: Document) -> Iterator[tuple[int, str]]:
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


def _sections(document: Document, found: Fields) -> None:
    """Read sections that stand for a field: Nygard's `## Status`, and beside other fields `## Date` or `## Author`."""
    by_section: dict[int, list[Unit]] = {}
    for unit in document.units:
        by_section.setdefault(unit.section, []).append(unit)
    filled = [(section, by_section[section.index]) for section in document.sections if section.index in by_section]
    for section, units in filled:
        if section.level and "status" in section.names and "status" not in found.data:
            _status(document, found, section, units)
    for section, units in filled if found.data else ():
        name = next((name for name in _OWN_SECTIONS if name in section.names and name not in found.data), "")
        if name and len(units) == 1 and len(units[0].text.split()) <= MAX_WORDS:
            found.add(name, source(document, units[0]).rstrip("."), section.span, units[0].span)
            if _DAY.fullmatch(units[0].text):
                found.lines.append(units[0].span)


def _status(document: Document, found: Fields, section: Section, units: list[Unit]) -> None:
    """Read a section of the record's status: a line, a list of fields, or a table of dates and statuses."""
    from citefirst.document.status import read

    for unit in units:
        text = source(document, unit)
        if unit.kind != "row" and "\n" not in text and (match := _FIELD.match(text)) and slug(match["key"]) in NAMES:
            found.take(match, unit.span.start)
            if len(unit.text.split()) <= MAX_WORDS:
                found.lines.append(unit.span)
    if "status" not in found.data:
        _status_table(found, section, units)
    if "status" in found.data:
        return
    first = units[0]
    heard = ((unit, read(source(document, unit))) for unit in units)
    said = [unit for unit, status in heard if status.is_known or status.relations]
    last = said[-1] if said and said[0] is first else first
    whole = Span(first.span.start, last.span.end)
    found.add("status", document.text[whole.start : whole.end].rstrip("."), section.span, whole)
    short = [unit for unit in (said or [first]) if len(unit.text.split()) <= MAX_WORDS]
    found.lines += [unit.span for unit in short if unit in said or len(unit.text.split()) <= _PLAIN + 1]


def _status_table(found: Fields, section: Section, units: list[Unit]) -> None:
    """Read the row with the latest date, or the last row, of a table with a column `Status`."""
    from citefirst.document.status import read

    rows = [{cell.column: cell for cell in unit.cells} for unit in units]
    dated = [(row["date"].text if "date" in row else "", index) for index, row in enumerate(rows) if "status" in row]
    if not dated:
        return
    last = rows[max(dated)[1]]
    for name in ("status", "date"):
        if name in last and last[name].text:
            found.add(name, last[name].text, section.span, last[name].span)
    plain = (
        unit for unit, row in zip(units, rows, strict=True) if "status" in row and read(row["status"].text).is_known
    )
    found.lines += [unit.span for unit in plain if len(unit.text.split()) <= MAX_WORDS]


def source(document: Document, unit: Unit) -> str:
    return document.text[unit.span.start : unit.span.end]
