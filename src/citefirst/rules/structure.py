"""CF101-CF103: what the workflow's schema demands of front matter, sections and evidence."""

from __future__ import annotations

from citefirst.rules.rule import Example, Mend, Rule, demanded

RULES = (
    Rule(
        code="CF101",
        name="schema-violation",
        summary="Front matter or structure does not satisfy the workflow's schema.",
        why="The schema is what the maintainers of the repository agreed that such a record must carry.",
        checks=(demanded("CF101"),),
        good=Example(front="date: 2026-11-03"),
        bad=Example(front="date: yesterday"),
    ),
    Rule(
        code="CF102",
        name="missing-section",
        summary="A section that the workflow requires is missing.",
        why="A section left out is a question that nobody answered. An answer may be UNKNOWN; silence may not.",
        checks=(demanded("CF102"),),
        mends=(Mend("Insert the section, with its guidance", "unsafe", "sections.insert", "CF101 CF103 CF213"),),
        good=Example(),
        bad=Example(
            body="""# Checkout latency

## Lessons

We were lucky. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
        ),
    ),
    Rule(
        code="CF103",
        name="missing-evidence",
        summary="A kind of source that the workflow requires is missing.",
        why="Minimum evidence is what a reader needs to check the record without asking its author.",
        checks=(demanded("CF103"),),
        good=Example(),
        bad=Example(
            body="""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

[S1]: https://github.com/acme/shop/pull/812 "pull-request: raise the pool size"
"""
        ),
    ),
)
