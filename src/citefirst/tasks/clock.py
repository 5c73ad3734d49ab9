"""The day of the clock, by which a check judges where nobody names another."""

from __future__ import annotations


def clock_day() -> str:
    """Return the day of the clock in UTC. It is read here alone."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()
