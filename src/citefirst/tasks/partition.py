"""The partition of a repository: which states of which records are told, and what becomes of their rows.

What is told anew is as little as possible. The rows of a record rest on what was asked for them, and are used again
where all of that is the same. A commit never changes, so of the past only what came after the last build is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citefirst.dataset import reading, writing
from citefirst.dataset.manifest import KEPT, STATES, Manifest
from citefirst.dataset.places import PAST, Place
from citefirst.dataset.tables import Gathering, joined, only, values, with_commits
from citefirst.errors import CitefirstError
from citefirst.ledger.events import events
from citefirst.ledger.model import RecordRow, Rows, Where
from citefirst.ledger.shape import columns, whole
from citefirst.report.summary import plural
from citefirst.repository.gitcall import GitError
from citefirst.structs import replace
from citefirst.tasks import ledger, workers
from citefirst.tasks.ledger import Origin, about
from citefirst.tasks.ledger_states import State, Telling, Told, start_worker
from citefirst.tasks.past import Past, state_of

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import dataset

    from citefirst.repository.git import Repository
    from citefirst.repository.revisions import Revision

CHUNK = 64
"""States that a process takes at once: git is run for all of them together."""
LEAST = 2 * CHUNK
"""States from which on processes are worth their start."""
Elsewhere = Callable[[Telling, Iterable[State]], Iterable[Told]]
"""Tells states in their order, on other machines."""
_DAYS = tuple(column.name for column in columns("records") if column.kind == "day")
_EVERY = ("revisions", *(f"{PAST}.{name}" for name in STATES))


class Wanted(NamedTuple):
    """What to build: the partition of the repository around a directory, under which name, on which day."""

    checkout: Path
    day: str
    repository: str = ""
    history: bool = False
    texts: bool = True
    jobs: int = 1


class Built(NamedTuple):
    """A partition that was built. `anew` states were told anew, `shallow`: its history is cut off."""

    repository: str
    records: int
    states: int
    anew: int
    changed: bool
    shallow: bool
    fault: str = ""
    """Why it was not built."""

    def sentence(self, place: str) -> str:
        """Say what was built, and what nobody can know."""
        if self.fault:
            return f"{self.repository} was not built: {self.fault}"
        past = f" and {plural(self.states, 'state')} of the past" if self.states else ""
        told = f"{self.repository}: {plural(self.records, 'record')}{past}, {self.anew} read anew"
        end = f"written to {place}" if self.changed else f"nothing new for {place}"
        cut = "; its history is cut off, so what happened before is not known: fetch all of it" if self.shallow else ""
        return f"{told}, {end}{cut}"


def attempt(wanted: Wanted, place: Place, elsewhere: Elsewhere | None = None) -> Built:
    """Build a partition, or say why that cannot be done: one repository is no reason to leave out the others."""
    try:
        return Building(wanted, place, elsewhere).build()
    except CitefirstError as error:
        return Built(wanted.repository or str(wanted.checkout), 0, 0, 0, False, False, str(error))


class Building:
    """One build. `elsewhere` tells states in the place of this machine's processes."""

    def __init__(self, wanted: Wanted, place: Place, elsewhere: Elsewhere | None = None) -> None:
        self.wanted, self.place, self.elsewhere = wanted, place, elsewhere
        self.telling = Telling.of(wanted.checkout, wanted.day, wanted.texts)
        self.gathering = Gathering()
        self.anew = 0

    def build(self) -> Built:
        """Build the partition and put it in its place. Raises CitefirstError where that cannot be done."""
        past = self._past() if self._has_past else None
        self._records(past)
        tables = {name: self._present(name) for name in (*STATES, KEPT)}
        tables["repositories"] = self.gathering.table("repositories")
        if past:
            tables |= {name: self._with_earlier(name) for name in _EVERY}
            self._expire(tables)
            tables["events"] = self._with_earlier("events")
        head, basis = (self.origin.commit or "", self._basis) if past else ("", "")
        damaged = self.before[0] is None
        changed = writing.put(self.place, self.origin.repository, tables, head=head, basis=basis, damaged=damaged)
        states = tables["revisions"].num_rows if past else 0
        return Built(self.origin.repository, len(self._paths), states, self.anew, changed, bool(self.origin.shallow))

    @cached_property
    def origin(self) -> Origin:
        found = ledger.origin(self.telling.run)
        return found._replace(repository=self.wanted.repository or found.repository)

    @cached_property
    def before(self) -> tuple[Manifest | None, Mapping[str, dataset.Dataset]]:
        """The partition that is there and its tables. One of which any file is damaged is none: all is told anew."""
        found = writing.usable(self.place, self.origin.repository)
        try:
            return found, reading.tables(self.place, [found], found.parts) if found else {}
        except (OSError, CitefirstError):
            return None, {}

    def states(self) -> list[State]:
        """Return the states that must be told."""
        then = [state_of(each) for each in self._revisions if each.after] if self._has_past else []
        return [*then, *(State(path) for path in self._paths if path not in self._kept)]

    @property
    def _has_past(self) -> bool:
        return self.wanted.history and self.origin.commit is not None

    @cached_property
    def _revisions(self) -> list[Revision]:
        """What was committed since the last build."""
        from citefirst.repository.revisions import revisions

        return list(revisions(self._git, self._since))

    @cached_property
    def _paths(self) -> list[str]:
        """The records as they are."""
        return [file.path for file in self.telling.run.files() if not isinstance(file, str)]

    def _records(self, past: Past | None) -> None:
        """Gather the rows of records that must be told anew, and that of the repository."""
        fresh = [path for path in self._paths if path not in self._kept]
        for path, told in zip(fresh, self._tell(State(path) for path in fresh), strict=True):
            if told.rows:
                self._add("", self.origin.where(path), past.covering(path, told.rows) if past else told.rows)
                self.gathering.add(KEPT, (path, told.basis))
        here = about(self.telling.run, self.origin, len(self._paths))
        self._add("", self.origin.where(""), Rows(repositories=(here,)))

    @cached_property
    def _kept(self) -> frozenset[str]:
        """The records whose rows would be the same as they were."""
        table = self._earlier(KEPT)
        if table is None or (self.wanted.history and not self._since):
            return frozenset()
        known = dict(values(table, "path", "basis"))
        files = self.telling.files(path for path in self._paths if known.get(path))
        return frozenset(file.path for file in files if self.telling.still(file, known[file.path]))

    def _present(self, name: str) -> pyarrow.Table:
        """Return a table about the records as they are, of rows that were kept and new ones."""
        parts, earlier = [self.gathering.table(name)], self._earlier(name) if self._kept else None
        if earlier is not None:
            found = only(earlier, self._kept)
            parts.append(found if name == KEPT else with_commits(found, self.origin.commit, self.origin.edited))
        return joined(parts, name)

    def _past(self) -> Past:
        """Gather what happened since the last build."""
        earlier, records = self._earlier("revisions"), self._earlier(f"{PAST}.records")
        earlier, records = (earlier, records) if self._since else (None, None)
        moves = sorted(values(earlier, "number", "path", "was"))
        past = Past(self._tell, self._one, moves[-1][0] if moves else 0)
        past.known(values(records, "path", "digest", "commit"), ((was, path) for _, path, was in moves if was))
        for step in past.steps(self._revisions):
            where = Where(self.origin.repository, step.commit, step.path, self.origin.policy)
            if step.rows:
                self._add(f"{PAST}.", where, step.rows)
            self._add("", where, Rows(revisions=(step.revision,), events=step.events))
        return past

    def _with_earlier(self, name: str) -> pyarrow.Table:
        """Return a table of what happened, before the last build and since. What the calendar did is told each time."""
        parts, earlier = [self.gathering.table(name)], self._earlier(name) if self._since else None
        if earlier is not None:
            parts.insert(0, earlier.filter(earlier["commit"].is_valid()))
        return joined(parts, name)

    def _expire(self, tables: Mapping[str, pyarrow.Table]) -> None:
        """Gather what the calendar did to records since a commit touched them last; no commit did that."""
        last = {path: day for _, path, day in sorted(values(tables["revisions"], "number", "path", "day"))}
        for path, row in _records(tables["records"]):
            since = last.get(path)
            if row.expires and row.expires < self.wanted.day and since:
                same = Rows(records=(row,))
                told = events(same, same, self.wanted.day, since=since.isoformat())
                self._add("", self.origin.where(path)._replace(commit=None), Rows(events=told))

    @cached_property
    def _since(self) -> str:
        """The commit up to which states of the past are known, "" where none of them can be used."""
        manifest, _ = self.before
        if manifest is None or not manifest.head or manifest.basis != self._basis:
            return ""
        head = manifest.head
        with suppress(GitError):
            if self._git.commit(head) and self._git.text("merge-base", head, "HEAD") == head:
                return head
        return ""

    @cached_property
    def _basis(self) -> str:
        """What states of the past are told by: the code, the policy, and where the history is cut off."""
        from citefirst.cache.code import identity
        from citefirst.cache.digests import digest

        ends = sorted(self._git.ends()) if self.origin.shallow else []
        return digest((identity(), self.origin.policy, self.wanted.texts, self.origin.repository, ends))

    @cached_property
    def _git(self) -> Repository:
        from citefirst.repository.git import Repository

        return Repository(self.telling.run.tree.root)

    def _earlier(self, name: str) -> pyarrow.Table | None:
        """Return a table of the partition that is there, None where it has none."""
        table = self.before[1].get(name)
        return None if table is None else table.to_table()

    def _add(self, before: str, where: Where, rows: Rows) -> None:
        for name, row in whole(rows, where):
            self.gathering.add(f"{before}{name}", row)

    def _one(self, state: State) -> Rows | None:
        self.anew += 1
        return self.telling.told([state])[0].rows

    def _tell(self, states: Iterable[State]) -> Iterator[Told]:
        """Tell states in their order."""
        if self.elsewhere:
            found: Iterable[Told] = self.elsewhere(self.telling, states)
        else:
            found = self._here(list(states))
        for told in found:
            self.anew += 1
            yield told

    def _here(self, states: Sequence[State]) -> Iterator[Told]:
        """Tell states in as many processes as are wanted, or as they are worth."""
        jobs = self.wanted.jobs or workers.cores()
        if jobs < 2 or len(states) < LEAST:
            for place in range(0, len(states), CHUNK):
                yield from self.telling.told(states[place : place + CHUNK])
            return
        plan = workers.Plan(jobs, start_worker, (replace(self.telling), self.origin.policy), LEAST, CHUNK)
        yield from (told for _, told in workers.done(((state, None) for state in states), self._work, plan))

    def _work(self, states: Sequence[State], spent: float) -> tuple[list[Told], float]:
        return self.telling.told(states), spent


def _records(table: pyarrow.Table) -> Iterator[tuple[str, RecordRow]]:
    """Yield path and row of each record that has an end, days as texts."""
    for row in table.filter(table["expires"].is_valid()).to_pylist():
        told = {name: row[name] for name in RecordRow._fields}
        days = {name: told[name].isoformat() for name in _DAYS if told[name]}
        yield row["path"], RecordRow(**told | days)
