"""Inputs as action.yml passes them on: defaults, wrong values, and what the action writes to the runner's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner_log import commands
from scenario import outputs as read_outputs

from citefirst.errors import CitefirstError, Exit, UsageError
from citefirst.github import files
from citefirst.github.inputs import INPUTS, Inputs, read
from citefirst.github.log import Log

DEFAULTS = Inputs((), "", "", "error", "enforce", "on-failure", True, True, "", "", "", ".", None)


def test_nothing_given_is_the_defaults() -> None:
    assert read({}) == DEFAULTS
    assert read({item.variable: "" for item in INPUTS}) == DEFAULTS
    assert read({item.variable: item.default for item in INPUTS if "$" not in item.default}) == DEFAULTS


def test_values_are_read() -> None:
    found = read({"INPUT_PATHS": " docs \n\n notes/a b.md\n", "INPUT_FAIL_ON": "warning", "INPUT_ANNOTATIONS": "false"})
    assert (found.paths, found.fail_on, found.annotations) == (("docs", "notes/a b.md"), "warning", False)


@pytest.mark.parametrize("item", [item for item in INPUTS if item.values], ids=lambda item: item.name)
def test_a_value_that_an_input_does_not_take_is_told_with_those_that_it_does(item: object) -> None:
    chosen = next(one for one in INPUTS if one is item)
    with pytest.raises(
        UsageError, match=f"^the input {chosen.name} is `Yes`: write {' or '.join(chosen.values)}$"
    ) as caught:
        read({chosen.variable: "Yes"})
    assert caught.value.exit_code == Exit.USAGE


@pytest.mark.parametrize(("args", "workflow"), [("", None), ("--workflow note", "note"), ("--workflow='a b'", "a b")])
def test_args_name_a_workflow(args: str, workflow: str | None) -> None:
    assert read({"INPUT_ARGS": args}).workflow == workflow


@pytest.mark.parametrize("args", ["--format json", "docs", "--workflow", "--workflow a b", "'"])
def test_other_args_are_refused(args: str) -> None:
    with pytest.raises(UsageError, match=r"^the input args (takes|cannot)"):
        read({"INPUT_ARGS": args})


def test_what_is_not_available_is_refused_and_not_ignored() -> None:
    with pytest.raises(UsageError, match="not available yet"):
        read({"INPUT_ONLINE": "true"})


@given(st.dictionaries(st.sampled_from("abc"), st.text("x\n=<>E0F \r", max_size=30)))
def test_no_value_forges_an_output(values: dict[str, str]) -> None:
    """The delimiter is a random word; lines of a value that look like outputs stay lines of it."""
    kept = {name: value.replace("\r", "") for name, value in values.items()}
    assert read_outputs(files.outputs(kept, "f00d" * 8)) == {
        name: value.removesuffix("\n") if False else value for name, value in kept.items()
    }


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "report.json"
    assert files.write(path, "first ü \udcff").read_text("utf-8") == "first ü \\udcff"

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CitefirstError, match=r"report\.json cannot be written: No space left on device"):
        files.write(path, "second")
    assert path.read_text("utf-8").startswith("first")


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept")
    (tmp_path / "out.json").symlink_to(secret)
    files.write(tmp_path / "out.json", "report")
    assert secret.read_text() == "kept"
    assert not (tmp_path / "out.json").is_symlink()


def test_nothing_is_left_behind_by_a_write(tmp_path: Path) -> None:
    files.write(tmp_path / "a", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_report_stays_in_the_checkout(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / "linked").symlink_to(tmp_path)
    assert files.inside(root, root / "docs", "../out/a.json", "json-file") == root / "out" / "a.json"
    assert files.inside(root, root, str(tmp_path / "a.json"), "json-file") == tmp_path / "a.json"
    for name in ("../a.json", "docs/../../a.json", "linked/a.json"):
        with pytest.raises(UsageError, match=f"the input json-file names {name}, which is outside the repository"):
            files.inside(root, root, name, "json-file")


def test_a_runners_file_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    files.append(str(path), "a\n")
    files.append(str(path), "b\n")
    files.append("", "nothing asked for")
    assert path.read_text() == "a\nb\n"
    with pytest.raises(CitefirstError, match="cannot be written"):
        files.append(str(tmp_path / "no" / "directory"), "x")


def test_each_run_has_a_temporary_directory_of_its_own(tmp_path: Path) -> None:
    first, second = (files.temporary({"RUNNER_TEMP": str(tmp_path)}) for _ in range(2))
    assert first != second
    assert first.parent == second.parent == tmp_path
    assert os.access(first, os.W_OK)


PIECES = st.sampled_from(["::error::x", "##[error]x", "::stop-commands::x", "::x::", "\n", " ", "\r", "ü", "::"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_plain_text_commands_nothing(text: str) -> None:
    lines: list[str] = []
    log = Log(lines.append, "secret-word")
    log.plain(text)
    log.command(["::notice::ours"])
    log.plain(text)
    log.resume()
    assert obeyed("\n".join(lines)) == ["ours"]


def obeyed(log: str) -> list[str]:
    """Messages of commands that the runner obeys: none between `stop-commands` and its token."""
    found, token = [], ""
    for line in log.replace("\r", "\n").split("\n"):
        if token and line == f"::{token}::":
            token = ""
        elif not token:
            for command in commands(line):
                token = command.message if command.name == "stop-commands" else ""
                found += [] if token else [command.message]
    return found
