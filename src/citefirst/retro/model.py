"""What a state of a record was found to hold, and what comes of a span of such states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from citefirst.model import Severity
from citefirst.structs import frozen

Which = Literal["then", "today"]
"""Whose demands count: those of the policy as it was at each commit, or those of today's."""


class Seen(NamedTuple):
    """A finding of one state of a record; `excused` says what kept it from counting, "" where nothing did."""

    code: str
    rule: str
    severity: Severity
    fingerprint: str
    section: str
    line: int
    end: int
    message: str
    words: str
    unit: int
    """A checksum of the line that it is about, without its citations."""
    excused: str = ""


class Taken(NamedTuple):
    """A line that is an assistant's words, by a log that the record names."""

    text: str
    unit: int
    line: int
    end: int
    tool: str


class Judged(NamedTuple):
    """What a state of a record was found to hold. `units` are checksums of its lines without their citations.

    `policy` tells policies apart; `on` are the rules that it asks of the record's workflow.
    """

    governed: bool = False
    seen: tuple[Seen, ...] = ()
    taken: tuple[Taken, ...] = ()
    units: frozenset[int] = frozenset()
    policy: str = ""
    on: frozenset[str] = frozenset()
    fault: str = ""
    """Why the policy of that commit could not be used, "" where it could."""

    def counting(self) -> Mapping[str, Seen]:
        return {each.fingerprint: each for each in self.seen if not each.excused}


NOT_ONE = Judged()
"""The state of a file that is no record, or is not there."""

End = Literal["open", "edited", "removed", "policy"]
"""How a case stands: it is open, an edit settled it, its record was removed, or the policy no longer asks for it."""


class Case(NamedTuple):
    """Something that was asked of a record: when, in which commit, of whom, and when it held.

    `author` is "" for what was there before the span. Times are RFC 3339, the authors'. `again`: how often the words
    were changed and it was asked once more.
    """

    code: str
    rule: str
    severity: Severity
    path: str
    line: int
    message: str
    author: str = ""
    commit: str = ""
    opened: str = ""
    settled: str = ""
    by: str = ""
    end: End = "open"
    again: int = 0


class Excuse(NamedTuple):
    """A finding that was there and did not count, and why."""

    code: str
    rule: str
    path: str
    line: int
    message: str
    why: str


class Assisted(NamedTuple):
    """A line that came from an assistant; the commit that changed it and when, and the code of what was found in it."""

    path: str
    text: str
    tool: str
    changed: str = ""
    at: str = ""
    found: str = ""


class Runs(NamedTuple):
    """Stored reports: how many were read, how many were red, in how many each rule was, and what could not be read."""

    read: int = 0
    red: int = 0
    undated: int = 0
    by_rule: Mapping[str, int] = {}
    unread: tuple[str, ...] = ()


@frozen
class Retro:
    """What comes of a span: both days count. `quiet` are rules that were on and found nothing, `unasked` those that
    need more than a history tells."""

    since: str
    until: str
    which: Which
    head: str
    records: int
    revisions: int
    commits: int
    cases: Sequence[Case]
    excused: Sequence[Excuse]
    assisted: Sequence[Assisted]
    quiet: Sequence[tuple[str, str]]
    unasked: Sequence[tuple[str, str]]
    policies: int = 1
    faults: Sequence[str] = ()
    cut: bool = False
    runs: Runs | None = None
