"""The rollout of a generated organisation: seconds and memory of `citefirst rollout`, without checks and with them.

usage: python benchmarks/rollout.py [--checkouts 200] [--records 20] [--jobs 2] [--keep DIR]

Of five checkouts one calls the reusable workflow, one uses the action by a commit, one has a commit hook, one has
nothing, and one has a policy that cannot be read. The records are the good examples.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import once

ROOT = Path(__file__).parent.parent
CLI = (sys.executable, "-m", "citefirst", "rollout", "--today", "2026-11-23")
KIND = "architecture-decision"
JOB = "on: pull_request\njobs:\n  citefirst:\n    {}\n"
CALL = JOB.format("uses: citefirst/citefirst/.github/workflows/citefirst.yml@v1")
STEP = JOB.format(f"steps: [{{uses: citefirst/citefirst@{'1' * 40}}}]")
HOOK = "repos:\n  - repo: https://github.com/citefirst/citefirst\n    rev: v1.0.0\n    hooks:\n      - id: citefirst\n"
WAYS: tuple[dict[str, str], ...] = (
    {".github/workflows/citefirst.yml": CALL},
    {".github/workflows/records.yml": STEP},
    {".pre-commit-config.yaml": HOOK},
    {},
    {".citefirst.yml": "records: [\n"},
)


def make(root: Path, number: int, records: int) -> None:
    """Write one checkout."""
    good = sorted((ROOT / "examples" / KIND / "good").glob("*.md"))
    files = {".citefirst.yml": f'records:\n  "docs/**": {KIND}\n', **WAYS[number % len(WAYS)]}
    for each in range(records):
        files[f"docs/{each:03}.md"] = good[each % len(good)].read_text("utf-8")
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    git = ("git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@x.example")
    subprocess.run((*git, "init", "--quiet"), check=True)
    subprocess.run((*git, "remote", "add", "origin", f"https://github.com/acme/{root.name}.git"), check=True)
    subprocess.run((*git, "add", "."), check=True)
    subprocess.run((*git, "commit", "--quiet", "-m", "x"), check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--checkouts", type=int, default=200)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        place = options.keep or Path(made)
        names = [f"repository-{number:03}" for number in range(options.checkouts)]
        for number, name in enumerate(names):
            if not (place / name).exists():
                make(place / name, number, options.records)
        print(f"{len(names)} checkouts with {options.records} records each, {options.jobs} processes")
        for told, flags in (("read", ()), ("checked", ("--check",)), ("checked again", ("--check",))):
            command = (*CLI, "--jobs", str(options.jobs), *flags, *names)
            taken = once(command, place, {"XDG_CACHE_HOME": str(Path(made, "cache"))})
            print(
                f"{told:14} {taken.wall:6.1f} s, {taken.processor:6.1f} s of processor time, "
                f"{taken.memory:4.0f} MiB, exit code {taken.code}"
            )


if __name__ == "__main__":
    main()
