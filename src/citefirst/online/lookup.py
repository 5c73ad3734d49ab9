"""All cited addresses of a record looked up, together and within a bound of time; answers are kept for a while."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread
from urllib.parse import urlsplit

from citefirst.errors import CitefirstError
from citefirst.online.answers import Answer, unknown
from citefirst.sources.writing import write

WORKERS = 8
AT_ONE_HOST = 2
TOTAL = 30.0
"""Seconds that all look-ups of one run may take together."""
KEPT = {"found": 86_400.0, "unsettled": 600.0, "missing": 600.0}
"""Seconds for which an answer is believed; that nobody can tell is asked again."""
MAX_KEPT = 5_000

Look = Callable[[str], Answer]


@dataclass
class Lookups:
    """Answers by target. `look` is asked once for each; `cache` is the file in which they are kept, None for none."""

    look: Look
    cache: Path | None = None
    total: float = TOTAL
    clock: Callable[[], float] = time.time
    _answers: dict[str, Answer] = field(default_factory=dict)
    _spent: float = 0.0

    def of(self, targets: Iterable[str]) -> Mapping[str, Answer]:
        """Answers for targets; what could not be asked in time is one of those nobody can tell."""
        wanted = dict.fromkeys(targets)
        kept = self._kept()
        self._answers |= {target: kept[target] for target in wanted if target in kept}
        new = [target for target in wanted if target not in self._answers]
        if new:
            begun = time.monotonic()
            found = self._ask(new, max(0.0, self.total - self._spent))
            self._spent += time.monotonic() - begun
            self._answers |= found
            self._keep(found)
        return {target: self._answers[target] for target in wanted}

    def _ask(self, targets: list[str], seconds: float) -> dict[str, Answer]:
        """Threads that end with the process: a server that never ends its answer holds nobody up."""
        todo: SimpleQueue[str] = SimpleQueue()
        done: SimpleQueue[tuple[str, Answer]] = SimpleQueue()
        hosts: dict[str, Semaphore] = defaultdict(lambda: Semaphore(AT_ONE_HOST))
        limits = {target: hosts[urlsplit(target).netloc] for target in targets}
        for target in targets:
            todo.put(target)

        def work() -> None:
            with suppress(Empty):
                while True:
                    target = todo.get_nowait()
                    with limits[target]:
                        done.put((target, self.look(target)))

        for _ in range(min(WORKERS, len(targets))):
            Thread(target=work, daemon=True).start()
        found: dict[str, Answer] = {}
        end = time.monotonic() + seconds
        while len(found) < len(targets) and (left := end - time.monotonic()) > 0:
            with suppress(Empty):
                target, answer = done.get(timeout=left)
                found[target] = answer
        late = unknown("there was no time left to ask")
        return {target: found.get(target, late) for target in targets}

    def _kept(self) -> dict[str, Answer]:
        """Answers of earlier runs that still hold. A damaged file holds none."""
        return {target: answer for target, (answer, _) in self._file().items()}

    def _file(self) -> dict[str, tuple[Answer, float]]:
        if self.cache is None:
            return {}
        now, found = self.clock(), {}
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            for target, entry in json.loads(self.cache.read_text("utf-8"))["answers"].items():
                answer, until = Answer(entry["state"], str(entry["reason"]), str(entry["at"])), float(entry["until"])
                if now < until <= now + max(KEPT.values()) and answer.state in KEPT:
                    found[str(target)] = answer, until
        return found

    def _keep(self, found: Mapping[str, Answer]) -> None:
        if self.cache is None:
            return
        entries = self._file()
        for target, answer in found.items():
            if answer.state in KEPT:
                entries[target] = answer, self.clock() + KEPT[answer.state]
        value = {
            target: {"state": answer.state, "reason": answer.reason, "at": answer.at, "until": until}
            for target, (answer, until) in list(entries.items())[-MAX_KEPT:]
        }
        with suppress(CitefirstError):  # a cache that cannot be written costs time and nothing else
            write(self.cache, json.dumps({"version": 1, "answers": value}) + "\n")
