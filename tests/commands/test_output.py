"""How much `check` says, in which form and colour, and of which text: `-q`, `-v`, `--color`, `-`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import HOSTILE, REALISTIC, finding, report
from support.scenario import BASE, GOOD, UNCITED, Repository

from citefirst import terminal
from citefirst.cli import main
from citefirst.model import Report
from citefirst.report.excerpt import measured
from citefirst.report.formats import concise, grouped, text
from citefirst.report.wrapping import after, fitted

PLAIN = (text, concise, grouped)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, "docs/good.md": GOOD, "docs/bad.md": UNCITED})
    monkeypatch.chdir(repository.root)
    return repository


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=typed)


def test_a_typed_text_is_judged_as_the_file_and_nothing_is_written(made: Repository) -> None:
    stored = run("--format", "concise", "docs/bad.md")
    typed = run("--format", "concise", "-", "--stdin-filename", "docs/bad.md", typed=UNCITED)
    assert (typed.exit_code, typed.output) == (stored.exit_code, stored.output)
    assert stored.exit_code == 1
    assert run("-", "--stdin-filename", "docs/bad.md", typed=GOOD).exit_code == 0
    assert run("--format", "concise", "docs/bad.md").output == stored.output  # no earlier answer is mistaken for this
    new = run("--format", "concise", "-", "--stdin-filename", "docs/new.md", typed=UNCITED)
    assert new.output == stored.output.replace("docs/bad.md", "docs/new.md")
    assert not Path("docs/new.md").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("-", "give --stdin-filename PATH"),
        ("- docs/good.md --stdin-filename a.md", "give `-` in the place of PATHS"),
        ("docs/good.md --stdin-filename a.md", "give `-` in the place of PATHS"),
        ("- --stdin-filename docs", "names a directory"),
        ("- --stdin-filename a.md --fix", "--fix is about files"),
        ("- --stdin-filename a.md --since HEAD", "--since is about files"),
        ("- --stdin-filename a.md --output attestation=a.json", "nothing can be attested"),
        ("-q -v", "give one of them"),
    ],
)
def test_what_does_not_go_together_is_said(made: Repository, arguments: str, said: str) -> None:
    done = run(*arguments.split())
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_quiet_prints_findings_alone(made: Repository) -> None:
    assert run("-q", "docs/good.md").output == ""
    for form in ("text", "concise", "grouped"):
        quiet, usual = run("-q", "--format", form, "docs/bad.md"), run("--format", form, "docs/bad.md")
        assert (quiet.exit_code, usual.exit_code) == (1, 1)
        assert usual.output.startswith(quiet.output)
        assert "CF201" in quiet.output
        assert "in 1 record" not in quiet.output
    assert run("-q", "README.md").output == "not checked: README.md is governed by no workflow\n"


def test_verbose_says_what_was_known(made: Repository) -> None:
    first, second = run("-v", "docs/bad.md"), run("-v", "docs/bad.md")
    assert "docs/bad.md: judged, 1 finding\n" in first.stderr
    assert "docs/bad.md: known from an earlier run, 1 finding\n" in second.stderr
    assert first.stdout == second.stdout == run("docs/bad.md").stdout


@pytest.mark.parametrize(
    ("color", "environ", "expected"),
    [
        ("auto", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_color(color: str, environ: Mapping[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert terminal.has_color(color) is expected


@pytest.mark.parametrize(
    ("color", "environ", "is_terminal", "expected"),
    [
        ("auto", {"TERM_PROGRAM": "vscode"}, True, True),
        ("auto", {"TERM_PROGRAM": "vscode"}, False, False),
        ("always", {"TERM_PROGRAM": "vscode"}, False, False),
        ("auto", {}, True, False),
        ("auto", {"TERM": "xterm-kitty"}, True, True),
        ("auto", {"TERM": "dumb", "TERM_PROGRAM": "vscode"}, True, False),
        ("auto", {"VTE_VERSION": "4999"}, True, False),
        ("auto", {"VTE_VERSION": "7200"}, True, True),
        ("auto", {"TERM_PROGRAM": "vscode", "NO_COLOR": "1"}, True, False),
        ("never", {"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "1"}, True, False),
        ("auto", {"FORCE_HYPERLINK": "1", "NO_COLOR": "1"}, False, True),
        ("auto", {"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, True, False),
    ],
)
def test_links(
    color: str, environ: Mapping[str, str], is_terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", environ)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    assert terminal.has_links(color) is expected


@pytest.mark.parametrize("form", PLAIN, ids=lambda form: form.__name__.rpartition(".")[2])
@pytest.mark.parametrize("sample", [REALISTIC, HOSTILE], ids=["realistic", "hostile"])
def test_escapes_are_those_of_the_form_alone(form: object, sample: Report) -> None:
    plain = form.render(sample)  # type: ignore[attr-defined]
    styled = form.render(sample, color=True, links=True)  # type: ignore[attr-defined]
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b\x07]*\x1b\\", "", styled) == plain
    assert "\x1b]8;;https://" in styled


def test_an_address_cannot_end_its_link() -> None:
    assert text.links_for(links=True)("https://x/\x1b\\\x07", "a").count("\x1b") == 4


def test_help_is_wrapped_between_words_on_a_terminal() -> None:
    hint = "name the source that says so, or write UNKNOWN " * 4
    one = report(finding("CF201", (3, 1, 3, 5), "no source", "lost", hint=hint.strip()))
    lines = text.render(one, width=60, wraps=True).splitlines()
    helped = [line for line in lines if "help:" in line or line.startswith(" " * 10)]
    assert len(helped) > 3
    assert max(map(len, helped)) <= 60
    assert " ".join(" ".join(helped).replace("= help:", "").split()) == hint.strip()


@pytest.mark.parametrize(
    ("before", "said", "lines"),
    [
        ("a.md: ", "one two three", ["one", "two three"]),
        ("docs/long.md: ", "one two", ["", "one two"]),
        ("", "日本語 日本語", ["日本語", "日本語"]),
        ("", "cafe\u0301 cafe\u0301", ["cafe\u0301 cafe\u0301"]),
        ("", "e\u0301e\u0301e\u0301 e\u0301e\u0301e", ["e\u0301e\u0301e\u0301 e\u0301e\u0301e"]),
        ("日本語: ", "one", ["", "one"]),
        ("", "https://example.com/a one", ["https://example.com/a", "one"]),
        ("", "", [""]),
    ],
)
def test_lines_are_cut_at_words_by_the_columns_of_a_terminal(before: str, said: str, lines: list[str]) -> None:
    assert after(before, said, 10 if before.isascii() else 9, indent=1) == lines


LINES = [
    ("{}", "", None),
    ("CF201  {}", "       ", None),
    ("CF201  uncited  {}", "                ", None),
    ("CF201  uncited claim  more  {}", " " * 28, None),
    ("  15: {}", "      ", None),
    ("      {}", "      ", None),
    ("- {}", "  ", None),
    ("[S1] {}", "     ", None),
    ("    {}", None, 3),
]
"""How a line begins, what stands before the rest of it, and how deep a line may be that is wrapped."""


@pytest.mark.parametrize(("form", "indent", "deepest"), LINES)
def test_lines_hang_from_the_column_or_sign_that_they_begin_with(form: str, indent: str | None, deepest: int) -> None:
    said = form.format(" ".join(["word"] * 12))
    first, *more = fitted(said, 49, deepest).split("\n")
    assert (not more) == (indent is None)
    assert all(line.startswith(f"{indent}word") and len(line) <= 49 for line in more)
    assert (first + "".join(f" {line.strip()}" for line in more)) == said


def test_an_address_is_not_cut_and_other_lines_stay() -> None:
    assert fitted("short\n\nsee https://example.com/a/b/c\n", 20) == "short\n\nsee\nhttps://example.com/a/b/c\n"


def test_only_a_terminal_gets_wrapped_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "word " * 40 + "\x1b[31m"
    terminal.say(said)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    terminal.say(said)
    plain, wrapped = (part.split("\n") for part in capsys.readouterr().out.split("\\x1b[31m\n")[:2])
    assert (len(plain), len(wrapped)) == (1, 3)
    assert " ".join(plain).split() == " ".join(wrapped).split()


@given(st.text(alphabet="ab日e\u0301 "), st.integers(1, 30), st.integers(0, 3))
def test_wrapping_loses_no_word_and_no_line_is_too_long(said: str, width: int, indent: int) -> None:
    lines = after("", said, width, indent=indent)
    assert " ".join(lines).split() == said.split()
    for number, line in enumerate(lines):
        assert measured(line) + (indent if number else 0) <= width or " " not in line
