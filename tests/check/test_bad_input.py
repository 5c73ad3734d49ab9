"""Input that is broken or means harm: a finding or one clear sentence, never a traceback, never a hang."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = "---\nworkflow: incident-postmortem\n---\n# A\n\n## Summary\n\nUNKNOWN: what happened.\n"
FRONT = "---\nworkflow: incident-postmortem\n---\n"
LIMIT = 20
"""Seconds after which a run counts as hung: far above what any of these needs, so that a busy machine fails no test."""

Make = Callable[[Path], object]

CASES: list[tuple[str, Make, str]] = [
    ("empty", lambda p: p.write_bytes(b""), "CF003"),
    ("binary", lambda p: p.write_bytes(bytes(range(256)) * 40), "CF001"),
    ("not UTF-8", lambda p: p.write_bytes(FRONT.encode() + b"# Caf\xe9\n"), "CF001"),
    ("50 MB", lambda p: p.write_bytes(FRONT.encode() + b"It rose by 5 %.\n" * (50 * 2**16)), "CF001"),
    ("1 MB line", lambda p: p.write_text(FRONT + "It rose. " * 110_000), "CF001"),
    ("long line", lambda p: p.write_text(FRONT + "It rose. " * 20_000), "CF001"),
    ("link out of the tree", lambda p: p.symlink_to("/etc/passwd"), "CF001"),
    ("dangling link", lambda p: p.symlink_to("nowhere.md"), "CF001"),
    ("circular link", lambda p: p.symlink_to(p.name), "CF001"),
    ("named pipe", os.mkfifo, "CF001"),
    ("YAML bomb", lambda p: p.write_text("---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\n"), "CF002"),
    ("deep YAML", lambda p: p.write_text("---\na: " + "[" * 20_000 + "\n---\n"), "CF002"),
    ("deep YAML lists", lambda p: p.write_text("---\n" + "- " * 20_000 + "\n---\n"), "CF002"),
    ("huge front matter", lambda p: p.write_text("---\na: " + "x" * 100_000 + "\n---\n"), "CF002"),
    ("unclosed front matter", lambda p: p.write_text("---\nworkflow: incident-postmortem\n# A\n"), "CF002"),
    ("TOML", lambda p: p.write_text('+++\ntitle = "x"\n+++\n# A\n'), "CF002"),
    ("10,000 lists", lambda p: p.write_text(FRONT + "- " * 10_000 + "a\n"), "CF001"),
    ("10,000 quotes", lambda p: p.write_text(FRONT + "> " * 10_000 + "a\n"), "CF001"),
    ("10,000 nested items", lambda p: p.write_text(FRONT + "".join(" " * i + "- a\n" for i in range(300))), "CF001"),
    ("brackets", lambda p: p.write_text(FRONT + "[" * 40_000 + "\n"), "CF101"),
    ("images", lambda p: p.write_text(FRONT + "![" * 20_000 + "\n"), "CF101"),
    ("comments", lambda p: p.write_text(FRONT + "a <!-- " * 5_000 + "\n"), "CF101"),
    ("open tags", lambda p: p.write_text(FRONT + "<div>" + '<a href="' * 1_700 + "\n"), "CF101"),
    ("links", lambda p: p.write_text(FRONT + "[a](" * 10_000 + "\n"), "CF101"),
    ("backticks", lambda p: p.write_text(FRONT + "".join("`" * i + " " for i in range(250)) + "\n"), "CF101"),
    ("a directory named .md", lambda p: p.mkdir(), ""),
]


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "citefirst", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


@pytest.mark.parametrize(("make", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_input_is_a_finding_and_other_files_are_still_checked(tmp_path: Path, make: Make, code: str) -> None:
    (tmp_path / ".citefirst.yml").write_text("records:\n  '*.md': incident-postmortem\n")
    (tmp_path / "z.md").write_text(GOOD)
    make(tmp_path / "bad.md")
    done = run(tmp_path, "check")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stderr == ""
    assert "z.md:" in done.stdout
    if code:
        assert f"[{code}]" in "".join(line for line in done.stdout.split("\n") if line.startswith("bad.md:"))


def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    path = tmp_path / "a.md"
    path.write_text(GOOD)
    path.chmod(0)
    assert "CF001" in run(tmp_path, "check", "a.md").stdout


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "nowhere.md")
    assert done.returncode == 2
    assert done.stderr == "citefirst: nowhere.md does not exist: name a file or a directory\n"


def test_nothing_to_check_is_said_and_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Hello\n")
    done = run(tmp_path, "check", "README.md")
    assert done.returncode == 3
    assert "README.md" in done.stdout + done.stderr
