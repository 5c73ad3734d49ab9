"""How well the detector reads labelled lines: `python benchmarks/facts.py LABELS DOCS [--errors]`.

LABELS is a file of JSON lines with `file`, `kind`, `section`, `text` and `label` (F or N). DOCS is the directory of the
documents that they were taken from: a label whose document is not there is refused. The figures judge the
weights as they are shipped; those that hold for documents never seen are in `fit_facts.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from citefirst.facts import Line, Reading, detect

KINDS = ("sentence", "item", "row")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One unit with its label."""

    file: str
    line: Line
    factual: bool


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


def load(labels: Path, documents: Path) -> list[Labelled]:
    """Raises FileNotFoundError where a labelled document is not among the documents."""
    units = []
    for row in map(json.loads, labels.read_text(encoding="utf-8").splitlines()):
        if not (documents / row["file"]).is_file():
            raise FileNotFoundError(f"{labels}: {row['file']} is not in {documents}")
        line = Line(row["text"], row["kind"], (row["section"],))
        units.append(Labelled(row["file"], line, row["label"] == "F"))
    return units


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


def report(units: Sequence[Labelled], read: Callable[[int], bool]) -> str:
    """A table of the measures, overall and for each kind; `read` judges the unit at an index."""
    lines = []
    for kind in ("all", *KINDS):
        chosen = [(unit.file, unit.factual, read(i)) for i, unit in enumerate(units) if kind in ("all", unit.line.kind)]
        if not chosen:
            continue
        spans = bootstrap(chosen)
        measures = Quality.of((label, seen) for _, label, seen in chosen).measures
        shown = "  ".join(
            f"{name} {value:.3f} [{spans[name][0]:.3f}, {spans[name][1]:.3f}]" for name, value in measures.items()
        )
        lines.append(f"{kind:<9}{len(chosen):>5}  {shown}")
    return "\n".join(lines)


def errors(units: Sequence[Labelled]) -> str:
    """Every unit that is read wrongly, the most certain errors first, with the signals that led there."""
    wrong = [(detect(unit.line), unit) for unit in units if detect(unit.line).factual != unit.factual]
    return "\n".join(_error(unit, reading) for reading, unit in sorted(wrong, key=lambda pair: -abs(pair[0].score)))


def _error(unit: Labelled, reading: Reading) -> str:
    verdict = "F read as N" if unit.factual else "N read as F"
    why = ", ".join(f"{signal.name} {signal.weight:+.2f}" for signal in reading.signals)
    place = f"{unit.file} ({unit.line.kind}, {unit.line.titles[0]!r})"
    return f"{verdict} {reading.score:+.2f} {place}\n    {unit.line.text[:240]}\n    {why}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--errors", action="store_true", help="list every unit that is read wrongly")
    options = parser.parse_args(arguments)
    units = load(options.labels, options.documents)
    readings = [detect(unit.line).factual for unit in units]
    print(report(units, readings.__getitem__))
    if options.errors:
        print(errors(units))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
