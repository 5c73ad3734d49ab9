"""What the check says when a signed record, its log or its message is changed afterwards, each in a real repository.

usage: python benchmarks/tampering.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "customer-communication" / "good"
RECORD = "duplicate-charges.md"


def main() -> None:
    print("| what was done | exit | findings |\n| --- | --- | --- |")
    for name, change in CHANGES.items():
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            made(place)
            change(place)
            done = cite(place, "check", "--format", "json")
            found = [f"{each['code']} {each['message']}" for each in json.loads(done.stdout)["findings"]]
            print(f"| {name} | {done.returncode} | {'; '.join(found) or 'holds'} |")


def made(place: Path) -> None:
    """A repository with the record, its log and a signature, all committed."""
    git(place, "init", "--quiet", "--initial-branch=main")
    (place / "logs").mkdir()
    for path in (EXAMPLE / RECORD, *(EXAMPLE / "logs").iterdir()):
        (place / path.relative_to(EXAMPLE)).write_bytes(path.read_bytes())
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "-m", "record")
    owner = next(line for line in (place / RECORD).read_text("utf-8").splitlines() if "-lead:" in line)
    role, _, person = owner.strip().partition(": ")
    done = cite(place, "approve", RECORD, "--role", role, "--as", person.strip('"'), "--at", "2026-11-20")
    if done.returncode:
        raise SystemExit(done.stderr)
    git(place, "commit", "--quiet", "--all", "-m", "sign")


def cite(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "citefirst", *arguments], cwd=place, capture_output=True, text=True)


def git(place: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Dev", "-c", "user.email=dev@example.com")
    subprocess.run(["git", "-C", place, *identity, *arguments], check=True, capture_output=True)


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    """A text replaced in a file, once; a text that is not there is a fault of this table."""

    def change(place: Path) -> None:
        file = next(iter(sorted(place.glob(path))))
        text = file.read_text("utf-8")
        if old not in text:
            raise SystemExit(f"{path} does not hold: {old}")
        file.write_text(text.replace(old, new, 1), "utf-8")

    return change


def swapped(place: Path) -> None:
    """Another conversation under the same name."""
    file = next(iter((place / "logs").iterdir()))
    other = ROOT / "examples" / "pricing-change" / "good" / "logs"
    file.write_bytes(next(iter(other.iterdir())).read_bytes())


def wrapped(place: Path) -> None:
    """Other line ends, blanks at line ends."""
    file = place / RECORD
    file.write_bytes(file.read_text("utf-8").replace("\n", " \r\n").encode())


def rebased(place: Path) -> None:
    git(place, "switch", "--quiet", "-c", "feature", "HEAD~1")
    (place / "other.txt").write_text("x")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "-m", "other")
    git(place, "rebase", "--quiet", "feature", "main")


CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda place: None,
    "edit a log": edit("logs/*.json", "Order:", "Ordering:"),
    "swap a transcript": swapped,
    "delete a transcript": lambda place: next(iter((place / "logs").iterdir())).unlink(),
    "bind the record to the edited log": lambda place: rebound(place),
    "edit a signed claim": edit(RECORD, "release 2290, which read", "release 2291, which read"),
    "change one figure in the customer message": lambda place: figure(place),
    "re-wrap the file": wrapped,
    "rebase": rebased,
    "take the signature away": lambda place: unsigned(place),
}


def rebound(place: Path) -> None:
    """The log edited and the record's digest of it replaced, as somebody would who knows how it works."""
    from hashlib import sha256

    file = next(iter((place / "logs").iterdir()))
    old = sha256(file.read_bytes()).hexdigest()
    file.write_text(file.read_text("utf-8").replace("Order:", "Ordering:"), "utf-8")
    edit(RECORD, old, sha256(file.read_bytes()).hexdigest())(place)


def figure(place: Path) -> None:
    """The first number of the message made another one."""
    import re

    file = place / RECORD
    text = file.read_text("utf-8")
    start = text.lower().index("message\n")
    found = re.compile(r"(?<![\w.-])[1-9]\d*(?![\w.-])").search(text, start)
    if found is None:
        raise SystemExit("the message holds no number")
    file.write_text(f"{text[: found.start()]}{int(found.group()) + 7}{text[found.end() :]}", "utf-8")


def unsigned(place: Path) -> None:
    file = place / RECORD
    text = file.read_text("utf-8")
    start = text.index("approvals:")
    file.write_text(text[:start] + text[text.index("---\n", start) :], "utf-8")


if __name__ == "__main__":
    main()
