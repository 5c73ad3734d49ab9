"""Does a line state a fact? The sum of the signals that fire, against a threshold; the signals say why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from citefirst.facts.sections import nearest
from citefirst.facts.shape import LIMIT, shape_of
from citefirst.model import Signal, UnitKind

if TYPE_CHECKING:
    from citefirst.facts.signals import Rule


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as the detector sees it.

    `titles`: the section's heading and its ancestors', innermost first; `columns`: the slugs of a row's columns;
    `under`: the lead-in or list item directly above; `code`: ranges of `text` in code spans.
    """

    text: str
    kind: UnitKind
    titles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    under: str = ""
    code: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """`factual` is `score >= THRESHOLD`; `score` is `BIAS` plus the weights of `signals`, to two decimals."""

    factual: bool
    score: float
    signals: tuple[Signal, ...]


def detect(line: Line) -> Reading:
    """Reads one line. Never raises; looks at the first `shape.LIMIT` code points."""
    machine = _machine()
    fired = machine.fired(line)
    signals = tuple(signal for number, signal in enumerate(machine.signals) if number in fired)
    score = round(machine.bias + sum(signal.weight for signal in signals), 2)
    return Reading(score >= machine.threshold, score, signals)


_Search = tuple[int, "Rule", Callable[[str], object]]
_DIGIT = re.compile(r"\d")


class _Machine:
    """The table, compiled once: phrases in one index, patterns with the kinds that they are for."""

    def __init__(self) -> None:
        from citefirst.facts.signals import BIAS, SIGNALS, THRESHOLD

        self.bias, self.threshold = BIAS, THRESHOLD
        self.signals = [Signal(rule.name, rule.weight) for rule in SIGNALS]
        self.phrases: dict[str, list[int]] = {}
        self.patterns: list[_Search] = []
        self.shapes: list[_Search] = []
        self.leads: list[_Search] = []
        self.sections: dict[str, int] = {}
        for number, rule in enumerate(SIGNALS):
            for phrase in filter(None, map(str.strip, rule.words.split("/"))):
                self.phrases.setdefault(phrase, []).append(number)
            for source, target in ((rule.pattern, self.patterns), (rule.shape, self.shapes), (rule.under, self.leads)):
                if source:
                    target.append((number, rule, re.compile(source).search))
            if rule.section:
                self.sections[rule.section] = number

    def fired(self, line: Line) -> set[int]:
        read = shape_of(line.text, line.code)
        fired = {number for gram in read.grams() if gram in self.phrases for number in self.phrases[gram]}
        for text, searches in ((read.text, self.patterns), (read.shape, self.shapes), (line.under[:LIMIT], self.leads)):
            digit = _DIGIT.search(text) is not None
            for number, rule, search in searches:
                if number in fired or (rule.digit and not digit) or (rule.kinds and line.kind not in rule.kinds):
                    continue
                if search(text):
                    fired.add(number)
        section = self.sections.get(nearest(line.titles))
        return fired if section is None else fired | {section}


@cache
def _machine() -> _Machine:
    return _Machine()
