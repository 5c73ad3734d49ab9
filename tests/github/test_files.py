"""What the action leaves for the runner: files whole or not at all, outputs that none forges, a log that is obeyed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.runner_log import Command, commands

from citefirst.errors import CitefirstError, UsageError
from citefirst.github import files
from citefirst.github.log import StepLog
from citefirst.repository.writing import write


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def full(*given: object, **named: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def test_a_file_is_written_as_it_is(tmp_path: Path) -> None:
    """Its directory is made, its line ends are kept, and what is no text is told by its code."""
    path = tmp_path / "deep" / "er" / "report.json"
    assert write(path, "first\nü\r\n\udcff") == path
    assert path.read_bytes() == "first\nü\r\n\\udcff".encode()
    write(path, "second")
    assert path.read_text("utf-8") == "second"
    assert names(path.parent) == ["report.json"]


FAILURES = {"put in its place": (Path, "replace"), "given a directory": (Path, "mkdir")}


@pytest.mark.parametrize("failure", FAILURES)
def test_the_old_file_is_kept_where_the_new_one_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    path = write(tmp_path / "report.json", "first")
    monkeypatch.setattr(*FAILURES[failure], full)
    with pytest.raises(CitefirstError, match=r"report\.json cannot be written: No space left on device$"):
        write(path, "second")
    assert path.read_text("utf-8") == "first"
    assert names(tmp_path) == ["report.json"]


def test_a_directory_in_the_place_of_a_file_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    (tmp_path / "report.json" / "kept").write_text("")
    with pytest.raises(CitefirstError, match="cannot be written"):
        write(tmp_path / "report.json", "x")
    with pytest.raises(CitefirstError, match="cannot be written"):
        write(tmp_path / "report.json" / "kept" / "below.json", "x")
    assert names(tmp_path) == ["report.json"]
    assert names(tmp_path / "report.json") == ["kept"]


@pytest.mark.parametrize("target", ["secret", "nowhere", "directory", "out.json"])
def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret").write_text("kept")
    (tmp_path / "directory").mkdir()
    (tmp_path / "out.json").symlink_to(target)
    write(tmp_path / "out.json", "report")
    assert (tmp_path / "secret").read_text() == "kept"
    assert names(tmp_path) == ["directory", "out.json", "secret"]
    assert not (tmp_path / "out.json").is_symlink()
    assert (tmp_path / "out.json").read_text() == "report"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_report_may_be_read_by_whom_the_job_lets_read_its_files(tmp_path: Path) -> None:
    """A later step may run as another user, as in a container: a report has the rights of any new file."""
    (tmp_path / "any").write_text("")
    rights = [path.stat().st_mode for path in (write(tmp_path / "report.json", "x"), tmp_path / "any")]
    assert rights[0] == rights[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / "out").mkdir()
    for link, target in LINKS.items():
        (root / link).symlink_to(target)
    return root


LINKS = {"outside": "..", "docs/far": "/", "later": "../not-yet", "inside": "out", "again": "outside", "loop": "loop"}
INSIDE = [
    (".", "a.json", "a.json"),
    (".", "new/deep/a.json", "new/deep/a.json"),
    ("docs", "a.json", "docs/a.json"),
    ("docs", "../out/a.json", "out/a.json"),
    (".", "./docs/../a.json", "a.json"),
    (".", "inside/a.json", "inside/a.json"),
    (".", "outside/../a.json", "a.json"),
    (".", "..a/a.json", "..a/a.json"),
]
LEAVING = [
    (".", "../a.json"),
    (".", "docs/../../a.json"),
    ("docs", "../../a.json"),
    (".", "outside/a.json"),
    (".", "outside/root2/a.json"),
    (".", "docs/far/tmp/a.json"),
    ("docs", "far/tmp/a.json"),
    (".", "later/a.json"),
    (".", "again/a.json"),
    (".", "."),
    (".", ".."),
    ("..", "a.json"),
    ("outside", "a.json"),
]


@pytest.mark.parametrize(("directory", "name", "expected"), INSIDE)
def test_a_report_stays_in_the_checkout(checkout: Path, directory: str, name: str, expected: str) -> None:
    assert files.inside(checkout, checkout / directory, name, "json-file") == checkout / expected


@pytest.mark.parametrize(("directory", "name"), LEAVING)
def test_a_report_that_would_leave_the_checkout_is_refused(checkout: Path, directory: str, name: str) -> None:
    """Links are the pull request's, so that it could say where a report is written."""
    with pytest.raises(UsageError) as caught:
        files.inside(checkout, checkout / directory, name, "sarif-file")
    assert str(caught.value) == f"the input sarif-file names {name}, which is outside the repository"


def test_a_link_that_leads_in_a_circle_is_one_sentence(checkout: Path) -> None:
    """Whether Python tells it from the path alone differs by version; writing must tell it in any case."""
    with pytest.raises(CitefirstError, match=r"loop.*(outside the repository|cannot be written)"):
        write(files.inside(checkout, checkout, "loop/a.json", "json-file"), "x")


def test_an_absolute_path_is_the_workflows_own_word(checkout: Path, tmp_path: Path) -> None:
    assert files.inside(checkout, checkout / "docs", str(tmp_path / "a.json"), "json-file") == tmp_path / "a.json"


def test_a_runners_file_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    for text in ("a\n", "ü\r\n", "\udcff\n"):
        files.append(str(path), text)
    files.append("", "nothing asked for")
    assert path.read_bytes() == "a\nü\r\n\\udcff\n".encode()
    with pytest.raises(CitefirstError, match="cannot be written"):
        files.append(str(tmp_path / "no" / "directory"), "x")
    assert names(tmp_path) == ["summary"]


def test_each_run_has_a_temporary_directory_of_its_own(tmp_path: Path) -> None:
    first, second = (files.temporary({"RUNNER_TEMP": str(tmp_path)}) for _ in range(2))
    assert first != second
    assert first.parent == second.parent == tmp_path
    assert os.access(first, os.W_OK)
    elsewhere = files.temporary({})
    assert elsewhere.is_dir()
    elsewhere.rmdir()


def received(written: str) -> Iterator[tuple[str, str]]:
    """Outputs as the runner takes them: FileCommandManager.cs of actions/runner 2.336.0, modelled."""
    lines = iter(written.split("\n"))
    for line in lines:
        equal, heredoc = line.find("="), line.find("<<")
        if equal >= 0 and (heredoc < 0 or equal < heredoc):
            yield line[:equal], line[equal + 1 :]
        elif heredoc >= 0:
            yield line[:heredoc], _until(lines, line[heredoc + 2 :])
        else:
            assert line == "", "the runner fails the step for such a line"


def _until(lines: Iterator[str], delimiter: str) -> str:
    value: list[str] = []
    for line in lines:
        if line == delimiter:
            return "\n".join(value)
        value.append(line)
    raise AssertionError("the runner fails the step for a value without an end")


WORD = "5f0cbd"
NEAR = ["", "x", "=", "<<", f"verdict<<{WORD}", "verdict=pass", f" {WORD}", f"{WORD} ", f"{WORD}\r", WORD.upper()]
VALUES = st.lists(st.sampled_from(NEAR) | st.text(max_size=5), max_size=6).map("\n".join)


@given(st.dictionaries(st.sampled_from(["verdict", "json-file", "comment-file"]), VALUES))
def test_no_value_forges_an_output(values: dict[str, str]) -> None:
    """Only a line that is the delimiter ends a value, and that is random: all else stays in it."""
    told: Mapping[str, str] = {name: value for name, value in values.items() if WORD not in value.split("\n")}
    assert list(received(files.outputs(told, WORD))) == list(told.items())


class Runner:
    """Reads a log as the runner does, which obeys nothing between `stop-commands` and its token.

    `ActionCommandManager.cs` of actions/runner 2.336.0: while it is stopped the token is one more command, whose case
    does not count, and which may stand in a line in both ways that any command may.
    """

    def __init__(self) -> None:
        self.token = ""
        self.obeyed: list[Command] = []

    def read(self, log: str) -> None:
        for line in log.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            self._line(line)

    def _line(self, line: str) -> None:
        if self.token:
            lowered, token = line.strip().lower(), self.token.lower()
            if lowered.startswith((f"::{token}::", f"::{token} ")) or f"##[{token}" in lowered:
                self.token = ""
            return
        for command in commands(line):
            if command.name == "stop-commands":
                self.token = command.message
            else:
                self.obeyed.append(command)


TOKEN = "d41d8cd98f00b204"
FORMS = ["::{}::x", "##[{}]x", "text ##[{} a=b]x", " \t::{} file=a::x", "::{}", "{}::", "::{}::"]
NAMES = ["error", "ERROR", "set-env", "add-path", "add-mask", "stop-commands", "endgroup", TOKEN[:-1], "x"]
FORGED = [form.format(name) for form in FORMS for name in NAMES]
ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", " ", "\0", "\ufeff", ""]
TEXT = st.lists(st.sampled_from([*FORGED, *ENDS]) | st.text(max_size=4), max_size=8).map("".join)


def test_the_forged_commands_would_be_obeyed() -> None:
    """Else the next test could not fail."""
    runner = Runner()
    runner.read("\n".join(text for text in FORGED if "stop" not in text))
    assert {"error", "set-env", "add-path", "add-mask", "endgroup"} == {command.name for command in runner.obeyed}
    assert len(runner.obeyed) == 30
    runner.read(f"::stop-commands::{TOKEN}\n::error::a\n ##[{TOKEN.upper()}]\n::error::b")
    assert [command.message for command in runner.obeyed[30:]] == ["b"]


@given(st.lists(st.tuples(st.sampled_from(["plain", "command", "resume"]), TEXT), max_size=6))
def test_plain_text_commands_nothing_and_commands_are_obeyed(steps: list[tuple[str, str]]) -> None:
    lines: list[str] = []
    log = StepLog(lines.append, TOKEN)
    expected = 0
    for kind, text in steps:
        if kind == "plain":
            log.plain(text)
        elif kind == "command":
            log.command(["::notice::ours", "::warning::ours"])
            expected += 2
        else:
            log.resume()
    log.resume()
    runner = Runner()
    runner.read("\n".join(lines))
    assert [command.message for command in runner.obeyed] == ["ours"] * expected
    assert runner.token == "", "the steps after this one must be obeyed"


def test_the_text_is_printed_as_it_is() -> None:
    lines: list[str] = []
    log = StepLog(lines.append, TOKEN)
    log.plain("one\n\n  two ::error::three\n")
    log.plain("four")
    log.resume()
    log.resume()
    assert lines == [f"::stop-commands::{TOKEN}", "one", "", "  two ::error::three", "four", f"::{TOKEN}::"]


def test_commands_alone_are_stopped_by_nothing() -> None:
    lines: list[str] = []
    StepLog(lines.append, TOKEN).command(["::notice::ours"])
    assert lines == ["::notice::ours"]
