"""CF205: figures of a message that no cited fact holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citefirst.model import Document, Problem
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule

if TYPE_CHECKING:
    from citefirst.figures import Fact, Facts, Figure

MESSAGES = frozenset(("final-message", "message", "customer-message"))
"""Sections, by canonical slug, that say to others what the rest of the record establishes."""


def unsupported_figure(record: Record) -> Iterator[Problem]:
    messages = message_sections(record)
    spoken = [claim for claim in record.claims if claim.unit.section in messages and not claim.unit.unknown]
    if not spoken:
        return
    from citefirst.figures import figures_of, gather, locate

    others = [claim for claim in record.claims if claim.unit.section not in messages]
    facts = gather(claim for claim in others if claim.verdict == "cited")
    uncited = gather(claim for claim in others if claim.verdict == "uncited")
    for claim in spoken:
        figures = figures_of(claim.unit)
        missing = {figure for figure in figures if not figure.casual and not facts.supports(figure)}
        for figure, span in zip(figures, locate(record.document, claim.unit, figures) if missing else (), strict=False):
            if figure in missing:
                words = claim.unit.text[figure.start : figure.end]
                yield Problem(
                    span, f"`{words}` is not in any cited fact", _hint(record.document, figure, facts, uncited)
                )


def message_sections(record: Record) -> set[int]:
    """Return the indexes of the sections that are messages, or stand in one."""
    found: set[int] = set()
    for section in record.document.sections:
        names = {record.sections[section.index], *section.names}  # a second "Message" has another slug
        if names & MESSAGES or section.parent in found:
            found.add(section.index)
    return found


def _hint(document: Document, figure: Figure, facts: Facts, uncited: Facts) -> str:
    if fact := uncited.holding(figure):
        return f"line {_line(document, fact)} says so without a source: cite it there"
    if fact := facts.nearest(figure):
        return f"the facts say `{fact.words}` on line {_line(document, fact)}"
    return "cite it in the facts, or leave it out"


def _line(document: Document, fact: Fact) -> int:
    span = fact.claim.unit.span
    start = document.text.find(fact.words, span.start, span.end)
    return document.lines.place(max(start, span.start))[0]


_FACTS = """# Checkout latency

## Facts

Checkout p99 rose to 4.2 s between 14:02 and 14:38 UTC. [S1]

## Message

"""
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'

RULES = (
    Rule(
        code="CF205",
        name="unsupported-figure",
        summary="A number, date, time or duration in the plain-language message that is not in any cited fact.",
        why="The message is what customers and regulators quote. A figure that was rounded, mistyped or invented on the"
        " way there cannot be taken back, so each one must stand in a cited line of the same record, in whatever form:"
        " `4.2 s` is `4200 ms`, and `14:02-14:38` supports `36 minutes`.",
        checks=(unsupported_figure,),
        good=Example(body=f"{_FACTS}Payments were slow for 36 minutes, from 14:02 UTC.\n{_DASHBOARD}"),
        bad=Example(body=f"{_FACTS}Payments were slow for 38 minutes, from 14:02 UTC.\n{_DASHBOARD}"),
    ),
)
