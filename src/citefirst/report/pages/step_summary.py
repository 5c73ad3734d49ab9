"""The job's summary: everything that was found, on the page of the run."""

from __future__ import annotations

from citefirst.report.markdown import code
from citefirst.report.outcome import Outcome
from citefirst.report.pages.page import Layout, page

LIMIT = 1024 * 1024 - 1024
"""GitHub drops the whole summary of a step when it is longer than 1 MiB."""


def render(outcome: Outcome, json_file: str = "", limit: int = LIMIT) -> str:
    """Render the summary; where it is cut, it names the JSON report, which has everything."""
    rest = f"{code(json_file)} has them" if json_file else "the log of this job has them"
    return page(outcome, Layout("##", limit, opened=None, rest=rest))
