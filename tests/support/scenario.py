"""A pull request in a real repository, and the Action run on it as the runner runs it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from citefirst.errors import Exit
from citefirst.github import action
from citefirst.github.client import Patience
from citefirst.lookup.inquiry import Options

GOOD = """---
workflow: note
owner:
  author: "@alice"
ai: none
---
# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
UNCITED = GOOD.replace(" [S1]\n", "\n", 1).replace("\n[S1]: https", "\nSee [S1].\n\n[S1]: https")
OWNERLESS = GOOD.replace('owner:\n  author: "@alice"\n', "")
SCHEMA = json.dumps(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Note",
        "description": "A note.",
        "properties": {
            "frontmatter": {"properties": {"owner": {"required": ["author"]}}, "required": ["owner"]},
            "sections": {"properties": {"facts": {"x-facts": "every"}}, "required": ["facts"]},
        },
    }
)
LAX = json.dumps({**json.loads(SCHEMA), "properties": {"sections": {"properties": {"facts": {"x-facts": "none"}}}}})
POLICY = "records:\n  'docs/**': note\n"
BASE = {".citefirst.yml": POLICY, ".citefirst/schemas/note.schema.json": SCHEMA, "README.md": "# Shop\n"}

Files = Mapping[str, str | bytes | None]


@dataclass
class Repository:
    """A git repository in a directory."""

    root: Path

    @classmethod
    def new(cls, root: Path) -> Repository:
        root.mkdir(parents=True, exist_ok=True)
        repository = cls(root)
        repository.git("init", "--quiet", "--initial-branch=main")
        return repository

    def git(self, *arguments: str) -> str:
        identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in IDENTITY}
        environ = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", "-C", self.root, *QUICK, *arguments], check=True, capture_output=True, text=True, env=environ
        )
        return done.stdout.strip()

    def commit(self, files: Files, message: str = "change") -> str:
        """Write files, delete those that are None, and commit. Returns the commit."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


QUICK = ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
"""git without a second process after each command that looks for something to tidy up."""
IDENTITY = (("NAME", "Dev"), ("EMAIL", "dev@example.com"), ("DATE", "2026-11-01T12:00:00Z"))


@dataclass
class PullRequest:
    """Base and head of a pull request, and GitHub's test merge of them, which is checked out."""

    repository: Repository
    base: str
    head: str
    merge: str = ""
    author: str = "dev"
    number: int = 7

    @classmethod
    def open(cls, root: Path, base: Files, head: Files, **given: Any) -> PullRequest:
        repository = Repository.new(root)
        first = repository.commit(base, "base")
        repository.git("switch", "--quiet", "-c", "feature")
        last = repository.commit(head, "head")
        repository.git("switch", "--quiet", "--detach", first)
        repository.git("merge", "--quiet", "--no-ff", "-m", "merge", last)
        return cls(repository, first, last, repository.git("rev-parse", "HEAD"), **given)

    def payload(self) -> dict[str, Any]:
        return {
            "action": "synchronize",
            "pull_request": {
                "number": self.number,
                "user": {"login": self.author},
                "base": {"sha": self.base, "ref": "main"},
                "head": {"sha": self.head},
            },
        }


def shallow_clone(origin: Path, place: Path, commit: str, depth: int = 1, tags: bool = False) -> Repository:
    """Check a commit out as actions/checkout does: alone, with an origin to ask for more."""
    copy = Repository(place)
    place.mkdir()
    copy.git("init", "--quiet")
    copy.git("remote", "add", "origin", f"file://{origin}")
    copy.git("fetch", "--quiet", f"--depth={depth}", *(("--tags",) if tags else ()), "origin", commit)
    # On a branch: act copies no empty directories, and without any ref git sees no repository.
    copy.git("checkout", "--quiet", "-B", "work", commit)
    return copy


@dataclass
class Ran:
    """What a run left behind."""

    exit: Exit
    log: str
    outputs: dict[str, str]
    summary: str
    slept: list[float] = field(default_factory=list)

    def file(self, output: str) -> str:
        return Path(self.outputs[output]).read_text("utf-8")


def environment(
    directory: Path, workspace: Path, event: str, payload: Mapping[str, Any], sha: str, **inputs: str
) -> dict[str, str]:
    """The variables that the runner sets, and the inputs as action.yml passes them on."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "event.json").write_text(json.dumps(payload))
    for name in ("output", "summary"):
        (directory / name).write_text("")
    variables = {
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(directory / "event.json"),
        "GITHUB_REPOSITORY": "octo/demo",
        "GITHUB_SHA": sha,
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_WORKFLOW": "evidence",
        "GITHUB_JOB": "citefirst",
        "GITHUB_RUN_ID": "1000",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_OUTPUT": str(directory / "output"),
        "GITHUB_STEP_SUMMARY": str(directory / "summary"),
        "RUNNER_TEMP": str(directory),
    }
    return variables | {f"INPUT_{name.upper()}": value for name, value in {"token": "secret", **inputs}.items()}


def run(environ: Mapping[str, str], options: Options | None = None) -> Ran:
    """Run the Action in this process. `options` say how cited addresses are asked."""
    lines: list[str] = []
    slept: list[float] = []
    code = action.main(environ, lines.append, slept.append, Patience(repeats=2, pause=0, ceiling=1), options)
    written = Path(environ["GITHUB_OUTPUT"]).read_text("utf-8")
    summary = Path(environ["GITHUB_STEP_SUMMARY"]).read_text("utf-8")
    return Ran(code, "\n".join(lines) + "\n", outputs(written), summary, slept)


def outputs(written: str) -> dict[str, str]:
    """Outputs as the runner reads them: `name<<delimiter`, the value, the delimiter."""
    found = {}
    lines = iter(written.splitlines())
    for line in lines:
        name, _, delimiter = line.partition("<<")
        value = []
        for inner in lines:
            if inner == delimiter:
                break
            value.append(inner)
        found[name] = "\n".join(value)
    return found


Scenario = Callable[..., Ran]
