"""Regular expressions of a policy: what is allowed matches in bounded time, what is not is refused with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.errors import PolicyError
from citefirst.evidence.ids import Form, find
from citefirst.evidence.patterns import fault
from citefirst.policy.reading import read

SOUND = [
    "OPS-[0-9]{1,6}",
    r"[A-Z]{2,5}-\d{1,6}[a-z]?",
    "(?:CASE|Case) (?:EU|US)-[0-9]{4}",
    r"R\.[0-9]{3}",
    "[^]a]{2}x",
    r"[\]-]{2}",
    "(A|B){1,3}7",
]
REFUSED = [
    ("(a+)+$", "upper bound"),
    ("a?", "matches where nothing is"),
    ("[[]1", "is not allowed"),
    ("[a--b]1", "is not allowed"),
    ("[a||b]1", "is not allowed"),
    ("xa*", "upper bound"),
    ("a{2,}", "upper bound"),
    (r"(a)\1", "is not allowed"),
    ("(?=a)b", "is not allowed"),
    ("(?P<x>a)", "is not allowed"),
    ("^INC", "stands between other words"),
    ("[0-9]{1,6}?", "is not allowed"),
    ("(a|b|c){1,40}x", "too many ways"),
    ("(a{1,9}){1,9}", "too many ways"),
    ("[", "is not allowed"),
    ("(a", "cannot be used"),
    ("a)", "cannot be used"),
    ("{1,2}", "cannot be used"),
    ("", "matches where nothing is"),
    ("a" * 201, "at most 200"),
]


@pytest.mark.parametrize("pattern", SOUND)
def test_a_bounded_pattern_is_sound(pattern: str) -> None:
    assert fault(pattern) is None


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_what_could_take_long_or_match_anything_is_refused(pattern: str, reason: str) -> None:
    assert reason in (fault(pattern) or "")


@given(st.text(alphabet="ab0(){}[]|?*+\\,19d^$.:=P<>-", max_size=24))
def test_what_is_allowed_has_an_end(pattern: str) -> None:
    """No allowed pattern matches more than its bounds say, and each compiles."""
    if fault(pattern) is None:
        longest = sum(int(number) for number in re.findall(r"\d+", pattern)) or 1
        matched = re.compile(pattern).match("ab0" * 200)
        assert matched is None or len(matched.group()) <= len(pattern) * (longest + 1) ** 3


def test_a_pattern_gives_ids_with_an_address() -> None:
    form = Form("case", "ticket", "https://cases.example.com/{id}", r"Case [A-Z]{2}(?:/\d{1,3})?")
    found = find("See Case EU/12 and Case XY; not aCase EU.", (), (form,))
    assert [(match.id, match.url) for match in found] == [
        ("Case EU/12", "https://cases.example.com/Case%20EU%2F12"),
        ("Case XY", "https://cases.example.com/Case%20XY"),
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("pattern: 'OPS-[0-9]+'", "p.yml:2:3: `case`: the pattern cannot be used: `+` is not allowed: repeat with"),
        ("pattern: 'OPS-[0-9]{1,3}'\n    url: https://x.example.com/{number}", "`{number}`, known is `{id}`"),
    ],
)
def test_a_policy_with_such_a_pattern_is_refused_with_its_place(entry: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read("p.yml", f"ids:\n  case:\n    kind: ticket\n    {entry}\n".encode())
    assert said in str(raised.value)
