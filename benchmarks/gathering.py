"""One incident's timeline written twice from the same exports: by hand, and with `citefirst gather`.

usage: python benchmarks/gathering.py

Both begin with the same `citefirst new` and end with the same `citefirst check --fix`. The rule by which is counted:

- An action is a command, a look at one artifact in its tool, a time turned into UTC, a paste, or going to a place of
  the file and typing there.
- A keystroke is a character that is typed, Enter among them. A paste is four (copy and paste, two keys each), a line
  that is selected and deleted two. Moving and reading are none.
- Times that a tool gives in UTC as text are typed as they stand; those since 1970 or with another offset are turned by
  `date -u -d`, which is typed.
- By hand each event is one line and one definition, of a source that has none yet, with the title and the link pasted.

What is not counted: thinking, mistakes, that a person leaves out what is unimportant, and reading what `gather` says
that it left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.gathered import data  # noqa: E402

from citefirst.gather.readers import read  # noqa: E402
from citefirst.gather.row import Known, Row  # noqa: E402

EXPORTS = {
    "pagerduty-one": ("pagerduty.json", "", False),
    "jira-one": ("jira.json", "", True),
    "slack": ("slack.zip", "https://acme.slack.com", True),
    "grafana": ("grafana.json", "https://grafana.acme.example", True),
}
"""The file of each export, the address of a tool that exports no links, and whether its times must be turned."""
RECORD = "inc-7.md"
GAP = "UNKNOWN: what happened when, one event a row or item, with the changes to the system among them"


class Author:
    """Somebody who writes a record, and what it takes."""

    def __init__(self, place: Path) -> None:
        self.place, self.actions, self.keys = place, 0, 0
        for case, (name, _, _) in EXPORTS.items():
            (place / name).write_bytes(data(ROOT / "tests" / "data" / "gather" / case))
        self.command("citefirst new incident-postmortem --set id=INC-7 --set severity=SEV2 --out " + RECORD)

    def act(self, keys: int = 0) -> None:
        self.actions, self.keys = self.actions + 1, self.keys + keys

    def command(self, line: str) -> str:
        self.act(len(line) + 1)
        command = [sys.executable, "-m", *line.split()]
        return subprocess.run(command, cwd=self.place, capture_output=True, text=True).stdout

    def text(self) -> str:
        return (self.place / RECORD).read_text("utf-8")

    def save(self, text: str) -> None:
        (self.place / RECORD).write_text(text, "utf-8")

    def drop_gap(self) -> None:
        """Delete the line that asks for the timeline."""
        if GAP not in self.text():
            raise SystemExit("the template no longer asks for a timeline in these words")
        self.act(2)

    def finish(self) -> Counter[str]:
        """Mend what can be, and return the findings that are left."""
        self.command(f"citefirst check --fix {RECORD}")
        done = subprocess.run(
            [sys.executable, "-m", "citefirst", "check", RECORD, "--format", "json"],
            cwd=self.place,
            capture_output=True,
            text=True,
        )
        return Counter(finding["code"] for finding in json.loads(done.stdout)["findings"])


def by_hand(author: Author) -> Counter[str]:
    rows = [
        (row, turned)
        for case, (_, base, turned) in EXPORTS.items()
        for row in read(data(ROOT / "tests" / "data" / "gather" / case), Known(base=base)).rows
    ]
    sources: dict[str, str] = {}
    lines, definitions = list[tuple[Row, str]](), list[str]()
    author.drop_gap()
    for row, turned in rows:
        author.act()
        if turned:
            author.act(len("date -u -d @1793714520") + 1)
        author.act(4)
        source = sources.setdefault(row.link, f"S{len(sources) + 1}")
        line = f"- {row.at:%H:%M} UTC {row.reader}: {row.title} [{source}]"
        author.act(len(line) - len(row.title) + 1)
        lines.append((row, line))
        if len(definitions) < len(sources):
            author.act(4)
            definition = f'[{source}]: {row.link} "{row.kind}: {row.reader}"'
            author.act(len(definition) - len(row.link) + 1)
            definitions.append(definition)
    ordered = sorted(lines, key=lambda pair: pair[0].at)
    text = author.text().replace(GAP, "\n".join(line for _, line in ordered))
    author.save(f"{text}\n" + "\n".join(definitions) + "\n")
    return author.finish()


def gathered(author: Author) -> Counter[str]:
    for base in dict.fromkeys(base for _, base, _ in EXPORTS.values()):
        names = " ".join(name for name, of, _ in EXPORTS.values() if of == base)
        author.command(f"citefirst gather {names}{f' --base {base}' if base else ''} --into {RECORD}")
    author.drop_gap()
    author.save(author.text().replace(f"{GAP}\n", ""))
    return author.finish()


def main() -> None:
    print("| way | actions | keystrokes | events | findings left |\n| --- | --- | --- | --- | --- |")
    for name, way in (("by hand", by_hand), ("gather", gathered)):
        with tempfile.TemporaryDirectory() as place:
            author = Author(Path(place))
            left = way(author)
            events = sum(line.startswith("- ") and " UTC " in line for line in author.text().splitlines())
            said = ", ".join(f"{code} {count}" for code, count in sorted(left.items()))
            print(f"| {name} | {author.actions} | {author.keys} | {events} | {left.total()}: {said} |")


if __name__ == "__main__":
    main()
