"""Suggestions on a pull request: what is said where, once, in how many requests, and never by a run that is late."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, Files, PullRequest, Ran, environment, run

from citefirst.errors import Exit

UNSURE = GOOD.replace("## Facts\n", "## Facts\n\nThe cause of the errors is TBD.\n")
"""A line without a source, line 11."""
MAKE, LOOK, HEAD, FILES = "POST pulls/7/reviews", "GET pulls/7/comments", "GET pulls/7", "GET pulls/7/files"


class Stage:
    """A pull request whose runs suggest mends, on a GitHub of its own."""

    def __init__(self, tmp_path: Path, server: FakeGitHub, pull: PullRequest) -> None:
        self.tmp_path, self.server, self.pull = tmp_path, server, pull
        self.runs = 0

    def run(self, event: str = "pull_request", workspace: Path | None = None, **inputs: str) -> Ran:
        self.runs += 1
        self.server.calls.clear()
        variables = environment(
            self.tmp_path / "runner",
            workspace or self.pull.repository.root,
            event,
            self.pull.payload(),
            self.pull.base if workspace else self.pull.merge,
            **{"comment": "never", "suggestions": "true", **inputs},
        )
        return run(variables | {"GITHUB_API_URL": self.server.url, "GITHUB_RUN_ID": str(1000 + self.runs)})

    def push(self, files: Files) -> None:
        """A new commit of the pull request, and its test merge."""
        repository = self.pull.repository
        repository.git("switch", "--quiet", "feature")
        self.pull.head = repository.commit(files)
        repository.git("switch", "--quiet", "--detach", self.pull.base)
        repository.git("merge", "--quiet", "--no-ff", "-m", "merge", self.pull.head)
        self.pull.merge = repository.git("rev-parse", "HEAD")
        self.server.pull(7, self.pull.base, self.pull.head)

    @property
    def calls(self) -> list[str]:
        """What was asked, without the number of entries of a page."""
        return [
            f"{method} {path.partition('?')[0].removeprefix('/repos/octo/demo/')}" for method, path in self.server.calls
        ]

    @property
    def bodies(self) -> list[str]:
        return [remark["body"].partition("\n")[2] for remark in self.server.remarks]


Open = Callable[..., Stage]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    servers: list[FakeGitHub] = []

    def start(head: Files, base: Files = BASE, author: str = "dev", fork: bool = False) -> Stage:
        pull = PullRequest.open(tmp_path / "repository", base, head, author=author)
        server = FakeGitHub(pull.repository.root).__enter__()
        servers.append(server)
        server.pull(7, pull.base, pull.head, author, fork)
        return Stage(tmp_path, server, pull)

    yield start
    for server in servers:
        server.__exit__()
        assert server.violations == []


def test_a_mend_is_suggested_on_its_line_and_not_again(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    ran = stage.run()
    assert (ran.exit, "1 suggestion written, 0 settled" in ran.log) == (Exit.FINDINGS, True)
    assert stage.calls == [LOOK, HEAD, FILES, MAKE, LOOK]
    (remark,) = stage.server.remarks
    assert (remark["path"], remark["line"], remark["commit_id"]) == ("docs/a.md", 11, stage.pull.head)
    assert "```suggestion\nUNKNOWN: The cause of the errors is TBD.\n```\n" in remark["body"]
    again = stage.run()
    assert (stage.calls, len(stage.server.remarks)) == ([LOOK], 1)
    assert "The suggestions are up to date." in again.log


def test_what_is_found_no_more_is_settled_once(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    stage.push({"docs/a.md": GOOD})
    assert stage.run().exit == Exit.HELD
    (body,) = stage.bodies
    assert stage.calls == [LOOK, HEAD, f"PATCH pulls/comments/{stage.server.remarks[0]['id']}"]
    assert re.fullmatch(r"Settled: CF\d{3} is no longer found here, as of [0-9a-f]{12}\.\n", body)
    stage.run()
    assert stage.calls == [LOOK]


def test_a_line_that_moved_is_not_said_again_and_one_that_is_outdated_is_said_anew(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    stage.push({"docs/a.md": UNSURE.replace("## Facts\n", "## Facts\n\nUNKNOWN: who was hit.\n")})
    stage.run()
    assert (stage.calls, len(stage.bodies)) == ([LOOK], 1)
    stage.server.remarks[0].update(position=None, line=None)  # as GitHub does once the lines around it are others
    stage.run()
    first, second = stage.server.remarks
    assert stage.calls == [LOOK, HEAD, FILES, MAKE, f"PATCH pulls/comments/{first['id']}", LOOK]
    assert ("the lines of this suggestion have changed" in first["body"], second["line"]) == (True, 13)
    stage.run()
    assert stage.calls == [LOOK]


def test_a_head_that_changed_between_judging_and_posting_is_left_alone(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.server.pull(7, stage.pull.base, stage.pull.base)
    ran = stage.run()
    assert (stage.calls, stage.bodies) == ([LOOK, HEAD], [])
    assert "No suggestion was written: the pull request has a newer commit." in ran.log


def test_two_runs_at_once_say_it_once(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    theirs = stage.server.remarks.pop()
    stage.server.meanwhile("POST", "/reviews$", lambda: stage.server.remarks.append(theirs))
    stage.run()
    assert [remark["id"] for remark in stage.server.remarks] == [theirs["id"]]
    assert [call.partition(" ")[0] for call in stage.calls] == ["GET", "GET", "GET", "POST", "GET", "DELETE"]


def test_the_other_run_may_have_deleted_the_double(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    theirs = stage.server.remarks.pop()
    stage.server.meanwhile("POST", "/reviews$", lambda: stage.server.remarks.append(theirs))
    stage.server.meanwhile("DELETE", "/comments/", stage.server.remarks.pop)
    ran = stage.run()
    assert ("1 suggestion written" in ran.log, stage.server.remarks) == (True, [theirs])


def test_nothing_is_settled_where_not_all_was_judged(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    monkeypatch.setattr("citefirst.model.Report.unjudged", property(lambda report: True))
    ran = stage.run()
    assert (ran.exit, stage.calls, "not all records could be judged" in ran.log) == (Exit.COULD_NOT_RUN, [], True)


def test_a_lost_answer_doubles_nothing(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.server.lose_answer("POST", "/reviews$")
    ran = stage.run()
    assert (ran.exit, "could not be written" in ran.log) == (Exit.FINDINGS, True)
    stage.run()
    assert (stage.calls, len(stage.bodies)) == ([LOOK], 1)


def test_a_token_that_may_only_read_is_a_warning(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE}, fork=True)
    stage.server.fail("POST", "/reviews$", 403, body="Resource not accessible by integration")
    ran = stage.run()
    assert (ran.exit, ran.outputs["verdict"], stage.bodies) == (Exit.FINDINGS, "fail", [])
    assert "The suggestions could not be written: GitHub's API was asked for a review of pull request 7" in ran.log


def test_a_fork_is_judged_anew_by_a_run_that_may_write(opened: Open, tmp_path: Path) -> None:
    stage = opened({"docs/a.md": UNSURE}, fork=True)
    (tmp_path / "empty").mkdir()
    ran = stage.run("pull_request_target", tmp_path / "empty")
    assert (ran.exit, len(stage.bodies)) == (Exit.FINDINGS, 1)


def test_a_marker_that_somebody_copied_is_not_ours(opened: Open) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run()
    stage.server.remarks[0]["user"] = {**stage.server.remarks[0]["user"], "login": "mallory", "type": "User"}
    stage.run()
    assert len(stage.bodies) == 2


def test_ten_are_said_in_one_review_and_the_next_run_goes_on(opened: Open) -> None:
    lines = "".join(f"The cause of outage {n} is TBD.\n\n" for n in range(12))
    stage = opened({"docs/a.md": GOOD.replace("## Facts\n", f"## Facts\n\n{lines}")})
    stage.run()
    assert (len(stage.bodies), stage.calls.count(MAKE)) == (10, 1)
    stage.run()
    assert len(stage.bodies) == 12


def test_lines_that_the_difference_does_not_show_are_left_out(opened: Open) -> None:
    far = UNSURE + "\n" + "\n\n".join(f"UNKNOWN: what {n} was." for n in range(20)) + "\n"
    stage = opened({"docs/a.md": far + "\nUNKNOWN: what else.\n"}, BASE | {"docs/a.md": far})
    ran = stage.run()
    assert (stage.calls, stage.bodies, ran.exit) == ([LOOK, HEAD, FILES], [], Exit.FINDINGS)


@pytest.mark.parametrize("inputs", [{"mode": "observe"}, {"suggestions": "false"}])
def test_nothing_is_asked_where_it_is_not_wanted(opened: Open, inputs: dict[str, str]) -> None:
    stage = opened({"docs/a.md": UNSURE})
    stage.run("pull_request", None, **inputs)
    assert stage.calls == []
