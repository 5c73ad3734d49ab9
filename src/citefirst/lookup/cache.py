"""Answers of earlier runs, in one JSON file of a directory that the caller names.

What was found holds for a day; what is missing or not settled for ten minutes, since somebody may be fixing it; what
nobody could tell is asked again. The directory must be out of reach of those whose records are checked: who writes it
says what is true. Titles of private repositories stand in it, so that only its owner may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from citefirst.errors import CitefirstError
from citefirst.evidence.answers import Answer, CannotTell, Found, Missing, doubt

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Entries = dict[str, tuple[datetime, Found | Missing]]
"""Answers by address, and when each was given."""

NAME = "online-1.json"
"""The number changes with the form of the content."""
AGE = timedelta(days=1)
AGE_OF_FAULTS = timedelta(minutes=10)
MAX_ENTRIES = 1000
MAX_BYTES = 8_000_000
"""More than all of the longest entries take."""
MAX_TEXT = 500
"""Characters of a title or an address; longer ones are not kept."""
MAX_TIMES = 20


def read(directory: Path, now: datetime) -> Mapping[str, Answer]:
    """Return what is known and young enough; nothing where there is no readable cache."""
    return {key: entry[1] for key, entry in _load(directory / NAME, now).items()}


def keep(directory: Path, answers: Mapping[str, Answer], now: datetime) -> None:
    """Add answers to those that are there by now. A cache that cannot be written does not stop the run."""
    from citefirst.repository.writing import write

    path = directory / NAME
    known = _load(path, now)
    known |= {key: (now, answer) for key, answer in answers.items() if not isinstance(answer, CannotTell)}
    known = {key: entry for key, entry in known.items() if _is_kept(key, entry[1])}
    newest = sorted(known.items(), key=lambda entry: entry[1][0], reverse=True)[:MAX_ENTRIES]
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(path, _adapter().dump_json(dict(newest)))
    except (CitefirstError, OSError):
        return


def _load(path: Path, now: datetime) -> Entries:
    """Load entries that are young enough. A faulty file counts as no file."""
    try:
        if not path.is_file():
            return {}
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES)  # one that is longer ends in the middle, and is damaged
        return {
            key: (given, answer)
            for key, (given, answer) in _adapter().validate_json(content).items()
            if timedelta() <= now - given < _age(answer) and _is_kept(key, answer)
        }
    except (OSError, ValueError, TypeError):  # TypeError: a time without a zone
        return {}


def _age(answer: Found | Missing) -> timedelta:
    return AGE if isinstance(answer, Found) and doubt(answer) is None else AGE_OF_FAULTS


def _is_kept(key: str, answer: Found | Missing) -> bool:
    text = answer.title if isinstance(answer, Found) else answer.reason
    times = _times(answer)
    bounded = len(key) <= MAX_TEXT and len(text) <= MAX_TEXT and len(times) <= MAX_TIMES
    return bounded and all(time.tzinfo for time in times)


def _times(answer: Found | Missing) -> list[datetime]:
    return [*([answer.at] if answer.at else ()), *answer.others] if isinstance(answer, Found) else []


@cache
def _adapter() -> TypeAdapter[Entries]:
    from pydantic import TypeAdapter

    return TypeAdapter(Entries)
