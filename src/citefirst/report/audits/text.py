"""An audit for people on a terminal: a block for each kind, each thing with its day first and its people last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from citefirst.model import Finding
from citefirst.report.audits import SHOWN, Audit, group_of
from citefirst.report.escape import cut, visible
from citefirst.report.formats.text import MIN_WIDTH, paint_for
from citefirst.report.summary import found, plural
from citefirst.report.wrapping import after

_NO_DAY = "-" * 10
_INDENT = len(f"  {_NO_DAY}  ")
_LONGEST = 300


def render(audit: Audit, *, color: bool = False, width: int = 0) -> str:
    """Render what is due, then what it adds up to and by which day. Lines are wrapped to `width`, unless it is 0."""
    paint = paint_for(color)
    blocks = ["\n".join(_block(group.heading, findings, paint, width)) for _, group, findings in audit.groups()]
    return "\n\n".join((*blocks, _closing(audit, paint))) + "\n"


def _block(heading: str, findings: list[Finding], paint: Callable[[str, str], str], width: int) -> Iterator[str]:
    worst = "error" if any(each.severity == "error" for each in findings) else "warning"
    yield paint(worst, f"{heading} ({len(findings)})")
    for each in findings:
        day, place = visible(each.due) or _NO_DAY, f"{visible(each.path)}:{each.region.line}:{each.region.column}:"
        who = f" ({cut(', '.join(each.who), _LONGEST)})" if each.who else ""
        says, before = f"{cut(each.message, _LONGEST)} [{each.code}]{who}", f"  {day}  {place} "
        first, *more = after(before, says, max(width, MIN_WIDTH), indent=_INDENT, wraps=width > 0)
        yield f"  {day}  {paint('strong', place)} {first}".rstrip()
        yield from (f"{' ' * _INDENT}{line}" for line in more)
        if group_of(each) in SHOWN and each.excerpt.strip():
            yield f"  {' ' * len(_NO_DAY)}  {paint('gutter', cut(each.excerpt.strip(), _LONGEST))}"


def _closing(audit: Audit, paint: Callable[[str, str], str]) -> str:
    report, by = audit.report, f"by {audit.day}"
    if not audit.records:
        return paint("warning", "no record was looked at")
    if not report.findings:
        return paint("held", f"{plural(audit.records, 'record')}: nothing is due {by}")
    style = "error" if report.count("error") else "warning"
    return paint(style, f"{found(report)} in {plural(audit.records, 'record')} {by}")
