"""Which lines of a record are an assistant's words: the same, or nearly the same, as a part of one of its outputs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citefirst.ailog.model import Log

LENGTH = 5
"""Words of a shingle."""
SHORTEST = 6
"""Words of a line; a shorter one can be anybody's."""
ENOUGH = 0.8
"""Share of a line's shingles that one output must hold."""
_WORD = re.compile(r"\w+(?:[.:,/-]\w+)*")
_CITATION = re.compile(r"\[[^\]\n]{1,40}\](?!\()")


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a line's words stand: the log, the message in it, the character in its text, all from 0."""

    log: int
    message: int
    position: int


class Outputs:
    """What assistants answered, made ready to be compared with."""

    def __init__(self, logs: Sequence[Log | None]) -> None:
        self._places: dict[tuple[str, ...], list[Copied]] = defaultdict(list)
        for number, log in enumerate(logs):
            for index, message in enumerate(log.messages if log else ()):
                if message.role == "assistant":
                    self._add(Copied(number, index, 0), message.text)

    def _add(self, at: Copied, text: str) -> None:
        words = list(_WORD.finditer(text))
        folded = [word.group().casefold() for word in words]
        for start in range(len(words) - LENGTH + 1):
            places = self._places[tuple(folded[start : start + LENGTH])]
            if not places or (places[-1].log, places[-1].message) != (at.log, at.message):
                places.append(Copied(at.log, at.message, words[start].start()))

    def find(self, line: str) -> Copied | None:
        """Where a line was taken from, None where it was not."""
        words = [word.casefold() for word in _WORD.findall(_CITATION.sub(" ", line))]
        if len(words) < SHORTEST:
            return None
        shingles = [tuple(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1)]
        seen: Counter[tuple[int, int]] = Counter()
        first: dict[tuple[int, int], Copied] = {}
        for place in _all(self._places.get(shingle, ()) for shingle in shingles):
            key = (place.log, place.message)
            seen[key] += 1
            first.setdefault(key, place)
        best, count = max(seen.items(), key=lambda item: item[1], default=((0, 0), 0))
        return first[best] if count >= ENOUGH * len(shingles) else None


def _all(groups: Iterable[Iterable[Copied]]) -> Iterable[Copied]:
    return (place for group in groups for place in group)
