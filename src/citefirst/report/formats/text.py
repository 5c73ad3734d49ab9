"""The report for people on a terminal: each finding with the line that it is about, then the counts.

A finding begins with `path:line:column:`, which terminals and editors turn into a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from citefirst.report.escape import visible
from citefirst.report.order import by_place
from citefirst.report.summary import closing, unchecked

if TYPE_CHECKING:
    from citefirst.model import Finding, Report
    from citefirst.report.excerpt import Excerpt

Paint = Callable[[str, str], str]
"""Style and text to text."""

MIN_WIDTH = 40
LONG = 50
"""Findings from which on nobody reads all, so that the report closes with what to do first."""
_STYLES = {"error": "1;31", "warning": "1;33", "held": "1;32", "strong": "1", "gutter": "36"}
"""Parameters of the control sequence Select Graphic Rendition (ECMA-48, 8.3.117)."""


def paint_for(color: bool) -> Paint:
    """Return what styles a text, or leaves it plain."""
    return _colored if color else _plain


def links_for(links: bool) -> Paint:
    """Return what makes a text a link to an address on a terminal (OSC 8), or leaves it plain."""
    return _linked if links else _plain


def _linked(address: str, text: str) -> str:
    from urllib.parse import quote

    safe = quote(address, safe="/:?#[]@!$&'()*+,;=%~", errors="replace")  # nothing that could end the sequence
    return f"\x1b]8;;{safe}\x1b\\{text}\x1b]8;;\x1b\\"


def _plain(style: str, text: str) -> str:
    return text


def render(
    report: Report,
    *,
    color: bool = False,
    width: int = 100,
    links: bool = False,
    wraps: bool = False,
    quiet: bool = False,
) -> str:
    """Render findings in the order of path, line and column; source lines are cut to `width` terminal columns.

    `links`: rule codes lead to their documentation. `wraps`: messages and help are wrapped to the
    width. `quiet`: no counts.
    """
    paint, link = paint_for(color), links_for(links)
    blocks = [block(finding, paint, width, link, wraps=wraps) for finding in by_place(report.findings)]
    closing = () if quiet else _closing(report, paint)
    end = "".join(f"{line}\n" for line in (*unchecked(report), *closing))
    return "\n".join((*blocks, end) if end or not blocks else blocks)


def block(
    finding: Finding, paint: Paint = _plain, width: int = 100, link: Paint = _plain, *, wraps: bool = False
) -> str:
    """Render one finding, a line feed at the end of each of its lines."""
    return "".join(f"{line}\n" for line in _finding(finding, paint, width, link, wraps=wraps))


def _finding(finding: Finding, paint: Paint, width: int, link: Paint, *, wraps: bool) -> Iterator[str]:
    from citefirst.report.wrapping import after  # where nothing is found, nobody measures characters

    region = finding.region
    gutter = " " * len(str(region.line))
    bar, note = paint("gutter", f"{gutter} |"), paint("gutter", f"{gutter} =")
    place, label = f"{visible(finding.path)}:{region.line}:{region.column}:", f"{finding.severity}[{finding.code}]"
    marked = link(finding.url, paint(finding.severity, label))
    before, room = f"{place} {label}: ", max(width, MIN_WIDTH)
    first, *more = after(before, visible(finding.message), room, indent=4, wraps=wraps)
    yield f"{paint('strong', place)} {marked}{paint('strong', f': {first}'.rstrip())}"
    yield from (f"    {paint('strong', line)}" for line in more)
    if finding.excerpt:
        source = _source(finding, max(width, MIN_WIDTH) - len(gutter) - len(" | "))
        yield bar
        yield f"{paint('gutter', f'{region.line} |')} {source.text}".rstrip()
        yield f"{bar} {' ' * source.indent}{paint(finding.severity, '^' * source.carets)}"
    if finding.hint:
        lead = f"{gutter} = help: "
        first, *more = after(lead, visible(finding.hint), room, indent=len(lead), wraps=wraps)
        yield f"{note} {paint('strong', 'help')}: {first}".rstrip()
        yield from (f"{' ' * len(lead)}{line}" for line in more)
    yield f"{note} {paint('strong', 'see')}: {finding.url}"


def _source(finding: Finding, room: int) -> Excerpt:
    """Return the finding's line with a mark under its region, to the line's end where the region goes on below."""
    from citefirst.report.excerpt import excerpt

    region = finding.region
    end = region.end_column - 1 if region.end_line == region.line else len(finding.excerpt.rstrip())
    return excerpt(finding.excerpt, region.column - 1, end, room)


def _closing(report: Report, paint: Paint) -> Iterator[str]:
    style = "error" if report.count("error") else "warning" if report.findings or not report.records else "held"
    first, *others = closing(report)
    yield paint(style, first)
    yield from others
    if len(report.findings) >= LONG:
        from citefirst.report.statistics import first_steps

        yield from ("", *first_steps(report))


def _colored(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"
