"""From an outcome to what is said in the pull request beside its one comment: suggestions, and requests of reviews."""

from __future__ import annotations

import time
from collections.abc import Iterator

from citefirst.github import reviewers
from citefirst.github.budget import Budget
from citefirst.github.conversation import Conversation
from citefirst.github.pull_request_check import PullRequestCheck
from citefirst.github.review import Suggesting
from citefirst.github.suggestions import offers
from citefirst.report.outcome import Outcome

SECONDS = 10.0
"""What looking for mends may cost."""


def suggest(api: Conversation, outcome: Outcome, check: PullRequestCheck) -> Iterator[str]:
    """Bring the suggestions up to date, and yield what was done. Raises ApiError."""
    if outcome.report.unjudged:
        yield "The suggestions were left as they are, since not all records could be judged."
        return
    findings = outcome.report.findings
    found, whole = offers(findings, check.checker.look, Budget(SECONDS, time.monotonic))
    if not whole:
        yield f"Mends were looked for during {SECONDS:g} seconds; for what is left there is no suggestion."
    yield Suggesting(api, outcome.place).bring(found, findings)


def request_reviews(api: Conversation, outcome: Outcome, check: PullRequestCheck) -> Iterator[str]:
    """Ask the owners who have not reviewed yet, and yield what was done. Raises ApiError."""
    yield from reviewers.ask(api, check.awaited(outcome.report))
