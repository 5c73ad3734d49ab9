"""What a check rests on is noted by construction: no function and no fact reaches it past the notebook.

Whoever adds a field to `Checker`, `OutsideFacts` or `Context` need not think of the cache; whoever hands a rule
something that is neither data nor noted finds a test that fails here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.scenario import GOOD, POLICY, UNCITED

from citefirst.cache import reports
from citefirst.cache.questions import Notebook, Noted, is_record
from citefirst.cache.store import Results
from citefirst.check import findings
from citefirst.check.pipeline import Checked, Checker, File, OutsideFacts, read
from citefirst.check.remembered import NEITHER, PARTS, Remembered, judge
from citefirst.model import Approved, Counts, Document, Finding, RecordReport, Suppressed, Unverified
from citefirst.places import Region
from citefirst.policy.policy import Policy
from citefirst.record.origin import Home, Origin
from citefirst.repository import schemas
from citefirst.rules.context import Context, Displacement
from citefirst.structs import fields, frozen, replace
from citefirst.workflow.catalogue import Catalogue

TEXT = GOOD.replace("workflow: note", "workflow: incident-postmortem")
FILE = File("docs/a.md", "docs/a.md", None, TEXT.encode())
CHECKER = Checker(Catalogue(schemas.builtin()), lambda path: path == "docs/b.md", day="2026-11-30")


def a_document() -> Document:
    found, _ = read(FILE)
    assert found
    return found


ALL_KNOWN = OutsideFacts(
    author="@alice",
    displacement=Displacement(before="x", after="y", was=a_document(), arrived=lambda: [a_document()]),
    before=a_document(),
    known=[a_document()],
    present=lambda: frozenset(("@alice",)),
)
"""Everything that a pull request may know of a record, but reviews and look-ups."""


@pytest.fixture
def memory(tmp_path: Path) -> Remembered:
    return remembering(CHECKER, tmp_path)


def remembering(checker: Checker, place: Path) -> Remembered:
    (place / "x" / "y").mkdir(parents=True, exist_ok=True, mode=0o700)
    return Remembered(checker, Results(str(place / "x" / "y" / "z")), "code", "rules", lambda path: None)


def again(memory: Remembered, **changes: Any) -> Remembered:
    """The same memory in a later run, with another checker or another code."""
    memory.results.save()
    return replace(memory, results=Results(memory.results._place), **changes)


def is_noted(value: Any) -> bool:
    return callable(value) and value.__qualname__.startswith("Notebook._noting")


def strays(name: str, value: Any) -> Iterator[str]:
    """Names of functions in a value that are not noted. A method counts as what it is a method of."""
    if is_record(value):
        for field in value._fields:
            yield from strays(f"{name}.{field}", getattr(value, field))
    elif isinstance(owner := getattr(value, "__self__", None), Checker):
        for field in fields(owner):
            if field not in NEITHER:
                yield from strays(f"{name}.{field}", getattr(owner, field))
    elif callable(value) and not is_noted(value) and not isinstance(owner, (*PARTS, *DATA)):
        yield name


DATA = (Catalogue, Policy)
"""Classes whose methods answer from data that stands in the key."""


def contexts(monkeypatch: pytest.MonkeyPatch, known: OutsideFacts) -> Iterator[Context]:
    """The contexts that rules are given when a file is judged."""
    met: list[Context] = []
    original = findings.findings

    def noting(context: Context, *rest: Any) -> Any:
        met.append(context)
        return original(context, *rest)

    monkeypatch.setattr(findings, "findings", noting)
    judge(CHECKER, FILE, known)
    yield from met


def test_no_function_reaches_a_rule_past_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(contexts(monkeypatch, ALL_KNOWN))
    assert found
    for context in found:
        for field in fields(context):
            assert list(strays(field, getattr(context, field))) == []


def test_a_function_that_does_would_be_seen() -> None:
    assert list(strays("a", Origin())) == ["a.home", "a.real"]
    assert list(strays("rests", CHECKER._circle))
    noted = Notebook().wrap("a", Origin())
    assert list(strays("a", noted)) == []


def test_every_field_of_a_checker_is_data_or_a_question(memory: Remembered) -> None:
    assert memory.identity
    told = [name for name, _ in memory._functions(ALL_KNOWN).items()]
    assert {"checker.exists", "checker.load", "checker.earlier", "checker.origin.home", "known.present"} <= set(told)
    assert set(NEITHER) < set(fields(Checker))


OTHERS: dict[str, dict[str, Any]] = {
    "day": {"day": "2026-12-01"},
    "catalogue": {"catalogue": Catalogue({})},
    "policy": {"policy": Policy(shown=".citefirst.yml", text=POLICY)},
    "pull": {"origin": Origin(pull=7)},
    "exists": {"exists": lambda path: False},
    "load": {"load": lambda path, limit: b"x"},
    "home": {"origin": Origin(lambda: Home("acme/shop"))},
}


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS)
def test_a_report_of_another_checker_is_not_believed(memory: Remembered, changes: dict[str, Any]) -> None:
    text = TEXT.replace("[S1]: https://grafana.example.com/d/abc/checkout", "[S1]: b.md")
    text = text.replace("38 minutes. [S1]", "38 minutes. [S1] https://github.com/acme/shop/blob/main/docs/a.md")
    text = text.replace("ai: none", "ai:\n  use: advise\n  log:\n    - {tool: claude, transcript: c.json}")
    file = FILE._replace(data=text.encode())
    memory.keep(file, judge(CHECKER, file))
    later = again(memory)
    assert later.recall(file) == CHECKER.check(file).report
    assert again(memory, checker=replace(CHECKER, **changes)).recall(file) is None


def test_a_report_of_other_code_other_text_or_another_name_is_not_believed(memory: Remembered) -> None:
    memory.keep(FILE, judge(CHECKER, FILE))
    assert again(memory).recall(FILE)
    assert again(memory, code="other").recall(FILE) is None
    assert again(memory, rules="other").recall(FILE) is None
    for change in ({"data": b"# A\n"}, {"shown": "a.md"}, {"path": "docs/b.md"}, {"workflow": "pricing-change"}):
        assert again(memory).recall(FILE._replace(**change)) is None
    assert again(memory).recall(FILE, ALL_KNOWN) is None


@pytest.mark.parametrize(
    "other",
    [
        {"author": "@bob"},
        {"before": None},
        {"known": []},
        {"present": lambda: frozenset()},
        {"displacement": Displacement(before="z")},
    ],
    ids=lambda other: next(iter(other)),
)
def test_so_it_is_with_other_facts(memory: Remembered, other: dict[str, Any]) -> None:
    text = TEXT.replace("ai: none", 'ai: none\napprovals: [{role: incident-commander, by: "@alice", at: 2026-11-05}]')
    file = FILE._replace(data=text.encode())
    memory.keep(file, judge(CHECKER, file, ALL_KNOWN), ALL_KNOWN)
    later = again(memory)
    assert later.recall(file, ALL_KNOWN) == CHECKER.check(file, ALL_KNOWN).report
    found = later.recall(file, ALL_KNOWN._replace(**other))
    assert found in (None, CHECKER.check(file, ALL_KNOWN._replace(**other)).report)


@frozen
class Wider(Checker):
    """A checker with a field of a later time."""

    more: Any = None


class Opaque:
    """Something of which nobody has said what it consists of."""


def test_a_new_field_is_data_or_a_question_or_nothing_is_remembered(tmp_path: Path) -> None:
    given = {field: getattr(CHECKER, field) for field in fields(Checker)}
    opaque = remembering(Wider(**given, more=Opaque()), tmp_path)
    opaque.keep(FILE, judge(opaque.checker, FILE))
    assert opaque.identity is None
    assert again(opaque).recall(FILE) is None
    assert remembering(Wider(**given, more="a"), tmp_path).identity != remembering(CHECKER, tmp_path).identity
    question = remembering(Wider(**given, more=lambda: 1), tmp_path)
    assert "checker.more" in question._functions(OutsideFacts())


def test_facts_of_an_unknown_kind_are_not_remembered(memory: Remembered) -> None:
    known = OutsideFacts(answers={})._replace(reviews=Opaque())  # type: ignore[arg-type]
    assert memory._key(FILE, known) is None


def test_a_check_that_broke_off_is_not_remembered(memory: Remembered) -> None:
    def broken(path: str) -> bool:
        raise KeyError(path)

    text = TEXT.replace("https://grafana.example.com/d/abc/checkout", "b.md")
    file = FILE._replace(data=text.encode())
    judged = judge(replace(CHECKER, exists=broken), file)
    assert judged.report.findings[0].code == "CF007"
    assert judged.asked is None
    memory.keep(file, judged)
    assert again(memory).recall(file) is None


def test_a_question_with_two_answers_is_not_remembered() -> None:
    answers = iter((True, False, True, False, True, False))
    notebook = Notebook()
    ask = notebook.wrap("a", lambda path: next(answers))
    assert (ask("x"), ask("y"), notebook.sound) == (True, False, True)
    assert ask("y")
    assert not notebook.sound


@pytest.mark.parametrize("argument", [1.5, None, b"a", Path("a")])
def test_a_question_that_cannot_be_written_down_is_not_remembered(argument: object) -> None:
    notebook = Notebook()
    notebook.wrap("a", lambda given: True)(argument)
    assert not notebook.sound


def test_an_answer_of_an_unknown_kind_is_not_remembered() -> None:
    notebook = Notebook()
    notebook.wrap("a", Opaque)()
    assert not notebook.sound


def test_what_is_read_from_an_object_and_no_method_is_not_noted() -> None:
    notebook = Notebook()
    assert Noted(Path("a/b"), notebook).name == "b"
    assert not notebook.sound


FINDING = Finding(
    code="CF201",
    rule="uncited-fact",
    severity="error",
    workflow=None,
    path="a\udcff.md",
    region=Region(1, 2, 3, 4),
    message="m\u2028",
    hint=None,
    url="u",
    excerpt="e\x00",
    fingerprint="f",
)
FULL = RecordReport(
    path="a\udcff.md",
    workflow="note",
    findings=(FINDING,),
    claims=Counts(1, 2, 3, 4, 5, 6),
    excepted=1,
    waivers=(7,),
    approvals=(Approved(1, "r", "b", "a", "declared", entered_by="c"),),
    baselined=("f",),
    suppressed=(Suppressed(FINDING, "exception", "r"),),
    unchanged=2,
    declared=3,
    taken=4,
    taken_cited=5,
    looked_up=6,
    untold=(Unverified("t", "r"),),
    because="b",
)


def test_a_report_comes_back_as_it_was() -> None:
    values = {name: getattr(FULL, name) for name in fields(FULL)}
    assert all(value != getattr(RecordReport(path="", workflow=None), name) for name, value in values.items())
    for report in (FULL, RecordReport(path="a", workflow=None)):
        assert reports.report(json.loads(json.dumps(reports.plain(report)))) == report


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        {},
        {"report": {}},
        {"report": {"path": "a", "workflow": None}},
        {"report": {"path": "a", "workflow": None, "later": 1}, "asked": []},
        {"report": {"path": "a", "workflow": None, "findings": [{}]}, "asked": []},
        {"report": {"path": "a", "workflow": None, "claims": {"x": 1}}, "asked": []},
        {"report": {"path": "a", "workflow": None}, "asked": 7},
        {"report": {"path": "a", "workflow": None}, "asked": [7]},
        {"report": {"path": "a", "workflow": None}, "asked": [["checker.gone", [], "x"]]},
        {"report": {"path": "a", "workflow": None}, "asked": [["checker.__class__", [], "x"]]},
        {"report": {"path": "a", "workflow": None}, "asked": [["checker.exists", [1, 2, 3], "x"]]},
    ],
    ids=range(13),
)
def test_an_entry_of_another_shape_is_a_miss(memory: Remembered, value: object) -> None:
    key = memory._key(FILE, OutsideFacts())
    assert key
    memory.results.put(FILE.path, key, "2026-11-30", value)
    assert again(memory).recall(FILE) is None


def test_uncited_facts_are_found_again(memory: Remembered) -> None:
    file = FILE._replace(data=UNCITED.replace("workflow: note", "workflow: incident-postmortem").encode())
    checked: Checked = CHECKER.check(file)
    memory.keep(file, judge(CHECKER, file))
    assert checked.report.findings
    assert again(memory).recall(file) == checked.report
