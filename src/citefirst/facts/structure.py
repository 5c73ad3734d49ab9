"""Where a line stands, as names of signals: its section, its kind, what it stands under, how long it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from citefirst.facts.clauses import Clauses, clauses_of
from citefirst.facts.line import Line, Passage
from citefirst.facts.sections import family, group, nearest
from citefirst.facts.shape import Shape, shape_of

_SAID = {
    "past": "past tense",
    "perfect": "perfect tense",
    "present": "present tense",
    "aside": "side clause only",
    "participle": "participle only",
    "none": "nothing asserted",
}
_MOODS = {"order": "order", "modal": "will, should or would", "ability": "can"}
_KINDS = {"sentence": "a sentence", "item": "an item", "row": "a row"}
_STAMPED = re.compile(r"\W{0,4}(?:\d{4}-\d\d-\d\d[ T]?\W{0,2})?\d{1,2}[:.h]\d\d\b")
_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d][.!?]?")
_BARE = re.compile(r"[DPt&xXpVS,.:()-]*")
_LENGTHS = ((3, "very short"), (7, "short"), (14, ""), (25, "long"))
_TOLD = frozenset(
    {
        "state in time",
        "exists already",
        "missing or failing",
        "negation of an event",
        "measured or observed",
        "figure of a thing",
        "quantity",
        "named system",
        "cause",
        "others act",
        "how often",
        "version",
        "date",
        "about us",
        "property weighed",
        "released or supported",
    }
)
"""Signals that mean more in one section than in another."""
_COMMON = frozenset("with from that this into have using should support architecture decision record".split())
SHORT_LEAD = 9
"""Words below which a line that ends in a colon only announces."""


def structure_of(line: Line, read: Shape, clauses: Clauses) -> Iterator[str]:
    """Name the signals of a line's place, and of what it says in that place."""
    said, where = _SAID[clauses.assertion], group(line.titles) if line.titles else "no section"
    name = nearest(line.titles)
    yield f"{name} section" if name else "section without a name" if line.titles else "no section"
    yield f"{said} in {where}"
    yield f"{said} in {_KINDS[line.kind]}"
    if clauses.mood == "plain":
        yield f"{said} and nothing else"
    else:
        yield f"{said} beside {_MOODS[clauses.mood]}"
        yield f"{_MOODS[clauses.mood]} in {where}"
    if clauses.assertion == "none":
        yield "bare name or link" if _BARE.fullmatch(read.tags) else "noun phrase"
    yield from _form(line, read, said, clauses.assertion in ("none", "participle"), where)


def _form(line: Line, read: Shape, said: str, tells_nothing: bool, where: str) -> Iterator[str]:
    if tells_nothing:
        yield f"{said} in {_KINDS[line.kind]} of {where}"
    yield {"sentence": "sentence", "item": "list item", "row": "table row"}[line.kind]
    count = len(read.words) - read.words.count(",")
    length = next((name for limit, name in _LENGTHS if count <= limit), "very long")
    if length:
        yield length
    if count < SHORT_LEAD and line.text.rstrip("*_ ").endswith(":"):
        yield "short lead-in"
    if line.quoted or _QUOTED.fullmatch(line.text):
        yield "quotation"
    if _STAMPED.match(line.text):
        yield "opens with a time"
    if line.under and line.kind != "sentence":
        yield from _under(line.under, tells_nothing)


def _under(lead: str, tells_nothing: bool) -> Iterator[str]:
    """Name what a list inherits from its lead-in: past events, a present state, or plans."""
    yield f"under {_said_above(lead)}"
    if tells_nothing:
        yield f"nothing asserted under {_said_above(lead)}"


@lru_cache(maxsize=4)
def reading_of(text: str, code: tuple[tuple[int, int], ...]) -> tuple[Shape, Clauses]:
    """Return the words of a text and what its verbs do. A line is read once for itself and the lines next to it."""
    read = shape_of(text, code)
    return read, clauses_of(read)


def beside(line: Line, read: Shape, clauses: Clauses, fired: set[str]) -> Iterator[str]:
    """Name what a known genre adds: the roles of its headings, the lines next to this one, the title's subject."""
    said, families = _SAID[clauses.assertion], [name for name in map(family, line.titles) if name]
    inner = families[0] if families else "elsewhere"
    yield f"in a {line.genre}"
    yield f"{inner} of a {line.genre}"
    outer = next((name for name in families[1:2] if name != inner), "")
    if outer:
        yield f"inside {outer}"
    if clauses.mood == "plain":
        yield f"{said}, plain, in {inner}"
    for name in fired & _TOLD:
        yield f"{name} in {inner}"
        if clauses.mood == "plain" and clauses.assertion in ("present", "perfect", "past"):
            yield f"{name}, stated"
    yield from _next_to("after", line.before)
    yield from _next_to("before", line.after)
    if line.titles and not _subject(line.titles[-1]).isdisjoint(read.words):
        yield "subject of the title"


def _next_to(where: str, passage: Passage | None) -> Iterator[str]:
    """Name what the line before or after this one says."""
    if passage is None:
        yield f"{where} nothing"
        return
    clauses = reading_of(*passage)[1]
    yield f"{where} {_SAID[clauses.assertion]}"
    if clauses.mood != "plain":
        yield f"{where} {_MOODS[clauses.mood]}"


@lru_cache(maxsize=4)
def _subject(title: str) -> frozenset[str]:
    """Return the words of a document's title that may name what it introduces."""
    return frozenset(re.findall(r"[\w-]{4,}", title[:200].lower())) - _COMMON


@lru_cache(maxsize=8)
def _said_above(lead: str) -> str:
    """Say what a lead-in speaks of, to name a signal: a plan, or what it asserts."""
    above = clauses_of(shape_of(lead))
    return "a plan" if above.mood in ("modal", "order") else _SAID[above.assertion]
