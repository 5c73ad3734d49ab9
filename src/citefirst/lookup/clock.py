"""The clock and the name server that answers are found with, as values that a test replaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from citefirst.structs import frozen


def _monotonic() -> float:
    from time import monotonic

    return monotonic()


def _now() -> datetime:
    return datetime.now(UTC)


def _sleep(seconds: float) -> None:
    from time import sleep

    sleep(seconds)


def look_up(host: str, seconds: float) -> Sequence[str]:
    """Return the addresses of a host. The system's resolver knows no time limit, so it is abandoned when it takes
    longer."""
    from queue import Empty, SimpleQueue
    from socket import SOCK_STREAM, getaddrinfo
    from threading import Thread

    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put([str(found[4][0]) for found in getaddrinfo(host, None, type=SOCK_STREAM)])
        except OSError as error:
            answers.put(error)
        except UnicodeError:
            answers.put(OSError("the host is not a name"))

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=max(0.0, seconds))
    except Empty:
        raise TimeoutError("the name server did not answer in time") from None
    if isinstance(found, OSError):
        raise found
    return found


@frozen
class World:
    """Seconds that only grow, the time of day, and a pause."""

    monotonic: Callable[[], float] = _monotonic
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = _sleep


@frozen
class Deadline:
    """The end of all that is done for one run."""

    world: World
    end: float

    @classmethod
    def after(cls, seconds: float, world: World) -> Deadline:
        return cls(world, world.monotonic() + seconds)

    @property
    def left(self) -> float:
        return self.end - self.world.monotonic()

    def pause(self, seconds: float) -> bool:
        """Wait, if there is time for it. Was there?"""
        if seconds >= self.left:
            return False
        if seconds > 0:
            self.world.sleep(seconds)
        return True
