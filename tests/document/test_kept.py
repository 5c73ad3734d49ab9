"""Files from descriptions: front matter reads back as it was given, and the body keeps its bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document import frontmatter
from citefirst.document.kept import file
from citefirst.document.text import decode
from citefirst.errors import UsageError

HOSTILE = [
    "---",
    "x: y",
    "\u2028",
    "\x85\n...",
    "- a",
    "#",
    "'\"",
    "null",
    "2026-01-01",
    "!!python/x",
    "&a *a",
    "\U0001f600",
    "\ufeff",
]
WORDS = st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=30)
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
FLAT = st.dictionaries(KEYS, WORDS, min_size=1, max_size=3)
FRONT = st.dictionaries(
    KEYS, WORDS | st.lists(WORDS, max_size=3) | FLAT | st.lists(FLAT, min_size=1, max_size=2), min_size=1
)


@given(FRONT, WORDS | st.lists(WORDS).map("\r\n".join))
def test_nothing_in_it_breaks_out(front: dict[str, Any], body: str) -> None:
    data = file(front, body)
    assert data.endswith(body.encode())
    read, _, problems = frontmatter.split(decode(data))
    assert read
    assert (read.data, problems) == (front, ())


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UsageError, match="half of a surrogate pair"):
        file({"id": "PR-7"}, "\ud83d")
