"""How well the detector reads labelled lines: `python benchmarks/facts.py LABELS DOCS [--index CSV] [--learn ROOT]`.

LABELS is a file of JSON lines with `file`, `line`, `kind`, `section`, `text` and `label` (F or N). DOCS is the
directory of the documents that they were taken from: a label whose document is not there is refused.

The first table judges the weights as they are shipped, which says nothing about lines that they were learned from.
With `--learn ROOT`, where the documents of the project's own labels are, and scikit-learn (`pip install -e
.[benchmark]`) further tables give for each genre what its errors and warnings are worth (`verdicts`), each repository
judged without itself. `--embed all-MiniLM-L6-v2` compares with sentence embeddings
(`pip install -e .[embeddings]`). `--errors` lists what is misread.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from baselines import baselines
from labelled import Labelled, load
from quality import Quality, bootstrap
from verdicts import by_genre

from citefirst.facts import Detection, detect
from citefirst.facts.sections import nearest

KINDS = ("sentence", "item", "row")


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
    print(f"as shipped, {milliseconds(units):.3f} ms a unit")
    print(report(units, [detect(unit.line).factual for unit in units]))
    groups = [unit.group for unit in units] if find_spec("sklearn") else None
    if groups and options.learn:
        print("\n".join(("", "each repository judged without itself", *by_genre(units, options.learn))))
    print(f"\nbaselines\n{compared(units, baselines(units, groups, options.embed))}")
    if options.errors:
        print(f"\n{errors(units)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
