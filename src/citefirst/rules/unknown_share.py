"""CF213: a record that says it is decided, while most of what it rests on is UNKNOWN."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Problem
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule


def mostly_unknown(record: Record) -> Iterator[Problem]:
    cap = record.workflow.unknown if record.workflow else None
    if cap is None or record.header.status.word not in cap.status:
        return
    factual = sum(claim.factual for claim in record.claims)
    unknown = sum(claim.verdict == "unknown" for claim in record.claims)
    if unknown > cap.most * factual:
        share = f"{unknown} of its {factual} facts {'is' if unknown == 1 else 'are'} UNKNOWN"
        message = f"the record says `{record.header.status.word}`, but {share}"
        hint = f"find out until at most {cap.most:.0%} are, or write the status of a draft"
        yield Problem(record.header.place("status"), message, hint)


_FACTS = """# Checkout latency

## Facts

Checkout p99 rose to 4.2 s. [S1]
{}

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
RULES = (
    Rule(
        code="CF213",
        name="mostly-unknown",
        summary="A record says that it is decided, but most of its facts are UNKNOWN.",
        why="UNKNOWN keeps an open question in sight while people find out. A record that others already act on rests"
        " on what is known, so the workflow says which share may be open from which status on (`x-unknown`). A draft"
        " may consist of nothing else.",
        checks=(mostly_unknown,),
        good=Example(front="status: accepted", body=_FACTS.format("UNKNOWN: how many carts were abandoned.")),
        bad=Example(
            front="status: accepted",
            body=_FACTS.format("UNKNOWN: how many carts were abandoned.\nUNKNOWN: which deploy caused it."),
        ),
    ),
)
