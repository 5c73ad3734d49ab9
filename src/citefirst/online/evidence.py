"""What looked-up evidence shows: sources that are not there, that are not settled, that have another time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from citefirst.model import Problem
from citefirst.online.answers import Answer
from citefirst.online.lookup import Lookups
from citefirst.record import Record

TOLERANCE = timedelta(minutes=10)
"""By which an event may differ from its source: a merge is not yet a deploy, a clock not the other."""
_TIMED = ("pull-request", "deploy", "commit", "ci-run", "release", "reference")


def problems(record: Record, lookups: Lookups) -> Iterator[Problem]:
    """CF302 for what is missing, CF303 for what is not settled, CF209 for events at another time than their source."""
    targets = [source.target for source in record.sources if _is_asked(source.target)]
    answers = lookups.of(targets)
    for source in record.sources:
        answer = answers.get(source.target)
        if answer and answer.state == "missing":
            hint = "correct the address, or say UNKNOWN"
            yield Problem("CF302", source.span, f"the source is not there: {answer.reason}", hint)
        elif answer and answer.state == "unsettled":
            yield Problem(
                "CF303", source.span, f"the source is there, but {answer.reason}", "say so, or cite what is settled"
            )
    yield from _times(record, answers)


def _is_asked(target: str) -> bool:
    return target.startswith(("https://", "http://")) or "#" in target


def _times(record: Record, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Events of the timeline that stand at another time than what they cite."""
    from citefirst.figures import figures_of
    from citefirst.figures.reading import moments

    day = _day(record)
    for claim in record.claims:
        if claim.section != "timeline" or claim.unit.kind == "sentence":
            continue
        first = next(moments(figures_of(claim.unit)), None)
        own = [
            answers[source.target].at for source in claim.sources if source.kind in _TIMED and source.target in answers
        ]
        known = [at for text in own if (at := _moment(text))]
        if first is None or len(known) != 1:
            continue
        date = first.date.value if first.date and all(first.date.value) else day
        minute, second, east = first.clock.value
        if date is None or minute is None:
            continue
        year, month, number = date
        stated = datetime(year or 1, month or 1, number or 1, tzinfo=UTC)
        stated += timedelta(minutes=minute - (east or 0), seconds=second or 0)
        if abs(stated - known[0]) > TOLERANCE:
            message = f"the event stands at {stated:%Y-%m-%d %H:%M} UTC, its source at {known[0]:%Y-%m-%d %H:%M} UTC"
            yield Problem("CF209", claim.unit.span, message, "correct the time, or cite what happened then")


def _day(record: Record) -> tuple[int | None, ...] | None:
    front = record.document.frontmatter
    text = front.data.get("date") if front else None
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return (found.year, found.month, found.day) if found else None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
