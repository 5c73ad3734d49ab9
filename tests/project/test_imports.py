"""Data flows one way, only the edges touch the world, and a check of a clean record loads little.

The first two hold docs/architecture.md; the third holds what a commit hook waits for.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import architecture
import pytest
from support.paths import ROOT

from citefirst.report.formats import FORMATS, module_of
from citefirst.rules.examples import DAY

PACKAGE = ROOT / "src" / "citefirst"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}
RECORDS = [
    next(path for path in sorted(directory.glob("*.md")) if "\nai:\n" not in path.read_text("utf-8")).relative_to(ROOT)
    for directory in sorted(ROOT.glob("examples/*/good"))
]
"""A good record of each workflow for which no assistant was used."""

PURE = """
    bisect collections copy dataclasses datetime difflib enum fractions functools hashlib html itertools json math
    operator pathlib.PurePosixPath posixpath.basename posixpath.dirname posixpath.join posixpath.normpath
    posixpath.splitext re string textwrap types typing unicodedata urllib.parse
""".split()
"""The standard library as far as it has no access to disk, network, clock, environment or another process."""

EDGES = (
    "__main__",
    "cache",
    "cli",
    "commands",
    "dataset",
    "fast",
    "github",
    "lookup",
    "lsp",
    "mcp",
    "repository",
    "tasks",
    "terminal",
)
"""Rooms that touch the world; they may use the whole standard library."""

PARTS = {
    "__init__": "",
    "errors": "traceback",
    "limits": "contextlib",
    "places": "",
    "model": ".places",
    "ailog": ".errors .limits .unzip",
    "document": ".errors .model .places markdown_it mdit_py_plugins yaml",
    "facts": ".model",
    "figures": ".document.labels .model .places",
    "signing": ".ailog.assistants .document.header .model",
    "evidence": ".model .signing.people",
    "workflow": ".document .errors .model .places .signing.people jsonschema referencing",
    "policy": ".document.text .document.yaml .errors .evidence .model .places .signing.people pathspec pydantic",
    "record": ".ailog .document .evidence .facts .model .places .signing.digest .workflow.compile .workflow.status",
    "rules": """
        .ailog .document.header .document.slugs .document.units .document.unread_front .evidence.answers .evidence.keys
        .evidence.naming .facts .figures .model .places .policy .record .signing .workflow
    """,
    "repository": ".errors .limits .model .workflow.catalogue .workflow.documents.BUILT_IN",
    "report": ".document.text .model .places",
    "site": """
        .document .ledger.model .limits .model .record .report jinja2 markdown_it markupsafe altair vl_convert
    """,
    "lookup": ".errors .evidence .record .repository.writing .signing.people certifi pydantic urllib3",
    "cache": ".__version__ .model .places",
    "check": """
        .cache .document .errors .evidence .limits .model .places .policy .record .repository .rules .signing .workflow
    """,
    "ledger": """
        .check.pipeline .document.header .document.status .errors .evidence.targets .model .policy.policy .record
        .report .signing pyarrow
    """,
    "mending": """
        .check.pipeline .document .facts .figures .gather .model .places .record .report.suggestion .report.views.gather
        .rules .signing .workflow.guidance .workflow.outline importlib.import_module
    """,
    "dataset": """
        .errors .ledger .report.tables .repository.writing duckdb pyarrow
    """,
    "github": """
        .__version__ .ailog.commits .cache.store.base .check .dataset .errors .evidence.answers .evidence.readable
        .extras .gather.row .ledger.model .ledger.naming .limits .lookup .mending .model .places .policy .record .report
        .repository .rules.RULES .signing .workflow.catalogue pydantic github requests
    """,
    "shipped": ".evidence.answers .record .repository.messages",
    "gather": ".errors .limits .repository.messages .unzip",
    "rollout": ".ledger.json_schema .ledger.shape .regex .report.summary .report.tables yaml",
    "retro": ".model .repository.raw .repository.replay",
    "lsp": """
        .check .document .errors .limits .mending .model .places .policy .record .report .repository .rules .workflow
        lsprotocol pygls
    """,
    "mcp": """
        .errors .gather.row .model .record.build .report .repository .tasks .workflow.outline mcp
    """,
    "tasks": """
        .__version__ .ailog .cache .check .dataset .document .errors .evidence .gather .github .ledger .limits
        .lookup .mending .model .policy .record .report.diff .report.suggestion .report.summary
        .report.views.attestation .repository .retro .rollout .rules .shipped .signing .site .workflow pyarrow pyspark
    """,
    "cli": ".errors .help .report.escape .terminal click",
    "help": "click difflib.get_close_matches",
    "extras": ".errors importlib.util.find_spec",
    "commands": """
        .__version__ .ailog .cli.printable .dataset .errors .extras .github.action .ledger .limits .lsp .mcp .model
        .report .repository .rollout .rules .tasks .terminal .workflow.outline click
    """,
    "fast": ".cache .limits .record.archive .record.registry .report.formats.text .repository .terminal",
    "structs": "operator exec",
    "regex": "",
    "unzip": "io.BytesIO zipfile zlib.error",
    "terminal": ".report.escape .report.wrapping click",
    "__main__": ".cli .commands.check_run .fast",
}
"""What each room may import beside itself: a dot stands for citefirst, anything below a name is meant as well."""

FLOORS = """
    __main__
    commands
    mcp
    tasks
    github
    dataset lsp rollout site
    ledger mending
    check report.views
    fast gather lookup report.audits report.tables retro rules shipped
    cli policy record report.formats repository
    evidence report.pages terminal workflow
    figures report signing
    cache document facts
    ailog.exports model
    ailog extras places
    __init__ errors help limits regex structs unzip
"""
"""Where each room stands, the top floor first: just above the highest of those that it imports."""

SINGLE = {
    # It only builds elements; the rest of the module reads files.
    "report.formats.junit": """
        xml.etree.ElementTree.Element xml.etree.ElementTree.SubElement xml.etree.ElementTree.indent
        xml.etree.ElementTree.tostring
    """,
    "report.formats.json": ".__version__",
    "report.tables.csv": "csv io.StringIO",  # rows in memory
    "report.formats.sarif": ".__version__",
    "report.views.claims": ".record",  # its subject is the claims, which a Report only counts
    "report.views.attestation": ".__version__",
    "report.views.commands": "click",  # its subject is the commands: docs/commands.md
    "report.views.workflow": ".workflow",  # its subject is the workflow: `schema show`
    "report.views.prompt": ".record",  # its subject is the record: `prompt`
    "report.views.trace": ".record dataclasses.asdict",  # its subject is the chain: `trace`
    "report.views.shipped": ".shipped",  # its subject is a plan beside its history: `shipped`
    "report.views.gather": ".__version__ .gather",  # its subject is what was gathered: `gather`
    "report.views.retro": ".retro",  # its subject is a span of a history: `retro`
    "report.views.policy": ".policy.policy",  # its subject is the policy: `check --show-policy`
    "report.views.rules": ".rules",  # its subject is the rules: `explain` and docs/rules.md
    "site.charts": "xml.etree.ElementTree",  # it only reads and writes the text of a drawing
    "site.pages": "base64.b64encode",  # so that a page names the style that may stand in it
    "gather.slack": "io.BytesIO zipfile zlib.error",  # a ZIP in memory
    "gather.table": "csv io.StringIO",  # rows in memory
    "ailog.exports.archive": "io.BytesIO zipfile zlib.error",  # a ZIP in memory
    "ailog.commits": "pathlib.Path read_text",  # so are the addresses of assistants
    "ailog.credentials": "pathlib.Path read_text",  # so are the kinds of credentials
    "ailog.assistants": "pathlib.Path read_text",  # its table is a JSON file of this package
    "ailog.secrets": "detect_secrets.filters.heuristic importlib.import_module",  # its detectors, by name
    "evidence.targets": "pathlib.Path read_text",  # its tables are JSON files of this package
    "facts.weights": "pathlib.Path read_text",  # so are the weights
    "signing.impersonal": "pathlib.Path read_text",  # so are the names that are not a person's
    "workflow.patterns": "importlib.import_module",  # the standard library's reader of patterns, by name
}
"""What single modules may use beside what their part may."""

WORLD = {"open", "input", "print", "eval", "exec", "breakpoint", "__import__"}
"""Built-in functions that a pure module does not call."""

WORLD_METHODS = {"now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"}

HEAVY = """
    asyncio concurrent.futures cryptography difflib email github http.client importlib.metadata multiprocessing
    pathspec pydantic requests rich socket subprocess tomllib urllib.request urllib3 citefirst.figures
    citefirst.report.views xml yaml
""".split()
HEAVY += [module_of(name) for name in FORMATS if name != "text"]
"""Modules that a check of one clean record without a policy has no use for."""

ON_DEMAND = """
    asyncio concurrent.futures cryptography difflib email github hashlib http.client importlib.metadata jsonschema
    logging multiprocessing pathspec pydantic referencing requests rich socket subprocess tomllib urllib.request urllib3
""".split()
"""Modules that no module of citefirst imports before a function needs them (markdown-it-py imports logging itself)."""


def imports(tree: ast.AST, *, on_start: bool = False) -> Iterator[str]:
    """Dotted names that a module imports, or only those that it imports when it starts; never those for types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from imports(ast.Module(node.orelse, []), on_start=on_start)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)
        elif not (on_start and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)):
            yield from imports(node, on_start=on_start)


def touches(tree: ast.AST) -> Iterator[str]:
    """Functions and methods that a module calls or hands on and that read or change the world."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in WORLD:
            yield node.id
        elif isinstance(node, ast.Attribute) and node.attr in WORLD_METHODS:
            yield node.attr


def below(name: str, names: list[str]) -> bool:
    return any(name == other or name.startswith(other + ".") for other in names)


def strays(module: str, text: str) -> list[str]:
    """What a module uses and may not."""
    part = module.partition(".")[0]
    words = f".{part} .__version__ .regex .structs __future__ {PARTS[part]} {SINGLE.get(module, '')}".split()
    allowed = [f"citefirst{word}" if word.startswith(".") else word for word in words]
    tree = ast.parse(text)
    if part in EDGES:
        return [name for name in imports(tree) if not below(name, [*allowed, *sys.stdlib_module_names])]
    foreign = [name for name in imports(tree) if not below(name, [*allowed, *PURE])]
    return foreign + [name for name in touches(tree) if name not in allowed]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_uses_only_what_its_part_may(module: str) -> None:
    assert strays(module, MODULES[module]) == []


def test_the_table_names_every_part_and_no_other() -> None:
    assert set(PARTS) == {module.partition(".")[0] for module in MODULES}
    assert set(SINGLE) <= set(MODULES)


def test_parts_have_an_order() -> None:
    graph = {part: {word.split(".")[1] for word in row.split() if word.startswith(".")} for part, row in PARTS.items()}
    for module, row in SINGLE.items():
        graph[module.partition(".")[0]] |= {word.split(".")[1] for word in row.split() if word.startswith(".")}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("model") < order.index("record") < order.index("check") < order.index("cli")


def test_each_room_stands_on_the_floor_that_is_planned_for_it() -> None:
    """A room that moves has a new import or lost one: mend that, or change FLOORS and run `make generate`."""
    planned = [sorted(row.split()) for row in FLOORS.strip().splitlines()]
    assert [list(row) for row in reversed(architecture.read().floors)] == planned


def house(directory: Path, **modules: str) -> architecture.House:
    """A package of which each argument is a module in a room of its own: `a="from citefirst.b import m"`."""
    for room, text in modules.items():
        (directory / room).mkdir()
        (directory / room / "__init__.py").touch()
        (directory / room / "m.py").write_text(text)
    return architecture.read(directory)


def test_a_room_stands_just_above_what_it_imports(tmp_path: Path) -> None:
    found = house(tmp_path, a="from citefirst.b import m", b="def f():\n    from citefirst.c.m import g", c="")
    assert found.floors == (("c",), ("b",), ("a",))
    assert found.sentence() == "3 rooms on 3 floors, 2 arrows"


def test_rooms_that_import_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CycleError):
        house(tmp_path, a="from citefirst.b import m", b="from citefirst.c import m", c="from citefirst.a.m import x")


def test_an_import_for_types_alone_is_no_arrow(tmp_path: Path) -> None:
    found = house(tmp_path, a="if TYPE_CHECKING:\n    from citefirst.b import m", b="from citefirst.a import m")
    assert found.floors == (("a",), ("b",))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_does_not_import_what_is_heavy_when_it_starts(module: str) -> None:
    assert [name for name in imports(ast.parse(MODULES[module]), on_start=True) if below(name, ON_DEMAND)] == []


@pytest.mark.parametrize(
    ("module", "text", "stray"),
    [
        ("model", "import os", "os"),
        ("model", "from os import path", "os.path"),
        ("model", "def f():\n    import socket", "socket"),
        ("model", "class A:\n    import time", "time"),
        ("facts.detect", "try:\n    from urllib import request\nexcept ImportError:\n    pass", "urllib.request"),
        ("facts.detect", "if TYPE_CHECKING:\n    import re\nelse:\n    import os", "os"),
        ("facts.detect", "import citefirst.document.parse", "citefirst.document.parse"),
        ("facts.detect", "from citefirst import policy", "citefirst.policy"),
        ("facts.detect", "from . import shape", "..shape"),
        ("rules.people", "from pathlib import Path", "pathlib.Path"),
        ("rules.people", "import jsonschema", "jsonschema"),
        ("rules.people", "from citefirst.cli import main", "citefirst.cli.main"),
        ("rules.people", "from citefirst.recorder import Record", "citefirst.recorder.Record"),
        ("rules.people", "import datetime\ndatetime.date.today()", "today"),
        ("report.formats.text", "print(1)", "print"),
        ("report.formats.text", "from citefirst.record.build import Record", "citefirst.record.build.Record"),
        ("repository.working", "from citefirst.cli import main", "citefirst.cli.main"),
        ("repository.working", "import requests", "requests"),
        ("cli", "import github", "github"),
    ],
)
def test_what_a_module_may_not_use_is_seen(module: str, text: str, stray: str) -> None:
    assert strays(module, text) == [stray]


@pytest.mark.parametrize(
    "text",
    [
        "import re\nfrom urllib.parse import quote",
        "from citefirst import __version__, model",
        "from citefirst.facts import words",
        "if TYPE_CHECKING:\n    from citefirst.policy import Policy",
    ],
)
def test_what_a_module_may_use_is_let_through(text: str) -> None:
    assert strays("facts.detect", text) == []


def test_an_import_inside_a_function_is_not_made_on_start() -> None:
    tree = ast.parse("import a\nclass B:\n    import b\n    def f(self):\n        import c")
    assert list(imports(tree, on_start=True)) == ["a", "b"]
    assert list(imports(tree)) == ["a", "b", "c"]


LOADED = """
import json, sys
before = set(sys.modules)
from citefirst.cli import main
from citefirst.report.formats import FORMATS, module_of
try:
    main(sys.argv[1:])
except SystemExit as error:
    code = error.code or 0
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def loaded(directory: Path, *arguments: str) -> tuple[int, list[str]]:
    """Exit code of a command run in a directory, and the modules that it loaded."""
    code = f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r})\n{LOADED}"
    run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=directory, capture_output=True, text=True)
    exit_code, names = json.loads(run.stderr.splitlines()[-1])
    return exit_code, names


NEEDED = {"customer-communication": ["citefirst.figures"]}
"""What a record needs that others do not: a message's figures are held against its facts."""


def test_a_policy_that_is_valid_is_read_without_pydantic(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / ".citefirst.yml").write_text("records:\n  'examples/**': incident-postmortem\nrules:\n  CF204: off\n")
    record = next(one for one in RECORDS if "incident-postmortem" in str(one))
    code, names = loaded(tmp_path, "check", "--today", DAY, str(record))
    assert code == 0
    assert "pathspec" in names
    assert [name for name in names if below(name, ["pydantic", "pydantic_core", "jsonschema", "difflib"])] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.parts[1])
def test_a_check_of_a_clean_record_loads_nothing_heavy(record: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    code, names = loaded(tmp_path, "check", "--today", DAY, str(record))
    assert code == 0
    assert "citefirst.rules" in names
    needless = [name for name in HEAVY if name not in NEEDED.get(record.parts[1], [])]
    assert [name for name in names if below(name, needless)] == []
