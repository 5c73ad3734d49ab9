"""The report as workflow commands of GitHub Actions: annotations on lines, then plain lines that command nothing.

Escapes are those of `@actions/core`; what the runner does with a command is in ActionCommandManager.cs and
ExecutionContext.cs of actions/runner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from citefirst.model import Finding, Report
from citefirst.report.escape import harmless, visible
from citefirst.report.order import worst_first
from citefirst.report.summary import closing, plural, unchecked

SHOWN = 10
"""Errors, and warnings, that the runner shows for a step; a composite action is one step."""
MESSAGE = 1300
HINT = 500
"""Code points of a message and a hint. With the URL they stay below 4,096 UTF-16 units, where the runner cuts."""


def render(report: Report) -> str:
    """One command a finding as far as the runner shows them, the others and the counts as plain lines."""
    findings = worst_first(report.findings)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    lines = [_annotation(finding) for finding in (*errors[:SHOWN], *warnings[:SHOWN])]
    lines += _others(errors[SHOWN:], warnings[SHOWN:])
    lines += [*unchecked(report), *closing(report)]
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding) -> str:
    parts = (_cut(finding.message, MESSAGE), _cut(finding.hint or "", HINT), finding.url)
    properties = _properties(finding, f"{finding.code} {finding.rule}")
    return command(finding.severity, properties, "\n".join(filter(None, parts)))


def _properties(finding: Finding, title: str) -> dict[str, str]:
    """Place and title. The runner drops the columns of a region that ends on another line than it begins."""
    region = finding.region
    place = {"title": title, "file": harmless(finding.path), "line": str(region.line), "endLine": str(region.end_line)}
    if region.end_line == region.line:
        place |= {"col": str(region.column), "endColumn": str(region.end_column)}
    return place


def _others(errors: Sequence[Finding], warnings: Sequence[Finding]) -> Iterator[str]:
    """A notice at the first finding that is not annotated, and all of those as plain lines."""
    if not (others := [*errors, *warnings]):
        return
    counts = " and ".join(
        plural(len(group), f"more {noun}") for group, noun in ((errors, "error"), (warnings, "warning")) if group
    )
    verb = "is" if len(others) == 1 else "are"
    properties = _properties(others[0], "More findings")
    yield command("notice", properties, f"{counts} {verb} listed in the log of this step")
    for finding in others:
        place = f"{visible(finding.path)}:{finding.region.line}:{finding.region.column}"
        yield f"{place}: {finding.severity}[{finding.code}]: {_cut(finding.message, MESSAGE)}"


def _cut(text: str, length: int) -> str:
    shown = visible(text[: length + 1])
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """`::name key=value,…::message`, escaped as toolkit/packages/core/src/command.ts does."""
    pairs = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
