"""The report by file: its path once, then a line for each finding in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from citefirst.model import Finding, Report
from citefirst.report.escape import visible
from citefirst.report.formats.text import Paint, links_for, paint_for
from citefirst.report.order import by_place
from citefirst.report.summary import closed


def render(report: Report, *, color: bool = False, links: bool = False, quiet: bool = False) -> str:
    """Render a block for each file with findings, the places in it under one another, then the counts."""
    paint, link = paint_for(color), links_for(links)
    files = groupby(by_place(report.findings), key=lambda finding: finding.path)
    blocks = ["".join(f"{line}\n" for line in _block(path, list(found), paint, link)) for path, found in files]
    end = "".join(f"{line}\n" for line in closed(report, quiet=quiet))
    return "\n".join(filter(None, (*blocks, end)))


def _block(path: str, findings: list[Finding], paint: Paint, link: Paint) -> Iterator[str]:
    yield paint("strong", f"{visible(path)}:")
    places = [f"{each.region.line}:{each.region.column}" for each in findings]
    room = max(map(len, places))
    for place, each in zip(places, findings, strict=True):
        code = link(each.url, paint(each.severity, each.code))
        yield f"  {place:<{room}}  {code} {visible(each.message)}"
