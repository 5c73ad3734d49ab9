"""A policy under a parent never accepts what the parent refuses, unless the parent lets it."""

from __future__ import annotations

import json
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.model import Severity
from citefirst.policy.decoding import hints, is_keys
from citefirst.policy.keys import PolicyKeys
from citefirst.policy.policy import Policy, severity
from citefirst.policy.reading import read
from citefirst.policy.tightening import tighten

LEVEL, BOUNDARY = st.sampled_from(["error", "warning", "off"]), st.sampled_from(["act", "advise-only", "prohibited"])
RULES = st.dictionaries(st.sampled_from(["CF1", "one"]), LEVEL, max_size=2)
FACTS = st.fixed_dictionaries({}, optional={"sure": LEVEL, "doubtful": LEVEL})
PLACES = st.lists(
    st.sampled_from([{"at": at, "reason": "r"} for at in ("a.org", "b.org", "a.org/x")]), max_size=2, unique_by=str
)
PEOPLE = st.lists(st.sampled_from(["@a", "@b"]), min_size=1, max_size=2, unique=True)
WAIVER = {"path": "**", "reason": "r", "owner": "@a", "expires": "2027-01-31"}
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "records": st.dictionaries(st.sampled_from(["docs/**", "docs/a.md"]), st.sampled_from(["one", "two"])),
        "rules": RULES,
        "facts": FACTS,
        "workflows": st.dictionaries(
            st.just("one"), st.fixed_dictionaries({}, optional={"rules": RULES, "ai": BOUNDARY, "facts": FACTS})
        ),
        "sources": st.fixed_dictionaries({}, optional={"admissible": PLACES, "refused": PLACES}),
        "ids": st.dictionaries(st.sampled_from(["OPS-{number}", "INC-{number}"]), st.just({"kind": "ticket"})),
        "exceptions": st.lists(st.sampled_from([{**WAIVER, "rule": "CF1"}, {**WAIVER, "rule": "CF2"}]), max_size=2),
        "lifecycle": st.fixed_dictionaries(
            {}, optional={"warning-days": st.integers(0, 60), "unknown-grace-days": st.integers(0, 60)}
        ),
        "ai": st.fixed_dictionaries({}, optional={"boundary": BOUNDARY}),
        "roles": st.dictionaries(st.sampled_from(["owner", "approver"]), PEOPLE),
        "people": st.dictionaries(st.just("@a"), st.just(["a@x.org"])),
        "second-signer": st.booleans(),
        "approvals": st.sampled_from(["declared", "author", "signed", "review"]),
        "baseline": st.sampled_from(["", "b.json"]),
    },
)
RANKS: tuple[Any, ...] = (None, "warning", "error")
BOUNDARIES = ("act", "advise-only", "prohibited")
DEFAULTS: tuple[Severity, ...] = ("warning", "error")
APPROVALS = ("declared", "author", "signed", "review")


def policy(value: Any) -> Policy:
    return read("p.yml", json.dumps(value).encode())


def demand_as_tight(parent: Policy, child: Policy) -> None:
    """Ask both policies as the rest of citefirst asks them."""
    for workflow in (None, "one", "two"):
        above, below = parent.levels(workflow), child.levels(workflow)
        for default in DEFAULTS:
            old, new = (severity(levels, "CF1", "one", default) for levels in (above, below))
            assert RANKS.index(new) >= RANKS.index(old)
    for name in ("one", "two"):
        assert BOUNDARIES.index(child.boundary(name)) >= BOUNDARIES.index(parent.boundary(name))
    for url in ("https://a.org/x/1", "https://a.org/y", "https://b.org/"):
        assert child.refused(url) or not parent.refused(url)
    for path in ("docs/a.md", "docs/b.md"):
        assert parent.router()(path) in (None, child.router()(path))
    assert len(child.find_ids("OPS-1 INC-2")) <= len(parent.find_ids("OPS-1 INC-2"))
    assert len(child.waivers) <= len(parent.waivers)
    for role, holders in parent.roles:
        assert dict(child.roles)[role] <= holders
    assert child.people == parent.people
    old_days, new_days = parent.keys.lifecycle, child.keys.lifecycle
    assert new_days.warning_days >= old_days.warning_days
    assert new_days.unknown_grace_days <= old_days.unknown_grace_days
    assert child.keys.second_signer >= parent.keys.second_signer
    assert APPROVALS.index(child.keys.approvals) >= APPROVALS.index(parent.keys.approvals)
    assert child.keys.baseline == parent.keys.baseline


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
