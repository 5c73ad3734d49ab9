"""All questions of a run: each is asked once, as many as possible at a time, in a time that is known beforehand.

Objects of GitHub are asked for one after the other in one thread, everything else in several. What is not answered when
the time is over is "cannot tell".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from citefirst.errors import bug
from citefirst.evidence.answers import Answer, CannotTell, Found, Target
from citefirst.lookup import cache
from citefirst.lookup.address_guard import Guard
from citefirst.lookup.clock import Deadline, World, look_up
from citefirst.lookup.github_refs import Site, Thing, is_loose, thing
from citefirst.lookup.rate_limit import Gate, NoTimeLeft
from citefirst.lookup.web import Fetcher, Limits
from citefirst.structs import field, frozen, replace

if TYPE_CHECKING:
    from concurrent.futures import Future
    from ssl import SSLContext

    from citefirst.evidence.readable import Readable
    from citefirst.lookup.connection import Reply

Given = TypeVar("Given")
Find = Callable[[Thing], Answer]
"""Asks GitHub for an object. It is called from one thread."""


@frozen
class Options:
    """How a run asks. `cache` is a directory that only those who run citefirst write to; None keeps nothing.

    `find` asks for the objects of `site`, which are addresses like any other where it is None.
    """

    site: Site | None = None
    find: Find | None = None
    cache: Path | None = None
    seconds: float = 60
    threads: int = 8
    most: int = 500
    """Targets that are asked for; the others are not."""
    limits: Limits = field(default_factory=Limits)
    guard: Guard = field(default_factory=lambda: Guard(look_up))
    world: World = field(default_factory=World)
    context: SSLContext | None = None
    """Which certificates are trusted, None for the usual ones."""


_LATE = CannotTell(str(NoTimeLeft()))
_TOO_MANY = CannotTell("more sources are cited than one run looks up")
_LOOSE = CannotTell("it does not say which repository or system it belongs to")


@frozen
class Inquiry:
    """What one run asks and knows. Its time begins with the first question, and its end is that of all."""

    options: Options
    _known: dict[str, Answer] = field(default_factory=dict)
    _pages: dict[str, Readable] = field(default_factory=dict)

    def answers(self, targets: Iterable[Target]) -> Mapping[Target, Answer]:
        """Return answers for those targets that somebody can be asked about, in the order in which they first come."""
        wanted = {target: key for target in targets if (key := _key(target, self.options.site))}
        unknown: dict[str, Target] = {}
        for target, key in wanted.items():
            if key not in self._known and key not in self._kept:
                unknown.setdefault(key, target)
        if unknown:
            self._learn(unknown)
        return {target: _of(target, self._known.get(key) or self._kept[key]) for target, key in wanted.items()}

    def known(self, targets: Iterable[Target]) -> Mapping[Target, Answer]:
        """Return those answers that are at hand. Nobody is asked."""
        wanted = {target: key for target in targets if (key := _key(target, self.options.site))}
        return {target: _of(target, self._known[key]) for target, key in wanted.items() if key in self._known}

    def pages(self, targets: Iterable[str]) -> Mapping[str, Readable]:
        """Return the texts under some addresses, each read once a run and never kept."""
        from citefirst.lookup import pages

        wanted = list(dict.fromkeys(targets))
        new = [target for target in wanted if target not in self._pages]
        chosen = new[: max(0, pages.MOST - len(self._pages))]
        reads = {target: partial(self._fetcher.read, pages.address(target), pages.MAX_PAGE) for target in chosen}
        replies = self._in_threads(reads)
        told = {target: pages.text(target, replies.get(target, _TOO_MANY)) for target in new}
        self._pages.update(told)
        return {target: self._pages[target] for target in wanted}

    def _in_threads(self, reads: Mapping[str, Callable[[], Reply | CannotTell]]) -> Mapping[str, Reply | CannotTell]:
        from concurrent.futures import ThreadPoolExecutor, wait

        if not reads:
            return {}
        executor = ThreadPoolExecutor(self.options.threads, "citefirst-pages")
        try:
            jobs = {target: executor.submit(read) for target, read in reads.items()}
            wait(jobs.values(), max(0.0, self._deadline.left))
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
        return {target: _result(job, _LATE) for target, job in jobs.items()}

    @cached_property
    def _kept(self) -> Mapping[str, Answer]:
        """Answers of earlier runs."""
        return cache.read(self.options.cache, self.options.world.now()) if self.options.cache else {}

    @cached_property
    def _deadline(self) -> Deadline:
        return Deadline.after(self.options.seconds, self.options.world)

    @cached_property
    def _fetcher(self) -> Fetcher:
        options, limits = self.options, self.options.limits
        return Fetcher(options.guard, limits, Gate(limits.at_once, limits.spacing), self._deadline, options.context)

    def _learn(self, unknown: Mapping[str, Target]) -> None:
        chosen = dict(islice(unknown.items(), max(0, self.options.most - len(self._known))))
        asked = self._ask(chosen) if chosen else {}
        if self.options.cache and asked:
            cache.keep(self.options.cache, asked, self.options.world.now())
        self._known.update({key: asked.get(key, _TOO_MANY) for key in unknown})

    def _ask(self, targets: Mapping[str, Target]) -> Mapping[str, Answer]:
        from concurrent.futures import ThreadPoolExecutor, wait

        one = ThreadPoolExecutor(1, "citefirst-github")
        many = ThreadPoolExecutor(self.options.threads, "citefirst-web")
        try:
            asked = self._jobs(targets)
            jobs = {key: (one if is_thing else many).submit(job) for key, is_thing, job in asked}
            wait(jobs.values(), max(0.0, self._deadline.left))
        finally:
            for executor in (one, many):
                executor.shutdown(wait=False, cancel_futures=True)
        return {key: _result(jobs[key], _LATE) for key in targets}

    def _jobs(self, targets: Mapping[str, Target]) -> Iterator[tuple[str, bool, Callable[[], Answer]]]:
        """Yield how each target is asked about, and whether GitHub is asked. Hosts take turns, so that none delays the
        others."""
        site, find = self.options.site, self.options.find
        for key in _in_turn(targets):
            found = thing(targets[key], site) if site and find else None
            if found and find:
                yield key, True, partial(_find, find, found, self._deadline)
            else:
                yield key, False, partial(self._fetcher.ask, key)


def _key(target: Target, site: Site | None) -> str:
    """Return what two spellings of the same target have in common; "" where nobody can be asked."""
    if site and (found := thing(target, site)):
        return f"{site.server}/{found.slug.lower()}#{found.what}/{found.id}"  # no address keeps its fragment
    url, _, _ = target.target.strip().partition("#")
    return url if "://" in url else ""


def _of(target: Target, answer: Answer) -> Answer:
    """Return what an answer says of a target: the web does not know what kind a thing is, an ID not always whose it
    is."""
    if isinstance(answer, Found) and not answer.kind:
        return replace(answer, kind=target.kind)
    if is_loose(target) and not (isinstance(answer, Found) and answer.kind == target.kind):
        return answer if isinstance(answer, CannotTell) else _LOOSE
    return answer


def _find(find: Find, found: Thing, deadline: Deadline) -> Answer:
    return find(found) if deadline.left > 0 else _LATE


def _in_turn(keys: Iterable[str]) -> Iterator[str]:
    hosts: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        hosts["/".join(key.split("/", 3)[:3]).lower()].append(key)
    return (key for row in zip_longest(*hosts.values()) for key in row if key)


def _result(job: Future[Given], late: CannotTell) -> Given | CannotTell:
    if not job.done() or job.cancelled():
        return late
    error = job.exception()
    if isinstance(error, Exception):
        return CannotTell(bug(error))
    return job.result()
