"""A window of time as somebody writes it: days, times with their zone, and the zone of times that name none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo

from citefirst.errors import UsageError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment(text: str, *, last: bool = False) -> datetime:
    """Read a day, which is meant in UTC, as its first or last moment, or a time with its zone. Raises UsageError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time: write 2026-11-03 or 2026-11-03T14:02+01:00") from None
    if _DAY.fullmatch(text):
        return datetime.combine(found.date(), time.max if last else time.min, UTC)
    if found.tzinfo is None:
        raise UsageError(f"{text!r} has no zone: write {text}Z or its offset")
    return found


def zone(name: str) -> tzinfo:
    """Return a zone by its name. Raises UsageError."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise UsageError(f"{name!r} is no zone: write it like UTC or Europe/Berlin") from None
