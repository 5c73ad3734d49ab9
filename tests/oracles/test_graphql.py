"""What is asked by GraphQL against GitHub's own schema, npm `@octokit/graphql-schema`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from citefirst.github.descriptions import QUERIES

pytestmark = pytest.mark.oracle


def test_every_question_is_one_that_github_knows(node_modules: Path) -> None:
    seeded = QUERIES["issue"].replace("lastEditedAt", "lastEdit")
    asked = json.dumps({**QUERIES, "seeded": seeded})
    command: list[str | Path] = ["node", Path(__file__).parent / "graphql.mjs", node_modules]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert "lastEditedAt" in said.pop("seeded")[0]
    assert said == {name: [] for name in QUERIES}
