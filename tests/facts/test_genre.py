"""The genre of a document, and what a line means in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.facts import Line, Passage, detect
from citefirst.facts.genre import HEADED, RECORDS, genre_of
from citefirst.facts.verdict import fired
from citefirst.facts.weights import scale
from citefirst.structs import replace

GENRES = ("postmortem", "decision", "request", "specification")

SHOWN = [
    # the name of the workflow decides
    ("incident-postmortem", "Context", ("Context", "Decision"), "", "postmortem"),
    ("architecture-decision", "Outage of May", ("Timeline", "Root cause"), "", "decision"),
    ("my-rfc", "", (), "", "request"),
    ("team-kep", "", (), "", "specification"),
    # then headings and title
    ("", "Hub 403", ("Summary", "Timeline", "Root Cause"), "", "postmortem"),
    ("", "Hub", (":warning: Leadup", ":flying_disc: Impact"), "", "postmortem"),
    ("", "Post-mortem of the outage", (), "", "postmortem"),
    ("", "12. Use one queue", ("Status", "Context", "Decision", "Consequences"), "", "decision"),
    ("", "Queue", ("Context and Problem Statement", "1. Considered options"), "", "decision"),
    ("", "RFC 7: one queue", (), "", "request"),
    ("", "One queue", ("Summary", "Motivation", "Detailed design", "Drawbacks"), "", "request"),
    ("", "KEP-12: one queue", ("Motivation",), "", "specification"),
    ("", "One queue", ("Motivation", "Proposal", "Test Plan", "Graduation Criteria"), "", "specification"),
    ("", "Queue protocol", ("Motivation", "Proposal"), "A client MUST wait. " * 8, "specification"),
    # or nothing shows it
    ("", "", (), "", ""),
    ("security-exception", "Risk", ("Facts",), "A client MUST wait. " * 8, ""),
    ("", "Notes", ("Timeline",), "", ""),
    ("", "2026-01-02, notes", ("Contextual design",), "", ""),
    ("", "Incident review process", (), "", ""),
]


@pytest.mark.parametrize(("workflow", "title", "headings", "text", "genre"), SHOWN)
def test_a_document_shows_its_genre(
    workflow: str, title: str, headings: tuple[str, ...], text: str, genre: str
) -> None:
    assert genre_of(workflow, title, headings, text) == genre


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=300), max_size=9), st.text())
def test_any_document_has_one_of_the_genres_or_none(workflow: str, title: str, headings: list[str], text: str) -> None:
    assert genre_of(workflow, title, headings, text) in {"", *HEADED}


def test_each_genre_has_its_scale() -> None:
    for genre in ("", *GENRES):
        assert scale(genre).fact <= scale(genre).sure
        assert scale(genre).table
    assert scale("decision").table is scale("request").table
    assert scale("postmortem").table is not scale("decision").table
    assert set(GENRES) - RECORDS == {"postmortem"}


TOLD = [
    ("The queue was full from 09:12 to 09:40.", ("Timeline",), "postmortem"),
    ("We restarted both brokers.", ("Resolution",), "postmortem"),
    ("Redis failed on 2026-03-01.", ("Consequences",), "decision"),
    ("The broker went down on 3 March 2026.", ("Motivation",), "request"),
]
DESIGNED = [
    ("Each tenant has a queue of its own.", ("Decision",), "decision"),
    ("The gateway retries each call twice.", ("Detailed design",), "request"),
    ("A client MUST send its version.", ("Specification",), "specification"),
    ("Good, because it is easy to learn.", ("Considered Options",), "decision"),
    ("We will move the jobs next quarter.", ("Decision",), "decision"),
]


@pytest.mark.parametrize(("text", "titles", "genre"), TOLD)
def test_what_happened_is_surely_a_fact(text: str, titles: tuple[str, ...], genre: str) -> None:
    reading = detect(Line(text, "sentence", titles, genre=genre))
    assert reading.factual
    assert reading.sure


@pytest.mark.parametrize(("text", "titles", "genre"), DESIGNED)
def test_what_a_record_makes_is_never_an_error(text: str, titles: tuple[str, ...], genre: str) -> None:
    assert not detect(Line(text, "sentence", titles, genre=genre)).sure


def test_only_a_known_genre_looks_at_the_lines_beside() -> None:
    line = Line("The pool ran dry.", "sentence", ("Context",), before=Passage("It was full."))
    assert "after past tense" not in fired(line)
    known = fired(replace(line, genre="decision"))
    assert {"after past tense", "before nothing", "in a decision", "context of a decision"} <= known
    assert "after will, should or would" in fired(replace(line, genre="decision", before=Passage("It will be full.")))
    code = Passage("should_wait ran", ((0, 11),))
    assert "after will, should or would" not in fired(replace(line, genre="decision", before=code))
