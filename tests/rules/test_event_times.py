"""A line's time and the time of what it cites: said when they differ, and never where the words leave it open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from citefirst.document.parse import parse
from citefirst.evidence import ids
from citefirst.evidence.answers import Found
from citefirst.model import Unit
from citefirst.rules.event_times import apart

MERGED = Found("pull-request", "Fix the cart", datetime(2026, 11, 3, 14, 52, tzinfo=UTC), "merged")
TOLERANCE = timedelta(minutes=10)
DAY = date(2026, 11, 3)


def unit(text: str, column: str = "") -> Unit:
    """A line, or with a column the row of a table that has this column."""
    if column:
        text = f"| {column} | Event |\n| --- | --- |\n| {text} | The fix is merged |\n"
    document = parse("a.md", text, ids.find)
    return next(one for one in document.units if one.text)


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("14:20 UTC: the fix is merged", DAY, "the line says 14:20, and the pull request was merged on 2026-11-03"),
        ("14:20 UTC: the fix is merged", None, " at 14:52 (UTC), 32 minutes apart"),
        ("15:20 CET: the fix is merged", DAY, "says 15:20, "),
        ("15:20 CET: the fix is merged", DAY, " on 2026-11-03 at 15:52 (UTC+01:00)"),
        ("2026-11-02 14:52 UTC: merged", DAY, "the line says 2026-11-02 14:52, and "),
        ("2026-11-02 14:52 UTC: merged", DAY, "1 day apart"),
        ("2026-11-02 12:50 UTC: merged", None, "1 day 2 hours apart"),
        ("3 November 12:51 UTC: merged", None, "2 hours 1 minute apart"),
        ("2026-11-03T15:03:00Z merged", None, "11 minutes apart"),
        ("15:03 UTC: merged", date(2026, 11, 3), "11 minutes apart"),
        ("14:52 UTC: merged", date(2026, 11, 9), "5 days apart"),
        ("02:00 UTC: merged", None, "11 hours 8 minutes apart"),
        ("09:20 ET: merged", DAY, "says 09:20, and the pull request was merged on 2026-11-03 at 09:52 (UTC-05:00)"),
    ],
)  # fmt: skip
def test_times_that_differ_are_both_said(text: str, day: date | None, said: str) -> None:
    found = apart(unit(text), MERGED, TOLERANCE, day)
    assert found is not None
    assert said in found


@pytest.mark.parametrize(
    "text",
    [
        "14:52 UTC: merged",
        "14:42 UTC: merged",
        "15:02 UTC: merged",
        "15:52 CET: merged",
        "09:52 ET: merged",
        "10:52 ET: merged",  # Eastern time is one of two
        "14:52:30 UTC: merged",
        "2026-11-03 14:45 UTC: merged",
        "14:20 UTC to 15:10 UTC: the rollout of the fix",
        "13:00 UTC: the alert; the fix is merged at 14:50 UTC",
        "14:20: merged",  # of any zone
        "In the afternoon the fix is merged",
        "31 February 10:00 UTC: merged",
    ],
)
@pytest.mark.parametrize("day", [DAY, None])
def test_nothing_is_said_where_a_line_may_be_right(text: str, day: date | None) -> None:
    assert apart(unit(text), MERGED, TOLERANCE, day) is None


def test_a_zone_for_lines_that_say_none() -> None:
    assert apart(unit("14:52: merged"), MERGED, TOLERANCE, DAY, 0) is None
    assert "1 hour apart" in str(apart(unit("14:52: merged"), MERGED, TOLERANCE, DAY, 60))
    assert apart(unit("15:52: merged"), MERGED, TOLERANCE, DAY, 60) is None


def test_a_column_says_the_zone() -> None:
    assert apart(unit("14:52", "Time (UTC)"), MERGED, TOLERANCE, DAY) is None
    assert "32 minutes apart" in str(apart(unit("14:20", "Time (UTC)"), MERGED, TOLERANCE, DAY))


@pytest.mark.parametrize(
    ("hour", "day"), [(23, date(2026, 11, 3)), (0, date(2026, 11, 3)), (0, date(2026, 11, 4)), (23, date(2026, 11, 4))]
)
def test_an_incident_may_go_on_over_midnight(hour: int, day: date) -> None:
    at = datetime(2026, 11, 4, 0, 5, tzinfo=UTC) if hour == 0 else datetime(2026, 11, 3, 23, 5, tzinfo=UTC)
    found = Found("deploy", "production", at, "success")
    assert apart(unit(f"{hour:02}:05 UTC: deployed"), found, TOLERANCE, day) is None


def test_a_line_may_mean_another_time_of_the_object() -> None:
    opened = Found("pull-request", "", MERGED.at, "merged", (datetime(2026, 11, 3, 14, 20, tzinfo=UTC),))
    assert apart(unit("14:20 UTC: the fix is proposed"), opened, TOLERANCE, DAY) is None
    assert "22 minutes apart" in str(apart(unit("14:30 UTC: merged"), opened, timedelta(minutes=5), DAY))


@pytest.mark.parametrize(
    "found",
    [
        Found("pull-request", "", None, "open"),
        Found("ticket", "", MERGED.at, "open"),
        Found("commit", "", MERGED.at, "default-branch"),
        Found("dashboard", "", MERGED.at),
    ],
)
def test_what_has_no_time_of_the_event_is_not_compared(found: Found) -> None:
    assert apart(unit("03:00 UTC: merged"), found, TOLERANCE, DAY) is None


def test_the_whole_sentence_of_a_deployment() -> None:
    found = Found("deploy", "production", MERGED.at, "success")
    assert apart(unit("14:20 UTC: deployed"), found, TOLERANCE, DAY) == (
        "the line says 14:20, and the deployment took place on 2026-11-03 at 14:52 (UTC), 32 minutes apart"
    )
