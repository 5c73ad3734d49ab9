"""GitHub's API as it is described, and as it fails: slow, forbidden, limited, gone, or somebody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from fakes import github
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, UNCITED, PullRequest

from citefirst.github.api import Api, ApiError
from citefirst.github.client import Patience
from citefirst.github.event import Pull
from citefirst.model import Change
from citefirst.signing.reviews import Review

TOKEN = "very-secret-token"
QUICK = Patience(repeats=2, pause=0, ceiling=1)


@pytest.fixture
def pull(tmp_path: Path) -> PullRequest:
    text = GOOD + "more " * 50
    return PullRequest.open(
        tmp_path / "repository",
        BASE | {"docs/a.md": GOOD, "docs/old name.md": text, "docs/gone.md": "gone\n"},
        {"docs/a.md": UNCITED, "docs/old name.md": None, "docs/ü #1.md": text, "docs/gone.md": None, "new.txt": "1\n"},
    )


@pytest.fixture
def server(pull: PullRequest) -> Iterator[FakeGitHub]:
    with FakeGitHub(pull.repository.root) as started:
        started.pull(7, pull.base, pull.head)
        yield started
    assert started.violations == []


def api(server: FakeGitHub, token: str = TOKEN) -> Api:
    return Api(server.url, "octo/demo", token, QUICK)


CHANGED = [
    Change("docs/a.md", "modified"),
    Change("docs/gone.md", "removed"),
    Change("docs/ü #1.md", "renamed", "docs/old name.md"),
    Change("new.txt", "added"),
]


def test_changed_files_are_those_of_git(server: FakeGitHub, pull: PullRequest) -> None:
    assert sorted(api(server).changed_files(7), key=lambda change: change.path) == CHANGED
    assert sorted(api(server).compare(pull.base, pull.head), key=lambda change: change.path) == CHANGED
    assert len(server.calls) == 2


def test_all_pages_are_read(server: FakeGitHub) -> None:
    for number in range(250):
        server.comment(7, f"comment {number}")
    assert [found.body for found in api(server).comments(7)] == [f"comment {number}" for number in range(250)]
    assert len(server.calls) == 3


@pytest.mark.parametrize(("name", "most"), [("LISTED", 3000), ("COMPARED", 300)])
def test_a_list_that_may_be_cut_is_an_error(
    server: FakeGitHub, pull: PullRequest, name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = [{"sha": "0" * 40, "status": "added"} | server._addresses(f"{n}.md", pull.head) for n in range(most + 1)]
    monkeypatch.setattr(server, "_changed", lambda base, head: changed)
    assert getattr(github, name) == most
    with pytest.raises(ApiError, match=f"lists {most} changed files at most"):
        api(server).changed_files(7) if name == "LISTED" else api(server).compare(pull.base, pull.head)
    changed.pop()
    changed.pop()
    found = api(server).changed_files(7) if name == "LISTED" else api(server).compare(pull.base, pull.head)
    assert len(found) == most - 1


def test_the_files_of_a_commit(server: FakeGitHub, pull: PullRequest) -> None:
    tree = api(server).snapshot(pull.head)
    assert tree.read("docs/a.md") == (UNCITED.encode(), None)
    assert tree.children("docs") == ["docs/a.md", "docs/ü #1.md"]
    assert tree.exists("docs/ü #1.md")
    assert not tree.exists("docs/gone.md")
    tree.read("docs/a.md")
    assert len(server.calls) == 2


def test_a_tree_that_is_cut_is_an_error(server: FakeGitHub, pull: PullRequest) -> None:
    server.truncated = True
    with pytest.raises(ApiError, match="check it out first"):
        api(server).snapshot(pull.head)


def test_a_file_at_a_commit(server: FakeGitHub, pull: PullRequest) -> None:
    assert api(server).content("docs/a.md", pull.base) == GOOD.encode()
    assert api(server).content("docs/nowhere.md", pull.base) is None


def test_reviews_come_in_their_order(server: FakeGitHub, pull: PullRequest) -> None:
    for login, state in (("alice", "APPROVED"), ("bob", "COMMENTED"), ("alice", "DISMISSED")):
        server.review(7, login, state, pull.head)
    assert api(server).reviews(7) == [
        Review("alice", "APPROVED", pull.head),
        Review("bob", "COMMENTED", pull.head),
        Review("alice", "DISMISSED", pull.head),
    ]


def test_the_open_pull_request_of_a_head(server: FakeGitHub, pull: PullRequest) -> None:
    server.pull(8, pull.base, pull.head, "eve", fork=True)
    assert api(server).open_pull("contributor", "feature", pull.head) == Pull(8, "eve", pull.base, pull.head, "main")
    assert api(server).open_pull("contributor", "feature", pull.base) is None
    assert api(server).open_pull("nobody", "feature", pull.head) is None
    assert len(server.calls) == 3


def test_comments_are_created_edited_and_deleted_by_one_call_each(server: FakeGitHub) -> None:
    asked = api(server)
    asked.create_comment(7, "first ü")
    (comment,) = asked.comments(7)
    assert (comment.body, comment.login, comment.bot) == ("first ü", "github-actions[bot]", True)
    asked.edit_comment(7, comment.id, "second")
    assert asked.comments(7)[0].body == "second"
    asked.delete_comment(7, comment.id)
    assert [method for method, _ in server.calls] == ["POST", "GET", "PATCH", "GET", "DELETE"]
    assert server.comments == []


def test_whose_the_token_is(server: FakeGitHub) -> None:
    assert api(server).login() == ""
    server.login = "alice"
    assert api(server).login() == "alice"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_servers_error_is_asked_again(server: FakeGitHub, status: int) -> None:
    server.fail("GET", "/files$", status, times=2)
    assert len(api(server).changed_files(7)) == 4
    assert len(server.calls) == 3


def test_a_servers_error_that_stays_is_an_error(server: FakeGitHub) -> None:
    server.fail("GET", "/files$", 500)
    with pytest.raises(ApiError, match="asked for the files of pull request 7 and answered 500 each time"):
        api(server).changed_files(7)
    assert len(server.calls) == 3


@pytest.mark.parametrize("status", [500, 502, 429])
def test_creating_is_never_repeated(server: FakeGitHub, status: int) -> None:
    """The server may have created the comment although no answer came."""
    server.fail("POST", "/comments$", status, headers={"Retry-After": "0"} if status == 429 else {})
    with pytest.raises(ApiError):
        api(server).create_comment(7, "once")
    assert len(server.calls) == 1


def test_a_short_pause_is_kept(server: FakeGitHub) -> None:
    server.fail("GET", "/files$", 429, times=1, headers={"Retry-After": "1"})
    assert len(api(server).changed_files(7)) == 4


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (429, {"Retry-After": "3600"}, "slow down"),
        (403, {"Retry-After": "3600"}, "You have exceeded a secondary rate limit"),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}, "API rate limit exceeded for user"),
    ],
)
def test_a_long_pause_is_an_error_at_once(server: FakeGitHub, status: int, headers: dict[str, str], body: str) -> None:
    server.fail("GET", "/files$", status, headers=headers, body=body)
    with pytest.raises(ApiError) as caught:
        api(server).changed_files(7)
    assert len(server.calls) == 1
    assert caught.value.status == status


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_the_token_may_not_do_is_told_apart(server: FakeGitHub, status: int) -> None:
    server.fail("POST", "/comments$", status, body="Resource not accessible by integration")
    with pytest.raises(ApiError, match="Resource not accessible") as caught:
        api(server).create_comment(7, "x")
    assert caught.value.forbidden


def test_no_error_shows_the_token_or_commands_the_log(server: FakeGitHub) -> None:
    server.fail("GET", "/files$", 422, body=f"bad {TOKEN}\n::error::forged\x1b[31m")
    with pytest.raises(ApiError) as caught:
        api(server).changed_files(7)
    text = str(caught.value)
    assert TOKEN not in text
    assert "***" in text
    assert text.isprintable()


def test_without_a_token_the_answer_says_so(server: FakeGitHub) -> None:
    with pytest.raises(ApiError, match="answered 401") as caught:
        api(server, token="").changed_files(7)
    assert caught.value.forbidden


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ApiError, match="got no usable answer") as caught:
        Api("http://127.0.0.1:9", "octo/demo", TOKEN, Patience(0, 0, 1)).changed_files(7)
    assert caught.value.status == 0


class Stranger(BaseHTTPRequestHandler):
    """Answers by a page for people, or leads elsewhere."""

    def do_GET(self) -> None:
        if "comments" in self.path:
            self.send_response(302)
            self.send_header("Location", "http://evil.example/steal")
            self.end_headers()
            return
        body = b"<html>Sign in</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Stranger) as started:
        thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{started.server_port}"
        started.shutdown()
        thread.join()


def test_an_answer_that_is_not_the_apis_is_an_error(stranger: str) -> None:
    asked = Api(stranger, "octo/demo", TOKEN, QUICK)
    asks: list[Callable[[], object]] = [
        lambda: asked.changed_files(7),
        lambda: asked.compare("a", "b"),
        lambda: asked.snapshot("a"),
        lambda: asked.open_pull("a", "b", "c"),
        lambda: asked.comments(7),
    ]
    for ask in asks:
        with pytest.raises(ApiError, match=r"got no usable answer|answered 302 each time"):
            ask()
    # Without a review nobody has approved, and a comment of nobody is not ours.
    assert (asked.reviews(7), asked.login()) == ([], "")
