"""The text at a claim's span, cleaned of markup, is the claim's text; nothing in a file may shift a place by one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citefirst.document.parse import parse
from citefirst.document.text import INVISIBLE, decode
from citefirst.evidence.ids import find
from citefirst.model import Document, Unit

CLEANER = MarkdownIt("commonmark").enable(["strikethrough"])
TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)


def read(text: str) -> Document:
    return parse("record.md", decode(text.encode()), find)


def cleaned(document: Document, unit: Unit) -> str:
    """An independent cleaning: the source slice without line prefixes, rendered by the stock parser, tags dropped."""
    source = document.text[unit.span.start : unit.span.end]
    lines = [re.sub(r"^[ \t>]*", "", line) for line in source.split("\n")]
    if unit.kind == "row":
        cells = re.split(r"(?<!\\)\|", source.strip())
        lines = [" | ".join(part for cell in cells if (part := rendered(cell.strip().replace("\\|", "|"))))]
        return squeezed(" ".join(lines))
    return squeezed(rendered(" ".join(lines)))


def rendered(source: str) -> str:
    from html import unescape

    return unescape(TAG.sub("", CLEANER.renderInline(source)))


def squeezed(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


WORDS = st.sampled_from(
    ["latency", "rose", "to", "4.2", "s", "`cart`", "**fast**", "_slowly_", "naïve", "🚀", "日本", "v1.2.3", "~~no~~",
     "[dash](https://a.example/x)", "<https://b.example>", "a\u200bb", "&amp;", r"\*", "e\u0301", "<b>bold</b>", "x_y"]
)  # fmt: skip
SENTENCE = st.lists(WORDS, min_size=2, max_size=7).map(lambda words: "It " + " ".join(words) + " ended.")


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A body and the sentences, items and rows that it was made of, in order."""
    parts: list[str] = []
    expected: list[str] = []
    for kind in draw(
        st.lists(st.sampled_from(["prose", "quote", "list", "nested", "table", "heading", "html"]), max_size=5)
    ):
        sentences = draw(st.lists(SENTENCE, min_size=1, max_size=3))
        flat = [sentence.replace("|", "") for sentence in sentences]
        if kind == "prose":
            parts.append(draw(st.sampled_from([" ", "\n", "\n   "])).join(flat))
        elif kind == "quote":
            parts.append("\n".join(f"> {sentence}" for sentence in flat))
        elif kind == "list":
            flat = [" ".join(flat)]
            parts.append(f"* {flat[0]}")
        elif kind == "nested":
            flat = [flat[0], flat[-1]]
            parts.append(f"1. {flat[0]}\n   - {flat[1]}")
        elif kind == "table":
            parts.append("| a | b |\n|---|---|\n" + "\n".join(f"| 14:02 | {sentence}|" for sentence in flat))
            flat = [f"14:02 | {sentence}" for sentence in flat]
        elif kind == "heading":
            parts.append(draw(st.sampled_from(["## A *heading* ##", "Set\next\n---", "# One"])))
            flat = []
        else:
            parts.append("<!-- It was hidden. -->")
            flat = []
        expected += flat
    return "\n\n".join(parts), expected


FRONTS = st.sampled_from(["", "---\ntitle: x\n---\n", "\ufeff---\nworkflow: é\n---\n\n", "---\na: \u2028b\n---\n"])


@given(FRONTS, bodies(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_text_at_a_span_cleaned_of_markup_is_the_claims_text(
    front: str, body: tuple[str, list[str]], ending: str
) -> None:
    source, expected = body
    document = read((front + source + "\n").replace("\n", ending))
    assert [unit.text for unit in document.units] == [squeezed(rendered(text)) for text in expected]
    for unit in document.units:
        assert cleaned(document, unit) == unit.text


@given(FRONTS, bodies())
def test_spans_are_in_order_and_start_and_end_with_something_to_see(front: str, body: tuple[str, list[str]]) -> None:
    document = read(front + body[0])
    position = 0
    for unit in document.units:
        assert position <= unit.span.start < unit.span.end <= len(document.text)
        slice_ = document.text[unit.span.start : unit.span.end]
        assert slice_ == slice_.strip()
        position = unit.span.end


@given(st.text(alphabet=st.sampled_from(list("ab .!?|-*_`[]()<>#:\n\t\\~^&;1\u2028\u00a0é\ufeff🚀")), max_size=200))
def test_no_text_raises_and_every_span_lies_inside(text: str) -> None:
    document = read(text)
    for unit in document.units:
        assert 0 <= unit.span.start < unit.span.end <= len(document.text)
        for citation in unit.citations:
            assert 0 <= citation.span.start < citation.span.end <= len(document.text)


PLACES = [
    ("plain", "It rose.", "It rose.", 1, 1),
    ("crlf", "One line.\r\n\r\nIt rose.\r\n", "It rose.", 3, 1),
    ("byte order mark", "\ufeffIt rose.", "It rose.", 1, 1),
    ("front matter", "---\na: b\n---\nIt rose.", "It rose.", 4, 1),
    ("setext heading", "Title\n=====\n\nIt rose.", "It rose.", 4, 1),
    ("line separator", "One\u2028line.\n\nIt rose.", "It rose.", 3, 1),
    ("form feed", "One\fline.\n\nIt rose.", "It rose.", 3, 1),
    ("emoji before", "🚀🚀 Up. It rose.", "It rose.", 1, 8),
    ("soft wrap", "It went\nup. It\nrose.", "It rose.", 2, 5),
    ("quote", "> > It rose.", "It rose.", 1, 5),
    ("lazy quote", "> It went up.\nIt rose.", "It rose.", 2, 1),
    ("tab in a list", "-\tIt rose.", "It rose.", 1, 3),
    ("nested list", "- a\n  - b\n    - It rose.", "It rose.", 3, 7),
    ("ordered", "10) It rose.", "It rose.", 1, 5),
    ("task", "- [x] It rose.", "It rose.", 1, 7),
    ("bold", "Up. **It rose.**", "It rose.", 1, 5),
    ("after a comment", "<!-- x -->\nIt rose.", "It rose.", 2, 1),
    ("html block", "<p>\nIt rose.\n</p>", "It rose.", 2, 1),
    ("html after html", "<p>Up.</p><p>It rose.</p>", "It rose.", 1, 14),
    ("footnote", "[^1]: It rose.\n", "It rose.", 1, 7),
    ("second item paragraph", "- a\n\n  It rose.", "It rose.", 3, 3),
    ("quote in a list", "- a\n\n  > It rose.", "It rose.", 3, 5),
    ("below a definition", "[a]: https://a.example\nIt rose.", "It rose.", 2, 1),
    ("entity", "&amp;&amp; up. It rose.", "It rose.", 1, 16),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "claim", "line", "column"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES]
)
def test_nothing_in_a_file_shifts_a_claim(text: str, claim: str, line: int, column: int) -> None:
    document = read(text)
    places = [document.lines.place(unit.span.start) for unit in document.units if unit.text == claim]
    assert places == [(line, column)]


CELLS = [
    ("| a | b |\n|---|---|\n| x | yy |", [("a", "x", 3, 3), ("b", "yy", 3, 7)]),
    ("a | b\n---|---\nx | yy", [("a", "x", 3, 1), ("b", "yy", 3, 5)]),
    ("| a | b |\n|---|---|\n|  | `y\\|z` |", [("b", "y|z", 3, 6)]),
    ("> | a | b |\n> |---|---|\n> | x |", [("a", "x", 3, 5)]),
    ("1. | a |\n   |---|\n   | x \\| y |", [("a", "x | y", 3, 6)]),
    ("| Time (UTC) |\n|---|\n|\t14:02 |", [("time-utc", "14:02", 3, 3)]),
]


@pytest.mark.parametrize(("text", "expected"), CELLS)
def test_cells_stand_where_they_stand(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    document = read(text)
    cells = [(cell.column, cell.text, *document.lines.place(cell.span.start)) for cell in document.units[0].cells]
    assert cells == expected
