"""How long the check of a record may take, and what happens when it takes longer: it broke off, and nothing passed.

The pipeline knows no clock. It is given a `Watch`, which it enters for each record, and calls the `Tick` that it gets
between its steps. `sources/watch.py` has the one that looks at the processor's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

RECORD_SECONDS = 20.0
"""Processor time for one record. The slowest of 256 KiB that was made on purpose takes a fifth of it."""
RUN_SECONDS = 300.0
"""Processor time for the records of one run."""

Tick = Callable[[], None]
"""Raises OutOfTime where the time is over."""
Watch = Callable[[], AbstractContextManager[Tick]]
"""Begins the time of one record, which ends with the context."""


class OutOfTime(BaseException):
    """The time of a record or of a run is over. No error: what catches those must not go on as if nothing were."""


def idle() -> None:
    """Let time pass."""


@contextmanager
def unwatched() -> Iterator[Tick]:
    """A record that may take as long as it takes."""
    yield idle
