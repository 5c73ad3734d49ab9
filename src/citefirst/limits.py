"""How much of a record is read and how long its check may take. A check that takes longer breaks off, and does not
pass.

The pipeline knows no clock. It is given a `Watch`, which it enters for each record, and calls the `Tick` that it gets
between its steps. `repository/watch.py` has the one that looks at the processor's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

MAX_BYTES = 256 * 1024
"""Bytes of a record: six times the largest one that was seen."""
MAX_TRACES = 8 * 1024 * 1024
"""Bytes of a file of Agent Trace records."""
MAX_EXPORT = 64 * 1024 * 1024
"""Bytes of an export from which rows are gathered, unpacked."""
RECORD_SECONDS = 20.0
"""Processor time for one record. The slowest of 256 KiB that was made on purpose takes a fifth of it."""
RUN_SECONDS = 300.0
"""Processor time for the records of one run."""

Tick = Callable[[], None]
"""Raises OutOfTime when the time is over."""
Watch = Callable[[], AbstractContextManager[Tick]]
"""Begins the time of one record, which ends with the context."""


class OutOfTime(BaseException):
    """The time of a record or of a run is over. Not an Exception: code that catches those must not go on regardless."""


def idle() -> None:
    """Let time pass."""


@contextmanager
def unwatched() -> Iterator[Tick]:
    """Let a record take as long as it takes."""
    yield idle
