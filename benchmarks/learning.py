"""The detector's weights, learned: a logistic regression over the signals that fire. Needs scikit-learn.

Signals of fewer than `FEWEST` units are left out. The penalty is on the squares of the weights (L2), so that signals
that say the same share what they weigh.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from labelled import Labelled

from citefirst.facts.detect import fired

PENALTY = 5.0
FEWEST = 8
Weights = tuple[float, dict[str, float]]


def signals_of(units: Sequence[Labelled]) -> list[set[str]]:
    return [fired(unit.line) for unit in units]


def fit(signals: Sequence[set[str]], labels: Sequence[bool]) -> Weights:
    """Bias and weights, to two decimals."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for names in signals for name in names)
    table = DictVectorizer()
    rows = table.fit_transform([{name: 1.0 for name in sorted(names) if counts[name] >= FEWEST} for names in signals])
    model = LogisticRegression(C=1 / PENALTY, max_iter=5_000, tol=1e-6).fit(rows, list(labels))
    weights = zip(table.get_feature_names_out(), model.coef_[0], strict=True)
    return round(float(model.intercept_[0]), 2), {
        str(name): round(float(weight), 2) for name, weight in weights if abs(weight) >= 0.005
    }


def scores(signals: Sequence[set[str]], learned: Weights) -> list[float]:
    bias, weights = learned
    return [bias + sum(weights.get(name, 0.0) for name in names) for names in signals]


def cross_validated(signals: Sequence[set[str]], labels: Sequence[bool], groups: Sequence[str]) -> list[float]:
    """The score of each unit under weights learned from the units of all other groups."""
    result = [0.0] * len(signals)
    for group in sorted(set(groups)):
        inside = [number for number, name in enumerate(groups) if name == group]
        outside = [number for number, name in enumerate(groups) if name != group]
        learned = fit([signals[i] for i in outside], [labels[i] for i in outside])
        for i, score in zip(inside, scores([signals[i] for i in inside], learned), strict=True):
            result[i] = score
    return result
