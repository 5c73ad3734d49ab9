"""CF201, CF203, CF210 and CF211: facts that nothing backs, placeholders instead of UNKNOWN, text not read."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.facts import in_words, is_prompt
from citefirst.model import Claim, Problem
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.record.stated import is_translated
from citefirst.regex import lazy
from citefirst.rules.rule import Example, Mend, Rule


def uncited_claim(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for claim in _uncited(record, conversations):
        if not claim.doubtful:
            message = f"this {_name(claim)} states a fact without a source"
            found = "facts.sure" if claim.mode == "detected" else ""
            yield Problem(claim.unit.span, message, _advice(claim), setting=found)


def possible_claim(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for claim in _uncited(record, conversations):
        if claim.doubtful:
            message = f"this {_name(claim)} may state a fact, without a source"
            yield Problem(claim.unit.span, message, _advice(claim), setting="facts.doubtful")


def _uncited(record: Record, conversations: Conversations) -> Iterator[Claim]:
    copied = conversations.copied  # CF508 speaks of those
    for index, claim in enumerate(record.claims):
        if claim.verdict == "uncited" and not claim.faulty and not claim.placeholder and index not in copied:
            yield claim


def _name(claim: Claim) -> str:
    return _NAMES.get(claim.unit.kind, claim.unit.kind)


def _advice(claim: Claim) -> str:
    if claim.unit.unknown:
        return "UNKNOWN stands for what is not known: cite what shows the rest, or say of it that it is UNKNOWN"
    if claim.unit.kind == "code":
        return "cite where it is from, in the line above that ends in a colon or in one below: Source: [S1]"
    if "[[" in claim.unit.text:
        return "GitHub shows no link for [[…]]: write [text](file.md), or begin with UNKNOWN"
    reads = f"reads as {in_words(claim.signals)}: " if claim.mode == "detected" and claim.signals else ""
    what = "what" if reads else "the artifact that"
    said = f"{reads}cite {what} shows it, such as [S1], or begin with UNKNOWN"
    if not _KEY.search(claim.unit.text):
        return said
    from citefirst.evidence.keys import advice  # most lines hold no key of a ticket

    return "; ".join(filter(None, (said, advice(claim.unit.text))))


_KEY = lazy(r"[A-Z]-\d")
"""What each key of a ticket holds."""


def placeholder(record: Record) -> Iterator[Problem]:
    for claim in record.claims:
        place = claim.placeholder
        if place:
            if place == claim.unit.span and is_prompt(claim.unit.text):
                yield Problem(
                    place, "an instruction of the template stands in place of its answer", "answer it or write UNKNOWN"
                )
                continue
            words = record.document.text[place.start : place.end].strip("*_[]")
            if is_translated(words):
                hint = "write UNKNOWN, which is the label in every language: UNKNOWN(@login, 2026-12-01): \u2026"
                yield Problem(place, f"`{words}` is not the label UNKNOWN", hint)
                continue
            yield Problem(
                place,
                f"`{words}` is a placeholder",
                "write UNKNOWN, and who finds out by when: UNKNOWN(@login, 2026-12-01): …",
            )


def unread_language(record: Record) -> Iterator[Problem]:
    first = next((claim for claim in record.claims if claim.mode == "detected"), None)
    if record.language and first:
        yield Problem(
            first.unit.span,
            f"the record seems to be in {record.language}, but the detector of facts reads English: in sections that "
            "no workflow names, it asks for a source only where it sees a figure, a time or a table row",
            "name the sections in the workflow's schema with x-facts, which works in any language",
        )


_NAMES = {
    "table-head": "head of a table",
    "code": "block of code",
    "image": "text of an image",
    "front-matter": "value of the front matter",
}
"""What a kind of unit is called, where that is another word."""

_CITE = (
    Mend("Cite a source that is defined", "choice", "claims.cite"),
    Mend("Cite a new source, whose address is left open", "choice", "claims.cite_new", "CF302"),
)
_TO_BACK = (Mend("Mark the line UNKNOWN", "unsafe", "claims.mark_unknown", "CF213"), *_CITE)
_TO_DECIDE = (Mend("Mark the line UNKNOWN", "choice", "claims.mark_unknown", "CF213"), *_CITE)
"""Where it is not sure that a line states a fact, nobody but a person may say that it does."""

RULES = (
    Rule(
        code="CF201",
        name="uncited-claim",
        summary="A factual line has neither a source nor the label UNKNOWN.",
        why="A fluent sentence looks true. A reader can only check it where it says what it rests on, and an author who"
        " does not know says so: UNKNOWN. Which lines are facts depends on the section: in some every line is, in some"
        " none, in the others a deterministic detector decides (`citefirst claims` shows its reasons).",
        checks=(uncited_claim,),
        mends=_TO_BACK,
        good=Example(),
        bad=Example(
            body="""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]
The deploy of 14:02 caused it.

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
    ),
    Rule(
        code="CF203",
        name="placeholder",
        summary="TBD, TODO, ??? or a lower-case unknown stands where UNKNOWN should.",
        why="Placeholders are forgotten; UNKNOWN is counted, shown in every report and may name who finds out by when.",
        checks=(placeholder,),
        mends=(
            Mend("Say UNKNOWN", "safe", "claims.say_unknown", "CF213"),
            Mend("Mark the line UNKNOWN", "unsafe", "claims.mark_prompt", "CF213"),
        ),
        good=Example(
            body="""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s. [S1]
UNKNOWN(@bob, 2026-12-01): how many carts were abandoned.

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
        bad=Example(
            body="""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s. [S1]
TBD: how many carts were abandoned.

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
    ),
    Rule(
        code="CF210",
        name="unread-language",
        summary="The record is in a language that the detector of facts does not read.",
        why="In sections that no workflow names, English words and their order tell facts from plans and opinions. In"
        " another language only figures, times and tables speak, so silence about a line says little. What a workflow"
        " says of its own sections holds in every language.",
        checks=(unread_language,),
        severity="warning",
        good=Example(),
        bad=Example(
            body="""# Checkout

## Hintergrund

Der Dienst war für die Kunden nicht erreichbar, weil das Zertifikat abgelaufen war und die Erneuerung nicht lief.

## Facts

Die Ursache ist nach der Analyse bekannt und wird mit dem Update behoben. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
    ),
    Rule(
        code="CF211",
        name="possible-claim",
        summary="A line that may be factual has neither a source nor the label UNKNOWN.",
        why="In sections that no workflow names, a detector reads which lines are facts; where the signals for one are"
        " weak, it is often wrong, in decision records about two of three lines. Such a line is worth a look, but no"
        " reason to stop a merge. A workflow that wants every line of a section backed says so: `x-facts: every`; a"
        " policy that wants to hear of no doubtful line, `facts: {doubtful: off}`.",
        checks=(possible_claim,),
        mends=_TO_DECIDE,
        severity="warning",
        good=Example(),
        bad=Example(
            body="""# Checkout latency

## Context

Each team keeps its dashboards in a folder of its own.

## Facts

Checkout p99 rose to 4.2 s. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
    ),
)
