"""From an outcome to what is said beside the one comment: suggestions, requests of reviews, and mends in SARIF."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from citefirst.github import reviewers
from citefirst.github.budget import Budget, Spent
from citefirst.github.conversation import Conversation
from citefirst.github.pull_request_check import PullRequestCheck
from citefirst.github.review import Suggesting
from citefirst.github.suggestions import offers
from citefirst.mending.suggestions import mendable, of_record
from citefirst.report.outcome import Outcome
from citefirst.report.suggestion import Suggested, Suggestion

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


def fixes(outcome: Outcome, check: PullRequestCheck) -> Suggested:
    """Return the mends that the SARIF log shows, as many as are found in time."""
    found, budget = dict[tuple[str, str], Sequence[Suggestion]](), Budget(SECONDS, time.monotonic)
    with suppress(Spent):
        for path in mendable(outcome.of_files):
            with budget.running():
                if looked := check.checker.look(path):
                    data, look = looked
                    found |= of_record(path, look, data)
    return found


def request_reviews(api: Conversation, outcome: Outcome, check: PullRequestCheck) -> Iterator[str]:
    """Ask the owners who have not reviewed yet, and yield what was done. Raises ApiError."""
    yield from reviewers.ask(api, check.awaited(outcome.report))
