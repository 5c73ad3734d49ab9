"""Owners are asked for the review that the policy demands: each once, and what GitHub refuses decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, POLICY, PullRequest, Ran, environment, run

from citefirst.errors import Exit

REVIEWED = BASE | {".citefirst.yml": f"{POLICY}approvals: review\n"}
EVENTS, ASK = "GET issues/7/events", "POST pulls/7/requested_reviewers"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FakeGitHub]:
    with FakeGitHub(tmp_path / "repository", assignable={"alice"}) as started:
        yield started
    assert started.violations == []


def asked(tmp_path: Path, server: FakeGitHub, base: dict[str, str] = REVIEWED, author: str = "dev") -> Ran:
    """Run on a pull request whose record names @alice as its owner."""
    pull = PullRequest.open(tmp_path / "repository", base, {"docs/a.md": GOOD}, author=author)
    server.pull(7, pull.base, pull.head, author)
    payload, inputs = pull.payload(), {"comment": "never", "request_reviews": "true"}
    environ = environment(tmp_path / "runner", pull.repository.root, "pull_request", payload, pull.merge, **inputs)
    return run(environ | {"GITHUB_API_URL": server.url})


def calls(server: FakeGitHub) -> list[str]:
    root = "/repos/octo/demo/"
    found = [f"{method} {path.partition('?')[0].removeprefix(root)}" for method, path in server.calls]
    return [call for call in found if call in (EVENTS, ASK)]


def test_an_owner_is_asked(tmp_path: Path, server: FakeGitHub) -> None:
    ran = asked(tmp_path, server)
    assert (ran.exit, calls(server), server.requested) == (
        Exit.FINDINGS,
        [EVENTS, ASK],
        [("review_requested", "alice")],
    )
    assert "@alice was asked for the review." in ran.log


def test_nobody_is_asked_again_after_somebody_took_it_back(tmp_path: Path, server: FakeGitHub) -> None:
    server.requested += [("review_requested", "Alice"), ("review_request_removed", "Alice")]
    asked(tmp_path, server)
    assert (calls(server), len(server.requested)) == ([EVENTS], 2)


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"])
def test_whoever_has_reviewed_is_not_asked(tmp_path: Path, server: FakeGitHub, state: str) -> None:
    server.review(7, "Alice", state, "f" * 40)
    asked(tmp_path, server)
    assert calls(server) == []


def test_the_author_is_not_asked(tmp_path: Path, server: FakeGitHub) -> None:
    assert (asked(tmp_path, server, author="alice").exit, calls(server)) == (Exit.FINDINGS, [])


def test_nobody_is_asked_where_the_policy_demands_no_review(tmp_path: Path, server: FakeGitHub) -> None:
    assert (asked(tmp_path, server, BASE).exit, calls(server)) == (Exit.HELD, [])


@pytest.mark.parametrize(
    ("status", "reason"),
    [(422, "Reviews may only be requested from collaborators."), (403, "Resource not accessible by integration")],
)
def test_what_github_refuses_is_said_and_decides_nothing(
    tmp_path: Path, server: FakeGitHub, status: int, reason: str
) -> None:
    server.fail("POST", "/requested_reviewers$", status, body=reason)
    ran = asked(tmp_path, server)
    assert (ran.exit, ran.outputs["verdict"]) == (Exit.FINDINGS, "fail")
    assert "@alice could not be asked for the review: GitHub's API was asked for a review by @alice" in ran.log
    assert f"answered {status} ({reason})" in ran.log
