"""What a reader sees, over all of Unicode, and what of a text cites nothing because nobody sees it."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from support.citing import DEFINED, read

from citefirst.document.sight import has_ink, visible

ALL = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
BLANK = {"\u2800", "\u303f", "\ufffc", "\U00013441", "\U00013442", "\U0001d159"}
FILLERS = {"\u115f", "\u1160", "\u3164", "\uffa0"}


def test_letters_digits_and_symbols_are_seen_and_nothing_else_is() -> None:
    """Held against the first letter of the category, with what is blank all the same listed here once more."""
    for char in ALL:
        wanted = unicodedata.category(char)[0] in "LNPS" and char not in BLANK | FILLERS
        assert has_ink(char) == (wanted and char not in "\ufff9\ufffa\ufffb"), f"U+{ord(char):04X}"


def test_nothing_that_is_named_a_blank_is_seen() -> None:
    """Names are independent of categories: what Unicode calls a blank or filler leaves no ink, but for its pictures."""
    pictures = {"SYMBOL FOR SPACE", "BLANK SYMBOL"}
    ornaments = ("GAP FILLER", "LINE FILLER", "LOCATION-")  # strokes that fill a line, and places that are drawn
    words = {"BLANK", "FILLER", "SPACE", "JOINER", "SELECTOR", "NOTEHEAD"}
    named = {char: unicodedata.name(char, "") for char in ALL}
    suspects = [char for char, name in named.items() if words & set(name.replace("-", " ").split())]
    seen = {named[char] for char in suspects if has_ink(char)} - pictures
    drawn = {name for name in seen if "NOTEHEAD" in name or any(word in name for word in ornaments)}
    assert seen - drawn == set()
    assert "MUSICAL SYMBOL NULL NOTEHEAD" not in seen


HIDDEN = [
    "\u2800", "\U0001d159", "\u070f", "\u0301", "\ue000", "\u200b", "\u3164", "\ufe0f", "\U000e0041", "\xa0", "\u00ad",
    "\ufffc", "\u202e", "\U0010fffd", "\u0378", "&nbsp;", "&#x2800;", "&ZeroWidthSpace;", "<b></b>", "<!-- x -->",
    "![](x.png)", "![<i></i>](x.png)", "![\u2800](x.png)", "<img src=x.png>", "<img src=x.png alt=x width=1>",
    "<template>x</template>", "<span hidden>x</span>", "<!-- x -->\u200b&#8203;",
]  # fmt: skip


@pytest.mark.parametrize("text", HIDDEN)
@pytest.mark.parametrize("form", ["[{}](https://d.example)", "[{}][S1]", '<a href="https://d.example">{}</a>'])
def test_a_link_that_nobody_sees_cites_nothing(text: str, form: str) -> None:
    units = read(f"It rose {form.format(text)} today.{DEFINED}").units
    assert [unit.citations for unit in units if "rose" in unit.text] == [()]


@pytest.mark.parametrize(
    "text", ["a", "\u00e9", "e\u0301", "\U0001f600", "\u8a18", "\u2713", "`x`", "**b**", "![p99](x.png)"]
)
def test_a_link_that_is_seen_cites(text: str) -> None:
    (unit,) = read(f"It rose [{text}](https://d.example) today.").units
    assert "https://d.example" in [citation.target for citation in unit.citations]


def test_nothing_is_not_seen() -> None:
    assert not visible("")


UNCITED = [
    "It rose <a data-href=https://d.example>p99</a>.",
    'It rose <a title="href=https://d.example">p99</a>.',
    "It rose <a title='x' name=href>p99</a>.",
    "It rose <a href>p99</a>.",
    "It rose <a href=''>p99</a>.",
    "It rose <a href=https://d.example hidden>p99</a>.",
    "It rose <abbr href=https://d.example>p99</abbr>.",
    "It rose <a href=https://d.example></a>p99.",
    "It rose <a\nhref=https://d.example><a>p99</a>.",
    "It rose [<a>p99</a>](https://d.example).",
    "It rose <svg>[p99](https://d.example)</svg>.",
    "It rose <template>https://d.example</template>.",
    "It rose <ruby>x<rp>[S1]</rp></ruby>.",
    "It rose ![](p99.png).",
    "It rose ![<b></b>](p99.png).",
    "It rose <img alt=p99>.",
    "It rose <img src=p99.png>.",
    "It rose <img src=p99.png alt=p99 height=0>.",
    "It rose <img src=p99.png alt=p99 width=' 01px'>.",
    "It rose <img src=p99.png alt=p99 width=0%>.",
    "It rose <img data-src=p99.png alt=p99>.",
    r"It rose \[S1].",
    r"It rose \[S1\].",
    r"It rose [S1\].",
    "It rose &#91;S1&#93;.",
    "It rose &lbrack;S1].",
    "It rose &lbrack;S1, S2&rsqb;.",
    r"It rose \[text][S9\].",
    "It rose \\[^1].\n\n[^1]: https://d.example",
]


@pytest.mark.parametrize("text", UNCITED)
@pytest.mark.parametrize("block", [False, True], ids=["inline", "block"])
def test_what_only_looks_like_a_citation_is_none(text: str, block: bool) -> None:
    if block and ("](" in text or "\\" in text):
        pytest.skip("Markdown is not read in a block of HTML")
    units = read((f"<p>{text}</p>" if block else text) + DEFINED).units
    assert [unit.citations for unit in units if "It rose" in unit.text] == [()]


CITED = [
    ("It rose <A HREF = 'https://d.example/?a=1&amp;b=2' title='x'>p99</A>.", "https://d.example/?a=1&b=2"),
    ("It rose <a title='>' href=https://d.example>p99</a>.", "https://d.example"),
    ("It rose <a href=https://d.example href=https://e.example>p99</a>.", "https://d.example"),
    ("It rose <a href=https://c.example><a href=https://d.example>p99</a>.", "https://d.example"),
    ("It rose <img width=800 height=50% alt=p99 src=p99.png>.", "p99.png"),
    ("It rose <a href=https://d.example><img alt=p99 src=p99.png></a>.", "https://d.example"),
]


@pytest.mark.parametrize(("text", "target"), CITED)
@pytest.mark.parametrize("form", ["{}", "<p>{}</p>", "It fell <i>fast</i>. {}"])
def test_attributes_are_read_as_a_browser_reads_them(text: str, target: str, form: str) -> None:
    units = read(form.format(text)).units
    assert target in [each.target for unit in units if "It rose" in unit.text for each in unit.citations]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!-->It rose.<!-- -->", ["It rose."]),
        ("<!--->It rose.", ["It rose."]),
        ("a <!-- x --!>It rose. <!-- --> b", ["a It rose.", "b"]),
        ("<!-- x --!>It rose.\n-->", ["It rose. -->"]),
        ("<![CDATA[>It rose.]]>", ["It rose.]]>"]),
        ("a <![CDATA[>It rose.]]> b", ["a It rose.]]> b"]),
        ("<![CDATA[It rose.]]>", ["It rose.]]"]),
        ("<?>It rose.?>", ["It rose.?>"]),
        ("a <?>It rose.?> b", ["a It rose.?> b"]),
        ("<!X\n>It rose.", ["It rose."]),
        ("<div>\n</ x>It rose.</div>", ["It rose."]),
        ("<p>It &lt;b&gt; ro&shy;se &amp c&#111.</p>", ["It <b> rose & co."]),
        ("<style>It rose.</style>", ["<style>It rose.</style>"]),
        ("<p title='It fell.'>It rose.</p>", ["It rose."]),
        ("<div hidden>It rose.</div>", ["It rose."]),
        ("<template>It rose.</template>", ["It rose."]),
    ],
)
def test_what_github_shows_is_text(text: str, shown: list[str]) -> None:
    assert [unit.text for unit in read(text).units] == shown


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a --> <!--\n\nIt rose. [S1]",
        "<!-- It rose.",
        "- <!-- a\n\nIt rose.",
        'It <!-- a --!><b title="--> rose.',
        "<div>\n<!-- a\n\nb -->\n</div>",
        "<div title='\n\nIt rose. [S1]\n\n'>",
        "<p><![x[ y\n\nIt rose.",
        "<div>\n<style/x>\n</style>\n</div>",
        "<svg>\n\nIt rose. [S1]\n\n</svg>",
        "It <template>rose.\n\nIt fell. [S1]\n\n</template>",
        "| a |\n| --- |\n| <template> |",
        "# It <svg> rose",
    ],
)
def test_what_hides_the_rest_of_the_file_is_a_finding(text: str) -> None:
    problems = read(text + DEFINED).problems
    assert [(problem.code, "left open" in problem.message) for problem in problems] == [("CF001", True)]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a\n\nb -->\n\nIt rose.",
        "<details>\n\nIt rose.\n\n</details>",
        "It <!-- a --> rose <br> and <b>fell</b>.",
        "<div align=center>\n\nIt rose.\n\n</div>",
        "a < b and c > d, `<!--` and \\<!--",
        "<video src=x></video>",
    ],
)
def test_what_is_closed_is_no_finding(text: str) -> None:
    assert not read(text).problems


@pytest.mark.parametrize("text", ["<template>UNKNOWN:</template> it rose.", "<b hidden>UNKNOWN</b> it rose."])
def test_a_label_that_nobody_sees_is_none(text: str) -> None:
    (unit,) = read(text).units
    assert unit.unknown is None


@pytest.mark.parametrize("text", ["**UNKNOWN**: it rose.", r"\[UNKNOWN] it rose.", "<b>UNKNOWN</b> it rose."])
def test_a_label_that_is_seen_is_one(text: str) -> None:
    (unit,) = read(text).units
    assert unit.unknown
