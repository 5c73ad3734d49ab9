"""Asks owners for the review that the policy demands of them: each once, whoever asked before and took it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from citefirst.github.api import ApiError
from citefirst.report.summary import plural

MOST = 10
"""Owners who are asked in one run."""
REFUSED = (403, 404, 422)
"""Answers for a token that may not ask, and for somebody who cannot be asked."""


class Asking(Protocol):
    """What this module needs of GitHub (`conversation.Conversation`)."""

    def were_asked(self) -> frozenset[str]: ...
    def ask_for_review(self, login: str) -> None: ...


def ask(api: Asking, owners: Sequence[str]) -> Iterator[str]:
    """Ask owners, given by login, and yield a sentence on each that could be asked or not. Raises ApiError where it
    cannot be told whether somebody was asked before."""
    if not owners:
        return
    known = api.were_asked()
    left = [owner for owner in owners if owner.casefold() not in known]
    for owner in left[:MOST]:
        try:
            api.ask_for_review(owner)
        except ApiError as error:
            if error.status not in REFUSED:
                raise
            yield f"@{owner} could not be asked for the review: {error}. This does not change the verdict."
        else:
            yield f"@{owner} was asked for the review."
    if len(left) > MOST:
        yield f"{plural(len(left) - MOST, 'more owner')} will be asked by the next run."
