"""CF601, CF606, CF608, CF609 and CF614: when a record ends, and dates that cannot be.

They judge what is in force: a draft is not blocked, and nobody relies on a record that ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citefirst.model import Problem
from citefirst.policy.policy import Policy
from citefirst.record import calendar, terms
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule
from citefirst.signing.approvals import last_day

_BEGUN = ("date", "started", "ended")
"""Keys of the front matter that tell of something which has happened."""


def expired_record(record: Record, today: str) -> Iterator[Problem]:
    """Find records in force whose last day, or the day of their review, has passed.

    Of one that ends before it begins CF608 speaks.
    """
    for term, verb in _ending(record):
        if calendar.day_of(record.header.text("date")) <= term.due < today:
            hint = "renew it with a new day, or write the status that it has now, such as `status: closed`"
            yield Problem(term.span, f"the record {verb} on {term.due}", hint, due=term.due, who=term.who)


def ending_record(record: Record, policy: Policy, today: str) -> Iterator[Problem]:
    """Find those whose day comes soon."""
    last = calendar.shifted(today, policy.keys.lifecycle.warning_days)
    for term, verb in _ending(record):
        if today <= term.due <= last:
            said = {"ended": "ends"}.get(verb, "is to be reviewed")
            hint = "decide in time: renew it, or close it"
            yield Problem(term.span, f"the record {said} on {term.due}", hint, due=term.due, who=term.who)


def _ending(record: Record) -> Iterator[tuple[terms.Term, str]]:
    if record.stage == "decided":
        yield from ((term, "ended") for term in terms.ends(record))
        yield from ((term, "was to be reviewed") for term in terms.reviews(record))


def disordered_dates(record: Record) -> Iterator[Problem]:
    """Find ends and reviews that are before the day of the record."""
    begun = calendar.day_of(record.header.text("date"))
    if not begun or record.stage != "decided":
        return
    for term in (*terms.ends(record), *terms.reviews(record)):
        if term.due < begun:
            message = f"`{term.what}` is {term.due}, before `date`, {begun}"
            yield Problem(term.span, message, "correct one of the two", due=term.due, who=term.who)


def future_date(record: Record, today: str) -> Iterator[Problem]:
    """Find days that are said to have been and have not come anywhere on earth."""
    for key in _BEGUN if record.stage == "decided" else ():
        if (day := calendar.day_of(record.header.text(key))) > last_day(today):
            hint = "correct it, or write `status: draft` until then"
            yield Problem(record.header.place(key), f"`{key}` is {day}, which is in the future", hint)


def undated_end(record: Record, demands: Sequence[Problem]) -> Iterator[Problem]:
    """Find what should be a day and is none, where the schema does not say so itself."""
    if record.stage != "decided":
        return
    told = {problem.path for problem in demands}
    for term in terms.undated(record):
        if ("frontmatter", term.what) not in told:
            hint = f"write `{term.what}: 2027-01-31`, or leave the key out where nothing ends"
            yield Problem(term.span, f"`{term.what}` is no day of the calendar", hint)


RULES = (
    Rule(
        code="CF601",
        name="expired",
        summary="A record in force is past its last day or the day of its review.",
        why="What was accepted for a time is accepted by nobody after it. A draft is not blocked, and a record whose "
        "status says that it ended needs no renewal.",
        checks=(expired_record,),
        good=Example(front="expires: 2027-01-31"),
        bad=Example(front="expires: 2026-11-10"),
    ),
    Rule(
        code="CF606",
        name="ending-soon",
        summary="A record in force ends soon, or its review is due soon.",
        why="A renewal needs time: whoever signs must read what changed. `lifecycle.warning-days` in the policy says "
        "how many days before it is said.",
        checks=(ending_record,),
        good=Example(front="expires: 2027-01-31"),
        bad=Example(front="expires: 2026-12-10"),
        severity="warning",
    ),
    Rule(
        code="CF608",
        name="disordered-dates",
        summary="A record ends, or is reviewed, before the day that it is about.",
        why="One of the two dates is wrong, and nobody can tell which: the record may hold a year longer than meant.",
        checks=(disordered_dates,),
        good=Example(front="date: 2026-11-03\nexpires: 2027-01-31"),
        bad=Example(front="date: 2026-11-03\nexpires: 2026-01-31"),
    ),
    Rule(
        code="CF609",
        name="future-date",
        summary="A record in force is dated in the future.",
        why="Nothing was decided on a day that has not come. A day that has begun somewhere on earth has come.",
        checks=(future_date,),
        good=Example(front="date: 2026-11-23"),
        bad=Example(front="date: 2031-01-31"),
    ),
    Rule(
        code="CF614",
        name="undated-end",
        summary="The end of a record, or its review, is no day of the calendar.",
        why="`never` and 30 February end nothing, and nobody would be told. A record without an end has no such key.",
        checks=(undated_end,),
        good=Example(front="expires: 2028-02-29"),
        bad=Example(front="expires: never"),
    ),
)
