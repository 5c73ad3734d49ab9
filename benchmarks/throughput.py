"""How long many records take, beside tools that read the same files, in one run on one machine.

usage: python benchmarks/throughput.py [--count 2000] [--sizes 3.5,8.5] [--rounds 3]
       python benchmarks/throughput.py [--growth] [--counts 100,400,1600,6400,20000] [--one-size]

For each size of records: markdown-it-py alone in one process is 1; citefirst with one and two processes, cold, with
nothing changed and with one record changed; rumdl, markdownlint-cli2 and check-jsonschema where they can be installed
into a directory of this run. `--growth` shows how time and memory grow with the number of records, `--one-size` how
time grows with the size of one, from 1 to 256 KiB.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import corpus
from growth import slope
from measure import Taken, best, once
from peers import FRONT, Peers

CHECK = (sys.executable, "-m", "citefirst", "check")


def ways(place: Path) -> Iterator[tuple[str, list[str], dict[str, str], str]]:
    """Yield how citefirst is run: name, command, environment, and what is done before."""
    cache = {"XDG_CACHE_HOME": str(place.parent / "cache")}
    for jobs in ("1", "2"):
        yield f"citefirst, no cache, --jobs {jobs}", [*CHECK, "--no-cache", "--jobs", jobs], cache, ""
        yield f"citefirst, cold, --jobs {jobs}", [*CHECK, "--jobs", jobs], cache, "forget"
    yield "citefirst, nothing changed", list(CHECK), cache, "know"
    yield "citefirst, one changed", list(CHECK), cache, "change"


def compare(place: Path, count: int, size: float, peers: Peers, rounds: int) -> None:
    corpus.write(place, count, int(size * 1024))
    corpus.commit(place)
    subprocess.run([peers.python, "-c", FRONT], cwd=place, capture_output=True)
    print(f"\n{count} records of {size:g} KiB{'':19}processor            wall          memory   (x: the first is 1)")
    (alone, command), *others = peers.commands()
    base = best(command, place, rounds=rounds)
    show(alone, base, base)
    for name, command in others:
        show(name, best(command, place, rounds=rounds), base)
    for name, command, environ, first in ways(place):
        show(name, best(command, place, environ, rounds, lambda how=first: prepare(how, place)), base)  # type: ignore[misc]


def prepare(how: str, place: Path) -> None:
    """Bring repository and cache into the state in which a run is measured."""
    cache = place.parent / "cache"
    if how == "know":  # the run after one with options still asks what a plain one rests on
        once(CHECK, place, {"XDG_CACHE_HOME": str(cache)})
    if how == "forget":
        shutil.rmtree(cache, ignore_errors=True)
    if how == "change":
        record = place / "docs" / "00001.md"
        record.write_text(record.read_text("utf-8") + "\nUNKNOWN: why.\n", "utf-8")


def show(name: str, taken: Taken, base: Taken) -> None:
    fault = "" if taken.code in (0, 1) else f"   exit code {taken.code}"
    processor = f"{taken.processor:8.2f} s{taken.processor / base.processor:7.2f} x"
    wall = f"{taken.wall:8.2f} s{taken.wall / base.wall:7.2f} x"
    print(f"{name:36}{processor}{wall}{taken.memory:6.0f} MiB{fault}", flush=True)


def by_number(directory: Path, counts: Sequence[int]) -> None:
    """How processor time and memory grow with the number of records, nothing known and nothing changed."""
    times: dict[str, list[float]] = {"forget": [], "know": []}
    for count in counts:
        place = directory / f"of-{count}" / "repository"
        corpus.write(place, count, 3584)
        corpus.commit(place)
        for how, found in times.items():
            prepare(how, place)
            taken = once(CHECK, place, {"XDG_CACHE_HOME": str(place.parent / "cache")})
            found.append(taken.processor)
            shown = f"{taken.processor:9.2f} s{taken.wall:9.2f} s{taken.memory:7.0f} MiB"
            print(f"{count:6} records, {'cold' if how == 'forget' else 'nothing changed':16}{shown}", flush=True)
        shutil.rmtree(place.parent)
    for how, found in times.items():
        if len(counts) > 2:
            print(f"slope, {'cold' if how == 'forget' else 'nothing changed'} {slope(counts[1:], found[1:]):.2f}")


def by_size(directory: Path) -> None:
    """How processor time grows with the size of one record, without what every run takes."""
    sizes = [2**power * 1024 for power in range(9)]
    place = directory / "size"
    corpus.write(place, 1, 1024)
    file, times = place / "docs" / "00000.md", []
    for size in sizes:
        file.write_text(corpus.record(7, min(size, 250 * 1024)), "utf-8")
        times.append(best([*CHECK, "--no-cache", str(file)], place, rounds=3).processor)
    rest = best([*CHECK, "--no-cache", "--version"], place).processor
    for size, each in zip(sizes, times, strict=True):
        print(f"{size // 1024:6} KiB{each:9.3f} s", flush=True)
    print(f"slope from 16 KiB on {slope(sizes[4:], [max(each - rest, 0.001) for each in times[4:]]):.2f}")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--sizes", default="3.5,8.5", help="KiB, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--counts", default="100,400,1600,6400,20000", help="numbers of records, for --growth")
    parser.add_argument("--one-size", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        if given.growth or given.one_size:
            if given.growth:
                by_number(Path(place), [int(count) for count in given.counts.split(",")])
            if given.one_size:
                by_size(Path(place))
            return
        peers = Peers(Path(place))
        for size in map(float, given.sizes.split(",")):
            compare(Path(place, f"of-{size:g}", "repository"), given.count, size, peers, given.rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
