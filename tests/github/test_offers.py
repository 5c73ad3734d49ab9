"""What can be suggested: whole lines as they are, quoted safely, the worst first, and none over another."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.mending import look, record

from citefirst.document.splice import Edit, splice
from citefirst.github.budget import Budget
from citefirst.github.suggestions import MAX_LINES, hunks, is_shown, offers
from citefirst.places import Lines, Span
from citefirst.report.pages.suggestion import Offer, fenced, render

LINE = "The cause is unclear and 40 orders failed."


def offered(data: bytes, seconds: float = 60) -> tuple[list[Offer], bool]:
    findings = look(data).report.findings
    return offers(findings, lambda path: (data, look), Budget(seconds, time.monotonic))


def texts(body: str) -> list[str]:
    return [offer.text for offer in offered(record(body))[0]]


QUOTED = [
    (f"## Facts\n\n{LINE}\n", [f"UNKNOWN: {LINE}"]),
    (f"## Facts\n\n{LINE}", [f"UNKNOWN: {LINE}"]),
    (f"## Facts\r\n\r\n{LINE}\r\n", [f"UNKNOWN: {LINE}"]),
    (f"## Facts\n\n-\t{LINE}\n", [f"-\tUNKNOWN: {LINE}"]),
    ("## Facts\n\nRun ```` `x` ```` failed for 40 orders.\n", ["UNKNOWN: Run ```` `x` ```` failed for 40 orders."]),
    (f"## Facts\n\n{LINE} \u202e\n", []),
    (f"## Facts\n\nUNKNOWN: {LINE}\n", []),
]


@pytest.mark.parametrize(("body", "expected"), QUOTED)
def test_lines_are_suggested_as_they_are_and_not_where_a_reader_would_not_see_them(
    body: str, expected: list[str]
) -> None:
    assert texts(body) == expected


def test_a_suggestion_that_is_taken_over_does_away_with_its_finding() -> None:
    data = record(f"## Facts\n\n{LINE}\n\n- {LINE}\n- [ ] Other\n")
    for offer in offered(data)[0]:
        checked = look(data)
        assert checked.record
        lines = checked.record.document.lines
        span = Span(lines.start(offer.first - 1), lines.end(offer.last - 1))
        after = look(splice(data, [Edit(span, offer.text)])).report.findings
        assert offer.finding.fingerprint not in {finding.fingerprint for finding in after}


def test_no_suggestion_lies_over_another_and_none_is_long() -> None:
    found, whole = offered(record(f"## Facts\n\n{LINE} It was TBD.\n\n" * 30))
    places = sorted((offer.first, offer.last) for offer in found)
    assert (whole, len(found)) == (True, 30)
    assert all(before[1] < after[0] for before, after in pairwise(places))
    assert all(last - first < MAX_LINES for first, last in places)


def test_where_the_time_is_over_it_is_said() -> None:
    assert offered(record(f"## Facts\n\n{LINE}\n"), seconds=0) == ([], False)


@given(st.text(alphabet="`~\n\t abc<>[]()!*_|", max_size=60))
def test_a_fence_holds_whatever_stands_in_it(text: str) -> None:
    tokens = MarkdownIt().parse(f"Before.\n\n{fenced(text)}\n\nBehind.\n")
    fences = [token for token in tokens if token.type == "fence"]
    assert [(token.info, token.content) for token in fences] == [("suggestion", f"{text}\n")]
    assert [token.content for token in tokens if token.type == "inline"] == ["Before.", "Behind."]


def test_words_of_a_record_are_not_read_as_markdown_outside_of_the_block() -> None:
    (offer,) = offered(record("## Facts\n\nPing @everyone <img src=x> failed for 40 orders.\n"))[0]
    told, _, _ = render(offer, "<!-- marker -->").partition("```")
    assert not any(word in told for word in ("@everyone", "<img"))


PATCH = "@@ -1 +1,3 @@ def f():\n a\n+@@ -9,9 +90,9 @@\n+b\n@@ -10,0 +12 @@\n+c\n@@ -20,2 +21,0 @@\n-x\n-y"
SHOWN = [(1, 1, True), (1, 3, True), (2, 4, False), (12, 12, True), (3, 12, False), (13, 13, False), (90, 90, False)]


@pytest.mark.parametrize(("first", "last", "expected"), SHOWN)
def test_only_lines_of_one_hunk_can_be_commented_on(first: int, last: int, expected: bool) -> None:
    (offer,) = offered(record(f"## Facts\n\n{LINE}\n"))[0]
    moved = Offer(offer.finding, first, last, offer.text, offer.title, offer.is_safe)
    assert is_shown(moved, PATCH) is expected
    assert hunks("") == []


def test_positions_are_those_of_the_file() -> None:
    data = record(f"## Facts\n\n{LINE}\n")
    (offer,) = offered(data)[0]
    assert Lines(data.decode()).content(offer.first) == LINE
