"""Descriptions as records: what a pull request goes through from an empty text to a merge, and an issue with a form."""

from __future__ import annotations

from pathlib import Path

from fakes.github import FakeGitHub
from support.scenario import PullRequest, Ran, environment, run

POLICY = "records:\n  pull-request: change-control\n  issue: change-control\n"
BASE = {".citefirst.yml": POLICY, "README.md": "# Shop\n"}
CHANGE = {"src/limit.py": "LIMIT = 2500\n"}
FILLED = """<!-- Say what changes. -->
- Compliance lead: @ewa
- Status: approved
- Controls: CC8.1
- AI: none

## Summary

The limit above which a manual booking waits for a second person fell from EUR 10,000 to EUR 2,500. [C]

## Test evidence

40 of 40 bookings above the limit waited for a second person. [CI]

## Rollback

- Revert the commit, within five minutes.

[C]: https://github.com/octo/demo/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "commit: the limit"
[CI]: https://github.com/octo/demo/actions/runs/310 "ci-run: bookings"
[CC8.1]: https://wiki.example.com/controls/cc8-1 "control: change management"
"""
EDITED, BEFORE, AFTER = "2026-11-05T12:00:00Z", "2026-11-05T11:00:00Z", "2026-11-05T13:00:00Z"


class Stage:
    """A pull request without a record among its files, and the GitHub that has its description."""

    def __init__(self, directory: Path, github: FakeGitHub) -> None:
        self.directory, self.github = directory, github
        self.pull = PullRequest.open(directory / "repository", BASE, CHANGE)
        github.pull(self.pull.number, self.pull.base, self.pull.head, self.pull.author)

    def run(self, event: str = "pull_request", **inputs: str) -> Ran:
        self.github.calls.clear()
        root, given = self.pull.repository.root, {"today": "2026-11-20", **inputs}
        environ = environment(self.directory / "runner", root, event, self.pull.payload(), self.pull.merge, **given)
        return run({**environ, "GITHUB_API_URL": self.github.url})
