"""Which lines are facts: whole lines of every class of language, each signal by its own example, and the bounds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst import facts
from citefirst.document.parse import parse
from citefirst.evidence.ids import find
from citefirst.facts import Detection, Line, detect, detect_by_structure, foreign, in_words, is_prompt
from citefirst.facts.clauses import clauses_of
from citefirst.facts.line import LIMIT
from citefirst.facts.sections import FAMILIES, family, group
from citefirst.facts.shape import shape_of
from citefirst.facts.signals import AGAINST, EITHER, FOR, SIGNALS, SignalRule
from citefirst.facts.verdict import fired
from citefirst.facts.weights import scale
from citefirst.model import Signal
from citefirst.record.build import lines_of

# A line, or ("text", kind, heading) where kind and section matter.
FACTS = [
    "The primary database stopped accepting writes.",
    "We rolled the release back.",
    "Somebody on the night shift wrote a script that drained the queue.",
    "The certificate was not renewed.",
    "Two of the mirrors were rebuilt from scratch.",
    "There were no healthy nodes in the pool.",
    "The vendor has confirmed the defect.",
    "Everything in the second region was idle.",
    "No orders were lost.",
    "The alert didn't page anybody.",
    "Nobody was on call for the billing service.",
    "Logins failed because the signing key had expired.",
    "The outage was due to a full disk.",
    "This led to timeouts in the storefront.",
    "At 09:12 the first page went out.",
    "On 2031-02-03 the team moved the cluster.",
    "The contract started on 4 June 2029.",
    "Checkout was unavailable for 25 minutes.",
    "Memory use reached 97% on every node.",
    "The index holds 40 GB of vectors.",
    "The bug affects client v3.2.1 and later.",
    "About 1,400 users saw an error page.",
    ("The gateway retries each request three times.", "sentence", "Context"),
    "The exporter writes to `/var/spool/out` every night.",
    "Our staging cluster currently runs in a single zone.",
    "Sessions are stored in Redis, which keeps them for 8 hours.",
    ("The consumers are failing with a schema error.", "sentence", "Impact"),
    "After the failover the lag disappeared.",
    "Unfortunately the fallback used the same credentials.",
    "A customer reported blank invoices.",
    "Maria noticed the drop in traffic.",
    "The auth_token table lost its index during the migration.",
    "The request reached Frankfurt before the change did.",
    "We chose the other library, as ours crashed twice a week.",
    "The finance team approved the purchase in May 2030.",
    ("10:04 Ines restarts the broker", "item", "Timeline"),
    ("13:31 UTC: Ops notices the growing backlog", "item", "Timeline of events"),
    ("Fix live in all regions", "item", "Incident timeline"),
    ("2031-05-05 10:00 | Deploy of the new router", "row", "Timeline"),
    ("eu-north | 3 replicas | healthy", "row", "Impact"),
    ("Lack of quotas on the shared queue", "item", "Contributing factors"),
    ("The probe found it after 6 minutes.", "sentence", "Detection"),
    ("Traffic moved to the second region.", "sentence", "Resolution"),
    ("The site was slow for an hour.", "sentence", "Summary"),
    "The service depends on one message broker, and it does not retry.",
    "Backups have been kept for 30 days since 2028.",
]
NOT_FACTS = [
    "We will add a second replica.",
    "The team is going to split the monolith.",
    "We'll look at the dashboards together.",
    "Let's write a runbook.",
    "Alerts should carry a link to the runbook.",
    "Ideally, each service owner would be paged.",
    "Consider a smaller batch size.",
    "Every change must have two reviewers.",
    "Teams need to register their topics.",
    "We propose one bucket per customer.",
    "We will use the managed queue.",
    'Chosen option: "managed queue".',
    "Add an alert for the size of the queue.",
    "Document the failover procedure.",
    "Rotate all tokens of the build system",
    "Please read the guide first.",
    "Do not restart the leader.",
    ("[ ] Remove the old route", "item", "Follow-up"),
    ("[x] Tell the support team", "item", "Next steps"),
    "Why did the probe stay green?",
    "How do we shard the index?",
    "A larger pool could help.",
    "If the cache is cold, the first call would be slow.",
    "Perhaps the clock of the host drifted.",
    "It might be a race.",
    "Developers can pick their own editor.",
    "A nice and simple approach.",
    "Great teamwork, easy to follow.",
    'Here "tenant" stands for a paying account.',
    "This document describes the storage layer.",
    "See the runbook for more details.",
    "All times are in UTC.",
    "Date: 2031-01-09",
    "Status: accepted",
    "Authors: Kim, Noor",
    "Level of risk: moderate",
    "The following options exist:",
    "Brief description of the impact.",
    "{% include header %}",
    ("Kafka", "item", ""),
    ("One queue for everything", "item", "Considered options"),
    "More testing for the batch jobs",
    "Better alarms for the batch jobs",
    "https://example.com/board",
    "#17, #21 and #40",
    "2031-01-09",
    "Thank you for reading.",
    "TBD",
    "UNKNOWN: who holds the spare key.",
    "You need an account for it.",
    "For each tenant, check the owner field.",
    ("Alarm for the disk of the broker", "item", "Action items"),
    ("Nice and calm handover", "item", "What went well"),
    ("Operator \u2014 the person who deploys the chain", "item", "Roles"),
    "To keep all tenants in one region.",
    "A second replica would have taken over.",
    ("A second cluster in the same zone", "item", "Considered options"),
    ("One writer per shard", "sentence", "Decision"),
    ("Fewer moving parts", "item", "Consequences"),
    ("Behaviour of the pool under load", "item", "Open questions"),
    ("Noor, Kim", "item", "Attendees"),
]


def line_of(case: str | tuple[str, str, str]) -> Line:
    if isinstance(case, str):
        return Line(case, "sentence")
    text, kind, heading = case
    return Line(text, kind, (heading,))  # type: ignore[arg-type]


def names(reading: Detection) -> set[str]:
    return {signal.name for signal in reading.signals}


@pytest.mark.parametrize("case", FACTS)
def test_a_line_that_can_be_checked_is_a_fact(case: str | tuple[str, str, str]) -> None:
    reading = detect(line_of(case))
    assert reading.factual, reading


@pytest.mark.parametrize("case", NOT_FACTS)
def test_a_line_with_nothing_to_check_is_no_fact(case: str | tuple[str, str, str]) -> None:
    reading = detect(line_of(case))
    assert not reading.factual, reading


@pytest.mark.parametrize("rule", SIGNALS, ids=lambda rule: rule.name)
def test_each_signal_is_fired_by_its_example(rule: SignalRule) -> None:
    assert rule.name in fired(Line(rule.example, rule.kinds[0] if rule.kinds else "sentence"))


def test_names_are_unique_and_each_says_why() -> None:
    assert len({rule.name for rule in SIGNALS}) == len(SIGNALS)
    assert all(rule.why.endswith(".") for rule in SIGNALS)


def test_each_signal_weighs_on_the_side_of_its_meaning() -> None:
    for genre in ("", "postmortem", "decision"):
        table = scale(genre).table
        either = EITHER if genre == "decision" else frozenset()
        assert all(table[rule.name][1].weight > 0 for rule in FOR if rule.name in table.keys() - either)
        assert all(table[rule.name][1].weight < 0 for rule in AGAINST if rule.name in table.keys() - either)


CLAUSES = [
    ("The pool ran dry.", "past event", "past", "plain"),
    ("The keys were revoked.", "past passive", "past", "plain"),
    ("The vendor has fixed the driver.", "event with present effect", "perfect", "plain"),
    ("The gateway retries each call.", "state of a system", "present", "plain"),
    ("The workers are failing.", "state in progress", "present", "plain"),
    ("There are two brokers.", "there is", "present", "plain"),
    ("We have a second broker.", "we have", "present", "plain"),
    ("We will add a broker.", "will or shall: we", "none", "modal"),
    ("They are going to add a broker.", "will or shall", "none", "modal"),
    ("Alerts should page two people.", "should or must", "none", "modal"),
    ("The pool can grow.", "can", "none", "ability"),
    ("If the cache failed, we would know.", "past in a condition", "none", "modal"),
    ("Those who had been hit will be paid.", "past perfect aside", "aside", "modal"),
    ("Add a broker.", "order", "none", "order"),
    ("Do not restart it.", "order", "none", "order"),
    ("Describe how it was found.", "order to explain", "none", "order"),
    ("After the release, drop the table.", "order after a preamble", "none", "order"),
    ("Time to recovery: 8 minutes", "order or noun", "none", "plain"),
    ("Test coverage was low.", "past state", "past", "plain"),
    ("Pipeline merged", "past event", "past", "plain"),
    ("Restored from backup", "participle without a subject", "participle", "plain"),
]


@pytest.mark.parametrize(("text", "name", "assertion", "mood"), CLAUSES)
def test_verbs_are_read_by_what_they_do(text: str, name: str, assertion: str, mood: str) -> None:
    clauses = clauses_of(shape_of(text))
    assert name in clauses.names, (shape_of(text).tags, clauses)
    assert (clauses.assertion, clauses.mood) == (assertion, mood)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Timeline (all times UTC)", "timeline"),
        ("4. Root Cause Analysis", "cause"),
        (":mag: Five Why's", "cause"),
        ("What went well?", "lessons"),
        ("2031-04-05", "timeline"),
        ("14:20", "timeline"),
        ("May 3rd", "timeline"),
        ("Decision Outcome", "decision"),
        ("Option 2: a queue", "options"),
        ("2031-04-05 Keep the queue", ""),
        ("The story of a long and winding decision about nothing much", ""),
        ("", ""),
    ],
)
def test_headings_are_known_by_their_family(title: str, expected: str) -> None:
    assert family(title) == expected


def test_no_heading_belongs_to_two_families() -> None:
    phrases = [" ".join(phrase.split()) for listed in FAMILIES.values() for phrase in listed.split("/")]
    assert len(set(phrases)) == len(phrases)


def test_the_summary_of_a_proposal_tells_no_events() -> None:
    assert group(("Summary", "RFC 12: one queue")) == "proposal summary"
    assert group(("Summary", "Outage of the queue")) == "summary"


def test_the_innermost_heading_with_a_family_counts() -> None:
    found = fired(Line("Kim, Noor", "item", ("Europe", "Timeline", "Summary")))
    assert "timeline section" in found
    assert "summary section" not in found


def test_a_heading_without_a_family_takes_that_of_the_one_around_it() -> None:
    assert "decision section" in fired(Line("One queue", "item", ("Queue workers", "Decision")))
    assert "section without a name" in fired(Line("One queue", "item", ("Queue workers", "Rivers")))
    assert "no section" in fired(Line("One queue", "item"))


@pytest.mark.parametrize("text", ["data sent to the spool is kept for a day", "it would have failed"])
def test_what_is_said_of_a_noun_or_after_a_modal_is_no_past_event(text: str) -> None:
    assert clauses_of(shape_of(text)).assertion != "past"


QUOTED = """# Outage

## Answer

> We lost your orders.

> [!NOTE]
> The record's own words.

- "We lost your orders."
"""


def test_somebody_elses_words_are_a_quotation_and_an_alert_is_the_records_own() -> None:
    document = parse("r.md", QUOTED, find)
    lines = lines_of(document, "")
    assert [(line.quoted, "quotation" in fired(line)) for line in lines] == [
        (True, True),
        (False, False),
        (False, True),
    ]


def test_words_in_code_are_names() -> None:
    text = "should_retry will loop"
    assert "plan or intent" in fired(Line(text, "sentence"))
    assert "plan or intent" not in fired(Line(text, "sentence", code=((0, len(text)),)))


def test_an_item_under_a_plan_is_read_as_planned() -> None:
    done, planned = (
        detect(Line("Owners for all topics", "item", under=lead)) for lead in ("We added:", "We should add:")
    )
    assert planned.score < done.score


@pytest.mark.parametrize("text", ["the affected hosts", "to be renamed", "will be merged", "a proposed change"])
def test_a_participle_beside_a_noun_or_a_modal_is_no_past_event(text: str) -> None:
    assert clauses_of(shape_of(text)).assertion == "none"


def test_the_month_of_may_is_no_guess() -> None:
    assert "may or might" not in fired(Line("It ended in May 2030.", "sentence"))
    assert "may or might" in fired(Line("It may end in 2030.", "sentence"))


def test_a_word_that_begins_like_a_month_is_no_date() -> None:
    assert "date" not in fired(Line("Marked 12 hosts, Decided 3 cases", "item"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Der Dienst war nicht erreichbar, weil das Zertifikat abgelaufen ist und die Erneuerung auch nicht lief.",
            "German",
        ),
        (
            "Le service est tombé car la configuration du cluster est fausse, et les équipes ont agi sur un noeud.",
            "French",
        ),
        (
            "El servicio no estaba disponible porque la configuración de los nodos fue borrada por un error.",
            "Spanish",
        ),
        ("Сервис был недоступен", "a script other than Latin"),
        ("The service was down because the configuration of a node had been wiped by the rollout of the day.", ""),
        ("Kafka, Redis, Postgres", ""),
        ("", ""),
    ],
)
def test_a_text_that_is_not_english_is_noticed(text: str, expected: str) -> None:
    assert foreign(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "factual"),
    [
        ("Um 14:05 fiel der erste Knoten aus.", "sentence", True),
        ("Der Speicher war zu 97 % belegt.", "sentence", True),
        ("eu-nord | gestört", "row", True),
        ("Wir sollten das besser machen.", "sentence", False),
    ],
)
def test_another_language_is_read_by_its_figures_times_and_tables(text: str, kind: str, factual: bool) -> None:
    reading = detect_by_structure(Line(text, kind), "German")  # type: ignore[arg-type]
    assert reading.factual == factual
    assert "reads as German" in names(reading)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("At 09:12 the gateway stopped.", "sentence", "a past event with a time"),
        ("The index holds 40 GB.", "sentence", "a statement of what is so with a figure"),
        ("eu-north | healthy", "row", "a line of a timeline section"),
    ],
)
def test_signals_can_be_said_in_words(text: str, kind: str, words: str) -> None:
    assert in_words(detect(Line(text, kind, ("Timeline",) if kind == "row" else ())).signals) == words  # type: ignore[arg-type]


def test_no_name_that_only_the_detector_knows_is_said() -> None:
    weights = json.loads((Path(facts.__file__).parent / "weights.json").read_text("utf-8"))["tables"]
    said = {in_words((Signal(name, 1.0),)) for table in weights.values() for name in table["weights"]}
    assert {"an item of a list", "something missing or failing", "a line of an impact section", "a fact"} <= said
    assert not {words for words in said if re.search(r"asserted|under|before|after|aside|tense|plain", words)}
    assert in_words((Signal("nothing asserted under nothing asserted", 0.3), Signal("list item", 0.0))) == (
        "an item of a list"
    )


def test_words_for_no_signal_at_all() -> None:
    assert in_words(()) == in_words((Signal("order", -1.0),)) == "a fact"


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
    assert reading.score == pytest.approx(sum(signal.weight for signal in reading.signals), abs=0.006)
    here = scale(line.genre)
    assert (reading.factual, reading.sure) == (reading.score >= here.fact, reading.score >= here.sure)
    assert len(names(reading)) == len(reading.signals)


@given(sentences)
def test_the_strongest_signals_stand_first_and_what_any_line_has_last(line: Line) -> None:
    *signals, last = detect(line).signals
    assert last.name == "any line"
    assert signals == sorted(signals, key=lambda signal: (-abs(signal.weight), signal.name))


@pytest.mark.parametrize(
    "part", ["a", "a ", "1", "1.", "#1", "[", "x|", "http://a#1", "- ", ": ", "was ", "1:", "\u2019", "(", "1,"]
)
def test_64_kb_of_anything_take_no_time(part: str) -> None:
    text = part * (65_536 // len(part))
    detect(Line("warm", "item"))
    started = time.process_time()
    detect(Line(text, "sentence", (text,), under=text))
    assert time.process_time() - started < 0.5


def test_only_the_first_part_of_a_huge_line_is_read() -> None:
    assert len(shape_of("word " * LIMIT).text) == LIMIT


def test_importing_the_detector_loads_neither_the_table_nor_anything_heavy() -> None:
    code = (
        "import sys, citefirst.facts; heavy = {'numpy', 'json', 'subprocess', 'http', 'citefirst.facts.signals'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Describe how customers were affected.", True),
        ("_List the events that led to the incident_", True),
        ("Run a 5-whys analysis to find the true cause.", True),
        ("Note the final root cause here.", True),
        ("<add name here>", True),
        ("We describe how customers were affected.", False),
        ("List prices rose by 4 %.", False),
        ("Report 12 was late.", False),
        ("Describe the queue in the runbook.", False),
        ("x <add> y", False),
    ],
)
def test_an_instruction_of_a_template_is_no_answer(text: str, expected: bool) -> None:
    assert is_prompt(text) == expected
