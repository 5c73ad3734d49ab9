"""An audit as a calendar (RFC 5545): an all-day event on the day by which something is due.

Its UID stays the same from run to run, so that a calendar that imports it again moves events and doubles none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from citefirst import __version__
from citefirst.model import Finding
from citefirst.report.audits import Audit, group_of
from citefirst.report.escape import cut

OCTETS = 75
"""Of a line at most, its end left out (RFC 5545, 3.1)."""
_SPECIAL = re.compile(r"[\\;,]")
_LONGEST = 400


def render(audit: Audit) -> str:
    """Render one calendar. What has no day, such as a lapsed signature, has no event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//citefirst//citefirst {__version__}//EN"]
    for _, _, findings in audit.groups():
        for finding in findings:
            if day := _day(finding.due):
                lines += _event(finding, day, audit.day)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in folded(line))


def _event(finding: Finding, day: date, today: str) -> Iterator[str]:
    place = f"{finding.path}:{finding.region.line}"
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(finding)}@citefirst"
    yield f"DTSTAMP:{today.replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    if day < date.max:
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{finding.message} ({finding.path})')}"
    people = f"\n{', '.join(finding.who)}" if finding.who else ""
    hint = f" {finding.hint}." if finding.hint else ""
    yield f"DESCRIPTION:{escaped(f'{place}: {finding.code} {finding.message}.{hint}{people}')}"
    yield f"CATEGORIES:citefirst,{group_of(finding)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(finding: Finding) -> str:
    from hashlib import sha256

    return sha256(f"{finding.path}\0{finding.fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def escaped(text: str) -> str:
    r"""Write a text as a value (RFC 5545, 3.3.11): `\`, `;` and `,` are escaped, a line end is `\n`."""
    lines = (_SPECIAL.sub(r"\\\g<0>", cut(line, _LONGEST)) for line in text.split("\n"))
    return r"\n".join(lines)


def folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, none within a character; all but the first begin with a blank."""
    piece, size = "", 0
    for char in line:
        width = len(char.encode("utf-8", "surrogatepass"))
        if size + width > OCTETS:
            yield piece
            piece, size = " ", 1
        piece += char
        size += width
    yield piece
