"""The whole report as Markdown, for a wiki, a chat or a merge request of any host: no finding is folded or left out.

The pages that GitHub shows are `comment` and `step_summary`; this one shares their parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from citefirst.model import Report
from citefirst.report.markdown import bullets, code, prose
from citefirst.report.order import by_place
from citefirst.report.outcome import RunPlace
from citefirst.report.pages import parts
from citefirst.report.pages.page import item
from citefirst.report.summary import because, closing, uncounted

NOWHERE = RunPlace("", "", "")
"""No host, so that lines are named and not linked."""
UNLIMITED = 1 << 40


def render(report: Report) -> str:
    """Render a page with a heading for each file, its findings in the order of its lines."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# citefirst: {_verdict(report)}"
    for path, findings in groupby(by_place(report.findings), attrgetter("path")):
        yield f"## {code(path)}"
        yield "\n".join(item(finding, NOWHERE) for finding in findings)
    yield from parts.advice(report)
    yield from parts.claims(report, UNLIMITED, folded=False)
    notes = [
        *uncounted(report),
        *map(prose, because(report)),
        *(f"Governed by no workflow and not checked: {code(path)}" for path in report.skipped),
    ]
    if notes:
        yield bullets(notes)


def _verdict(report: Report) -> str:
    if report.records:
        return parts.verdict(report, whole=True)
    return f"{parts.found(report.findings)} in the policy" if report.findings else closing(report)[0]
