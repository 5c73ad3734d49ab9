"""The detector's weights, learned: a logistic regression over the signals that fire. Needs scikit-learn.

Three tables are learned (`lessons`): of postmortems, where nearly every fact is one that a reviewer wants to see, so
that labels of facts serve; of decision records, requests and specifications, from labels of `docs/labelling.md`; and
of facts in any document. The penalty is on the square of a weight's distance from `PRIOR` (L2), so that signals that
say the same share what they weigh, and one that the labels hardly show still counts. A signal with a plain meaning
keeps its sign; those of structure have no prior, and are left out where fewer than `FEWEST` units have them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from labelled import Labelled

from citefirst.facts.clauses import ASKING, ASSERTING
from citefirst.facts.signals import AGAINST, DECISIVE, EITHER, FOR, PROVING, TOGETHER
from citefirst.facts.verdict import fired
from citefirst.structs import replace

PENALTY = 6.0
PRIOR = 0.25
"""The size to which the weight of a signal with a plain meaning is pulled."""
SETTLED = 4.0
"""The same for one that settles it."""
FEWEST = 8
LIGHTEST = 0.05
"""Signals that weigh less are left out."""
FOLDS = 10
"""Groups of repositories; each is judged by what was learned from the others."""
ASIDE = 0.3
"""What a fact of another genre counts, where postmortems are learned."""
ONE_READER = 0.6
"""What a label of one reader counts beside those on which two agree."""
PRECISE = {"postmortem": 0.95, "any": 0.9}
"""The precision from which on a line is an error; it is set higher than what is to be reached elsewhere."""
PRECISE_RECORD = 0.92
FOUND = 0.85
"""The share of the lines to be found that a warning or an error shows, in records that decide."""
FEW = 60
"""Lines to be found below which a genre's bounds are those of its table, where they are stricter."""
Weights = tuple[float, dict[str, float]]
Bounds = tuple[float, float]
"""From which score on a line is a fact, and from which on surely."""
Lesson = tuple[Labelled, float]
"""A labelled line and what it counts."""
_FOR = {rule.name for rule in FOR} | ASSERTING | TOGETHER.keys()
_AGAINST = {rule.name for rule in AGAINST} | ASKING

_PLANNED = ("will, should or would in", "order in", "under a plan", "nothing asserted under a plan")


def lessons(facts: Sequence[Labelled], evidence: Sequence[Labelled]) -> dict[str, list[Lesson]]:
    """What each table is learned from: labels of facts, and labels of evidence wanted. Genres are those of readers."""
    told = [unit for unit in facts if unit.genre == "postmortem"]
    others = [unit for unit in facts if unit.genre != "postmortem"]
    return {
        "any": [(_as(unit, ""), 1.0) for unit in facts],
        "postmortem": [(_as(unit, "postmortem"), 1.0) for unit in told]
        + [(_as(unit, unit.genre), ASIDE) for unit in others],
        "record": [(_as(unit, unit.genre), 1.0 if unit.readers > 1 else ONE_READER) for unit in evidence],
    }


def _as(unit: Labelled, genre: str) -> Labelled:
    return replace(unit, line=replace(unit.line, genre=genre))


def learn(lesson: Sequence[Lesson], signals: Mapping[int, set[str]], table: str) -> Weights:
    """The weights of a table. `signals` has those of each line by its id, which take the longest."""
    rows, labels = [signals[id(unit)] for unit, _ in lesson], [unit.factual for unit, _ in lesson]
    return fit(rows, labels, [share for _, share in lesson], EITHER if table == "record" else frozenset())


def signals_by_id(lesson: Iterable[Lesson]) -> dict[int, set[str]]:
    return {id(unit): fired(unit.line) for unit, _ in lesson}


def fit(
    signals: Sequence[set[str]], labels: Sequence[bool], shares: Sequence[float], either: frozenset[str] = frozenset()
) -> Weights:
    """Bias and weights, to two decimals."""
    import numpy
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    counts = Counter(name for names in signals for name in names)
    table = DictVectorizer()
    plain = {**dict.fromkeys(_FOR, PRIOR), **dict.fromkeys(_AGAINST, -PRIOR), **dict.fromkeys(DECISIVE, -SETTLED)}
    plain |= dict.fromkeys(PROVING if either else (), SETTLED)
    table.fit([dict.fromkeys((*plain, *(name for name in counts if counts[name] >= FEWEST)), 1.0)])
    rows = table.transform([dict.fromkeys(sorted(names), 1.0) for names in signals])
    names = [str(name) for name in table.get_feature_names_out()]
    prior = numpy.array([0.0 if name in either else plain.get(name, 0.0) for name in names])
    share = numpy.array(shares)
    side = numpy.where(numpy.array(labels), 1.0, -1.0)

    def loss(point: Any) -> tuple[float, Any]:
        margin = side * (rows @ point[1:] + point[0])
        pull = -side * share / (1.0 + numpy.exp(margin))
        away = point[1:] - prior
        slope = numpy.concatenate(([pull.sum()], rows.T @ pull + PENALTY * away))
        return float((share * numpy.logaddexp(0.0, -margin)).sum() + PENALTY / 2 * away @ away), slope

    bounds = [(None, None), *((None, None) if name in either else _bounds(name) for name in names)]
    found = minimize(loss, numpy.concatenate(([0.0], prior)), jac=True, method="L-BFGS-B", bounds=bounds)
    bias, *weights = map(float, found.x)
    return round(bias, 2), {
        name: round(weight, 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= LIGHTEST
    }


def _bounds(name: str) -> tuple[float | None, float | None]:
    """A signal keeps to the side that its meaning gives it."""
    if name in _FOR or name.startswith(("past tense in", "perfect tense in")):
        return 0.0, None
    if name in _AGAINST or name.startswith(_PLANNED):
        return None, 0.0
    return None, None


def score(signals: set[str], learned: Weights) -> float:
    """What the detector would make of these signals with these weights, rounded as it rounds."""
    bias, weights = learned
    return round(bias + sum(weights.get(name, 0.0) for name in signals), 2)


def folds(groups: Iterable[str], parts: int = FOLDS) -> dict[str, int]:
    """Deal repositories to folds, in an order that says nothing of them."""
    order = sorted(set(groups), key=lambda name: hashlib.sha256(name.encode()).digest())
    return {name: number % parts for number, name in enumerate(order)}


def cross_validated(
    test: Sequence[Labelled], lesson: Sequence[Lesson], table: str, signals: Mapping[int, set[str]], parts: int = FOLDS
) -> list[float]:
    """The score of each line under weights that were learned without its repository."""
    fold = folds((unit.group for unit in test), parts)
    learned = {}
    for number in sorted(set(fold.values())):
        learned[number] = learn([row for row in lesson if fold.get(row[0].group) != number], signals, table)
    return [score(signals[id(unit)], learned[fold[unit.group]]) for unit in test]


def bounds_of(scores: Sequence[float], labels: Sequence[bool], genre: str) -> Bounds:
    """Where warnings and errors begin, for lines that were scored without their repositories."""
    ranked = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    wanted, hits = sum(labels), 0
    table = []
    for number, (value, label) in enumerate(ranked, 1):
        hits += label
        if number == len(ranked) or ranked[number][0] < value:
            table.append((value, hits / number, hits / wanted if wanted else 0.0))
    precise = PRECISE.get(genre, PRECISE_RECORD)
    sure = min((value for value, precision, _ in table if precision >= precise), default=ranked[0][0] + 1.0)
    if genre in PRECISE:
        fact = max(table, key=lambda row: 2 * row[1] * row[2] / (row[1] + row[2] or 1.0))[0]
    else:
        fact = max(value for value, _, recall in table if recall >= FOUND)
    return round(min(fact, sure), 2), round(sure, 2)


def bounds(units: Sequence[Labelled], scores: Sequence[float], genres: Sequence[str]) -> dict[str, Bounds]:
    """The bounds of genres that share a table. Where a genre has few lines to be found, the stricter ones count."""
    labels = [unit.factual for unit in units]
    shared = bounds_of(scores, labels, genres[0])
    result = {}
    for genre in genres:
        mine = [number for number, unit in enumerate(units) if unit.genre == genre or len(genres) == 1]
        fact, sure = bounds_of([scores[number] for number in mine], [labels[number] for number in mine], genre)
        few = sum(labels[number] for number in mine) < FEW
        result[genre] = (fact, max(sure, shared[1]) if few else sure)
    return result
