"""Each thing that a plan names, held against made histories: where it is found, and where it must not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.record.plan import Item, Name
from citefirst.repository.messages import Commit, History, Ref, Touched
from citefirst.shipped.compare import Known, Named, compare
from citefirst.shipped.landing import Landings, pull_of
from citefirst.shipped.mentions import Mention, mentions
from citefirst.shipped.notes import Note, is_changelog, notes


def history(*messages: str, tags: Sequence[Ref] = (), side: Sequence[str] = ()) -> History:
    """A line of commits, the oldest message first, and one of a branch that nobody merged."""
    made = [
        Commit(f"{number:040x}", (f"{number - 1:040x}",) if number else (), "Dev", _at(number), *_split(message))
        for number, message in enumerate(messages)
    ]
    last = made[-1].commit
    beside = [
        Commit(f"{number + 500:040x}", (last,), "Dev", _at(90 + number), *_split(message))
        for number, message in enumerate(side)
    ]
    commits = {each.commit: each for each in (*reversed(beside), *reversed(made))}
    branches = [Ref(f"side-{number}", each.commit, each.at) for number, each in enumerate(beside)]
    return History(commits, last, "main", tags, branches)


def _at(number: int) -> str:
    return f"2026-03-{1 + number % 28:02d}T10:00:00+00:00"


def _split(message: str) -> tuple[str, str]:
    subject, _, body = message.partition("\n")
    return subject, body.strip()


def judged(name: Name, made: History, **known: object) -> Named:
    (line,) = compare([Item("Plan", 1, "x", (name,))], Known(Landings(made), **known))  # type: ignore[arg-type]
    return line.names[0]


PULL = Name("reference", "12", "", "#12")
TICKET = Name("ticket", "PAY-7", "", "PAY-7")


@pytest.mark.parametrize(
    ("name", "messages", "state"),
    [
        (PULL, ["a", "Add it (#12)"], "found"),
        (PULL, ["a", "Merge pull request #12 from acme/x\n\nAdd it"], "found"),
        (PULL, ["a", "Merged in fix (pull request #12)"], "found"),
        (PULL, ["a", "Merged PR 12: Add it"], "found"),
        (PULL, ["a", "Merge branch 'x'\n\nSee merge request acme/shop!12"], "found"),
        (PULL, ["a", "Mend it\n\nFixes #12"], "found"),
        (PULL, ["a", "Mend it\n\ncloses: https://github.com/acme/shop/issues/12"], "found"),
        (PULL, ["a", "Part of #12"], "found"),
        (PULL, ["a", "Part of #121"], "no-trace"),
        (PULL, ["a", "Part of acme/infra#12"], "no-trace"),
        (PULL, ["a", "Fixes PAY-12"], "no-trace"),
        (PULL, ["a", "Colour &#12; and ##12"], "no-trace"),
        (PULL, ["a", "Add it (#12)", 'Revert "Add it (#12)" (#13)'], "dropped"),
        (PULL, ["a", "Add it (#12)", 'Revert "Add it"\n\nReverts acme/shop#12'], "dropped"),
        (PULL, ["a", "Add it (#12)", f'Revert "Add it"\n\nThis reverts commit {1:040x}.'], "dropped"),
        (
            PULL,
            ["a", "Add it (#12)", f"Revert\n\nThis reverts commit {1:040x}.", f"Re\n\nThis reverts commit {2:040x}."],
            "found",
        ),
        (PULL, ["a", "Add it (#12)", 'Revert "Add it (#12)"', "Names #12 again"], "dropped"),
        (PULL, ["a", "Drop what came before", 'Revert "Add it (#12)"'], "no-trace"),
        (TICKET, ["a", "PAY-7: begin"], "found"),
        (TICKET, ["a", "Merge branch 'feature/pay-7-carts'"], "found"),
        (TICKET, ["a", "PAY-70 and PREPAY-7 and PAY-7.1"], "no-trace"),
        (Name("ticket", "INC-2041", "", "INC-2041"), ["a", "After INC-2041"], "found"),
        (Name("commit", f"{1:040x}", "", "x"), ["a", "b"], "found"),
        (Name("reference", "12", "acme/infra", "acme/infra#12"), ["a", "Add it (#12)"], "no-trace"),
        (Name("reference", "12", "acme/infra", "acme/infra#12"), ["a", "See acme/infra#12"], "found"),
    ],
)
def test_a_thing_is_found_where_messages_say_so(name: Name, messages: list[str], state: str) -> None:
    made = history(*messages)
    assert judged(name, made, own="acme/shop").state == state


def test_a_hash_that_begins_two_commits_shows_both() -> None:
    assert len(judged(Name("commit", "0000000", "", "0000000"), history("a", "b")).evidence) == 2


def test_what_only_a_branch_has_is_open() -> None:
    found = judged(TICKET, history("a", side=["PAY-7: begin"]))
    assert (found.state, found.evidence[0].where, found.evidence[0].ref) == ("open", "branch", "side-0")


def test_a_branch_that_a_merge_brought_is_taken_back_with_it() -> None:
    side = Commit("s" * 40, ("0" * 40,), "Dev", _at(1), "PAY-7: begin", "")
    merge = Commit("f" * 40, ("0" * 40, side.commit), "Dev", _at(2), "Merge pull request #12 from acme/x", "")
    back = Commit("e" * 40, (merge.commit,), "Dev", _at(3), "Revert", f"This reverts commit {merge.commit}, reversing")
    first = Commit("0" * 40, (), "Dev", _at(0), "a", "")
    made = History({each.commit: each for each in (back, merge, side, first)}, back.commit)
    found = judged(TICKET, made)
    assert (found.state, found.evidence[0].pull, found.evidence[0].reverted) == ("dropped", "12", back.commit)
    kept = History({each.commit: each for each in (merge, side, first)}, merge.commit)
    assert judged(TICKET, kept).evidence[0].at == merge.at


def test_the_first_tag_is_the_oldest_that_has_the_commit() -> None:
    tags = [Ref("v2", f"{3:040x}", _at(3)), Ref("v1", f"{2:040x}", _at(2)), Ref("latest", f"{2:040x}", _at(9))]
    made = history("a", "Add it (#12)", "b", "c", tags=tags)
    assert judged(PULL, made).evidence[0].ref == "v1"
    assert judged(PULL, history("a", "b", "Add it (#12)")).evidence[0].ref == ""


@pytest.mark.parametrize(
    ("tag", "number", "same"),
    [
        ("v1.2.0", "1.2", True),
        ("1.2.0", "1.2.0", True),
        ("cart@1.2.0", "1.2.0", True),
        ("cart/v1.2.0", "1.2.0", True),
        ("release-1.2.0", "1.2.0", True),
        ("v1.20.0", "1.2", False),
        ("v1.2.1", "1.2", False),
        ("v1.2.0-rc1", "1.2.0", False),
    ],
)
def test_a_version_is_its_tag(tag: str, number: str, same: bool) -> None:
    made = history("a", "b", tags=[Ref(tag, f"{1:040x}", _at(1))])
    assert (judged(Name("version", number, "", number), made).state == "found") is same


CHANGELOG = """# Changelog

Intro with #12 above all versions.

## [Unreleased]

- Flag (#31)

## [1.2.0] - 2026-03-08

- Carts (#12), PAY-7

1.1.0 (2026-02-01)
------------------

* Start (#11)
"""


@pytest.mark.parametrize(
    ("name", "state", "line"),
    [
        (PULL, "found", 11),
        (TICKET, "found", 11),
        (Name("reference", "31", "", "#31"), "open", 7),
        (Name("reference", "11", "", "#11"), "found", 16),
        (Name("version", "1.2.0", "", "v1.2.0"), "found", 9),
        (Name("version", "1.1", "", "1.1"), "found", 13),
        (Name("reference", "99", "", "#99"), "no-trace", 0),
    ],
)
def test_a_changelog_says_where(name: Name, state: str, line: int) -> None:
    found = judged(name, history("a"), lines=list(notes("CHANGELOG.md", CHANGELOG)))
    assert (found.state, found.evidence[0].line if found.evidence else 0) == (state, line)


def test_the_notes_of_a_tag_count() -> None:
    made = history("a", tags=[Ref("v1.2.0", f"{0:040x}", _at(0), "Carts, fixes #12")])
    found = judged(PULL, made)
    assert (found.state, found.evidence[0].where) == ("found", "notes")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CHANGELOG.md", True),
        ("docs/changelog.rst", True),
        ("HISTORY.txt", True),
        ("RELEASE_NOTES.md", True),
        ("src/CHANGELOG.md", False),
        ("CHANGELOG-guide.md", False),
    ],
)
def test_a_changelog_is_known_by_its_name(path: str, expected: bool) -> None:
    assert is_changelog(path) is expected


NOW = datetime(2026, 3, 9, tzinfo=UTC)
MERGED = ["a", "Add it (#12)"]


@pytest.mark.parametrize(
    ("messages", "answer", "state"),
    [
        (["a"], Found("pull-request", "Add it", NOW, "merged"), "found"),
        (["a"], Found("pull-request", "Add it", None, "open"), "open"),
        (["a"], Found("pull-request", "Add it", None, "draft"), "open"),
        (["a"], Found("pull-request", "Add it", None, "closed", (NOW,)), "dropped"),
        (["a"], Found("ticket", "Add it", NOW, "open"), "open"),
        (["a"], Found("ticket", "Add it", NOW, "closed", (NOW,)), "found"),
        (["a"], Found("ticket", "Add it", NOW, "not planned", (NOW,)), "dropped"),
        (["a"], Missing("acme/shop has no issue 12"), "no-trace"),
        (["a"], CannotTell("the token may not see it"), "no-trace"),
        (MERGED, CannotTell("the token may not see it"), "found"),
        (MERGED, Found("pull-request", "Add it", None, "closed", (NOW,)), "found"),  # merged by hand
        ([*MERGED, 'Revert "Add it (#12)"'], Found("pull-request", "Add it", NOW, "merged"), "dropped"),
        (["a", "Part of #12"], Found("ticket", "Add it", NOW, "open"), "open"),
    ],
)
def test_github_is_heard(messages: list[str], answer: Answer, state: str) -> None:
    assert judged(PULL, history(*messages), answers={PULL: answer}).state == state


@pytest.mark.parametrize(
    ("touches", "state", "how"),
    [
        ([(3, "M"), (0, "A")], "found", "changes"),
        ([(3, "D"), (0, "A")], "found", "removes"),
        ([(3, "A")], "found", "adds"),
        ([(0, "A")], "no-trace", ""),
        ([], "no-trace", ""),
    ],
)
def test_a_file_counts_where_it_was_touched_since_the_record(
    touches: list[tuple[int, str]], state: str, how: str
) -> None:
    name = Name("file", "src/a.py", "", "src/a.py")
    seen = {"src/a.py": [Touched(f"{number:040x}", status) for number, status in touches]}
    found = judged(name, history("a", "b", "the record", "c"), touches=seen, start=f"{2:040x}")
    assert (found.state, found.evidence[0].how if found.evidence else "") == (state, how)
    assert bool(found.remark) == (touches == [(0, "A")])


def test_what_may_be_another_things_is_only_told_where_it_is_found() -> None:
    loose = Name("version", "14.2.1", "", "14.2.1", loose=True)
    (line,) = compare([Item("Plan", 1, "Postgres 14.2.1", (loose,))], Known(Landings(history("a"))))
    assert line.names == ()


def test_messages_are_read_in_linear_time() -> None:
    hostile = ("#1" * 5000) + ("a/" * 5000) + ("A1-" * 3000) + ("https://a/" * 1000)
    wanted = [("", "1"), ("", "PAY-7"), ("a/a", "1")]
    commits = [Commit(f"{number:040x}", (), "", "", hostile, hostile) for number in range(20)]
    found = mentions(commits, wanted)
    assert all(isinstance(each, Mention) for said in found.values() for each in said)


def test_a_title_that_only_ends_like_one_merges_nothing() -> None:
    assert pull_of(Commit("a", (), "", "", "Speak of (#12) here", "")) == ""


def test_lines_above_all_versions_are_no_notes() -> None:
    assert all(isinstance(each, Note) and each.line > 4 for each in notes("CHANGELOG.md", CHANGELOG))
