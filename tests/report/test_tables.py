"""Tables in each form: they fit the terminal, and what a cell holds stays a cell."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.runner_log import commands

from citefirst.report.tables import Head, Table, texts
from citefirst.report.tables import csv as as_csv
from citefirst.report.tables import markdown as as_markdown
from citefirst.report.tables import text as as_text
from citefirst.report.tables.text import LEAST, cut, fitted, piece, wrapped

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
WIDE = st.text("ab 漢字é\u0301👍-", max_size=60)
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r")
HOSTILE = (
    "=HYPERLINK(\"https://evil.example\")",
    "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A1",
    "a\nb", 'a"b', "a,b", "'; DROP TABLE records; --", "<script>alert(1)</script>", "| a | b |", "\x1b[31m",
    "::error::x", "##[error]x", "\u202eabc", "\ud800", "a\0b", "```", "&lt;", "]]>", "", " ",
)  # fmt: skip


@given(st.lists(WIDE, min_size=3, max_size=3), st.integers(40, 120), st.booleans())
def test_lines_fit_the_terminal(cells: list[str], width: int, whole: bool) -> None:
    table = Table((Head("one"), Head("two", whole), Head("three")), [cells, [None, 3, ("a", "b")]])
    for line in as_text.render(table, width=width).splitlines():
        assert piece(line).width <= width


@given(WIDE, st.integers(2, 40))
def test_a_text_is_cut_or_wrapped_without_losing_more_than_it_must(text: str, width: int) -> None:
    shown = piece(text)
    short = cut(shown, width)
    assert short.width <= width
    assert short == piece(short.text)
    assert (short.text == text) is (shown.width <= width)
    lines = wrapped(shown, width)
    assert all(line.width <= width for line in lines)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(20, 200))
def test_widths_take_no_more_than_there_is(natural: list[int], room: int) -> None:
    found = fitted(natural, room)
    assert all(width <= each for width, each in zip(found, natural, strict=True))
    if sum(natural) <= room:
        assert found == natural
    elif room >= LEAST * len(natural):
        assert sum(found) == room


def test_columns_stand_below_one_another() -> None:
    table = Table(
        (Head("id"), Head("what", whole=True), Head("n")), [("漢字", "one two three four", 1), ("b", None, None)]
    )
    assert as_text.render(table, width=24).splitlines() == [
        "id    what             n",
        "漢字  one two three    1",
        "      four",
        "b",
    ]
    assert as_text.render(table, width=24, color=True).startswith("\x1b[1mid")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_in_its_cell(value: str) -> None:
    table = Table((Head("a"), Head("b")), [(value, 1), ((value, value), True)])
    shown = as_text.render(table)
    assert len(shown.splitlines()) == 3
    assert commands(shown) == []
    assert not {char for char in shown if ord(char) < 32} - {"\n"}
    data = as_csv.render(table)
    rows = list(csv.reader(StringIO(data, newline="")))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert not any(row[0].lstrip().startswith(FORMULA) for row in rows)
    assert data.count("\r\n") == 3
    page = as_markdown.render(table)
    assert "\n\n" not in page
    assert "<script" not in page


@given(ANY_TEXT)
def test_no_text_becomes_a_formula_or_another_row(value: str) -> None:
    rows = list(csv.reader(StringIO(as_csv.render(Table((Head("a"),), [(value,), (value,)])), newline="")))
    assert len(rows) == 3
    assert not "".join(rows[1]).lstrip().startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers() -> None:
    table = Table((Head("a"), Head("b"), Head("c"), Head("d")), [(-5, 0.25, True, None)])
    assert as_csv.render(table) == "a,b,c,d\r\n-5,0.25,yes,\r\n"
    assert texts(None) == []
    assert texts(False) == ["no"]


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.cells[-1] += data


def test_markdown_holds_every_cell() -> None:
    page = as_markdown.render(Table((Head("a"), Head("b")), [("x | y", ("<b>", "two"))]))
    parser = _Cells()
    parser.feed(page)
    assert parser.cells == ["a", "b", "x | y", "<b>two"]
