"""The report as workflow commands of GitHub Actions: annotations on lines, then plain lines without commands.

Escapes are those of `@actions/core`; what the runner does with a command is in ActionCommandManager.cs and
ExecutionContext.cs of actions/runner.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from citefirst.model import Finding, Report
from citefirst.report.escape import cut, harmless, visible
from citefirst.report.order import worst_first
from citefirst.report.summary import closing, plural, unchecked

SHOWN = 10
"""Errors, and warnings, that the runner shows for a step; a composite action is one step."""
MESSAGE = 1300
HINT = 500
"""Code points of a message and a hint. With the URL they stay below 4,096 UTF-16 units, where the runner cuts."""


def render(report: Report) -> str:
    """Render one command per finding as far as the runner shows them, the others and the counts as plain lines."""
    lines = [*annotate(report), *_unshown(report), *unchecked(report), *closing(report)]
    return "".join(f"{line}\n" for line in lines)


def annotate(report: Report, *, fails: bool = True, elsewhere: Collection[str] = ()) -> Iterator[str]:
    """Yield the worst findings, and a notice of how many more there are. Where nothing fails, errors are warnings.

    Records at the paths `elsewhere` are no files, whose lines cannot be annotated: their place stands in the title.
    """
    shown, rest = _shared_out(report, fails=fails)
    for level, finding in shown:
        parts = (cut(finding.message, MESSAGE), cut(finding.hint or "", HINT), finding.url)
        title = f"{finding.code} {finding.rule}"
        if finding.path in elsewhere:
            properties = {"title": f"{title}: {harmless(finding.path)}, line {finding.region.line}"}
        else:
            properties = _properties(finding, title)
        yield command(level, properties, "\n".join(filter(None, parts)))
    if rest:
        errors, warnings = (sum(finding.severity == name for finding in rest) for name in ("error", "warning"))
        counts = " and ".join(
            plural(count, f"more {noun}") for count, noun in ((errors, "error"), (warnings, "warning")) if count
        )
        verb = "is" if len(rest) == 1 else "are"
        where = {"title": "More findings"} if rest[0].path in elsewhere else _properties(rest[0], "More findings")
        yield command("notice", where, f"{counts} {verb} listed in the log of this step")


def _shared_out(report: Report, *, fails: bool) -> tuple[list[tuple[str, Finding]], list[Finding]]:
    """Return findings with the level at which they are shown, and those for which the runner has no room."""
    room = {"error": SHOWN, "warning": SHOWN}
    shown: list[tuple[str, Finding]] = []
    rest: list[Finding] = []
    for finding in worst_first(report.findings):
        level = finding.severity if fails else "warning"
        if room[level]:
            room[level] -= 1
            shown.append((level, finding))
        else:
            rest.append(finding)
    return shown, rest


def _unshown(report: Report) -> Iterator[str]:
    """Yield findings without an annotation, as plain lines."""
    for finding in _shared_out(report, fails=True)[1]:
        place = f"{visible(finding.path)}:{finding.region.line}:{finding.region.column}"
        yield f"{place}: {finding.severity}[{finding.code}]: {cut(finding.message, MESSAGE)}"


def _properties(finding: Finding, title: str) -> dict[str, str]:
    """Return place and title. The runner drops the columns of a region that ends on another line than it begins."""
    region = finding.region
    place = {"title": title, "file": harmless(finding.path), "line": str(region.line), "endLine": str(region.end_line)}
    if region.end_line == region.line:
        place |= {"col": str(region.column), "endColumn": str(region.end_column)}
    return place


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """Return `::name key=value,…::message`, escaped as toolkit/packages/core/src/command.ts does."""
    pairs = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
