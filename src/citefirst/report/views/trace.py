"""The chain of a record as text and as JSON; as HTML it is the record's page (`site.record_page`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from citefirst.model import Approved
from citefirst.record.trace import Contribution, Trace, TracedLine, TracedSignature, TracedSource, Version
from citefirst.report.escape import cut, visible
from citefirst.report.formats.json import approval, dumps
from citefirst.report.summary import plural
from citefirst.structs import asdict

COVERS = {
    "this": "covers the record as it is",
    "before": "covers the record as it was at {}",
    "unbound": "is bound to no content",
    "unknown": "covers content that the available history does not contain",
}
VERDICTS = {"cited": "cited", "unknown": "UNKNOWN", "uncited": "NO SOURCE", "exempt": "needs no source"}
_STATES = {
    "held": "stands there, line {line}",
    "short": "stands there, line {line}, and is too short to show anything",
    "differs": "DOES NOT STAND THERE",
    "untold": "not compared: {reason}",
}
_LENGTH = 160


def as_json(trace: Trace) -> str:
    """Render one object; lines are 1-based."""
    return dumps(_value(trace))


def many_as_json(traces: Iterable[Trace]) -> str:
    """Render one object that holds those of several records."""
    return dumps({"version": 1, "records": [_value(trace) for trace in traces]})


def _value(trace: Trace) -> dict[str, Any]:
    value = asdict(trace)
    value["report"] = {
        "findings": [
            {"code": each.code, "severity": each.severity, "line": each.region.line, "message": each.message}
            for each in trace.report.findings
        ]
    }
    for signature, each in zip(value["signatures"], trace.signatures, strict=True):
        signature["verified"] = approval(each.verified) if each.verified else None
    for line, traced in zip(value["lines"], trace.lines, strict=True):
        line["sources"] = [
            {**source._asdict(), "quotes": [quote._asdict() for quote in source.quotes]} for source in traced.sources
        ]
    return {"version": 1, **value}


def as_text(trace: Trace) -> str:
    """Render the chain for a terminal."""
    blocks = [
        "\n".join(_head(trace)),
        *("\n".join(block) for block in _sections(trace)),
        "\n".join(["What nobody knows yet", *_unknowns(trace)]),
        "\n".join(["Assistants", *_assistants(trace)]),
        "\n".join(["Signatures", *_signatures(trace)]),
        "\n".join(["History", *_history(trace)]),
        "\n".join(["The check", *_check(trace)]),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(trace: Trace) -> Iterator[str]:
    yield visible(trace.title or trace.path)
    yield f"{visible(trace.path)}, {visible(trace.workflow) or 'no workflow'}"
    for key, value in trace.fields:
        if key not in ("workflow", "title", "ai"):
            yield f"  {visible(key)}: {cut(value, _LENGTH)}"
    for role, who in trace.owners:
        yield f"  {visible(role)}: {visible(who) or 'nobody'}"


def _sections(trace: Trace) -> Iterator[list[str]]:
    for section, lines in groupby(trace.lines, key=lambda line: line.section):
        yield [visible(section) or "(before any heading)", *(text for line in lines for text in _line(line))]


def _line(line: TracedLine) -> Iterator[str]:
    copied = f", from log {line.copied[0]}, message {line.copied[1]}" if line.copied else ""
    verdict = f" ({_verdict(line)}{copied})" if line.verdict != "exempt" or copied else ""
    yield f"  {line.line}: {cut(line.text, _LENGTH)}{verdict}"
    for source in line.sources:
        yield f"      {_source(source)}"
        yield from (f"        {said}" for said in _evidence(source))


def _verdict(line: TracedLine) -> str:
    return "quoted" if line.quoted else VERDICTS[line.verdict]


def _evidence(source: TracedSource) -> Iterator[str]:
    """Yield what was found at the place that a source names."""
    for quote in source.quotes:
        stands = _STATES[quote.state].format(line=quote.line, reason=quote.reason)
        yield f'"{cut(quote.text, _LENGTH)}": {visible(stands)}'
    if source.lack or source.since:
        yield visible(source.lack or f"since then it {source.since}")
    elif source.untold and not source.quotes:
        yield visible(f"not compared: {source.untold}")


def _source(source: TracedSource) -> str:
    name = f"[{visible(source.id)}] " if source.id else ""
    label = f" {visible(source.label)}:" if source.label and source.label != source.id else ""
    return f"{name}{visible(source.kind)}:{label} {cut(source.target, _LENGTH)}"


def _unknowns(trace: Trace) -> Iterator[str]:
    for line in trace.of("unknown"):
        who = f" ({visible(line.who)}{f', until {visible(line.until)}' if line.until else ''})" if line.who else ""
        yield f"  {line.line}: {cut(line.text, _LENGTH)}{who}"
    if not trace.of("unknown"):
        yield "  nothing is marked so"


def _assistants(trace: Trace) -> Iterator[str]:
    if trace.silent:
        yield "  none was used, the record says"
    elif not trace.assistants:
        yield "  the record does not say"
    for number, each in enumerate(trace.assistants, 1):
        yield f"  {number}. {contribution(each)}"
        yield from (f"      asked: {cut(' '.join(prompt.split()), _LENGTH)}" for prompt in each.prompts)


def contribution(each: Contribution) -> str:
    state = {None: "its log is missing", True: "its log is intact", False: "its log was altered"}[each.intact]
    model = f", {visible(each.model)}" if each.model else ""
    when = f", {visible(each.started)}" if each.started else ""
    taken = f"{plural(each.lines, 'line')} of the record from it, {each.cited} cited"
    return (
        f"{visible(each.tool)} ({visible(each.account)}{model}{when}), to {visible(each.use) or '?'}: {state}; {taken}"
    )


def _signatures(trace: Trace) -> Iterator[str]:
    for each in trace.signatures:
        yield f"  {signature(each)}"
    if not trace.signatures:
        yield "  none"


def signature(each: TracedSignature) -> str:
    covers = COVERS[each.covers].format(each.commit[:10])
    return f"{visible(each.by)} as {visible(each.role)}, {visible(each.at)}: {covers}; {_verified(each.verified)}"


def _verified(how: Approved | None) -> str:
    """Say how an approval was verified: by which commit, whose, under which mode of the policy."""
    if how is None:
        return "not verified"
    entered = f", entered by {visible(how.entered_by)} on behalf" if how.entered_by else ""
    if how.state == "declared":
        reviewed = "; the reviews of its pull request stand for it" if how.mode == "review" else ""
        return f"declared, not verified{entered}{reviewed}"
    if how.reason:
        return f"not verified (approvals: {how.mode}): {cut(how.reason, 2 * _LENGTH)}"
    if how.state == "pending":
        return f"not committed yet, not verified (approvals: {how.mode})"
    if how.state == "standing":
        return f"in the base before, not verified again (approvals: {how.mode})"
    made = f"added by {visible(how.author)} with {how.commit[:10]}"
    signed = f", which has the signature of {visible(how.signer)}" if how.state == "signed" else ""
    return f"{made}{signed} (approvals: {how.mode})"


def _history(trace: Trace) -> Iterator[str]:
    for version in trace.history:
        yield f"  {version_line(version)}"
        if version is trace.history[0]:
            yield f"      written with {plural(len(version.added), 'line')}"
            continue
        yield from (f"      + {cut(text, _LENGTH)}" for text in version.added)
        yield from (f"      - {cut(text, _LENGTH)}" for text in version.removed)
        if version.fields:
            yield f"      fields: {', '.join(map(visible, version.fields))}"
    if not trace.history:
        yield "  git has no commit of this file here"


def version_line(version: Version) -> str:
    pull = f" in {version.pull}" if version.pull else ""
    return f"{version.commit[:10]} {version.at} {visible(version.author)}: {cut(version.subject, _LENGTH)}{pull}"


def _check(trace: Trace) -> Iterator[str]:
    for finding in trace.report.findings:
        yield f"  {finding.region.line}: {finding.code} {visible(finding.message)}"
    if not trace.report.findings:
        yield "  holds"
