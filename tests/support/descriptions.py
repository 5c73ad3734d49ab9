"""Descriptions read and judged without GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from citefirst.check.described import description
from citefirst.check.pipeline import Checked, Checker, File, OutsideFacts
from citefirst.model import Described, Document
from citefirst.repository.schemas import builtin
from citefirst.signing.reviews import LastEdit, Review, Reviews
from citefirst.workflow.catalogue import Catalogue

FILLED = """<!-- Say what changes. -->
- Compliance lead: @ewa
- Status: approved
- Controls: CC8.1
- AI: none

## Summary

The limit above which a manual booking waits for a second person fell from EUR 10,000 to EUR 2,500. [C]

## Test evidence

40 of 40 bookings above the limit waited for a second person. [CI]

## Rollback

- Revert the commit, within five minutes.

[C]: https://github.com/octo/demo/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "commit: the limit"
[CI]: https://github.com/octo/demo/actions/runs/310 "ci-run: bookings"
"""
"""A description of a change that holds once @ewa approved it."""
FORM = """### Compliance lead

@ewa

### AI

none

### Status

draft

### Change

octo/demo#5

### Controls

CC8.1

### Requirements

_No response_

### Description

The limit fell from EUR 10,000 to EUR 2,500. [C]

### Rollback

Revert it.

### Sources

[C]: https://github.com/octo/demo/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "commit: the limit"
[CI]: https://github.com/octo/demo/actions/runs/310 "ci-run: bookings"
"""
"""What GitHub renders of the issue form for changes, filled in; one of its sources is not cited."""
CATALOGUE = Catalogue(builtin())
SAID = {"id": "PR-7", "date": "2026-11-05", "change": "octo/demo#7"}
ADDRESS = "https://github.com/octo/demo/pull/7"


def judged(
    body: str,
    given: tuple[Review, ...] = (),
    edited: str | None = "",
    kind: Literal["pull-request", "issue"] = "pull-request",
    workflow: str = "change-control",
    template: frozenset[str] = frozenset(),
    said: Mapping[str, Any] = SAID,
) -> Checked:
    """Judge a description."""
    told = description(workflow, CATALOGUE, Described(kind, ADDRESS), "A change", said, template)
    reviews = Reviews(given, "dev", "", lambda document, commit: None, edited=LastEdit(edited))
    file = File(kind, "pull request #7", workflow, body.encode(), described=told)
    outside = OutsideFacts(reviews=reviews if kind == "pull-request" else None)
    return Checker(CATALOGUE, lambda path: False, day="2026-11-20").check(file, outside)


def found(checked: Checked) -> list[tuple[str, int, int]]:
    """Return code, line and column of each finding."""
    return [(each.code, each.region.line, each.region.column) for each in checked.report.findings]


def document_of(checked: Checked) -> Document:
    assert checked.record
    return checked.record.document
