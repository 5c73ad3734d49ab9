"""CF201 and CF203: lines that state a fact which nothing backs, and placeholders in the place of UNKNOWN."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.record import Record
from citefirst.rules.rule import Example, Hit, Rule


def uncited_claim(record: Record) -> Iterator[Hit]:
    copied = record.assisted.copied if record.assisted else {}  # CF508 speaks of those
    for index, claim in enumerate(record.claims):
        if claim.verdict == "uncited" and not claim.faulty and not claim.placeholder and index not in copied:
            reason = ""
            if claim.mode == "detected" and claim.signals:
                strongest = max(claim.signals, key=lambda signal: signal.weight)
                reason = f" ({strongest.name})" if strongest.weight > 0 else ""
            line = {"row": "this row", "item": "this item", "sentence": "this sentence"}[claim.unit.kind]
            yield Hit(
                claim.unit.span,
                f"{line} states a fact{reason} without a source",
                "cite the artifact that shows it, such as [S1], or begin with UNKNOWN",
            )


def placeholder(record: Record) -> Iterator[Hit]:
    for claim in record.claims:
        place = claim.placeholder
        if place:
            words = record.document.text[place.start : place.end].strip("*_[]")
            yield Hit(
                place,
                f"`{words}` is a placeholder",
                "write UNKNOWN, and who finds out by when: UNKNOWN(@login, 2026-12-01): …",
            )


RULES = (
    Rule(
        code="CF201",
        name="uncited-claim",
        summary="A factual line has neither a source nor the label UNKNOWN.",
        why="A fluent sentence looks true. A reader can only check it where it says what it rests on, and an author who"
        " does not know says so: UNKNOWN. Which lines are facts depends on the section: in some every line is, in some"
        " none, in the others a deterministic detector decides (`citefirst claims` shows its reasons).",
        check=uncited_claim,
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
        summary="TBD, TODO, ??? or a lower-case unknown stands where UNKNOWN must.",
        why="Placeholders are forgotten; UNKNOWN is counted, shown in every report and may name who finds out by when.",
        check=placeholder,
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
)
