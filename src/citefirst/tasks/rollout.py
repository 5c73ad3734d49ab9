"""`citefirst rollout`: what many checkouts say of the check, a row for each, whatever is wrong with one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from citefirst.errors import CitefirstError
from citefirst.model import Report
from citefirst.rollout.rows import Row, of_uses
from citefirst.rollout.uses import HOOKS, MAX_WORKFLOW, WORKFLOWS, Unreadable, Use, uses
from citefirst.tasks import workers
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.ledger import origin

LEAST = 8
"""Checkouts from which on processes are worth their start."""


class Wanted(NamedTuple):
    """One checkout, the day by which it is judged, whether its records are checked, and whether all anew;
    the ledger that is asked for its last run, "" for none."""

    checkout: Path
    day: str
    check: bool = False
    no_cache: bool = False
    ledger: str = ""


def rollout(wanted: Sequence[Wanted], jobs: int) -> Iterator[Row]:
    """Yield a row for each checkout, in their order, by as many processes as `jobs` says (0: one a core)."""
    plan = workers.Plan(jobs or workers.cores(), start_worker, (Path.cwd(),), LEAST, 1)
    for _, row in workers.done(((each, None) for each in wanted), start_worker(Path.cwd()), plan):
        yield row


def start_worker(directory: Path) -> workers.Work:
    """Begin to make rows in a process."""
    os.chdir(directory)
    return lambda wanted, spent: ([row_of(each) for each in wanted], spent)


def row_of(wanted: Wanted) -> Row:
    """Return the row of a checkout; one that cannot be read has a fault and little else."""
    shown = str(wanted.checkout)
    try:
        if not wanted.checkout.is_dir():
            return Row(shown, fault="there is no such directory: name a checkout")
        return _row(shown, wanted)
    except CitefirstError as error:
        return Row(shown, fault=str(error))
    except OSError as error:
        return Row(shown, fault=f"it cannot be read: {error.strerror or error}")


def _row(shown: str, wanted: Wanted) -> Row:
    request = CheckRequest((wanted.checkout,), day=wanted.day, no_cache=wanted.no_cache)
    run = Run.start(request)
    if not run.tree.root.samefile(wanted.checkout):
        return Row(shown, fault=f"it is a directory inside of {run.tree.root}: name a checkout")
    next(wanted.checkout.iterdir(), None)  # one that may not be looked into would seem to have nothing
    found, faults = _uses(run)
    about, waivers = origin(run), run.rulebook.policy.waivers
    ended = sum(each.expires < wanted.day for each in waivers)
    row = Row(
        shown,
        about.repository,
        *of_uses(found),
        policy=about.policy,
        baseline=len(run.baseline.entries),
        exceptions=len(waivers) - ended,
        ended=ended,
    )
    if wanted.ledger:
        row = _with_last_run(row, about.repository, wanted.ledger)
    if wanted.check:
        report = run.report(run.files(), audit=True)
        row = _judged(row, report)
        if report.unjudged:
            faults.append("the check of a record broke off: `citefirst check` there says of which")
    return row._replace(fault="; ".join(faults) or None)


def _with_last_run(row: Row, repository: str, ledger: str) -> Row:
    from citefirst.dataset import places, runs

    last = runs.newest(places.at(ledger), repository)
    return row._replace(tool=last.tool, ran=last.day, verdict=last.verdict) if last else row


def _judged(row: Row, report: Report) -> Row:
    return row._replace(records=len(report.records), errors=report.count("error"), warnings=report.count("warning"))


def _uses(run: Run) -> tuple[list[Use], list[str]]:
    """Return what runs the check, and which files nobody can tell it of."""
    tree = run.tree
    listed = tree.children(WORKFLOWS) or ()
    found, faults = list[Use](), list[str]()
    for path in (
        *(each for each in listed if each.endswith((".yml", ".yaml"))),
        *((HOOKS,) if tree.exists(HOOKS) else ()),
    ):
        data = tree.content(path, MAX_WORKFLOW)
        try:
            if data is None:
                raise Unreadable("cannot be read")
            found += uses(path, data)
        except Unreadable as error:
            faults.append(f"{path} {error}, so what it runs is not known")
    return found, faults
