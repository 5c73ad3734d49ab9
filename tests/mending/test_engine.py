"""The engine: done twice it does nothing, touches no other byte, and what it mended is gone, whatever the file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mending import codes, look, mended, record
from support.paths import ROOT

from citefirst.check.pipeline import Checked, Checker, File
from citefirst.document.splice import Edit, splice
from citefirst.lsp.project import Project
from citefirst.mending.engine import MAX_CHECKS, Look, Mended, compatible, mend
from citefirst.mending.fixes import Fix
from citefirst.mending.suggestions import mends, whole_lines
from citefirst.places import Span
from citefirst.rules.examples import DAY
from citefirst.signing.digest import digest

EXAMPLES = sorted((ROOT / "examples").glob("*/*/*.md"))
PROJECT = Project(ROOT)
CHECKER = Checker(
    PROJECT.rulebook.catalogue,
    PROJECT.tree.exists,
    policy=PROJECT.rulebook.policy,
    day=DAY,
    load=PROJECT.tree.content,
)
DASHBOARD = '[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'


def looking(path: Path) -> Look:
    """Check a content in the place of an example."""

    name = path.relative_to(ROOT).as_posix()

    @cache
    def looked(data: bytes) -> Checked:
        return CHECKER.check(File(name, name, path.parts[-3], data))

    return looked


def done(path: Path, data: bytes, unsafe: bool, look: Look | None = None) -> Mended:
    return mend(look or looking(path), data, lambda finding: True, unsafe=unsafe)


def hold(path: Path, data: bytes, unsafe: bool) -> Mended:
    """What is true of every file: done twice is done once, what was mended is gone, and nothing else is worse."""
    look = looking(path)
    once = done(path, data, unsafe, look)
    assert done(path, once.data, unsafe, look).data == once.data
    was, now = codes(data, look), codes(once.data, look)
    leaves = {code for fix in once.made for code in fix.leaves.split()} | ({"CF406", "CF407"} if unsafe else set())
    for code in {*was, *now} - leaves:
        assert now[code] <= was[code] - len({fix.fingerprint for fix in once.made if fix.code == code}), code
    return once


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_an_example_is_mended_whatever_its_line_ends(path: Path, unsafe: bool) -> None:
    """With a byte order mark, other line ends or blanks at their ends the same words change and no other byte."""
    data = path.read_bytes()
    once = hold(path, data, unsafe)
    if once.data == data:
        return
    for mark, end in ((b"\xef\xbb\xbf", b"\r\n"), (b"", b"\r")):
        assert done(path, mark + data.replace(b"\n", end), unsafe).data == mark + once.data.replace(b"\n", end)


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.parts[-2] == "good"], ids=lambda path: path.name)
def test_a_good_record_keeps_its_words(path: Path) -> None:
    """At most its sources are sorted."""
    data = path.read_bytes()
    assert sorted(hold(path, data, True).data.split(b"\n")) == sorted(data.split(b"\n"))


BITS = [
    *(
        "TBD",
        "[S9]",
        "[^1]",
        "\n\n",
        "| a | b |",
        "- 14:02 x",
        "- 13:01 y",
        "[S1]: https://x.example.com/a b\n",
        "\u2028",
    ),
    *(
        "\x0c",
        "\U0001f600",
        "---\n",
        "```\n",
        "<!-- ",
        "> ",
        "UNKNOWN ",
        "\\",
        "[",
        "]",
        "  \n",
        "\t",
        "https://",
        "e\u0301",
    ),
]
DAMAGED = [path for path in EXAMPLES if path.parts[-2] == "bad"][::9]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DAMAGED), st.data(), st.booleans())
def test_a_damaged_record_is_mended_as_far_as_that_helps(path: Path, data: st.DataObject, unsafe: bool) -> None:
    text = path.read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(st.sampled_from(["", *BITS])) + text[at + cut :]
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    once = hold(path, text.replace("\n", end).encode(), unsafe)
    if "approvals:" in text and not unsafe:
        assert not once.lapsed


@given(st.text(alphabet="ab\u00e9\U0001f600\r\n\u2028", max_size=40), st.booleans(), st.data())
def test_an_edit_leaves_every_other_byte(raw: str, marked: bool, data: st.DataObject) -> None:
    file = ("\ufeff" if marked else "") + raw
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    found = splice(file.encode(), [Edit(Span(start, stop), "X\nY")]).decode()
    before, _, behind = found.partition("X")
    assert file.startswith(before)
    assert file.endswith(behind.partition("Y")[2])
    plain = found.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert plain == f"{text[:start]}X\nY{text[stop:]}"


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        splice(b"abcdef", [Edit(Span(0, 3), ""), Edit(Span(2, 4), "")])


def fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix("CF201", f"{edits}", "", "safe", tuple(Edit(Span(start, end), text) for start, end, text in edits))


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (fix((0, 4, "x")), fix((4, 8, "y")), True),
        (fix((0, 4, "x")), fix((3, 8, "y")), False),
        (fix((0, 4, "x")), fix((4, 4, "y")), False),
        (fix((0, 4, "x")), fix((2, 2, "y")), False),
        (fix((5, 5, "x")), fix((5, 5, "y")), False),
        (fix((5, 5, "x")), fix((5, 5, "x")), True),
        (fix((5, 5, "\n[S1]: a")), fix((5, 5, "\n[S2]: b")), True),
        (fix((0, 9, "x")), fix((2, 3, "y")), False),
        (fix((0, 1, "x"), (8, 9, "x")), fix((4, 5, "y")), True),
    ],
)
def test_what_overlaps_waits_for_another_round(first: Fix, second: Fix, both: bool) -> None:
    assert list(compatible([first, second])) == ([first, second] if both else [first])
    assert list(compatible([second, first])) == ([second, first] if both else [second])


BODY = f"# Checkout\n\n## Facts\n\nCheckout p99 rose to 4.2 s. [S1]\nTBD: how many carts were lost.\n\n{DASHBOARD}"


def signed(digest_: str) -> bytes:
    return record(BODY, f'approvals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05\n    digest: {digest_}\n')


def test_a_signed_record_is_not_mended_without_a_word() -> None:
    document = look(signed("sha256:0")).record
    assert document
    data = signed(digest(document.document))
    safe = mended(data)
    assert (safe.data, safe.made, safe.lapsed) == (data, (), ())
    assert [each.code for each in safe.refused] == ["CF203"]
    unsafe = mended(data, unsafe=True)
    assert unsafe.lapsed == ("@alice (author)",)
    assert b"UNKNOWN: how many carts" in unsafe.data
    assert b'by: "@alice"' in unsafe.data


def test_an_approval_that_has_lapsed_already_holds_nothing_up() -> None:
    assert b"UNKNOWN: how many carts" in mended(signed(f"sha256:{'0' * 64}")).data


def test_many_findings_take_few_checks() -> None:
    count = 0

    def counted(data: bytes) -> Checked:
        nonlocal count
        count += 1
        return look(data)

    lines = "".join(f"\nThe pool {number} was too small. [P{number}]\n" for number in range(300))
    body = f"# Checkout\n\n## Facts\n\nCheckout p99 rose to 4.2 s. [S1]\n{lines}\n{DASHBOARD}"
    result = mend(counted, record(body), lambda finding: True, unsafe=True)
    assert len(result.made) == 300
    assert count <= 5


def test_mends_that_help_nothing_end_after_a_bound_of_checks() -> None:
    count = 0

    def counted(data: bytes) -> Checked:
        nonlocal count
        count += 1
        return stubborn

    lines = "".join(f"\nTBD: how many of {number}.\n" for number in range(400))
    data = record(f"# Checkout\n\n## Facts\n\nIt rose. [S1]\n{lines}\n{DASHBOARD}")
    stubborn = look(data)
    assert mend(counted, data, lambda finding: True).data == data
    assert count <= MAX_CHECKS + 1


def test_one_mend_that_helps_nothing_is_found_in_few_checks() -> None:
    """Nothing cites S1, and the workflow demands a source of its kind."""
    count = 0

    def counted(data: bytes) -> Checked:
        nonlocal count
        count += 1
        return look(data)

    lines = "".join(f"[K{number}]: https://kibana.example.com/app/{number}\n" for number in range(300))
    data = record(f"# Checkout\n\n## Facts\n\nUNKNOWN: why.\n\n{DASHBOARD}{lines}")
    result = mend(counted, data, lambda finding: True, unsafe=True)
    assert [fix.title for fix in result.refused] == ["Remove the source S1, which no line cites"]
    assert len(result.made) == 300
    assert count <= 30


def test_what_is_not_wanted_is_left() -> None:
    data = record(f"# Checkout\n\n## Facts\n\nTBD: one.\n\nTBD: two.\n\n{DASHBOARD}")
    first, _ = (each for each in look(data).report.findings if each.code == "CF203")
    result = mend(look, data, lambda finding: finding.region.line != first.region.line)
    assert b"TBD: one.\n\nUNKNOWN: two." in result.data


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([(2, 3, "x")], (1, 1, "abxd")),
        ([(5, 10, "")], (2, 3, "ij")),
        ([(4, 4, "\nnew")], (1, 1, "abcd\nnew")),
        ([(0, 1, "x"), (10, 11, "y")], (1, 3, "xbcd\nefgh\nyj")),
    ],
)
def test_edits_as_whole_lines(edits: list[tuple[int, int, str]], lines: tuple[int, int, str]) -> None:
    assert whole_lines("abcd\nefgh\nij\n", [Edit(Span(*edit[:2]), edit[2]) for edit in edits]) == lines


@given(st.text(alphabet="ab\n", max_size=20), st.text(alphabet="x\n", max_size=4), st.data())
def test_whole_lines_say_the_same(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    edit = Edit(Span(start, data.draw(st.integers(start, len(text)))), new)
    first, last, block = whole_lines(text, [edit])
    lines = text.split("\n")
    assert "\n".join([*lines[: first - 1], block, *lines[last:]]) == f"{text[:start]}{new}{text[edit.span.end :]}"


def test_findings_know_their_mends() -> None:
    data = record(BODY.replace("[S1]\n", "[S1]\nThe pool was too small.\n"))
    _, found = mends(look, data)
    named = {each.code: found[each.fingerprint].title for each in look(data).report.findings}
    assert named == {"CF201": "Mark the line UNKNOWN", "CF203": "Say UNKNOWN"}
