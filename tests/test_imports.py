"""Data flows one way, only the edges touch the world, and a check of a clean file loads nothing needless."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "citefirst"
MODULES = sorted(SOURCE.rglob("*.py"))

EDGES = ("sources", "cli", "run", "__main__")
"""Top-level modules that touch disk, git, environment or clock."""
WORLD = frozenset(
    "os subprocess socket urllib.request http.client requests github time shutil tempfile multiprocessing".split()
)
READS_ITS_OWN_DATA = ("evidence/targets.py",)
"""Modules that read a file of the package itself, through pathlib."""

MAY_IMPORT = {
    "model": {"document"},
    "errors": set(),
    "document": {"model", "document"},
    "evidence": {"model", "evidence"},
    "facts": {"model", "facts", "document"},
    "figures": {"model", "figures", "document"},
    "workflow": {"model", "errors", "document", "workflow"},
    "resolve": {"model", "document", "evidence"},
    "record": {"model", "document", "facts", "resolve", "workflow"},
    "instance": {"model", "document", "record"},
    "rules": {"model", "document", "record", "instance", "resolve", "rules", "figures"},
    "fingerprint": {"model", "rules"},
    "policy": {"model", "errors", "document"},
    "check": {"model", "document", "fingerprint", "instance", "record", "resolve", "rules", "workflow"},
    "report": {"", "model", "report", "document", "record", "rules"},
    "sources": {"check", "errors", "sources", "workflow", "model"},
    "run": {"check", "errors", "evidence", "model", "policy", "record", "sources", "workflow"},
    "cli": {"", "errors", "model", "report", "rules", "run"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Which parts a part may import: what stands further to the right in docs/architecture.md never appears here."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path: Path) -> None:
    own = {name for name in imported(path) if name == "citefirst" or name.startswith("citefirst.")}
    parts = {name.split(".")[1] if "." in name else "" for name in own} - {"__version__"}
    known = {other.stem if other.suffix else other.name for other in SOURCE.iterdir()}
    assert (parts & (known | {""})) - MAY_IMPORT[part(path)] - {""} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_edges_touch_the_world(path: Path) -> None:
    if part(path) not in EDGES:
        assert WORLD.isdisjoint(imported(path))
        if str(path.relative_to(SOURCE).as_posix()) not in READS_ITS_OWN_DATA:
            assert "pathlib" not in set(imported(path))


HEAVY = (
    "pydantic github rich requests urllib3 cryptography concurrent.futures multiprocessing asyncio importlib.metadata"
    " http.client tomllib email.message pathspec citefirst.figures subprocess socket difflib hashlib"
    " citefirst.report.sarif citefirst.report.json citefirst.report.github citefirst.report.claims"
).split()


def test_a_check_of_a_clean_file_loads_nothing_heavy() -> None:
    record = ROOT / "examples" / "incident-postmortem" / "good" / "checkout-latency.md"
    code = (
        "import sys\n"
        "from citefirst.cli import main\n"
        f"sys.argv = ['citefirst', 'check', {str(record)!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stderr.strip() == "[]"
