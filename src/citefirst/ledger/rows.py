"""From a record that was checked to its rows: a pure function of what the check saw, wherever that ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from citefirst.check.pipeline import Checked
from citefirst.document.header import Approval
from citefirst.evidence.targets import classify, place
from citefirst.ledger.model import (
    ApprovalRow,
    AssistantRow,
    Assisted,
    CitationRow,
    ClaimRow,
    ClaimState,
    FindingRow,
    FindingState,
    OwnerRow,
    RecordRow,
    RecordVerdict,
    Rows,
    SourceRow,
    UnknownRow,
)
from citefirst.ledger.shape import plain
from citefirst.model import Approved, Claim, Finding, RecordReport, Source, Suppressed, Verdict
from citefirst.policy.policy import Policy
from citefirst.record import calendar, registry, terms
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.record.paths import Exists, inside
from citefirst.record.title import called
from citefirst.signing.digest import coverage, digest

NO_STATES: Mapping[str, str] = MappingProxyType({})
_STATES: Mapping[Verdict, ClaimState] = {
    "cited": "cited",
    "unknown": "UNKNOWN",
    "uncited": "uncited",
    "exempt": "exempt",
}
_NO_POLICY = Policy()
REPOSITORY = "repository"
"""The system of a source that is a file of the repository."""


def rows(checked: Checked, states: Mapping[str, str] = NO_STATES, *, texts: bool = True) -> Rows:
    """Return the rows of a checked record.

    `states` are commits by the digest of the record as it was then, where its history is at hand; without `texts`
    the rows hold no claim's text.
    """
    record, context = checked.record, checked.context
    findings = tuple(_findings(checked))
    if record is None:
        return Rows(records=(_unread(checked),), findings=findings)
    policy = context.policy or _NO_POLICY
    current = digest(record.document)
    exists = context.exists or _nowhere
    return Rows(
        records=(_record(checked, record, current),),
        claims=tuple(_claims(record, texts)),
        sources=tuple(_sources(record, exists)),
        citations=tuple(_citations(record)),
        unknowns=tuple(_unknowns(record, texts)),
        owners=tuple(_owners(record, policy)),
        approvals=tuple(_approvals(checked, record, policy, current, states)),
        assistants=tuple(_assistants(record, record.conversations)),
        findings=findings,
    )


def extract(checked: Checked) -> Any:
    """Return what the register keeps of a record, as plain values: all but claims, citations and findings."""
    return plain(rows(checked)._replace(claims=(), citations=(), findings=()))


def _verdict(report: RecordReport) -> RecordVerdict:
    return "findings" if any(each.severity == "error" for each in report.findings) else "holds"


def _severities(report: RecordReport) -> Mapping[str, int]:
    errors = sum(each.severity == "error" for each in report.findings)
    return {"errors": errors, "warnings": len(report.findings) - errors}


def _unread(checked: Checked) -> RecordRow:
    return RecordRow(
        id=None,
        workflow=checked.report.workflow,
        title="",
        status=None,
        stage="decided",
        date=None,
        expires=None,
        review=None,
        supersedes=(),
        superseded_by=(),
        digest=None,
        blob=_blob(checked.file.data),
        verdict="unread",
        claims=0,
        cited=0,
        unknown=0,
        uncited=0,
        assisted="unsaid",
        **_severities(checked.report),
    )


def _record(checked: Checked, record: Record, current: str) -> RecordRow:
    report, header = checked.report, record.header
    counts = report.claims
    over, by = registry.relations(header.front.data if header.front else {})
    return RecordRow(
        id=_named(header.get("id")),
        workflow=report.workflow,
        title=called(record.document.title, checked.file.path),
        status=header.status.word or None,
        stage=record.stage,
        date=_day(_written(header.get("date"))),
        expires=next((term.due for term in terms.ends(record)), None),
        review=next((term.due for term in terms.reviews(record)), None),
        supersedes=tuple(registry.references(over)),
        superseded_by=tuple(registry.references(by)),
        digest=current,
        blob=_blob(checked.file.data),
        verdict=_verdict(report),
        claims=counts.factual,
        cited=counts.cited,
        unknown=counts.unknown,
        uncited=counts.uncited,
        assisted=_assisted(header.get("ai")),
        **_severities(report),
    )


def _assisted(said: Any) -> Assisted:
    return "used" if isinstance(said, dict) else "none" if said == "none" else "unsaid"


def _claims(record: Record, texts: bool) -> Iterator[ClaimRow]:
    copied = record.conversations.copied
    for index, claim in enumerate(record.claims):
        unit, at = claim.unit, copied.get(index)
        region = record.document.lines.region(unit.span)
        yield ClaimRow(
            claim=index + 1,
            line=region.line,
            column=region.column,
            end_line=region.end_line,
            end_column=region.end_column,
            section=claim.section,
            heading=record.document.sections[unit.section].title,
            kind=unit.kind,
            text=unit.text if texts else None,
            verdict=claim.verdict,
            mode=claim.mode,
            state="quoted" if index in record.quoted else _STATES[claim.verdict],
            doubtful=claim.doubtful,
            log=at[0] + 1 if at else None,
            message=at[1].message + 1 if at else None,
        )


def _key(source: Source) -> tuple[object, ...]:
    """What makes a claim's source and one of the record the same: all but how often it is cited."""
    return source.id, source.kind, source.target, source.label, source.span


def _sources(record: Record, exists: Exists) -> Iterator[SourceRow]:
    for number, source in enumerate(record.sources, 1):
        yield SourceRow(
            source=number,
            id=source.id,
            kind=source.kind,
            system=_system(record, source, exists),
            target=source.target,
            label=source.label,
            line=record.document.lines.region(source.span).line,
            cited=source.cited,
            defined=source.defined,
        )


def _system(record: Record, source: Source, exists: Exists) -> str | None:
    """Return the product that holds a source, or its host, or that it is a file of the repository; None for an ID."""
    if "//" in source.target and (found := place(source.target)):
        return classify(source.target).system or found[0] or None
    path = inside(record.document.path, source.target)
    return REPOSITORY if path is not None and (exists(path) or source.kind == "directory") else None


def _nowhere(path: str) -> bool:
    return False


def _citations(record: Record) -> Iterator[CitationRow]:
    numbers = {_key(source): number for number, source in enumerate(record.sources, 1)}
    for index, claim in enumerate(record.claims, 1):
        for source in claim.sources:
            if number := numbers.get(_key(source)):
                yield CitationRow(index, number)


def _unknowns(record: Record, texts: bool) -> Iterator[UnknownRow]:
    for index, claim in enumerate(record.claims, 1):
        label = claim.unit.unknown
        if claim.verdict == "unknown" and label:
            yield UnknownRow(
                claim=index,
                line=record.document.lines.region(label.span).line,
                text=claim.unit.text if texts else None,
                who=label.who,
                until=label.until,
                due=_day(label.until or ""),
            )


def _owners(record: Record, policy: Policy) -> Iterator[OwnerRow]:
    for owner in record.header.owners:
        yield OwnerRow(owner.role, _written(owner.value), policy.identity(owner.text))


def _approvals(
    checked: Checked, record: Record, policy: Policy, current: str, states: Mapping[str, str]
) -> Iterator[ApprovalRow]:
    told = {each.number: each for each in checked.report.approvals}
    for each in record.header.approvals:
        bound = each.digest.lower()
        known = {*states, *([bound] if bound not in (current, "") and _is_earlier(checked, record, bound) else ())}
        row = _approval(each, told.get(each.index), policy)
        yield row._replace(
            covers=coverage(bound, current, known), covered=states.get(bound) if bound != current else None
        )


def _is_earlier(checked: Checked, record: Record, bound: str) -> bool:
    """Tell whether the record had a digest before, by the history that the check had at hand."""
    earlier = checked.context.earlier
    return bool(earlier and earlier(record.document.path, bound))


def _approval(said: Approval, how: Approved | None, policy: Policy) -> ApprovalRow:
    plainly = ApprovalRow(
        approval=said.index + 1,
        role=said.role,
        by=said.by,
        person=policy.identity(said.by),
        at=said.at,
        day=_day(said.at),
        digest=said.digest.lower() or None,
        covers="unbound",
        covered=None,
        mode=policy.keys.approvals,
        verified="untold",
        added=None,
        author=None,
        signer=None,
        entered_by=said.entered_by or None,
        reason=None,
    )
    return verified(plainly, how) if how else plainly


def verified(row: ApprovalRow, how: Approved) -> ApprovalRow:
    """Return the row of an approval with how it was verified."""
    return row._replace(
        mode=how.mode,
        verified=how.state,
        added=how.commit or None,
        author=how.author or None,
        signer=how.signer or None,
        reason=how.reason or None,
    )


def _assistants(record: Record, conversations: Conversations) -> Iterator[AssistantRow]:
    ai = record.header.get("ai")
    use = _written(ai.get("use")) if isinstance(ai, dict) else ""
    for index, each in enumerate(conversations.logs):
        taken = [record.claims[claim] for claim, at in conversations.copied.items() if at[0] == index]
        log = each.log
        yield AssistantRow(
            assistant=index + 1,
            tool=_written(each.said.get("tool")),
            account=_written(each.said.get("account")),
            use=use,
            model=(log and log.model) or None,
            data_class=(log and log.data_class) or None,
            started=(log and log.started) or None,
            transcript=_written(each.said.get("transcript")),
            sha256=each.bound or None,
            intact=each.intact,
            prompts=len(each.prompts),
            outputs=sum(message.role == "assistant" for message in log.messages) if log else 0,
            taken=len(taken),
            cited=sum(claim.verdict == "cited" for claim in taken),
            share=round(len(taken) / _lines(record.claims), 4) if taken else 0.0,
        )


def _lines(claims: tuple[Claim, ...]) -> int:
    """Count the lines that an assistant could have written: all but lead-ins and those that say UNKNOWN."""
    return sum(not claim.unit.lead_in and not claim.unit.unknown for claim in claims)


def _findings(checked: Checked) -> Iterator[FindingRow]:
    return (_finding(finding, excuse) for finding, excuse in checked.report.told)


_COUNTS: Mapping[str, FindingState] = {"exception": "excepted", "baseline": "baselined"}


def _finding(finding: Finding, excuse: Suppressed | None) -> FindingRow:
    return FindingRow(
        code=finding.code,
        rule=finding.rule,
        level=finding.severity,
        line=finding.region.line,
        column=finding.region.column,
        end_line=finding.region.end_line,
        end_column=finding.region.end_column,
        section=finding.section,
        message=finding.message,
        hint=finding.hint,
        due=_day(finding.due),
        who=finding.who,
        fingerprint=finding.fingerprint,
        state=_COUNTS[excuse.by] if excuse else "open",
        reason=(excuse.why or None) if excuse else None,
        owner=(excuse.owner or None) if excuse else None,
        until=(excuse.until or None) if excuse else None,
    )


def _day(text: str) -> str | None:
    return calendar.day_of(text) or None


def _named(value: Any) -> str | None:
    """Return an ID, which is a text or a whole number."""
    return (str(value).strip() or None) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _blob(data: bytes | None) -> str | None:
    """Return the name that git gives to a file's content."""
    if data is None:
        return None
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
