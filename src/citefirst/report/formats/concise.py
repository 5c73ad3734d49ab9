"""The report with one line a finding, as editors and `grep` read it: `path:line:col: CODE message`."""

from __future__ import annotations

from citefirst.model import Finding, Report
from citefirst.report.escape import visible
from citefirst.report.formats.text import Paint, links_for, paint_for
from citefirst.report.order import by_place
from citefirst.report.summary import closed


def render(report: Report, *, color: bool = False, links: bool = False, quiet: bool = False) -> str:
    """Render findings in the order of path, line and column, then the counts. A line is never wrapped."""
    paint, link = paint_for(color), links_for(links)
    lines = [_line(each, paint, link) for each in by_place(report.findings)]
    return "".join(f"{line}\n" for line in (*lines, *closed(report, quiet=quiet)))


def _line(finding: Finding, paint: Paint, link: Paint) -> str:
    region = finding.region
    place = paint("strong", f"{visible(finding.path)}:{region.line}:{region.column}:")
    return f"{place} {link(finding.url, paint(finding.severity, finding.code))} {visible(finding.message)}"
