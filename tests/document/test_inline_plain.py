"""Plain inline Markdown, which is read without the parser, reads as the parser reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document import inline, inline_plain
from citefirst.document.blocks import stream
from citefirst.document.prose import Content

PARSER = stream("", 0).parser
DEFINED = {label: {"href": "https://a.example", "title": ""} for label in ("S1", "A WORD", "X")}
PLAIN = (
    "It rose. [S1] It fell. [S2]",
    "`max: 20` was set, **nobody** had raised it. [S1]",
    "**Status:** accepted\nin *May*, as `a b ` says",
    "see [the plan](docs/plan.md#L3) and [a.b](https://a.example/x_y?z=1)",
    "a_name, ~5 min, 3 < 4, R & D, [an index] and [S1]",
)
OTHER = (
    "[a word]",
    '[S1](b.md "title")',
    "***both***",
    "``two ` ticks``",
    "_words_",
    "a &amp; b",
    "a<b>c</b>",
    "line  \nbreak",
    "![a](b.png)",
    "\\*",
    "~~gone~~",
    "[x](javascript:a)",
    "**open",
    "a**b**",
)
PIECES = (*"*`_[]()<~&!\\.,: \n-?\"'a1\u00e9\t", "**", "``", "~~", "](", " \n", "[S1]", "[x]", "[a word]", "[a](b.md)")
MORE = (
    "[x](data:b)",
    "[A](HTTPS://A.Example/%20)",
    "**bold**",
    "*it.*",
    "**A:** ",
    "`code`",
    "`b `",
    "a_b",
    "& ",
    "&#35;",
    "<b>",
    " < ",
)


def both(text: str) -> tuple[Any, Any] | None:
    """What this reader and the parser make of a text; None if it is left to the parser."""
    content, env = Content(text, (0,), (0,)), {"references": DEFINED}
    if inline_plain.read(PARSER, DEFINED, content) is None:
        return None
    read = inline.read(PARSER, env, content), inline.parsed(PARSER, env, content)
    one, other = ((prose.text, list(prose.at), prose.marks, left) for prose, left in read)
    return one, other


@pytest.mark.parametrize("text", PLAIN)
def test_plain_forms_are_read_as_the_parser_reads_them(text: str) -> None:
    read = both(text)
    assert read is not None
    assert read[0] == read[1]


@pytest.mark.parametrize("text", OTHER)
def test_whatever_may_be_more_is_left_to_the_parser(text: str) -> None:
    assert both(text) is None


@given(st.lists(st.sampled_from((*PIECES, *MORE)), max_size=9).map("".join).map(str.strip))
def test_no_text_is_read_otherwise(text: str) -> None:
    read = both(text)
    assert read is None or read[0] == read[1]
