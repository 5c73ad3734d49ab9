"""The only registry of rules."""

from __future__ import annotations

from citefirst.rules import (
    ai_log,
    ai_use,
    bonds,
    changes,
    claims,
    code_owners,
    figures,
    lifecycle,
    looked_up,
    neighbours,
    overdue,
    people,
    pointing,
    provenance,
    quoting,
    reading,
    signatures,
    sources,
    structure,
    timeline,
    unknown_share,
    versions,
)
from citefirst.rules.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *reading.RULES,
            *structure.RULES,
            *claims.RULES,
            *sources.RULES,
            *pointing.RULES,
            *quoting.RULES,
            *people.RULES,
            *signatures.RULES,
            *bonds.RULES,
            *code_owners.RULES,
            *provenance.RULES,
            *ai_use.RULES,
            *ai_log.RULES,
            *looked_up.RULES,
            *figures.RULES,
            *lifecycle.RULES,
            *overdue.RULES,
            *versions.RULES,
            *neighbours.RULES,
            *timeline.RULES,
            *unknown_share.RULES,
            *changes.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
