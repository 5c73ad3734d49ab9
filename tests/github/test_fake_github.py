"""The fake GitHub is no kinder than the real one: what breaks GitHub's description is refused and written down."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.github import LONGEST, FakeGitHub
from support.scenario import BASE, UNCITED, PullRequest

COMMENTS = "/repos/octo/demo/issues/7/comments"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FakeGitHub]:
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": UNCITED})
    with FakeGitHub(pull.repository.root) as started:
        started.pull(7, pull.base, pull.head)
        yield started


def ask(server: FakeGitHub, method: str, path: str, body: object = None, *, token: bool = True) -> tuple[int, object]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": "Bearer x"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


WRONG = [
    ("POST", COMMENTS, {}),
    ("POST", COMMENTS, {"body": 5}),
    ("POST", COMMENTS, {"text": "x"}),
    ("GET", f"{COMMENTS}?per_page=many", None),
    ("GET", "/repos/octo/demo/pulls/7/unknown", None),
    ("PUT", COMMENTS, {"body": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG)
def test_a_request_that_breaks_the_description_is_refused_and_written_down(
    server: FakeGitHub, method: str, path: str, body: object
) -> None:
    status, _ = ask(server, method, path, body)
    assert status == 422
    assert len(server.violations) == 1
    assert server.violations[0].startswith(f"request {method} {path.partition('?')[0]}")


def test_a_property_that_is_not_described_is_written_down(server: FakeGitHub) -> None:
    assert ask(server, "POST", COMMENTS, {"body": "x", "bodi": "y"})[0] == 201
    assert server.violations == [f"request POST {COMMENTS}: unknown properties ['bodi']"]


def test_an_answer_that_breaks_the_description_is_written_down(server: FakeGitHub) -> None:
    server.comment(7, "x")["created_at"] = "yesterday"
    assert ask(server, "GET", COMMENTS)[0] == 500
    assert len(server.violations) == 1
    assert server.violations[0].startswith(f"answer GET {COMMENTS}")


def test_who_does_not_say_who_they_are_is_refused(server: FakeGitHub) -> None:
    assert ask(server, "GET", COMMENTS, token=False)[0] == 401


def test_a_comment_that_is_too_long_is_refused(server: FakeGitHub) -> None:
    assert ask(server, "POST", COMMENTS, {"body": "x" * (LONGEST + 1)})[0] == 422
    assert ask(server, "POST", COMMENTS, {"body": "x" * LONGEST})[0] == 201
    assert server.violations == []


def test_faults_come_as_often_as_asked(server: FakeGitHub) -> None:
    server.fail("GET", "/comments$", 503, times=2)
    assert [ask(server, "GET", COMMENTS)[0] for _ in range(3)] == [503, 503, 200]


def test_an_operation_whose_answer_is_lost_was_carried_out(server: FakeGitHub) -> None:
    server.lose_answer("POST", "/comments$")
    assert ask(server, "POST", COMMENTS, {"body": "x"})[0] == 502
    assert [comment["body"] for comment in server.comments] == ["x"]
    assert ask(server, "POST", COMMENTS, {"body": "y"})[0] == 201


def test_what_is_not_there_is_not_found(server: FakeGitHub) -> None:
    for path in ("/pulls/9/files", "/git/blobs/" + "0" * 40, "/git/trees/" + "0" * 40, "/contents/nowhere.md"):
        assert ask(server, "GET", f"/repos/octo/demo{path}")[0] == 404
    assert server.violations == []
