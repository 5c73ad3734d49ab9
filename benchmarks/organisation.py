"""A ledger of a whole organisation: seconds and memory of its build, of the next build, of questions, and by Spark.

usage: python benchmarks/organisation.py [--repositories 50] [--records 10000] [--years 3] [--keep DIR]
       [--spark MASTER …] [--spark-sizes 5,10,20] [--report-sizes 250,500,1000]

The repositories are made of the examples: each record is written, changed and signed over the years, as `git
fast-import` reads it, so that nothing but the ledger takes long. `--spark` may be given several times: each MASTER
builds the ledgers of the first repositories without history, and one process beside it builds the same.
`--report-sizes` writes the pages of one repository of each size, with its history, and builds nothing else.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from growth import slope
from measure import Taken, once

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 23)
KINDS = ("incident-postmortem", "security-exception", "architecture-decision", "change-control", "production-access")
PEOPLE = ("alice-wong", "bob-lee", "carla-diaz", "dan-okoro", "erin-novak", "farid-aziz")
CLI = (sys.executable, "-m", "citefirst", "ledger")
QUESTIONS = {
    "who approved what last quarter": ("approvals-between", "2026-07-01", "2026-09-30"),
    "what ends within 60 days": ("expiring", "60"),
    "what nobody knows yet": ("open-unknowns",),
    "who relies on a dashboard": ("who-relies-on", "grafana.example.com/d/checkout"),
    "the uncited share, month by month": ("uncited-over-time",),
}
STATES = 3
"""How often a record is committed."""


def text(base: str, number: int, state: int, day: date) -> str:
    """A record in one of its states: as it was written, with another line and an UNKNOWN, and signed."""
    _, front, body = base.split("---\n", 2)
    kept = re.sub(r"(?m)^(?:id|date|expires|approvals):.*\n(?:[ -].*\n)*", "", front)
    lines = [f"id: REC-{number:05}", f"date: {day}", f"expires: {day + timedelta(days=200 + number % 300)}"]
    if state == 2:
        lines += ["approvals:", "  - role: reviewer", f'    by: "@{PEOPLE[number % 6]}"', f"    at: {day}"]
    body = re.sub(r"(?m)^# .*$", f"# REC-{number:05}: what happened in week {number % 53}", body, count=1)
    if state == 1:
        body = body.replace(
            "\n## ", f"\nUNKNOWN(@{PEOPLE[number % 6]}, 2026-12-{1 + number % 28:02}): who saw it.\n\n## ", 1
        )
    if state:
        body += f"\nThe count rose to {number * 7 + 13} in state {state}.\n"
    return f"---\n{kept}{chr(10).join(lines)}\n---\n{body}"


def commits(first: int, count: int, years: int) -> Iterator[tuple[date, int, int]]:
    """Day, record and state of each commit of a repository, the oldest first."""
    begun, span = DAY - timedelta(days=365 * years), 365 * years - 90
    found = [
        (begun + timedelta(days=(number * 37) % span + 40 * state), number, state)
        for number in range(first, first + count)
        for state in range(STATES)
    ]
    return iter(sorted(found))


def stream(first: int, count: int, years: int, bases: list[str]) -> Iterator[bytes]:
    """What `git fast-import` reads."""
    for day, number, state in commits(first, count, years):
        data = text(bases[number % len(bases)], number, state, day).encode()
        who = PEOPLE[(number + state) % 6]
        when = int((day - date(1970, 1, 1)).total_seconds()) + 36_000
        says = f"REC-{number:05}: state {state}".encode()
        yield f"commit refs/heads/main\ncommitter {who} <{who}@example.com> {when} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(says), says)
        yield f"M 100644 inline records/{number:05}.md\ndata {len(data)}\n".encode() + data + b"\n"


def make(directory: Path, repositories: int, records: int, years: int) -> list[Path]:
    """Make the repositories, and return their directories."""
    bases = [min((ROOT / "examples" / kind / "good").glob("*.md")).read_text("utf-8") for kind in KINDS]
    made, each = [], records // repositories
    for index in range(repositories):
        place = directory / f"repository-{index:03}"
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", place], check=True)
        data = b"".join(stream(index * each, each, years, bases))
        subprocess.run(["git", "-C", place, "fast-import", "--quiet"], input=data, check=True)
        subprocess.run(["git", "-C", place, "reset", "--quiet", "--hard", "main"], check=True)
        made.append(place)
    return made


def timed(what: str, records: int, *arguments: str | Path) -> Taken:
    taken = once([*CLI, *map(str, arguments)], ROOT)
    rate = f" | {records / taken.wall:.0f}" if records else " |"
    print(f"| {what} | {taken.wall:.1f} | {taken.processor:.1f} | {taken.memory:.0f}{rate} |", flush=True)
    if taken.code:
        sys.exit(f"{what} ended with {taken.code}")
    return taken


def spark(masters: list[str], sizes: list[int], made: list[Path], each: int, work: Path) -> None:
    """One process and each master on the same rows, and how the last of them grows."""
    print("\n| without history | seconds | processor | MiB | records a second |\n| --- | --- | --- | --- | --- |")
    for index, master in enumerate(["", *masters]):
        points = []
        for size in sizes if index == len(masters) else sizes[-1:]:
            into = work / f"spark-{index}-{size}"
            way = ("--spark", master) if master else ("--jobs", "1")
            what = f"{master or 'one process'}, {size * each} records"
            points.append((size * each, timed(what, size * each, "build", "--into", into, *way, *made[:size]).wall))
        if len(points) > 1:
            (few, early), (many, late) = points[0], points[-1]
            more = (late - early) / (many - few)
            print(f"\n{master}: {more * 1e6 / 3600:.1f} hours for each million records more", end="")
            print(f"; slope {slope(*zip(*points, strict=True)):.2f}")


def report(sizes: list[int], years: int, work: Path) -> None:
    """The pages of repositories of some sizes: how long they take, how large they are, and how that grows."""
    print("\n| pages of | seconds | processor | MiB | MiB on disk |\n| --- | --- | --- | --- | --- |")
    points = []
    for size in sizes:
        (place,) = make(work / f"of-{size}", 1, size, years)
        (place / ".citefirst.yml").write_text('records: {"records/*.md": incident-postmortem}\n', "utf-8")
        into = work / f"pages-{size}"
        taken = once([*CLI[:-1], "report", str(into)], place)
        if taken.code:
            sys.exit(f"the pages of {size} records ended with {taken.code}")
        held = sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) / 2**20
        print(
            f"| {size} records | {taken.wall:.1f} | {taken.processor:.1f} | {taken.memory:.0f} | {held:.1f} |",
            flush=True,
        )
        points.append((size, taken.processor))
    if len(points) > 1:
        print(f"\nslope {slope(*zip(*points, strict=True)):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=int, default=50)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--spark", action="append", default=[])
    parser.add_argument("--spark-sizes", default="5,10,20")
    parser.add_argument("--report-sizes", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.keep or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        if options.report_sizes:
            report([int(size) for size in options.report_sizes.split(",")], options.years, work)
            return
        made = make(work, options.repositories, options.records, options.years)
        count, states, ledger = options.records, options.records * (1 + STATES), work / "ledger"
        print(f"{len(made)} repositories, {count} records, {count * STATES} commits\n")
        print("| what | seconds | processor | MiB | states a second |\n| --- | --- | --- | --- | --- |")
        timed("build with history", states, "build", "--into", ledger, "--history", *made)
        timed("build again", states, "build", "--into", ledger, "--history", *made)
        for what, question in QUESTIONS.items():
            timed(what, 0, "query", ledger, *question, "--format", "json")
        if options.spark:
            sizes = [int(size) for size in options.spark_sizes.split(",")]
            spark(options.spark, sizes, made, count // len(made), work)


if __name__ == "__main__":
    main()
