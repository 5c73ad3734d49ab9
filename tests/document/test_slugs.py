"""Titles as slugs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document.slugs import names, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Timeline", "timeline"),
        ("Root cause(s)", "root-cause-s"),
        ("Five why's", "five-whys"),
        ("Time (UTC)", "time-utc"),
        ("What didn\u2019t go well?", "what-didnt-go-well"),
        ("**Root** `cause`", "root-cause"),
        ("root_cause", "root-cause"),
        ("\U0001f525 Impact", "impact"),
        ("Impact \u26a0\ufe0f", "impact"),
        ("Ursache & Wirkung", "ursache-wirkung"),
        ("Auswirkung \u00dcberblick", "auswirkung-\u00fcberblick"),
        ("U\u0308berblick", "\u00fcberblick"),
        ("\u6642\u7cfb\u5217", "\u6642\u7cfb\u5217"),
        ("Time\u200bline", "timeline"),
        ("  a -- b  ", "a-b"),
        ("\u092a\u094d\u0930\u092d\u093e\u0935", "\u092a\u094d\u0930\u092d\u093e\u0935"),
        ("???", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_the_words_of_a_title(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Timeline", ("timeline",)),
        ("1. Timeline", ("1-timeline", "timeline")),
        ("2.3) Root cause", ("2-3-root-cause", "root-cause")),
        ("2.3 Impact", ("2-3-impact", "impact")),
        ("4 - Impact", ("4-impact", "impact")),
        ("1\ufe0f\u20e3 Impact", ("1-impact", "impact")),
        ("Root cause(s)", ("root-cause-s", "root-cause")),
        ("3. Root cause (5 whys):", ("3-root-cause-5-whys", "root-cause-5-whys", "3-root-cause", "root-cause")),
        ("5 whys", ("5-whys",)),
        ("14:02 deploy", ("14-02-deploy",)),
        ("Impact!", ("impact",)),
        ("(all of it)", ("all-of-it",)),
        ("", ("",)),
        ("\U0001f525", ("",)),
    ],
)
def test_a_heading_is_known_under_its_literal_slug_first(title: str, expected: tuple[str, ...]) -> None:
    assert names(title) == expected


@given(st.text())
def test_slugs_are_stable_and_names_never_empty(title: str) -> None:
    assert re.fullmatch(r"|[^\W_]\S*", slug(title)) or slug(title)[0].isalnum() is False
    assert slug(slug(title)) == slug(title)
    assert names(title)
    assert " " not in slug(title)
    assert not slug(title).startswith("-")
    assert not slug(title).endswith("-")


@pytest.mark.parametrize("char", ["(", ")", "1.", "#", " ", "*", "\u0301", "\u200d", "1 -", "-"])
def test_long_titles_take_no_time(char: str) -> None:
    assert names(char * 65536)
