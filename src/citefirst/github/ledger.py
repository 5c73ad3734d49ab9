"""A run of the Action, stored in the ledger that its input `ledger` names.

The check is judged whether or not it can be stored: a bucket that is away, or secrets that a pull request from a fork
does not get, stop no merge. That it was not stored is said, as a warning and in the summary.
"""

from __future__ import annotations

from pathlib import Path

from citefirst import __version__
from citefirst.dataset import places, runs
from citefirst.dataset.places import Place
from citefirst.errors import CitefirstError, UsageError
from citefirst.extras import demand
from citefirst.github import files
from citefirst.github.event import Event
from citefirst.ledger.model import RUNS, RunRow, Where
from citefirst.ledger.naming import repository_name
from citefirst.report.outcome import Outcome


def place(named: str, root: Path, directory: Path) -> Place:
    """Return the place that the input names; a path starts from `directory`, and a relative one stays in the checkout.

    Raises UsageError where it is no place, or what is needed is not installed; CitefirstError where it cannot be
    reached.
    """
    try:
        demand("ledger", ("pyarrow",))
        if "://" in named:
            return places.at(named)
        return places.at(str(files.inside(root, directory, f"{named}/{RUNS}", "ledger").parent))._replace(shown=named)
    except UsageError as error:
        said = str(error)
        raise UsageError(said if said.startswith("the input ledger") else f"the input ledger: {said}") from error


def store(into: Place, outcome: Outcome, event: Event, policy: str, root: Path) -> str:
    """Store a run and return its path in the ledger. Raises CitefirstError where it cannot be stored, or where links of
    the checkout at `root` lead out of it."""
    where = Where(repository_name(f"{event.server}/{event.repository}", ""), outcome.place.head or None, "", policy)
    run = row(outcome, event)
    if into.local and not (Path(into.shown).is_absolute() or "://" in into.shown):
        files.inside(root, into.local, runs.path_of(where.repository, run), "ledger")
    try:
        return runs.put(into, where, run)
    except OSError as error:
        raise CitefirstError(f"{into.shown}: {places.reason(error)}") from error


def row(outcome: Outcome, event: Event) -> RunRow:
    """Return what the ledger keeps of a run."""
    report, at = outcome.report, outcome.place
    return RunRow(
        run=at.run,
        attempt=at.attempt,
        job=at.job,
        event=event.name,
        pull=event.pull.number if event.pull else None,
        base=outcome.base.commit if outcome.base else None,
        day=report.day or None,
        mode=outcome.mode,
        verdict=outcome.verdict,
        records=len(report.records),
        claims=report.claims.factual,
        uncited=report.claims.uncited,
        errors=report.count("error"),
        warnings=report.count("warning"),
        rules=tuple(sorted({each.code for each in report.findings if each.severity == "error"})),
        tool=__version__,
    )
