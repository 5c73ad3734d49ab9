"""Start-up of `citefirst check` on one clean record, as a ratio to `python -c pass` measured side by side in one run.

usage: python benchmarks/startup.py [RECORD] [--rounds 20] [--instructions] [--peers]

Processor time, the least of all rounds. `--instructions` counts what the processor is told to do as well, by valgrind's
callgrind where it is there: that number is the same on a busy machine and on a quiet one. `--peers` runs tools of
others on the same record as well.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import corpus
from measure import best, once

POLICY = "records:\n  docs/**: incident-postmortem\nrules:\n  CF204: off\n"
CHECK = ("-m", "citefirst", "check")
_TOTAL = re.compile(r"Collected : (\d+)")


def ways(record: str, policy: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "python -c pass", ("-c", "pass")
    yield "citefirst --version", ("-m", "citefirst", "--version")
    yield "check, no cache", (*CHECK, "--no-cache", record)
    yield "check, with a policy", (*CHECK, "--no-cache", "--config", policy, record)
    yield "check, known", (*CHECK, record)


def instructions(arguments: Sequence[str], place: Path, environ: Mapping[str, str]) -> int:
    """The number of instructions of a run, 0 where valgrind cannot say."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, *arguments]
    fixed = {**environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=place, env=fixed, capture_output=True, text=True)
    found = _TOTAL.search(done.stderr)
    return int(found[1]) if found else 0


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory, "repository")
        corpus.write(place, 1, 8704)
        Path(directory, "policy.yml").write_text(POLICY)
        record = str(given.record.resolve()) if given.record else "docs/00000.md"
        where = given.record.resolve().parent if given.record else place
        if given.peers:
            others(place, Path(directory), given.rounds)
        measure(record, where, Path(directory), given.rounds, given.instructions)


def others(place: Path, directory: Path, rounds: int) -> None:
    """Measure tools of others on the generated record, beside `python -c pass`."""
    from peers import FRONT, Peers

    found = Peers(directory)
    subprocess.run([found.python, "-c", FRONT], cwd=place, capture_output=True)
    commands = {"python -c pass": [sys.executable, "-c", "pass"], **dict(found.commands())}
    taken = {name: best(command, place, rounds=rounds) for name, command in commands.items()}
    base = taken["python -c pass"].processor
    for name, each in taken.items():
        print(f"{name:32}{each.processor * 1000:8.1f} ms{each.processor / base:7.1f} x")


def measure(record: str, where: Path, directory: Path, rounds: int, counted: bool) -> None:
    import os

    environ = {**os.environ, "XDG_CACHE_HOME": str(directory / "cache")}
    known = dict(ways(record, str(directory / "policy.yml")))
    least = dict.fromkeys(known, float("inf"))
    for _ in range(rounds):
        for name, arguments in known.items():
            least[name] = min(least[name], once([sys.executable, *arguments], where, environ).processor)
    base = least["python -c pass"]
    counts = {}
    if counted and shutil.which("valgrind"):
        counts = {name: instructions(arguments, where, environ) for name, arguments in known.items()}
    elif counted:
        print("instructions are not counted: there is no valgrind")
    for name, seconds in least.items():
        row = f"{name:24}{seconds * 1000:8.1f} ms{seconds / base:7.1f} x"
        if count := counts.get(name):
            row += f"{count / 1e6:10.1f} million instructions{count / counts['python -c pass']:7.1f} x"
        print(row)


if __name__ == "__main__":
    main(sys.argv[1:])
