"""The runner of GitHub Actions, played by nektos/act without Docker, and what GitHub would show of what it ran.

act differs from GitHub where GitHub cuts, counts and decodes (it shows all annotations, decodes `%25` too early): from
the raw lines this makes the view of actions/runner 2.336.0 (ActionCommandManager.cs, ExecutionContext.cs).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner_log import Command, commands

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(sys.executable).parent / "act"
TOKEN = "secret-token"
SHIPPED = ("action", "action.yml", "pyproject.toml", "requirements", "schemas", "src")
"""What of the checkout the action needs."""
SHOWN = 10
"""Annotations of each level that are shown of a step; a composite action is one step."""
_STATUS = re.compile(r"^exit status (\d+)")
"""How act tells with which code a step failed; its own is 1 for all."""
LONGEST = 4096
"""Characters of an annotation's message."""


@dataclass(frozen=True)
class Acted:
    """What a run left: `annotations` as GitHub shows them, `dropped` how many it does not, by level."""

    exit: int
    annotations: list[Command]
    dropped: Counter[str]
    outputs: dict[str, str]
    summary: str
    log: str
    seconds: float
    step: float = 0.0
    """Seconds of the action's own step."""

    def shown(self, level: str) -> list[Command]:
        return [command for command in self.annotations if command.name == level]


@dataclass(frozen=True)
class Act:
    """act with a home of its own in a directory, running the action as it stands in this checkout."""

    directory: Path
    variables: dict[str, str]

    @classmethod
    def new(cls, directory: Path, uv: Path | None = None) -> Act:
        """`uv` is a program that the runner has, as some do; else the action brings its own."""
        action = directory / "action"
        for name in SHIPPED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, action / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, action / name)
        (directory / "home").mkdir()
        # Only what pip and uv need of this machine; act hands its whole environment on to the steps.
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
        home = {"HOME": str(directory / "home"), "XDG_CACHE_HOME": str(directory / "cache")}
        path = os.pathsep.join((*((str(uv.parent),) if uv else ()), *_without(os.environ["PATH"])))
        return cls(directory, kept | home | {"PATH": path})

    def run(
        self,
        repository: Path,
        event: str,
        payload: Mapping[str, Any],
        variables: Mapping[str, str],
        inputs: Mapping[str, str] = {},
    ) -> Acted:
        """Run a workflow of one job with the action in it."""
        workflow = self.directory / "evidence.yml"
        workflow.write_text(_workflow(event, inputs), "utf-8")
        (self.directory / "event.json").write_text(json.dumps(payload), "utf-8")
        command = [str(PROGRAM), event, "-P", "ubuntu-latest=-self-hosted", "-W", str(workflow)]
        command += ["-e", str(self.directory / "event.json"), "--json", "--pull=false", "--no-cache-server"]
        command += ["-s", f"GITHUB_TOKEN={TOKEN}"]
        command += ["--local-repository", f"citefirst/citefirst@v1={self.directory / 'action'}"]
        for name, value in {"GITHUB_REPOSITORY": "octo/demo", **variables}.items():
            command += ["--env", f"{name}={value}"]
        started = time.monotonic()
        done = subprocess.run(command, cwd=repository, env=self.variables, capture_output=True, text=True, timeout=300)
        return _acted(done.stdout, time.monotonic() - started)


def _without(path: str) -> list[str]:
    """A search path without the directories that have uv."""
    return [directory for directory in path.split(os.pathsep) if not Path(directory, "uv").exists()]


def install_uv(directory: Path) -> Path:
    """uv as the action's lock names it, so that a run takes no time to bring one."""
    lock = ROOT / "requirements" / "uv.lock"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([*command, "--target", str(directory)], check=True, capture_output=True)
    return directory / "bin" / "uv"


def _workflow(event: str, inputs: Mapping[str, str]) -> str:
    """The job: the action, then what came out of it."""
    given = {"uses": "citefirst/citefirst@v1", "id": "citefirst"} | ({"with": dict(inputs)} if inputs else {})
    outputs = {
        "if": "always()",
        "env": {"OUTPUTS": "${{ toJSON(steps.citefirst.outputs) }}"},
        "run": 'echo "OUTPUTS=$(echo "$OUTPUTS" | tr -d "\\n")"',
    }
    steps = [{"uses": "actions/checkout@v7"}, given, outputs]
    return json.dumps(
        {"name": "evidence", "on": [event], "jobs": {"citefirst": {"runs-on": "ubuntu-latest", "steps": steps}}}
    )


def _acted(printed: str, seconds: float) -> Acted:
    lines, summary, code, step = [], "", 0, 0.0
    outputs: dict[str, str] = {}
    for entry in _entries(printed):
        message = str(entry.get("msg", ""))
        if entry.get("command") == "summary":
            summary = str(entry["content"])
        elif message.startswith("OUTPUTS="):
            outputs = json.loads(message.removeprefix("OUTPUTS="))
        elif entry.get("raw_output") or entry.get("raw"):
            lines.append(str(entry.get("raw") or message).rstrip("\n"))
        elif status := _STATUS.search(message):
            code = int(status[1])
        if entry.get("executionTime") and entry.get("stepID") == ["citefirst"] and entry.get("stage") == "Main":
            step = entry["executionTime"] / 1e9
    kept, dropped = view("\n".join(lines))
    return Acted(code, kept, dropped, outputs, summary, "\n".join(lines), seconds, step)


def _entries(printed: str) -> Iterator[dict[str, Any]]:
    for line in printed.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def view(log: str) -> tuple[list[Command], Counter[str]]:
    """Annotations that GitHub shows of a step's log, and how many it drops by level."""
    kept: list[Command] = []
    seen: Counter[str] = Counter()
    for command in obeyed(log):
        if command.name not in ("error", "warning", "notice"):
            continue
        seen[command.name] += 1
        if seen[command.name] <= SHOWN:
            kept.append(Command(command.name, command.properties, command.message[:LONGEST]))
    return kept, Counter({name: count - SHOWN for name, count in seen.items() if count > SHOWN})


def obeyed(log: str) -> Iterator[Command]:
    """Commands outside of what `stop-commands` encloses."""
    token = ""
    for line in log.split("\n"):
        if token:
            if line.strip() == f"::{token}::":
                token = ""
            continue
        for command in commands(line):
            if command.name == "stop-commands":
                token = command.message
            else:
                yield command
