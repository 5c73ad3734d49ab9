"""Tools of others that read the same files, in an environment of their own that lasts as long as a run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

PYTHON_PEERS = ("rumdl", "check-jsonschema", "markdown-it-py>=4", "PyYAML")
NODE_PEER = "markdownlint-cli2"
PARSE = """
import pathlib
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark").enable("table")
for path in sorted(pathlib.Path("docs").glob("*.md")):
    parser.parse(path.read_text("utf-8"))
"""
FRONT = """
import json, pathlib, yaml
pathlib.Path("front").mkdir(exist_ok=True)
for path in pathlib.Path("docs").glob("*.md"):
    data = yaml.load(path.read_text("utf-8").split("---\\n")[1], yaml.CSafeLoader)
    pathlib.Path("front", path.stem + ".json").write_text(json.dumps(data, default=str))
pathlib.Path("front.schema").write_text(json.dumps({"type": "object", "required": ["workflow", "owner"]}))
"""


class Peers:
    """Tools of others, in an environment that lasts as long as this run."""

    def __init__(self, directory: Path) -> None:
        self.bin = directory / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        self.node = directory / "node"
        venv.create(directory / "venv", with_pip=True)
        for name in PYTHON_PEERS:
            if fault := _fault([self.python, "-m", "pip", "install", "--quiet", name]):
                print(f"{name} is left out: it cannot be installed: {fault}")
        npm = shutil.which("npm")
        fault = (
            _fault([npm, "install", "--silent", "--prefix", str(self.node), NODE_PEER]) if npm else "there is no npm"
        )
        if fault:
            print(f"{NODE_PEER} is left out: it cannot be installed: {fault}")

    @property
    def python(self) -> str:
        return str(self.bin / "python")

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Yield names and commands of those that are there."""
        rumdl, schema = shutil.which("rumdl", path=self.bin), shutil.which("check-jsonschema", path=self.bin)
        lint = shutil.which(NODE_PEER, path=self.node / "node_modules" / ".bin")
        yield "markdown-it-py alone", [self.python, "-c", PARSE]
        if rumdl:
            yield "rumdl, no cache", [rumdl, "check", "--no-cache", "--quiet", "docs"]
        if lint:
            yield NODE_PEER, [lint, "docs/*.md"]
        if schema:
            files = 'exec "$0" --schemafile front.schema front/*.json'
            yield "check-jsonschema (front matter)", ["sh", "-c", files, schema]


def _fault(command: Sequence[str]) -> str:
    """What a command that fails says last, "" where it does not."""
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stderr.strip().splitlines() or ["it says nothing"])[-1] if done.returncode else ""
