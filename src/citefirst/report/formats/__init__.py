"""One module a format, each a pure function of the report: `render(report, …) -> str`.

No format is imported here, so that a check loads only the one that it prints. What is said of a format here becomes its
row in docs/cli.md and its name in README.md by `make generate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Format(NamedTuple):
    """Whom a format is for and what it says, in Markdown; its `render` takes the rules as well with `has_rules`, what
    may mend findings with `has_mends`, and what a terminal shows with `is_plain`."""

    audience: str
    says: str
    has_rules: bool = False
    has_mends: bool = False
    is_plain: bool = False


FORMATS: Mapping[str, Format] = {
    "text": Format("people", "each finding with its line; colour and links on a terminal", is_plain=True),
    "concise": Format(
        "editors, `grep`", "a line for each finding: `path:line:col: CODE message`, then the counts", is_plain=True
    ),
    "grouped": Format("people with many findings", "a block for each file, a line for each finding", is_plain=True),
    "json": Format("programs", "all of it, as `report-v1`"),
    "github": Format("the log of a GitHub job", "workflow commands"),
    "sarif": Format(
        "GitHub code scanning, Jenkins (Warnings plugin)",
        "SARIF 2.1.0, with mends as fixes",
        has_rules=True,
        has_mends=True,
    ),
    "junit": Format(
        "Jenkins, GitLab, Azure Pipelines",
        "a test for each record, which fails where it has an error; warnings are in its output",
    ),
    "gitlab": Format("GitLab merge requests", "Code Quality; an error is `major`, a warning `minor`"),
    "rdjson": Format(
        "reviewdog",
        "diagnostics with mends as suggestions, columns in bytes of UTF-8, several lines as whole lines",
        has_mends=True,
    ),
    "markdown": Format("a wiki, a chat, a ticket", "a page with every finding and the counts"),
}
"""Each format by its name, which is also the name of its module."""


def module_of(name: str) -> str:
    """The dotted name of the module that renders a format."""
    return f"{__name__}.{name}"
