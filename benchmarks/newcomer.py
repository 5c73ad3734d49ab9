"""A newcomer's first minutes, timed: from the clone of an empty repository to a record that fails and then holds.

usage: python benchmarks/newcomer.py

Prints each command with its output and seconds. citefirst is installed from this checkout, its dependencies from where
pip finds them. What a person would type into an editor is an edit of the file between two commands.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECORD = "docs/incidents/inc-7.md"
ANSWERS = {
    "  incident-commander: # Led the response and answers for this record.": '  incident-commander: "@alice"',
    "ai: # `none`, or what assistants did and the log of it.": "ai: none",
    "UNKNOWN: the incident in a few sentences: what, when, how long, for whom": (
        "Checkout p99 was 4.2 s for 38 minutes. [S1]"
    ),
    "UNKNOWN: what happened when, one event a row or item, with the changes to the system among them": (
        "| Time (UTC) | Event | Source |\n| --- | --- | --- |\n"
        "| 14:02 | Deploy 8123 reached production | [DEP-8123] |\n| 14:05 | p99 crossed 2 s | [S1][S2] |"
    ),
}
SOURCES = """
[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
[S2]: https://kibana.example.com/app/discover#/?q=cart "log-query: cart timeouts"
[DEP-8123]: https://github.com/acme/shop/deployments/8123 "deploy: cart 8123"
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        subprocess.run(["git", "init", "--quiet", "--bare", place / "empty.git"], check=True)
        first = time.perf_counter()
        run(place, "git", "clone", "--quiet", str(place / "empty.git"), "shop")
        shop = place / "shop"
        run(shop, sys.executable, "-m", "venv", ".venv")
        run(shop, ".venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT))
        cite = str(shop / ".venv" / "bin" / "citefirst")
        run(shop, cite, "init", given="docs/incidents/**\nincident-postmortem\n")
        run(shop, cite, "new", "incident-postmortem", "--set", "id=INC-7", "--set", "severity=SEV2", "--out", RECORD)
        run(shop, cite, "check")
        answer(shop / RECORD)
        run(shop, cite, "check")
        print(f"in all {time.perf_counter() - first:.1f} s of waiting")


def run(place: Path, *command: str, given: str = "") -> None:
    """Run a command as a person would and print it with all that it said."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=place, input=given, capture_output=True, text=True, env=environ)
    seconds = time.perf_counter() - begun
    shown = " ".join(Path(part).name if part.startswith("/") else part for part in command)
    print(f"$ {shown}\n{done.stdout}{done.stderr}-> exit code {done.returncode}, {seconds:.1f} s\n")


def answer(record: Path) -> None:
    """What the author types."""
    text = record.read_text("utf-8")
    for gap, words in ANSWERS.items():
        if gap not in text:
            raise SystemExit(f"the template no longer says: {gap}")
        text = text.replace(gap, words)
    record.write_text(text + SOURCES, "utf-8")


if __name__ == "__main__":
    main()
