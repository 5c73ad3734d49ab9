"""CF603, CF607, CF610 and CF613: what had to be done by a day and is not done: access, UNKNOWNs, action items."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Problem
from citefirst.policy.policy import Policy
from citefirst.record import calendar, terms
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule

_TOP, _END = "# A\n\n## Facts\n\nIt rose. [S1]\n\n", '\n[S1]: https://grafana.example.com/d/a "dashboard: a"\n'
_ACTIONS = f"{_TOP}## Action items\n\n- {{}}\n{_END}"
_UNKNOWN = f"{_TOP}UNKNOWN(@bob, {{}}): why.\n{_END}"
_ROWS = "| Event | Time (UTC) |\n| --- | --- |\n| Granted | 2026-11-03 09:00 [S1] |\n{}"
_ACCESS = f"{_TOP}## Access log\n\n{_ROWS}{_END}"


def standing_access(record: Record, today: str) -> Iterator[Problem]:
    """Find access that was granted and is over, without a removal. A status that says less does not hide it."""
    for term in terms.access(record) if record.stage != "ended" else ():
        if term.due and term.due < today:
            message = f"this access ended on {term.due} and no row says that it was removed"
            hint = "remove it and add the row, `| Removed | 2026-11-03 18:02 | … |`, or the row that extends it"
            yield Problem(term.span, message, hint, due=term.due, who=term.who)


def overdue_unknown(record: Record, policy: Policy, today: str) -> Iterator[Problem]:
    grace = policy.keys.lifecycle.unknown_grace_days
    return (_late(term) for term in _late_unknowns(record, today) if not _is_long_ago(term, today, grace))


def long_overdue_unknown(record: Record, policy: Policy, today: str) -> Iterator[Problem]:
    grace = policy.keys.lifecycle.unknown_grace_days
    return (_late(term) for term in _late_unknowns(record, today) if _is_long_ago(term, today, grace))


def _late_unknowns(record: Record, day: str) -> Iterator[terms.Term]:
    if record.stage == "decided":
        yield from (term for term in terms.unknowns(record) if term.due < day or not calendar.day_of(term.due))


def _is_long_ago(term: terms.Term, day: str, grace: int) -> bool:
    return not calendar.day_of(term.due) or calendar.shifted(term.due, grace) < day


def _late(term: terms.Term) -> Problem:
    message = f"this was to be known by {term.due}"
    if not calendar.day_of(term.due):
        message = f"{term.due} is no day of the calendar, so nobody finds this out"
    hint = "write what is known now with its source, or who finds out by which later day"
    return Problem(term.span, message, hint, due=term.due, who=term.who)


def overdue_action(record: Record, today: str) -> Iterator[Problem]:
    for term in terms.actions(record) if record.stage == "decided" else ():
        if term.due < today:
            hint = "mark it as done (`- [x]`, or `done` in a column Status), or give it a later day"
            yield Problem(term.span, f"this was to be done by {term.due}", hint, due=term.due, who=term.who)


RULES = (
    Rule(
        code="CF603",
        name="access-not-removed",
        summary="Access was granted, its time is over, and nothing says that it was removed.",
        why="Access that nobody removes is no longer temporary. The access log says when it was granted; it ends with "
        "its duration, with the end that its row or the record states, or with the last extension.",
        checks=(standing_access,),
        good=Example(front="duration: 4h", body=_ACCESS.format("| Removed | 2026-11-03 12:41 [S1] |\n")),
        bad=Example(front="duration: 4h", body=_ACCESS.format("")),
    ),
    Rule(
        code="CF607",
        name="overdue-unknown",
        summary="An UNKNOWN is past the day by which somebody finds out.",
        why="UNKNOWN is an honest answer for a while. Whoever said by when they find out is asked on that day.",
        checks=(overdue_unknown,),
        good=Example(body=_UNKNOWN.format("2026-12-01")),
        bad=Example(body=_UNKNOWN.format("2026-11-20")),
        severity="warning",
    ),
    Rule(
        code="CF610",
        name="overdue-action",
        summary="An action item is past its day.",
        why="A lesson that is not acted on is learnt again. The item says who does what by when, and when it is done.",
        checks=(overdue_action,),
        good=Example(body=_ACTIONS.format("Add an alert (@bob, 2026-12-01)")),
        bad=Example(body=_ACTIONS.format("Add an alert (@bob, 2026-11-20)")),
        severity="warning",
    ),
    Rule(
        code="CF613",
        name="long-overdue-unknown",
        summary="An UNKNOWN is long past the day by which somebody finds out.",
        why="After the grace that the policy gives (`lifecycle.unknown-grace-days`) an UNKNOWN is a gap that everybody "
        "got used to.",
        checks=(long_overdue_unknown,),
        good=Example(body=_UNKNOWN.format("2026-12-01")),
        bad=Example(body=_UNKNOWN.format("2026-10-20")),
    ),
)
