"""The recipes in examples/ci against the schemas of GitLab and Azure Pipelines and a linter of shell scripts.

Each linter has a seeded defect that it must report. For a Jenkinsfile no package without a Java machine lints one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.paths import ROOT

pytestmark = pytest.mark.oracle

RECIPES = ROOT / "examples" / "ci"
BIN = Path(sys.executable).parent
SCHEMAS = {"gitlab-ci.yml": "vendor.gitlab-ci", "azure-pipelines.yml": "vendor.azure-pipelines"}


def complaints(path: Path, schema: str) -> list[str]:
    """What the schema of a host says of a file. The one of Azure has a pattern that only Python's syntax takes."""
    options = ["--builtin-schema", schema, "--regex-variant", "python", "--output-format", "json"]
    run = subprocess.run([BIN / "check-jsonschema", *options, path], capture_output=True, check=False)
    found = json.loads(run.stdout)
    return [each["message"] for each in (*found["errors"], *found.get("parse_errors", ()))]


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_the_schema_of_the_host_accepts_its_recipe(name: str) -> None:
    assert complaints(RECIPES / name, SCHEMAS[name]) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("gitlab-ci.yml", "reports:", "report:"),
        ("gitlab-ci.yml", "when: always", "when: ever"),
        ("gitlab-ci.yml", "exit_codes: 1", "exit_code: 1"),
        ("azure-pipelines.yml", "displayName:", "displayNames:"),
        ("azure-pipelines.yml", 'fetchDepth: "0"', "fetchDepths: 0"),
    ],
)
def test_the_schema_of_the_host_refuses_what_is_wrong(name: str, old: str, new: str, tmp_path: Path) -> None:
    text = (RECIPES / name).read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), "utf-8")
    assert complaints(tmp_path / name, SCHEMAS[name]) != []


def shellcheck(path: Path) -> list[int]:
    run = subprocess.run([BIN / "shellcheck", "--format", "json", path], capture_output=True, check=False)
    return [each["code"] for each in json.loads(run.stdout)]


def test_shellcheck_has_nothing_to_say() -> None:
    assert shellcheck(RECIPES / "reviewdog.sh") == []


def test_shellcheck_notices_a_word_that_splits(tmp_path: Path) -> None:
    text = (RECIPES / "reviewdog.sh").read_text("utf-8").replace('"$1"', "$1")
    (tmp_path / "reviewdog.sh").write_text(text, "utf-8")
    assert shellcheck(tmp_path / "reviewdog.sh") == [2086]
