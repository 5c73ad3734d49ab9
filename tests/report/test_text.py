"""The text report: carets stand under what they mean, long lines are cut, no record controls the terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_samples import (
    EMPTY,
    GOLDEN,
    HELD,
    HOSTILE,
    HOSTILE_TEXTS,
    MANY,
    REALISTIC,
    SAMPLES,
    WARNED,
    finding,
    rendered,
    report,
)
from support.runner_log import commands

from citefirst.model import Report
from citefirst.report.escape import glyphs, harmless, visible
from citefirst.report.excerpt import Excerpt, columns, excerpt
from citefirst.report.formats import FORMATS, module_of
from citefirst.report.formats.text import render

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.text(
    "\x1b\n\r\t#[]:%a \u2028\u202e\u200b界\u0301\ufe0f⚠", max_size=40
)
"""Any code points, lone surrogates included, and dense mixtures of those that matter."""


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".txt")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "start", "end", "expected"),
    [
        ("a fact", 2, 6, Excerpt("a fact", 2, 4)),
        ("a fact", 2, 2, Excerpt("a fact", 2, 1)),
        ("a fact", 6, 6, Excerpt("a fact", 6, 1)),
        ("a fact", 9, 12, Excerpt("a fact", 6, 1)),
        ("a fact", 2, 99, Excerpt("a fact", 2, 4)),
        ("\ta", 1, 2, Excerpt("    a", 4, 1)),
        ("\ta", 0, 1, Excerpt("    a", 0, 4)),
        ("界面 x", 3, 4, Excerpt("界面 x", 5, 1)),
        ("x 界面", 2, 4, Excerpt("x 界面", 2, 4)),
        ("\uff46\uff55 x", 3, 4, Excerpt("\uff46\uff55 x", 5, 1)),
        ("🚀 x", 2, 3, Excerpt("🚀 x", 3, 1)),
        ("⚠\ufe0f x", 3, 4, Excerpt("⚠ x", 2, 1)),
        ("e\u0301 x", 3, 4, Excerpt("e\u0301 x", 2, 1)),
        ("e\u0301 x", 1, 2, Excerpt("e\u0301 x", 1, 1)),
        ("\u1112\u1161\u11ab x", 4, 5, Excerpt("\u1112\u1161\u11ab x", 3, 1)),
        ("\x1b[1m x", 5, 6, Excerpt(r"\x1b[1m x", 8, 1)),
        ("\u202ex", 1, 2, Excerpt(r"\u202ex", 6, 1)),
        ("\U000e0041x", 0, 1, Excerpt(r"\U000e0041x", 0, 10)),
        ("x ##[error]", 2, 4, Excerpt(r"x #\x23[error]", 2, 5)),
    ],
)
def test_carets_stand_under_the_region(line: str, start: int, end: int, expected: Excerpt) -> None:
    assert excerpt(line, start, end, 80) == expected


@pytest.mark.parametrize(
    ("line", "start", "end", "expected"),
    [
        ("0123456789", 0, 2, Excerpt("0123456789", 0, 2)),
        ("0123456789a", 0, 2, Excerpt("01234567…", 0, 2)),
        ("0123456789a", 9, 10, Excerpt("…3456789a", 7, 1)),
        ("0123456789abcdefghij", 10, 12, Excerpt("…89abcdef…", 3, 2)),
        ("0123456789abcdefghij", 10, 20, Excerpt("…89abcdef…", 3, 6)),
        ("0123456789abcdefghij", 19, 20, Excerpt("…cdefghij", 8, 1)),
        ("0123456789abcdefghij", 20, 20, Excerpt("…cdefghij", 9, 1)),
        ("界面界面界面", 2, 3, Excerpt("…面界面界…", 3, 2)),
    ],
)
def test_long_lines_are_cut_around_the_carets(line: str, start: int, end: int, expected: Excerpt) -> None:
    assert excerpt(line, start, end, 10) == expected


@given(st.text(max_size=120), st.integers(0, 130), st.integers(0, 20), st.integers(24, 60))
def test_an_excerpt_fits_its_room_and_shows_what_it_marks(line: str, start: int, length: int, room: int) -> None:
    part = excerpt(line, start, start + length, room)
    assert sum(columns(character) for character in part.text) <= room
    assert part.carets >= 1
    assert part.indent + part.carets <= room + 1
    if start < len(line) and line[start] != "\t" and (shown := glyphs(line)[start]) and columns(shown[0]):
        assert behind(part.text, part.indent).startswith(shown)


def behind(text: str, indent: int) -> str:
    """What is drawn from a column on, without the marks on what stands before it."""
    width = 0
    for index, character in enumerate(text):
        if width >= indent and columns(character):
            return text[index:]
        width += columns(character)
    return ""


@pytest.mark.parametrize("character", ["\u0301", "\t", "界", "\x1b", "#", "[", "\u200d", "\ufe0f", " "])
def test_a_long_line_of_one_character_takes_one_line_of_the_terminal(character: str) -> None:
    line = character * 64 * 1024
    for start in (0, 30_000, len(line)):
        part = excerpt(line, start, len(line), 80)
        assert sum(columns(shown) for shown in part.text) <= 80
        assert len(part.text) <= 2 * 80 + len("……")
        assert part.carets <= 80


def test_many_findings_on_one_long_line_take_no_longer_than_on_short_ones() -> None:
    line = "a fact " * 40_000
    begin = time.process_time()
    for start in range(len(line) - 500, len(line)):
        excerpt(line, start, start + 5, 80)
    # Measuring the whole line each time takes more than a minute, its visible part a fraction of a second.
    assert time.process_time() - begin < 10


def test_a_region_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    text = render(report(finding("CF201", (3, 3, 5, 2), "message", "- an item,  ")))
    assert "3 | - an item,\n  |   ^^^^^^^^\n" in text


def test_a_finding_without_a_source_line_has_no_frame() -> None:
    assert "|" not in render(report(finding("CF001", (1, 1, 1, 1), "the file is binary")))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_of_a_record_controls_the_terminal_or_the_log(path: str, message: str, line: str, hint: str) -> None:
    sample = report(finding("CF201", (1, 1, 1, 9), message, line, hint=hint or None, path=path), skipped=(path,))
    text = render(sample)
    structure = render(report(finding("CF201", (1, 1, 1, 9), "m", line and "l", hint=hint and "h"), skipped=("p",)))
    assert text.count("\n") == structure.count("\n")
    unprintable = {character for character in text if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")}
    assert unprintable == {"\n"}
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", text)
    assert commands(text) == []
    text.encode()


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, " \u00a0::error::", "::error"])
def test_no_path_at_the_start_of_a_line_is_a_command(text: str) -> None:
    found = finding("CF201", (1, 1, 1, 2), "a::b ::c", path=text)
    assert commands(render(report(found))) == []
    assert commands(f"{visible(text)}::\n") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a\u202eb.md", r"a\u202eb.md"),
        ("a\x1b\n.md", r"a\x1b\n.md"),
        ("##[error].md", r"#\x23[error].md"),
        ("\udcff.md", r"\udcff.md"),
        ("👩\u200d💻 ⚠\ufe0f \u200c.md", "👩\u200d💻 ⚠\ufe0f \u200c.md"),
    ],
)
def test_a_harmless_path_still_names_its_file_where_it_can(path: str, expected: str) -> None:
    assert harmless(path) == expected


@given(ANY_TEXT)
def test_escapes_stand_one_for_one(text: str) -> None:
    shown = "".join(glyphs(text))
    assert len(glyphs(text)) == len(text)
    assert visible(text) in (shown, shown.replace(":", r"\x3a", 1))
    assert visible(visible(text)) == visible(text)
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    "text", ["Größe 4.2 s", "a:b, c%0A", "日本語", "C++ a::b", "# [S1]", "\u00a0non-breaking", "⚠ é"]
)
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert harmless(text) == text


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_color_adds_nothing_but_color(sample: Report) -> None:
    plain, colored = render(sample), render(sample, color=True)
    assert "\x1b" not in plain
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert colored.count("\x1b[0m") * 2 == colored.count("\x1b[")


@pytest.mark.parametrize("width", [0, 40, 80, 200])
def test_source_lines_fit_the_terminal(width: int) -> None:
    for line in render(HOSTILE, width=width).split("\n"):
        if re.match(r" *\d* \|", line):
            assert sum(columns(character) for character in line) <= max(width, 40)


def test_findings_come_in_the_order_of_the_files() -> None:
    places = re.findall(r"^(\S+?):(\d+):(\d+): ", render(REALISTIC), re.MULTILINE)
    keys = [(path, int(line), int(column)) for path, line, column in places]
    assert keys == sorted(keys)
    assert len(keys) == len(REALISTIC.findings)


@pytest.mark.parametrize(
    ("sample", "end"),
    [
        (REALISTIC, "\n5 errors, 1 warning in 3 records\n12 claims, 9 cited, 1 UNKNOWN, 2 uncited\n"),
        (WARNED, "\n\n0 errors, 1 warning in 1 record\n1 claim, 1 cited, 0 UNKNOWN, 0 uncited\n"),
        (HELD, "3 records hold: 12 claims, 12 cited, 0 UNKNOWN, 0 uncited\n"),
        (Report(HELD.records[:1]), "1 record holds: 4 claims, 4 cited, 0 UNKNOWN, 0 uncited\n"),
        (EMPTY, "not checked: notes.md is governed by no workflow\nno record was checked\n"),
    ],
)  # fmt: skip
def test_a_report_ends_with_what_was_found_and_counted(sample: Report, end: str) -> None:
    assert render(sample).endswith(end)


def test_nothing_checked_is_never_said_to_hold() -> None:
    assert "hold" not in render(EMPTY) + render(Report())


def test_rendering_text_loads_no_other_format() -> None:
    code = f"import sys; sys.path[:0] = {sys.path}; import citefirst.report.formats.text; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    )
    others = {module_of(name) for name in FORMATS if name != "text"}
    assert "citefirst.report.formats.text" in loaded
    assert not loaded & (others | {"json", "urllib.parse", "pathlib", "subprocess"})


def test_many_findings_are_all_shown() -> None:
    assert render(MANY).count("error[CF201]") == 18
