"""Start-up of `citefirst check` on one clean record, as a ratio to `python -c pass` measured side by side in one run.

usage: python benchmarks/startup.py [RECORD] [ROUNDS]
"""

from __future__ import annotations

import atexit
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECORD = next((ROOT / "examples" / "incident-postmortem" / "good").glob("*.md"))


def seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def policy() -> str:
    """A policy that routes the examples, in a file that lives as long as this run."""
    with tempfile.NamedTemporaryFile("w", suffix=".yml", delete=False) as stream:
        stream.write("records:\n  examples/incident-postmortem/**: incident-postmortem\nrules:\n  CF204: off\n")
    atexit.register(Path(stream.name).unlink)
    return stream.name


def main() -> None:
    record = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else RECORD
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    ways = {
        "python -c pass": ("-c", "pass"),
        "citefirst --version": ("-m", "citefirst", "--version"),
        "citefirst check": ("-m", "citefirst", "check", str(record)),
        "with a policy": ("-m", "citefirst", "check", "--config", policy(), str(record)),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, arguments in ways.items():
            times[name].append(seconds(*arguments))
    base = statistics.median(times["python -c pass"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:22} {median * 1000:7.1f} ms   {median / base:5.1f} x")


if __name__ == "__main__":
    main()
