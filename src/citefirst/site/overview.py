"""The figures of the front page: what all records of a repository come to, as of a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from citefirst.site.entry import Count, Entry, Unknown

MONTHS = 12
AGES = ("under 30 days", "30 to 90 days", "90 days to a year", "over a year", "age not known")
_BOUNDS = (30, 90, 365)
NOBODY = "nobody named"
MOST = 12
"""Bars of a chart; what is smaller is one bar together."""
NAMES = "January February March April May June July August September October November December".split()


class Due(NamedTuple):
    """A record and the day on which it ends or has to be looked at."""

    entry: Entry
    day: str
    kind: str


class Month(NamedTuple):
    """A month of the calendar, and what is due in it."""

    name: str
    key: str
    due: tuple[Due, ...]


class Open(NamedTuple):
    """An UNKNOWN of a record, with how long it has been one."""

    entry: Entry
    unknown: Unknown
    days: int | None
    overdue: bool


class Quarter(NamedTuple):
    """Approvals of a quarter: of records whose every fact has a source, and of others."""

    name: str
    backed: int
    others: int

    @property
    def share(self) -> float:
        return self.backed / (self.backed + self.others)


class Overview(NamedTuple):
    """The whole front page, as figures."""

    day: str
    entries: Sequence[Entry]
    overdue: tuple[Due, ...]
    months: tuple[Month, ...]
    later: int
    unknowns: tuple[Open, ...]
    ages: Mapping[str, Mapping[str, int]]
    """The number of UNKNOWNs by who finds out, then by age."""
    times: tuple[tuple[str, Count], ...]
    workflows: Mapping[str, Count]
    quarters: tuple[Quarter, ...]
    undated: int
    """Approvals whose day nobody can read."""
    taken: Mapping[str, tuple[int, int]]
    """Words in an assistant's lines, and all words, by workflow."""
    systems: Mapping[str, int]

    @property
    def due(self) -> bool:
        """Whether something ends or is looked at again, today or later."""
        return self.later > 0 or any(month.due for month in self.months)

    @property
    def failing(self) -> int:
        return sum(entry.verdict != "holds" for entry in self.entries)

    def total(self, name: str) -> int:
        """Add up a figure of all entries."""
        return sum(getattr(entry, name) for entry in self.entries)


def overview(entries: Iterable[Entry], day: str) -> Overview:
    """Return the figures of some records on a day (`2026-11-23`)."""
    every = sorted(entries, key=lambda entry: (entry.path, entry.page))
    due = sorted(
        (Due(entry, entry.ends_on, entry.ends_by) for entry in every if entry.ends_on),
        key=lambda each: (each.day, each.entry.path),
    )
    months = tuple(_months(due, day))
    unknowns = tuple(_unknowns(every, day))
    return Overview(
        day=day,
        entries=every,
        overdue=tuple(each for each in due if each.day < day),
        months=months,
        later=sum(each.day[:7] > months[-1].key for each in due),
        unknowns=unknowns,
        ages=_ages(unknowns),
        times=_times(every),
        workflows=_workflows(every),
        quarters=tuple(_quarters(every)),
        undated=sum(not approval.day for entry in every for approval in entry.approvals),
        taken=_taken(every),
        systems=largest(_systems(every)),
    )


def _months(due: Sequence[Due], day: str) -> Iterator[Month]:
    found = defaultdict(list)
    for each in due:
        if each.day >= day:
            found[each.day[:7]].append(each)
    year, month = int(day[:4]), int(day[5:7])
    for ahead in range(MONTHS):
        past = month - 1 + ahead
        key = f"{year + past // 12:04}-{past % 12 + 1:02}"
        yield Month(f"{NAMES[past % 12]} {key[:4]}", key, tuple(found[key]))


def _unknowns(entries: Sequence[Entry], day: str) -> Iterator[Open]:
    today = date.fromisoformat(day)
    found = []
    for entry in entries:
        for each in entry.unknowns:
            age = max((today - date.fromisoformat(each.since)).days, 0) if each.since else None
            found.append(Open(entry, each, age, bool(each.due) and each.due < day))
    yield from sorted(found, key=lambda one: (one.unknown.due or "9999", -(one.days or 0), one.entry.path))


def age(days: int | None) -> str:
    """Return the group of an age."""
    if days is None:
        return AGES[-1]
    return AGES[sum(days >= bound for bound in _BOUNDS)]


def _ages(unknowns: Iterable[Open]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in unknowns:
        found[each.unknown.who or NOBODY][age(each.days)] += 1
    order = sorted(found, key=lambda who: (-found[who].total(), who))
    kept = {who: found[who] for who in order[:MOST]}
    if len(order) > MOST:
        kept[f"{len(order) - MOST} others"] = sum((found[who] for who in order[MOST:]), Counter[str]())
    return kept


def _times(entries: Sequence[Entry]) -> tuple[tuple[str, Count], ...]:
    found: dict[str, Count] = {}
    for entry in entries:
        for day, count in entry.past.items():
            found[day] = found.get(day, Count(0, 0)) + count
    return tuple(sorted((day, count) for day, count in found.items() if count.claims))


def _workflows(entries: Sequence[Entry]) -> Mapping[str, Count]:
    found: dict[str, Count] = {}
    for entry in entries:
        name = entry.workflow or "no workflow"
        found[name] = found.get(name, Count(0, 0)) + Count(entry.claims, entry.uncited)
    return {name: found[name] for name in sorted(found, key=lambda one: (-(found[one].share or 0), one))}


def _quarters(entries: Sequence[Entry]) -> Iterator[Quarter]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        for approval in entry.approvals:
            if approval.day:
                found[quarter(approval.day)][not entry.is_backed] += 1
    for name in sorted(found)[-MOST:]:
        yield Quarter(name, *found[name])


def quarter(day: str) -> str:
    """Return the quarter of a day: `2026 Q4`."""
    return f"{day[:4]} Q{(int(day[5:7]) + 2) // 3}"


def _taken(entries: Sequence[Entry]) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for entry in entries:
        taken, words = found.get(entry.workflow or "no workflow", (0, 0))
        found[entry.workflow or "no workflow"] = (taken + entry.taken, words + entry.words)
    return {name: found[name] for name in sorted(found, key=lambda one: (-found[one][0], one))}


def _systems(entries: Sequence[Entry]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for entry in entries:
        found.update(entry.systems)
    return found


def largest(counted: Mapping[str, int]) -> Mapping[str, int]:
    """Return the largest figures in their order, and the others as one."""
    order = sorted(counted, key=lambda name: (-counted[name], name))
    kept = {name: counted[name] for name in order[:MOST]}
    if len(order) > MOST:
        kept[f"{len(order) - MOST} others"] = sum(counted[name] for name in order[MOST:])
    return kept
