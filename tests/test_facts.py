from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.facts import Line, Reading, detect
from citefirst.facts.sections import FAMILIES, family
from citefirst.facts.shape import LIMIT, shape_of
from citefirst.facts.signals import BIAS, SIGNALS, THRESHOLD, Rule

# (line, is it a fact, a signal that must fire); ("text", kind, heading) where kind and section matter.
FACTS = [
    ("The primary database stopped accepting writes.", "past event"),
    ("We rolled the release back.", "past event"),
    ("Somebody on the night shift wrote a script that drained the queue.", "past event"),
    ("The certificate was not renewed.", "past passive"),
    ("Two of the mirrors were rebuilt from scratch.", "past passive"),
    ("There were no healthy nodes in the pool.", "past state"),
    ("The vendor has confirmed the defect.", "event with present effect"),
    ("Everything in the second region was idle.", "past state"),
    ("No orders were lost.", "negation of an event"),
    ("The alert didn't page anybody.", "negation of an event"),
    ("Nobody was on call for the billing service.", "negation of an event"),
    ("Logins failed because the signing key had expired.", "cause"),
    ("The outage was due to a full disk.", "cause"),
    ("This led to timeouts in the storefront.", "cause"),
    ("At 09:12 the first page went out.", "clock time"),
    ("On 2031-02-03 the team moved the cluster.", "date"),
    ("The contract started on 4 June 2029.", "date"),
    ("Checkout was unavailable for 25 minutes.", "duration"),
    ("Memory use reached 97% on every node.", "figure with unit"),
    ("The index holds 40 GB of vectors.", "figure with unit"),
    ("The bug affects client v3.2.1 and later.", "version"),
    ("About 1,400 users saw an error page.", "quantity"),
    ("The gateway retries each request three times.", "state of a system"),
    ("The exporter writes to `/var/spool/out` every night.", "state of a system"),
    ("Our staging cluster currently runs in a single zone.", "state in time"),
    ("Sessions are stored in Redis, which keeps them for 8 hours.", "present state"),
    ("The consumers are failing with a schema error.", "state in progress"),
    ("After the failover the lag disappeared.", "sequence of events"),
    ("Unfortunately the fallback used the same credentials.", "turn of the story"),
    ("A customer reported blank invoices.", "somebody said or found"),
    ("Maria noticed the drop in traffic.", "somebody said or found"),
    ("The auth_token table lost its index during the migration.", "named system"),
    ("The request reached Frankfurt before the change did.", "named system"),
    ("We chose the other library, as ours crashed twice a week.", "past event"),
    ("The finance team approved the purchase in May 2030.", "past event"),
    (("10:04 Ines restarts the broker", "item", "Timeline"), "timeline section"),
    (("13:31 UTC: Ops notices the growing backlog", "item", "Timeline of events"), "clock time"),
    (("Fix live in all regions", "item", "Incident timeline"), "timeline section"),
    (("2031-05-05 10:00 | Deploy of the new router", "row", "Timeline"), "table row"),
    (("eu-north | 3 replicas | healthy", "row", "Impact"), "impact section"),
    (("Lack of quotas on the shared queue", "item", "Contributing factors"), "cause section"),
    (("The probe found it after 6 minutes.", "sentence", "Detection"), "detection section"),
    (("Traffic moved to the second region.", "sentence", "Resolution"), "response section"),
    (("The site was slow for an hour.", "sentence", "Summary"), "summary section"),
    ("The service depends on one message broker, and it does not retry.", "state of a system"),
    ("Backups have been kept for 30 days since 2028.", "duration"),
]
NOT_FACTS = [
    ("We will add a second replica.", "plan or intent"),
    ("The team is going to split the monolith.", "plan or intent"),
    ("We'll look at the dashboards together.", "plan or intent"),
    ("Let's write a runbook.", "plan or intent"),
    ("Alerts should carry a link to the runbook.", "recommendation"),
    ("Ideally, each service owner would be paged.", "recommendation"),
    ("Consider a smaller batch size.", "recommendation"),
    ("Every change must have two reviewers.", "requirement"),
    ("Teams need to register their topics.", "requirement"),
    ("We propose one bucket per customer.", "performative decision"),
    ("We will use the managed queue.", "performative decision"),
    ('Chosen option: "managed queue".', "performative decision"),
    ("Add an alert for the size of the queue.", "imperative"),
    ("Document the failover procedure.", "imperative"),
    ("Rotate all tokens of the build system", "imperative"),
    ("Please read the guide first.", "imperative"),
    ("Do not restart the leader.", "imperative"),
    (("[ ] Remove the old route", "item", "Follow-up"), "task box"),
    (("[x] Tell the support team", "item", "Next steps"), "task box"),
    ("Why did the probe stay green?", "question"),
    ("How do we shard the index?", "question"),
    ("A larger pool could help.", "conditional"),
    ("If the cache is cold, the first call would be slow.", "conditional"),
    ("Perhaps the clock of the host drifted.", "hypothesis"),
    ("It might be a race.", "hypothesis"),
    ("Developers can pick their own editor.", "ability"),
    ("A nice and simple approach.", "opinion"),
    ("Great teamwork, easy to follow.", "opinion"),
    ('Here "tenant" stands for a paying account.', "definition"),
    ("This document describes the storage layer.", "about the document"),
    ("See the runbook for more details.", "about the document"),
    ("All times are in UTC.", "about the document"),
    ("Date: 2031-01-09", "metadata field"),
    ("Status: accepted", "metadata field"),
    ("Authors: Kim, Noor", "metadata field"),
    ("Level of risk: moderate", "label and value"),
    ("The following options exist:", "lead-in"),
    ("Brief description of the impact.", "template instruction"),
    ("{% include header %}", "template instruction"),
    (("Kafka", "item", ""), "bare name or link"),
    (("One queue for everything", "item", "Considered options"), "bare name or link"),
    ("More testing for the batch jobs", "noun phrase"),
    ("Better alarms for the batch jobs", "bare name or link"),
    ("https://example.com/board", "reference or date alone"),
    ("#17, #21 and #40", "reference or date alone"),
    ("2031-01-09", "reference or date alone"),
    ("Thank you for reading.", "thanks"),
    ("TBD", "placeholder"),
    ("UNKNOWN: who holds the spare key.", "placeholder"),
    ("You need an account for it.", "advice to the reader"),
    ("For each tenant, check the owner field.", "order inside the line"),
    (("Alarm for the disk of the broker", "item", "Action items"), "action section"),
    (("Good luck with the timing", "item", "Where we got lucky"), "lessons section"),
    (("A second cluster in the same zone", "item", "Considered options"), "options section"),
    (("One writer per shard", "sentence", "Decision"), "decision section"),
    (("Fewer moving parts", "item", "Consequences"), "consequences section"),
    (("Behaviour of the pool under load", "item", "Open questions"), "questions section"),
    (("Noor, Kim", "item", "Attendees"), "metadata section"),
]


def line_of(case: str | tuple[str, str, str]) -> Line:
    if isinstance(case, str):
        return Line(case, "sentence")
    text, kind, heading = case
    return Line(text, kind, (heading,))  # type: ignore[arg-type]


def names(reading: Reading) -> set[str]:
    return {signal.name for signal in reading.signals}


@pytest.mark.parametrize(("case", "signal"), FACTS)
def test_a_line_that_can_be_checked_is_a_fact(case: str | tuple[str, str, str], signal: str) -> None:
    reading = detect(line_of(case))
    assert signal in names(reading)
    assert reading.factual, reading


@pytest.mark.parametrize(("case", "signal"), NOT_FACTS)
def test_a_line_with_nothing_to_check_is_no_fact(case: str | tuple[str, str, str], signal: str) -> None:
    reading = detect(line_of(case))
    assert signal in names(reading)
    assert not reading.factual, reading


@pytest.mark.parametrize("rule", SIGNALS, ids=lambda rule: rule.name)
def test_each_signal_is_fired_by_its_example(rule: Rule) -> None:
    kind = rule.kinds[0] if rule.kinds else "sentence"
    under = "These are the next steps:" if rule.under else ""
    assert rule.name in names(detect(Line(rule.example, kind, (rule.title,), under=under)))


def test_names_are_unique_and_weights_are_not_nothing() -> None:
    assert len({rule.name for rule in SIGNALS}) == len(SIGNALS) <= 60
    assert all(rule.weight for rule in SIGNALS)
    assert all(rule.why.endswith(".") for rule in SIGNALS)


def test_a_section_signal_names_a_family_that_headings_have() -> None:
    assert {rule.section for rule in SIGNALS if rule.section} <= set(FAMILIES)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Timeline (all times UTC)", "timeline"),
        ("4. Root Cause Analysis", "cause"),
        ("What went well?", "lessons"),
        ("2031-04-05", "timeline"),
        ("14:20", "timeline"),
        ("Decision Outcome", "decision"),
        ("The story of a long and winding decision about nothing much", ""),
        ("", ""),
    ],
)
def test_headings_are_known_by_their_family(title: str, expected: str) -> None:
    assert family(title) == expected


def test_the_innermost_heading_with_a_family_counts() -> None:
    reading = detect(Line("Kim, Noor", "item", ("Europe", "Timeline", "Summary")))
    assert "timeline section" in names(reading)
    assert "summary section" not in names(reading)


def test_words_in_code_are_names() -> None:
    text = "should_retry will loop"
    assert "plan or intent" in names(detect(Line(text, "sentence")))
    assert "plan or intent" not in names(detect(Line(text, "sentence", code=((0, len(text)),))))


def test_an_item_under_a_plan_is_read_as_planned() -> None:
    alone, under = (detect(Line("Owners for all topics", "item", under=lead)) for lead in ("", "We should have:"))
    assert under.score < alone.score


@pytest.mark.parametrize("text", ["the affected hosts", "to be renamed", "will be merged", "a proposed change"])
def test_a_participle_beside_a_noun_or_a_modal_is_no_past_event(text: str) -> None:
    assert not {"past event", "past passive", "participle after a noun"} & names(detect(Line(text, "sentence")))


def test_the_month_of_may_is_no_guess() -> None:
    assert "hypothesis" not in names(detect(Line("It ended in May 2030.", "sentence")))
    assert "hypothesis" in names(detect(Line("It may end in 2030.", "sentence")))


def test_a_word_that_begins_like_a_month_is_no_date() -> None:
    assert "date" not in names(detect(Line("Marked 12 hosts, Decided 3 cases", "item")))


lines = st.builds(
    Line,
    text=st.text(max_size=300),
    kind=st.sampled_from(["sentence", "item", "row"]),
    titles=st.lists(st.text(max_size=40), max_size=3).map(tuple),
    under=st.text(max_size=60),
    code=st.lists(st.tuples(st.integers(-5, 310), st.integers(-5, 310)), max_size=3).map(tuple),
)
words = sorted({word for rule in SIGNALS for word in rule.example.split()})
sentences = st.lists(st.sampled_from(words), max_size=40).map(lambda chosen: Line(" ".join(chosen), "sentence"))


@given(lines | sentences)
@settings(deadline=None)
def test_any_line_is_read_without_error_and_the_score_is_the_sum_of_its_signals(line: Line) -> None:
    reading = detect(line)
    assert reading == detect(line)
    assert reading.score == pytest.approx(BIAS + sum(signal.weight for signal in reading.signals), abs=0.006)
    assert reading.factual == (reading.score >= THRESHOLD)
    assert len(names(reading)) == len(reading.signals)


@given(sentences)
def test_signals_stand_in_the_order_and_with_the_weight_of_the_table(line: Line) -> None:
    table = [(rule.name, rule.weight) for rule in SIGNALS]
    places = [table.index((signal.name, signal.weight)) for signal in detect(line).signals]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "part", ["a", "a ", "1", "1.", "#1", "[", "x|", "http://a#1", "- ", ": ", "was ", "1:", "\u2019", "(", "1,"]
)
def test_64_kb_of_anything_take_no_time(part: str) -> None:
    text = part * (65_536 // len(part))
    detect(Line("warm", "item"))
    started = time.perf_counter()
    detect(Line(text, "sentence", (text,), under=text))
    assert time.perf_counter() - started < 0.5


def test_only_the_first_part_of_a_huge_line_is_read() -> None:
    assert len(shape_of("word " * LIMIT).text) == LIMIT


def test_importing_the_detector_loads_neither_the_table_nor_anything_heavy() -> None:
    code = (
        "import sys, citefirst.facts; heavy = {'numpy', 'json', 'subprocess', 'http', 'citefirst.facts.signals'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
