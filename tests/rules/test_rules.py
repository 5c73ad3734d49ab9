"""Each rule's own examples: the bad one yields exactly its own code, the good one nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from support.paths import ROOT

from citefirst.ailog.commits import Assistance
from citefirst.check.change import ChangeChecker, Comparison
from citefirst.check.pipeline import Checker, File, OutsideFacts, registry
from citefirst.check.rulebook import Rulebook
from citefirst.evidence.answers import Answer, Found, Missing, Target
from citefirst.model import Change, Report
from citefirst.policy import baseline
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.record.paths import Then
from citefirst.report.views.rules import document, index, page
from citefirst.repository.snapshot import Snapshot, TreeEntry
from citefirst.rules import RULES
from citefirst.rules.examples import DAY, LOGS, SCHEMA, text
from citefirst.rules.rule import Example, Rule
from citefirst.signing.verification import Act, Ask
from citefirst.workflow.catalogue import SchemaFile

SCHEMAS = {
    name: SchemaFile(name, f"{name}.schema.json", json.dumps(SCHEMA)) for name in ("example", "other")
}  # fmt: skip
LINKING = text(Example(body="# A\n\n## Facts\n\nIt rose. [log](a.log)\n"))
RULEBOOK = Rulebook(Policy(), SCHEMAS)


def codes(example: Example) -> list[str]:
    data = text(example)
    if example.policy:
        checker = Checker(RULEBOOK.catalogue, lambda path: False, policy=read(".citefirst.yml", data), day=DAY)
        return [finding.code for finding in checker.of_policy(used=() if example.audit else None)]
    if example.baseline:
        known = baseline.read("baseline.json", data)
        checker = Checker(RULEBOOK.catalogue, lambda path: False, day=DAY, baseline=known)
        met = checker.check(File("record.md", "record.md", None, text(Example()))).report.baselined
        return [finding.code for finding in checker.of_policy({"record.md": met})]
    if example.before:
        return [finding.code for finding in changed(text(example.before), data, example.author).findings]
    routed = "example" if example.whole is not None and not data.startswith(b"---") else None
    policy = read(".citefirst.yml", example.under.encode())
    answers = {Target(target, "pull-request"): told(*words) for target, words in example.answers.items()}
    if example.breaks:
        checker = Checker(RULEBOOK.catalogue, broken, policy=policy, day=DAY)
        return [
            finding.code for finding in checker.check(File("record.md", "record.md", routed, LINKING)).report.findings
        ]
    checker = Checker(
        RULEBOOK.catalogue,
        LOGS.__contains__,
        policy=policy,
        day=DAY,
        load=lambda path, limit: LOGS[path].encode(),
        base=lambda path, limit: LOGS[path].encode() if path in LOGS else None,
        registry=registry(lambda: beside(example, data), lambda path: None),
        at=lambda commit, path, limit: Then(LOGS["logs/checkout.txt"].encode(), "logs/checkout.txt"),
        assisted=lambda path: (
            (Assistance("3a7bd3e2360a3d29", example.co_author, "co-author"),) if example.co_author else ()
        ),
    )
    outside = OutsideFacts(answers=answers, added=added(*example.added) if example.added else None)
    checked = checker.check(File("record.md", "record.md", routed, data), outside)
    return [finding.code for finding in checked.report.findings]


def added(author: str, signer: str) -> Ask:
    """A history in which one commit added every approval."""
    act = Act("1" * 40, f"A <{author}>", signer=signer, unsigned="" if signer else "has no signature")
    return lambda path, entries: dict.fromkeys(entries, act)


def beside(example: Example, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The records of the repository in which an example stands."""
    yield "record.md", data
    yield from ((path, text(Example(front=front))) for path, front in example.beside.items())


def broken(path: str) -> bool:
    raise RecursionError(path)


def told(state: str, at: str) -> Answer:
    """An answer as an example writes it."""
    if state == "missing":
        return Missing("it was deleted")
    return Found("pull-request", at=datetime.fromisoformat(at) if at else None, state=state)


def changed(before: bytes, after: bytes, author: str) -> Report:
    base, head = (
        Snapshot({"record.md": TreeEntry("100644", oid)}, {oid: data}.__getitem__)
        for oid, data in (("1", before), ("2", after))
    )
    present = (lambda: frozenset((author,))) if author else None
    comparison = Comparison(base, head, [Change("record.md", "modified")])
    return ChangeChecker(comparison, RULEBOOK, present=present, day=DAY).report()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_yields_exactly_its_own_code(rule: Rule) -> None:
    assert codes(rule.bad) == [rule.code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_holds(rule: Rule) -> None:
    assert codes(rule.good) == []


def test_codes_and_names_are_never_used_twice() -> None:
    codes_ = [rule.code for rule in RULES]
    names = [rule.name for rule in RULES]
    assert len(set(codes_)) == len(codes_)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"CF\d{3}", code) for code in codes_)


def test_the_rules_page_is_generated_from_the_rules() -> None:
    path = ROOT / "docs" / "rules.md"
    assert path.read_text("utf-8") == document(RULES)


def test_every_rule_has_a_page_and_a_line_in_the_index() -> None:
    for rule in RULES:
        assert rule.why in page(rule)
        assert f"{rule.code}  {rule.name}" in index(RULES)
