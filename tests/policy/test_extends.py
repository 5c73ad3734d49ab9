"""A policy under its parents: what holds, where it is said, and what is refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from support.policies import POLICIES, demand_as_tight, policy

from citefirst.check.rulebook import Rulebook
from citefirst.errors import Exit, ParentUnread, PolicyError
from citefirst.policy.chain import Where, resolve
from citefirst.policy.reading import build, parse
from citefirst.repository.snapshot import Snapshot, TreeEntry

SHA = "0123456789abcdef0123456789abcdef01234567"
BASE = "rules:\n  CF204: error\nroles:\n  approver: ['@ada']\nmay-loosen: [sources.admissible]\n"


def tree(files: Mapping[str, str]) -> Snapshot:
    return Snapshot({path: TreeEntry("100644", path) for path in files}, lambda path: files[path].encode())


def load(own: str, files: Mapping[str, str] | None = None, **more: Any) -> Rulebook:
    return Rulebook.load(tree({".citefirst.yml": own, "base.yml": BASE, **(files or {})}), **more)


def test_what_the_parent_says_holds_and_each_value_has_its_place() -> None:
    book = load("extends: [base.yml]\nrules:\n  CF201: error\nsources:\n  admissible: [{at: a.org, reason: r}]\n")
    assert {each.rule: each.place for each in book.policy.settings} == {
        "CF204": "base.yml:2:3",
        "CF201": ".citefirst.yml:3:3",
    }
    assert book.policy.roles == (("approver", frozenset({"@ada"})),)
    assert book.policy.origins["roles", "approver"] == "base.yml:4:3"
    assert book.policy.origins["sources", "admissible", 0] == ".citefirst.yml:5:16"
    assert book.parents == ("base.yml",)
    assert book.governs("base.yml")
    assert "base.yml" in set(book.places(tree({})))


def test_a_diamond_is_read_once() -> None:
    files = {"a.yml": "extends: [base.yml]\nsecond-signer: true\n", "b.yml": "extends: [base.yml]\n"}
    book = load("extends: [a.yml, b.yml]\n", {**files, "b.yml": "extends: [base.yml]\nmay-loosen: [second-signer]\n"})
    assert book.parents == ("base.yml", "a.yml", "b.yml")
    assert book.policy.keys.second_signer


CHAIN = {f"{number}.yml": f"extends: [{number + 1}.yml]\n" for number in range(12)} | {"12.yml": "{}\n"}
REFUSED: list[tuple[str, dict[str, str], str]] = [
    (
        "extends: [base.yml]\nrules:\n  CF204: off\n",
        {},
        ".citefirst.yml:3:3: `rules.CF204` would be looser than base.yml",
    ),
    ("extends: [a.yml]\n", {"a.yml": "extends: [.citefirst.yml]\n"}, "a.yml:1:11: these policies extend each other"),
    ("extends: [.citefirst.yml]\n", {}, "extend each other in a circle: .citefirst.yml -> .citefirst.yml"),
    ("extends: [0.yml]\n", CHAIN, "7.yml:1:11: there are more than 8 policies one above the other"),
    ("extends: [../x.yml]\n", {}, "`../x.yml` names no policy"),
    ("extends: [/etc/passwd]\n", {}, "`/etc/passwd` names no policy"),
    ("extends: ['https://x.org/p.yml']\n", {}, "names no policy"),
    ("extends: ['acme/policies@main:p.yml']\n", {}, "`main` is no full commit, and a branch or tag can be moved"),
    ("extends: ['acme/policies@0123456:p.yml']\n", {}, "`0123456` is no full commit"),
    ("extends: [base.yml]\n", {"base.yml": "rulez: {}\n"}, "base.yml:1:1: `rulez` is not a key of the policy"),
    ("extends: [base.yml]\nmay-loosen: [rulez]\n", {}, "`rulez` is no key that may be loosened"),
    (
        "extends: [mid.yml]\nrules: {CF204: warning}\n",
        {"mid.yml": "extends: [base.yml]\nmay-loosen: [rules]\n"},
        "`rules.CF204` would be looser than base.yml says",
    ),
    (
        "extends: [base.yml]\nteams: {'@o/t': ['@eve']}\n",
        {"base.yml": "roles: {owner: ['@o/t']}\n"},
        "base.yml:1:17: the team @o/t has no members",
    ),
    (
        "extends: [a.yml, b.yml]\n",
        {"a.yml": "roles: {owner: ['@a']}\n", "b.yml": "roles: {owner: ['@b']}\n"},
        ".citefirst.yml:1:1: its parents contradict each other: `roles.owner` would be looser than b.yml says",
    ),
    (
        "extends: [a.yml, b.yml]\n",
        {"a.yml": "records: {'docs/**': change-control}\n", "b.yml": "records: {'docs/a.md': incident-postmortem}\n"},
        "its parents contradict each other: `records`",
    ),
]


@pytest.mark.parametrize(("own", "files", "said"), REFUSED, ids=lambda each: str(each)[:30])
def test_what_is_wrong_is_said_in_one_sentence(own: str, files: dict[str, str], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load(own, files)
    assert said in str(caught.value)
    assert caught.value.exit_code == Exit.USAGE


UNREAD = ["extends: [gone.yml]\n", f"extends: ['acme/policies@{SHA}:p.yml']\n"]


@pytest.mark.parametrize("own", UNREAD)
def test_a_parent_that_cannot_be_read_ends_the_run(own: str) -> None:
    with pytest.raises(ParentUnread) as caught:
        load(own)
    assert caught.value.exit_code == Exit.COULD_NOT_RUN
    assert str(caught.value).startswith(".citefirst.yml:1:11: ")


@settings(max_examples=60, deadline=None)
@given(POLICIES, POLICIES, POLICIES)
def test_what_stands_above_is_never_loosened(top: Any, middle: Any, own: Any) -> None:
    """Whatever a policy says, it is refused or as tight as each one above it."""
    said = {"top.yml": json.dumps(top), "mid.yml": json.dumps({**middle, "extends": ["top.yml"]})}
    files = {name: parse(name, text.encode()) for name, text in said.items()}
    file = parse("own.yml", json.dumps({**own, "extends": ["mid.yml"]}).encode())
    try:
        found = resolve(file, Where("own.yml"), lambda where: files[where.path])
    except PolicyError:
        return
    above = {key: value for key, value in top.items() if key != "exceptions"}
    demand_as_tight(policy(above), build(found.file))
