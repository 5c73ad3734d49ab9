"""CF307 to CF310: words and places that sources are said to have, held against the sources themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citefirst.model import Claim, Problem, Source
from citefirst.record.build import Record
from citefirst.rules.rule import Example, Rule

if TYPE_CHECKING:
    from citefirst.record.evidence import Compared, Evidence

_SHOWN = 160
"""Characters of other people's words in a message."""


def misquoted_source(record: Record) -> Iterator[Problem]:
    """Find quotes whose words the source does not have. What could not be compared is no finding."""
    for source, evidence in _evidence(record):
        for each in evidence.quotes:
            if each.state == "differs":
                message, hint = _misquoted(source, evidence, each)
                yield Problem(each.quote.span, message, hint)


def _misquoted(source: Source, evidence: Evidence, each: Compared) -> tuple[str, str]:
    place, target = evidence.place, f"`{source.target}`"
    at = f" at {place.commit[:12]}" if place and place.commit else ""
    if each.elsewhere and place:
        said = f"these words stand on line {each.elsewhere} of {target}{at}, and not in {place.lines}"
        return said, "name the lines on which they stand"
    message = f"these words do not stand in {target}{at}"
    if each.near:
        return message, f"line {each.near.line} says `{_cut(each.near.words)}`: quote what is there"
    return message, "quote what is there, word for word; parts that stand apart are a list of quotes"


def contradicted_figure(record: Record) -> Iterator[Problem]:
    """Find figures of a claim that its own quotes contradict: of the same kind, about the same, and another."""
    for number in sorted(record.quoted):
        claim = record.claims[number]
        words = [each.quote.text for each in _held(record, claim)]
        if not any(map(str.isdigit, claim.unit.prose)) or len(words) != 1:
            continue
        from citefirst.figures import figures_of, locate
        from citefirst.rules.figures_apart import apart

        figures = figures_of(claim.unit)
        if found := apart(claim.unit.text, figures, words[0]):
            places = zip(figures, locate(record.document, claim.unit, figures), strict=False)
            span = next(span for figure, span in places if figure is found[0])
            said = claim.unit.text[found[0].start : found[0].end]
            message = f"this line says `{said}`, and the words that it cites say `{_cut(found[1])}`"
            yield Problem(span, message, "correct the figure, or cite what shows it")


def missing_place(record: Record) -> Iterator[Problem]:
    for source, evidence in _evidence(record):
        if evidence.lack:
            hint = "name what is there, or the commit at which it was: a permalink, or `commit` in the front matter"
            yield Problem(source.span, f"`{source.target}` {evidence.lack}", hint)


def moved_source(record: Record, today: str) -> Iterator[Problem]:
    """Find sources that became something else after the commit at which they are cited. What ended is left as it is."""
    for source, evidence in _evidence(record) if record.stage != "ended" else ():
        if evidence.since:
            message = f"`{source.target}` is cited as it was: since then it {evidence.since}"
            yield Problem(source.span, message, "see whether the line still holds; cite what is there now if it does")


def _evidence(record: Record) -> Iterator[tuple[Source, Evidence]]:
    for source in record.sources:
        if found := record.evidence.get(source.key):
            yield source, found


def _held(record: Record, claim: Claim) -> Iterator[Compared]:
    """Yield the quotes of a claim's sources, as far as they stand there."""
    for source in claim.sources:
        if found := record.evidence.get(source.key):
            yield from (each for each in found.quotes if each.state in ("held", "short"))


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}\u2026"


_FACT = "# Checkout latency\n\n## Facts\n\nCheckout p99 rose to 4.2 s for 38 minutes. [S1]\n"
_LOG = "\n[S1]: logs/checkout.txt \"dashboard: checkout p99, quote: '%s'\"\n"
_LINES = '\n[S1]: logs/checkout.txt#L%s "dashboard: checkout p99"\n'
_PINNED = (
    "sources:\n  S1:\n    path: logs/%s\n    kind: dashboard\n    commit: 3a7bd3e2360a3d29eea436fcfb7e44c735d117c4"
)

RULES = (
    Rule(
        code="CF307",
        name="misquoted-source",
        summary="A source is quoted with words that it does not have.",
        why="A quote lets a reader see that the source says so, and not only where to look. Its words are held against"
        " files of the repository, at the commit and in the lines that the source names, results of tools in stored"
        " conversations and, with `--online`, pages that anybody may read. Blanks, kinds of quotation marks and dashes"
        " and Markdown's marks do not count. What cannot be compared is no finding.",
        checks=(misquoted_source,),
        good=Example(body=_FACT + _LOG % "14:02 checkout p99 rose to 4.2 s, for 38 minutes"),
        bad=Example(body=_FACT + _LOG % "14:02 checkout p99 rose to 4.3 s, for 38 minutes"),
    ),
    Rule(
        code="CF308",
        name="contradicted-figure",
        summary="A line says another figure than the words that it cites.",
        why="The quote stands in the source, and the line does not say what the quote says. Compared is a figure of a"
        " kind that both have once, where both speak of the same and one is not the other rounded.",
        checks=(contradicted_figure,),
        severity="warning",
        good=Example(body=_FACT + _LOG % "14:02 checkout p99 rose to 4.2 s"),
        bad=Example(body=_FACT.replace("4.2", "4.8") + _LOG % "14:02 checkout p99 rose to 4.2 s"),
    ),
    Rule(
        code="CF309",
        name="missing-place",
        summary="A source names lines, a heading or a commit's file that are not there.",
        why="A reader who follows it finds something else, or nothing. It is held against the commit that it names, as"
        " a permalink does, else against what is checked. Where the commit is not in the history that is here,"
        " nobody can tell, and nothing is said.",
        checks=(missing_place,),
        good=Example(body=_FACT + _LINES % "1-L3"),
        bad=Example(body=_FACT + _LINES % "2-L40"),
    ),
    Rule(
        code="CF310",
        name="moved-source",
        summary="The lines or the file that a source shows at a commit are others by now.",
        why="The source holds as it was, and a reader should know that it is no longer so. It is said of records that"
        " are in force and that somebody edits, and it is a warning.",
        checks=(moved_source,),
        severity="warning",
        good=Example(front=_PINNED % "checkout.txt", body=_FACT),
        bad=Example(front=_PINNED % "old.txt", body=_FACT),
    ),
)
