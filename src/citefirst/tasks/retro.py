"""The retrospective of a checkout: its records of a span judged revision by revision, and the stored reports."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from citefirst.errors import UsageError
from citefirst.github.lookups import home_of
from citefirst.ledger.naming import repository_name
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.repository.replay import Past, Revision, Window, below, objects, window
from citefirst.repository.tree import is_markdown
from citefirst.retro.fold import State, fold
from citefirst.retro.model import NOT_ONE, Judged, Retro, Runs, Which
from citefirst.retro.runs import counted
from citefirst.rules import RULES
from citefirst.structs import replace
from citefirst.tasks import replaying, workers
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.replaying import Task
from citefirst.tasks.stored_runs import runs_at


class RetroRequest(NamedTuple):
    """What the caller asked for: days, both of which count; paths, or all; whose policy; where runs are stored."""

    since: str
    until: str
    paths: tuple[Path, ...] = ()
    which: Which = "then"
    runs: str = ""
    jobs: int = 1


def retro(request: RetroRequest) -> Retro:
    """Look back. Raises GitError outside git, UsageError for days in the wrong order."""
    if request.since > request.until:
        raise UsageError(f"--since {request.since} is after --until {request.until}: give the earlier day to --since")
    run = Run.start(CheckRequest(request.paths, day=request.until))
    repository = Repository(run.tree.root)
    try:
        span = window(repository, _second(request.since), _second(request.until) + 86400)
    except GitError as error:
        raise GitError(f"{error}: `retro` replays git's history, so there has to be one") from error
    span = replace(span, revisions=_governable(run, span.revisions))
    with objects(repository) as opened:
        start = _start(run, Past.of(opened, span.start, below(repository))) if span.start else {}
        _demand(run, {*start, *(change.path for each in span.revisions for change in each.changes)})
        tasks = list(_tasks(span, start, request.since))
        home = home_of(os.environ, repository.origin())
        one = replaying.replayer(repository, opened, request.which, run.rulebook, run.baseline, home)
        setup = (Path.cwd(), run.tree.root, request.which, home)
        judged = _judged(request.jobs, setup, tasks, replaying.work(one))
    name = repository_name(repository.origin(), str(run.tree.root.resolve()))
    stored = counted(runs_at(request.runs, name), request.since, request.until) if request.runs else None
    return _outcome(request, span, start, judged, stored)


def _second(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _governable(run: Run, revisions: Iterable[Revision]) -> list[Revision]:
    """Keep what may change records: Markdown, and what the policy gives a workflow, below the paths that were named."""
    places = [run.tree.relative(place) for place in run.places]
    starts = tuple("" if place == "." else place for place in places)

    def wanted(path: str) -> bool:
        below = any(not start or path == start or path.startswith(f"{start}/") for start in starts)
        return below and (is_markdown(path) or run.rulebook.route(path) is not None)

    found = []
    for revision in revisions:
        changes = tuple(change for change in revision.changes if wanted(change.path) or wanted(change.old))
        found.append(revision._replace(changes=changes))
    return found


def _start(run: Run, past: Past) -> dict[str, State]:
    """Return the files before the span that may be records."""
    places = [run.tree.relative(place) for place in run.places]
    paths: dict[str, State] = {}
    for place in places:
        folder = "" if place == "." else place
        found = past.markdown(folder) or ([folder] if folder else [])
        paths.update({path: (path, past.file(path)) for path in found})
    return {path: state for path, state in paths.items() if state[1]}


def _demand(run: Run, paths: Collection[str]) -> None:
    """Raise UsageError for a path that is not there and was not within the span, so that no typo passes for quiet."""
    for place in run.places:
        name = run.tree.relative(place)
        if not place.exists() and not any(path == name or path.startswith(f"{name}/") for path in paths):
            raise UsageError(
                f"{run.shown(name)} does not exist and did not within the span: name a file or a directory"
            )


def _tasks(span: Window, start: Mapping[str, State], since: str) -> Iterator[Task]:
    """Yield what is to be judged: the states before the span, after each change, and those that a change began with and
    that nobody has seen yet, as on a branch that is older than the span."""
    known = set(start.values())
    for path, oid in start.values():
        yield Task(span.start, path, oid, since, untouched=True)
    for revision in span.revisions:
        day = _day(revision.at)
        for change in revision.changes:
            for oid in change.before:
                if oid and (change.old, oid) not in known and revision.parents:
                    known.add((change.old, oid))
                    yield Task(revision.parents[0], change.old, oid, since, untouched=True)
            if change.after:
                known.add((change.path, change.after))
                yield Task(revision.commit, change.path, change.after, day, next(filter(None, change.before), ""))


def _day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).date().isoformat()


def _judged(
    jobs: int, setup: tuple[object, ...], tasks: Sequence[Task], work: workers.Work
) -> Mapping[tuple[str, State], Judged]:
    """Judge all states. They are known by the commit and the state."""
    plan = workers.Plan(jobs or workers.cores(), replaying.start, setup)
    pairs = ((task, None) for task in tasks)
    return {(task.commit, (task.path, task.oid)): found for task, found in workers.done(pairs, work, plan)}


def _outcome(
    request: RetroRequest,
    span: Window,
    start: Mapping[str, State],
    judged: Mapping[tuple[str, State], Judged],
    stored: Runs | None,
) -> Retro:
    parents = {revision.commit: next(iter(revision.parents), "") for revision in span.revisions}

    def found(commit: str, state: State) -> Judged:
        if not state[1]:
            return NOT_ONE
        at = span.start if not commit else parents[commit[:-1]] if commit.endswith("^") else commit
        return judged.get((at, state), NOT_ONE)

    folded = fold(span.revisions, start, found)
    states = [each for each in judged.values() if each.governed]
    seen = {each.code for state in states for each in state.seen} | set(stored.by_rule if stored else ())
    on = frozenset(code for state in states for code in state.on)
    rules = [(rule, (rule.code, rule.name)) for rule in RULES if rule.code in on and rule.code not in seen]
    touched = [
        (revision.commit, change.path)
        for revision in span.revisions
        for change in revision.changes
        if found(revision.commit, (change.path, change.after)).governed
    ]
    governed = {path for (_, (path, _)), each in judged.items() if each.governed}
    return Retro(
        since=request.since,
        until=request.until,
        which=request.which,
        head=span.head,
        records=len(governed),
        revisions=len(touched),
        commits=len({commit for commit, _ in touched}),
        cases=folded.cases,
        excused=folded.excused,
        assisted=folded.assisted,
        quiet=[named for rule, named in rules if replaying.is_asked(rule)],
        unasked=[named for rule, named in rules if not replaying.is_asked(rule)],
        policies=len({state.policy for state in states}),
        faults=sorted({state.fault for state in states if state.fault}),
        cut=span.cut,
        runs=stored,
    )


def two_weeks(until: str) -> str:
    """Return the first of the fourteen days that end with a day."""
    return (datetime.fromisoformat(until) - timedelta(days=13)).date().isoformat()
