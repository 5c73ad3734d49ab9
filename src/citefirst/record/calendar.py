"""Days and times as records write them, and what a day makes of them: in UTC, whatever zone they are written in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from citefirst.regex import lazy

_WRITTEN = lazy(
    r"(\d{4}-\d{2}-\d{2})(?:(?:[Tt]| {1,2}(?:at )?)(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?)?"
    r"(?: ?(?:([Zz]|UTC|GMT)|([+-])(\d{2}):?(\d{2})))?"
)
_LENGTH = lazy(r"(\d{1,4}) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)")
_ISO = lazy(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}


def moment(text: str, start: int = 0) -> tuple[datetime, bool] | None:
    """Return the time in UTC that a text has at an offset, and whether that is only a day; None where it has none.

    A time without a zone is taken for UTC. `2027-02-29` and `2026-11-03 25:00` are no times.
    """
    found = _WRITTEN.match(text, start)
    if not found or text[found.end() : found.end() + 1].isdigit():
        return None
    day, hour, minute, _, sign, east, rest = found.groups()
    try:
        zone = timezone(timedelta(hours=int(east), minutes=int(rest)) * (-1 if sign == "-" else 1)) if sign else UTC
        at = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=zone if hour else UTC)
        at = at.replace(hour=int(hour or 0), minute=int(minute or 0))
        return at.astimezone(UTC), hour is None
    except (ValueError, OverflowError):
        return None


def day_of(text: str) -> str:
    """Return the day in UTC that a text begins with (`2026-11-05`), "" where it begins with none."""
    found = moment(text.strip())
    return found[0].date().isoformat() if found else ""


def is_day(text: str) -> bool:
    """Tell whether a text is a day or a time and nothing more."""
    found = _WRITTEN.fullmatch(text.strip())
    return bool(found) and moment(text.strip()) is not None


def length(text: str) -> timedelta | None:
    """Return how long `4h`, `90 minutes`, `2 days`, `PT4H` or `P2D` is, None where a text is no length."""
    text = text.strip()
    if found := _LENGTH.fullmatch(text):
        return timedelta(minutes=int(found[1]) * _MINUTES[found[2][0]])
    found = _ISO.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def shifted(day: str, days: int) -> str:
    """Return the day that is a number of days after another one; the calendar's last or first where it ends before."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return (date.max if days > 0 else date.min).isoformat()


def after(start: datetime, span: timedelta) -> datetime:
    """Return the time that is a span after another one, the calendar's last where it ends before."""
    try:
        return start + span
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
