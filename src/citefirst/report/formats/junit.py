"""The report as JUnit XML, which Jenkins, GitLab and Azure Pipelines show as tests: one test for each file.

Nobody wrote this format down; what is here is what those three read. GitLab shows a failure's text and not its message,
takes one failure a test, and lets a test's class and name tell it from others. Jenkins shows `package.class`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from citefirst.model import Finding, RecordReport, Report
from citefirst.report.escape import cut, escape, visible
from citefirst.report.formats.text import block
from citefirst.report.order import by_place
from citefirst.report.summary import closing, plural, unchecked, uncounted

# What XML 1.0 has no way to write (section 2.2), and the words that make Jenkins and GitLab attach a file to a test.
_FORBIDDEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?<=\[)\[(?=ATTACHMENT)", re.IGNORECASE)


def render(report: Report) -> str:
    """Render a suite with a test for each record, and for each policy with findings. Errors fail a test, warnings do
    not."""
    cases = [_case(record) for record in (*_policies(report), *sorted(report.records, key=lambda record: record.path))]
    failed = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    root = Element("testsuites", counts)
    suite = SubElement(root, "testsuite", {"name": "citefirst", **counts, "skipped": "0"})
    suite.extend(cases)
    _output(suite, [*unchecked(report), *closing(report)])
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _policies(report: Report) -> Iterator[RecordReport]:
    for path in sorted({finding.path for finding in report.policy}):
        yield RecordReport(
            path=path, workflow="policy", findings=tuple(finding for finding in report.policy if finding.path == path)
        )


def _case(record: RecordReport) -> Element:
    kind = f"citefirst.{record.workflow}" if record.workflow else "citefirst"
    case = Element("testcase", {"classname": _printable(visible(kind)), "name": _printable(visible(record.path))})
    findings = by_place(record.findings)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity != "error"]
    if errors:
        codes = " ".join(sorted({finding.code for finding in errors}))
        SubElement(case, "failure", {"message": _summary(errors), "type": codes}).text = _told(errors)
    _output(case, [*([_told(warnings)] if warnings else []), *uncounted(Report((record,)))])
    return case


def _summary(errors: Sequence[Finding]) -> str:
    """Return the first error, for lists in which a test has one line."""
    first, *others = errors
    more = f" (and {plural(len(others), 'more error')})" if others else ""
    return _printable(f"line {first.region.line}: {cut(first.message, 200)}{more}")


def _told(findings: Iterable[Finding]) -> str:
    """Return findings as the text report has them."""
    return _printable("\n".join(block(finding) for finding in findings).rstrip("\n"))


def _output(parent: Element, lines: list[str]) -> None:
    if lines:
        SubElement(parent, "system-out").text = _printable("\n".join(lines))


def _printable(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: escape(match.group()), text)
