"""The pages that somebody reads first, done as they say: installed from a checkout, in an empty repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from support.paths import ROOT

from citefirst import __version__

pytestmark = pytest.mark.oracle

PAGES = (
    "README.md",
    "docs/adopting.md",
    "docs/records.md",
    *(f"docs/tutorials/{reader}.md" for reader in ("author", "maintainer", "security-lead", "auditor")),
)
_BLOCK = re.compile(r"((?:^[^\n`][^\n]*\n)*)\n?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w./-]+\.(?:md|ya?ml))`")
_NOT_SHIPPED = shutil.ignore_patterns(".*", "tests", "benchmarks", "build", "dist", "node_modules", "__pycache__")


class Block(NamedTuple):
    """A block of a page: `before` is the paragraph above it."""

    before: str
    kind: str
    text: str

    def file(self) -> str:
        """The file that it is: named in its first comment, or last in the paragraph above; "" for front matter."""
        own = re.match(r"# ([\w./-]+)\n", self.text)
        return own[1] if own else next(reversed(_FILE.findall(self.before)), "")

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command with what it is said to print."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    found = [Block(*each) for each in _BLOCK.findall(text)]
    assert len(found) * 2 == len(re.findall("(?m)^```", text)), "a block that is not read"
    return found


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of somebody who did what README says first, in a checkout, into an empty Python."""
    place = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT, place / "checkout", ignore=_NOT_SHIPPED)
    subprocess.run([sys.executable, "-m", "venv", place / "python"], check=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG"))}
    path = os.pathsep.join((str(place / "python" / "bin"), os.environ["PATH"]))
    environment = {**kept, "PATH": path, "HOME": str(place), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    (command,) = (each for block in blocks("README.md") for each, _ in block.commands() if "install" in each)
    subprocess.run(f"{command} --quiet", shell=True, cwd=place / "checkout", env=environment, check=True)
    brought = subprocess.run(["pip", "list"], env=environment, capture_output=True, text=True, check=True).stdout
    assert not re.search("(?i)^(pygithub|cryptography|pyjwt|pynacl|rich|duckdb)\\b", brought, re.MULTILINE)
    return environment


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page: str, installed: Mapping[str, str], tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    last = tmp_path
    for block in blocks(page):
        started = time.monotonic()
        match block.kind:
            case "console":
                for command, output in block.commands():
                    if "install" not in command:
                        assert shell(command, tmp_path, installed) == output
            case "yaml" if not block.file():
                record = tmp_path / "record.md"
                record.write_text(f"---\nworkflow: architecture-decision\n{block.text}---\n# Title\n", "utf-8")
                found = json.loads(shell("citefirst check record.md --format json", tmp_path, installed))
                assert not {"CF002", "CF008"} & {finding["code"] for finding in found["findings"]}
                assert found["records"]
                record.unlink()
            case "markdown" | "yaml":
                last = tmp_path / block.file()
                last.parent.mkdir(parents=True, exist_ok=True)
                last.write_text(block.text, "utf-8")
                shell("citefirst check --show-policy", tmp_path, installed)
            case "diff":
                old, new = (re.findall(f"(?m)^[{sign}](.*)$", block.text) for sign in "-+")
                text = last.read_text("utf-8")
                assert text.count("\n".join(old)) == 1
                last.write_text(text.replace("\n".join(old), "\n".join(new)), "utf-8")
            case other:
                pytest.fail(f"nobody knows how to do a block of {other}")
        print(f"{page}: {block.kind}, {time.monotonic() - started:.1f} s")
    assert shell("citefirst check --format json", tmp_path, installed).startswith("{")


def shell(command: str, directory: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, shell=True, cwd=directory, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    return done.stdout


def test_versions_agree() -> None:
    """Major version, tag of the action and revision of the hooks, wherever they are named."""
    major = __version__.split(".")[0]
    named = 0
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/workflows/*.yml")):
        text = path.read_text("utf-8")
        tags = re.findall(r"citefirst/citefirst@(v[\w.]+)", text)
        revisions = re.findall(r"citefirst/citefirst\n +rev: (\S+)", text)
        assert {*tags} <= {f"v{major}"}, path
        assert {*revisions} <= {f"v{__version__}"}, path
        named += len(tags) + len(revisions)
    assert named > 5
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_hooks_of_the_page_are_those_that_there_are() -> None:
    (config,) = (block for block in blocks("docs/adopting.md") if block.kind == "yaml")
    (repo,) = yaml.safe_load(config.text)["repos"]
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in repo["hooks"]} == offered
