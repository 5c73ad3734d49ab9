"""One module a format, each a pure function of the report: `render(report, …) -> str`.

Nothing is imported here, so that a check loads only the format that it prints.
"""

from __future__ import annotations

FORMATS = {
    "text": "citefirst.report.text",
    "json": "citefirst.report.json",
    "github": "citefirst.report.github",
    "sarif": "citefirst.report.sarif",
    "junit": "citefirst.report.junit",
    "gitlab": "citefirst.report.gitlab",
    "rdjson": "citefirst.report.rdjson",
    "markdown": "citefirst.report.page_markdown",
}
"""Name of a format and the module that renders it."""
