"""Does a line state a fact? The sum of the weights of the signals that fire, against a threshold; they say why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from citefirst.facts.clauses import clauses_of
from citefirst.facts.shape import Shape, shape_of
from citefirst.facts.structure import structure_of
from citefirst.facts.weights import weights
from citefirst.model import Signal, UnitKind

if TYPE_CHECKING:
    from citefirst.facts.signals import Rule

THRESHOLD = 0.0


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
    """`factual` is `score >= THRESHOLD`; `score` is the bias plus the weights of `signals`, the strongest first."""

    factual: bool
    score: float
    signals: tuple[Signal, ...]


def detect(line: Line) -> Reading:
    """Reads one line. Never raises; looks at the first `shape.LIMIT` code points."""
    bias, table = weights()
    weighed = sorted(filter(None, map(table.get, fired(line))))
    signals = tuple([signal for _, signal in weighed])
    score = round(bias + sum([signal.weight for signal in signals]), 2)
    return Reading(score >= THRESHOLD, score, signals)


def fired(line: Line) -> set[str]:
    """The names of all signals of a line, also of those that weigh nothing."""
    read = shape_of(line.text, line.code)
    clauses = clauses_of(read)
    names = _lexicon().fired(line.kind, read)
    if clauses.assertion == "past":
        names |= {name for name, beside in _lexicon().together.items() if not names.isdisjoint(beside)}
    return names.union(clauses.names, structure_of(line, read, clauses))


_Search = tuple[str, "Rule", Callable[[str], object]]
_DIGIT = re.compile(r"\d")


class _Lexicon:
    """The table, compiled once: phrases in one index, patterns with the kinds that they are for."""

    def __init__(self) -> None:
        from citefirst.facts.signals import SIGNALS, TOGETHER

        self.together = TOGETHER
        self.phrases: dict[str, list[str]] = {}
        self.patterns: list[_Search] = []
        self.tags: list[_Search] = []
        for rule in SIGNALS:
            for phrase in filter(None, map(str.strip, rule.words.split("/"))):
                self.phrases.setdefault(phrase, []).append(rule.name)
            for source, target in ((rule.pattern, self.patterns), (rule.tags, self.tags)):
                if source:
                    target.append((rule.name, rule, re.compile(source).search))

    def fired(self, kind: UnitKind, read: Shape) -> set[str]:
        found = {name for gram in self.phrases.keys() & read.grams() for name in self.phrases[gram]}
        for text, searches in ((read.text, self.patterns), (read.tags, self.tags)):
            digit = _DIGIT.search(text) is not None
            for name, rule, search in searches:
                if name in found or (rule.digit and not digit) or (rule.kinds and kind not in rule.kinds):
                    continue
                if search(text):
                    found.add(name)
        return found


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon()
