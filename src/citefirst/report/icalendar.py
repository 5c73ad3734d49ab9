"""Days as a calendar (RFC 5545): an all-day event for each, whose UID stays the same from run to run.

So a calendar that imports it again moves events and doubles none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from citefirst import __version__
from citefirst.report.escape import cut

OCTETS = 75
"""Of a line at most, its end left out (RFC 5545, 3.1)."""
_SPECIAL = re.compile(r"[\\;,]")
_LONGEST = 400


class Event(NamedTuple):
    """A day and what it is about. `key` is what makes it the same event in a later run, `category` one word."""

    key: tuple[str, ...]
    day: str
    summary: str
    description: str
    category: str


def render(events: Iterable[Event], today: str) -> str:
    """Render one calendar. What has no day of the calendar has no event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//citefirst//citefirst {__version__}//EN"]
    for event in events:
        if day := _day(event.day):
            lines += _event(event, day, today)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in folded(line))


def _event(event: Event, day: date, today: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(event)}@citefirst"
    yield f"DTSTAMP:{today.replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_basic(day)}"
    if day < date.max:
        yield f"DTEND;VALUE=DATE:{_basic(day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"CATEGORIES:citefirst,{event.category}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(event: Event) -> str:
    from hashlib import sha256

    return sha256("\0".join(event.key).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _basic(day: date) -> str:
    """Write a day without hyphens; `strftime` leaves out leading zeros of a year on some systems."""
    return day.isoformat().replace("-", "")


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
