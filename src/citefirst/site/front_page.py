"""The front page: the verdict on all records, what is due, what is open, and how it came to be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from citefirst.report.escape import cut
from citefirst.report.summary import plural
from citefirst.site import charts
from citefirst.site.entry import Approval, Count, Entry
from citefirst.site.overview import AGES, Overview
from citefirst.site.pages import render
from citefirst.site.record_page import Around, word_for_word

DUE = 6
"""Records of a month that are listed."""
UNKNOWNS = 40
LATEST = 8


class Chart(NamedTuple):
    """A drawing, what it shows in a sentence, and its figures as a table."""

    title: str
    told: str
    svg: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def page(overview: Overview, around: Around, notes: Sequence[str], where: str, no_history: str) -> str:
    """Return the page. `where` names the repository and the commit, `notes` say what the figures leave out, and
    `no_history` why there is no line over time."""
    values = {
        "around": around,
        "where": where,
        "verdict": verdict(overview),
        "overview": overview,
        "counts": list(_counts(overview)),
        "charts": _charts(overview),
        "latest": _latest(overview.entries),
        "notes": notes,
        "no_history": no_history,
        "most": DUE,
        "many": UNKNOWNS,
        "cut": cut,
    }
    return render("index.html", values)


def verdict(overview: Overview) -> tuple[str, str, str]:
    """Return the class, the word and the sentence of the verdict on all records."""
    records, failing = len(overview.entries), overview.failing
    cited, quoted = overview.total("cited"), word_for_word(overview.total("quoted"))
    stated = f"{_many(overview.total('claims'), 'statement')} of fact"
    facts = f"{cited:,} of {stated} {'cites' if cited == 1 else 'cite'} a source{quoted}."
    if not failing:
        holds = "holds" if records == 1 else "hold"
        return "good", f"{plural(records, 'record')} {holds}", facts
    does = "does" if failing == 1 else "do"
    return "bad", f"{failing} of {plural(records, 'record')} {does} not hold", facts


def _counts(overview: Overview) -> Iterator[tuple[int, str, str]]:
    yield len(overview.entries), "records", "register.html"
    yield overview.failing, "do not hold", "register.html#verdict=does+not+hold"
    yield overview.total("claims"), "statements of fact", ""
    yield overview.total("cited"), "cite a source", ""
    yield overview.total("uncited"), "cite none", "register.html#sort=-6"
    yield len(overview.unknowns), "say UNKNOWN", "#unknown"
    yield len(overview.overdue), "past their day", "#calendar"
    yield sum(len(entry.approvals) for entry in overview.entries), "approvals", "#approvals"


def _charts(overview: Overview) -> Mapping[str, Chart | None]:
    return {
        "ages": _ages(overview) if overview.ages else None,
        "times": _times(overview) if len(overview.times) > 1 else None,
        "workflows": _workflows(overview) if any(count.claims for count in overview.workflows.values()) else None,
        "quarters": _quarters(overview) if overview.quarters else None,
        "taken": _taken(overview) if any(taken for taken, _ in overview.taken.values()) else None,
        "systems": _systems(overview) if overview.systems else None,
    }


def _ages(overview: Overview) -> Chart:
    title = "Open UNKNOWNs by who finds out and by age"
    open_ = len(overview.unknowns)
    overdue = sum(each.overdue for each in overview.unknowns)
    told = f"{plural(open_, 'UNKNOWN')} {'is' if open_ == 1 else 'are'} open, {overdue} of them past their day."
    rows: list[Sequence[str | int]] = [
        [who, *(found.get(name, 0) for name in AGES)] for who, found in overview.ages.items()
    ]
    return Chart(title, told, charts.ages(overview.ages, title, told), ("Who finds out", *AGES), rows)


def _times(overview: Overview) -> Chart:
    title = "Share of statements of fact without a source"
    (first, before), (last, now) = overview.times[0], overview.times[-1]
    told = f"{_percent(before)} had no source on {first}, {_percent(now)} on {last}, by the rules of today."
    rows = [(day, count.claims, count.uncited, _percent(count)) for day, count in overview.times]
    head = ("Day", "Statements of fact", "Without a source", "Share")
    return Chart(title, told, charts.times(overview.times, title, told), head, rows)


def _workflows(overview: Overview) -> Chart:
    title = "Share without a source by workflow"
    found = {name: count for name, count in overview.workflows.items() if count.claims}
    values = [
        {"label": charts.label(name), "value": round(100 * (count.share or 0), 1), "text": _percent(count)}
        for name, count in list(found.items())[: charts.MOST]
    ]
    worst = max(found, key=lambda name: found[name].share or 0)
    told = f"{_percent(found[worst])} in {worst}." if found[worst].uncited else "Every statement has a source."
    rows = [(name, count.claims, count.uncited, _percent(count)) for name, count in found.items()]
    head = ("Workflow", "Statements of fact", "Without a source", "Share")
    return Chart(title, told, charts.bars(values, "% without a source", "bad", title, told), head, rows)


def _quarters(overview: Overview) -> Chart:
    title = "Approvals by quarter, and whether evidence backs the record"
    backed, others = (sum(getattr(each, name) for each in overview.quarters) for name in ("backed", "others"))
    stand = "stands" if backed == 1 else "stand"
    told = f"{backed} of {plural(backed + others, 'approval')} {stand} on records whose every fact has a source."
    if overview.undated:
        told += f" Left out: {plural(overview.undated, 'approval')} without a day."
    rows = [(each.name, each.backed, each.others, f"{each.share:.0%}") for each in overview.quarters]
    head = ("Quarter", "Every fact backed", "Not every fact", "Share backed")
    return Chart(title, told, charts.quarters(overview.quarters, title, told), head, rows)


def _taken(overview: Overview) -> Chart:
    title = "Share of words that are an assistant's, by workflow"
    found = {name: pair for name, pair in overview.taken.items() if pair[0]}
    values = [
        {"label": charts.label(name), "value": round(100 * taken / words, 1), "text": f"{taken / words:.1%}"}
        for name, (taken, words) in list(found.items())[: charts.MOST]
    ]
    taken, words = (sum(pair[at] for pair in overview.taken.values()) for at in (0, 1))
    told = f"{taken:,} of {words:,} words ({taken / words:.1%}) stand in lines that a stored log has word for word."
    rows = [(name, taken, words, f"{taken / words:.1%}") for name, (taken, words) in found.items()]
    head = ("Workflow", "Words of an assistant", "All words", "Share")
    return Chart(title, told, charts.bars(values, "% of words", "by", title, told), head, rows)


def _systems(overview: Overview) -> Chart:
    title = "Citations by the system that holds the source"
    values = [
        {"label": charts.label(name), "value": number, "text": f"{number:,}"}
        for name, number in overview.systems.items()
    ]
    first = next(iter(overview.systems))
    told = f"{_many(sum(overview.systems.values()), 'citation')}, most often of {first}."
    rows = list(overview.systems.items())
    return Chart(title, told, charts.bars(values, "citations", "link", title, told), ("System", "Citations"), rows)


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _percent(count: Count) -> str:
    return f"{count.share or 0:.1%}"


def _latest(entries: Sequence[Entry]) -> list[tuple[Approval, Entry]]:
    found = [(approval, entry) for entry in entries for approval in entry.approvals]
    return sorted(found, key=lambda pair: (pair[0].day, pair[1].path), reverse=True)[:LATEST]
