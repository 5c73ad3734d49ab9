"""A parser that asks rules by their first character reads what the parser reads that asks them all."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from citefirst.document import inline
from citefirst.document.first_characters import BLOCKS, INLINE, ask_by_first_character

ANYWHERE = {"table", "code", "reference", "lheading", "paragraph", "text"}
"""Rules that may begin anywhere."""
LINES = [
    *(
        "# a",
        "####### a",
        "a",
        "a\n===",
        "a\n---",
        "* a",
        "+ b",
        "- c\n  d",
        "1. a",
        "12) b",
        "> a",
        ">b",
        "***",
        "- - -",
    ),
    *("___", "```\na\n```", "~~~", "    code", "\tcode", "<div>\na", "</b>", "<!-- a", "[^1]: note", "[S3]: <x y"),
    *(
        "[S1]: https://a.b/c",
        '[S2]: https://a.b/d "run: d"',
        "| a | b |\n| - | - |\n| c | d |",
        "a | b\n- | -",
        "",
        " ",
    ),
    *("\u00a0", "\u3000a", "\x0c", "\x1c# a", "\ufeff- a", "\u0661. a"),
]
PIECES = [
    *(
        "[S1]",
        "[S2][]",
        "[a][S1]",
        "[S1][S2]",
        "[S1](x)",
        "[s1 ]",
        "[S 1]",
        "[S9]",
        "![a](b)",
        "![S1]",
        "!",
        "[^1]",
        "[^2]",
    ),
    *(
        "*",
        "**",
        "_",
        "~~",
        "~",
        "`",
        "``",
        "<b>",
        "<https://a.b>",
        "<",
        ">",
        "&amp;",
        "&",
        "\\",
        "\\[",
        "\\\n",
        "  \n",
    ),
    *("\n", "[", "]", "(", ")", "a", " ", "http://a.b", ":", "{", "^", "$", "\u00e9", "\U0001f600"),
]
DEFINED = '[S1]: https://a.b/c\n[S2]: https://a.b/d "run: d"\n[S 1]: https://a.b/e\n[^1]: note\n\n'


def parser(by_first: bool, positions: bool = False) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": 8}).enable(["table", "strikethrough"])
    footnote_plugin(made, inline=False, move_to_end=False)
    if positions:
        inline.record_positions(made)
    if by_first:
        ask_by_first_character(made)
    return made


SLOW, FAST, SHORT = parser(False), parser(True), parser(True, positions=True)
with pytest.MonkeyPatch.context() as patch:
    patch.setattr(inline, "_shortened", lambda rule: rule)
    LONG = parser(False, positions=True)


def read(made: MarkdownIt, text: str) -> list[MutableMapping[str, Any]]:
    return [token.as_dict() for token in made.parse(text)]


@given(st.lists(st.tuples(st.sampled_from(["", "> ", "- ", "  ", "1. "]), st.sampled_from(LINES)), max_size=12))
def test_blocks_are_the_same(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(prefix + line for prefix, line in lines)
    assert read(FAST, text) == read(SLOW, text)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@example("[" * 20 + "S1" + "]" * 20)
@example("[a [S1] b](c)")
@example("![[S1]](c) [S1]")
def test_inline_is_the_same(text: str) -> None:
    assert read(FAST, DEFINED + text) == read(SLOW, DEFINED + text)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@example("[" * 20 + "S1" + "]" * 20)
@example("a [S1][S2] [S1](b) [S1]")
def test_short_references_are_read_as_links_are(text: str) -> None:
    assert read(SHORT, DEFINED + text) == read(LONG, DEFINED + text)


def test_each_rule_is_known() -> None:
    """A rule that the parser gets one day must be put where it belongs."""
    blocks, pieces = (ruler.get_active_rules() for ruler in (SLOW.block.ruler, SLOW.inline.ruler))
    assert {*blocks, *pieces} == {*BLOCKS, *INLINE, *ANYWHERE}
