"""Entries added to the front matter: everything else stays byte for byte, or nothing is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document.edit import append, scalar
from citefirst.document.frontmatter import split
from citefirst.document.text import decode
from citefirst.errors import UsageError

ENTRY = {"role": "author", "by": "AA"}
CASES = [
    ("---\na: 1\n---\n# X\n", "---\na: 1\napprovals:\n  - role: author\n    by: AA\n---\n# X\n"),
    ("---\napprovals: []\na: 1\n---\n# X\n", "---\napprovals:\n  - role: author\n    by: AA\na: 1\n---\n# X\n"),
    (
        "---\napprovals: # none yet\na: 1\n---\n",
        "---\napprovals: # none yet\n  - role: author\n    by: AA\na: 1\n---\n",
    ),
    ("---\napprovals: [] # none\n---\n", "---\napprovals: # none\n  - role: author\n    by: AA\n---\n"),
    (
        "---\napprovals:\n- role: b # x\n  by: 'c'\n\n# end\na: 1\n---\n",
        "---\napprovals:\n- role: b # x\n  by: 'c'\n- role: author\n  by: AA\n\n# end\na: 1\n---\n",
    ),
    (
        "---\napprovals:\n    - role: author\n      by: AA\n      at: 2026-01-01\n    - role: b\n      by: c\n---\n",
        "---\napprovals:\n    - role: b\n      by: c\n    - role: author\n      by: AA\n---\n",
    ),
    ("---\n---\nx", "---\napprovals:\n  - role: author\n    by: AA\n---\nx"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_entry_is_added_and_the_rest_stays(text: str, expected: str, end: str, mark: str) -> None:
    data = (mark + text.replace("\n", end)).encode()
    assert append(data, ("approvals",), ENTRY, ("role", "by")) == (mark + expected.replace("\n", end)).encode()


NESTED = [
    ("---\nai:\n  use: advise\n---\n", "---\nai:\n  use: advise\n  log:\n    - tool: x\n---\n"),
    ("---\nai:\n  use: advise\n  log: []\n---\n", "---\nai:\n  use: advise\n  log:\n    - tool: x\n---\n"),
    ("---\nai:\n---\n", "---\nai:\n  log:\n    - tool: x\n---\n"),
    (
        "---\nai:\n  log:\n    - tool: y\n  use: act\n---\n",
        "---\nai:\n  log:\n    - tool: y\n    - tool: x\n  use: act\n---\n",
    ),
    ("---\nb: 1\n---\n", "---\nb: 1\nai:\n  log:\n    - tool: x\n---\n"),
]


@pytest.mark.parametrize(("text", "expected"), NESTED, ids=range(len(NESTED)))
def test_a_list_inside_a_mapping_is_found_or_made(text: str, expected: str) -> None:
    assert append(text.encode(), ("ai", "log"), {"tool": "x"}).decode() == expected


@pytest.mark.parametrize(
    "text",
    [
        "# no front matter\n",
        "---\na: [\n---\n",
        "---\napprovals: [{role: a, by: b}]\n---\n",
        "---\napprovals: someone\n---\n",
        "---\nai: none\n---\n",
        "---\nai: {use: advise}\n---\n",
    ],
)
def test_what_cannot_be_edited_safely_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        append(text.encode(), ("approvals",) if "ai" not in text else ("ai", "log"), ENTRY)


LINES = st.sampled_from(
    (
        "a: 1|b: 'x: y'|approvals:|- role: c|  - role: d|    by: e|# note||approvals: []|c:|  d: 2|t: >|  text|ai: none"
    ).split("|")
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_any_front_matter_gains_the_entry_and_nothing_else_or_stays(lines: list[str], end: str) -> None:
    data = end.join(["---", *lines, "---", "# Body", ""]).encode()
    front, _, problems = split(decode(data))
    try:
        result = append(data, ("approvals",), ENTRY)
    except UsageError:
        return
    assert front is not None
    assert not problems
    after, start, _ = split(decode(result))
    assert after is not None
    held = front.data.get("approvals") or []
    assert after.data == {**front.data, "approvals": [*held, ENTRY]}
    assert decode(result)[start:] == "# Body\n"


@given(st.one_of(st.from_regex(r"[-+]?[0-9a-fxo._eE+-]{1,12}", fullmatch=True), st.text(st.characters(codec="ascii"))))
def test_a_text_reads_back_as_the_same_text(value: str) -> None:
    front, _, problems = split(f"---\nid: {scalar(value)}\n---\n")
    assert front is not None
    assert not problems
    assert front.data == {"id": value}
