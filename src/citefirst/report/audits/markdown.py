"""An audit as Markdown: a page for a wiki or a chat, and the body of an owner's issue on GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citefirst.model import Finding
from citefirst.report.audits import SHOWN, Audit, group_of
from citefirst.report.markdown import bullets, code, link, prose
from citefirst.report.outcome import RunPlace
from citefirst.report.summary import begun, found, plural

NOWHERE = RunPlace("", "", "")
_LONGEST = 200


def render(audit: Audit) -> str:
    """Render a page with a heading for each kind."""
    report = audit.report
    verdict = found(report) if report.findings else "nothing is due"
    blocks = [f"# citefirst audit: {verdict} by {code(audit.day)}", *sections(audit, NOWHERE)]
    return "\n\n".join((*blocks, f"{plural(audit.records, 'record')} looked at.")) + "\n"


def sections(audit: Audit, place: RunPlace, level: str = "##", *, people: bool = True) -> Iterator[str]:
    """Yield heading and list of each kind; lines are linked where there is a place."""
    for _, group, findings in audit.groups():
        yield f"{level} {group.heading}"
        yield bullets(_item(each, place, people=people) for each in findings)


def _item(finding: Finding, place: RunPlace, *, people: bool) -> str:
    region = finding.region
    address = place.link(finding.path, region.line, region.end_line) if place.server else ""
    where = link(f"{code(finding.path)} line {region.line}", address)
    said = (
        f" {code(finding.excerpt.strip(), _LONGEST)}" if group_of(finding) in SHOWN and finding.excerpt.strip() else ""
    )
    who = f" ({_people(finding.who)})" if people and finding.who else ""
    hint = f" {prose(begun(finding.hint))}." if finding.hint else ""
    return f"{where}: {prose(finding.message)}{who}.{said}{hint} <sub>[{finding.code}]({finding.url})</sub>"


def _people(names: Sequence[str]) -> str:
    return ", ".join(code(name, 100) for name in names)
