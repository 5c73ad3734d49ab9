"""The detector's weights, learned: a logistic regression over the signals that fire. Needs scikit-learn.

The penalty is on the square of a weight's distance from `PRIOR` (L2), so that signals that say the same share what
they weigh, and one that the labels hardly show still counts. A signal with a plain meaning keeps its sign; those of
structure have no prior, and are left out where fewer than `FEWEST` units have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from labelled import Labelled

from citefirst.facts.clauses import ASKING, ASSERTING
from citefirst.facts.signals import AGAINST, DECISIVE, FOR, TOGETHER
from citefirst.facts.verdict import fired

PENALTY = 5.0
PRIOR = 0.25
"""The size to which the weight of a signal with a plain meaning is pulled."""
SETTLED = 4.0
"""The same for one that settles it."""
FEWEST = 8
LIGHTEST = 0.05
"""Signals that weigh less are left out."""
Weights = tuple[float, dict[str, float]]
_FOR = {rule.name for rule in FOR} | ASSERTING | TOGETHER.keys()
_AGAINST = {rule.name for rule in AGAINST} | ASKING

_PLANNED = ("will, should or would in", "order in", "under a plan", "nothing asserted under a plan")


def signals_of(units: Sequence[Labelled]) -> list[set[str]]:
    return [fired(unit.line) for unit in units]


def fit(signals: Sequence[set[str]], labels: Sequence[bool]) -> Weights:
    """Bias and weights, to two decimals."""
    import numpy
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    counts = Counter(name for names in signals for name in names)
    table = DictVectorizer()
    plain = {**dict.fromkeys(_FOR, PRIOR), **dict.fromkeys(_AGAINST, -PRIOR), **dict.fromkeys(DECISIVE, -SETTLED)}
    table.fit([dict.fromkeys((*plain, *(name for name in counts if counts[name] >= FEWEST)), 1.0)])
    rows = table.transform([dict.fromkeys(sorted(names), 1.0) for names in signals])
    names = [str(name) for name in table.get_feature_names_out()]
    prior = numpy.array([plain.get(name, 0.0) for name in names])
    side = numpy.where(numpy.array(labels), 1.0, -1.0)

    def loss(point: Any) -> tuple[float, Any]:
        margin = side * (rows @ point[1:] + point[0])
        pull = -side / (1.0 + numpy.exp(margin))
        away = point[1:] - prior
        slope = numpy.concatenate(([pull.sum()], rows.T @ pull + PENALTY * away))
        return float(numpy.logaddexp(0.0, -margin).sum() + PENALTY / 2 * away @ away), slope

    found = minimize(
        loss, numpy.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[(None, None), *map(_bounds, names)]
    )
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


def cross_validated(units: Sequence[Labelled], more: Sequence[Labelled], groups: Sequence[str]) -> list[float]:
    """The score of each of `units` under weights learned from all units, `more` among them, of the other groups.

    `groups` are those of `units` and, after them, of `more`.
    """
    everything = [*units, *more]
    signals, labels = signals_of(everything), [unit.factual for unit in everything]
    learned = {}
    for group in sorted(set(groups[: len(units)])):
        outside = [number for number, name in enumerate(groups) if name != group]
        learned[group] = fit([signals[i] for i in outside], [labels[i] for i in outside])
    return [score(signals[number], learned[groups[number]]) for number in range(len(units))]
