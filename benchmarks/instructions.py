"""How many instructions a start takes, held against the figures that are committed: on a busy machine and a quiet one
they are the same, which seconds are not.

usage: python benchmarks/instructions.py [--update]

valgrind's callgrind counts them, without those of git. What is held is the ratio to `python -c pass` in the same run,
since another Python, or another release of a dependency, has other counts. Exit code 1: a row is more than TOLERANCE
above its figure in `instructions.json`; 2: there is no valgrind.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import corpus

ROOT = Path(__file__).parent.parent
FIGURES = Path(__file__).with_suffix(".json")
TOLERANCE = 0.05
SIZE = 8704
"""Bytes of the record."""
BARE = "python -c pass"
CHECK = ("-m", "citefirst", "check")
STAGED = "one record, changed and staged"
IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
_TOTAL = re.compile(r"Collected : (\d+)")


def rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of what is counted, and the arguments of each; a record is known where it was checked before."""
    yield BARE, ("-c", "pass")
    yield "markdown-it-py, imported", ("-c", "import markdown_it")
    yield "citefirst --version", ("-m", "citefirst", "--version")
    yield "nothing staged", (*CHECK, "--staged")
    yield "one record, no cache", (*CHECK, "--no-cache", "docs/00000.md")
    yield "one record, known", (*CHECK, "docs/00000.md")
    yield STAGED, (*CHECK, "--staged")


def prepared(directory: Path) -> tuple[Path, dict[str, str]]:
    """Make a repository with one record that is committed, and return it and the environment of each run.

    The modules are compiled beforehand, as an installation compiles them.
    """
    shutil.copytree(ROOT / "src", directory / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", directory / "schemas")
    compileall.compile_dir(directory / "src", quiet=1)
    place = directory / "repository"
    corpus.write(place, 1, SIZE)
    for command in (("add", "."), ("commit", "--quiet", "--message", "A record")):
        subprocess.run(["git", *IDENTITY, *command], cwd=place, check=True)
    own = {"PYTHONPATH": str(directory / "src"), "XDG_CACHE_HOME": str(directory / "cache"), "PYTHONHASHSEED": "0"}
    return place, {**os.environ, **own}


def counted(arguments: Sequence[str], place: Path, environ: Mapping[str, str]) -> int:
    """The number of instructions of a run. Raises SystemExit where valgrind cannot tell."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, *arguments]
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True)
    found = _TOTAL.search(done.stderr)
    if not found or done.returncode:
        raise SystemExit(f"{' '.join(arguments)} could not be counted: {done.stderr.strip() or done.stdout.strip()}")
    return int(found[1])


def measured() -> dict[str, int]:
    with tempfile.TemporaryDirectory() as name:
        place, environ = prepared(Path(name))
        first = [sys.executable, *CHECK, "docs/00000.md"]
        subprocess.run(first, cwd=place, env=environ, check=True, capture_output=True)
        counts = {}
        for row, arguments in rows():
            if row == STAGED:
                stage(place)
            counts[row] = counted(arguments, place, environ)
        return counts


def stage(place: Path) -> None:
    """Change the record and stage it, as somebody does who is about to commit it."""
    record = place / "docs" / "00000.md"
    record.write_text(record.read_text("utf-8") + "\nUNKNOWN: why.\n", "utf-8")
    subprocess.run(["git", "add", "."], cwd=place, check=True)


def faults(ratios: Mapping[str, float], known: Mapping[str, float]) -> list[str]:
    """Say which rows are missing, or above their figure by more than the tolerance."""
    missing = [f"{row} has no figure in {FIGURES.name}" for row in ratios if row not in known]
    above = [
        f"{row}: {ratio:.2f} times {BARE}, and {known[row]:.2f} is committed"
        for row, ratio in ratios.items()
        if row in known and ratio > known[row] * (1 + TOLERANCE)
    ]
    return missing + above


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the figures instead of comparing them")
    given = parser.parse_args(arguments)
    if not shutil.which("valgrind"):
        print("there is no valgrind: install it", file=sys.stderr)
        return 2
    counts = measured()
    ratios = {row: round(count / counts[BARE], 2) for row, count in counts.items()}
    for row, count in counts.items():
        print(f"{row:32}{count / 1e6:10.1f} million{ratios[row]:8.2f} x")
    if given.update:
        FIGURES.write_text(json.dumps(ratios, indent=2) + "\n", "utf-8")
        return 0
    found = faults(ratios, json.loads(FIGURES.read_text("utf-8")))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
