"""Measures of a reading against labels, with intervals."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of a confusion table, and what is read from them. A ratio without a denominator is 0."""

    hits: int
    alarms: int
    misses: int
    rests: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Quality:
        """From pairs (labelled factual, read as factual)."""
        table = {(True, True): 0, (False, True): 0, (True, False): 0, (False, False): 0}
        for pair in pairs:
            table[pair] += 1
        return cls(table[True, True], table[False, True], table[True, False], table[False, False])

    @property
    def measures(self) -> dict[str, float]:
        def ratio(part: int, whole: int) -> float:
            return part / whole if whole else 0.0

        return {
            "precision": ratio(self.hits, self.hits + self.alarms),
            "recall": ratio(self.hits, self.hits + self.misses),
            "F1": ratio(2 * self.hits, 2 * self.hits + self.alarms + self.misses),
            "accuracy": ratio(self.hits + self.rests, self.hits + self.rests + self.alarms + self.misses),
        }


def bootstrap(pairs: Sequence[tuple[str, bool, bool]], rounds: int = 2_000) -> dict[str, tuple[float, float]]:
    """95 % interval of each measure, whole documents drawn with replacement (percentile method, fixed seed)."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for file, label, read in pairs:
        groups[file].append((label, read))
    draw, names = random.Random(2041), sorted(groups)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        sample = Quality.of(pair for name in draw.choices(names, k=len(names)) for pair in groups[name])
        for measure, value in sample.measures.items():
            drawn[measure].append(value)
    return {name: (sorted(values)[rounds // 40], sorted(values)[-rounds // 40]) for name, values in drawn.items()}
