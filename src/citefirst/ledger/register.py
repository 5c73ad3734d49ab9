"""The register of one repository: which of its records a question is about, in which order, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from citefirst.errors import UsageError
from citefirst.ledger.columns import VIEWS, Line, Shown, Value, columns_of
from citefirst.ledger.model import ApprovalRow, Rows, UnknownRow, Where
from citefirst.record.registry import Entry, Registry
from citefirst.report.summary import plural
from citefirst.structs import frozen

_DIGITS = re.compile(r"([0-9]+)")
NO_DAY = "{} without a day of the calendar, left out"


@frozen(kw_only=True)
class Query:
    """Which lines are wanted; what is empty asks nothing.

    `owners` are people as the policy's `identity` has them. `ending` is the last day of `--expiring`, `since` and
    `until` are those of approvals, both of them meant as well.
    """

    show: str = "records"
    day: str = ""
    workflows: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    assistants: tuple[str, ...] = ()
    ending: str = ""
    unknown: bool = False
    overdue: bool = False
    since: str = ""
    until: str = ""
    superseded: bool = False
    sort: tuple[str, ...] = ()

    @property
    def is_about_approvals(self) -> bool:
        return bool(self.since or self.until)


class Register(NamedTuple):
    """What a query found: its lines, how many records were looked at, and what a reader must know besides."""

    lines: tuple[Line, ...]
    records: int
    notes: tuple[str, ...] = ()


def register(entries: Iterable[tuple[Where, Rows]], query: Query, *, shallow: bool = False) -> Register:
    """Answer a query over the rows of records. `shallow`: their history is cut off.

    Raises UsageError for a column to sort by that is none.
    """
    found = [(where, rows) for where, rows in entries if rows.records]
    by = _sorting(query)
    is_wanted = _filters(query, found)
    kept = [pair for pair in found if is_wanted(*pair)]
    lines = [line for where, rows in kept for line in _lines(where, rows, query)]
    for column, backwards in reversed(by):
        lines = _sorted(lines, column, backwards)
    return Register(tuple(lines), len(found), tuple(_notes(query, found, lines, shallow)))


def _filters(query: Query, found: Sequence[tuple[Where, Rows]]) -> Callable[[Where, Rows], bool]:
    replaced = _superseded(found) if query.superseded else frozenset()

    def is_wanted(where: Where, rows: Rows) -> bool:
        record = rows.records[0]
        people = {owner.person for owner in rows.owners}
        systems = {_spelt(each.system) for each in rows.sources if each.system and each.cited}
        tools = [each.tool.casefold() for each in rows.assistants]
        return (
            (not query.workflows or record.workflow in query.workflows)
            and (not query.owners or not people.isdisjoint(query.owners))
            and (not query.statuses or not {record.status, record.stage}.isdisjoint(query.statuses))
            and (not query.verdicts or record.verdict in query.verdicts)
            and (not query.systems or any(_is_system(each, systems) for each in query.systems))
            and (not query.assistants or any(each.casefold() in tool for each in query.assistants for tool in tools))
            and (not query.ending or _ends(rows, query.ending))
            and (not query.superseded or where.path in replaced)
            and (not (query.unknown or query.overdue) or any(_is_open(each, rows, query) for each in rows.unknowns))
            and (not query.is_about_approvals or any(_is_within(each, query) for each in rows.approvals))
        )

    return is_wanted


def _lines(where: Where, rows: Rows, query: Query) -> Iterator[Line]:
    for item in VIEWS[query.show].items(rows):
        if _is_meant(item, rows, query):
            yield Line(where, rows, query.day, item)


def _is_meant(item: Any, rows: Rows, query: Query) -> bool:
    """Tell whether a row of a record that is wanted is one of those that the query is about."""
    if isinstance(item, ApprovalRow) and query.is_about_approvals:
        return _is_within(item, query)
    return _is_open(item, rows, query) if isinstance(item, UnknownRow) else True


def _ends(rows: Rows, last: str) -> bool:
    """Tell whether a record in force ends, or is to be looked at, by a day; one whose day has passed does not hide."""
    record = rows.records[0]
    return record.stage == "decided" and any(day and day <= last for day in (record.expires, record.review))


def _is_open(unknown: UnknownRow, rows: Rows, query: Query) -> bool:
    """Tell whether an UNKNOWN is meant. One whose day is no day is overdue, since nobody finds it out."""
    if not query.overdue:
        return True
    late = unknown.due < query.day if unknown.due else bool(unknown.until)
    return late and rows.records[0].stage != "ended"


def _is_within(approval: ApprovalRow, query: Query) -> bool:
    return bool(approval.day) and query.since <= (approval.day or "") <= (query.until or "9999-12-31")


def _spelt(name: str | None) -> str:
    return " ".join(re.split(r"[\s_-]+", (name or "").casefold()))


def _is_system(wanted: str, systems: Iterable[str]) -> bool:
    """Tell whether a system is among some: by its name, or as the host or a domain of it."""
    name = _spelt(wanted)
    return any(name == each or each.endswith(f".{wanted.casefold()}") for each in systems)


def _superseded(found: Sequence[tuple[Where, Rows]]) -> frozenset[str]:
    """Return the paths of records that another one took the place of, whichever of the two says so."""
    entries = []
    for where, rows in found:
        record = rows.records[0]
        entries.append(Entry(where.path, record.id or "", record.supersedes, record.superseded_by))
    names = Registry(lambda: entries)
    said = {
        path for entry in entries for name in entry.over for path in names.named(name, entry.path) if path != entry.path
    }
    own = {
        where.path for where, rows in found if rows.records[0].superseded_by or rows.records[0].status == "superseded"
    }
    return frozenset((*said, *own))


def _sorting(query: Query) -> list[tuple[Shown, bool]]:
    """Return the columns to sort by, the first one first, and whether backwards."""
    known = columns_of(query.show)
    usual = ("expires", "path") if query.ending and query.show == "records" else VIEWS[query.show].sort
    found = []
    for name in query.sort or usual:
        column = known.get(name.removeprefix("-").replace("-", "_"))
        if column is None:
            raise UsageError(f"--sort {name}: there is no such column: {', '.join(known)}")
        found.append((column, name.startswith("-")))
    return found


def _sorted(lines: Sequence[Line], column: Shown, backwards: bool) -> list[Line]:
    """Sort lines by a column; those without a value come last either way."""
    valued = [(_order(value), line) for line in lines if (value := column.value(line)) not in (None, (), "")]
    valued.sort(key=lambda pair: pair[0], reverse=backwards)
    return [*(line for _, line in valued), *(line for line in lines if column.value(line) in (None, (), ""))]


def _order(value: Value) -> Any:
    """Return what values of one column are sorted by: texts without case, the numbers in them as numbers."""
    if isinstance(value, tuple):
        value = "\n".join(value)
    if not isinstance(value, str):
        return value or 0
    parts = _DIGITS.split(value.casefold())
    return [
        (part if index % 2 == 0 else "", len(part.lstrip("0")), part.lstrip("0")) for index, part in enumerate(parts)
    ]


def _notes(query: Query, found: Sequence[tuple[Where, Rows]], lines: Sequence[Line], shallow: bool) -> Iterator[str]:
    """Yield what a reader must know: what no filter can find, and what nobody can tell."""
    if shallow and any(_rests_on_history(line.item) for line in lines):
        yield "the history here is cut off: what approvals cover, and who added them, may stand before its end"
    if query.is_about_approvals:
        undated = sum(not each.day for _, rows in found for each in rows.approvals)
        if undated:
            yield NO_DAY.format(plural(undated, "approval"))
    unread = sum(rows.records[0].verdict == "unread" for _, rows in found)
    if unread:
        yield f"{plural(unread, 'record')} could not be read: `citefirst list --verdict unread`"


def _rests_on_history(item: Any) -> bool:
    return isinstance(item, ApprovalRow) and (item.covers == "unknown" or item.verified == "untold")


def chosen(show: str, names: Sequence[str]) -> tuple[Shown, ...]:
    """Return the columns to show, the usual ones where none are named. Raises UsageError for one that is none."""
    known = columns_of(show)
    for name in names:
        if name not in known:
            raise UsageError(f"--columns {name}: there is no such column: {', '.join(known)}")
    return tuple(known[name] for name in names or VIEWS[show].shown)
