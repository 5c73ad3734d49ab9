"""Records judged by a day: what ends, what is overdue, dates that are none, and who is not blocked."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.test_rules import RULEBOOK
from support.builtin_workflows import WORKFLOWS

from citefirst.check.pipeline import Checker, File, registry
from citefirst.check.rulebook import Rulebook
from citefirst.document.status import WORDS
from citefirst.document.status import read as status
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.record import calendar
from citefirst.repository.schemas import builtin
from citefirst.rules.examples import DAY, text
from citefirst.rules.rule import Example
from citefirst.workflow.status import stage_of, words_of

LINK = '\n[S1]: https://grafana.example.com/d/a "dashboard: a"\n'
FACTS = "# A\n\n## Facts\n\nIt rose. [S1]\n"


def codes(front: str = "", body: str = FACTS, day: str = DAY, policy: str = "") -> list[str]:
    """Codes of the rules of time that a record breaks."""
    checker = Checker(RULEBOOK.catalogue, lambda path: False, policy=read("p.yml", policy.encode()), day=day)
    data = text(Example(front=front, body=body + LINK))
    found = checker.check(File("record.md", "record.md", None, data)).report.findings
    return [finding.code for finding in found if finding.code.startswith("CF6")]


ENDS = [
    ("expires: 2026-11-22", ["CF601"]),
    ("expires: 2026-11-23", ["CF606"]),
    ("expires: 2026-12-23", ["CF606"]),
    ("expires: 2026-12-24", []),
    ("review-by: 2026-11-22", ["CF601"]),
    ("next_review: 2026-11-22", ["CF601"]),
    ("Valid Until: 2026-11-22", ["CF601"]),
    ("expires: 2026-11-23T23:30-05:00", ["CF606"]),
    ("expires: 2026-11-23T00:30+02:00", ["CF601"]),
    ('expires: "2026-11-22 12:00 UTC"', ["CF601"]),
    ("expires: 2028-02-29", []),
    ("expires: 2027-02-29", ["CF614"]),
    ("expires: never", ["CF614"]),
    ("expires: 2026-13-01", ["CF614"]),
    ("expires: 31.10.2026", ["CF614"]),
    ("expires: [2026-10-31]", ["CF614"]),
    ("expires: true", ["CF614"]),
    ("expires: 20261031", ["CF614"]),
    ("expires:", []),
    ("expires: null", []),
    ("expires: n/a", []),
    ("expires: 2026-10-31", ["CF608"]),
    ("date: 2026-11-24", []),
    ("date: 2026-11-25", ["CF609"]),
    ("date: 9999-12-31", ["CF609"]),
]


@pytest.mark.parametrize(("front", "found"), ENDS)
def test_an_end_is_judged_by_the_day(front: str, found: list[str]) -> None:
    assert codes(front) == found


STATUSES = [
    ("draft", []),
    ("Proposed", []),
    ("in review", []),
    ("closed", []),
    ("superseded by 0012", []),
    ("REVOKED", []),
    ("expired", []),
    ("active", ["CF601"]),
    ("Accepted (supersedes ADR-024)", ["CF601"]),
    ("not closed", ["CF601"]),
    ("whatever", ["CF601"]),
    ("", ["CF601"]),
    ("[closed]", []),
]


@pytest.mark.parametrize(("status", "found"), STATUSES)
def test_only_what_is_in_force_is_blocked(status: str, found: list[str]) -> None:
    assert codes(f"status: {status}\nexpires: 2026-11-10") == found


def test_without_a_day_nothing_is_judged_by_time() -> None:
    assert codes("expires: 2026-11-10", day="") == []


@pytest.mark.parametrize("day", ["1970-01-01", "0001-01-01", "9999-12-31"])
def test_a_clock_that_is_far_off_never_makes_a_record_hold(day: str) -> None:
    assert codes("expires: 2026-12-31", day=day) != []


UNKNOWNS = [
    ("2026-11-23", "", []),
    ("2026-11-22", "", ["CF607"]),
    ("2026-11-09", "", ["CF607"]),
    ("2026-11-08", "", ["CF613"]),
    ("2026-11-22", "lifecycle: {unknown-grace-days: 0}", ["CF613"]),
    ("2026-01-01", "lifecycle: {unknown-grace-days: 999999999999}", ["CF607"]),
    ("2027-02-29", "", ["CF613"]),
]


@pytest.mark.parametrize(("due", "policy", "found"), UNKNOWNS)
def test_an_unknown_has_its_day_and_a_grace(due: str, policy: str, found: list[str]) -> None:
    assert codes(body=f"{FACTS}\nUNKNOWN(@bob, {due}): why.\n", policy=policy) == found
    assert codes("status: draft", f"{FACTS}\nUNKNOWN(@bob, {due}): why.\n", policy=policy) == []


ACTIONS = [
    ("- Alert (@bob, 2026-11-20)", 1),
    ("- Alert (@bob, by 2026-11-20)", 1),
    ("- Alert by 2026-11-20 (@bob)", 1),
    ("- Alert (@bob, 2026-11-23)", 0),
    ("- [ ] Alert (@bob, 2026-11-20)", 1),
    ("- [x] Alert (@bob, 2026-11-20)", 0),
    ("- [X] Alert (@bob, 2026-11-20)", 0),
    ("- ~~Alert (@bob, 2026-11-20)~~", 0),
    ("- Alert (@bob, 2026-11-20): done", 0),
    ("- Alert (@bob, 2026-11-20), not done", 1),
    ("- Look at what 2026-11-20 showed", 0),
    ("- Alert (@bob, 2026-02-30)", 0),
    ("| Action | Due |\n| --- | --- |\n| Alert | 2026-11-20 |", 1),
    ("| Action | Due | Status |\n| --- | --- | --- |\n| Alert | 2026-11-20 | open |", 1),
    ("| Action | Due | Status |\n| --- | --- | --- |\n| Alert | 2026-11-20 | \u2705 Done |", 0),
    ("| Action | Due | Status |\n| --- | --- | --- |\n| Alert | 2026-11-20 | not done |", 1),
    ("| Action | Due |\n| --- | --- |\n| ~~Alert~~ | 2026-11-20 |", 0),
]


@pytest.mark.parametrize(("line", "found"), ACTIONS)
def test_an_action_item_is_due_until_it_says_that_it_is_done(line: str, found: int) -> None:
    assert codes(body=f"{FACTS}\n## Action items\n\n{line}\n") == ["CF610"] * found


ACCESS = [
    ("duration: 4h", ["Granted | 2026-11-03 09:00"], 1),
    ("duration: P2D", ["Granted | 2026-11-22 09:00"], 0),
    ("duration: P2D", ["Granted | 2026-11-20 09:00"], 1),
    ("duration: 4h", ["Granted | 2026-11-22 22:00"], 0),
    ("duration: 4h", ["Granted | 2026-11-22 22:00-05:00"], 0),
    ("duration: 4h", ["**Access granted** | 2026-11-03 09:00"], 1),
    ("duration: 4h", ["Requested | 2026-11-03 09:00"], 0),
    ("duration: 4h", ["Granted | 2026-11-03 09:00", "Removed | 2026-11-03 12:00"], 0),
    ("duration: 4h", ["Granted | 2026-11-03 09:00", "Access revoked | 2026-11-03 12:00"], 0),
    ("duration: 4h", ["Removed | 2026-11-03 12:00", "Granted | 2026-11-03 09:00"], 0),
    ("duration: 4h", ["Granted | 2026-11-03 09:00", "Removed | 2026-11-03 12:00", "Granted | 2026-11-04 09:00"], 1),
    ("duration: 4h", ["Granted | 2026-11-03 09:00", "Extended until 2026-12-24 | 2026-11-03 12:00"], 0),
    ("duration: 4h", ["Granted, until 2026-11-05 08:00 | 2026-11-03 09:00"], 1),
    ("duration: 4h", ["Granted | unknown"], 1),
    ("duration: a while", ["Granted | 2026-11-03 09:00"], 0),
    ("duration: 9999w", ["Granted | 9999-11-03 09:00"], 0),
    ("duration: 4h\nstatus: requested", ["Granted | 2026-11-03 09:00"], 1),
    ("duration: 4h\nstatus: closed", ["Granted | 2026-11-03 09:00"], 0),
]


@pytest.mark.parametrize(("front", "rows", "found"), ACCESS)
def test_access_is_removed_when_its_time_is_over(front: str, rows: list[str], found: int) -> None:
    table = "".join(f"| {row} [S1] |\n" for row in rows)
    body = f"{FACTS}\n## Access log\n\n| Event | Time |\n| --- | --- |\n{table}"
    assert codes(front, body) == ["CF603"] * found


NEIGHBOURS = [
    ({"a.md": "id: EX-1", "b.md": "id: EX-1"}, {"a.md": ["CF611"], "b.md": ["CF611"]}),
    ({"a.md": "id: EX-1", "b.md": "id: 'ex-01' # the other"}, {"a.md": ["CF611"], "b.md": ["CF611"]}),
    ({"a.md": "id: EX-1", "b.md": '"\\x69d": EX-1'}, {"a.md": ["CF611"], "b.md": ["CF611"]}),
    ({"a.md": "id: EX-1\nstatus: draft", "b.md": "id: EX-1"}, {"b.md": ["CF611"]}),
    ({"a.md": "id: EX-1\nstatus: closed", "b.md": "id: EX-1"}, {"b.md": ["CF611"]}),
    ({"x/a.md": "id: 7", "y/a.md": "id: 7"}, {}),
    ({"x/a.md": "id: 7", "x/b.md": "id: 7"}, {"x/a.md": ["CF611"], "x/b.md": ["CF611"]}),
    ({"a.md": "id:", "b.md": "id:"}, {}),
    ({"a.md": "id: EX-1", "examples/note/good/b.md": "id: EX-1"}, {}),
    ({"a.md": "supersedes: EX-9"}, {"a.md": ["CF612"]}),
    ({"a.md": "supersedes: none"}, {}),
    ({"a.md": "supersedes: https://example.com/adr-9"}, {}),
    ({"a.md": "id: EX-1\nsupersedes: EX-1"}, {"a.md": ["CF612"]}),
    ({"a.md": "status: superseded by EX-9"}, {"a.md": ["CF612"]}),
    ({"a.md": "status: draft\nsupersedes: EX-9"}, {}),
    ({"a.md": "id: EX-2\nsupersedes: EX-1", "b.md": "id: EX-1"}, {"a.md": ["CF612"]}),
    ({"a.md": "id: EX-2\nsupersedes: EX-1", "b.md": "id: EX-1\nsuperseded_by: EX-2"}, {}),
    ({"a.md": "id: EX-2\nsupersedes: [EX-1]", "b.md": "id: EX-1\nstatus: superseded by EX-2"}, {}),
    ({"a.md": "supersedes: b.md", "b.md": "superseded-by: ./a.md"}, {}),
    ({"d/0012-a.md": "supersedes: ADR-0007", "d/0007-b.md": "status: superseded by [12](0012-a.md)"}, {}),
    ({"d/0012-a.md": "supersedes: 7, 8", "d/0007-b.md": "superseded-by: 12"}, {"d/0012-a.md": ["CF612"]}),
    ({"a.md": "id: EX-1\nstatus: superseded by EX-2", "b.md": "id: EX-2"}, {"a.md": ["CF616"]}),
]


@pytest.mark.parametrize(("files", "found"), NEIGHBOURS)
def test_a_record_among_the_others(files: dict[str, str], found: dict[str, list[str]]) -> None:
    data = {path: text(Example(front=front)) for path, front in files.items()}
    known = registry(data.items, lambda path: None)
    checker = Checker(RULEBOOK.catalogue, lambda path: False, day=DAY, registry=known)
    reports = (checker.check(File(path, path, None, each)).report for path, each in data.items())
    told = {report.path: [finding.code for finding in report.findings] for report in reports if report.findings}
    assert {path: codes for path, codes in told.items() if not path.startswith("examples/")} == found


def test_ten_thousand_records_are_read_once_and_looked_up_in_linear_time() -> None:
    asked: list[str] = []

    def files() -> Iterable[tuple[str, bytes]]:
        for number in range(10_000):
            asked.append("")
            yield f"d/{number}.md", f"---\nworkflow: example\nid: EX-{number}\n---\n# A\n".encode()

    known = registry(files, lambda path: None)
    assert [known.twins(f"d/{number}.md", f"EX-{number}") for number in range(10_000)] == [[]] * 10_000
    assert known.twins("other.md", "ex-07") == ["d/7.md"]
    assert len(asked) == 10_000


ZONES = [
    ("2026-11-03", "2026-11-03"),
    ("2026-11-03T14:02Z", "2026-11-03"),
    ("2026-11-03 23:30 -05:00", "2026-11-04"),
    ("2026-11-03T23:30-0500", "2026-11-04"),
    ("2026-11-03T00:30+02:00", "2026-11-02"),
    ("2026-11-03 24:00", ""),
    ("2026-11-031", ""),
    ("2028-02-29", "2028-02-29"),
    ("2027-02-29", ""),
    ("9999-12-31T23:00-05:00", ""),
    ("0001-01-01T00:30+02:00", ""),
    ("2026-11-03T10:00+99:00", ""),
    ("3.11.2026", ""),
]


@pytest.mark.parametrize(("written", "day"), ZONES)
def test_a_time_is_of_its_day_in_utc(written: str, day: str) -> None:
    assert calendar.day_of(written) == day


def test_each_word_of_a_builtin_workflow_means_something() -> None:
    book = Rulebook(Policy(), builtin())
    for name in WORKFLOWS:
        workflow = book.catalogue.workflow(name)
        assert set(workflow.statuses.values()) == {"open", "decided", "ended"}, name


def test_a_schema_maps_its_own_words_and_a_word_means_one_thing() -> None:
    assert stage_of(status("Sunset (2026)"), words_of({"ended": ["sunset"]})) == "ended"
    assert stage_of(status("closed"), words_of({"decided": ["Closed"]})) == "decided"
    with pytest.raises(ValueError, match="means two things"):
        words_of({"open": ["a b"], "ended": ["A-B"]})
    with pytest.raises(ValueError, match="is no word"):
        words_of({"open": ["!"]})
    assert all(stage_of(status(word.upper()), {}) == stage for word, stage in WORDS.items())


@given(st.text(max_size=40))
def test_no_text_breaks_the_calendar(text: str) -> None:
    assert not calendar.is_day(text) or calendar.day_of(text)
    calendar.length(text)
    stage_of(status(text), {})
