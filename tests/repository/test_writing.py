"""Nothing is lost by writing: two at once, a process that is killed, a full disk, and links that lead elsewhere."""

from __future__ import annotations

import ast
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.errors import AlreadyThere, CitefirstError, UsageError
from citefirst.repository import locking, writing
from citefirst.repository.writing import locked, write

PACKAGE = Path(writing.__file__).parent.parent
CHAT = "## Prompt\n\nWhy?\n\n## Output\n\nBecause.\n"
SHARED = GOOD.replace('author: "@alice"', 'author: "@alice"\n  reviewer: "@bob"')
ROUNDS = 12

SIGN = """
import os, sys, time
from click.testing import CliRunner
from citefirst.cli import main
role, who, other, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
for number in range(rounds):
    open(f"ready-{role}-{number}", "w").close()
    while not os.path.exists(f"ready-{other}-{number}"):
        pass
    done = CliRunner().invoke(main, ["approve", f"docs/{number}.md", "--role", role, "--as", who])
    assert done.exit_code == 0, done.output
"""

KILL = """
import importlib, json, os, pkgutil, signal, sys
import citefirst
for found in pkgutil.walk_packages(citefirst.__path__, "citefirst."):
    if not found.name.startswith(("citefirst.lsp", "citefirst.__main__")):
        importlib.import_module(found.name)
from citefirst.cli import main
for line in sys.stdin:
    asked = json.loads(line)
    if not (child := os.fork()):
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.chdir(asked["directory"])
step, calls = asked["step"], 0

def stepping(function):
    def step_by_step(*arguments, **options):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return step_by_step

for name in ("link", "replace", "rename", "fsync", "unlink", "open", "chown"):
    setattr(os, name, stepping(getattr(os, name)))
main(asked["command"])
"""
"""Reads commands, and runs each in a process of its own that a certain call of what changes a disk is the end of."""


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a good record, beside a directory that is not in it."""
    root = tmp_path / "repository"
    Repository.new(root).commit({**BASE, "docs/a.md": GOOD})
    (tmp_path / "outside").mkdir()
    monkeypatch.chdir(root)
    return root


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_of_two_signatures_at_once_both_stay(made: Path) -> None:
    for number in range(ROUNDS):
        (made / "docs" / f"{number}.md").write_text(SHARED)
    people = (("author", "@alice", "reviewer"), ("reviewer", "@bob", "author"))
    both = [
        subprocess.Popen([sys.executable, "-c", SIGN, *each, str(ROUNDS)], stderr=subprocess.PIPE) for each in people
    ]
    assert [(process.communicate()[1], process.returncode) for process in both] == [(b"", 0)] * 2
    kept = [(made / "docs" / f"{number}.md").read_text().count("digest:") for number in range(ROUNDS)]
    assert kept == [2] * ROUNDS
    assert cite("check").exit_code == 0
    assert not [name for name in names(made / "docs") if name.startswith(".")]


Killed = Callable[[int, Path, Sequence[str]], int]


@pytest.fixture(scope="module")
def killed_at() -> Iterator[Killed]:
    """Runs a command in a directory until the step at which it is killed, and returns how it ended."""
    with subprocess.Popen([sys.executable, "-c", KILL], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def run(step: int, directory: Path, command: Sequence[str]) -> int:
            assert process.stdin
            assert process.stdout
            asked = {"step": step, "directory": str(directory), "command": command}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        assert process.stdin
        process.stdin.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
@pytest.mark.parametrize(
    ("command", "place"),
    [
        (("init", "--yes"), ".github/workflows/citefirst.yml"),
        (("new", "note", "--out", "docs/new.md"), "docs/new.md"),
        (("approve", "docs/a.md", "--role", "author", "--as", "@alice"), "docs/a.md"),
        (("log", "add", "docs/b.md", "--tool", "x", "--account", "managed", "--from", "chat.md"), "docs/b.md"),
        (("check", "--write-baseline"), ".citefirst-baseline.json"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_who_is_killed_at_any_step_leaves_nothing_half(
    made: Path, killed_at: Killed, command: tuple[str, ...], place: str
) -> None:
    """After each kill the same command is run again, and what it finds is whole or is not there."""
    (made / "docs" / "b.md").write_text(GOOD.replace("ai: none\n", ""))
    (made / "chat.md").write_text(CHAT)
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file() and ".git" not in path.parts}
    killed = 0
    for step in range(1, 100):
        ended = killed_at(step, made, command)
        found = [path for path in made.rglob("*") if path.is_file() and ".git" not in path.parts]
        kept = [path for path in found if not path.name.startswith(".citefirst-") or path.suffix == ".json"]
        assert [path for path in kept if not path.read_bytes() and path.name != locking.NAME] == []
        if ended != -signal.SIGKILL:
            break
        killed += 1
        for path in found:
            if path not in before and path.name != locking.NAME and not path.name.endswith(".part"):
                path.unlink()
        for path, content in before.items():
            path.write_bytes(content)
    assert killed >= 3
    assert ended == 0
    assert (made / place).stat().st_size > 0
    assert not [path for path in found if path.name == locking.NAME]


def test_a_lock_that_a_dead_process_left_is_no_lock(made: Path) -> None:
    (made / "docs" / locking.NAME).write_text("")
    assert cite("approve", "docs/a.md", "--role", "author", "--as", "@alice").exit_code == 0
    assert names(made / "docs") == ["a.md"]


def test_who_waits_too_long_says_so(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.0)
    with locked(made / "docs" / "a.md"):
        done = cite("approve", "docs/a.md", "--role", "author", "--as", "@alice")
    assert (done.exit_code, "another citefirst process is writing in" in done.stderr) == (4, True)
    assert (made / "docs" / "a.md").read_text() == GOOD


def test_a_new_file_where_no_hard_link_can_be_made(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    write(made / "b.md", "mine\n", new=True)
    with pytest.raises(AlreadyThere, match="was not touched"):
        write(made / "b.md", "yours\n", new=True)
    assert (made / "b.md").read_text() == "mine\n"


@pytest.mark.parametrize("step", ["fsync", "replace", "link"])
def test_a_full_disk_leaves_the_old_file_and_no_scratch(made: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    new = step == "link"
    with pytest.raises(CitefirstError, match="cannot be written: No space left on device"):
        write(made / "docs" / ("b.md" if new else "a.md"), "x", new=new)
    assert names(made / "docs") == ["a.md"]
    assert (made / "docs" / "a.md").read_text() == GOOD


def test_a_name_of_the_greatest_length_is_written(made: Path) -> None:
    write(made / ("a" * 252 + ".md"), "x")
    assert (made / ("a" * 252 + ".md")).read_text() == "x"


def test_old_scratch_is_taken_away_and_that_of_others_is_left(made: Path) -> None:
    old, young, own = (made / f".citefirst-{name}.part" for name in ("0" * 16, "1" * 16, "mine"))
    for path in (old, young, own):
        path.write_text("x")
    os.utime(old, (0, 0))
    os.utime(own, (0, 0))
    write(made / "b.txt", "x")
    assert (old.exists(), young.exists(), own.exists()) == (False, True, True)


def test_scratch_is_no_record(made: Path) -> None:
    (made / "docs" / f".citefirst-{'0' * 16}.part").write_text("half a rec")
    assert "1 record holds" in cite("check").output


def test_a_device_is_written_to_and_not_replaced(made: Path) -> None:
    pipe = made / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe, "told", root=made)
    assert os.read(reader, 10) == b"told"
    os.close(reader)
    assert pipe.is_fifo()


APPROVE = ("approve", "docs/link.md", "--role", "author", "--as", "@alice")
LOG = ("log", "add", "docs/link.md", "--tool", "x", "--account", "managed", "--from", "chat.md")


@pytest.mark.parametrize("command", [APPROVE, LOG], ids=["approve", "log"])
def test_what_a_link_leads_to_is_written_and_the_link_stays(made: Path, command: tuple[str, ...]) -> None:
    text = GOOD if command is APPROVE else GOOD.replace("ai: none\n", "")
    (made / "chat.md").write_text(CHAT)
    (made / "kept").mkdir()
    (made / "kept" / "real.md").write_text(text)
    (made / "docs" / "link.md").symlink_to("../kept/real.md")
    done = cite(*command)
    assert done.exit_code == 0, done.output
    assert (made / "docs" / "link.md").is_symlink()
    assert (made / "kept" / "real.md").read_text() != text


@pytest.mark.parametrize("command", [APPROVE, LOG], ids=["approve", "log"])
def test_a_record_that_lies_elsewhere_is_not_written(made: Path, command: tuple[str, ...]) -> None:
    text = GOOD if command is APPROVE else GOOD.replace("ai: none\n", "")
    outside = made.parent / "outside"
    (outside / "real.md").write_text(text)
    (made / "chat.md").write_text(CHAT)
    (made / "docs" / "link.md").symlink_to(outside / "real.md")
    done = cite(*command)
    assert (done.exit_code, "leads it out of the repository" in done.stderr) == (2, True)
    assert ((outside / "real.md").read_text(), names(outside)) == (text, ["real.md"])
    assert not (made / "docs" / "logs").exists()


@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("docs/logs", ("log", "add", "docs/b.md", "--tool", "x", "--account", "managed", "--from", "chat.md")),
        (".github", ("init", "--yes")),
        ("away", ("new", "note", "--out", "away/new.md")),
        ("away", ("schema", "derive", "docs/a.md", "--out", "away/x.schema.json")),
        ("away", ("check", "--output", "json=away/report.json")),
        ("away", ("check", "--write-baseline", "--baseline", "away/baseline.json")),
    ],
)
def test_a_linked_directory_leads_nothing_out(made: Path, link: str, command: tuple[str, ...]) -> None:
    (made / "chat.md").write_text(CHAT)
    (made / "docs" / "b.md").write_text(GOOD.replace("ai: none\n", ""))
    (made / link).symlink_to(made.parent / "outside")
    done = cite(*command)
    assert (done.exit_code, "leads it out of the repository" in done.output + done.stderr) == (2, True)
    assert names(made.parent / "outside") == []


def test_who_names_a_place_elsewhere_gets_it(made: Path) -> None:
    report = made.parent / "outside" / "report.json"
    assert cite("check", "--output", f"json={report}").exit_code == 0
    assert report.stat().st_size > 0


def test_links_in_a_circle_are_a_sentence(made: Path) -> None:
    (made / "x").symlink_to("y")
    (made / "y").symlink_to("x")
    with pytest.raises(UsageError, match="circle"):
        write(made / "x" / "a.md", "x", root=made)


def test_a_link_that_leads_nowhere_is_there_already(made: Path) -> None:
    (made / "b.md").symlink_to("nowhere.md")
    with pytest.raises(AlreadyThere):
        write(made / "b.md", "x", new=True, root=made)
    assert not (made / "nowhere.md").exists()


def test_mode_and_group_are_kept(made: Path) -> None:
    path = made / "docs" / "a.md"
    path.chmod(0o640)
    before = path.stat()
    assert cite("approve", "docs/a.md", "--role", "author", "--as", "@alice").exit_code == 0
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_a_directory_that_cannot_be_written_is_a_sentence(made: Path) -> None:
    (made / "docs").chmod(0o555)
    try:
        done = cite("approve", "docs/a.md", "--role", "author", "--as", "@alice")
    finally:
        (made / "docs").chmod(0o755)
    assert (done.exit_code, "cannot be locked: Permission denied" in done.stderr) == (4, True)


WRITES = {"write_text", "write_bytes", "rename", "unlink", "symlink_to", "hardlink_to", "truncate", "touch"}


def writers(module: Path) -> list[str]:
    """Calls of a module that change a disk: by a method of `os` or of a path, or by opening to write."""
    found = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        modes = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        writes = name == "open" and any(set(mode) & set("wax+") and len(mode) < 4 for mode in modes)
        if writes or name in WRITES or (name in ("replace", "open", "link") and owner == "os"):
            found.append(f"{owner}.{name}")
    return found


def test_one_module_writes() -> None:
    """Beside that of the cache, which must not load what this one needs, a directory of pages, which is swapped as a
    whole, and a DuckDB file, which DuckDB writes; both are put in place when they are whole."""
    others = ("writing.py", "locking.py", "store.py", "publishing.py", "export.py")
    modules = [path for path in PACKAGE.rglob("*.py") if path.name not in others]
    assert {str(path): found for path in modules if (found := writers(path))} == {}
    assert writers(PACKAGE / "repository" / "writing.py")
