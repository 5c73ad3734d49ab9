"""`citefirst report`: the records of a checkout as a site, written page by page, so that memory holds few at a time.

Each record is read, judged and shown by a `Maker`, in as many processes as there are cores; what comes back is its page
and the few figures that the register and the front page need.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citefirst.check.pipeline import Checked, Checker, File, counts, read
from citefirst.errors import NothingChecked
from citefirst.ledger.rows import rows
from citefirst.limits import RECORD_SECONDS, OutOfTime
from citefirst.model import Document
from citefirst.record.build import Record
from citefirst.record.trace import Commit, Trace, trace
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.repository.publishing import Directory, check, published
from citefirst.repository.states import State, states
from citefirst.repository.watch import Watched
from citefirst.signing.digest import digest
from citefirst.structs import replace
from citefirst.tasks import workers
from citefirst.tasks.checkout import CheckRequest, Run, resumed
from citefirst.tasks.ledger import origin

if TYPE_CHECKING:
    from citefirst.site.entry import Count, Entry
    from citefirst.site.record_page import Around

NEWEST = 10
"""States of a record that its page tells."""
POINTS = 9
"""Days for which it is told how much had no source: today, and firsts of quarters before it."""
TITLE = "Decision ledger"
KEPT = "Figures of earlier days are those of records that are here today, judged by the rules of today."
NO_GIT = "Git has no history of these records here, so there is nothing to draw over time."
TOO_SHORT = "The history of these records is too short to draw a line."
NO_PAST = "The history was left out, so there is nothing to draw over time."
SHALLOW = "The history of this checkout is cut off (a shallow clone): what came before is not known, and not guessed."


class Wanted(NamedTuple):
    """What the caller asked for."""

    target: Path
    title: str = TITLE
    history: bool = True
    jobs: int = 1
    """Processes that make pages, 0 for as many as there are cores."""


class Written(NamedTuple):
    """What was written: the number of records, and the front page."""

    records: int
    front: Path


class Task(NamedTuple):
    """A record to show, and the states of it that are read, the newest first; `more` are left out."""

    file: File
    states: tuple[State, ...] = ()
    more: int = 0


class Then(NamedTuple):
    """A record as it was in an earlier state; how it stood, where that is drawn."""

    state: State
    document: Document
    stood: Count | None


class Common(NamedTuple):
    """What all pages have in common. `pages` are the records' pages by path, `place` is the repository in a word."""

    pages: Mapping[str, str]
    around: Around
    commit: str
    place: str
    points: tuple[str, ...] = ()
    """Days that are drawn, the oldest first."""


def write(run: Run, wanted: Wanted) -> Written:
    """Write the site. Raises NothingChecked where there is no record, UsageError where something is in its place."""
    check(wanted.target)
    files = [file for file in run.files() if not isinstance(file, str)]
    if not files:
        raise NothingChecked("there is no record to report on: `citefirst check --show-policy` shows what governs what")
    common = _common(run, wanted.title, files)
    past = (
        states(Repository(run.tree.root), common.pages, run.commit or "HEAD")
        if wanted.history and common.commit
        else {}
    )
    common = common._replace(points=drawn_days(_begun(past.values()), run.request.day))
    maker = Maker(run, common)
    plan = workers.Plan(wanted.jobs or workers.cores(), start_maker, (Path.cwd(), run.request, run.rules, common))
    with published(wanted.target) as directory:
        entries = []
        tasks = ((_task(file, past.get(file.path, ()), common.points), None) for file in files)
        for task, (entry, page) in workers.done(tasks, maker.work, plan):
            directory.write(common.pages[task.file.path], page)
            entries.append(entry)
        no_history = TOO_SHORT if past else NO_GIT if wanted.history else NO_PAST
        _close(directory, common, run.request.day, entries, no_history)
    return Written(len(files), wanted.target / "index.html")


def _common(run: Run, title: str, files: Sequence[File]) -> Common:
    from citefirst.site.entry import page_name
    from citefirst.site.record_page import Around

    found = origin(run)
    around = Around("../index.html", "../register.html", title, bool(found.shallow))
    pages = {file.path: page_name(file.path) for file in files}
    return Common(pages, around, found.commit or "", found.repository)


def _task(file: File, every: Sequence[State], points: Sequence[str]) -> Task:
    """Choose the states of a record that are read: the newest, and those of the days that are drawn."""
    drawn = {id(state) for day in points if (state := _on(every, day))}
    kept = tuple(state for index, state in enumerate(every) if index < NEWEST or id(state) in drawn)
    return Task(file, kept, max(len(every) - NEWEST, 0))


def start_maker(directory: Path, request: CheckRequest, rules: str, common: Common) -> workers.Work:
    """Begin the same in another process. Raises CitefirstError where its rulebook is another one by now."""
    return Maker(resumed(directory, request, rules, "pages were made", "report"), common).work


class Maker:
    """Makes the pages of records, and what the other pages know of each."""

    def __init__(self, run: Run, common: Common) -> None:
        from citefirst.site.links import Links

        self.run, self.common, self.day = run, common, run.request.day
        self.git = Repository(run.tree.root)
        self.links = Links(run.tree.exists, lambda: run.home, common.commit, common.pages)

    def work(self, tasks: Sequence[Task], spent: float) -> tuple[list[tuple[Entry, str]], float]:
        """Do tasks, given the processor time that the run has spent on checks so far."""
        self.run.watch.spent = max(self.run.watch.spent, spent)
        data = self._loaded(tasks)
        judged = self.run.checked([task.file for task in tasks])
        return [self.made(task, checked, data) for task, checked in zip(tasks, judged, strict=True)], (
            self.run.watch.spent
        )

    def made(self, task: Task, checked: Checked, data: Mapping[str, bytes]) -> tuple[Entry, str]:
        from citefirst.site.entry import entry

        past = self._past(task, data)
        commits = {digest(then.document): then.state.touch.commit for then in reversed(past)}
        found = entry(
            task.file.path,
            rows(checked, commits),
            self._since(checked.record, past, task.more > 0),
            self._counts(task, checked, past),
        )
        return found, self._page(task, checked, past)

    def _loaded(self, tasks: Sequence[Task]) -> Mapping[str, bytes]:
        wanted = {state.oid for task in tasks for state in task.states}
        try:
            return self.git.blobs(sorted(wanted)) if wanted else {}
        except GitError:  # a partial clone lacks some
            return {}

    def _past(self, task: Task, data: Mapping[str, bytes]) -> list[Then]:
        """Read the earlier states of a record, within the time of one; what is past it is not told."""
        from citefirst.site.entry import Count

        checker: Checker = replace(self.run.checker, watch=Watched(RECORD_SECONDS, RECORD_SECONDS))
        drawn = {state.oid for day in self.common.points if (state := _on(task.states, day))}
        known: dict[str, tuple[Document | None, Count | None]] = {}
        for oid in dict.fromkeys(state.oid for state in task.states):
            file = task.file._replace(data=data.get(oid), fault=None)
            if oid not in drawn:
                known[oid] = (self._document(file, checker), None)
            elif record := checker.read(file).record:
                counted = counts(record)
                known[oid] = (record.document, Count(counted.factual, counted.uncited))
        read_states = ((state, *known.get(state.oid, (None, None))) for state in task.states)
        return [Then(state, document, count) for state, document, count in read_states if document]

    def _document(self, file: File, checker: Checker) -> Document | None:
        """Read an earlier state by its text alone; nobody asks what it rests on."""
        try:
            with checker.watch():
                return read(file, self.run.rulebook.policy.find_ids)[0]
        except OutOfTime:
            return None

    def _since(self, record: Record | None, past: Sequence[Then], is_part: bool) -> Mapping[int, tuple[str, bool]]:
        """Return the day since which each UNKNOWN is one, by its number, and whether it may be longer."""
        found: dict[int, tuple[str, bool]] = {}
        texts = [frozenset(unit.text for unit in then.document.units if unit.unknown) for then in past]
        for number, claim in enumerate(record.claims if record else (), 1):
            if claim.verdict != "unknown":
                continue
            known = 0
            while known < len(past) and claim.unit.text in texts[known]:
                known += 1
            if known:
                cut = known == len(past) and (self.common.around.cut or is_part)
                found[number] = (past[known - 1].state.touch.at[:10], cut)
        return found

    def _counts(self, task: Task, checked: Checked, past: Sequence[Then]) -> Mapping[str, Count]:
        """Return how a record stood on the days that are drawn. Before its first state at hand it did not."""
        from citefirst.site.entry import Count

        by_state = {id(then.state): then.stood for then in past}
        found = {}
        for day in self.common.points:
            state = _on(task.states, day)
            if state and (count := by_state.get(id(state))):
                found[day] = count
        if task.states:
            now = checked.report.claims
            found[self.day] = Count(now.factual, now.uncited)
        return found

    def _page(self, task: Task, checked: Checked, past: Sequence[Then]) -> str:
        from citefirst.site import record_page

        around = self.common.around._replace(more=task.more)
        if checked.record is None:
            return record_page.unread(checked.report, around)
        try:
            with Watched()():
                made = chain(checked, checked.record, past[:NEWEST])
                return record_page.page(checked.record, made, self.links.of(task.file.path), around)
        except OutOfTime:
            return record_page.unread(checked.report, around)


def _close(directory: Directory, common: Common, day: str, entries: Sequence[Entry], no_history: str) -> None:
    """Write the pages about all records."""
    from citefirst.site import front_page, register_page
    from citefirst.site.overview import overview

    around = common.around._replace(front="index.html", register="register.html")
    found = overview(entries, day)
    where = common.place + (f" at {common.commit[:10]}" if common.commit else "")
    notes = [KEPT] if found.times else []
    notes += [SHALLOW] if common.around.cut else []
    directory.write("register.html", register_page.page(found.entries, around, where, day))
    directory.write("index.html", front_page.page(found, around, notes, where, no_history))


def chain(checked: Checked, record: Record, past: Sequence[Then]) -> Trace:
    """Return the chain of a record with its earlier states."""
    commits = [
        Commit(
            then.state.touch.commit,
            then.state.touch.author,
            then.state.touch.at,
            then.state.touch.subject,
            then.document,
        )
        for then in past
    ]
    return trace(record, record.conversations, checked.report, commits)


def lone_page(run: Run) -> str:
    """Return the page of the one record that a run is about, for `citefirst trace`."""
    from citefirst.site import record_page
    from citefirst.site.links import Links

    checked, found = run.one(), origin(run)
    record = checked.record
    assert record  # `one` sees to that
    links = Links(run.tree.exists, lambda: run.home, found.commit or "")
    around = record_page.Around(cut=bool(found.shallow))
    return record_page.page(record, run.trace(), links.of(checked.file.path), around)


def _begun(past: Iterable[Sequence[State]]) -> str:
    """Return the day of the oldest state of any record, "" where there is none."""
    return min((every[-1].touch.at[:10] for every in past if every), default="")


def drawn_days(first: str, day: str) -> tuple[str, ...]:
    """Return firsts of quarters from the first state to a day: each, or every other, or as few as are drawn."""
    if not first:
        return ()
    begun, now = _quarter(first), _quarter(day)
    step = max(math.ceil((now - begun) / (POINTS - 1)), 1)
    found = [divmod(number, 4) for number in range(now, begun, -step)]
    return tuple(date(max(year, 1), 3 * part + 1, 1).isoformat() for year, part in reversed(found))


def _quarter(day: str) -> int:
    return int(day[:4]) * 4 + (int(day[5:7]) - 1) // 3


def _on(every: Sequence[State], day: str) -> State | None:
    """Return the newest state of a day or before."""
    return next((state for state in every if state.touch.at[:10] <= day), None)
