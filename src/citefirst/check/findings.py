"""The one way from a problem to a finding: what a rule says of a place, as severe as the policy has it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from citefirst.check.fingerprint import distinct, identify
from citefirst.limits import Tick, idle
from citefirst.model import Document, Finding, Problem, Section, Severity
from citefirst.places import Lines
from citefirst.policy.keys import Level
from citefirst.policy.policy import severity
from citefirst.rules import RULES
from citefirst.rules.context import Context
from citefirst.rules.rule import Rule


class Page(NamedTuple):
    """A text that findings point into, under the name that the report gives it; "" where a file has no text."""

    shown: str
    text: str
    lines: Lines
    sections: Sequence[Section] = ()

    @classmethod
    def plain(cls, shown: str, text: str = "") -> Page:
        return cls(shown, text, Lines(text))

    @classmethod
    def of(cls, document: Document, shown: str) -> Page:
        return cls(shown, document.text, document.lines, document.sections)


def findings(
    context: Context, page: Page, workflow: str | None, levels: Mapping[str, Level], tick: Tick = idle
) -> tuple[Finding, ...]:
    """Return what the rules find, in the order of the file."""
    found = []
    for rule in RULES:
        tick()
        if degree := severity(levels, rule.code, rule.name, rule.severity):
            for problem in _problems(rule, context):
                if counts := severity(levels, problem.setting, "", degree):
                    found.append(_finding(rule, problem, page, counts, workflow))
    found.sort(key=lambda finding: (finding.region, finding.code, finding.message))
    return tuple(distinct(found))


def _problems(rule: Rule, context: Context) -> Iterator[Problem]:
    yield from context.ask(rule)
    if context.record:
        yield from (problem for problem in context.record.document.problems if problem.code == rule.code)


def _finding(rule: Rule, problem: Problem, page: Page, degree: Severity, workflow: str | None) -> Finding:
    region = page.lines.region(problem.span)
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=degree,
        workflow=workflow,
        path=page.shown,
        region=region,
        message=problem.message,
        hint=problem.hint,
        url=rule.url,
        excerpt=page.lines.content(region.line),
        fingerprint=identify(page.text, page.sections, rule.code, problem),
        section=_section(page, problem.span.start),
        due=problem.due,
        who=problem.who,
    )


def _section(page: Page, offset: int) -> str:
    """Return the slug of the section that a place stands in, or whose heading it is."""
    index = bisect_right(page.sections, offset, key=lambda section: section.span.start) - 1
    return next(iter(page.sections[index].names), "") if index >= 0 else ""
