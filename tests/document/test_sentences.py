"""Where a sentence ends, and what belongs to it.

In the examples `{cart}` is code, `<the fix>` the text of a link; `[S1]`, `[^1]`, `#12` and URLs are citations.
"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citefirst.document.sentences import split

Range = tuple[int, int]
MARKED = re.compile(r"\{(?P<code>[^}]*)\}|<(?P<link>[^>]*)>|(?P<id>\[\^?[A-Z]*-?\d+\]|#\d+|https://[\w./-]*\w)")


def read(marked: str) -> tuple[str, list[Range], list[Range]]:
    """Clean text, opaque ranges and citations of an example."""
    text, opaque, citations, position = "", [], [], 0
    for match in MARKED.finditer(marked):
        text += marked[position : match.start()]
        found = (len(text), len(text) + len(match[match.lastgroup or 0]))
        text += match[match.lastgroup or 0]
        position = match.end()
        if match.lastgroup != "code":
            citations.append(found)
        if match.lastgroup == "code" or (match.lastgroup == "id" and text[found[0]] in "[h"):
            opaque.append(found)
    return text + marked[position:], opaque, citations


def cut(marked: str) -> list[str]:
    text, opaque, citations = read(marked)
    return [text[start:end] for start, end in split(text, opaque, citations)]


def clean(marked: str) -> str:
    return read(marked)[0]


# Each entry is a paragraph as its sentences; a blank stands between them.
PLAIN = [
    ["It rose.", "Then it fell."],
    ["It rose!", "Then it fell."],
    ["Did it rise?", "It did."],
    ["Did it rise?!", "It did."],
    ["It rose", ],
    ["It rose.", "Then it fell"],
    ["Cause: a full disk; the log grew. ".strip(), "It fell."],
    ["Three things failed: The disk. ".strip(), "The fan."],
    ["The disk was full; Nobody saw it."],
    ["Élan vital fell.", "Über users saw it."],
    ["It cost 40.", "12 users left."],
    ["It rose.", "- Then it fell."],
    ["It is failing.", "| Started: noon"],
    ["It rose.", "\u2022 Then it fell."],
    ["It rose.", "\u2192 Then it fell."],
    ["It rose.", "UNKNOWN: how many left."],
    ["It rose.", "[UNKNOWN] How many left."],
    ["We asked why.", "Was it DNS?", "It was."],
    ["Why?", "Because the disk was full.", "Why?", "Logs."],
    ["\u00bfSubi\u00f3?", "\u00a1S\u00ed!", "Luego cay\u00f3."],
]  # fmt: skip

ABBREVIATIONS = [
    ["It hit some tools, e.g. Grafana and Kibana."],
    ["It hit the cache (i.e. Redis) and the disk (e.g. logs)."],
    ["It hit the cache (eg. redis).", "Then it fell."],
    ["It hit the cache, the disk, etc. and then the queue."],
    ["It hit the cache, the disk, etc.", "The queue held."],
    ["It hit all (disk, fan, etc.) that day."],
    ["Mon vs. Tue, cf. Monday's graph."],
    ["We compared cold vs. the warm start."],
    ["It cost approx. 40 minutes, incl. Sunday."],
    ["Mr. Smith and Dr. Jones met Prof. Weiss."],
    ["See No. 5 and Nos. 6 and 7."],
    ["The answer was no.", "We looked again."],
    ["Was it down?", "No.", "It was slow."],
    ["Fig. 2 and Fig. B show it, see figs. 3 and 4."],
    ["It is in the fig.", "The other one lies."],
    ["Acme Inc. bought Foo Corp. in May."],
    ["The vendor is Acme Inc.", "The contract ended."],
    ["Acme Inc. Engineering said so."],
    ["J. Smith saw it first."],
    ["It was J. R. R. Meyer and A. Kim."],
    ["We chose option B.", "Costs fell."],
    ["We chose plan A.", "We paid less."],
    ["It grew below x.", "Then it fell."],
    ["It is slow, e. g. Redis, and z. B. Kafka."],
    ["On Jan. 5 it rose, on Sept. 18th it fell."],
    ["It was Fri. Nov. 3 when it fell."],
    ["It fell in Nov.", "Traffic came back."],
    ["It fell on 17. November in Bonn."],
    ["It ended at 5 p.m. PST on the day."],
    ["It ended at 5 p.m. Pacific on the day."],
    ["It ended at 5 p.m. Monday for all."],
    ["It ended at 5 p.m. and began at 4 a.m. that day."],
    ["It ended at 5 p.m.", "Traffic came back."],
    ["It ended at 5 p.m.", "AWS confirmed it."],
    ["It hit U.S. Government users."],
    ["It hit users in the U.S.", "They saw errors."],
    ["It hit users in the U.S. and the U.K. alike."],
    ["It failed as in Kim et al. 2019 and Lee et al. before."],
    ["It is Rev. 3 of v. 2 on p. 7, pp. 8 and ch. 9."],
    ["It took 5 min. of 10 sec. each."],
    ["It took 5 min.", "Then it fell."],
    ["It ended at 14:05 EST.", "Then it fell."],
    ["It is down in CA.", "The rest is up."],
    ["It ended at 14:05 EST.", "5 users saw it."],
    ["P.S. The graph is gone."],
    ["It fell, a.k.a. the Big One."],
    ["It works w.r.t. Redis."],
]

DOTS = [
    ["It runs v1.2.3 now.", "It ran v1.2 before."],
    ["It went back to 1.24.0.", "It held."],
    ["It hit 10.0.0.1 and 1.2.3.4.", "Both held."],
    ["It rose by 3.5% or $1.5M.", "It fell by .5 points."],
    ["Node.js is down.", "ASP.NET is up."],
    ["It uses Node.js.", "The rest uses ASP.NET."],
    ["It is in config.yaml.", "Edit it."],
    ["It is on example.com and docs.example.com.", "Look there."],
    ["Ask ops@example.com.", "They know."],
    ["It is at https://example.com/a.b?c=d.", "Look there."],
    ["It rose... and fell."],
    ["It rose\u2026 and fell."],
    ["It rose...", "Then it fell."],
    ["It rose\u2026", "Then it fell."],
    ["It rose . . .", "Then it fell."],
    ["It rose [...] The rest held."],
    ["It rose.", "... and fell."],
    ["Yahoo! Inc was down."],
    ["Users of Yahoo! Mail saw it."],
    ["Users went to Yahoo!", "They came back."],
    ["It runs foo.bar().", "Then it stops."],
    ["It met 0, 1, 2, ....", "Then it fell."],
]

CLOSED = [
    ['She said "it rose."', "Then it fell."],
    ["She said \u201cit rose.\u201d", "Then it fell."],
    ["She said \u2018it rose.\u2019", "Then it fell."],
    ["She said 'it rose.'", '"It fell."'],
    ['It said "disk full." to all.'],
    ['"Is it down?" she asked.', "It was."],
    ["It *rose.*", "Then it fell."],
    ["It rose (by a lot).", "Then it fell."],
    ["It rose (by a lot.)", "Then it fell."],
    ["It rose (we saw it. It was bad. Very.) and fell."],
    ["It rose (why? Nobody knows!) on Monday."],
    ["It rose [the graph shows it. It is public.] and fell."],
    ["It rose (5?) on Monday."],
    ["It rose (really!) Monday morning."],
    ["Call {f(} first.", "Call {g)} then."],
    ["It reads a.[B] and c.[D] there."],
    ["It rose (?) On Monday it fell."],
    ["It rose.", "(We saw it.)", "Then it fell."],
    ["It rose.", "(We saw it.", "Nobody else did.)", "Then it fell."],
    ["It rose. (Source: the log)", "Then it fell."],
    ["It rose. (edited)"],
    ["It rose. (which was bad.)", "Then it fell."],
    ["It rose.", "(Almost) all users saw it."],
    ["It rose (by a lot.", "Then it fell."],
    ["It rose :(", ],
    ["It rose) by a lot.", "Then it fell."],
]  # fmt: skip

NUMBERINGS = [
    ["1. First it rose.", "2. Then it fell."],
    ["1.2. First it rose.", "1.3. Then it fell."],
    ["a. First it rose.", "b. Then it fell."],
    ["A. First it rose.", "B. Then it fell."],
    ["iv. First it rose.", "v. Then it fell."],
    ["1) First it rose.", "2) Then it fell."],
    ["(1) First it rose.", "(2) Then it fell."],
    ["(a) First it rose.", "(b) Then it fell."],
    ["It ran version 5.", "Then it fell."],
]

STARTS = [
    ["It broke.", "npm was down."],
    ["It broke.", "{cart} was down."],
    ["It broke?", "was it npm?"],
    ["It broke.", ".NET was down."],
    ["It broke.", ".gitignore was gone."],
    ["It broke.", "/var was full."],
    ["It broke.", "@bob saw it."],
    ["It broke.", "#12 was merged."],
    ["It broke.", "$1.5M was lost."],
    ["It broke.", "~40 users left."],
    ["It broke.", "\u201cNobody\u201d saw it."],
    ["It broke.", "*Nobody* saw it."],
    ["Run {a.b. C} now.", "Then stop."],
    ["It broke in one place. {cart/state.go}"],
    ["It broke in one place.", "{cart is down}"],
    ["Run {stop.} Now it is off."],
    ["Run {stop.}.", "Now it is off."],
    ["Set {no}.", "5 users saw it."],
    ["Set {e.g}.", "Then stop."],
    ["The {A}.", "Kim saw it."],
    ["It broke at {x}!", "{y} held."],
]

PICTURES = [
    ["It works. \U0001f389", "Then it broke."],
    ["It works.\U0001f389", "Then it broke."],
    ["It works! \U0001f389\U0001f680", "Then it broke. \u274c"],
    ["\u2705 It works.", "Then it broke."],
    ["It works. :tada:", "Then it broke."],
    ["It works. :)", "Then it broke."],
    ["It works. \U0001f389 [S1]", "Then it broke."],
]

CITED = [
    ["It rose. [S1]", "Then it fell. [S2]"],
    ["It rose.[S1]", "Then it fell.[S2]"],
    ["It rose [S1].", "Then it fell [S2]."],
    ["It rose. [S1], [S2]", "Then it fell."],
    ["It rose. [S1] and [S2]", "Then it fell."],
    ["It rose. [S1][S2]", "Then it fell."],
    ["It rose. [S1].", "Then it fell. [S2]."],
    ["It rose. \u2014 [S1]", "Then it fell."],
    ["It rose. ([S1])", "Then it fell."],
    ["It rose. ([S1], [S2])", "Then it fell."],
    ["It rose.([S1])", "Then it fell."],
    ["It rose.[^1][^2]", "Then it fell."],
    ["It rose[^1].", "Then it fell."],
    ["It rose. (#123)", "Then it fell."],
    ["It rose. #123", "Then it fell."],
    ["It rose. #123, #124", "Then it fell."],
    ["It rose. <PR #7>", "Then it fell."],
    ["It rose. <INC-2041>", "Then it fell."],
    ["It rose. https://example.com/p99", "Then it fell."],
    ['She said "it rose." [S1]', "Then it fell."],
    ["It rose (by a lot). [S1]", "Then it fell."],
    ["It rose? [S1]", "It did."],
    ["It rose. [S1]", "5 users left."],
    ["It rose. <C>", "5 users left."],
    ["It rose. [S1]", "{cart} fell."],
    ["It rose. [S1]", "\u201cIt fell.\u201d"],
    ["It rose. [S1]", "\u2022 Then it fell."],
    ["It rose. [S1]", "<The fix> was merged."],
    ["It rose. [S1]", "UNKNOWN: how many left."],
    ["It rose.", "[S1] shows how."],
    ["It rose.", "[S1]'s graph shows how."],
    ["It rose.", "[S1]: the graph."],
    ["It rose. [S1]", "[S2] shows how."],
    ["It rose.", "<INC-2041> was opened."],
    ["It rose.", "#123 and #124 were merged."],
    ["It rose.", "<The fix> was merged."],
    ["It rose.", "<Fixes> Alice wrote were merged."],
    ["It rose.", "<npm> was down."],
    ["It rose. <graph>", "Then it fell."],
    ["It rose. <The graph>"],
    ["It rose. <The graph>, <the log>"],
    ["It rose. (<the graph>)", "Then it fell."],
    ["It rose, see <What we saw. And why> for more."],
    ["It hit Acme Inc. [S1]", "The contract ended."],
    ["It ended at 5 p.m. [S1]", "Traffic came back."],
    ["It rose, e.g. [S1] and Kibana."],
    ["[S1] It rose.", "Then it fell."],
    ["(It rose. [S1])", "Then it fell."],
]

CASES = PLAIN + ABBREVIATIONS + DOTS + CLOSED + NUMBERINGS + STARTS + PICTURES + CITED


@pytest.mark.parametrize("sentences", CASES, ids=" | ".join)
def test_a_paragraph_is_cut_into_its_sentences(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == [clean(sentence) for sentence in sentences]


@pytest.mark.parametrize("sentences", CASES, ids=" | ".join)
def test_a_line_break_is_a_blank(sentences: list[str]) -> None:
    text, opaque, citations = read(" ".join(sentences))
    assert split(text.replace(" ", "\n"), opaque, citations) == split(text, opaque, citations)


WIDE = [
    ["\u5b83\u505c\u4e86\u3002", "\u5b83\u53c8\u597d\u4e86\u3002"],
    ["\u505c\u4e86\u5417\uff1f", "\u505c\u4e86\uff01", "\u771f\u7684\u3002"],
    ["\u4ed6\u8bf4\u300c\u505c\u4e86\u3002\u300d", "\u597d\u4e86\u3002"],
    ["\u300c\u6b62\u3002\u843d\u3002\u300d\u3068\u8a00\u3044\u3001\u7d42\u4e86\u3002", "\u6b21\u3002"],
    ["\u5b83\u505c\u4e86\uff08\u6628\u5929\u3002\u771f\u7684\u3002\uff09\u5e76\u4e14\u3002", "\u597d\u3002"],
    ["\u5b83\u505c\u4e86\u3002[S1]", "\u597d\u4e86\u3002[S2]"],
    ["\u5b83\u505c\u4e86\u3002", "npm\u597d\u4e86\u3002"],
]  # fmt: skip


@pytest.mark.parametrize("sentences", WIDE, ids=len)
def test_cjk_marks_need_no_blank(sentences: list[str]) -> None:
    assert cut("".join(sentences)) == sentences


def test_blanks_around_a_sentence_are_no_part_of_it() -> None:
    assert split(" \n It rose.  \t Then it fell. \n ") == [(3, 11), (15, 28)]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_has_no_sentence(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize("text", [".", "...", "?!", ". .", "!!! ???", ")", "*", "[S1]", "\u3002"])
def test_marks_without_words_are_one_sentence(text: str) -> None:
    assert split(text) == [(0, len(text))]


def test_ranges_may_come_in_any_order_and_overlap() -> None:
    text = "Run a. B now. C holds. [S1] Done."
    expected = split(text, [(4, 8)], [(23, 27)])
    assert expected == [(0, 13), (14, 27), (28, 33)]
    assert split(text, [(23, 27), (5, 8), (4, 7)], [(23, 27), (23, 27)]) == expected


PIECES = (
    "It rose Then fell npm e.g. etc. Inc. p.m. PST No. 5 J. U.S. 1.2 a. b) 1. Yahoo! . ... ! ? , : ( ) [ ] \" ' * -"
    " \u201c \u201d \u2022 \u3002 \u300c \u300d \u65e5 \U0001f389 :tada: \ufffc [S1] #12 [^1] {co.de} {x.~Y} <The~fix>"
    " <It.~Very> <graph> <PR~#7> https://a.example/b.c It~rose. Then~it~fell. (It~held.) (edited)"
)
pieces = st.sampled_from([piece.replace("~", " ") for piece in PIECES.split()])
paragraphs = st.lists(st.tuples(pieces, st.sampled_from(["", " ", " ", " ", "\n"])), max_size=25).map(
    lambda parts: read("".join(piece + blank for piece, blank in parts))
)


@st.composite
def arbitrary(draw: st.DrawFn) -> tuple[str, list[Range], list[Range]]:
    text = draw(st.text(max_size=60))
    place = st.integers(0, len(text))
    ranges = st.lists(st.tuples(place, place).map(lambda pair: (min(pair), max(pair))), max_size=5)
    return text, draw(ranges), draw(ranges)


@given(paragraphs | arbitrary())
def test_sentences_are_in_order_trimmed_and_hold_every_word(paragraph: tuple[str, list[Range], list[Range]]) -> None:
    text = paragraph[0]
    position = 0
    for start, end in split(*paragraph):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end].strip() == text[start:end]
        position = end
    assert not text[position:].strip()


@given(paragraphs | arbitrary())
def test_no_sentence_ends_inside_code_or_a_citation(paragraph: tuple[str, list[Range], list[Range]]) -> None:
    _, opaque, citations = paragraph
    for end in [end for _, end in split(*paragraph)][:-1]:
        assert not any(first < end < last for first, last in opaque + citations)


@given(paragraphs)
@example(read("It rose. [S1] Then it fell (badly. Very.) today. <The fix> was merged."))
def test_a_sentence_is_one_sentence(paragraph: tuple[str, list[Range], list[Range]]) -> None:
    text, opaque, citations = paragraph
    for start, end in split(*paragraph):
        inside = [
            [(first - start, last - start) for first, last in ranges if start <= first and last <= end]
            for ranges in (opaque, citations)
        ]
        assert split(text[start:end], *inside) == [(0, end - start)]


HOSTILE = [
    *".!?()[]\"'*_-,;: aA1\u3002\u300c\u2026\ufffc\U0001f389\n", "a. ", "A. ", "1. ", "Mr. ", "e.g. ", "p.m. ", "... ",
    ". . ", ". (x) ", "(a. ", "x.) ", ".(", "([", "(]", ".[", ". :a", ":a", "and ", ". and ", "[S1]. ", "#1. x",
    ". , ", "U.S.", "It. ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_in_the_length(piece: str) -> None:
    text = piece * (65536 // len(piece)) + " so"
    citations = [match.span() for match in re.finditer(r"\[S1\]|#1|It|x|and", text)]
    start = time.process_time()
    split(text)
    split(text, (), citations)
    split(text, citations, citations)
    assert time.process_time() - start < 10  # about 0.1 s; a quadratic step takes minutes
