from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.document.parse import parse
from citefirst.evidence.ids import find as find_ids
from citefirst.figures import Figure, asks, find, offers
from citefirst.figures.units import ONE
from citefirst.model import Problem
from citefirst.record.build import Record, build
from citefirst.rules import figures, timeline
from citefirst.rules.context import Context
from citefirst.rules.figures import unsupported_figure

# A figure in a sentence -> the figures found, each as its dimension and value in the dimension's unit.
FORMS = [
    ("p99 rose to 4.2 s", ["duration 4.2"]),
    ("for 38 minutes", ["duration 2280"]),
    ("a 38-minute outage", ["duration 2280"]),
    ("1 hour and 20 minutes", ["duration 4800"]),
    ("1h20m", ["duration 4800"]),
    ("2 min 30 s", ["duration 150"]),
    ("0:38 h", ["duration 2280", "clock 0:38"]),
    ("1½ hours", ["duration 5400"]),
    ("half an hour", ["duration 1800"]),
    ("two hours", ["duration 7200"]),
    ("3-5 minutes", ["duration 180", "duration 300"]),
    ("3 to 5 minutes", ["duration 180", "duration 300"]),
    ("250 µs", ["duration 0.00025"]),
    ("two years", ["months 24"]),
    ("18 months", ["months 18"]),
    ("1,500 carts", ["count 1500"]),
    ("1 500 carts", ["count 1500"]),
    ("1.500.000 carts", ["count 1500000"]),
    ("1.5k carts", ["count 1500"]),
    ("2.5 million carts", ["count 2500000"]),
    ("a million carts", ["count 1000000"]),
    ("3 dozen carts", ["count 36"]),
    ("a 12-node cluster", ["count 12"]),
    ("the 3rd time", ["count 3"]),
    ("3x slower", ["count 3"]),
    ("3/5 nodes", ["count 3", "count 5"]),
    ("0 orders lost", ["count 0"]),
    ("約38分", ["count 38"]),
    ("3.5 per cent", ["percent 3.5"]),
    ("3,5%", ["percent 3.5"]),
    ("fell by .5%", ["percent 0.5"]),
    ("2 percentage points", ["points 2"]),
    ("25 basis points", ["points 0.25"]),
    ("$1.5M", ["USD 1500000"]),
    ("USD 1,500,000", ["USD 1500000"]),
    ("1.5 million dollars", ["USD 1500000"]),
    ("€ 1.500,50", ["count 1500.5"]),
    ("15 €", ["EUR 15"]),
    ("£3.20 a month", ["GBP 3.2"]),
    ("$5-10 million", ["USD 5000000", "USD 5", "USD 10000000"]),
    ("1.2 GB", ["size 1200000000"]),
    ("2 KiB", ["size 2048"]),
    ("200 Mbps", ["rate 200000000"]),
    ("on 2026-11-03", ["date 2026-11-3"]),
    ("on 2026-11-03T14:02:05Z", ["date 2026-11-3", "clock 14:02:05 UTC+0"]),
    ("2026-11-03T09:02-05:00", ["date 2026-11-3", "clock 9:02 UTC-300"]),
    ("the 3rd of November 2026", ["date 2026-11-3"]),
    ("November 3, 2026", ["date 2026-11-3"]),
    ("Nov 3", ["date ?-11-3"]),
    ("November 2026", ["date 2026-11-?"]),
    ("03.11.2026", ["date 2026-11-3"]),
    ("3/11/2026", ["date 2026-11-3", "date 2026-3-11"]),
    ("3-5 November 2026", ["date 2026-11-3", "date 2026-11-5"]),
    ("in 2026", ["count 2026", "date 2026-?-?"]),
    ("at 14:02", ["clock 14:02"]),
    ("at 2:02 p.m.", ["clock 14:02"]),
    ("at 2 pm CET", ["clock 14:00 UTC+60"]),
    ("at 12:30 am", ["clock 0:30"]),
    ("14:02-14:40 UTC", ["clock 14:02 UTC+0", "clock 14:40 UTC+0"]),
]

NO_FIGURES = [
    "see INC-2041, [S1], [1] and #123",
    "org/repo#12 and logs/2026-11-03.txt",
    "https://status.example.com/38?minutes=40 or help38@example.com",
    "p99 on eu-west-1 with v1.2.3 and 10.0.0.1",
    "version 3.2, ISO 27001, SOC 2, TLS 1.3",
    "commit 3a7b2f0 gave 5xx errors",
    "call +49 30 1234567 or 1-800-555-0199, 24/7",
    "1. First of all",
    "no digits at all, in one or another sentence about a day",
]

EQUAL = [
    ("4.2 s", "4200 ms"),
    ("4.2 s", "4.2 seconds"),
    ("38 minutes", "38 min"),
    ("38 minutes", "0:38 h"),
    ("80 minutes", "1 hour 20 minutes"),
    ("1 day", "24 hours"),
    ("1 year", "12 months"),
    ("1.5k", "1,500"),
    ("1.5k", "1 500"),
    ("1500", "1,500.00"),
    ("3.5%", "3.5 percent"),
    ("3.5%", "3.50 per cent"),
    ("$1.5M", "USD 1,500,000"),
    ("$1.5m", "1.5 million dollars"),
    ("€5", "EUR 5.00"),
    ("£5k", "5,000 pounds"),
    ("2026-11-03", "3 November 2026"),
    ("2026-11-03", "November 3rd, 2026"),
    ("2026-11-03", "Nov 3"),
    ("2026-11-03", "3/11/2026"),
    ("Nov 3", "2026-11-03"),
    ("14:02", "2:02 pm"),
    ("14:02 UTC", "14:02"),
    ("14:02", "14:02 UTC"),
    ("14:02 UTC", "14:02 GMT"),
    ("14:02 UTC", "3:02 pm CET"),
    ("1.2 GB", "1200 MB"),
    ("twelve", "12"),
]
ONE_WAY = [
    ("2026-11-03", "November 2026"),
    ("2026-11-03", "2026"),
    ("14:02:05", "14:02"),
]
UNEQUAL = [
    ("36 minutes", "38 minutes"),
    ("38 minutes", "38"),
    ("38 minutes", "38 hours"),
    ("38", "38%"),
    ("2%", "2 percentage points"),
    ("$5", "€5"),
    ("$1.5M", "$1.5B"),
    ("1,500", "1.500"),
    ("1 GB", "1 GiB"),
    ("2026-11-03", "2025-11-03"),
    ("2026-11-03", "Nov 4"),
    ("14:02", "2:02"),
    ("14:02 UTC", "14:02 CET"),
    ("12 months", "365 days"),
]

# Cited lines, a message, what of it is missing.
MESSAGES = [
    (["Checkout was slow for 38 minutes."], "It was slow for 38 min.", []),
    (["Checkout was slow for 36 minutes."], "It was slow for 38 minutes.", ["38 minutes"]),
    (["Checkout was slow for 36 minutes."], "It was slow for about 40 minutes.", ["40 minutes"]),
    (["It was slow from 14:02 to 14:40."], "It was slow for 38 minutes.", []),
    (["It was slow from 14:02-14:40 UTC."], "It was slow for **38** minutes.", []),
    (["It was slow from 23:50 to 00:10."], "It was slow for 20 minutes.", []),
    (["It was slow from 2026-11-03 14:02 to 2026-11-04 14:40."], "It was slow for 38 minutes.", ["38 minutes"]),
    (["- Deploy at 14:02", "- Alert at 14:11", "- Rollback at 14:40"], "It was slow for 38 minutes.", []),
    (["- Deploy at 14:02", "- Alert at 14:11", "- Rollback at 14:40"], "It was slow for 29 minutes.", ["29 minutes"]),
    (["It began at 14:02.", "It ended at 14:40."], "It was slow for 38 minutes.", ["38 minutes"]),
    (["1,500 carts were lost."], "1500 customers lost their cart, 3 twice.", ["3"]),
    (["Three of 1,500 carts were lost."], "3 of 1.5k carts were lost.", []),
    (["A cart was lost."], "Two of our carts were lost.", []),
    (["A cart was lost."], "A million carts were lost.", ["A million"]),
    (["It cost $5."], "It cost $5 and 10 carts.", ["10"]),
    (["It cost $1.5M."], "It cost USD 1,500,000.", []),
    (["It cost $1.5M."], "It cost $1,600,000.", ["$1,600,000"]),
    (["It began on 2026-11-03."], "It began on Nov 3, not on Nov 4.", ["Nov 4"]),
    (["It began."], "See INC-2041 [S1], `v1.2` and https://x.example/38.", []),
    (["It began."], "It lasted `38 minutes`, not `12`.", ["38 minutes"]),
    (["It began."], "UNKNOWN: whether 12 carts were lost.", []),
    (["It began."], "1. 12 carts were lost\n2. 13 carts were found", ["12", "13"]),
    (["It began."], "### To all\n\n12 carts were lost.", ["12"]),
    (["It began."], "> It lasted 38\n> minutes.", ["38\n> minutes"]),
    (["It began."], "It lasted &#51;8 minutes.", ["It lasted &#51;8 minutes."]),
    (["It began."], "[38 carts](https://x.example/38) of 38.", ["38", "38"]),
]


def normal(figure: Figure) -> list[str]:
    forms = []
    for reading in figure.readings:
        if reading.dimension == "date":
            form = "-".join("?" if part is None else str(part) for part in reading.value)
        elif reading.dimension == "clock":
            minute, second, east = reading.value
            assert minute is not None
            form = f"{minute // 60}:{minute % 60:02d}" + ("" if second is None else f":{second:02d}")
            form += "" if east is None else f" UTC{east:+d}"
        else:
            value = Fraction(reading.value[0] or 0, ONE)
            form = str(value) if value.denominator == 1 else str(float(value))
        forms.append(f"{reading.dimension} {form}")
    return forms


def supports(fact: str, figure: str) -> bool:
    (one,), (two,) = find(fact), find(figure)
    return not set(offers(one)).isdisjoint(asks(two))


def record(body: str) -> Record:
    """A record in which every line states a fact, so that what the detector thinks plays no part."""
    document = parse("record.md", body, lambda text, code: ())
    return build(document, None, lambda path: True, lambda text, code: (), lambda url: None, override="every")


def with_message(facts: str, message: str) -> Record:
    source = '[S1]: https://grafana.example.com/d/abc "dashboard: latency"'
    return record(f"# Title\n\n## Facts\n\n{facts}\n\n## Message\n\n{message}\n\n## End\n\n{source}\n")


def hits(facts: str, message: str) -> list[Problem]:
    return list(unsupported_figure(with_message(facts, message)))


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_a_figure_has_one_normal_form(text: str, forms: list[str]) -> None:
    assert [form for figure in find(text) for form in normal(figure)] == forms


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_only_names_something_is_no_figure(text: str) -> None:
    assert [text[figure.start : figure.end] for figure in find(text) if not figure.casual] == []


@pytest.mark.parametrize(("one", "two"), EQUAL)
def test_equal_figures_support_each_other_in_any_form(one: str, two: str) -> None:
    assert supports(one, two)
    assert supports(two, one)


@pytest.mark.parametrize(("one", "two"), ONE_WAY)
def test_a_fact_supports_what_says_less_but_not_what_says_more(one: str, two: str) -> None:
    assert supports(one, two)
    assert not supports(two, one)


@pytest.mark.parametrize(("one", "two"), UNEQUAL)
def test_unequal_figures_do_not_support_each_other(one: str, two: str) -> None:
    assert not supports(one, two)
    assert not supports(two, one)


@pytest.mark.parametrize(("facts", "message", "missing"), MESSAGES)
def test_every_figure_of_a_message_stands_in_a_cited_fact(facts: list[str], message: str, missing: list[str]) -> None:
    judged = with_message("\n".join(f"{fact} [S1]" for fact in facts), message)
    found = [judged.document.text[hit.span.start : hit.span.end] for hit in unsupported_figure(judged)]
    assert found == missing


@pytest.mark.parametrize(
    ("facts", "hint"),
    [
        ("It was slow for 36 minutes. [S1]", "the facts say `36 minutes` on line 5"),
        ("It was slow for 36 minutes and 9 hours. [S1]", "the facts say `36 minutes` on line 5"),
        ("It was slow.\n\nIt was slow for 38 minutes.", "line 7 says so without a source: cite it there"),
        ("UNKNOWN: was it slow for 38 minutes.", "cite it in the facts, or leave it out"),
        ("It was slow by 4.2 s. [S1]", "cite it in the facts, or leave it out"),
        ("It was slow for 38 customers. [S1]", "cite it in the facts, or leave it out"),
    ],
)
def test_the_hint_names_what_the_facts_say(facts: str, hint: str) -> None:
    (hit,) = hits(facts, "It was slow for 38 minutes.")
    assert (hit.message, hit.hint) == ("`38 minutes` is not in any cited fact", hint)


def test_a_cited_timeline_supports_the_time_from_its_first_to_its_last_entry() -> None:
    rows = [("14:02", "Deploy"), ("14:11", "Alert"), ("14:40", "Rollback")]
    table = "| Time (UTC) | Event | Source |\n| --- | --- | --- |\n"
    table += "".join(f"| {at} | {event} | [S1] |\n" for at, event in rows)
    assert hits(table, "It lasted 38 minutes, until 14:40 UTC.") == []
    assert [hit.message for hit in hits(table, "It lasted 29 minutes, until 14:40 CET.")] == [
        "`29 minutes` is not in any cited fact",
        "`14:40 CET` is not in any cited fact",
    ]


def test_a_number_alone_in_its_cell_has_its_unit_in_the_heading() -> None:
    table = "| Region | Error rate (%) | Source |\n| --- | --- | --- |\n| eu | 3.5 | [S1] |"
    assert hits(table, "3.5% of requests failed.") == []
    assert [hit.message for hit in hits(table, "4.5% of requests failed.")] == ["`4.5%` is not in any cited fact"]


def test_a_number_with_a_unit_in_its_cell_has_no_other_unit() -> None:
    table = "| Region | Slow for | Source |\n| --- | --- | --- |\n| eu | 38 minutes | [S1] |"
    assert hits(table, "It was slow for 38 min.") == []
    assert len(hits(table, "38% of requests were slow, 38 failed.")) == 2


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("For 38 minutes, 38 carts failed.", "38 carts"),
        ("With v1.38 and [S38](https://x.example/38), 38 carts failed.", "38 carts"),
        ("A <b title='38'>total</b> of 38 carts failed.", "38 carts"),
        ("1,038 carts and 38 failed.", "38 failed"),
        ("First line.\n  Second line of 38\n  carts.", "38\n  carts"),
    ],
)
def test_a_figure_is_shown_at_its_own_place(message: str, place: str) -> None:
    judged = with_message("It was slow for 38 minutes; 1,038 carts. [S1]", message)
    (hit,) = unsupported_figure(judged)
    assert judged.document.text.startswith(place, hit.span.start)
    assert hit.span.end - hit.span.start == 2


def test_a_message_does_not_support_itself_even_where_it_is_cited() -> None:
    assert len(hits("It was slow. [S1]", "It was slow for 38 minutes. [S1]")) == 1


def test_a_second_message_is_held_to_the_facts_too() -> None:
    assert len(hits("It was slow. [S1]", "Sorry.\n\n## Message\n\nIt was slow for 38 minutes.")) == 1


def test_a_record_without_a_message_is_not_looked_at() -> None:
    assert list(unsupported_figure(record("# Title\n\n## Facts\n\nIt was slow for 38 minutes.\n"))) == []


def test_the_rules_are_called_by_their_codes() -> None:
    assert [(rule.code, rule.name) for rule in (*figures.RULES, *timeline.RULES)] == [
        ("CF205", "unsupported-figure"),
        ("CF207", "disordered-timeline"),
        ("CF208", "impossible-duration"),
        ("CF212", "unplaced-bounds"),
    ]


PIECES = (
    "1 38 1,500 1.5 2026 14:02 3.5% $ \u20ac USD k M m h min minutes s - \u2013 to and : / . , ( ) [ ] # @ + ` Nov"
    " November 3rd pm UTC CET \u00bd two a million dozen half an hour INC- S1 v1 T Z +01:00 00 9999999999999999999 x %"
    " per cent"
)
SOUP = st.lists(st.sampled_from(PIECES.split()), max_size=14)


@given(st.one_of(st.text(), SOUP.map(" ".join), SOUP.map("".join)))
@settings(max_examples=400, deadline=None)
def test_figures_are_slices_in_order_and_support_themselves(text: str) -> None:
    end = 0
    for figure in find(text):
        assert end <= figure.start < figure.end <= len(text)
        assert figure.readings
        assert not set(offers(figure)).isdisjoint(asks(figure))
        end = figure.end


@given(SOUP.map(" ".join))
@settings(max_examples=150, deadline=None)
def test_a_message_that_repeats_its_facts_is_supported(text: str) -> None:
    words = "It was so: " + "".join(char for char in text if char not in "[]`#|.")
    judged = with_message(f"{words} [S1]", words)
    if all(claim.verdict == "cited" for claim in judged.claims if claim.section == "facts"):
        assert list(unsupported_figure(judged)) == []


@given(st.integers(0, 10**6), st.sampled_from(["minutes", "%", "GB", "carts", "dollars"]))
@settings(max_examples=100, deadline=None)
def test_another_number_is_never_supported(number: int, unit: str) -> None:
    assert supports(f"{number} {unit}", f"{number:,} {unit}")
    assert not supports(f"{number} {unit}", f"{number + 1} {unit}")


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1.", "1:", "1-", "1 ", "1,500 ", "a", "a-", "a1", "@", "[", "[1", "$", "$1", "+1 ", "Nov ", "1 h ",
     "two ", "1-1-", "(1", "½", "1/", ".", "http://", "a.b@", "14:02 ", "3 Nov ", "#", "_", "\u0663", "1'000"],
)  # fmt: skip
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    start = time.process_time()
    find(text)
    assert time.process_time() - start < 3


def test_a_hostile_message_is_judged_in_bounded_time() -> None:
    start = time.process_time()
    found = hits("It was 5 times. [S1]", "&#49; x1 " * 4000 + "2 3 " * 1000)
    assert time.process_time() - start < 5
    assert len(found) == 6000


def warned(body: str, code: str) -> list[str]:
    """Texts of the hits of a rule on a body."""
    rule = next(rule for rule in timeline.RULES if rule.code == code)
    document = parse("a.md", body, find_ids)
    record = build(document, None, lambda path: False, find_ids, lambda url: None)
    return [document.text[hit.span.start : hit.span.end].strip("- ") for hit in Context(record=record).ask(rule)]


TIMELINES = [
    ("- 14:02 a\n- 14:05 b\n- 14:05 c", []),
    ("- 14:05 a\n- 14:02 b\n- 14:07 c", ["14:02 b"]),
    ("- 23:58 a\n- 00:03 b", []),
    ("- 2026-11-03 00:00 a\n- 13:58 b\n- 13:50 c", ["13:50 c"]),
    ("- 23:50 a\n- 00:10 b\n- 13:58 c", []),
    ("- 14:02:10 a\n- 14:02:05 b", ["14:02:05 b"]),
    ("- 2026-11-03 14:02:10 a\n- 14:02:05 b", ["14:02:05 b"]),
    ("- 2026-11-03 14:05 a\n- 2026-11-02 14:07 b", ["2026-11-02 14:07 b"]),
    ("- 2026-11-03 14:05 a\n- 2026-11-04 09:00 b", []),
    ("- 14:05 UTC a\n- 15:02 CET b", []),
    ("- Jan 21 01:34 a\n- Jan 21 16:49 b", []),
    ("- Jan 20 22:40 a\n- Jan 20 22:06 b", ["Jan 20 22:06 b"]),
    ("- Jan 21 10:00 a\n- Jan 20 11:00 b", ["Jan 20 11:00 b"]),
    ("- Dec 31 23:00 a\n- Jan 1 01:00 b", []),
    ("- 14:05 a\n- no time\n- 14:04 b", ["14:04 b"]),
    ("- 14:05 a\n- As Dora had said already at 14:02, b", []),
    ("| Time | Event |\n| --- | --- |\n| 14:05 | a |\n| 14:02 | b |", ["| 14:02 | b |"]),
    ("At 14:05 a. At 14:02 b.", []),
]


@pytest.mark.parametrize(("lines", "found"), TIMELINES)
def test_events_of_a_timeline_stand_in_their_order(lines: str, found: list[str]) -> None:
    assert warned(f"# A\n\n## Timeline\n\n{lines}\n", "CF207") == found


def test_lists_elsewhere_may_stand_in_any_order() -> None:
    assert warned("# A\n\n## Facts\n\n- 14:05 a\n- 14:02 b\n", "CF207") == []


DURATIONS = [
    ("Down for 83 minutes, from 14:02 to 14:40.", ["83 minutes"]),
    ("Down 14:02-14:40 (38 minutes).", []),
    ("Down 14:02-14:40 (39 minutes).", []),
    ("Down 14:02-14:40 (40 minutes).", ["40 minutes"]),
    ("Between 14:02 and 14:40 it was down for 12 minutes.", []),
    ("Between 14:02 and 14:40 requests took 90 s.", []),
    ("From 23:50 to 00:20, 30 minutes.", []),
    ("From 14:02 to 15:40 it was down for two hours.", []),
    ("From 14:02 to 15:40 it was down for three hours.", ["three hours"]),
    ("At 14:07 we waited 50 minutes and paged Dora at 14:02.", []),
    ("From 2026-11-03 14:02 to 2026-11-04 14:02, 24 hours.", []),
]


@pytest.mark.parametrize(("sentence", "found"), DURATIONS)
def test_a_duration_fits_into_the_range_beside_it(sentence: str, found: list[str]) -> None:
    assert warned(f"# A\n\n## Facts\n\n{sentence}\n", "CF208") == found


NEITHER = "the incident {} at a time for which the timeline has no event"
BOUNDS = [
    ("started: 2026-11-03T14:02Z\nended: 2026-11-03T14:40Z", "- 14:02 a\n- 14:40 b", []),
    ("started: 2026-11-03T14:02Z", "- 13:58 what caused it\n- 14:02 a\n- 15:30 all customers were told", []),
    ("started: 2026-11-03T14:03Z", "- 14:02 a\n- 14:40 b", [("2026-11-03T14:03Z", NEITHER.format("started"))]),
    ("ended: 2026-11-03 14:50 UTC", "- 14:02 a\n- 14:40 b", [("2026-11-03 14:50 UTC", NEITHER.format("ended"))]),
    ("started: 2026-11-03T14:02Z", "- 15:02 CET a", []),
    ("started: 2026-11-03T15:02+01:00", "- 14:02 UTC a", []),
    ("started: 2026-11-03T15:02+01:00", "- 14:02 CET a", [("2026-11-03T15:02+01:00", NEITHER.format("started"))]),
    ("started: 2026-11-03T14:02Z", "| Time | Event |\n| --- | --- |\n| 2026-11-03 2:02 pm | a |", []),
    ("started: 2026-11-03T14:02Z", "- 14:02:41 a", []),
    ("started: 2026-11-03", "- 14:02 a", []),
    ("started: 2026-11-03T14:02Z", "- Nobody wrote down a time", []),
    ("started: [14:02]\nended:", "- 14:40 a", []),
    ("started: 2026-11-31T14:02Z\nended: 2026-11-03T14:02Z", "- 14:02 a", []),
    (
        "started: 2026-11-03T14:40Z\nended: 2026-11-03 14:02 UTC",
        "- 14:02 a\n- 14:40 b",
        [("2026-11-03 14:02 UTC", "the incident ended before it started")],
    ),
    ("started: 2026-11-03T14:40+02:00\nended: 2026-11-03T14:02Z", "- 14:02 UTC a\n- 14:40 +02:00 b", []),
]


@pytest.mark.parametrize(("front", "lines", "found"), BOUNDS)
def test_an_incidents_start_and_end_are_events_of_its_timeline(
    front: str, lines: str, found: list[tuple[str, str]]
) -> None:
    document = parse("a.md", f"---\n{front}\n---\n# A\n\n## Timeline\n\n{lines}\n", find_ids)
    judged = build(document, None, lambda path: False, find_ids, lambda url: None)
    hits = list(timeline.unplaced_bounds(judged))
    assert [(document.text[hit.span.start : hit.span.end], hit.message) for hit in hits] == found
