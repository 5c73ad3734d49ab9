"""What a day makes of a whole repository: what ended, ends soon, is overdue or excuses nothing, and whose it is.

An audit is the part of a report that the calendar is to blame for. Each format is a module with `render(audit)`; no
format is imported here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citefirst.model import Finding, Report
from citefirst.report.order import by_place
from citefirst.structs import replace


class Group(NamedTuple):
    """Findings of one kind: their heading, and the codes of their rules."""

    heading: str
    codes: tuple[str, ...]


GROUPS: Mapping[str, Group] = {
    "unread": Group("Could not be read", ("CF001", "CF002", "CF007")),
    "ended": Group("Ended", ("CF601", "CF608", "CF614")),
    "access": Group("Access that nobody removed", ("CF603",)),
    "unknown": Group("UNKNOWN, past its day", ("CF613", "CF607")),
    "signature": Group("Signatures that no longer cover the record", ("CF406",)),
    "ending": Group("Ending soon", ("CF606",)),
    "action": Group("Action items past their day", ("CF610",)),
    "exception": Group("Exceptions of the policy", ("CF005", "CF615")),
}
"""What an audit tells, the most urgent first. What cannot be read is told, since nobody knows when it ends."""
_GROUP_OF = {code: name for name, group in GROUPS.items() for code in group.codes}
SHOWN = ("access", "unknown", "action")
"""Kinds of which the line itself says what is due."""
FORMATS = ("text", "json", "markdown", "icalendar", "sarif")


class Audit(NamedTuple):
    """What is due by a day. `report` holds no findings but these."""

    report: Report

    @property
    def day(self) -> str:
        return self.report.day

    @property
    def records(self) -> int:
        return len(self.report.records)

    def groups(self) -> Iterator[tuple[str, Group, list[Finding]]]:
        """Yield the groups that have findings, each sorted by the day that it is about."""
        findings = by_place(self.report.findings)
        for name, group in GROUPS.items():
            if found := [each for each in findings if each.code in group.codes]:
                yield name, group, sorted(found, key=lambda each: each.due or "~")


def audit(report: Report) -> Audit:
    """Return the part of a whole repository's report that the calendar is to blame for."""
    records = tuple(
        replace(record, findings=tuple(each for each in record.findings if each.code in _GROUP_OF), suppressed=())
        for record in report.records
    )
    return Audit(
        replace(report, records=records, policy=tuple(each for each in report.policy if each.code in _GROUP_OF))
    )


def group_of(finding: Finding) -> str:
    """Return the name of the group that a finding belongs to."""
    return _GROUP_OF[finding.code]
