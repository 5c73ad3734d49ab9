"""CF202, CF204, CF206, CF301 to CF304: citations and definitions that are no sources."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.record.build import Record
from citefirst.rules.rule import Example, Hit, Rule, problems

_FACT = "# Checkout latency\n\n## Facts\n\nCheckout p99 rose to 4.2 s for 38 minutes. [S1]\n"
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'


def unused_source(record: Record) -> Iterator[Hit]:
    for source in record.sources:
        if source.defined and source.id and not source.cited:
            name = source.id.removeprefix("^")
            yield Hit(
                source.span, f"`{name}` is defined but no line cites it", "cite it where it backs a line, or remove it"
            )


_PULL = "https://github.com/acme/shop/pull/812"
_MERGED = "2026-11-03T14:02:10Z"
_CHANGE = f"""# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

## Timeline

- 14:02 UTC the pool was made smaller ([#812]({_PULL}))
{_DASHBOARD}"""

RULES = (
    Rule(
        code="CF202",
        name="undefined-source",
        summary="An ID is cited that the record never defines.",
        why="`[S9]` looks like evidence. Without a definition it leads nowhere.",
        check=problems("CF202"),
        good=Example(),
        bad=Example(body=f"{_FACT}The deploy of 14:02 caused it. [S9]\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF204",
        name="unused-source",
        summary="A source is defined but never cited.",
        why="A source that backs no line is padding, or the line that it backed has lost its citation.",
        check=unused_source,
        good=Example(),
        bad=Example(body=f'{_FACT}{_DASHBOARD}[S2]: https://kibana.example.com/app/discover "log-query: timeouts"\n'),
        severity="warning",
    ),
    Rule(
        code="CF206",
        name="conflicting-source",
        summary="One ID is defined twice, differently.",
        why="Markdown silently takes the first definition; the reader of the second one is misled.",
        check=problems("CF206"),
        good=Example(),
        bad=Example(body=f'{_FACT}{_DASHBOARD}[S1]: https://grafana.example.com/d/xyz/cart "dashboard: cart p99"\n'),
    ),
    Rule(
        code="CF301",
        name="inadmissible-source",
        summary="A target that cannot be evidence: an assistant's chat, a search page, a shortener, a pastebin.",
        why="An assistant's answer is not an observation, a search page shows something else tomorrow, a shortener"
        " hides where it leads and a paste has no owner. Cite the artifact itself.",
        check=problems("CF301"),
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [answer](https://chatgpt.com/share/abc)\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF302",
        name="unresolvable-source",
        summary="A target is malformed, a path that is not in the repository or, with `--online`, not there.",
        why="A link that leads nowhere backs nothing. Paths are looked up; addresses are never asked for without "
        "`--online`, and with it only what certainly is not there is a finding.",
        check=problems("CF302"),
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [log](logs/missing.txt)\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF304",
        name="circular-source",
        summary="A source that is the thing itself: the record, the change that brings it, what the assistant said.",
        why="A claim is not evidence of itself. That is so for the record's own file under any address, for the pull"
        " request that brings it, for an assistant's words that cite the assistant's stored log, and for records that"
        " cite only one another. Cite what the record, the change or the assistant looked at.",
        check=problems("CF304"),
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [above](record.md)\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF303",
        name="unsettled-source",
        summary="A source is there, and is not what it is cited for: not merged, failed, on another branch.",
        why="A pull request that was closed without being merged changed nothing, and a failed deployment reached "
        "nobody. Found with `--online` only.",
        check=problems("CF303"),
        good=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", _MERGED)}),
        bad=Example(
            front="date: 2026-11-03",
            body=_CHANGE,
            answers={_PULL: ("open", "")},
        ),
        severity="warning",
    ),
    Rule(
        code="CF209",
        name="disagreeing-time",
        summary="An event of the timeline stands at another time than what it cites.",
        why="The pull request, the deployment or the run has a time of its own, to the second. An event that differs "
        "by more than ten minutes is mistyped, in another zone, or cites something else. Found with `--online` only, "
        "and only where the line or the timeline says the zone of its time.",
        check=problems("CF209"),
        good=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", _MERGED)}),
        bad=Example(front="date: 2026-11-03", body=_CHANGE, answers={_PULL: ("merged", "2026-11-03T13:02:10Z")}),
        severity="warning",
    ),
)
