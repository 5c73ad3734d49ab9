"""What a record says will end or has to be done by a day: its end, its review, UNKNOWNs, action items, access.

A `Term` says only what stands in the record. What a day makes of it is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from citefirst.document.slugs import key_name
from citefirst.model import Claim, Unit
from citefirst.places import Span
from citefirst.record import calendar
from citefirst.record.build import Record
from citefirst.regex import lazy

ENDS = frozenset("expires expires-on expiry expiry-date expiration expiration-date valid-until".split())
"""Keys of the front matter that hold the last day of a record, as `key_name` spells them."""
REVIEWS = frozenset("review-by review-date review-due review-on next-review next-review-date".split())
"""Keys that hold the day by which people look at it again."""
ACTIONS = frozenset("action-items actions next-steps remediation-plan follow-up follow-ups follow-up-actions".split())
"""Sections, by canonical slug, whose entries are things to do."""
ACCESS_LOG = "access-log"
"""The section, by canonical slug, in which access is granted and removed."""

_NO_VALUE = frozenset(("", "none", "null", "n/a", "na", "-", "tbd", "unknown"))
_DUE = frozenset("due due-date deadline by target target-date date when until".split())
"""Columns that say until when something is done."""
_WHO = frozenset("owner who assignee responsible person".split())
_STATE = frozenset("status state done progress".split())
_DONE = lazy(
    r"(?i)\b(?:done|completed?|closed|fixed|finished|shipped|merged|resolved|implemented|dropped)\b"
    r"|(?i:\b(?:cancelled|canceled|won't do)\b)"
    r"|[\u2705\u2611\u2713\u2714]|\[x\]"
)
_NOT_DONE = lazy(r"(?i)\b(?:not|un|in)[ -]?(?:yet )?(?:done|completed?|fixed|finished|shipped|merged|resolved)\b")
_TICKED = lazy(r"\[[xX]\]\s|~~")
_NOTE = lazy(r"\((@[\w-]{1,80})[,;:]? (?:by |until |due )?(\d{4}-\d{2}-\d{2})\)")
_BY = lazy(r"(?i)\b(?:by|due|until|deadline):? {0,2}(?:on )?(\d{4}-\d{2}-\d{2})")
_LOGIN = lazy(r"@[\w-]{1,80}")
_GRANTED = lazy(r"(?i)(?:access )?(?:re-?)?(?:granted|extended)\b")
_REMOVED = lazy(r"(?i)(?:access )?(?:removed|revoked)\b")
_UNTIL = lazy(r"(?i)\b(?:until|till|to|expires(?: on)?)\b:? {0,2}(?=\d{4}-)")
_TIMES = ("time-utc", "time", "when", "date")


Turn = Literal["granted", "removed"]


class Term(NamedTuple):
    """A day by which something ends or has to be done (inclusive), where it stands, and who has to do it."""

    due: str
    span: Span
    who: tuple[str, ...]
    what: str = ""


def owners(record: Record) -> tuple[str, ...]:
    """Return who answers for a record: every role's person, as written."""
    return tuple(dict.fromkeys(owner.text for owner in record.header.owners if owner.text.strip()))


def ends(record: Record) -> Iterator[Term]:
    """Yield the last day of a record."""
    return _dated(record, ENDS)


def reviews(record: Record) -> Iterator[Term]:
    """Yield the days by which a record is to be looked at again."""
    return _dated(record, REVIEWS)


def _dated(record: Record, names: frozenset[str]) -> Iterator[Term]:
    for key, text in _keys(record, names):
        if due := calendar.day_of(text) if calendar.is_day(text) else "":
            yield Term(due, record.header.place(key), owners(record), key)


def undated(record: Record) -> Iterator[Term]:
    """Yield keys that should say when a record ends and say something else, such as `expires: never`."""
    for key, text in _keys(record, ENDS | REVIEWS):
        if not calendar.is_day(text) and text.strip().casefold() not in _NO_VALUE:
            yield Term("", record.header.place(key), (), key)


def _keys(record: Record, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys of the front matter that are among some names, each with its value as a text."""
    for key, value in (record.header.front.data if record.header.front else {}).items():
        if isinstance(key, str) and key_name(key) in names and value is not None:
            yield key, value if isinstance(value, str) else str(value)


def unknowns(record: Record) -> Iterator[Term]:
    """Yield the UNKNOWNs that say until when somebody finds out."""
    for claim in record.claims:
        if (label := claim.unit.unknown) and label.until:
            who = (label.who,) if label.who else owners(record)
            yield Term(label.until, label.span, who)


def actions(record: Record) -> Iterator[Term]:
    """Yield things that are to be done by a day and are not done."""
    for claim in record.claims:
        if claim.section in ACTIONS and not says_done(record, claim.unit):
            due, who = _row_term(claim.unit) if claim.unit.kind == "row" else _item_term(claim.unit.text)
            if calendar.day_of(due):
                yield Term(calendar.day_of(due), claim.unit.span, who or owners(record))


def _item_term(text: str) -> tuple[str, tuple[str, ...]]:
    if note := _NOTE.search(text):
        return note[2], (note[1],)
    stated = _BY.search(text)
    login = _LOGIN.search(text) if stated else None
    return (stated[1] if stated else ""), ((login[0],) if login else ())


def _row_term(unit: Unit) -> tuple[str, tuple[str, ...]]:
    cells = {cell.column: cell.text for cell in unit.cells}
    due = next((text for column, text in cells.items() if column in _DUE), "")
    login = next((found for column in cells if column in _WHO and (found := _LOGIN.search(cells[column]))), None)
    return due, (login[0],) if login else ()


def says_done(record: Record, unit: Unit) -> bool:
    """Tell whether an entry says that it is done: by its state, by a tick before it, or by being struck out."""
    written = record.document.text[max(0, unit.span.start - 4) : unit.span.end]
    if _TICKED.search(written):
        return True
    states = [cell.text for cell in unit.cells if cell.column in _STATE]
    said = " ".join(states) if unit.kind == "row" else unit.text[-40:]
    return bool(_DONE.search(said)) and not _NOT_DONE.search(said)


def access(record: Record) -> Iterator[Term]:
    """Yield the end of each access that was granted and not removed since, at the row that granted it.

    An access ends when its row or the front matter says, else after its duration; later rows can extend it.
    """
    events = [event for claim in record.claims if claim.section == ACCESS_LOG and (event := _event(record, claim))]
    if all(event.at for event in events):
        events.sort(key=lambda event: event.at or datetime.min)
    standing: list[_Event] = []
    for event in events:
        standing = [] if event.removal else [*standing, event]
    if standing:
        last = max(standing, key=lambda event: event.ends)
        yield Term(last.ends, last.span, owners(record))


class _Event(NamedTuple):
    """A row of the access log: when it was, the day on which what it grants ends, and whether it removes."""

    at: datetime | None
    ends: str
    removal: bool
    span: Span


def turn(said: str) -> Turn | None:
    """Return what a cell of the access log tells: that access was granted or removed, None for anything else."""
    return "removed" if _REMOVED.match(said) else "granted" if _GRANTED.match(said) else None


def _event(record: Record, claim: Claim) -> _Event | None:
    cells = {cell.column: cell.text for cell in claim.unit.cells}
    told = turn(cells.get("event", "").strip())
    if told is None:
        return None
    removal = told == "removed"
    at = next((found[0] for key in _TIMES if (found := calendar.moment(cells.get(key, "").strip()))), None)
    return _Event(at, "" if removal else _end(record, at, cells), removal, claim.unit.span)


def _end(record: Record, at: datetime | None, cells: Mapping[str, str]) -> str:
    """Return the day on which an access ends, "" where nobody can tell."""
    for text in cells.values():
        if (until := _UNTIL.search(text)) and (found := calendar.moment(text, until.end())):
            return found[0].date().isoformat()
    stated = next(ends(record), None)
    begun = calendar.moment(record.header.text("date").strip())
    start, span = at or (begun[0] if begun else None), calendar.length(record.header.text("duration"))
    if start and span:
        return calendar.after(start, span).date().isoformat()
    return stated.due if stated else ""
