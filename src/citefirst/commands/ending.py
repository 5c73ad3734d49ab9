"""A long run that is told to end ends as by Ctrl-C: what it had begun is taken away, and nothing is half replaced."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_TERMINATED = 128 + signal.SIGTERM
"""The exit code of a process that was told to end, as shells have it."""


@contextmanager
def cleanly() -> Iterator[None]:
    """Let SIGTERM unwind what runs inside. Only the main thread may do this."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(_TERMINATED)
