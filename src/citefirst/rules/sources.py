"""CF202, CF204, CF206, CF301 to CF304: citations and definitions that are not sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citefirst.model import Problem, Source
from citefirst.record.build import Record
from citefirst.record.paths import Exists, Load, inside
from citefirst.regex import lazy
from citefirst.rules.looked_up import not_there
from citefirst.rules.rule import Example, Mend, Rule

_FACT = "# Checkout latency\n\n## Facts\n\nCheckout p99 rose to 4.2 s for 38 minutes. [S1]\n"
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'


def unused_source(record: Record) -> Iterator[Problem]:
    for source in record.sources:
        if source.defined and source.id and not source.cited:
            name = source.id.removeprefix("^")
            yield Problem(
                source.span, f"`{name}` is defined but no line cites it", "cite it where it backs a line, or remove it"
            )


def undefined_source(record: Record) -> Iterator[Problem]:
    for fault in record.faults:
        if fault.lack == "undefined":
            name = f"[{fault.target}]"
            if record.document.text.startswith(f"[{name}]", fault.span.start - 1):
                message = f"`[{name}]` is a link of a wiki, which GitHub shows as text"
                yield Problem(fault.span, message, "write [text](file.md), or define it and write " + name)
                continue
            hint = f'define it: {name}: https://… "kind: what it shows"'
            if "-" in name:
                from citefirst.evidence.keys import advice

                hint = "; ".join(filter(None, (hint, advice(fault.target))))
            yield Problem(fault.span, f"`{name}` is cited but never defined", hint)
        elif fault.lack == "unfiled":
            message = f"`{fault.target}` is cited, and no record of this repository has that name"
            yield Problem(fault.span, message, "name a record that is there, or cite another source")


def conflicting_source(record: Record) -> Iterator[Problem]:
    for fault in record.faults:
        if fault.lack == "conflicting":
            message = f"`{fault.target}` is defined twice: {fault.detail}"
            yield Problem(fault.span, message, "give each source an ID of its own")


def inadmissible_source(record: Record) -> Iterator[Problem]:
    for fault in record.faults:
        if fault.lack == "refused":
            yield Problem(fault.span, f"`{fault.target}` cannot be a source: {fault.detail}")
        elif fault.lack == "idle":
            yield Problem(fault.span, f"`{fault.target}` cannot be a source: it is {fault.detail}")


def unresolvable_source(record: Record) -> Iterator[Problem]:
    elsewhere = "link a file of this repository, or a full address"
    for fault in record.faults:
        target = fault.target
        if fault.lack == "malformed":
            hint = "give the full address of the artifact"
            yield Problem(fault.span, f"`{target}` leads nowhere: {fault.detail}", hint)
        elif fault.lack == "outside":
            yield Problem(fault.span, f"`{target}` leads out of the repository", elsewhere)
        elif fault.lack == "absent":
            hint = f"write https://{target}" if _HOST.match(target) else elsewhere
            yield Problem(fault.span, f"`{target}` is not in the repository", hint)


_HOST = lazy(
    r"(?:www\.)?(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|io|dev|app|co|gov|edu|cloud|ai)(?=[/:?#]|$)", re.IGNORECASE
)
"""A path that begins as an address without `https://` does."""
_RESTS_ON = "cite the artifact that the record rests on"


def itself_as_source(record: Record) -> Iterator[Problem]:
    for fault in record.faults:
        if fault.lack == "itself":
            yield Problem(fault.span, f"`{fault.target}` is this record itself", _RESTS_ON)
        elif fault.lack == "around":
            yield Problem(fault.span, f"`{fault.target}` is a directory that holds this record", _RESTS_ON)
        elif fault.lack == "pull":
            yield Problem(fault.span, f"`{fault.target}` is the pull request that brings this record", _RESTS_ON)


def own_words_as_source(record: Record) -> Iterator[Problem]:
    """Find an assistant's words that are backed by the assistant's words."""
    for index in sorted(record.circular):
        message = "this line is the assistant's, and cites only what the assistant said"
        yield Problem(record.claims[index].unit.span, message, _RESTS_ON)


def circle_of_records(record: Record, circle: Sequence[str]) -> Iterator[Problem]:
    """Find records that cite only one another: nothing outside of them backs any line."""
    if circle:
        first = min(source.span for source in record.sources if source.cited)
        named = f"`{circle[0]}`" if len(circle) == 1 else f"{len(circle)} others, such as `{circle[0]}`,"
        message = f"this record and {named} cite only one another: nothing outside of them backs any line"
        yield Problem(first, message, _RESTS_ON)


MAX_FILE = 8 * 1024 * 1024
"""Bytes of a pinned file."""
_PIN = lazy(r"\bsha256:([0-9a-fA-F]{64})\b")


def changed_pin(record: Record, load: Load, exists: Exists) -> Iterator[Problem]:
    """Find pinned files that are not what was cited: `[Q1]: carts.csv "query: lost carts sha256:3a7b…"`."""
    for source in record.sources:
        pin = _PIN.search(source.label)
        if pin and (fault := _fault(record.document.path, source, pin[1].lower(), load, exists)):
            yield Problem(source.span, fault, "restore the file, or cite what it is now and pin that")


def _fault(record: str, source: Source, wanted: str, load: Load, exists: Exists) -> str:
    if "://" in source.target:
        return "a SHA-256 can only pin a file of the repository, not an address"
    if source.commit:
        return "a SHA-256 pins the file as it is checked, and `commit` means another state of it: give one of both"
    from citefirst.record.pointers import lined

    place = lined(source.target, record, exists)
    path = place.path if place else inside(record, source.target)
    data = load(path, MAX_FILE) if path else None
    if data is None:
        return ""  # CF302 says so already
    if len(data) > MAX_FILE:
        return (
            f"`{source.target}` is larger than {MAX_FILE // 1024 // 1024} MiB and cannot be checked against its SHA-256"
        )
    from hashlib import sha256

    return "" if sha256(data).hexdigest() == wanted else f"`{source.target}` is not the file that was cited"


RULES = (
    Rule(
        code="CF202",
        name="undefined-source",
        summary="An ID is cited that the record never defines.",
        why="`[S9]` looks like evidence. Without a definition it leads nowhere.",
        checks=(undefined_source,),
        mends=(Mend("Define the ID, its address left open", "unsafe", "definitions.define", "CF302"),),
        good=Example(),
        bad=Example(body=f"{_FACT}The deploy of 14:02 caused it. [S9]\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF204",
        name="unused-source",
        summary="A source is defined but never cited.",
        why="A source that backs no line is padding, or the line that it backed has lost its citation.",
        checks=(unused_source,),
        mends=(Mend("Remove the source", "unsafe", "sources.drop"),),
        good=Example(),
        bad=Example(body=f'{_FACT}{_DASHBOARD}[S2]: https://kibana.example.com/app/discover "log-query: timeouts"\n'),
        severity="warning",
    ),
    Rule(
        code="CF206",
        name="conflicting-source",
        summary="One ID is defined twice, differently.",
        why="Markdown silently takes the first definition; the reader of the second one is misled.",
        checks=(conflicting_source,),
        mends=(Mend("Give the second one a free ID", "choice", "definitions.rename", "CF204"),),
        good=Example(),
        bad=Example(body=f'{_FACT}{_DASHBOARD}[S1]: https://grafana.example.com/d/xyz/cart "dashboard: cart p99"\n'),
    ),
    Rule(
        code="CF301",
        name="inadmissible-source",
        summary="A target that cannot be evidence: an assistant's chat, a search page, a shortener, a pastebin.",
        why="An assistant's answer is not an observation, a search page shows something else tomorrow, a shortener"
        " hides where it leads and a paste has no owner. Cite the artifact itself.",
        checks=(inadmissible_source,),
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [answer](https://chatgpt.com/share/abc)\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF302",
        name="unresolvable-source",
        summary="A target is malformed, a path that is not in the repository or, with `--online`, not there.",
        why="A link that leads nowhere backs nothing. Paths are looked up. Addresses are never requested without "
        "`--online`; with it, only what is certainly not there is a finding.",
        checks=(unresolvable_source, changed_pin, not_there),
        mends=(
            Mend("Write it as a definition", "safe", "definitions.normalise", "CF204"),
            Mend("Take what stands behind the address for its title", "unsafe", "definitions.quote", "CF204"),
            Mend("Write `https://` before the address", "unsafe", "definitions.add_scheme"),
        ),
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
        checks=(itself_as_source, own_words_as_source, circle_of_records),
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [above](record.md)\n{_DASHBOARD}"),
    ),
)
