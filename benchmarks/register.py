"""Questions of an auditor, a security lead and an incident lead over one repository: seconds and what is answered.

usage: python benchmarks/register.py [--count 2000] [--rounds 3] [--keep DIRECTORY]

A repository is made of the examples: exceptions with an end, postmortems with open UNKNOWNs, decisions, approvals of
several quarters. Each question is asked with nothing known, and again with the cache warm; beside it the way without a
register: one `citefirst trace` for each record that may have to do with it.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"
PEOPLE = ("alice-wong", "bob-lee", "carla-diaz", "dan-okoro", "erin-novak", "farid-aziz")
CLI = (sys.executable, "-m", "citefirst")
KINDS = ("security-exception", "incident-postmortem", "architecture-decision", "change-control")
QUESTIONS = {
    "auditor: who approved what last quarter, on which evidence": (
        *("--approved-since", "2026-07-01", "--approved-until", "2026-09-30"),
        *("--show", "approvals", "--columns", "day,id,role,by,covers,verified,evidence"),
    ),
    "security lead: exceptions by their last day": (
        *("--workflow", "security-exception", "--status", "decided", "--sort", "expires"),
    ),
    "incident lead: what nobody knows yet, past its day": ("--unknown", "--overdue", "--show", "unknowns"),
    "everything": (),
}


def records(count: int) -> Iterator[tuple[str, str]]:
    """Yield paths and texts, each its own in id, dates, people and figures."""
    bases = {
        kind: next(iter(sorted((ROOT / "examples" / kind / "good").glob("*.md")))).read_text("utf-8") for kind in KINDS
    }
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        if count > 100 and number % 50 >= 4 and kind == "security-exception":  # two in a hundred are
            kind = KINDS[1 + number % 3]
        yield f"docs/{kind}/{number:05}.md", text(bases[kind], kind, number)


def text(base: str, kind: str, number: int) -> str:
    _, front, body = base.split("---\n", 2)
    day = date(2026, 1, 5) + timedelta(days=number * 7 % 310)
    lines = [line for line in _without(front, ("approvals", "id", "date", "expires")).split("\n") if line]
    signer = PEOPLE[number % len(PEOPLE)]
    lines += [f"id: {kind[:3].upper()}-{number:05}", f"date: {day}", "approvals:", "  - role: author"]
    lines += [f'    by: "@{signer}"', f"    at: {day + timedelta(days=2)}"]
    if kind == "security-exception":
        lines.append(f"expires: {date(2026, 11, 1) + timedelta(days=number % 400)}")
    if kind == "incident-postmortem" and number % 5 == 1:
        due = date(2026, 10, 1) + timedelta(days=number % 120)
        body = body.replace("\n## ", f"\n\nUNKNOWN(@{signer}, {due}): who was paged first at site {number}.\n\n## ", 1)
    return "---\n" + "\n".join(lines) + "\n---\n" + re.sub(r"^# ", f"# {number:05} ", body, count=1, flags=re.M)


def _without(front: str, keys: tuple[str, ...]) -> str:
    """Return front matter without some keys and what stands below them."""
    return re.sub(rf"^(?:{'|'.join(keys)}):.*\n(?:[ -].*\n)*", "", front, flags=re.M)


def build(place: Path, count: int) -> None:
    for path, content in records(count):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(content, "utf-8")
    git = ("git", "-C", str(place), "-c", "user.name=Dev", "-c", "user.email=dev@example.com")
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "Records")):
        subprocess.run([*git, *command], check=True)


class Asked(NamedTuple):
    """What a question took, as the clock and as processors have it, and what was printed."""

    wall: float
    spent: float
    printed: str


def ask(place: Path, cache: Path, *arguments: str) -> Asked:
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "120"}
    begun, before = time.perf_counter(), _spent()
    done = subprocess.run([*CLI, *arguments], cwd=place, env=environ, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
    return Asked(time.perf_counter() - begun, _spent() - before, done.stdout)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place, cache = given.keep or Path(name, "repository"), Path(name, "cache")
        if not (place / ".git").exists():
            place.mkdir(parents=True, exist_ok=True)
            build(place, given.count)
        cold = ask(place, cache, "list", "--today", DAY)
        print(f"{given.count} records, nothing known: {cold.wall:.2f} s, {cold.spent:.2f} s of processors\n")
        print("| question | s, warm | s of processors | lines |\n| --- | --- | --- | --- |")
        for question, arguments in QUESTIONS.items():
            taken = [ask(place, cache, "list", "--today", DAY, *arguments) for _ in range(given.rounds)]
            wall, spent = min(each.wall for each in taken), min(each.spent for each in taken)
            print(f"| {question} | {wall:.2f} | {spent:.2f} | {taken[0].printed.count(chr(10))} |")
        wanted = [path for path, content in records(given.count) if "at: 2026-0" in content][:42]
        calls = [ask(place, cache, "trace", "--today", DAY, "--format", "json", path) for path in wanted]
        wall, spent = sum(each.wall for each in calls), sum(each.spent for each in calls)
        print(
            f"\nwithout a register: {len(wanted)} calls of `citefirst trace`: {wall:.1f} s, {spent:.1f} s of processors"
        )


if __name__ == "__main__":
    main()
