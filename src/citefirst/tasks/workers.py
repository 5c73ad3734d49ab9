"""Work on several cores: processes take small chunks from one queue, and what they return comes in order.

Each process makes for itself what it works with, from values that can be sent there; so it is the same wherever
processes are started anew, as on Windows and macOS. One that ends early stops the run: what it did not do never passes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from citefirst.errors import CitefirstError, bug

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FROM = 64
"""Tasks from which on processes are worth their start."""
CHUNK = 8
"""Tasks that a process takes at once: few, so that none of them is busy for long after the others are done."""
MOST = 61
"""Processes that Windows can wait for at once."""

Work = Callable[[Sequence[Any], float], tuple[list[Any], float]]
"""Does tasks, each of which becomes a result or an exception; given and returned is the processor time so far."""


class Plan(NamedTuple):
    """How a process begins: `setup(*arguments)` makes what it works with. `jobs` of them are started where there are
    `least` tasks, and take `chunk` of them at once."""

    jobs: int
    setup: Callable[..., Work]
    arguments: tuple[Any, ...] = ()
    least: int = FROM
    chunk: int = CHUNK


def cores() -> int:
    """Return the number of cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def done(tasks: Iterable[tuple[Any, Any]], work: Work, plan: Plan) -> Iterator[tuple[Any, Any]]:
    """Yield each task with its result in order. `tasks` are pairs, with None for a result that is not known yet.

    Raises what a task raised once it is its turn, and CitefirstError where a process ended early.
    """
    source, waiting, missing = iter(tasks), deque[tuple[Any, Any]](), 0
    while plan.jobs > 1 and missing < plan.least and (pair := next(source, None)):
        missing += pair[1] is None
        waiting.append(pair)
        while waiting and waiting[0][1] is not None:
            yield waiting.popleft()
    if missing >= plan.least:
        yield from _shared(chain(waiting, source), plan)
        return
    spent = 0.0
    for task, result in chain(waiting, source):
        if result is None:
            (result,), spent = work([task], spent)
        yield task, _sound(result)


def _shared(tasks: Iterable[tuple[Any, Any]], plan: Plan) -> Iterator[tuple[Any, Any]]:
    source, slots = iter(tasks), deque[list[Any]]()
    workers = _Workers(plan)
    try:
        while True:
            while workers.idle and (chunk := _chunk(source, slots, plan.chunk)):
                workers.give(chunk)
            while slots and slots[0][1] is not None:
                task, result = slots.popleft()
                yield task, _sound(result)
            if not slots:
                return
            workers.collect()
    finally:
        workers.end()


def _chunk(source: Iterator[tuple[Any, Any]], slots: deque[list[Any]], most: int) -> list[list[Any]]:
    """Move tasks from the source to the slots until some are to be done; return those."""
    chunk: list[list[Any]] = []
    for pair in source:
        slot = list(pair)
        slots.append(slot)
        if slot[1] is None:
            chunk.append(slot)
            if len(chunk) == most:
                break
    return chunk


def _sound(result: Any) -> Any:
    if isinstance(result, Exception):
        raise result
    return result


class _Workers:
    """The processes, each with one end of a pipe; `busy` are those that have work, which goes into its slots."""

    def __init__(self, plan: Plan) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")
        self.idle: list[Connection] = []
        self.busy: dict[Connection, list[list[Any]]] = {}
        self.processes = []
        self.spent = 0.0
        try:
            with _deaf_to_interrupts():
                for _ in range(min(plan.jobs, MOST)):
                    ours, theirs = context.Pipe()
                    process = context.Process(target=_serve, args=(theirs, plan), daemon=True)
                    process.start()
                    theirs.close()
                    self.processes.append(process)
                    self.idle.append(ours)
        except BaseException:
            self.end()
            raise

    def give(self, chunk: list[list[Any]]) -> None:
        connection = self.idle.pop()
        self.busy[connection] = chunk
        try:
            connection.send(([slot[0] for slot in chunk], self.spent))
        except OSError as error:
            raise _ended() from error

    def collect(self) -> None:
        """Wait for one process or more, and put the results where they belong."""
        from multiprocessing.connection import wait

        for connection in wait(list(self.busy)):
            ours = cast("Connection", connection)
            chunk = self.busy.pop(ours)
            try:
                results, spent = ours.recv()
            except (EOFError, OSError) as error:
                raise _ended() from error
            self.spent += spent
            for slot, result in zip(chunk, results, strict=True):
                slot[1] = result
            self.idle.append(ours)

    def end(self) -> None:
        """Stop at once: nothing is left to be done, or nobody waits for it."""
        for process in self.processes:
            process.kill()
        for connection in (*self.idle, *self.busy):
            connection.close()
        for process in self.processes:
            process.join()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes start with Ctrl-C held back: one that is interrupted on its way up prints a traceback.

    What arrives meanwhile reaches this process afterwards. Windows has no such mask.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its own start would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ended() -> CitefirstError:
    return CitefirstError(
        "a process that checks records was ended before it was done, by the system or by somebody: run the check "
        "again, with --jobs 1 if memory is short"
    )


def _serve(connection: Connection, plan: Plan) -> None:
    """Work until nobody asks any more. Ctrl-C reaches all processes of a terminal; the first one ends the others."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    work: Work | Exception = _attempt(lambda: plan.setup(*plan.arguments))
    while True:
        try:
            tasks, spent = connection.recv()
            connection.send(_outcome(work, tasks, spent))
        except (EOFError, OSError):
            return


def _outcome(work: Work | Exception, tasks: Sequence[Any], spent: float) -> tuple[list[Any], float]:
    if isinstance(work, Exception):
        return [work] * len(tasks), 0.0
    found = _attempt(lambda: work(tasks, spent))
    if isinstance(found, Exception):
        return [found] * len(tasks), 0.0
    return found[0], found[1] - spent


def _attempt(step: Callable[[], Any]) -> Any:
    """Return what a step returns, or the error that it raises, as one that can be sent."""
    try:
        return step()
    except CitefirstError as error:
        return error
    except Exception as error:
        return CitefirstError(bug(error))
