"""The partitions of many repositories on one machine: a process for each repository, or all of them for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citefirst.dataset.places import Place, at
from citefirst.tasks import workers
from citefirst.tasks.partition import Building, Built, Wanted, attempt
from citefirst.tasks.workers import Work


def build_all(wanted: Sequence[Wanted], place: Place) -> Iterator[Built]:
    """Build each partition, and yield what was built in the order of what is wanted. Raises CitefirstError where the
    only one cannot be built."""
    if len(wanted) == 1:
        yield Building(wanted[0], place).build()
        return
    jobs = max((each.jobs or workers.cores() for each in wanted), default=1)
    if jobs < 2 or len(wanted) < jobs:
        yield from (attempt(each, place) for each in wanted)
        return
    plan = workers.Plan(jobs, start_worker, (place.shown,), jobs, 1)
    tasks = ((each._replace(jobs=1), None) for each in wanted)
    yield from (built for _, built in workers.done(tasks, start_worker(place.shown), plan))


def start_worker(place: str) -> Work:
    """Begin to build partitions in a process."""
    there = at(place)
    return lambda wanted, spent: ([attempt(each, there) for each in wanted], spent)
