"""Where runs of a check are stored: as JSON reports in a directory, or in a ledger, here or in an object store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from citefirst.errors import UsageError
from citefirst.ledger.model import RUNS
from citefirst.retro.runs import Stored, of_report

MAX_RUNS = 10_000
"""Stored reports that are read."""
MAX_RUN = 16 * 1024 * 1024
"""Bytes of one of them."""


def is_ledger(named: str) -> bool:
    """Tell whether a place holds runs as a ledger does; only that needs what `citefirst[ledger]` brings."""
    return "://" in named or Path(named, RUNS).is_dir()


def runs_at(named: str, repository: str) -> Iterator[Stored]:
    """Yield the runs that are stored at a place: all reports of a directory, and of a ledger those of a repository.

    Raises UsageError where there is no such place, or a ledger that has runs of others only.
    """
    if "://" not in named:
        yield from _reports(Path(named))
    if is_ledger(named):
        yield from _of_ledger(named, repository)


def _of_ledger(named: str, repository: str) -> Iterator[Stored]:
    from citefirst.dataset import places, runs

    found = False
    for path, run in runs.stored(places.at(named), repository):
        found = True
        if isinstance(run, str):
            yield Stored(path, fault=run)
        else:
            yield Stored(path, run.day or "", run.verdict != "pass", frozenset(run.rules))
    if not found:
        raise UsageError(
            f"{named} has no runs of {repository}: the input ledger of the Action stores them there, under the name of "
            "the repository's origin"
        )


def _reports(directory: Path) -> Iterator[Stored]:
    """Yield the stored reports below a directory, by name. What begins with `_` is a ledger's own."""
    if not directory.is_dir():
        raise UsageError(f"{directory} is no directory: name the one in which reports are stored")
    found: list[Path] = []
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(name for name in folders if not name.startswith("_"))
        found += [Path(folder, name) for name in sorted(names) if name.endswith(".json")]
        if len(found) >= MAX_RUNS:
            break
    for path in found[:MAX_RUNS]:
        try:
            data = path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_RUN else None
        except OSError:
            data = None
        yield of_report(path.relative_to(directory).as_posix(), data)
