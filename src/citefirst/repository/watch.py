"""The time that records take, by the processor's clock: a busy machine or a slow network uses up no record's time.

Between its steps the pipeline asks whether the time is over. Within a step it cannot: one regular expression or one
call of the Markdown parser that does not return is interrupted by a timer of the operating system, where there are such
timers (not on Windows) and the check runs in the main thread (not in the language server).
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from citefirst.limits import RECORD_SECONDS, RUN_SECONDS, OutOfTime, Tick
from citefirst.structs import field, mutable

_AGAIN = 0.5
"""Seconds after which the timer fires again, if what it interrupted went on."""


@mutable
class Watched:
    """A `Watch` over the records of one run. `clock` gives seconds."""

    record: float = RECORD_SECONDS
    run: float = RUN_SECONDS
    clock: Callable[[], float] = time.process_time
    spent: float = field(default=0.0, init=False)

    @contextmanager
    def __call__(self) -> Iterator[Tick]:
        begun, left = self.clock(), self.run - self.spent
        reason = f"it took more than {self.record:g} seconds of processor time"
        if left < self.record:
            reason = f"the run took more than {self.run:g} seconds of processor time"
        limit = min(self.record, left)

        def tick() -> None:
            if self.clock() - begun > limit:
                raise OutOfTime(reason)

        try:
            with _alarm(limit, reason):
                tick()
                yield tick
        finally:
            self.spent += self.clock() - begun


@contextmanager
def _alarm(seconds: float, reason: str) -> Iterator[None]:
    """Raise OutOfTime in the middle of anything once a span of processor time has passed, where the system offers
    that."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getitimer(signal.ITIMER_PROF)[0]:  # somebody else's: a profiler
        yield
        return

    def ring(*_: object) -> None:
        raise OutOfTime(reason)

    before = signal.signal(signal.SIGPROF, ring)
    try:
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001) + 0.1, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
