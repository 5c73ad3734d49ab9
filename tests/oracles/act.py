"""The runner of GitHub Actions, played by nektos/act on this machine, without Docker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oracles.runner_view import unguarded, view
from support.paths import ROOT
from support.runner_log import Command

PROGRAM = Path(sys.executable).parent / "act"
TOKEN = "secret-token"
SHIPPED = ("action", "action.yml", "pyproject.toml", "requirements", "schemas", "src")
"""What of the checkout the action needs."""
STEP = "citefirst"
"""The ID of the action's step."""
_STATUS = re.compile(r"^exit status (\d+)")
"""How act tells with which code a step failed; its own is 1 for all."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What a run left: `annotations` as GitHub shows them, `dropped` how many it does not, by level."""

    exit: int
    annotations: list[Command]
    dropped: Counter[str]
    outputs: dict[str, str]
    summary: str
    log: str
    unguarded: list[str]
    """Plain lines of the action's step that the runner would have obeyed as commands."""
    seconds: float
    step: float
    """Seconds of the action's own step."""

    def shown(self, level: str) -> list[Command]:
        return [command for command in self.annotations if command.name == level]


@dataclass(frozen=True, slots=True)
class Act:
    """act with a home of its own in a directory, running the action as it stands in this checkout."""

    directory: Path
    variables: dict[str, str]
    stubs: dict[str, Path] = field(default_factory=dict)
    """Directories that stand for other actions, by `owner/name@version`."""

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
        self, workspace: Path, event: str, payload: Mapping[str, Any], variables: Mapping[str, str], workflow: str
    ) -> Acted:
        """Run a workflow on what is checked out. Runs may overlap."""
        scratch = Path(tempfile.mkdtemp(dir=self.directory))
        (scratch / "evidence.yml").write_text(workflow, "utf-8")
        (scratch / "event.json").write_text(json.dumps(payload), "utf-8")
        command = [str(PROGRAM), event, "-P", "ubuntu-latest=-self-hosted", "-W", str(scratch / "evidence.yml")]
        command += ["-e", str(scratch / "event.json"), "--json", "--pull=false", "--no-cache-server"]
        command += ["--env-file", str(scratch / "none")]  # else act obeys an .env of the repository
        # Not masked: a test can only find in a log what act leaves there.
        command += ["-s", f"GITHUB_TOKEN={TOKEN}", "--insecure-secrets"]
        for action, place in {"citefirst/citefirst@v1": self.directory / "action", **self.stubs}.items():
            command += ["--local-repository", f"{action}={place}"]
        for name, value in {"GITHUB_REPOSITORY": "octo/demo", **variables}.items():
            command += ["--env", f"{name}={value}"]
        started = time.monotonic()
        done = subprocess.run(command, cwd=workspace, env=self.variables, capture_output=True, text=True, timeout=300)
        acted = _acted(done.stdout, time.monotonic() - started)
        if bool(acted.exit) is not bool(done.returncode):
            raise RuntimeError(f"act itself failed: {done.stderr}")
        return acted


def job(event: str, *steps: Mapping[str, object], **inputs: str) -> str:
    """A workflow of one job: the steps, the action, then what came out of it."""
    given: dict[str, object] = {"uses": "citefirst/citefirst@v1", "id": STEP, "with": inputs}
    outputs = {
        "if": "always()",
        "env": {"OUTPUTS": f"${{{{ toJSON(steps.{STEP}.outputs) }}}}"},
        "run": 'echo "OUTPUTS=$(echo "$OUTPUTS" | tr -d "\\n")"',
    }
    content = {"runs-on": "ubuntu-latest", "steps": [{"uses": "actions/checkout@v7"}, given, *steps, outputs]}
    return json.dumps({"name": "evidence", "on": [event], "jobs": {STEP: content}})


def _without(path: str) -> list[str]:
    """A search path without the directories that have uv."""
    return [directory for directory in path.split(os.pathsep) if not Path(directory, "uv").exists()]


def install_uv(directory: Path) -> Path:
    """uv as the action's lock names it, so that a run takes no time to bring one."""
    lock = ROOT / "requirements" / "uv.lock"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([*command, "--target", str(directory)], check=True, capture_output=True)
    return directory / "bin" / "uv"


def _acted(printed: str, seconds: float) -> Acted:
    steps: defaultdict[str, list[str]] = defaultdict(list)
    summary, code, step = "", 0, 0.0
    outputs: dict[str, str] = {}
    for entry in _entries(printed):
        message, identity = str(entry.get("msg", "")), "/".join(entry.get("stepID", [])[:1])
        if entry.get("command") == "summary":
            summary = str(entry["content"])
        elif entry.get("raw_output") and message.startswith("OUTPUTS="):
            outputs = json.loads(message.removeprefix("OUTPUTS="))
        elif entry.get("raw_output") or entry.get("raw"):
            steps[identity].append(str(entry.get("raw") or message).rstrip("\n"))
        elif status := _STATUS.search(message):
            code = int(status[1])
        elif entry.get("executionTime") and entry.get("stepID") == [STEP] and entry.get("stage") == "Main":
            step = entry["executionTime"] / 1e9
    views = [view(lines) for lines in steps.values()]
    annotations = [command for seen in views for command in seen.kept]
    dropped = sum((seen.dropped for seen in views), Counter[str]())
    log = "\n".join(line for lines in steps.values() for line in lines)
    return Acted(code, annotations, dropped, outputs, summary, log, unguarded(steps[STEP]), seconds, step)


def _entries(printed: str) -> Iterator[dict[str, Any]]:
    for line in printed.splitlines():
        if line.startswith("{"):
            yield json.loads(line)
