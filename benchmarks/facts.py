"""How well the detector reads labelled lines: `python benchmarks/facts.py LABELS DOCS [--index CSV] [--learn ROOT]`.

LABELS is a file of JSON lines with `file`, `line`, `kind`, `section`, `text` and `label` (F or N). DOCS is the
directory of the documents that they were taken from: a label whose document is not there is refused.

The first table judges the weights as they are shipped, which says nothing about lines that they were learned from.
With scikit-learn (`pip install -e .[benchmark]`) further tables judge each document, or with the corpus' index each
repository, by weights learned without it. `--learn` learns from the project's own labels as well, whose documents are
below ROOT, and judges those by repository, too. `--embed all-MiniLM-L6-v2` compares with sentence embeddings
(`pip install -e .[embeddings]`). `--errors` lists what is misread.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from baselines import baselines
from labelled import Labelled, load, own
from learning import cross_validated

from citefirst.facts import Detection, detect
from citefirst.facts.sections import nearest
from citefirst.facts.verdict import THRESHOLD

KINDS = ("sentence", "item", "row")


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


def report(units: Sequence[Labelled], read: Sequence[bool]) -> str:
    """A table of the measures: overall, for each kind and for each family of sections."""
    parts: list[tuple[str, Callable[[Labelled], bool]]] = [("all", lambda unit: True)]
    parts += [(kind, lambda unit, kind=kind: unit.line.kind == kind) for kind in KINDS]  # type: ignore[misc]
    families = sorted({nearest(unit.line.titles) for unit in units})
    parts += [(name or "no family", lambda unit, name=name: nearest(unit.line.titles) == name) for name in families]  # type: ignore[misc]
    lines = []
    for name, chosen in parts:
        rows = [(unit.file, unit.factual, seen) for unit, seen in zip(units, read, strict=True) if chosen(unit)]
        if rows:
            lines.append(measured(name, rows))
    return "\n".join(lines)


def measured(name: str, rows: Sequence[tuple[str, bool, bool]]) -> str:
    spans = bootstrap(rows)
    measures = Quality.of((label, seen) for _, label, seen in rows).measures
    shown = "  ".join(
        f"{measure} {value:.3f} [{spans[measure][0]:.3f}, {spans[measure][1]:.3f}]"
        for measure, value in measures.items()
    )
    return f"{name:<24}{len(rows):>5}  {shown}"


def compared(units: Sequence[Labelled], reads: Mapping[str, Sequence[bool]]) -> str:
    """A line of measures for each baseline."""
    return "\n".join(
        measured(name, [(unit.file, unit.factual, seen) for unit, seen in zip(units, read, strict=True)])
        for name, read in reads.items()
    )


def errors(units: Sequence[Labelled]) -> str:
    """Every unit that is read wrongly, by its strongest signal, the most certain errors first."""
    wrong = [(detect(unit.line), unit) for unit in units if detect(unit.line).factual != unit.factual]
    wrong.sort(key=lambda pair: (pair[1].factual, _strongest(pair[0]), -abs(pair[0].score)))
    lines = []
    for (factual, signal), group in groupby(wrong, key=lambda pair: (pair[1].factual, _strongest(pair[0]))):
        entries = [_error(unit, reading) for reading, unit in group]
        lines += [f"## {'F read as N' if factual else 'N read as F'}, {signal}: {len(entries)}", *entries]
    return "\n".join(lines)


def _strongest(reading: Detection) -> str:
    """The signal that weighs most on the side of the verdict."""
    side = [signal.name for signal in reading.signals if (signal.weight > 0) == reading.factual]
    return side[0] if side else "no signal"


def _error(unit: Labelled, reading: Detection) -> str:
    why = ", ".join(f"{signal.name} {signal.weight:+.2f}" for signal in reading.signals[:8])
    place = f"{unit.file} ({unit.line.kind}, {' < '.join(unit.line.titles[:2])!r})"
    return f"{reading.score:+.2f} {place}\n    {unit.line.text[:240]}\n    {why}"


def milliseconds(units: Sequence[Labelled]) -> float:
    """The best of five rounds, a unit."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        for unit in units:
            detect(unit.line)
        times.append(time.perf_counter() - started)
    return min(times) / len(units) * 1_000


def learned(units: Sequence[Labelled], more: Sequence[Labelled], by: str) -> str:
    """A table of how each unit is read by weights learned from the other groups, `more` units among them."""
    name = "repository" if by == "group" else "document"
    scored = cross_validated(units, more, [getattr(unit, by) for unit in (*units, *more)])
    return f"learned without its own {name}\n{report(units, [score >= THRESHOLD for score in scored])}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--index", type=Path, help="CSV with the columns file and repository")
    parser.add_argument("--learn", type=Path, help="where the documents of the project's own labels are")
    parser.add_argument(
        "--embed", default="", help="a model of sentence-transformers to compare with: name or directory"
    )
    parser.add_argument("--errors", action="store_true", help="list every unit that is read wrongly")
    options = parser.parse_args(arguments)
    units = load(options.labels, options.documents, options.index)
    more = own(options.learn) if options.learn else []
    print(f"as shipped, {milliseconds(units):.3f} ms a unit")
    print(report(units, [detect(unit.line).factual for unit in units]))
    groups = None
    if find_spec("sklearn"):
        for by in ("file", "group") if options.index else ("file",):
            print(f"\n{learned(units, more, by)}")
        if more:
            print(f"\nthe project's own labels, {learned(more, units, 'group')}")
        groups = [unit.group for unit in units]
    print(f"\nbaselines\n{compared(units, baselines(units, groups, options.embed))}")
    if options.errors:
        print(f"\n{errors(units)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
