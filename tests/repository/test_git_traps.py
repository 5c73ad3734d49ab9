"""No command of the tree is run: each way to call git, in a clone full of what git would take for its settings."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.paths import ROOT
from support.scenario import BASE, GOOD, UNCITED, PullRequest, Repository, environment, run, shallow_clone

from citefirst.cli import main
from citefirst.lsp.project import Project
from citefirst.repository.git import Repository as Checkout

SOURCES = ROOT / "src"
PROGRAMS = {
    "core": ("fsmonitor", "sshCommand", "pager", "editor", "askPass", "alternateRefsCommand", "gitProxy"),
    'remote "origin"': ("uploadpack", "receivepack"),
    "diff": ("external",),
    'diff "trap"': ("command", "textconv"),
    'filter "trap"': ("clean", "smudge"),
    "gpg": ("program",),
    "credential": ("helper",),
    "uploadpack": ("packObjectsHook",),
    "alias": ("diff", "log", "fetch"),
}
HOOKS = ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "post-merge")


def skeleton(prefix: str, marks: Path, origin: Path, commit: str) -> dict[str, str]:
    """The files of a repository below a directory of the tree, with a trap for each setting that names a program."""
    mark = f"{marks}/{prefix}"
    lines = ["[core]", "repositoryformatversion = 0", "bare = false", "worktree = .", "hooksPath = hooks"]
    lines += ["[log]", "showSignature = true", "[protocol]", "allow = always"]
    lines += ['[remote "origin"]', f"url = file://{origin}"]
    for section, names in PROGRAMS.items():
        lines.append(f"[{section}]")
        for name in names:
            trap = f"touch {mark}-{section.split()[0]}-{name}; cat"
            lines.append(f'{name} = "{"!" if section in ("credential", "alias") else ""}{trap}"')
    files = {
        "HEAD": f"{commit}\n",
        "config": "\n".join(lines) + "\n",
        "objects/info/alternates": "../../.git/objects\n",
        "refs/keep": "",
        "shallow": "",
        "info/attributes": "* filter=trap diff=trap\n",
        ".gitattributes": "* filter=trap diff=trap\n",
        **{f"hooks/{name}": f"#!/bin/sh\ntouch {mark}-hook-{name}\n" for name in HOOKS},
    }
    return {f"{prefix}/{name}": content for name, content in files.items()}


class Trapped:
    """A shallow clone whose origin has more history, with traps in `sub`, which has a policy too, and in `docs`."""

    def __init__(self, directory: Path) -> None:
        self.marks = directory / "marks"
        self.marks.mkdir()
        self.directory = directory
        origin = directory / "origin"
        first = Repository.new(origin).commit(BASE | {"docs/a.md": GOOD})
        for number in range(5):
            base = Repository(origin).commit({"README.md": str(number)})
        sub = {f"sub/{name}": text for name, text in BASE.items()} | {"sub/.citefirst.yml": "records: {'*.md': note}\n"}
        traps = skeleton("sub", self.marks, origin, base) | skeleton("docs", self.marks, origin, base)
        # Somebody else's files, which the pull request brings along beside its record.
        records = {"sub/x.md": GOOD, "docs/a.md": UNCITED}
        Repository(origin).git("switch", "--quiet", "-c", "feature", first)
        head = Repository(origin).commit({**sub, **traps, **records}, "subject \x01 with \x02 controls")
        for name in HOOKS:
            (origin / "sub" / "hooks" / name).chmod(0o755)
            (origin / "docs" / "hooks" / name).chmod(0o755)
        head = Repository(origin).commit({})
        Repository(origin).git("switch", "--quiet", "--detach", base)
        Repository(origin).git("merge", "--quiet", "--no-ff", "-m", "merge", head)
        self.pull = PullRequest(Repository(origin), base, head, Repository(origin).git("rev-parse", "HEAD"))
        self.clone = shallow_clone(origin, directory / "clone", head)
        self.clone.git("fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main")
        (self.clone.root / "sub" / "x.md").write_text(GOOD + "\nMore.\n")
        self.clone.git("add", "sub/x.md")
        (self.clone.root / "sub" / "x.md").touch()

    def found(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir())


@pytest.fixture
def trapped(tmp_path: Path) -> Trapped:
    return Trapped(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Trapped:
    """One for all that write nothing into it."""
    return Trapped(tmp_path_factory.mktemp("trapped"))


COMMANDS = [
    *(
        "check",
        "check x.md",
        "check --staged",
        "check --staged x.md",
        "check --since HEAD",
        "check --since origin/main",
    ),
    *("check --since origin/main --changed-lines", "check --staged --changed-lines", "check --show-policy"),
    *("check --write-baseline", "claims x.md", "trace x.md", "trace x.md --format html", "workflows"),
    *("approve x.md --role author --as @alice", "new note", "prompt x.md", "init --yes", "schema check", "schema test"),
    "log add",
]


@pytest.mark.parametrize("place", ["sub", "docs", "."])
def test_no_command_of_the_command_line_runs_what_the_tree_says(
    trapped: Trapped, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(trapped.clone.root / place)
    record = {"sub": "x.md", "docs": "a.md", ".": "sub/x.md"}[place]
    for command in COMMANDS:
        done = CliRunner().invoke(main, command.replace("x.md", record).split())
        assert (command, type(done.exception) in (type(None), SystemExit)) == (command, True)
        assert (command, trapped.found()) == (command, [])


def test_no_call_of_the_library_runs_what_the_tree_says(trapped: Trapped) -> None:
    place = trapped.clone.root / "sub"
    assert Project.around(place / "x.md").check(place / "x.md", UNCITED, "2026-11-23")
    repository = Checkout(place)
    assert repository.origin() == f"file://{trapped.pull.repository.root}"
    assert [touch.subject for touch, _ in repository.versions("x.md")] != []
    repository.bring("main")
    assert repository.merge_base(trapped.pull.base, trapped.pull.head)
    assert repository.staged().exists("x.md")
    assert trapped.found() == []


EVENTS: list[tuple[str, str, dict[str, str]]] = [
    ("pull_request", "merge", {}),
    ("pull_request", "head", {}),
    ("pull_request_target", "base", {}),
    ("merge_group", "merge", {}),
    ("push", "head", {}),
    ("push", "head", {"base_ref": "main"}),
]


@pytest.mark.parametrize(("event", "checked_out", "inputs"), EVENTS)
@pytest.mark.parametrize("place", ["sub", "docs"])
def test_no_event_of_the_action_runs_what_the_tree_says(
    shared: Trapped, tmp_path: Path, event: str, checked_out: str, inputs: dict[str, str], place: str
) -> None:
    pull = shared.pull
    commit = getattr(pull, checked_out)
    workspace = shallow_clone(pull.repository.root, tmp_path / "workspace", commit).root
    payload: dict[str, Any] = pull.payload() | {"merge_group": {"base_sha": pull.base, "base_ref": "refs/heads/main"}}
    given = {"comment": "never", "working_directory": place, **inputs}
    ran = run(environment(tmp_path / "runner", workspace, event, payload, commit, **given))
    assert (shared.found(), ran.outputs["verdict"]) == ([], "fail"), ran.log


def test_every_call_names_the_repository_and_switches_programs_off(
    trapped: Trapped, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    original: Callable[..., Any] = subprocess.run

    def recorded(command: list[str], **given: Any) -> Any:
        calls.append(command)
        assert not {"GIT_DIR", "GIT_EXTERNAL_DIFF"} & given["env"].keys()
        return original(command, **given)

    for name in ("GIT_DIR", "GIT_EXTERNAL_DIFF"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setattr(subprocess, "run", recorded)
    monkeypatch.chdir(trapped.clone.root / "sub")
    for command in ("check", "check --staged", "check --since origin/main --changed-lines", "trace x.md"):
        CliRunner().invoke(main, command.split())
    assert len(calls) > 8
    needed = "safe.bareRepository=explicit core.fsmonitor=false protocol.ext.allow=never".split()
    for call in calls:
        assert f"--git-dir={trapped.clone.root / '.git'}" in call
        assert f"--work-tree={trapped.clone.root}" in call
        assert [setting for setting in (*needed, f"core.hooksPath={os.devnull}") if setting not in call] == []
        assert Path(call[0]).is_absolute()
        asks = {"fetch", "ls-remote"} & set(call)
        assert not asks or "--upload-pack=git-upload-pack" in call
    assert any("fetch" in call for call in calls)


def test_one_module_runs_programs() -> None:
    runs = re.compile(r"\b(subprocess|os\.(system|popen|exec\w*|spawn\w*)|pty|create_subprocess\w*)\b(?!_path)")
    found = {path.name for path in SOURCES.rglob("*.py") if runs.search(path.read_text("utf-8"))}
    assert found == {"gitcall.py"}
