"""The status line as people write it: the word that counts, the reason, and the records that it names."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document.header import Header
from citefirst.document.parse import parse
from citefirst.document.status import MAX_TEXT, read
from citefirst.evidence.ids import find

Relations = list[tuple[str, str]]
CASES: list[tuple[Any, str, Relations]] = [
    ("Accepted", "accepted", []),
    ("Accepted (supersedes ADR-024, ADR-025)", "accepted", [("supersedes", "ADR-024"), ("supersedes", "ADR-025")]),
    ("**PROVISIONAL** (until the load test)", "provisional", []),
    ("Rejected (previously approved, but too slow)", "rejected", []),
    ("Approved <!-- (Proposed/Approved) -->", "approved", []),
    ("Stable", "stable", []),
    ("Superseded by [0012](0012-x.md)", "superseded", [("superseded-by", "0012-x.md")]),
    ("Superseded by [0012]", "superseded", [("superseded-by", "0012")]),
    ("Superseded By: #12", "superseded", [("superseded-by", "#12")]),
    ("superseded-by ADR-4", "superseded", [("superseded-by", "ADR-4")]),
    (":white_check_mark: Accepted", "accepted", []),
    ("\u2705 Accepted", "accepted", []),
    ("Accepted \U0001f389", "accepted", []),
    ("**APPROVED**.", "approved", []),
    ("`Accepted`", "accepted", []),
    ("[Accepted](https://example.com/pull/12)", "accepted", []),
    ("![Accepted](https://img.example.com/accepted.svg)", "accepted", []),
    ("Accepted ([\\#1484])", "accepted", []),
    ("{ accepted }", "accepted", []),
    (["Accepted"], "accepted", []),
    ({"accepted": None}, "accepted", []),
    ("Accepted (2024-03-01)", "accepted", []),
    ("Accepted on 2024-03-01", "accepted", []),
    ("2024-03-01: Accepted", "accepted", []),
    ("Under Review", "under-review", []),
    ("**Returned for revision**", "returned-for-revision", []),
    ("In Progress", "in-progress", []),
    ("Active Review (Aug 21...Sep 4, 2026)", "active-review", []),
    ("Partially implemented (Swift 5.3 supports it)", "partially-implemented", []),
    ("Implemented in Swift 5.3", "implemented", []),
    ("Approved by the board", "approved", []),
    ("Status: accepted", "accepted", []),
    ("~~Proposed~~ Accepted", "accepted", []),
    ("~~Accepted~~ Superseded by ADR-7", "superseded", [("superseded-by", "ADR-7")]),
    ("<del>Proposed</del> Accepted", "accepted", []),
    ("- [ ] Proposed\n- [x] Accepted\n- [ ] Rejected", "accepted", []),
    ("- [ ] Proposed\n- [ ] Accepted", "", []),
    ("Proposed -> Accepted", "accepted", []),
    ("Draft \u2192 Proposed \u2192 Rejected", "rejected", []),
    ("2024-01-01: Proposed\n2024-03-01: Accepted", "accepted", []),
    ("* 2024-03-01: Accepted\n* 2024-01-01: Proposed", "accepted", []),
    ("Accepted, superseded by [ADR-7](7.md)", "superseded", [("superseded-by", "7.md")]),
    ("Accepted\n\nSuperseded by [7. B](0007-b.md)", "superseded", [("superseded-by", "0007-b.md")]),
    ("Accepted\n\nSupersedes [1. A](0001-a.md)", "accepted", [("supersedes", "0001-a.md")]),
    ("Accepted, partially superseded by ADR-9", "accepted", [("partly-superseded-by", "ADR-9")]),
    ("Accepted (not superseded by ADR-9)", "accepted", []),
    ("Accepted (will be superseded by ADR-9)", "accepted", []),
    ("Deprecated in favour of ADR-12", "deprecated", [("superseded-by", "ADR-12")]),
    ("Accepted, amended by ADR-3 and ADR-5", "accepted", [("amended-by", "ADR-3"), ("amended-by", "ADR-5")]),
    ("Proposed | Accepted | Rejected", "", []),
    ("{proposed | rejected | accepted}", "", []),
    ("Not accepted", "not-accepted", []),
    ("", "", []),
    (None, "", []),
    (5, "", []),
    ([], "", []),
    ({"a": 1}, "", []),
]


@pytest.mark.parametrize(("value", "word", "relations"), CASES, ids=[str(case[0]) for case in CASES])
def test_what_a_status_says(value: Any, word: str, relations: Relations) -> None:
    found = read(value)
    assert (found.word, [(each.kind, each.target) for each in found.relations]) == (word, relations)


def test_what_follows_the_word_is_its_reason() -> None:
    assert read("Rejected (previously approved, but [too slow](x.md))").reason == "(previously approved, but too slow)"
    assert read("Accepted").reason == ""


def test_a_header_joins_what_its_fields_say_of_other_records() -> None:
    text = "---\nstatus: Accepted (supersedes ADR-1)\nsupersedes: [ADR-1, ADR-2]\nsuperseded-by: ''\n---\n# A\n"
    status = Header(parse("a.md", text, find)).status
    assert status.word == "accepted"
    assert [each.target for each in status.relations] == ["ADR-1", "ADR-2"]
    assert Header(parse("a.md", "# A\n", find)).status.word == ""


@given(st.text(alphabet="aA [](){}<!->~*_`:|/\n12,x\u2192", max_size=200) | st.text(max_size=200))
def test_anything_can_be_read(text: str) -> None:
    found = read(text)
    assert "\x01" not in found.reason
    assert found.word == found.word.lower()


@pytest.mark.parametrize(
    "piece", ["<!--", "~~", "[", "[a](", "<a", ":a", "superseded by ", "-> ", "{", "a-", "* ", "<del>"]
)
def test_no_status_takes_long(piece: str) -> None:
    started = time.process_time()
    read(piece * (MAX_TEXT // len(piece)))
    assert time.process_time() - started < 1
