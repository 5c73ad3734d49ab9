"""CF602: an assumption that changed while its version did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from citefirst.document.header import Header
from citefirst.model import Document, Problem
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule
from citefirst.workflow.status import stage_of

_TABLE = """# A

## Facts

It rose. [S1]

## Assumptions

| ID | Assumption | Version | Source |
| --- | --- | --- | --- |
| A1 | {} of the seats leave | {} | [S1] |

[S1]: https://g.example.com/d/a "dashboard: a"
"""


def unversioned_assumption(record: Record, before: Document) -> Iterator[Problem]:
    """Find entries of versioned sections that say something else than before under the same version.

    A record that nobody relied on before and nobody relies on now may change freely.
    """
    workflow = record.workflow
    if workflow is None or not workflow.is_versioned:
        return
    was = stage_of(Header(before).status, workflow.statuses)
    if record.stage != "decided" and was != "decided":
        return
    from citefirst.record.entries import entries

    old = defaultdict[tuple[str, str], list[tuple[str, ...]]](list)
    for entry in entries(before, workflow):
        old[entry.name, entry.version].append(entry.says)
    for entry in entries(record.document, workflow):
        said = old.get((entry.name, entry.version), [])
        if said and entry.says not in said:
            message = f"`{entry.name.upper()}` changed, and its version is still {entry.version}"
            yield Problem(entry.span, message, "raise the version, so that nobody takes one for the other")


RULES = (
    Rule(
        code="CF602",
        name="unversioned-assumption",
        summary="An assumption changed against the base, and its version did not.",
        why="Who decided relied on an assumption as it was. Its text, its figures and its source, the address behind "
        "it among them, may change if the version says so. A schema marks the sections concerned (`x-versioned`); "
        "the assumptions of price changes and forecasts are.",
        checks=(unversioned_assumption,),
        good=Example(before=Example(body=_TABLE.format("3 %", "1")), body=_TABLE.format("4 %", "2")),
        bad=Example(before=Example(body=_TABLE.format("3 %", "1")), body=_TABLE.format("4 %", "1")),
    ),
)
