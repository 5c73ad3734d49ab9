"""What an editor shows about the words below the pointer: the rule that was broken, or the source that is cited."""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.model import Finding, Source
from citefirst.record.build import Record
from citefirst.report.markdown import code, prose
from citefirst.rules import RULES


def hover(record: Record, findings: Sequence[Finding], offset: int) -> str:
    """Return Markdown about an offset, "" where there is nothing to say. Record text is escaped."""
    blocks = [_rule(finding) for finding in findings if _holds(record, finding, offset)]
    for claim in record.claims:
        unit = claim.unit
        if unit.unknown and unit.unknown.span.start <= offset <= unit.unknown.span.end:
            blocks.append("UNKNOWN: an open question, counted in each report. It needs no source.")
        elif any(citation.span.start <= offset <= citation.span.end for citation in unit.citations):
            blocks += [_source(source) for source in claim.sources]
    return "\n\n---\n\n".join(dict.fromkeys(blocks))


def _holds(record: Record, finding: Finding, offset: int) -> bool:
    span = record.document.lines.span(finding.region)
    return span.start <= offset <= span.end


def _rule(finding: Finding) -> str:
    rule = next(rule for rule in RULES if rule.code == finding.code)
    return f"**{rule.code} {rule.name}**: {rule.summary}\n\n{rule.why}\n\n[{rule.code}]({rule.url})"


def _source(source: Source) -> str:
    name = f"{code(source.id)} " if source.id else ""
    label = f": {prose(source.label)}" if source.label else ""
    return f"{name}{prose(source.kind)}{label}, {code(source.target)}"
