"""What the register and the front page know of a record: a few words and figures, taken from its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, splitext
from types import MappingProxyType
from typing import NamedTuple

from citefirst.document.labels import unknown
from citefirst.document.slugs import slug
from citefirst.ledger.model import ApprovalRow, Rows

_LONGEST = 40


class Unknown(NamedTuple):
    """Something that nobody knows yet; `since` is the day of the first state at hand that says so, "" for none."""

    claim: int
    text: str
    who: str
    due: str
    since: str
    at_least: bool = False
    """The history ends there, so it may be older."""


class Approval(NamedTuple):
    """An approval with its day, and whether the facts of its record have sources."""

    role: str
    person: str
    day: str
    verified: str
    covers: str


class Count(NamedTuple):
    """Statements of fact, and those of them without a source."""

    claims: int
    uncited: int

    def __add__(self, other: object) -> Count:
        return Count(self.claims + other.claims, self.uncited + other.uncited) if isinstance(other, Count) else self

    @property
    def share(self) -> float | None:
        """The part without a source, None where nothing is stated."""
        return self.uncited / self.claims if self.claims else None


class Entry(NamedTuple):
    """A record in the register."""

    path: str
    page: str
    id: str
    title: str
    workflow: str
    status: str
    stage: str
    verdict: str
    errors: int
    warnings: int
    claims: int
    cited: int
    quoted: int
    """Those of the cited ones whose quotes stand in their source word for word."""
    unknown: int
    uncited: int
    date: str
    ends: str
    """The earlier of its last day and its review."""
    ends_by: str
    """Which of the two that is: `expires` or `review`."""
    owners: tuple[str, ...]
    unknowns: tuple[Unknown, ...]
    approvals: tuple[Approval, ...]
    words: int
    taken: int
    """Words in lines that are an assistant's."""
    tools: tuple[str, ...]
    systems: Mapping[str, int]
    past: Mapping[str, Count] = MappingProxyType({})
    """How it stood on earlier days."""

    @property
    def name(self) -> str:
        return self.title or self.path

    @property
    def is_backed(self) -> bool:
        """Whether it is approved on evidence: it states facts, and each of them has a source."""
        return self.cited > 0 and self.uncited == 0 and self.unknown == 0

    @property
    def ends_on(self) -> str:
        """The day on which somebody has to look at it, "" for a record that nobody acts on any more."""
        return self.ends if self.stage != "ended" else ""


def page_name(path: str) -> str:
    """Return the name of a record's page: readable, safe on every file system, and its own alone."""
    from hashlib import sha256

    name, folder = splitext(basename(path))[0], basename(dirname(path))
    words = slug(folder if name.lower() in ("readme", "index") and folder else name)
    plain = "".join(char for char in words if char.isascii() and (char.isalnum() or char == "-"))
    digest = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"records/{plain[:_LONGEST].strip('-') or 'record'}-{digest}.html"


def entry(path: str, rows: Rows, since: Mapping[int, tuple[str, bool]], past: Mapping[str, Count]) -> Entry:
    """Return the entry of the record at a path. `since` are days by the number of an UNKNOWN."""
    record = rows.records[0]
    due = sorted((day, kind) for day, kind in ((record.expires, "expires"), (record.review, "review")) if day)
    ends, ends_by = due[0] if due else ("", "")
    sizes = [(len((claim.text or "").split()), claim.log) for claim in rows.claims]
    return Entry(
        path=path,
        page=page_name(path),
        id=record.id or "",
        title=record.title,
        workflow=record.workflow or "",
        status=record.status or "",
        stage=record.stage,
        verdict=record.verdict,
        errors=record.errors,
        warnings=record.warnings,
        claims=record.claims,
        cited=record.cited,
        quoted=sum(claim.state == "quoted" for claim in rows.claims),
        unknown=record.unknown,
        uncited=record.uncited,
        date=record.date or "",
        ends=ends or "",
        ends_by=ends_by,
        owners=tuple(dict.fromkeys(owner.person or owner.who for owner in rows.owners)),
        unknowns=tuple(_unknowns(rows, since)),
        approvals=tuple(map(_approval, rows.approvals)),
        words=sum(size for size, _ in sizes),
        taken=sum(size for size, log in sizes if log),
        tools=tuple(dict.fromkeys(each.tool for each in rows.assistants if each.tool)),
        systems=_systems(rows),
        past=past,
    )


def _unknowns(rows: Rows, since: Mapping[int, tuple[str, bool]]) -> Iterator[Unknown]:
    for each in rows.unknowns:
        day, at_least = since.get(each.claim, ("", False))
        yield Unknown(each.claim - 1, _said(each.text or ""), each.who or "", each.due or "", day, at_least)


def _said(text: str) -> str:
    """Return what is not known, without the label that says so and by whom it is found out."""
    label = unknown(text)
    return text[label[0] :].lstrip(" :.-\u2013\u2014") or text if label else text


def _approval(row: ApprovalRow) -> Approval:
    return Approval(row.role, row.person or row.by, row.day or "", row.verified, row.covers)


def _systems(rows: Rows) -> Mapping[str, int]:
    """Count citations by the system that holds the source; an ID goes by its kind."""
    held = {source.source: source.system or source.kind or "other" for source in rows.sources}
    return Counter(held[citation.source] for citation in rows.citations if citation.source in held)
