"""The only registry of rules."""

from __future__ import annotations

from citefirst.rules import (
    ai_log,
    ai_use,
    bonds,
    changes,
    claims,
    figures,
    looked_up,
    people,
    pointing,
    provenance,
    reading,
    signatures,
    sources,
    structure,
    timeline,
    unknown_share,
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
            *people.RULES,
            *signatures.RULES,
            *bonds.RULES,
            *provenance.RULES,
            *ai_use.RULES,
            *ai_log.RULES,
            *looked_up.RULES,
            *figures.RULES,
            *timeline.RULES,
            *unknown_share.RULES,
            *changes.RULES,
        ),
        key=lambda rule: rule.code,
    )
)

RESERVED = {
    "CF601": "expired",
    "CF602": "unversioned-assumption",
    "CF603": "access-not-removed",
}
"""Codes that have a meaning but no check yet. A code is never given another meaning."""
