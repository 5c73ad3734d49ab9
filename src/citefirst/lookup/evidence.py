"""What looked-up evidence shows: sources that are not there, that are not settled, that have another time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from citefirst.lookup.answers import Answer, CannotTell, Found, Missing, Target, doubt
from citefirst.lookup.inquiry import Inquiry
from citefirst.lookup.times import EVENTS, apart
from citefirst.model import Claim, Problem, Source, Untold
from citefirst.record.build import TIMELINE, LookedUp, Record

TOLERANCE = timedelta(minutes=10)
"""By which an event may differ from its source: a merge is not yet a deploy, a clock not the other."""
_ZONE = re.compile(r"\b(?:UTC|GMT)\b(?!\s?[-+\u2010-\u2013\u2212]\s?\d)")
_BETWEEN = "are is all given shown listed stated below here in as of the this table timeline section".split()
_ZONE_OF_ALL = re.compile(rf"(?i:\btimes?(?:\s+(?:{'|'.join(_BETWEEN)}))*)[\s:(]+{_ZONE.pattern}")
"""`All times are in UTC`, and not `times are local, not UTC`."""


@dataclass(frozen=True)
class Lookups:
    """Looks up what records cite. What was heard of before the first look is asked for all at once."""

    inquiry: Inquiry
    _heard: dict[Target, None] = field(default_factory=dict)

    def hear(self, sources: Iterable[Source]) -> None:
        """Take note of what records cite, which is not asked for yet."""
        self._heard.update(dict.fromkeys(map(_target, sources)))

    def look(self, record: Record) -> LookedUp:
        own = [_target(source) for source in record.sources]
        if self._heard:
            self.inquiry.answers([*self._heard, *own])
            self._heard.clear()
        return looked_up(record, self.inquiry.answers(own))

    def recall(self, record: Record) -> LookedUp:
        """As `look`, by what is known already."""
        return looked_up(record, self.inquiry.known(map(_target, record.sources)))


def looked_up(record: Record, answers: Mapping[Target, Answer]) -> LookedUp:
    """CF302 for what is missing, CF303 for what is not settled, CF209 for events at another time than their source.

    What nobody can tell is no problem; a source without an answer was not looked up.
    """
    known = [(source, answer) for source in record.sources if (answer := answers.get(_target(source)))]
    problems = [problem for source, answer in known if (problem := _problem(source, answer))]
    untold = [Untold(source.target, answer.reason) for source, answer in known if isinstance(answer, CannotTell)]
    return LookedUp((*problems, *_times(record, answers)), len(known), tuple(untold))


def _target(source: Source) -> Target:
    return Target(source.target, source.kind)


def _problem(source: Source, answer: Answer) -> Problem | None:
    if isinstance(answer, Missing):
        bare = source.target.startswith(("#", "GH-"))
        hint = "correct it, write owner/repository#number, or say UNKNOWN" if bare else "correct it, or say UNKNOWN"
        return Problem("CF302", source.span, f"`{source.target}` is not there: {answer.reason}", hint)
    if isinstance(answer, Found) and (reason := doubt(answer)):
        message = f"`{source.target}` is there, but {reason}"
        return Problem("CF303", source.span, message, "say so, or cite what is settled")
    return None


def _times(record: Record, answers: Mapping[Target, Answer]) -> Iterator[Problem]:
    """Events of the timeline that stand at another time than the one thing with a time that they cite."""
    east, day = _east(record), _day(record)
    for claim in record.timeline:
        if claim.unit.kind == "sentence":
            continue
        day = _day_of(claim, day)
        found = [answer for source in claim.sources if (answer := _event(answers.get(_target(source))))]
        if len(found) == 1 and (message := apart(claim.unit, found[0], TOLERANCE, day, east)):
            yield Problem("CF209", claim.unit.span, message, "correct the time, or cite what happened then")


def _event(answer: Answer | None) -> Found | None:
    return answer if isinstance(answer, Found) and answer.kind in EVENTS and answer.at else None


def _day_of(claim: Claim, above: date | None) -> date | None:
    """The day of an event: its own, or that of the one above it where it begins with none."""
    from citefirst.figures import figures_of

    figures = (figure for figure in figures_of(claim.unit) if figure.readings[0].dimension in ("date", "clock"))
    first = next(figures, None)
    if first is None or first.readings[0].dimension == "clock":
        return above
    year, month, day = first.readings[0].value
    try:
        return date(year, month, day) if year and month and day and len(first.readings) == 1 else None
    except ValueError:  # 31 February
        return None


def _east(record: Record) -> int | None:
    """The zone of times that say none, in minutes east of UTC, where the timeline says it of all; None elsewhere."""
    sections = record.document.sections
    timelines = [section for section in sections if record.sections[section.index] == TIMELINE]
    titles = [section.title for section in timelines]
    units = [claim.unit for claim in record.timeline]
    said = [text for unit in units for text in (unit.under, unit.text if unit.kind == "sentence" else "")]
    return 0 if any(map(_ZONE.search, titles)) or any(map(_ZONE_OF_ALL.search, said)) else None


def _day(record: Record) -> date | None:
    front = record.document.frontmatter
    text = front.data.get("date") if front else None
    try:
        return datetime.fromisoformat(text).date() if isinstance(text, str) else None
    except ValueError:
        return None
