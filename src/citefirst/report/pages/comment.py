"""The pull request's comment: for an author in a hurry, so the worst findings are seen at once."""

from __future__ import annotations

from citefirst.report.markdown import link
from citefirst.report.outcome import Outcome
from citefirst.report.pages.page import Layout, page

LIMIT = 65_536
"""The longest body of a comment that GitHub accepts."""
MARKER = 300
"""What is left free for the hidden line by which the comment is found again."""


def render(outcome: Outcome, limit: int = LIMIT) -> str:
    """Render the body without its marker."""
    run = link("summary of this run", outcome.place.log) if outcome.place.log else "log of this job"
    return page(outcome, Layout("###", limit - MARKER, opened=5, rest=f"the {run} has them"))
