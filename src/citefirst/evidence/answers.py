"""The possible answers about a cited target after looking it up. "Cannot tell" is never "broken"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from citefirst.model import Source


@dataclass(frozen=True, slots=True)
class Target:
    """A cited URL or ID, and what it is evidence of, as `evidence.targets` and `evidence.ids` say."""

    target: str
    kind: str


def target_of(source: Source) -> Target:
    """Return what to look up for a source."""
    return Target(source.target, source.kind)


@dataclass(frozen=True, slots=True)
class Found:
    """The target exists. `at` is the object's own time (of a merge, a commit, a deployment), if it has one.

    `state` is what its system calls it (`merged`, `success`), "" if that says nothing.
    """

    kind: str
    title: str = ""
    at: datetime | None = None
    state: str = ""
    others: tuple[datetime, ...] = ()
    """Further times of the object that a line may mean as well: when it was opened or started."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The target does not exist. The reason completes "it is missing: …"."""

    reason: str


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The target may or may not exist. The reason completes "nobody can tell whether it is there: …"."""

    reason: str


Answer = Found | Missing | CannotTell

_RUNNING = ("queued", "in_progress", "pending", "waiting", "requested")
_DOUBTS = {
    ("pull-request", "open"): "the pull request is open and not merged",
    ("pull-request", "draft"): "the pull request is a draft and not merged",
    ("pull-request", "closed"): "the pull request was closed and not merged",
    ("commit", "elsewhere"): "the commit is not on the default branch",
    ("deploy", "failure"): "the deployment failed",
    ("deploy", "error"): "the deployment failed",
    ("deploy", ""): "the deployment has no status",
    ("ci-run", "failure"): "the run failed",
    ("ci-run", "cancelled"): "the run was cancelled",
    ("ci-run", "timed_out"): "the run took too long and was stopped",
    ("ci-run", "startup_failure"): "the run did not start",
    ("ci-run", "action_required"): "the run is waiting for somebody to act",
    ("ci-run", "skipped"): "the run was skipped",
    ("release", "draft"): "the release is a draft",
    **{("deploy", state): "the deployment has not ended" for state in _RUNNING},
    **{("ci-run", state): "the run has not ended" for state in _RUNNING},
}


def doubt(found: Found) -> str | None:
    """Return why an object that exists may not show what it is cited for; None if nothing speaks against it."""
    return _DOUBTS.get((found.kind, found.state))
