"""A bound of time for what decides nothing: a proposed policy is worth a second, and no run may hang on it.

Work that is done in steps asks between them (`Budget.ask`). A step itself may be a pattern that never ends; where the
system has an alarm clock (`running`) that one is interrupted too, since Python's pattern engine looks for signals.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Spent(BaseException):
    """The time is over. Not an `Exception`: nothing on the way may mistake it for a fault of its own."""


class Budget:
    """Seconds by a clock, spent only inside `running`."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = self.left = seconds
        self.clock = clock
        self._until: float | None = None

    def ask(self) -> None:
        """Raise Spent when the time is over; does nothing outside of `running`."""
        if self._until is not None and self.clock() >= self._until:
            raise Spent

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take what is done inside from the budget. Raises Spent when it is used up, before or meanwhile."""
        if self.left <= 0:
            raise Spent
        begun = self.clock()
        self._until = begun + self.left
        try:
            with _alarm(self.left):
                yield
        finally:
            self._until, self.left = None, self.left - (self.clock() - begun)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise Spent after `seconds`, where there is an alarm clock and this is the thread that it wakes."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Spent

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
