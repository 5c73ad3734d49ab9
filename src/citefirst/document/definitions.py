"""Where a record says what its sources are: link definitions, footnotes, a list or table of sources, front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from citefirst.document.citations import Mention
from citefirst.document.labels import is_id
from citefirst.document.prose import Prose
from citefirst.model import Definition, FrontMatter
from citefirst.places import Span

SECTIONS = frozenset(("sources", "source", "evidence", "references", "reference"))
"""Slugs of the sections in which a list item or a table row defines a source."""

COLUMNS = {
    "id": ("id", "source", "ref", "key", "no", "number"),
    "kind": ("kind", "type"),
    "target": ("link", "url", "target", "location", "where", "address"),
    "title": ("label", "title", "description", "what", "name", "summary"),
}
"""Slugs of a source table's columns, by what they hold."""

_LABEL = re.compile(r"\[?([^\[\]:]+|[^\[\]]+(?=\]))(?:\][ \t]*:?|:)[ \t]*(?:\n[> \t]*)?(<[^<>\n]*>|\S+)")
_ITEM = re.compile(r"(\[)?([^\s\[\]:]{1,64})\]?(\s*[:|\u2013\u2014-]\s*|\s+|$)")
_EDGES = " \t:;,.|-\u2013\u2014()"


def from_links(text: str, env: Mapping[str, Any], line_start: Any) -> Iterator[Definition]:
    """Read link reference definitions in file order; a label that is defined twice appears twice.

    `line_start` gives the offset of a line (0-based).
    """
    entries = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    for entry in sorted(entries, key=lambda entry: entry["map"]):
        start = entry.get("at", text.find("[", line_start(entry["map"][0])))
        match = _LABEL.match(text, start) if start >= 0 else None
        if match:
            end = line_start(entry["map"][1])
            span = Span(start, start + len(text[start:end].rstrip()))
            yield Definition(
                id=match.group(1).strip(), target=match.group(2).strip("<>"), title=entry["title"], span=span
            )


def from_footnote(label: str, prose: Prose, mentions: Sequence[Mention], span: Span) -> Definition | None:
    """Read a footnote as a source; it defines one only if it holds a link or a known ID."""
    target, title, kind = _target(prose, mentions, 0)
    return (
        Definition(id=f"^{label}", target=target, title=title, span=span, kind=kind, origin="footnote")
        if target
        else None
    )


def from_item(prose: Prose, mentions: Sequence[Mention], span: Span) -> Definition | None:
    """Read `- S1: https://… dashboard: checkout p99`, `- [S1] [checkout p99](https://…)` or just `-
    [p99](https://…)`."""
    label, start = _lead(prose.text)
    first = mentions[0] if mentions else None
    if label and first and first.start < start and first.citation.form == "link":
        start = 0  # the ID is the text of the link
    target, title, kind = _target(prose, mentions, start)
    if label and not target and first and first.citation.kind:
        target, title, kind = first.citation.label, prose.text[start:], first.citation.kind
    return (
        Definition(
            id=label,
            target=target,
            title=title.removeprefix(label or "").strip(_EDGES),
            span=span,
            kind=kind,
            origin="list",
        )
        if target
        else None
    )


def lists_defined(prose: Prose) -> bool:
    """Tell whether a list item merely names a source that a link definition defines: `- [S1] what it shows`."""
    return bool(prose.marks) and prose.marks[0].kind in ("reference", "footnote") and prose.marks[0].start == 0


def _lead(text: str) -> tuple[str | None, int]:
    """Find the ID at the start of a source list item (in brackets, with a digit or in capitals) and the offset behind
    it."""
    match = _ITEM.match(text)
    if match:
        bracket, label, separator = match.groups()
        set_off = bool(separator.strip())
        if bracket or (set_off and label.isupper()) or (is_id(label) and (set_off or not label[0].islower())):
            return label, match.end()
    return None, 0


def from_row(cells: Sequence[tuple[str, Prose, Sequence[Mention]]], span: Span) -> Definition | None:
    """Read a row of a source table: `cells` are column slug, text and citations."""
    found: dict[str, str] = {}
    for column, prose, _ in cells:
        name = next((name for name, slugs in COLUMNS.items() if column in slugs), None)
        if name and prose.text and (name != "target" or _in_one_piece(prose)):
            found.setdefault(name, prose.text)
    target = next(
        (
            mention.citation.target or mention.citation.label
            for _, _, mentions in cells
            for mention in mentions
            if mention.citation.target or mention.citation.kind
        ),
        None,
    )
    label = (found.get("id") or (cells[0][1].text if cells else "")).strip("[]")
    if not (target or found.get("target")):
        return None
    known = label if is_id(label) or "id" in found else None
    return Definition(
        id=known,
        target=target or found["target"],
        title=found.get("title", ""),
        span=span,
        kind=found.get("kind"),
        origin="table",
    )


def _in_one_piece(prose: Prose) -> bool:
    """Tell whether a text stands in the file in one piece, apart from marks and entities: nothing was cut from its
    middle."""
    from html import unescape

    text, source = prose.text, prose.content.text
    pieces = (unescape(source[start:end]) for start, end in pairwise(prose.at))
    return all(_letters(piece) == _letters(char) for piece, char in zip(pieces, text, strict=False))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def from_frontmatter(front: FrontMatter) -> Iterator[Definition]:
    """Read `sources:`, a mapping of IDs to a target or a mapping, or a list of mappings with an `id`."""
    value = front.data.get("sources")
    entries: list[tuple[Any, Any, Span]] = []
    if isinstance(value, dict):
        entries = [(name, entry, front.keys["sources", name]) for name, entry in value.items()]
    elif isinstance(value, list):
        entries = [
            (entry.get("id") if isinstance(entry, dict) else None, entry, front.values["sources", index])
            for index, entry in enumerate(value)
        ]
    for name, entry, span in entries:
        fields = entry if isinstance(entry, dict) else {"target": entry}
        target = next(
            (fields[word] for word in ("target", "url", "link", "path") if isinstance(fields.get(word), str)), None
        )
        title = next((fields[word] for word in ("label", "title") if isinstance(fields.get(word), str)), "")
        kind = fields.get("kind")
        yield Definition(
            id=str(name) if name is not None else None,
            target=target,
            title=title,
            span=span,
            kind=kind if isinstance(kind, str) else None,
            origin="frontmatter",
        )


def _first_target(mentions: Sequence[Mention], start: int) -> Mention | None:
    return next(
        (
            mention
            for mention in mentions
            if mention.start >= start and mention.citation.form in ("link", "image", "id")
        ),
        None,
    )


def _target(prose: Prose, mentions: Sequence[Mention], start: int) -> tuple[str | None, str, str | None]:
    """Return target, title and kind of the first link or known ID at or after `start`."""
    mention = _first_target(mentions, start)
    if mention is None:
        return None, "", None
    words = prose.text[mention.start : mention.end] if mention.words and mention.citation.form == "link" else ""
    around = f"{prose.text[start : mention.start]} {words} {prose.text[mention.end :]}"
    title = " ".join(around.split()).strip(_EDGES)
    return mention.citation.target or mention.citation.label, title, mention.citation.kind or None
