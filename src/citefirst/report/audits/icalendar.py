"""An audit as a calendar: an all-day event on the day by which something is due."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Finding
from citefirst.report import icalendar
from citefirst.report.audits import Audit, group_of
from citefirst.report.icalendar import Event
from citefirst.report.summary import begun


def render(audit: Audit) -> str:
    """Render one calendar. What has no day, such as a lapsed signature, has no event."""
    return icalendar.render(_events(audit), audit.day)


def _events(audit: Audit) -> Iterator[Event]:
    for _, _, findings in audit.groups():
        yield from map(_event, findings)


def _event(finding: Finding) -> Event:
    place = f"{finding.path}:{finding.region.line}"
    people = f"\n{', '.join(finding.who)}" if finding.who else ""
    hint = f" {begun(finding.hint)}." if finding.hint else ""
    return Event(
        key=(finding.path, finding.fingerprint),
        day=finding.due,
        summary=f"{finding.message} ({finding.path})",
        description=f"{place}: {finding.code} {finding.message}.{hint}{people}",
        category=group_of(finding),
    )
