"""Decide whether a line states a fact: the sum of the weights of its signals against a threshold."""

from __future__ import annotations

from citefirst.facts.line import Detection, Line
from citefirst.facts.shape import shape_of
from citefirst.facts.structure import beside, reading_of, structure_of
from citefirst.facts.weights import scale
from citefirst.model import Signal, total

_STRUCTURE = ("clock time", "date", "duration", "figure with unit", "version", "quantity")
"""Signals of figures and times, which need no knowledge of the language."""


def detect(line: Line) -> Detection:
    """Read one line. Never raises; looks at the first `line.LIMIT` code points."""
    here = scale(line.genre)
    weighed = sorted(filter(None, map(here.table.get, fired(line))))
    signals = (*[signal for _, signal in weighed], here.always)
    score = total(signals)
    return Detection(score >= here.fact, score >= here.sure, score, signals)


def fired(line: Line) -> set[str]:
    """Name all signals of a line, including those that weigh nothing."""
    from citefirst.facts.lexicon import lexicon
    from citefirst.facts.signals import TOGETHER

    read, clauses = reading_of(line.text, line.code)
    names = lexicon().fired(line.kind, read)
    if clauses.assertion == "past" and clauses.mood == "plain":
        names |= {name for name, beside in TOGETHER.items() if not names.isdisjoint(beside)}
    names = names.union(clauses.names, structure_of(line, read, clauses))
    if line.genre:
        names.update(beside(line, read, clauses, names))
    return names


def detect_by_structure(line: Line, language: str) -> Detection:
    """Read one line of a language that the word lists do not know: a row, a figure or a time makes it a fact."""
    from citefirst.facts.lexicon import lexicon

    found = lexicon().fired(line.kind, shape_of(line.text, line.code))
    names = [name for name in _STRUCTURE if name in found]
    if line.kind == "row":
        names.append("table row")
    signals = tuple(Signal(name, 1.0) for name in names)
    return Detection(bool(signals), bool(signals), float(len(signals)), (*signals, Signal(f"reads as {language}", 0.0)))
