"""Examples of a workflow: good records, and bad records that announce what they break on the line concerned.

A line announces by `<!-- expect: CF201, CF204 -->`, in front matter inside a YAML comment; a line that cannot hold a
comment is announced by `<!-- expect-next: CF204 -->` on the line before it. Announcements and findings must match
exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from citefirst.model import RecordReport
from citefirst.structs import frozen

MARK = re.compile(r"<!-- expect(-next)?: ([A-Z0-9, ]+) -->")
DIRECTORIES = (".citefirst/examples", "examples")
"""Where examples lie: `<directory>/<workflow>/good|bad/*.md`."""

Verdict = Literal["good", "bad"]
Announced = Counter[tuple[str, int]]
"""Codes and their lines, each as often as it is meant."""


@frozen
class WorkflowExample:
    """A file that shows what a workflow accepts or refuses."""

    path: str
    workflow: str
    verdict: Verdict


def of_path(path: str) -> WorkflowExample | None:
    """Return the example at a path of the repository, None if it is not an example."""
    for directory in DIRECTORIES:
        parts = path.removeprefix(f"{directory}/").split("/")
        if path.startswith(f"{directory}/") and len(parts) == 3 and parts[1] in ("good", "bad"):
            return WorkflowExample(path, parts[0], "good" if parts[1] == "good" else "bad")
    return None


def is_set_aside(path: str) -> bool:
    """Tell whether a file is in citefirst's own directory, which holds no records unless the policy says so."""
    return path.startswith(".citefirst/")


def announced(text: str) -> Announced:
    """Return what a text announces."""
    found: Announced = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        for match in MARK.finditer(line):
            for code in match[2].split(","):
                found[code.strip(), number + (match[1] is not None)] += 1
    return found


def differences(example: WorkflowExample, text: str, report: RecordReport) -> Iterator[str]:
    """Yield a sentence, with path and line, for each finding that is missing or not announced."""
    expected = announced(text)
    found: Announced = Counter((finding.code, finding.region.line) for finding in report.findings)
    said = {(finding.code, finding.region.line): finding.message for finding in report.findings}
    if report.workflow != example.workflow:
        yield f"{example.path}:1: this is an example of {example.workflow}, its workflow is {report.workflow or 'none'}"
    if example.verdict == "bad" and not expected:
        yield f"{example.path}:1: a bad example announces what it breaks: put `<!-- expect: CF201 -->` on the line"
    if example.verdict == "good" and expected:
        yield f"{example.path}:{min(line for _, line in expected)}: a good example announces nothing"
    for (code, line), count in sorted((expected - found).items(), key=lambda item: item[0][::-1]):
        yield f"{example.path}:{line}: {code} is announced{_times(count)} and was not found"
    for (code, line), count in sorted((found - expected).items(), key=lambda item: item[0][::-1]):
        yield f"{example.path}:{line}: {code} was found{_times(count)} and is not announced: {said[code, line]}"


def missing(workflow: str, examples: Sequence[WorkflowExample]) -> Iterator[str]:
    """Yield what a workflow lacks to show what it accepts and what it refuses."""
    for verdict in ("good", "bad"):
        if not any(example.workflow == workflow and example.verdict == verdict for example in examples):
            yield f"{workflow} has no {verdict} example: write {DIRECTORIES[0]}/{workflow}/{verdict}/<name>.md"


def _times(count: int) -> str:
    return f" {count} times" if count > 1 else ""
