"""Descriptions as records: a pull request from an empty text to a kept file, and an issue with a form.

The fake GitHub answers; what is asked of it is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes.github import FakeGitHub
from support.descriptions import FILLED, FORM
from support.runner_log import commands
from support.scenario import PullRequest, Ran, environment, run

from citefirst.cli import main

BASE = {
    ".citefirst.yml": "records:\n  pull-request: change-control\n  issue: change-control\n",
    "README.md": "# Shop\n",
    ".github/PULL_REQUEST_TEMPLATE.md": "## Rollback\n\nSay how to go back.\n",
}
EDITED, APPROVED, LATER = "2026-11-05T12:00:00Z", "2026-11-05T13:00:00Z", "2026-11-05T14:00:00Z"
ASK, COMMENTS = "POST /graphql", "GET /repos/octo/demo/issues/7/comments?per_page=100"
WRITE, EDIT = "POST /repos/octo/demo/issues/7/comments", "PATCH /repos/octo/demo/issues/comments/101"


class Stage:
    """A pull request that touches no file which is a record, and the GitHub that has its description."""

    def __init__(self, directory: Path, github: FakeGitHub) -> None:
        self.directory, self.github = directory, github
        self.pull = PullRequest.open(directory / "repository", BASE, {"src/limit.py": "LIMIT = 2500\n"})
        self.root = self.pull.repository.root
        self.pull.repository.git("remote", "add", "origin", "https://github.com/octo/demo.git")

    def run(self, event: str = "pull_request", payload: Mapping[str, Any] | None = None, **inputs: str) -> Ran:
        self.github.calls.clear()
        given, told = {"today": "2026-11-20", **inputs}, payload or self.pull.payload()
        environ = environment(self.directory / "runner", self.root, event, told, self.pull.merge, **given)
        return run({**environ, "GITHUB_API_URL": self.github.url})

    @property
    def calls(self) -> list[str]:
        return [" ".join(call) for call in self.github.calls]

    def keep(self, *arguments: str) -> Result:
        environ = {"GITHUB_TOKEN": "t", "GITHUB_API_URL": self.github.url}
        return CliRunner().invoke(main, ["keep", *arguments], env=environ)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with FakeGitHub(tmp_path / "repository") as github:
        found = Stage(tmp_path, github)
        monkeypatch.chdir(found.root)
        yield found
        assert github.violations == []


def codes(ran: Ran) -> list[str]:
    return [found.properties["title"][:5] for found in commands(ran.log) if found.name == "error"]


def test_from_an_empty_description_to_a_kept_file(stage: Stage) -> None:
    github = stage.github
    github.describe(7, None)
    ran = stage.run()
    assert (ran.exit, codes(ran)) == (1, ["CF102", "CF103", "CF103", "CF401", "CF501"])
    assert stage.calls == [ASK, COMMENTS, WRITE]
    assert "has no annotations on its lines" in ran.summary

    github.describe(7, FILLED.replace("\n", "\r\n"), EDITED)
    ran = stage.run()
    assert (ran.exit, codes(ran), stage.calls) == (1, ["CF405"], [ASK, COMMENTS, EDIT])
    assert "[Line 2](https://github.com/octo/demo/pull/7), error [`CF405`]" in github.comments[0]["body"]
    assert "> `- Compliance lead: @ewa`" in github.comments[0]["body"]

    github.review(7, "ewa", "APPROVED", stage.pull.head, APPROVED)
    ran = stage.run("pull_request_review")
    assert (ran.exit, codes(ran), ran.outputs["records"], stage.calls) == (0, [], "1", [ASK, COMMENTS, EDIT])

    github.describe(7, FILLED, LATER)
    ran = stage.run()
    assert (ran.exit, codes(ran)) == (1, ["CF405"])
    assert "the description was edited (2026-11-05 14:00 UTC) after @ewa approved it" in ran.log

    github.describe(7, FILLED.replace("\n", "\r\n"), EDITED)
    assert (done := stage.keep("7", "--online")).exit_code == 2, done.output
    assert "pull request #7 is not merged yet" in done.output
    github.describe(7, FILLED.replace("\n", "\r\n"), EDITED, mergedAt=LATER)
    assert (done := stage.keep("7", "--online")).exit_code == 0, done.output
    assert "1 approval by review" in done.output
    kept = stage.root / "docs" / "records" / "pull-request-7.md"
    assert kept.read_bytes().endswith(b"---\n" + FILLED.replace("\n", "\r\n").encode())
    assert "already" in stage.keep("7", "--online").output
    checked = CliRunner().invoke(main, ["check", "--today", "2026-11-20", str(kept)])
    assert (checked.exit_code, "1 record holds" in checked.output) == (0, True), checked.output
    kept.write_text("mine")
    assert (stage.keep("7", "--online").exit_code, kept.read_text()) == (2, "mine")


def issue(number: int = 9) -> dict[str, Any]:
    return {"action": "edited", "issue": {"number": number}}


def test_an_issue_form_left_at_its_default_and_filled_in(stage: Stage) -> None:
    stage.github.describe(9, FORM.replace("Revert it.", "_No response_"))
    ran = stage.run("issues", issue())
    assert (ran.exit, codes(ran)) == (1, ["CF101"])
    assert stage.calls == [call.replace("/7/", "/9/") for call in (ASK, COMMENTS, WRITE)]
    stage.github.describe(9, FORM.replace("Revert it.", "Revert it.\n\n40 of 40 bookings waited. [CI]"))
    ran = stage.run("issues", issue())
    assert (ran.exit, ran.outputs["verdict"], ran.outputs["findings"]) == (0, "pass", "0"), ran.log
    assert "The issue's comment is up to date." in ran.log


def test_an_issue_is_judged_only_where_the_policy_says_so(stage: Stage) -> None:
    stage.pull.repository.commit({".citefirst.yml": "records:\n  pull-request: change-control\n"})
    ran = stage.run("issues", issue(), comment="never")
    assert (ran.exit, ran.outputs["records"], stage.calls) == (0, "0", [])
    assert "The policy names no workflow for issues" in ran.log


def test_what_the_template_says_is_no_answer(stage: Stage) -> None:
    left = FILLED.replace("- Revert the commit, within five minutes.", "Say how to go back.")
    stage.github.describe(7, left, EDITED)
    stage.github.review(7, "ewa", "APPROVED", stage.pull.head, APPROVED)
    assert codes(stage.run(comment="never")) == ["CF101", "CF203"]


QUEUED = [("pr-7-" + "a" * 40, [ASK], "that of #7 was judged"), ("train-1", [], "descriptions are not judged again")]


@pytest.mark.parametrize(("branch", "calls", "said"), QUEUED, ids=["GitHub's name", "another name"])
def test_a_merge_queue_judges_the_pull_request_that_it_names(
    stage: Stage, branch: str, calls: list[str], said: str
) -> None:
    stage.github.describe(7, FILLED)
    stage.github.review(7, "ewa", "APPROVED", stage.pull.head, APPROVED)
    ref = f"refs/heads/gh-readonly-queue/main/{branch}"
    group = {"base_sha": stage.pull.base, "base_ref": "refs/heads/main", "head_ref": ref}
    ran = stage.run("merge_group", {"merge_group": group})
    assert (ran.exit, stage.calls, said in ran.log) == (0, calls, True)


GONE_WRONG = [
    (403, None, "", "give the job"),
    (500, None, "", "answered 500"),
    (200, None, "", "got no usable answer"),
    (502, 1, "pass", ""),
]


@pytest.mark.parametrize(("status", "times", "verdict", "said"), GONE_WRONG)
def test_what_cannot_be_told_is_never_green(
    stage: Stage, status: int, times: int | None, verdict: str, said: str
) -> None:
    stage.github.describe(7, FILLED)
    stage.github.review(7, "ewa", "APPROVED", stage.pull.head, APPROVED)
    stage.github.fail("POST", "graphql", status, times=times)
    ran = stage.run(comment="never")
    assert (ran.exit, ran.outputs["verdict"]) == ((0, "pass") if verdict else (4, "error")), ran.log
    assert said.replace("give the job", "the job lacks the permission `pull-requests: read`") in ran.log


def test_a_fork_is_judged_by_what_the_base_says(stage: Stage) -> None:
    stage.github.pull(7, stage.pull.base, stage.pull.head, fork=True)
    stage.github.describe(7, None)
    ended = {
        "head_sha": stage.pull.head,
        "head_branch": "feature",
        "head_repository": {"owner": {"login": "contributor"}},
    }
    ran = stage.run("workflow_run", {"workflow_run": ended}, mode="comment")
    assert (ran.exit, ran.outputs["verdict"], ran.outputs["errors"]) == (0, "fail", "5"), ran.log
    assert len(stage.github.comments) == 1


def test_findings_of_a_description_are_in_no_file(stage: Stage) -> None:
    stage.github.describe(7, None)
    ran = stage.run(comment="never", sarif_file="out.sarif")
    assert json.loads(ran.file("sarif-file"))["runs"][0]["results"] == []
    assert next(found.properties for found in commands(ran.log) if found.name == "error") == {
        "title": "CF102 missing-section: pull request #7, line 1"
    }


def payload(tmp_path: Path, body: str | None, **given: Any) -> str:
    told = {
        "number": 7,
        "html_url": "https://github.com/octo/demo/pull/7",
        "title": "Limit",
        "body": body,
        "user": {"login": "dev"},
        "created_at": "2026-11-05T10:00:00Z",
        "merged_at": LATER,
    }
    place = tmp_path / "event.json"
    place.write_text(json.dumps({"pull_request": told | given, "repository": {"full_name": "octo/demo"}}))
    return str(place)


def test_a_payload_is_kept_without_reviews(stage: Stage, tmp_path: Path) -> None:
    hostile = '---\nowner: x\n...\n<script>alert(1)</script> "\n'
    out = str(stage.root / "kept.md")
    done = stage.keep("--event", payload(tmp_path, hostile, title='a: "b"\n---\u2028'), "--out", out)
    assert (done.exit_code, "without reviews" in done.output, stage.calls) == (0, True, []), done.output
    assert Path(out).read_bytes().endswith(b"---\n" + hostile.encode())
    assert b"approvals" not in Path(out).read_bytes()


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("not merged", {"merged_at": None}, "is not merged yet"),
    ("no text", {"body": "\ud83d"}, "half of a surrogate pair"),
    ("no number", {"number": "x"}, "is not the payload of an event about a pull request"),
    ("no address", {"html_url": None}, "is not the payload of an event about a pull request"),
    ("no title", {"title": 5}, "is not the payload of an event about a pull request"),
]


@pytest.mark.parametrize(("given", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_kept_writes_nothing(stage: Stage, tmp_path: Path, given: dict[str, Any], said: str) -> None:
    done = stage.keep("--event", payload(tmp_path, **{"body": "x", **given}))
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert not (stage.root / "docs").exists()


def test_where_a_text_is_from_must_be_said(stage: Stage, tmp_path: Path) -> None:
    for arguments in ([], ["7"], ["--online"], ["7", "--online", "--event", payload(tmp_path, "x")]):
        assert stage.keep(*arguments).exit_code == 2
    assert "is about pull request #7, not #8" in stage.keep("8", "--event", payload(tmp_path, "x")).output
