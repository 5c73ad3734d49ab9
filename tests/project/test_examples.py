"""Every record under `examples/`: good ones hold, bad ones yield exactly what they announce, on their lines.

A line announces what it breaks by `<!-- expect: CF201, CF204 -->`, in front matter inside a YAML comment; a line
that can hold no comment is announced by `<!-- expect-next: CF204 -->` on the line before it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from support.builtin_workflows import WORKFLOWS
from support.paths import ROOT

from citefirst.check.rulebook import Rulebook
from citefirst.repository.working import WorkingTree
from citefirst.rules.examples import DAY
from citefirst.tasks.checkout import CheckRequest, Run

EXAMPLES = ROOT / "examples"
MARK = re.compile(r"<!-- expect(-next)?: ([A-Z0-9, ]+) -->")


def announced(path: Path) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        for match in MARK.finditer(line):
            for code in match.group(2).split(","):
                found[code.strip(), number + (match.group(1) is not None)] += 1
    return found


def found(path: Path) -> Counter[tuple[str, int]]:
    run = Run.start(CheckRequest((path,), day=DAY))
    report = run.report(run.files())
    assert len(report.records) == 1, "the example is governed by no workflow"
    return Counter((finding.code, finding.region.line) for finding in report.findings)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/good/*.md")), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_good_examples_hold(path: Path) -> None:
    assert not announced(path)
    assert found(path) == Counter()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/bad/*.md")), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_bad_examples_yield_what_they_announce(path: Path) -> None:
    assert announced(path), "a bad example announces at least one finding"
    assert found(path) == announced(path)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_each_workflow_has_two_good_examples_and_bad_ones(workflow: str) -> None:
    assert len(list((EXAMPLES / workflow / "good").glob("*.md"))) >= 2
    assert list((EXAMPLES / workflow / "bad").glob("*.md"))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*/*.md")), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_examples_are_records_of_their_directorys_workflow(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.search(rf"^workflow: {path.parts[-3]}(?: #.*)?$", text, re.MULTILINE) or "expect: CF0" in text


def test_our_own_decisions_hold() -> None:
    tree = WorkingTree(EXAMPLES.parent)
    run = Run(CheckRequest(), tree, (tree.root / "docs",), Rulebook.load(tree))
    report = run.report(run.files())
    assert len(report.records) >= 4
    assert [(finding.path, finding.region.line, finding.code) for finding in report.findings] == []
