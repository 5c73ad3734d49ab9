"""States of a span folded into cases: when each opens, when it settles, and what is no new case."""

from __future__ import annotations

import pytest

from citefirst.repository.raw import Change
from citefirst.repository.replay import Revision
from citefirst.retro.fold import Folded, State, fold
from citefirst.retro.model import NOT_ONE, Case, Judged, Retro, Seen, Taken
from citefirst.retro.runs import counted, of_report
from citefirst.retro.summary import by_rule, length


def seen(words: str, code: str = "CF201", excused: str = "") -> Seen:
    return Seen(code, "a-rule", "error", f"{code} {words}", "facts", 1, 1, "no source", words, _unit(words), excused)


def _unit(words: str) -> int:
    return sum(map(ord, words))


def state(*found: Seen, policy: str = "p", taken: str = "", lines: str = "") -> Judged:
    units = frozenset(_unit(line) for line in [*lines.split("|"), *(each.words for each in found)])
    lines_of = (Taken(taken, _unit(taken), 1, 1, "claude"),) if taken else ()
    return Judged(True, found, lines_of, units, policy, frozenset() if policy == "q" else frozenset(("CF201",)))


class Span:
    """Commits one after the other, an hour between them, each of one change."""

    def __init__(self, start: Judged = NOT_ONE) -> None:
        self.revisions: list[Revision] = []
        self.states: dict[tuple[str, State], Judged] = {("", ("a.md", "0")): start}

    def take(
        self, after: Judged, author: str = "Ada", *, path: str = "a.md", old: str = "", before: tuple[str, ...] = ()
    ) -> Span:
        number = len(self.revisions) + 1
        oid = f"{number}" if after.governed else ""
        given = before or (f"{number - 1}",)
        at = f"2026-11-16T{number:02d}:00:00+00:00"
        change = Change(path, old or path, given, oid)
        self.revisions.append(Revision(f"c{number}", (f"c{number - 1}",), author, at, at, "x", (change,)))
        self.states[f"c{number}", (path, oid)] = after
        return self

    def folded(self) -> Folded:
        start = {"a.md": ("a.md", "0")} if self.states["", ("a.md", "0")].governed else {}
        return fold(self.revisions, start, lambda commit, state: self.states.get((commit, state), NOT_ONE))


def ends(span: Span) -> list[tuple[str, str, str]]:
    return [(case.author, case.end, case.by) for case in span.folded().cases]


ONE, TWO = seen("It rose to four."), seen("Nobody was told at all.")


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span().take(state(ONE)), [("Ada", "open", "")]),
        (Span().take(state(ONE)).take(state(), "Bob"), [("Ada", "edited", "c2")]),
        (Span().take(state(ONE, TWO)).take(state(TWO)), [("Ada", "edited", "c2"), ("Ada", "open", "")]),
        (Span().take(state(ONE)).take(NOT_ONE), [("Ada", "removed", "c2")]),
        (Span().take(state(ONE)).take(state(policy="q")), [("Ada", "policy", "c2")]),
        (Span().take(state(ONE)).take(state()).take(state(ONE), "Bob"), [("Ada", "edited", "c2"), ("Bob", "open", "")]),
        (Span().take(state(ONE)).take(state(ONE._replace(excused="x"))), [("Ada", "policy", "c2")]),
        (Span(state(ONE)).take(state()), [("", "edited", "c1")]),
        (Span(state(ONE)), [("", "open", "")]),
        (Span().take(state(seen("x y z", excused="the baseline"))), []),
        (Span().take(NOT_ONE), []),
    ],
)
def test_a_case_opens_and_settles(span: Span, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(ends(span)) == sorted(expected)


def test_a_case_goes_on_where_its_words_are_changed() -> None:
    (case,) = Span().take(state(ONE)).take(state(seen("It rose to five.")), "Bob").folded().cases
    assert (case.author, case.again, case.end) == ("Ada", 1, "open")


def test_a_line_that_now_cites_something_is_settled_whatever_came_beside_it() -> None:
    other = state(seen("It rose to nine."), lines=ONE.words)
    assert ends(Span().take(state(ONE)).take(other, "Bob")) == [("Ada", "edited", "c2"), ("Bob", "open", "")]


def test_a_case_moves_with_its_record() -> None:
    span = Span().take(state(ONE)).take(state(ONE), path="b.md", old="a.md").take(state(), path="b.md")
    (case,) = span.folded().cases
    assert (case.path, case.end, case.by) == ("b.md", "edited", "c3")


def test_two_branches_open_one_case_and_one_settles_it() -> None:
    span = Span(state()).take(state(ONE)).take(state(ONE), "Bob", before=("0",)).take(state(), "Cy")
    assert ends(span) == [("Ada", "edited", "c3")]


def test_a_merge_that_mends_what_a_parent_has_settles_it() -> None:
    span = Span(state()).take(state(ONE)).take(state(TWO), "Bob", before=("0",)).take(state(), "Cy", before=("1", "2"))
    assert sorted(ends(span)) == [("Ada", "edited", "c3"), ("Bob", "edited", "c3")]


def test_what_was_excused_is_told_once() -> None:
    excused = seen("x y z", excused="the baseline")
    (told,) = Span(state(excused)).take(state(excused)).folded().excused
    assert (told.code, told.why, told.path) == ("CF201", "the baseline", "a.md")


def test_lines_of_assistants_that_are_changed_or_wrong_are_told() -> None:
    words = "The pool was set to ten by us."
    kept = Span().take(state(taken=words, lines=words)).take(state(lines=words)).folded().assisted
    assert [(each.changed, each.found) for each in kept] == [("", "")]
    gone = Span().take(state(taken=words, lines=words)).take(state()).folded().assisted
    assert [(each.changed, each.at[:10]) for each in gone] == [("c2", "2026-11-16")]
    wrong = Span().take(state(seen(words), taken=words)).folded().assisted
    assert [each.found for each in wrong] == ["CF201"]


def retro(*cases: Case) -> Retro:
    return Retro("2026-11-16", "2026-11-29", "then", "c", 1, 1, 1, cases, (), (), (), ())


def case(author: str = "Ada", opened: str = "2026-11-16T10:00:00Z", settled: str = "", path: str = "a.md") -> Case:
    return Case(
        "CF201", "a-rule", "error", path, 1, "m", author, "c" if author else "", opened if author else "", settled,
        end="edited" if settled else "open",
    )  # fmt: skip


def test_a_rule_is_summed_up_by_person() -> None:
    (row,) = by_rule(
        retro(
            case(settled="2026-11-16T13:00:00Z"),
            case(settled="2026-11-18T10:00:00Z", path="b.md"),
            case("Bob"),
            case("", settled="2026-11-18T10:00:00Z"),
        )
    )
    assert (row.asked, row.held, row.still, row.before, row.before_held) == (3, 2, 1, 1, 1)
    assert [(each.name, each.asked, each.records, each.held, each.still) for each in row.people] == [
        ("Ada", 2, 2, 2, 0),
        ("Bob", 1, 1, 0, 1),
    ]
    assert row.longest == 2 * 86400


def test_clocks_that_differ_make_no_time_before_nothing() -> None:
    (row,) = by_rule(retro(case(settled="2026-11-16T09:00:00Z")))
    assert row.seconds == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (90, "2 min"),
        (3600, "60 min"),
        (7200, "2 h"),
        (86400, "24 h"),
        (2 * 86400, "2 days"),
    ],
)
def test_a_length_is_told_in_words(seconds: float, words: str) -> None:
    assert length(seconds) == words


GOOD = b'{"version": 1, "day": "2026-11-20", "findings": [{"code": "CF201", "severity": "error"}]}'


@pytest.mark.parametrize(
    ("data", "read", "red", "words"),
    [
        (GOOD, 1, 1, ""),
        (GOOD.replace(b"error", b"warning"), 1, 0, ""),
        (GOOD.replace(b"11-20", b"11-02"), 0, 0, ""),
        (GOOD.replace(b'"2026-11-20"', b"null"), 1, 1, ""),
        (b"{", 0, 0, "it is no JSON"),
        (b"[" * 100_000, 0, 0, "it is no JSON"),
        (b"[]", 0, 0, "it is no report of citefirst"),
        (GOOD.replace(b'"version": 1', b'"version": 9'), 0, 0, "it is a report of version 9"),
        (GOOD.replace(b'"CF201"', b"7"), 0, 0, "has no code"),
        (None, 0, 0, "it cannot be read"),
        (b"\xff", 0, 0, "it is no JSON"),
    ],
)
def test_stored_reports_are_counted(data: bytes | None, read: int, red: int, words: str) -> None:
    found = counted([of_report("a.json", data)], "2026-11-16", "2026-11-29")
    assert (found.read, found.red, bool(found.unread)) == (read, red, bool(words))
    assert all(words in each for each in found.unread)
