"""Sources that say nothing of the claim that cites them, as far as their address and the claim's own words show."""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.evidence.general import General, general
from citefirst.model import Citation, Source, Unit
from citefirst.record.own import is_pointed_at
from citefirst.record.stated import points


def idle(unit: Unit, sources: Sequence[Source]) -> tuple[Source, General] | None:
    """Return the first of a unit's sources, and why it says nothing, where that is so for all of them."""
    found = []
    for source in sources:
        why = general(source.target, source.kind)
        if why is None or _speaks_of(unit, why.about) or (why.weight == "general" and _is_named(unit, source)):
            return None
        found.append((source, why))
    return min(found, key=lambda each: each[1].weight == "none") if found else None


def backing(unit: Unit, sources: Sequence[Source]) -> Sequence[Source]:
    """Return the sources of a unit without those that are evidence of nothing."""
    return [source for source in sources if not is_none(source) or _speaks_of(unit, _about(source))]


def is_none(source: Source) -> bool:
    """Tell whether a source is evidence of nothing but itself."""
    why = general(source.target, source.kind)
    return why is not None and why.weight == "none"


def _about(source: Source) -> Sequence[str]:
    why = general(source.target, source.kind)
    return why.about if why else ()


def _speaks_of(unit: Unit, words: Sequence[str]) -> bool:
    """Tell whether a unit speaks of a thing, and does not only point at it."""
    if not words:
        return False
    text = unit.text.casefold()
    for citation in unit.citations:
        if citation.form in ("link", "image"):
            label = citation.label.casefold()
            text = text.replace(label, " " * len(label), 1)
    return any(_is_said(text, word) for word in words)


def _is_named(unit: Unit, source: Source) -> bool:
    """Tell whether a unit says something of what a link leads to by the link's own text: `[Logfmter](…) formats logs`.

    Where the link stands behind the sentence, in brackets, behind "see" or in a column of sources, it only points.
    """
    return any(
        citation.label
        and (citation.target == source.target or citation.label.casefold() == (source.id or "").casefold())
        and (_is_cell(unit, citation) if unit.kind == "row" else _is_word(unit.prose, citation.label))
        for citation in unit.citations
    )


def _is_cell(unit: Unit, citation: Citation) -> bool:
    """Tell whether a link stands in a column of things, and not of sources."""
    held = (cell for cell in unit.cells if cell.span.start <= citation.span.start < cell.span.end)
    return not any(points(cell.column) for cell in held)


def _is_word(prose: str, label: str) -> bool:
    """Tell whether the text of a link is a word of its sentence."""
    at = prose.find(label)
    before, after = prose[: max(at, 0)].rstrip(" *_"), prose[at + len(label) :]
    inside = bool(label) and at >= 0 and (not before or any(map(str.isalnum, after)))
    return inside and not before.endswith("(") and not is_pointed_at(prose, at)


def _is_said(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        begin = text.rfind(" ", 0, at) + 1
        if not is_pointed_at(text, begin) and text[begin : begin + 1] != "(":
            return True
        at = text.find(word, at + 1)
    return False
