"""What the claims of a record establish, as figures, and whether it supports another figure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from citefirst.figures.find import find
from citefirst.figures.reading import Figure, Key, Moment, asks, elapsed, moments, offers
from citefirst.figures.units import zone_of
from citefirst.model import Claim, Unit
from citefirst.structs import field, frozen

_MAX_TIMES = 16
"""Clock times of one claim between which durations are looked for: a line with more is a list, not a range."""


@frozen
class Fact:
    """A figure and the claim that holds it."""

    figure: Figure
    claim: Claim

    @property
    def words(self) -> str:
        return self.claim.unit.text[self.figure.start : self.figure.end]


@frozen
class Facts:
    """What claims establish: the figures that they hold, and the time between two of their clock times."""

    support: dict[Key, Fact | None] = field(default_factory=dict)
    scale: dict[str, list[tuple[int, int, Fact]]] = field(default_factory=lambda: defaultdict(list))
    """Facts by dimension, in the order of their values once `gather` is done."""

    def supports(self, figure: Figure) -> bool:
        return any(key in self.support for key in asks(figure))

    def holding(self, figure: Figure) -> Fact | None:
        return next((fact for key in asks(figure) if (fact := self.support.get(key))), None)

    def nearest(self, figure: Figure) -> Fact | None:
        """Return the nearest fact of the same dimension; of amounts only one within half and double."""
        reading = figure.readings[0]
        facts = self.scale.get(reading.dimension, [])
        index = bisect_left(facts, (reading.place, 0))
        near = facts[max(0, index - 1) : index + 1]
        if reading.dimension not in ("date", "clock"):
            near = [fact for fact in near if fact[0] <= 2 * reading.place <= 4 * fact[0]]
        return min(near, key=lambda fact: abs(fact[0] - reading.place))[2] if near else None


def gather(claims: Iterable[Claim]) -> Facts:
    """Gather the figures of claims. The first and last time of a timeline also tell how long it went on."""
    facts = Facts()
    timelines: dict[str, list[Moment]] = defaultdict(list)
    for claim in claims:
        figures = figures_of(claim.unit)
        cells = {cell.text for cell in claim.unit.cells}
        for figure in figures:
            fact = Fact(figure, claim)
            for key in offers(figure, alone=fact.words in cells):
                facts.support.setdefault(key, fact)
            reading = figure.readings[0]
            facts.scale[reading.dimension].append((reading.place, claim.unit.span.start, fact))
        times = list(moments(figures))
        if claim.unit.kind != "sentence":
            timelines[claim.section] += times[:1] + times[-1:]
        _between(facts, combinations(times[:_MAX_TIMES], 2))
    _between(facts, ((times[0], times[-1]) for times in timelines.values() if times))
    for values in facts.scale.values():
        values.sort(key=lambda fact: fact[:2])
    return facts


def _between(facts: Facts, pairs: Iterable[tuple[Moment, Moment]]) -> None:
    for first, last in pairs:
        if duration := elapsed(first, last):
            facts.support.setdefault((duration.dimension, *duration.value), None)


def figures_of(unit: Unit) -> Sequence[Figure]:
    """Return the figures of a unit. A column of times may name their zone in its heading (`Time (UTC)`)."""
    zones = {zone for cell in unit.cells if (zone := zone_of(cell.column.rpartition("-")[2]))}
    return find(unit.text, unit.code, zones.pop() if len(zones) == 1 else None)
