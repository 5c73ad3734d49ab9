"""How many requests one host gets: a few at a time, with a pause between the starts of two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from citefirst.lookup.clock import Deadline
from citefirst.structs import field, mutable

if TYPE_CHECKING:
    from threading import Lock, Semaphore


class NoTimeLeft(Exception):
    """No time is left for a request. The text is the reason, as the end of a sentence."""

    def __init__(self, held: bool = False) -> None:
        super().__init__(
            "its server asks for a longer pause than the time left" if held else "the time for all requests ran out"
        )


@mutable
class _Host:
    places: Semaphore
    free: float = 0.0
    """When the next request may start."""
    held: bool = False
    """Whether it asked for a pause."""


def _lock() -> Lock:
    from threading import Lock

    return Lock()


@mutable
class Gate:
    """Shared by all threads of a run."""

    at_once: int
    spacing: float
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _lock: Lock = field(default_factory=_lock)

    @contextmanager
    def open(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Wait for a turn at a host. Raises NoTimeLeft."""
        known = self._host(host)
        if not known.places.acquire(timeout=max(0.0, deadline.left)):
            raise NoTimeLeft
        try:
            if not deadline.pause(self._turn(known, deadline)):
                raise NoTimeLeft(known.held)
            yield
        finally:
            known.places.release()

    def hold(self, host: str, seconds: float, deadline: Deadline) -> None:
        """Let a host rest, because it asked for it."""
        with self._lock:
            known = self._hosts[host]
            known.free = max(known.free, deadline.world.monotonic() + seconds)
            known.held = True

    def _host(self, name: str) -> _Host:
        from threading import Semaphore

        with self._lock:
            return self._hosts.setdefault(name, _Host(Semaphore(self.at_once)))

    def _turn(self, host: _Host, deadline: Deadline) -> float:
        """Take the next turn at a host and return the seconds until it comes."""
        with self._lock:
            now = deadline.world.monotonic()
            start = max(now, host.free)
            host.free = start + self.spacing
            return start - now
