"""Tell whether this tree reads and judges records exactly as an earlier one does: what a faster way is held against.

usage: python tools/same.py EARLIER [--records DIRECTORY ...] [--fuzz 5000] [--seed 1] [--jobs 2]

EARLIER is a checkout of an earlier revision (`git worktree add`). Every record of the examples, of each directory that
is named and so many damaged ones (`fuzz.make`) is checked by both trees, each in processes of its own: once as it is
and once under a workflow. Compared are the whole report (code, place, message, fingerprint of each finding) and all
that it rests on: each claim with its text, span, citations, signals and sources, sections, definitions and links.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TELL = "--tell"
DAY = "2026-12-01"


def told(data: bytes, workflow: str | None) -> list[str]:
    """What this tree says of a record: its report, and all that the report rests on."""
    from citefirst.check.pipeline import File
    from citefirst.model import Report
    from citefirst.report.formats import json as json_report

    checked = _checker().check(File("docs/a.md", "docs/a.md", workflow, data))
    said = [json_report.render(Report((checked.report,)))]
    if record := checked.record:
        document = record.document
        said += map(repr, (*record.claims, record.sources, record.faults, record.language, record.circular))
        said += map(repr, (document.title, document.title_span, document.sections, document.units))
        said += map(repr, (document.definitions, document.links, document.problems))
    return said


@cache
def _checker() -> Any:
    from citefirst.check.pipeline import Checker
    from citefirst.repository import schemas
    from citefirst.workflow.catalogue import Catalogue

    return Checker(Catalogue(schemas.builtin()), lambda path: len(path) % 2 == 0, day=DAY)


def tell() -> int:
    """Answer for each line of the standard input, a record and a workflow, with one line."""
    for line in sys.stdin:
        data, workflow = json.loads(line)
        sys.stdout.write(json.dumps(told(data.encode("latin-1"), workflow)) + "\n")
        sys.stdout.flush()
    return 0


def answers(tree: Path, lines: Sequence[str]) -> list[str]:
    """What a tree says, a line for each input."""
    environ = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, str(Path(__file__).resolve()), TELL]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, env=environ)
    if done.returncode:
        sys.exit(f"{tree} cannot tell: {done.stderr.strip()[-400:]}")
    return done.stdout.splitlines()


def inputs(directories: Iterable[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and records: the examples, those of directories, and damaged ones."""
    for place in (ROOT / "examples", *directories):
        for path in sorted(place.rglob("*.md")):
            yield str(path), path.read_bytes()
    sys.path.insert(0, str(ROOT / "tools"))
    from fuzz import make

    chance = random.Random(seed)
    for number in range(count):
        yield f"damaged record {number} of seed {seed}", make("records", chance)


def differences(names: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    for name, one, other in zip(names, ours, theirs, strict=True):
        if one != other:
            parts = zip(json.loads(one), json.loads(other), strict=False)
            first = next(((a, b) for a, b in parts if a != b), ("more or fewer parts", ""))
            place = next((at for at, (a, b) in enumerate(zip(*first, strict=False)) if a != b), 0)
            shown = [each[max(place - 80, 0) : place + 80] for each in first]
            yield f"{name}\n  now     {shown[0]!r}\n  earlier {shown[1]!r}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earlier", type=Path, help="a checkout of an earlier revision")
    parser.add_argument("--records", type=Path, action="append", default=[], help="directory of more records")
    parser.add_argument("--fuzz", type=int, default=5000, help="damaged records")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--show", type=int, default=5, help="differences that are shown")
    given = parser.parse_args(arguments)
    ways = sorted(path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json"))
    ways = [name for name in ways if "-v1" not in name and name != "config"]
    names, lines = [], []
    for number, (name, data) in enumerate(inputs(given.records, given.fuzz, given.seed)):
        for workflow in (None, ways[number % len(ways)]):
            names.append(f"{name} ({workflow or 'as it is'})")
            lines.append(json.dumps((data.decode("latin-1"), workflow)))
    size = -(-len(lines) // max(len(lines) // 500, 1))
    parts = [slice(start, start + size) for start in range(0, len(lines), size)]
    found: list[str] = []
    with ThreadPoolExecutor(given.jobs) as pool:
        said = [[pool.submit(answers, tree, lines[part]) for tree in (ROOT, given.earlier)] for part in parts]
        for part, (ours, theirs) in zip(parts, said, strict=True):
            found += differences(names[part], ours.result(), theirs.result())
    print("\n".join([*found[: given.show], f"{len(lines):,} checks of each tree, {len(found)} differ"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(tell() if sys.argv[1:] == [TELL] else main(sys.argv[1:]))
