"""One module a format, each a pure function of the report: `render(report, …) -> str`.

Nothing is imported here, so that a check loads only the format that it prints.
"""

from __future__ import annotations

FORMATS = {
    "text": "citefirst.report.formats.text",
    "json": "citefirst.report.formats.json",
    "github": "citefirst.report.formats.github",
    "sarif": "citefirst.report.formats.sarif",
    "junit": "citefirst.report.formats.junit",
    "gitlab": "citefirst.report.formats.gitlab",
    "rdjson": "citefirst.report.formats.rdjson",
    "markdown": "citefirst.report.formats.markdown",
}
"""Name of a format and the module that renders it."""
