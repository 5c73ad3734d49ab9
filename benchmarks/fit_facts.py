"""Fits the detector's weights: `python benchmarks/fit_facts.py LABELS DOCS [--index CSV] [--write]`.

A logistic regression over the signals of `citefirst.facts.signals`, with an L2 penalty towards `PRIOR` and each weight
kept to the sign that the table gives it (projected gradient descent; Bertsekas, Nonlinear Programming, 2.3). The
figures are cross-validated: each document, or with the corpus' index each repository, is judged without its own.
`--write` puts the weights fitted on everything, rounded to a twentieth, into the table. The choice of signals and
word lists is not cross-validated: whoever wrote them had read the labelled lines.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from facts import Labelled, load, report

from citefirst.facts import detect, signals

PENALTY = 2.0
PRIOR = 0.7
"""The size to which a weight is pulled, with the signal's sign: a reason that the labels hardly show still counts."""
STEPS = 600
Row = tuple[tuple[int, ...], float]


def features(units: Sequence[Labelled]) -> list[Row]:
    """For each unit the numbers of the signals that fire, and 1.0 for a fact, 0.0 else."""
    numbers = {rule.name: number for number, rule in enumerate(signals.SIGNALS)}
    return [
        (tuple(numbers[signal.name] for signal in detect(unit.line).signals), float(unit.factual)) for unit in units
    ]


def fit(rows: Sequence[Row]) -> tuple[float, list[float]]:
    """Bias and weights, one a signal. Accelerated gradient steps (Nesterov 1983)."""
    rules = signals.SIGNALS
    weights = [rule.weight if rule.fixed else 0.0 for rule in rules]
    bias, last = 0.0, list(weights)
    step = 1.0 / len(rows)
    for number in range(STEPS):
        momentum = number / (number + 3.0)
        ahead = [now + momentum * (now - before) for now, before in zip(weights, last, strict=True)]
        slope = [
            PENALTY * (weight - math.copysign(PRIOR, rule.weight)) for weight, rule in zip(ahead, rules, strict=True)
        ]
        pull = 0.0
        for fired, label in rows:
            miss = 1.0 / (1.0 + math.exp(-(bias + sum(ahead[i] for i in fired)))) - label
            pull += miss
            for i in fired:
                slope[i] += miss
        last, bias = weights, bias - step * pull
        weights = [
            rule.weight if rule.fixed else max(0.0, moved) if rule.weight > 0 else min(0.0, moved)
            for rule, moved in zip(rules, (a - step * s for a, s in zip(ahead, slope, strict=True)), strict=True)
        ]
    return bias, weights


def cross_validated(rows: Sequence[Row], groups: Sequence[str]) -> list[bool]:
    """How each unit is read by weights fitted on the units of all other groups."""
    read = [False] * len(rows)
    for group in sorted(set(groups)):
        bias, weights = fit([row for row, name in zip(rows, groups, strict=True) if name != group])
        for i, (fired, _) in enumerate(rows):
            if groups[i] == group:
                read[i] = bias + sum(weights[j] for j in fired) >= 0
    return read


def write(bias: float, weights: Sequence[float]) -> None:
    """Puts the weights, rounded, into the source of the table."""
    path = Path(signals.__file__)
    text = re.sub(r"(?m)^BIAS = .*$", f"BIAS = {_rounded(bias)}", path.read_text(encoding="utf-8"))
    for rule, weight in zip(signals.SIGNALS, weights, strict=True):
        text, count = re.subn(rf'("{re.escape(rule.name)}",\s*)-?\d[\d.]*', rf"\g<1>{_rounded(weight)}", text, count=1)
        if count != 1:
            raise ValueError(f"{rule.name} is not in {path}")
    path.write_text(text, encoding="utf-8")


def _rounded(weight: float) -> float:
    return round(round(weight * 20) / 20, 2)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--index", type=Path, help="CSV with the columns file and repository")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    units = load(options.labels, options.documents)
    rows = features(units)
    groups = [unit.file for unit in units]
    if options.index:
        with options.index.open(encoding="utf-8", newline="") as stream:
            home = {row["file"]: row["repository"] for row in csv.DictReader(stream)}
        groups = [home[unit.file] for unit in units]
    print(f"{len(units)} units, each judged without its own of {len(set(groups))} groups")
    print(report(units, cross_validated(rows, groups).__getitem__))
    bias, weights = fit(rows)
    if options.write:
        write(bias, weights)
    print(f"bias {bias:+.2f}")
    for number, (rule, weight) in enumerate(zip(signals.SIGNALS, weights, strict=True)):
        labels = [label for fired, label in rows if number in fired]
        print(f"{weight:+.2f}  {rule.name:<28} fires {len(labels):>4}, facts {sum(labels) / max(1, len(labels)):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
