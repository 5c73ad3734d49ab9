"""Where a record says what its sources are: link definitions, footnotes, a list or table of sources, front matter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise, zip_longest
from typing import Any, Literal

from citefirst.document import quotes
from citefirst.document.citations import OWN, Mention
from citefirst.document.labels import is_id, key
from citefirst.document.prose import Prose
from citefirst.model import Citation, Definition, FrontMatter, Path, Quote
from citefirst.places import Span
from citefirst.regex import lazy

SECTIONS = frozenset(("sources", "source", "evidence", "references", "reference"))
"""Slugs of the sections in which a list item or a table row defines a source."""

READING = frozenset(
    "links related-links further-reading see-also appendix resources bibliography literature citations footnotes"
    " works-cited more-reading external-links".split()
)
"""Slugs of the sections in which it defines one as well, which the text need not cite."""

COLUMNS = {
    "id": ("id", "source", "ref", "key", "no", "number"),
    "kind": ("kind", "type"),
    "target": ("link", "url", "target", "location", "where", "address"),
    "title": ("label", "title", "description", "what", "name", "summary"),
    "quote": ("quote", "quotes", "quotation", "wording"),
}
"""Slugs of a source table's columns, by what they hold."""

_LABEL = lazy(r"\[?([^\[\]:]+|[^\[\]]+(?=\]))(?:\][ \t]*:?|:)[ \t]*(?:\n[> \t]*)?(<[^<>\n]*>|\S+)")
_ITEM = lazy(r"(\[)?([^\s\[\]:]{1,64})\]?(\s*[:|\u2013\u2014-]\s*|\s+|$)")
_EDGES = " \t:;,.|-\u2013\u2014()"
_SET_OFF = lazy(r"[:|\]\u2013\u2014]|\s-\s")
"""What sets an ID off from what it stands for; without it a number may as well count something."""
_HOLDING = ("link", "image", "id")
"""Forms of citations that hold what they lead to."""
_COMMIT = lazy(r"[0-9a-f]{7,64}")
_QUOTATION = ' "\u201c\u201d\u00ab\u00bb'
_ENTRY = lazy(r"\[([^\[\]]{1,64})\]:?")


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


def from_footnote(
    label: str, texts: Sequence[tuple[Prose, Sequence[Mention], Span]], sources: Mapping[str, str]
) -> Definition | None:
    """Read a footnote as a source. It is one if any of its paragraphs and list items holds a link or a known ID, or
    cites a source, of which `sources` has the ID by its key. What it names in the repository is tentative."""
    for prose, mentions, span in texts:
        for mention in mentions:
            cited = mention.citation
            if cited.form in _HOLDING:
                target, title, kind = _target(prose, mentions, 0)
                return Definition(id=f"^{label}", target=target, title=title, span=span, kind=kind, origin="footnote")
            mark = "^" if cited.form == "footnote" else ""
            if via := sources.get(key(f"{mark}{cited.label}")):
                return Definition(id=f"^{label}", target=None, title="", span=span, origin="footnote", via=via)
    for _, mentions, span in texts:
        if own := next((mention.citation for mention in mentions if mention.citation.form in OWN), None):
            return Definition(
                id=f"^{label}",
                target=own.label,
                title="",
                span=span,
                origin="footnote",
                form=_form(own),
                tentative=True,
            )
    return None


def from_item(
    prose: Prose, mentions: Sequence[Mention], span: Span, number: str = "", strict: bool = True
) -> Definition | None:
    """Read `- S1: https://… dashboard: checkout p99`, `- [S1] [checkout p99](https://…)` or just `-
    [p99](https://…)`.

    `number` is the item's, by which the text may cite it; without `strict` its ID is one by which it may as well.
    """
    label, start = _lead(prose.text)
    first = mentions[0] if mentions else None
    if label and first and first.start < start and first.citation.form == "link":
        start = 0  # the ID is the text of the link
    target, title, kind = _target(prose, mentions, start)
    form: Literal["", "path", "record"] = ""
    if label and not target:
        if first and first.citation.kind:
            target, title, kind = first.citation.label, prose.text[start:], first.citation.kind
        elif (
            first
            and first.start >= start
            and _SET_OFF.search(prose.text, 0, start)
            and (own := next((m for m in mentions if m.start >= start and m.citation.form in OWN), None))
        ):
            target, title, form = own.citation.label, prose.text[own.end :], _form(own.citation)
    if not target:
        return None
    return Definition(
        id=label if strict else None,
        target=target,
        title=title.removeprefix(label or "").strip(_EDGES),
        span=span,
        kind=kind,
        origin="list",
        alias=number if strict else label or number,
        form=form,
    )


def from_entries(prose: Prose, mentions: Sequence[Mention], known: AbstractSet[str], listed: bool) -> list[Definition]:
    """Read the lines of a paragraph that begin with an ID in brackets: `[1] FHIR: <https://…>`.

    Elsewhere than in a list of sources that is so for numbers, and for what is written as a definition that Markdown
    does not take for one: `[S1]: https://… the dashboard` below a line of text.
    """
    begins = [match for match in _ENTRY.finditer(prose.text) if _begins_line(prose, match.start())]
    found = []
    for match, after in zip_longest(begins, begins[1:]):
        label, end = match[1].strip(), after.start() if after else len(prose.text)
        mention = _first_target(mentions, match.end(), end)
        if mention is None or key(label) in known or not (is_id(label) or label.startswith("^")):
            continue
        defined = match.group().endswith(":") and mention.start <= match.end() + 1 and mention.citation.form == "link"
        if listed or defined or (label.isdigit() and match.start() == begins[0].start() == 0):
            target, title, kind = _described(prose, mention, match.end(), end)
            span = prose.span(match.start(), len(prose.text[:end].rstrip()))
            found.append(
                Definition(id=None, target=target, title=title, span=span, kind=kind, origin="list", alias=label)
            )
    return found


def _begins_line(prose: Prose, start: int) -> bool:
    """Tell whether a character is the first that is shown of its line of the file."""
    return not start or "\n" in prose.content.text[prose.at[start - 1] : prose.at[start]]


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
            if mention.citation.form not in OWN and (mention.citation.target or mention.citation.kind)
        ),
        None,
    )
    label = (found.get("id") or (cells[0][1].text if cells else "")).strip("[]")
    if not (target or found.get("target")):
        return None
    known = label if is_id(label) or "id" in found else None
    words = found.get("quote", "").strip(_QUOTATION)
    return Definition(
        id=known,
        target=target or found["target"],
        title=found.get("title", ""),
        span=span,
        kind=found.get("kind"),
        origin="table",
        quotes=(Quote(words, span),) if words else (),
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
    entries: list[tuple[Any, Any, Span, Path]] = []
    if isinstance(value, dict):
        entries = [(name, entry, front.keys["sources", name], ("sources", name)) for name, entry in value.items()]
    elif isinstance(value, list):
        entries = [
            (
                entry.get("id") if isinstance(entry, dict) else None,
                entry,
                front.values["sources", index],
                ("sources", index),
            )
            for index, entry in enumerate(value)
        ]
    for name, entry, span, place in entries:
        fields = entry if isinstance(entry, dict) else {"target": entry}
        target = next(
            (fields[word] for word in ("target", "url", "link", "path") if isinstance(fields.get(word), str)), None
        )
        title = next((fields[word] for word in ("label", "title") if isinstance(fields.get(word), str)), "")
        kind, commit = fields.get("kind"), str(fields.get("commit", "")).lower()
        yield Definition(
            id=str(name) if name is not None else None,
            target=target,
            title=title,
            span=span,
            kind=kind if isinstance(kind, str) else None,
            origin="frontmatter",
            quotes=tuple(quotes.of_entry(front, fields, place)),
            commit=commit if _COMMIT.fullmatch(commit) else "",
        )


def _form(citation: Citation) -> Literal["path", "record"]:
    """Return what of the repository a citation names."""
    return "path" if citation.form == "path" else "record"


def _first_target(mentions: Sequence[Mention], start: int, end: int | None = None) -> Mention | None:
    first = bisect_left(mentions, start, key=_place)
    last = len(mentions) if end is None else bisect_left(mentions, end, key=_place)
    return next((mention for mention in mentions[first:last] if mention.citation.form in _HOLDING), None)


def _place(mention: Mention) -> int:
    return mention.start


def _target(prose: Prose, mentions: Sequence[Mention], start: int) -> tuple[str | None, str, str | None]:
    """Return target, title and kind of the first link or known ID at or after `start`."""
    mention = _first_target(mentions, start)
    return _described(prose, mention, start, len(prose.text)) if mention else (None, "", None)


def _described(prose: Prose, mention: Mention, start: int, end: int) -> tuple[str, str, str | None]:
    """Return target, title and kind of a link or known ID: the title is what stands around it."""
    words = prose.text[mention.start : mention.end] if mention.words and mention.citation.form == "link" else ""
    around = f"{prose.text[start : mention.start]} {words} {prose.text[mention.end : end]}"
    title = " ".join(around.split()).strip(_EDGES)
    return mention.citation.target or mention.citation.label, title, mention.citation.kind or None
