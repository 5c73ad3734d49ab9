"""A policy under a parent never accepts what the parent refuses, unless the parent lets it."""

from __future__ import annotations

from typing import Any, get_args, get_origin

import pytest
from hypothesis import given, settings
from support.policies import POLICIES, WAIVER, demand_as_tight, policy

from citefirst.policy.decoding import hints, is_keys
from citefirst.policy.keys import PolicyKeys
from citefirst.policy.tightening import tighten


@settings(max_examples=150, deadline=None)
@given(POLICIES, POLICIES)
def test_what_the_parent_refuses_stays_refused(parent: Any, child: Any) -> None:
    merged = tighten(parent, child)
    demand_as_tight(policy(parent), policy(merged.value))
    again = tighten(merged.value, merged.value)
    assert (policy(again.value), again.looser) == (policy(merged.value), ())


LOOSER = [
    ({"rules": {"CF1": "error"}}, {"rules": {"CF1": "off"}}, ("rules", "CF1")),
    ({}, {"rules": {"CF1": "warning"}}, ("rules", "CF1")),
    (
        {"rules": {"CF1": "error"}},
        {"workflows": {"one": {"rules": {"CF1": "off"}}}},
        ("workflows", "one", "rules", "CF1"),
    ),
    ({"ai": {"boundary": "prohibited"}}, {"workflows": {"one": {"ai": "act"}}}, ("workflows", "one", "ai")),
    ({}, {"baseline": "b.json"}, ("baseline",)),
    ({}, {"exceptions": [{**WAIVER, "rule": "CF1"}]}, ("exceptions",)),
    ({}, {"records": {"!docs/a.md": "none"}}, ("records", "!docs/a.md")),
    ({"roles": {"owner": ["@a"]}}, {"roles": {"owner": ["@b"]}}, ("roles", "owner")),
    ({"ai": {"tools": {"t": {}}}}, {"ai": {"tools": {"u": {}}}}, ("ai", "tools", "u")),
    ({"approvals": "review"}, {"approvals": "signed"}, ("approvals",)),
    ({"second-signer": True}, {"second-signer": False}, ("second-signer",)),
    ({}, {"signers": {"ssh": "keys"}}, ("signers", "ssh")),
]


@pytest.mark.parametrize(("parent", "child", "at"), LOOSER, ids=lambda each: str(each)[:40])
def test_what_is_looser_is_named_and_only_taken_where_the_parent_says_so(parent: Any, child: Any, at: Any) -> None:
    assert tighten(parent, child).looser == (at,)
    assert policy(tighten(parent, child).value).keys == policy(parent).keys or at[0] == "workflows"
    taken = tighten(parent, child, {at[0]})
    assert taken.looser == ()
    assert policy(taken.value).keys != policy(parent).keys


def test_every_key_says_what_is_tighter() -> None:
    """A key that is added without it would be loosened by anybody."""

    def unsaid(kind: Any) -> list[str]:
        found: list[str] = []
        for name, hint in hints(kind).items():
            inner, key = get_args(hint)
            inner = get_args(inner)[1] if get_origin(inner) is not None and key.tighter is None else inner
            if is_keys(inner):
                found += unsaid(inner)
            elif key.tighter is None:
                found.append(f"{kind.__name__}.{name}")
        return found

    assert unsaid(PolicyKeys) == []
