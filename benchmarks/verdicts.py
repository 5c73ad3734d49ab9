"""What errors and warnings are worth in each genre, each repository judged without itself: weights and bounds alike.

The bounds of a group of repositories are chosen on lines of the others, which were scored by weights that were learned
without them in turn. So no bound has seen the lines that it is judged by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from labelled import Labelled, evidence, own
from learning import Lesson, bounds, cross_validated, folds, learn, lessons, score, signals_by_id
from quality import Quality, bootstrap

INNER = 4
"""Groups of the other repositories, by which bounds are chosen."""
RECORD_GENRES = ("decision", "request", "specification")


class Judged(NamedTuple):
    """A line, and how it is read: an error, at least a warning."""

    unit: Labelled
    error: bool
    warning: bool


def by_genre(units: Sequence[Labelled], root: Path) -> Iterator[str]:
    """Yield the tables. `units` have labels of facts by two readers; `root` has the documents of the project's own."""
    facts = [*own(root), *units]
    wanted = evidence(root)
    for table, lesson in lessons(facts, wanted).items():
        if table != "any":
            judged = list(nested(lesson, table))
            yield from _tables(judged, table)


def nested(lesson: Sequence[Lesson], table: str) -> Iterator[Judged]:
    """Judge each line that counts fully by weights and bounds of the other repositories.

    A document that does not show its genre is read as a check reads it: by the table for such documents.
    """
    signals = signals_by_id(lesson)
    test = [unit for unit, share in lesson if share == 1.0]
    fold = folds(unit.group for unit in test)
    genres = RECORD_GENRES if table == "record" else (table,)
    for number in sorted(set(fold.values())):
        rest = [row for row in lesson if fold.get(row[0].group) != number]
        known = [unit for unit, share in rest if table == "record" or share == 1.0]
        learned = learn(rest, signals, table)
        limits = bounds(known, cross_validated(known, rest, table, signals, INNER), genres)
        for unit in (unit for unit in test if fold[unit.group] == number):
            yield _judge(unit, score(signals[id(unit)], learned), limits)


def _judge(unit: Labelled, value: float, limits: Mapping[str, tuple[float, float]]) -> Judged:
    fact, sure = limits[unit.line.genre]
    return Judged(unit, value >= sure, value >= fact)


def _tables(judged: Sequence[Judged], table: str) -> Iterator[str]:
    parts = {"all": list(judged)}
    if table == "record":
        parts |= {genre: [row for row in judged if row.unit.genre == genre] for genre in RECORD_GENRES}
    else:
        parts |= {
            "two readers": [row for row in judged if row.unit.readers > 1],
            "one reader": [row for row in judged if row.unit.readers == 1],
        }
    for name, rows in parts.items():
        files, groups = {row.unit.file for row in rows}, {row.unit.group for row in rows}
        yield f"\n{table}, {name}: {len(rows)} lines, {len(files)} documents, {len(groups)} repositories"
        yield _measured("errors", rows, [row.error for row in rows])
        yield _measured("errors and warnings", rows, [row.warning for row in rows])
        for what, wrong in (("errors", [row.error for row in rows]), ("findings", [row.warning for row in rows])):
            yield _per_document(f"wrong {what} in a document", rows, wrong)


def _measured(name: str, rows: Sequence[Judged], read: Sequence[bool]) -> str:
    shown = []
    pairs = [(row.unit.factual, seen) for row, seen in zip(rows, read, strict=True)]
    measures = Quality.of(pairs).measures
    by = {
        "documents": bootstrap([(row.unit.file, *pair) for row, pair in zip(rows, pairs, strict=True)]),
        "repositories": bootstrap([(row.unit.group, *pair) for row, pair in zip(rows, pairs, strict=True)]),
    }
    for measure in ("precision", "recall", "F1"):
        spans = " ".join(f"[{low:.3f}, {high:.3f}]" for low, high in (by[unit][measure] for unit in by))
        shown.append(f"{measure} {measures[measure]:.3f} {spans}")
    return f"  {name:<22} {'  '.join(shown)}  (by document, by repository)"


def _per_document(name: str, rows: Sequence[Judged], read: Sequence[bool]) -> str:
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, seen in zip(rows, read, strict=True):
        counted[row.unit.file][0] += seen and not row.unit.factual
        counted[row.unit.file][1] += 1
    wrong = sorted(found for found, _ in counted.values())
    share = sorted(25 * found / lines for found, lines in counted.values())
    tenth = -max(1, len(wrong) // 10)
    return (
        f"  {name}: median {median(wrong):g}, worst tenth from {wrong[tenth]}; "
        f"in 25 lines: median {median(share):.1f}, worst tenth from {share[tenth]:.1f}"
    )
