"""What happened to a record between two states of it, told by their rows alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from citefirst.ledger.model import ApprovalRow, ClaimRow, EventKind, EventRow, RecordRow, Rows, UnknownRow
from citefirst.record.terms import ACCESS_LOG, turn

NOTHING = Rows()
_LABEL = re.compile(r"\W{0,4}UNKNOWN[\s*_`\]]{0,4}(?:\([^()]{0,200}\))?[\s:*_`\])-]{0,8}")
"""The label in front of what is not known, which may change while that does not."""


def events(
    before: Rows | None, after: Rows | None, day: str, *, since: str = "", author: str | None = None
) -> tuple[EventRow, ...]:
    """Tell what happened from one state of a record to the next; None where there was no record, or is none any more.

    `day` is that of the later state, `since` that of the earlier one: what ended between them expired on its last day.
    Rows without texts tell nothing of claims and UNKNOWNs. The same state twice tells what the calendar did.
    """
    old, new = before or NOTHING, after or NOTHING
    found = [*_expired(old, since, day), *_life(old, new)]
    if old.records and new.records:
        found += [*_claims(old, new), *_access(old, new)]
    found += [*_unknowns(old, new), *_signatures(old, new)] if new.records else []
    return tuple(each._replace(day=each.day or day or None, author=author) for each in found)


def _event(kind: EventKind, **told: Any) -> EventRow:
    blank: dict[str, Any] = dict.fromkeys(EventRow._fields)
    return EventRow(**{**blank, "event": kind, **told})


def _expired(old: Rows, since: str, day: str) -> Iterator[EventRow]:
    for record in old.records:
        if record.stage == "decided" and record.expires and since <= record.expires < day:
            yield _event("expired", day=record.expires, before=record.expires)


def _life(old: Rows, new: Rows) -> Iterator[EventRow]:
    """Tell of a record as a whole: that it came or went, its status, its end, and what took its place."""
    if not new.records:
        yield from (_event("deleted", before=record.title) for record in old.records)
        return
    (record,) = new.records
    if not old.records:
        yield _event("created", after=record.title)
    (then,) = old.records or (None,)
    if then and then.status != record.status:
        yield _event("status-changed", before=then.status, after=record.status)
    if then and _is_renewed(then, record):
        yield _event("renewed", before=then.expires, after=record.expires)
    if _is_superseded(record) and not (then and _is_superseded(then)):
        yield _event("superseded", after=", ".join(record.superseded_by) or None)


def _is_renewed(then: RecordRow, now: RecordRow) -> bool:
    return then.expires is not None and (now.expires is None or now.expires > then.expires)


def _is_superseded(record: RecordRow) -> bool:
    return bool(record.superseded_by) or record.status == "superseded"


def _claims(old: Rows, new: Rows) -> Iterator[EventRow]:
    """Tell which claims say something else: in each section the first that is gone became the first that is new."""
    gone, come = _only(old.claims, new.claims), _only(new.claims, old.claims)
    for section in dict.fromkeys((*come, *gone)):
        for then, now in zip_longest(gone.get(section, ()), come.get(section, ())):
            line = now.line if now else then.line if then else None
            yield _event("claim-changed", line=line, before=then and then.text, after=now and now.text)


def _only(claims: tuple[ClaimRow, ...], others: tuple[ClaimRow, ...]) -> Mapping[str, list[ClaimRow]]:
    """Return the claims whose text stands in no other state, by section. UNKNOWNs are told of by themselves."""
    left = Counter(claim.text for claim in others)
    found = defaultdict[str, list[ClaimRow]](list)
    for claim in claims:
        if left[claim.text]:
            left[claim.text] -= 1
        elif claim.text and claim.verdict in ("cited", "uncited"):
            found[claim.section].append(claim)
    return found


def _access(old: Rows, new: Rows) -> Iterator[EventRow]:
    left = Counter(claim.text for claim in old.claims if claim.section == ACCESS_LOG)
    for claim in new.claims:
        if claim.section != ACCESS_LOG or not claim.text:
            continue
        if left[claim.text]:
            left[claim.text] -= 1
        elif told := next((found for cell in claim.text.split(" | ") if (found := turn(cell))), None):
            yield _event(told, line=claim.line, after=claim.text)


def _unknowns(old: Rows, new: Rows) -> Iterator[EventRow]:
    waiting = defaultdict[str, deque[UnknownRow]](deque)
    for then in old.unknowns:
        if then.text:
            waiting[_asked(then.text)].append(then)
    for now in new.unknowns:
        if not now.text:
            continue
        if same := waiting.get(_asked(now.text)):
            if (then := same.popleft()) and (then.who, then.until) != (now.who, now.until):
                yield _event("unknown-moved", line=now.line, who=now.who, before=then.until, after=now.until)
        else:
            yield _event("unknown-opened", line=now.line, who=now.who, after=now.text)
    for then in (each for left in waiting.values() for each in left):
        yield _event("unknown-settled", line=then.line, who=then.who, before=then.text)


def _asked(text: str) -> str:
    """Return what is not known, without the label that says who finds out by when."""
    return " ".join(_LABEL.sub("", text, count=1).casefold().split())


def _signatures(old: Rows, new: Rows) -> Iterator[EventRow]:
    waiting = defaultdict[tuple[str | None, ...], deque[ApprovalRow]](deque)
    for then in old.approvals:
        waiting[_entry(then)].append(then)
    for now in new.approvals:
        if same := waiting.get(_entry(now)):
            if same.popleft().covers == "this" and now.covers != "this":
                yield _event("signature-lapsed", who=now.by, role=now.role, before=now.at, after=now.at)
        else:
            yield _event("signed", who=now.by, role=now.role, after=now.at)
    for then in (each for left in waiting.values() for each in left):
        yield _event("signature-lapsed", who=then.by, role=then.role, before=then.at)


def _entry(approval: ApprovalRow) -> tuple[str | None, ...]:
    """What an approval says, however it is written."""
    return approval.role, approval.person, approval.day, approval.digest, approval.entered_by
