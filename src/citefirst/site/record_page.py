"""The page of one record: its verdict, the record as it reads with each claim marked, its chain and its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from citefirst.document.slugs import slug
from citefirst.model import Claim, RecordReport
from citefirst.record.build import Record
from citefirst.record.trace import Trace
from citefirst.report.escape import cut
from citefirst.report.summary import advice, plural
from citefirst.report.views.trace import contribution, signature
from citefirst.site.body import render as render_body
from citefirst.site.inline import Link
from citefirst.site.marks import Marks, key
from citefirst.site.pages import render

LENGTH = 240
"""Code points of a line as a table shows it."""
KINDS = {
    "cited": "state a fact and cite a source",
    "unknown": "say UNKNOWN",
    "uncited": "state a fact without a source",
    "exempt": "need no source",
}
_ALSO = ("workflow", "title", "ai")
"""Fields that the head of the page does not list: they stand elsewhere on it."""


class Around(NamedTuple):
    """What is around a record's page: links to the pages of its site, "" for none; `cut`: its history is cut off."""

    front: str = ""
    register: str = ""
    site: str = ""
    cut: bool = False
    more: int = 0
    """States of it that the page leaves out."""


class Share(NamedTuple):
    """A part of a record's words: how many, and of what kind."""

    kind: str
    told: str
    words: int
    percent: float


def page(record: Record, trace: Trace, link: Link, around: Around) -> str:
    """Return the page. `link` says where a target of the record leads from it."""

    def within(target: str) -> str | None:
        if target.startswith("#"):
            slugs = {section.slug for section in record.document.sections}
            wanted = target[1:].casefold()
            return f"#h-{wanted}" if wanted in slugs else f"#h-{slug(wanted)}" if slug(wanted) in slugs else None
        return link(target)

    marks = Marks(record)
    body = Markup(render_body(marks, within))
    values = {
        "around": around,
        "title": trace.title or trace.path,
        "trace": trace,
        "report": trace.report,
        "verdict": verdict(trace.report),
        "fields": [(name, value) for name, value in trace.fields if name not in _ALSO],
        "shares": shares(record),
        "taken": taken(record),
        "findings": list(_findings(record, trace.report)),
        "body": body,
        "lost": [_row(marks, index) for index in marks.left],
        "rows": [_row(marks, index) for index in range(len(record.claims)) if _is_traced(marks, index)],
        "sources": list(_sources(marks, link)),
        "assistants": [
            (number, contribution(each), [cut(" ".join(text.split()), LENGTH) for text in each.prompts])
            for number, each in enumerate(trace.assistants, 1)
        ],
        "signatures": [signature(each) for each in trace.signatures],
        "history": trace.history[::-1],
    }
    return render("record.html", values)


def unread(report: RecordReport, around: Around) -> str:
    """Return the page of a record that could not be read, or not within its time: what its check found."""
    findings = [{"finding": finding, "advice": advice(finding), "at": ""} for finding in report.findings]
    values = {"around": around, "title": report.path, "report": report, "findings": findings}
    return render("unread.html", values)


def verdict(report: RecordReport) -> tuple[str, str, str]:
    """Return the class, the word and the sentence of a verdict."""
    errors = sum(finding.severity == "error" for finding in report.findings)
    warnings = len(report.findings) - errors
    counts = report.claims
    facts = (
        f"{counts.cited} of {plural(counts.factual, 'statement')} of fact "
        f"{'cites' if counts.cited == 1 else 'cite'} a source{word_for_word(counts.quoted)}, {counts.unknown} "
        f"{'says' if counts.unknown == 1 else 'say'} UNKNOWN, {counts.uncited} "
        f"{'has' if counts.uncited == 1 else 'have'} none."
    )
    found = " and ".join(
        [plural(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    )
    if errors:
        return "bad", "Does not hold", f"{found}. {facts}"
    return "good", "Holds", f"{f'{found}. ' if found else ''}{facts}"


def word_for_word(quoted: int) -> str:
    """Return how many of some citations were held against their source, "" for none."""
    return f" ({quoted} quoted word for word)" if quoted else ""


def words(claim: Claim) -> int:
    return len(claim.unit.text.split())


def shares(record: Record) -> list[Share]:
    """Return how many of the words of a record stand in lines of each verdict."""
    counted: Counter[str] = Counter()
    for claim in record.claims:
        if not claim.unit.lead_in:
            counted[claim.verdict] += words(claim)
    whole = counted.total()
    return [Share(kind, told, counted[kind], _percent(counted[kind], whole)) for kind, told in KINDS.items()]


def taken(record: Record) -> Share:
    """Return how many of the words of a record are an assistant's."""
    whole = sum(words(claim) for claim in record.claims if not claim.unit.lead_in)
    number = sum(words(record.claims[index]) for index in record.conversations.copied)
    return Share("taken", "are an assistant's words", number, _percent(number, whole))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _findings(record: Record, report: RecordReport) -> Iterator[Mapping[str, Any]]:
    lines: dict[int, int] = {}
    for index, claim in enumerate(record.claims):
        if not claim.unit.lead_in:
            lines.setdefault(record.document.lines.region(claim.unit.span).line, index)
    for finding in report.findings:
        at = lines.get(finding.region.line)
        yield {"finding": finding, "advice": advice(finding), "at": "" if at is None else f"#c{at}"}


def _is_traced(marks: Marks, index: int) -> bool:
    copied = index in marks.record.conversations.copied
    return marks.is_shown(index) and (copied or marks.record.claims[index].verdict != "exempt")


def _row(marks: Marks, index: int) -> Mapping[str, Any]:
    claim, copied = marks.record.claims[index], marks.record.conversations.copied.get(index)
    unknown = claim.unit.unknown
    return {
        "index": index,
        "line": marks.record.document.lines.region(claim.unit.span).line,
        "text": cut(claim.unit.text, LENGTH),
        "verdict": claim.verdict,
        "quoted": index in marks.record.quoted,
        "sources": [(marks.numbers[key(source)], source) for source in claim.sources],
        "copied": (copied[0] + 1, copied[1].message + 1) if copied else None,
        "who": (unknown.who or "") if unknown else "",
        "until": (unknown.until or "") if unknown else "",
    }


def _sources(marks: Marks, link: Link) -> Iterator[Mapping[str, Any]]:
    record = marks.record
    every = {key(source): source for claim in record.claims for source in claim.sources}
    every |= {key(source): source for source in record.sources}
    citing: dict[tuple[str, str], list[int]] = {}
    for index, claim in enumerate(record.claims):
        for source in claim.sources:
            citing.setdefault(key(source), []).append(index)
    for name, number in marks.numbers.items():
        source = every[name]
        yield {
            "number": number,
            "source": source,
            "href": link(source.target),
            "target": cut(source.target, LENGTH),
            "claims": _numbered(citing.get(name, ())),
        }


def _numbered(indexes: Sequence[int]) -> list[tuple[int, int]]:
    return [(index, number) for number, index in enumerate(dict.fromkeys(indexes), 1)]
