"""What the fake GitHub can be asked for, made from GitHub's own examples: a repository, pull requests, commits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fakes.github import FakeGitHub, example


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 4, hour, minute, tzinfo=UTC)


def stamp(hour: int, minute: int = 0) -> str:
    return f"{at(hour, minute):%Y-%m-%dT%H:%M:%SZ}"


def put_repository(server: FakeGitHub, private: bool = False, fork: bool = False) -> None:
    known = example("full-repository-default-response")
    server.objects[""] = {key: value for key, value in known.items() if key not in ("parent", "source")} | {
        "fork": fork,
        "full_name": "octo/demo",
        "url": f"{server.url}/repos/octo/demo",
        "default_branch": "main",
        "private": private,
        "language": "Python",  # in the example it lacks, and the description demands it
    }


def made(of: str, server: FakeGitHub, tail: str, **changed: Any) -> dict[str, Any]:
    """An example with its own address, which PyGithub asks further by."""
    found: dict[str, Any] = example(of) | {"url": f"{server.url}/repos/octo/demo{tail}"} | changed
    return found


def put_commit(server: FakeGitHub, sha: str, asked: str = "") -> None:
    found = made("commit", server, f"/commits/{sha}", sha=sha, files=[])
    found["commit"]["message"] = "Fix the cart\n\nIt was slow."
    found["commit"]["author"]["date"], found["commit"]["committer"]["date"] = stamp(8), stamp(9)
    server.objects[f"/commits/{asked or sha}"] = found


def put_pull(server: FakeGitHub, number: int, **changed: Any) -> None:
    """A pull request, merged at 10:00 where nothing else is said."""
    times = {"created_at": stamp(9), "closed_at": stamp(10), "merged_at": stamp(10)}
    found = {"number": number, "title": "Fix the cart", "state": "closed", "merged": True, "requested_teams": []}
    server.objects[f"/pulls/{number}"] = made("pull-request", server, f"/pulls/{number}", **(found | times | changed))


def put_issue(server: FakeGitHub, number: int, **changed: Any) -> None:
    found = made("issue", server, f"/issues/{number}", number=number, title="Cart is slow", **changed)
    server.objects[f"/issues/{number}"] = {key: value for key, value in found.items() if key != "pull_request"}
