"""Policies as hypothesis makes them, and what it means that one is as tight as another."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from citefirst.model import Severity
from citefirst.policy.policy import Policy, severity
from citefirst.policy.reading import read

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
