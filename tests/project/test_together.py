"""What belongs together is there together: who adds a format, an export or an event is told what it lacks, and where.

Of rules `rules/test_rules.py` holds examples and documentation.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from click.testing import CliRunner
from support.paths import ROOT, TESTS
from support.report_samples import golden_names

from citefirst.ailog.exports import FORMATS as EXPORTS
from citefirst.cli import main
from citefirst.github.event import EVENTS
from citefirst.report.formats import FORMATS

Files = Mapping[str, str]
"""Texts by their path in the repository, and what a command prints by the command."""

CLI, README, ACTION, ASSISTANTS = "docs/cli.md", "README.md", "docs/github-action.md", "docs/assistants.md"
HELP = "citefirst log add --help"
KNOWN = "src/citefirst/ailog/assistants.json"
SCENARIOS = "tests/oracles/scenarios.py"
NO_CONSUMER = {
    "text": "people read it",
    "concise": "editors and `grep` read it by a pattern, which its test uses",
    "grouped": "people read it",
    "json": "its form is our own, and described by a schema",
    "gitlab": "GitLab publishes no reader of it",
}
"""Formats that no program of somebody else's reads in the tests, and why."""


def _paths() -> Iterator[str]:
    yield from (CLI, README, ACTION, ASSISTANTS, KNOWN)
    for pattern in ("**/*.py", "golden/*", "data/exports/*"):
        yield from (path.relative_to(ROOT).as_posix() for path in TESTS.glob(pattern))


def files() -> dict[str, str]:
    texts = {path: (ROOT / path).read_text("utf-8") for path in _paths()}
    printed = CliRunner().invoke(main, ["log", "add", "--help"], terminal_width=10_000)
    return texts | {HELP: printed.output}


def format_lacks(name: str, files: Files) -> Iterator[str]:
    registry = "src/citefirst/report/formats/__init__.py"
    if f"\n| `{name}` | " not in files[CLI]:
        yield f"{CLI} has no row of the format `{name}`: describe it in FORMATS of {registry}, then run `make generate`"
    if f"`{name}`" not in _between(files[README], "formats"):
        yield f"{README} does not name the format `{name}`: run `make generate`"
    for golden in golden_names(name):
        if f"tests/golden/{golden}" not in files:
            command = "PYTHONPATH=src:tests .venv/bin/python -m support.report_samples"
            yield f"tests/golden/{golden} is missing: run `{command}` and read what it writes"
    if name in NO_CONSUMER:
        if f"tests/report/test_{name}.py" not in files:
            yield f"the format `{name}` has no test: write tests/report/test_{name}.py"
    elif not any(_renders(name, text) for path, text in files.items() if path.startswith("tests/oracles/")):
        yield (
            f"no program of somebody else's reads the format `{name}`: write tests/oracles/test_{name}_consumers.py, "
            f"or say in NO_CONSUMER of tests/project/test_together.py why there is none"
        )


def _between(page: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->(.*?)<!-- end of {name} -->", page, re.DOTALL)
    return found[1] if found else ""


def _renders(name: str, code: str) -> bool:
    """Does a module import the one that renders a format."""
    package = "citefirst.report.formats"
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
    of_package = {alias.name for node in nodes if node.module == package for alias in node.names}
    return name in of_package or f"{package}.{name}" in {node.module for node in nodes}


def export_lacks(name: str, files: Files) -> Iterator[str]:
    form = EXPORTS[name]
    module = f"FORMAT of its module in src/citefirst/ailog/exports/ (`{name}`)"
    rows = json.loads(files[KNOWN])
    managed = [row for row in rows if name in row["exports"] and row["account"] == "managed"]
    if form.vendor and not managed:
        yield f"{KNOWN} has no managed assistant with the export `{name}`: add its row"
    for row in managed:
        if not any(twin["family"] == row["family"] and twin["account"] == "personal" for twin in rows):
            yield f"{KNOWN} has no personal twin of `{row['slug']}`: add one of the family `{row['family']}`"
    if f"\n| {form.assistant} | {form.export} | " not in files[ASSISTANTS]:
        yield f"{ASSISTANTS} has no row of the export `{name}`: say it in {module}, then run `make generate`"
    if form.label not in files[HELP]:
        yield f"`{HELP}` does not name the export `{name}`: it lists the `label` in {module}; mend commands/log.py"
    samples = (path.removeprefix("tests/data/exports/").partition(".")[0] for path in files if _is_sample(path))
    if name != "markdown" and name not in map(_format_of, samples):
        yield f"the export `{name}` has no sample: add tests/data/exports/{name}.json"


def _is_sample(path: str) -> bool:
    return path.startswith("tests/data/exports/") and not path.endswith(".ailog.json")


def _format_of(sample: str) -> str:
    """The export of a sample by its name, which begins with it: the longest name counts."""
    return max((name for name in EXPORTS if f"{sample}-".startswith(f"{name}-")), key=len, default="")


def event_lacks(name: str, files: Files) -> Iterator[str]:
    if name not in _events(files[SCENARIOS]):
        yield f"the event `{name}` of EVENTS in src/citefirst/github/event.py has no scenario: add it to {SCENARIOS}"
    table = [line for line in files[ACTION].splitlines() if line.startswith("| `")]
    if not any(f"`{name}`" in line.split("|")[1] for line in table):
        yield f"{ACTION} does not say what is checked on `{name}`: add it to the table below `What is checked`"


def _events(scenarios: str) -> set[str]:
    """Events that scenarios set: the default of a stage, `stage.event = "…"` and `_whole(stage, "…", …)`."""
    found = set()
    for node in ast.walk(ast.parse(scenarios)):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "event":
            found.add(node.value)
        elif isinstance(node, ast.Assign):
            for target, value in _pairs(node.targets[0], node.value):
                if isinstance(target, ast.Attribute) and target.attr == "event":
                    found.add(value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "_whole":
            found.add(node.args[1])
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return zip(target.elts, value.elts, strict=True)
    return iter([(target, value)])


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_its_row_its_name_its_golden_files_and_a_consumer(name: str) -> None:
    assert list(format_lacks(name, files())) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_has_its_twin_its_row_its_help_and_a_sample(name: str) -> None:
    assert list(export_lacks(name, files())) == []


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_has_its_scenario_and_its_row(name: str) -> None:
    assert list(event_lacks(name, files())) == []


def test_no_scenario_has_an_event_that_nobody_knows() -> None:
    assert _events(files()[SCENARIOS]) == set(EVENTS)


def test_every_reason_to_have_no_consumer_is_a_formats() -> None:
    assert set(NO_CONSUMER) <= set(FORMATS)


Lacks = Callable[[str, Files], Iterator[str]]


@pytest.mark.parametrize(
    ("lacks", "name", "path", "piece", "told"),
    [
        (format_lacks, "junit", CLI, "| `junit` |", "docs/cli.md has no row of the format `junit`"),
        (format_lacks, "junit", README, "`junit`, ", "README.md does not name the format `junit`"),
        (format_lacks, "junit", "tests/golden/hostile.junit", "", "tests/golden/hostile.junit is missing"),
        (format_lacks, "junit", "tests/oracles/test_ci_report_consumers.py", "", "write tests/oracles/test_junit_cons"),
        (format_lacks, "gitlab", "tests/report/test_gitlab.py", "", "write tests/report/test_gitlab.py"),
        (export_lacks, "gemini", KNOWN, '"exports": ["gemini"]', "no managed assistant with the export `gemini`"),
        (export_lacks, "claude", KNOWN, '"account": "personal"', "no personal twin of `claude-enterprise`"),
        (export_lacks, "claude", ASSISTANTS, "| Claude |", "docs/assistants.md has no row of the export `claude`"),
        (export_lacks, "claude", HELP, "Claude export", "`citefirst log add --help` does not name the export"),
        (export_lacks, "claude", "tests/data/exports/claude.json", "", "add tests/data/exports/claude.json"),
        (event_lacks, "merge_group", SCENARIOS, 'stage.event = "merge_group"', "`merge_group` of EVENTS in"),
        (event_lacks, "push", ACTION, "`push`", "does not say what is checked on `push`"),
    ],
)
def test_what_lacks_is_told_with_its_place(lacks: Lacks, name: str, path: str, piece: str, told: str) -> None:
    whole = files()
    assert piece in whole[path]
    if piece:
        nothing = {SCENARIOS: "pass", KNOWN: '"exports": [], "account": ""'}.get(path, "")
        cut = whole | {path: whole[path].replace(piece, nothing)}
    else:
        cut = {each: text for each, text in whole.items() if each != path}
    assert any(told in sentence for sentence in lacks(name, cut)), list(lacks(name, cut))
