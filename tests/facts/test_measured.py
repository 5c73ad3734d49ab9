"""What is asked of a heading or a lead-in at little cost is what all signals would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.facts import assertion, heads, measured
from citefirst.facts.lexicon import lexicon
from citefirst.facts.shape import shape_of

WORDS = (
    *("Checkout", "was", "down", "for", "38 minutes", "2 GB", "95%", "at 14:05", "2026-11-03", "3 May", "since 2024"),
    *(
        "Monday, ",
        "\u017fat",
        "\u212a",
        "UTC",
        "[12:00]",
        "--",
        "(",
        ":",
        ".",
        "\u2019s",
        "v1.2",
        "7",
        "_7",
        "May",
        "gmt",
    ),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


@given(TEXTS)
def test_the_four_signals_fire_where_they_are_found(text: str) -> None:
    fired = lexicon().fired("sentence", shape_of(text))
    assert {name for name in measured.PATTERNS if measured.holds(text, (name,))} == fired & measured.PATTERNS.keys()


@given(TEXTS)
def test_a_title_that_does_not_begin_like_a_time_begins_with_none(title: str) -> None:
    assert assertion._begins_like_a_stamp(title) or not assertion._stamp().match(title)


@pytest.mark.parametrize(
    ("title", "is_record", "asserted"),
    [
        ("Checkout was down", False, False),
        ("We lost the data of 40 customers for 38 minutes", True, True),
        ("INC-1: checkout was slow", True, False),
        ("14:05 UTC: the alert fired for checkout", False, True),
        ("14:05 UTC: deploy of cart", False, False),
        ("Monday 5 minutes", True, False),
    ],
)
def test_headings(title: str, is_record: bool, asserted: bool) -> None:
    assert heads(title, is_record) is asserted
