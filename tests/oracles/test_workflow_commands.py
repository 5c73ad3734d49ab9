"""Workflow commands against those of GitHub's own toolkit, npm `@actions/core`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.report_samples import HOSTILE_TEXTS

from citefirst.report.formats.github import command

pytestmark = pytest.mark.oracle

Toolkit = Callable[[str, dict[str, str], str], str]
TEXT = st.text(min_size=1, max_size=60) | st.text("%:,\r\n=;]#025ADae ", min_size=1, max_size=60)
# The names of the command's properties in the toolkit's interface.
NAMES = {"line": "startLine", "col": "startColumn"}


@pytest.fixture(scope="module")
def toolkit(node_modules: Path) -> Iterator[Toolkit]:
    """What `core.error(message, properties)` and its like print."""
    script = Path(__file__).parent / "commands.mjs"
    with subprocess.Popen(["node", script, node_modules], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout

        def line(name: str, properties: dict[str, str], message: str) -> str:
            assert process.stdin
            assert process.stdout
            named = {NAMES.get(key, key): value for key, value in properties.items()}
            process.stdin.write(json.dumps({"name": name, "message": message, "properties": named}).encode() + b"\n")
            process.stdin.flush()
            return process.stdout.readline().decode().removesuffix("\n")

        yield line
        process.stdin.close()


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(["error", "warning", "notice"]), TEXT, TEXT, TEXT)
def test_commands_are_those_of_the_toolkit(toolkit: Toolkit, name: str, title: str, file: str, message: str) -> None:
    properties = {"title": title, "file": file, "line": "3", "endLine": "3", "col": "1", "endColumn": "9"}
    assert command(name, properties, message) == toolkit(name, properties, message)


@pytest.mark.parametrize("text", [text for text in HOSTILE_TEXTS if text and "\ud800" not in text])
def test_hostile_text_is_escaped_as_the_toolkit_does(toolkit: Toolkit, text: str) -> None:
    properties = {"file": text, "line": "1", "endLine": "2"}
    assert command("error", properties, text) == toolkit("error", properties, text)
