"""Lines of a record that are an assistant's: which are found, where, and what is nobody's copy."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.ailog.model import Message
from citefirst.ailog.overlap import LEAST_SHARE, LEAST_WORDS, RUN, Taken, taken

OUTPUT = """\
Here is a draft of the summary:

- **Checkout** `p99` rose to 4.2 s for 38 minutes [1], after [deploy 8123](https://github.com/acme/shop/8123).
- About 1,500 customers couldn't pay; the pool of size 10 was not shared between the workers of one host.

Nothing else changed."""
MESSAGES = [Message("user", "Checkout is down, write a summary of it for me, please."), Message("assistant", OUTPUT)]

COPIES = [
    ("as it stands", "Checkout p99 rose to 4.2 s for 38 minutes, after deploy 8123."),
    ("case and punctuation", "CHECKOUT P99 rose to 4.2 s (for 38 minutes) after deploy 8123"),
    ("markup in the line", "*Checkout* p99 rose to `4.2 s` for 38 minutes after deploy 8123 [S1]"),
    ("an address in the line", "Checkout p99 rose to 4.2 s for 38 minutes after deploy 8123 https://a.example/b"),
    ("a typographic apostrophe", "About 1,500 customers couldn\N{RIGHT SINGLE QUOTATION MARK}t pay: the pool"),
    ("full-width figures", "Checkout p99 rose to 4.2 s for \uff13\uff18 minutes after deploy 8123"),
    ("six words", "rose to 4.2 s for 38 minutes"),
    ("across two sentences", "was not shared between the workers of one host. Nothing else changed."),
    ("a word more at the end of a long line", "size 10 was not shared between the workers of one host today"),
]  # fmt: skip
OTHERS = [
    ("five words", "rose to 4.2 s for"),
    ("another figure", "Checkout p99 rose to 4.3 s for 38 minutes, after deploy 8123."),
    ("reworded", "For 38 minutes the p99 of checkout stood at 4.2 s, since deploy 8123."),
    ("half of it another's", "the pool of size 10 was not the reason that the payments of Tuesday failed"),
    ("a prompt", "Checkout is down, write a summary of it for me, please."),
    ("the same words scattered", "1,500 minutes rose customers Checkout pay deploy one pool host"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("_what", "line"), COPIES)
def test_a_line_that_stands_in_an_output_is_the_assistants(_what: str, line: str) -> None:
    (found,) = taken(["A line of somebody's own, with seven words.", line], MESSAGES)
    assert (found.line, found.message) == (1, 1)
    assert found.share >= LEAST_SHARE


@pytest.mark.parametrize(("_what", "line"), OTHERS)
def test_a_line_that_says_something_else_is_not(_what: str, line: str) -> None:
    assert taken([line], MESSAGES) == []


def test_the_place_is_the_first_with_most_of_the_line() -> None:
    line = "one two three four five six seven"
    texts = ["one two three four five six and more", f"x {line}. y", line]
    found = taken([line], [Message("assistant", text) for text in texts])
    assert found == [Taken(0, 1, 2, 2 + len(line), 1.0)]


def test_lines_with_the_same_words_are_each_reported() -> None:
    line = "rose to 4.2 s for 38 minutes"
    assert [one.line for one in taken([line, "x", line.upper()], MESSAGES)] == [0, 2]


def numbered(count: int) -> list[str]:
    return [f"w{number}" for number in range(count)]


@pytest.mark.parametrize(("changed", "found"), [(0, 1), (2, 1), (3, 0)])
def test_four_fifths_of_the_runs_of_a_line_make_it_a_copy(changed: int, found: int) -> None:
    words = numbered(14)  # ten runs, of which each word at the end is in one more
    output = [*words[: len(words) - changed], *["other"] * changed]
    assert len(taken([" ".join(words)], [Message("assistant", " ".join(output))])) == found


@pytest.mark.parametrize(("between", "found"), [(0, 1), (1, 1), (5, 1), (6, 0), (40, 0)])
def test_the_words_of_a_line_may_not_be_far_apart(between: int, found: int) -> None:
    words = numbered(24)  # twenty runs, of which four are broken by what stands in the middle
    output = [*words[:12], *["and"] * between, *words[12:]]
    assert len(taken([" ".join(words)], [Message("assistant", " ".join(output))])) == found


WORDS = st.lists(st.sampled_from("the pool of size ten was not shared 4.2 s 14:02 38% cart it's".split()), max_size=25)
MARKUP = st.sampled_from(
    ["{}", "**{}**", "`{}`", "_{}_", "{},", "({})", "\n{}", "{}.", "[{}](https://a.example/x)", "{} [1]"]
)


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=5), st.data())
def test_a_line_that_is_copied_into_any_markup_is_found_where_it_stands(
    lines: list[tuple[list[str], bool]], data: st.DataObject
) -> None:
    texts = [" ".join(words) for words, _ in lines]
    messages = [
        Message("assistant", " ".join(data.draw(MARKUP).format(word) for word in words))
        for words, copied in lines
        if copied
    ]
    found = {one.line: one for one in taken(texts, messages)}
    for number, (words, copied) in enumerate(lines):
        if copied and len(words) >= LEAST_WORDS:
            assert found[number].share == 1
    for one in found.values():
        assert 0 <= one.start < one.end <= len(messages[one.message].text)


@given(WORDS, WORDS)
def test_what_is_found_shares_the_runs_that_it_says(line: list[str], output: list[str]) -> None:
    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}

    found = taken([" ".join(line)], [Message("assistant", " ".join(output))])
    shared = len(runs(line) & runs(output)) / (len(runs(line)) or 1)
    assert len(found) <= 1
    if found:
        assert len(line) >= LEAST_WORDS
        assert LEAST_SHARE <= found[0].share <= shared
    elif len(output) <= len(line) and len(line) >= LEAST_WORDS:
        assert shared < LEAST_SHARE  # no words lie further apart than they may


@pytest.mark.parametrize(
    "piece", ["a b c d e ", "](", "<https://", "[a", "[1", "\N{LEFT BLACK LENTICULAR BRACKET}", "a.", "1,1", "'a'"]
)
def test_time_is_bounded_over_texts_that_repeat_themselves(piece: str) -> None:
    lines = [f"{'a b c d e ' * 3}x{number}" for number in range(2000)]
    start = time.process_time()
    taken(lines, [Message("assistant", piece * (500_000 // len(piece)))])
    assert time.process_time() - start < 10
