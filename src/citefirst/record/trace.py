"""The whole chain of a record: what it says and on what evidence, what nobody knows yet, what assistants
contributed, who
signed what, and who changed which claim when.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from citefirst.document.header import Approval
from citefirst.model import Approved, Coverage, Document, RecordReport, Source, Verdict
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.record.title import called
from citefirst.signing.digest import coverage, digest
from citefirst.structs import frozen

_PULL = re.compile(r"\(#(\d{1,9})\)$|^Merge pull request #(\d{1,9}) ")
MAX_PROMPTS = 50
"""Prompts of a log that are shown."""


class TracedQuote(NamedTuple):
    """A quote and what became of it (`record.evidence.Compared`): on which line it stands, or why nobody can tell."""

    text: str
    state: str
    line: int = 0
    reason: str = ""


class TracedSource(NamedTuple):
    """A source with its quotes. `lack`, `since` and `untold` end sentences: what is not there of what it names, what
    became of it after its commit, why that cannot be told."""

    id: str | None
    kind: str
    target: str
    label: str
    quotes: tuple[TracedQuote, ...] = ()
    lack: str = ""
    since: str = ""
    untold: str = ""


@frozen
class TracedLine:
    """A claim: where, what, how it stands, what backs it; `copied`: an assistant's words (log and message from 1)."""

    line: int
    section: str
    text: str
    verdict: Verdict
    sources: tuple[TracedSource, ...]
    who: str = ""
    until: str = ""
    copied: tuple[int, int] | None = None
    quoted: bool = False
    """It cites a source with a quote which stands there."""


@frozen
class Contribution:
    """A conversation: with whom, through which account, what was asked, how many lines of the record come from it."""

    tool: str
    account: str
    use: str
    model: str
    started: str
    transcript: str
    intact: bool | None
    prompts: tuple[str, ...]
    lines: int
    cited: int


@frozen
class TracedSignature:
    """An approval and what it covers."""

    role: str
    by: str
    at: str
    covers: Coverage
    commit: str = ""
    verified: Approved | None = None
    """How it was verified, None where nobody could be asked."""


@frozen
class Version:
    """A committed state of the record: by whom, when, with which subject, what it added and removed."""

    commit: str
    author: str
    at: str
    subject: str
    pull: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    fields: tuple[str, ...]


@frozen
class Commit:
    """A commit that touched a record, and the record as it was then (None where it cannot be read)."""

    commit: str
    author: str
    at: str
    subject: str
    document: Document | None


@frozen
class Trace:
    """All of it. `history` is the oldest first."""

    path: str
    title: str
    workflow: str
    owners: tuple[tuple[str, str], ...]
    """Roles, and who holds each as written, "" for nobody."""
    fields: tuple[tuple[str, str], ...]
    lines: tuple[TracedLine, ...]
    assistants: tuple[Contribution, ...]
    silent: bool
    signatures: tuple[TracedSignature, ...]
    history: tuple[Version, ...]
    report: RecordReport

    def of(self, *verdicts: Verdict) -> list[TracedLine]:
        return [line for line in self.lines if line.verdict in verdicts]


def trace(record: Record, conversations: Conversations, report: RecordReport, commits: Sequence[Commit]) -> Trace:
    """Assemble the chain of a checked record; `commits` that touched it, the newest first."""
    document = record.document
    header, front = record.header, document.frontmatter.data if document.frontmatter else {}
    lines = tuple(_lines(record, conversations))
    return Trace(
        path=report.path,
        title=called(document.title, report.path),
        workflow=report.workflow or "",
        owners=tuple((owner.role, "" if owner.value is None else str(owner.value)) for owner in header.owners),
        fields=tuple((key, str(value)) for key, value in front.items() if isinstance(value, str | int | float)),
        lines=lines,
        assistants=tuple(_contributions(conversations, header.get("ai"), lines)),
        silent=header.get("ai") == "none",
        signatures=tuple(_signatures(document, header.approvals, commits, report.approvals)),
        history=tuple(_history(list(commits)[::-1])),
        report=report,
    )


def _lines(record: Record, conversations: Conversations) -> Iterator[TracedLine]:
    copied = conversations.copied
    for index, claim in enumerate(record.claims):
        unit, at = claim.unit, copied.get(index)
        if unit.lead_in:
            continue
        yield TracedLine(
            line=record.document.lines.region(unit.span).line,
            section=record.document.sections[unit.section].title,
            text=unit.text,
            verdict=claim.verdict,
            sources=tuple(_source(record, source) for source in claim.sources),
            who=(unit.unknown.who or "") if unit.unknown else "",
            until=(unit.unknown.until or "") if unit.unknown else "",
            copied=(at[0] + 1, at[1].message + 1) if at else None,
            quoted=index in record.quoted,
        )


def _source(record: Record, source: Source) -> TracedSource:
    found = record.evidence.get(source.key)
    plain = TracedSource(source.id, source.kind, source.target, source.label)
    if found is None:
        return plain
    quotes = (TracedQuote(each.quote.text, each.state, each.line, each.reason) for each in found.quotes)
    return plain._replace(quotes=tuple(quotes), lack=found.lack, since=found.since, untold=found.untold)


def _contributions(conversations: Conversations, ai: Any, lines: Sequence[TracedLine]) -> Iterator[Contribution]:
    use = str(ai.get("use", "")) if isinstance(ai, dict) else ""
    for number, each in enumerate(conversations.logs, 1):
        taken = [line for line in lines if line.copied and line.copied[0] == number]
        yield Contribution(
            tool=str(each.said.get("tool", "")),
            account=str(each.said.get("account", "")),
            use=use,
            model=each.log.model if each.log else "",
            started=each.log.started if each.log else "",
            transcript=str(each.said.get("transcript", "")),
            intact=each.intact,
            prompts=each.prompts[:MAX_PROMPTS],
            lines=len(taken),
            cited=sum(line.verdict == "cited" for line in taken),
        )


def _signatures(
    document: Document, approvals: Sequence[Approval], commits: Sequence[Commit], verified: Sequence[Approved]
) -> Iterator[TracedSignature]:
    known: dict[str, str] = {}
    for commit in reversed(commits):
        if commit.document:
            known[digest(commit.document)] = commit.commit
    current = digest(document)
    how = {each.number: each for each in verified}
    for approval in approvals:
        signed = approval.digest.lower()
        covers = coverage(signed, current, known)
        signed_in = known.get(signed, "") if covers == "before" else ""
        yield TracedSignature(approval.role, approval.by, approval.at, covers, signed_in, how.get(approval.index))


def _history(commits: Sequence[Commit]) -> Iterator[Version]:
    before: Document | None = None
    for commit in commits:
        if commit.document is None:
            continue
        old, new = _said(before), _said(commit.document)
        fields = _fields(before) ^ _fields(commit.document)
        yield Version(
            commit=commit.commit,
            author=commit.author,
            at=commit.at,
            subject=commit.subject,
            pull=_pull(commit.subject),
            added=tuple((new - old).elements()),
            removed=tuple((old - new).elements()),
            fields=tuple(dict.fromkeys(key for key, _ in sorted(fields))),
        )
        before = commit.document


def _said(document: Document | None) -> Counter[str]:
    return Counter(unit.text for unit in document.units) if document else Counter()


def _fields(document: Document | None) -> set[tuple[str, str]]:
    front = document.frontmatter.data if document and document.frontmatter else {}
    return {(key, repr(value)) for key, value in front.items()}


def _pull(subject: str) -> str:
    """Find the pull request that a commit's subject names as GitHub writes it (`… (#123)`, `Merge pull request #123
    …`)."""
    found = _PULL.search(subject)
    return f"#{found[1] or found[2]}" if found else ""
