"""A connection to GitHub's REST API that waits and repeats within bounds.

PyGithub's own defaults sleep until a rate limit resets, up to an hour, and repeat a POST after a server's error, which
can create a comment twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from citefirst.structs import frozen

if TYPE_CHECKING:
    from github import Github

REDIRECTIONS = (302, 303, 307, 308)
TIMEOUT = 20
"""Seconds that an answer may take."""


@frozen
class Patience:
    """How often a request is repeated, the factor of the growing pauses, and the longest wait, in seconds."""

    repeats: int = 3
    pause: float = 0.5
    ceiling: float = 60
    timeout: int = TIMEOUT


PATIENT = Patience()


def connect(url: str, token: str, patience: Patience) -> Github:
    """Return PyGithub for an API's root. Nothing is asked before it is needed."""
    import logging

    from github import Auth, Github

    for name in ("github", "urllib3"):
        # They would write addresses and answers to the log of the build, past what keeps it from obeying them.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return Github(
        base_url=url,
        auth=Auth.Token(token) if token else None,
        lazy=True,
        per_page=100,
        timeout=patience.timeout,
        user_agent="citefirst",
        retry=_retry(patience),
        seconds_between_requests=None,
        seconds_between_writes=None,
    )


def _retry(patience: Patience) -> Any:
    """Repeat what can be repeated without harm, and wait no longer than the ceiling, as PyGithub's default would."""
    from github import GithubRetry
    from github.GithubException import RateLimitExceededExceedsMaxWait

    class Capped(GithubRetry):
        def get_retry_after(self, response: Any) -> float | None:
            seconds = super().get_retry_after(response)
            if seconds and seconds > patience.ceiling:
                message = {"message": f"it asks for a pause of {seconds:.0f} s"}
                raise RateLimitExceededExceedsMaxWait(response.status, message, {}, wait=seconds)
            return seconds

    return Capped(
        total=patience.repeats,
        backoff_factor=patience.pause,
        secondary_rate_wait=patience.ceiling,
        max_rate_limit_wait=patience.ceiling,
        allowed_methods=frozenset({"GET", "PATCH", "DELETE"}),
        # PyGithub takes a redirection that it does not follow for an empty answer, and so for an empty list.
        status_forcelist=[*REDIRECTIONS, *range(500, 600)],
    )
