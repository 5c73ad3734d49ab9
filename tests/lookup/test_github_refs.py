"""What GitHub says of the objects that a record cites, and what it only seems to say: a 404 is no proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.github import FakeGitHub
from fakes.objects import at, made, put_commit, put_repository, stamp
from support.scenario import BASE, UNCITED, PullRequest
from support.web import Web, leading

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing, Target, doubt
from citefirst.github.client import Patience
from citefirst.github.objects import Repositories
from citefirst.lookup.github_refs import Site, Thing, thing

QUICK = Patience(repeats=1, pause=0, ceiling=1)
SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
SITE = Site("octo/demo")


@pytest.mark.parametrize(
    ("url", "what", "id"),
    [
        ("https://github.com/acme/shop/pull/812", "pull", "812"),
        ("https://github.com/acme/shop/pull/812/files#diff-1", "pull", "812"),
        ("http://www.github.com/acme/shop/pull/812/", "pull", "812"),
        ("HTTPS://GitHub.com:443/acme/shop/pull/812?a=b", "pull", "812"),
        (f"https://github.com/acme/shop/pull/812/commits/{SHA}", "commit", SHA),
        (f"https://github.com/acme/shop/commit/{SHA}", "commit", SHA),
        ("https://github.com/acme/shop/commits/6dcb09b", "commit", "6dcb09b"),
        ("https://github.com/acme/shop/issues/5#issuecomment-1", "issue", "5"),
        ("https://github.com/acme/shop/deployments/42", "deployment", "42"),
        ("https://github.com/acme/shop/deployments/production%20eu", "environment", "production eu"),
        ("https://github.com/acme/shop/actions/runs/42/attempts/2", "run", "42"),
        ("https://github.com/acme/shop/actions/runs/42/job/7", "run", "42"),
        ("https://github.com/acme/shop/releases/tag/v1.2%2Bx", "release", "v1.2+x"),
        ("https://github.com/acme/shop/releases/tag/web/v1", "release", "web/v1"),
    ],
)
def test_which_object_an_address_names(url: str, what: str, id: str) -> None:
    assert thing(Target(url, "link"), SITE) == Thing("acme/shop", what, id)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("#12", "reference", Thing("octo/demo", "issue", "12")),
        ("#12", "pull-request", Thing("octo/demo", "pull", "12")),
        ("#12", "ticket", Thing("octo/demo", "issue", "12")),
        ("GH-12", "reference", Thing("octo/demo", "issue", "12")),
        ("acme/shop#12", "reference", Thing("acme/shop", "issue", "12")),
        (SHA, "commit", Thing("octo/demo", "commit", SHA)),
        ("6dcb09b", "commit", Thing("octo/demo", "commit", "6dcb09b")),
    ],
)
def test_which_object_an_id_names(text: str, kind: str, expected: Thing) -> None:
    assert thing(Target(text, kind), SITE) == expected


@pytest.mark.parametrize(
    "text",
    """
    INC-12 CHG-12 CVE-2026-1 GHSA-aaaa-bbbb-cccc RFC-2119 deploy-12 12 acme#12 docs/a.md
    https://gitlab.com/acme/shop/pull/1 https://github.com.evil.example/acme/shop/pull/1 https://github.com:8443/a/b/pull/1
    https://evil@github.com/acme/shop/pull/1 https://github.com/acme/shop https://github.com/acme/shop/pulls
    https://github.com/acme/../pull/1 https://github.com/acme/./pull/1 https://github.com/acme/shop/pull/1x
    https://github.com/acme/shop/pull/99999999999 https://github.com/acme/shop/commit/zzzzzzz
    https://github.com/acme/shop/releases/tag/..%2f..%2fuser https://github.com/acme/shop/releases/tag/a%00b
    https://github.com/acme/shop/releases/tag/a%3Fb https://github.com/acme/shop/blob/main/a.md https://[/acme/shop/pull/1
    """.split(),
)
def test_what_names_no_object(text: str) -> None:
    assert thing(Target(text, "reference"), SITE) is None


@pytest.mark.parametrize("text", ["#12", "GH-12", "acme/shop#12", SHA, "6dcb09b"])
@pytest.mark.parametrize("kind", ["reference", "commit"])
def test_an_id_names_nothing_where_the_record_is_not_on_this_github(text: str, kind: str) -> None:
    assert thing(Target(text, kind), Site("")) is None


def test_objects_of_an_own_github_are_those_of_its_server() -> None:
    site = Site("octo/demo", server="https://ghe.acme.example", api="https://ghe.acme.example/api/v3")
    assert thing(Target("https://ghe.acme.example/a/b/pull/1", "link"), site) == Thing("a/b", "pull", "1")
    assert thing(Target("https://github.com/a/b/pull/1", "link"), site) is None


# Asked of the API


@pytest.fixture
def pull(tmp_path: Path) -> PullRequest:
    made = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": UNCITED})
    made.repository.git("branch", "-f", "main", made.base)
    return made


@pytest.fixture
def server(pull: PullRequest) -> Iterator[FakeGitHub]:
    with FakeGitHub(pull.repository.root) as started:
        put_repository(started)
        yield started
    assert started.violations == []


def ask(server: FakeGitHub, what: str, id: str, slug: str = "octo/demo", **site: Any) -> Answer:
    given = Site(**{"repository": "octo/demo", "token": "secret", "api": server.url, **site})
    return Repositories(given, QUICK).find(Thing(slug, what, id))


TIMES = {"created_at": stamp(9), "closed_at": stamp(11), "updated_at": stamp(12)}


@pytest.mark.parametrize(
    ("changed", "expected", "why"),
    [
        (
            {"state": "closed", "merged": True, "merged_at": stamp(10)},
            Found("pull-request", "Fix the cart", at(10), "merged", (at(9),)),
            None,
        ),
        (
            {"state": "closed", "merged": False, "merged_at": None},
            Found("pull-request", "Fix the cart", None, "closed", (at(11), at(9))),
            "the pull request was closed and not merged",
        ),
        (
            {"state": "open", "merged": False, "merged_at": None, "closed_at": None},
            Found("pull-request", "Fix the cart", None, "open", (at(9),)),
            "the pull request is open and not merged",
        ),
        (
            {"state": "open", "merged": False, "merged_at": None, "closed_at": None, "draft": True},
            Found("pull-request", "Fix the cart", None, "draft", (at(9),)),
            "the pull request is a draft and not merged",
        ),
    ],
)
def test_a_pull_request(server: FakeGitHub, changed: dict[str, Any], expected: Found, why: str | None) -> None:
    found = made("pull-request", server, "/pulls/12", number=12, title="Fix the cart", **(TIMES | changed))
    server.objects["/pulls/12"] = found | {"requested_teams": []}
    assert ask(server, "pull", "12") == expected
    assert doubt(expected) == why
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("links", "state", "expected"),
    [
        (None, "open", Found("ticket", "Cart is slow", at(9), "open", (at(11),))),
        ({"merged_at": stamp(10)}, "closed", Found("pull-request", "Cart is slow", at(10), "merged", (at(9),))),
        ({"merged_at": None}, "closed", Found("pull-request", "Cart is slow", None, "closed", (at(11), at(9)))),
    ],
)
def test_a_number_is_an_issue_or_a_pull_request(
    server: FakeGitHub, links: dict[str, Any] | None, state: str, expected: Found
) -> None:
    found = made("issue", server, "/issues/5", number=5, title="Cart is slow", state=state, **TIMES)
    known = found.pop("pull_request")
    server.objects["/issues/5"] = found | ({"pull_request": known | links} if links else {})
    assert ask(server, "issue", "5") == expected
    assert len(server.calls) == 1


def test_a_commit_of_the_default_branch_and_one_elsewhere(server: FakeGitHub, pull: PullRequest) -> None:
    for sha, state in ((pull.base, "default-branch"), (pull.head, "elsewhere")):
        put_commit(server, sha)
        assert ask(server, "commit", sha) == Found("commit", "Fix the cart", at(9), state, (at(8),))
    put_commit(server, pull.base, pull.base[:7])
    assert ask(server, "commit", pull.base[:7]) == Found("commit", "Fix the cart", at(9), "default-branch", (at(8),))
    assert doubt(Found("commit", state="elsewhere")) == "the commit is not on the default branch"


def test_a_commit_of_a_fork_is_shown_by_github_and_is_elsewhere(server: FakeGitHub) -> None:
    put_commit(server, SHA)
    assert ask(server, "commit", SHA) == Found("commit", "Fix the cart", at(9), "elsewhere", (at(8),))


def test_a_fork_may_be_behind_what_it_is_of(server: FakeGitHub, pull: PullRequest) -> None:
    put_repository(server, fork=True)
    put_commit(server, pull.head)
    found = ask(server, "commit", pull.head)
    assert found == Found("commit", "Fix the cart", at(9), "fork", (at(8),))
    assert doubt(found) is None
    reason = "octo/demo has no pull request 9, and is a fork of one that may have it"
    assert ask(server, "pull", "9") == CannotTell(reason)


@pytest.mark.parametrize("status", [404, 422])
def test_a_commit_that_is_nowhere_is_missing(server: FakeGitHub, status: int) -> None:
    server.fail("GET", "/commits/", status, body=f"No commit found for SHA: {SHA}")
    assert ask(server, "commit", SHA) == Missing(f"octo/demo has no commit {SHA}")


STATUSES = {
    "success": ([("in_progress", 9), ("success", 10)], "success", 10, None),
    "a later one followed": ([("success", 10), ("inactive", 12)], "success", 10, None),
    "failure": ([("in_progress", 9), ("failure", 10)], "failure", 10, "the deployment failed"),
    "under way": ([("queued", 8), ("in_progress", 9)], "in_progress", 9, "the deployment has not ended"),
    "inactive": ([("inactive", 12)], "inactive", 12, None),
}


@pytest.mark.parametrize("case", STATUSES)
def test_a_deployment(server: FakeGitHub, case: str) -> None:
    statuses, state, hour, why = STATUSES[case]
    server.objects["/deployments/42"] = made(
        "deployment", server, "/deployments/42", environment="production", created_at=stamp(8)
    )
    server.objects["/deployments/42/statuses"] = [
        made("deployment-status", server, "/deployments/42/statuses/1", state=one, created_at=stamp(when))
        for one, when in statuses
    ]
    newest_first = sorted((when for _, when in statuses), reverse=True)
    found = ask(server, "deployment", "42")
    assert found == Found("deploy", "production", at(hour), state, (at(8), *(at(when) for when in newest_first)))
    assert doubt(found) == why


def test_a_deployment_without_a_status(server: FakeGitHub) -> None:
    server.objects["/deployments/42"] = made(
        "deployment", server, "/deployments/42", environment="production", created_at=stamp(8)
    )
    server.objects["/deployments/42/statuses"] = []
    found = ask(server, "deployment", "42")
    assert found == Found("deploy", "production", at(8))
    assert doubt(found) == "the deployment has no status"


def test_an_environment_has_deployments_or_not(server: FakeGitHub) -> None:
    server.objects["/deployments"] = []
    assert ask(server, "environment", "eu west") == Missing("octo/demo has no deployment to eu west")
    assert "environment=eu+west" in server.calls[0][1]
    server.objects["/deployments"] = [made("deployment", server, "/deployments/42")]
    assert ask(server, "environment", "eu west") == Found("deploy", "eu west", state="deployed")


@pytest.mark.parametrize(
    ("status", "conclusion", "state", "why"),
    [
        ("completed", "success", "success", None),
        ("completed", "failure", "failure", "the run failed"),
        ("completed", "cancelled", "cancelled", "the run was cancelled"),
        ("completed", "neutral", "neutral", None),
        ("in_progress", None, "in_progress", "the run has not ended"),
        ("queued", None, "queued", "the run has not ended"),
    ],
)
def test_a_run(server: FakeGitHub, status: str, conclusion: str | None, state: str, why: str | None) -> None:
    times = {"created_at": stamp(8), "run_started_at": stamp(9), "updated_at": stamp(10)}
    server.objects["/actions/runs/30"] = made(
        "workflow-run",
        server,
        "/actions/runs/30",
        display_title="Load test",
        status=status,
        conclusion=conclusion,
        **times,
    )
    found = ask(server, "run", "30")
    assert found == Found("ci-run", "Load test", at(9), state, (at(8), at(10)))
    assert doubt(found) == why


@pytest.mark.parametrize(
    ("changed", "state", "why"),
    [
        ({}, "published", None),
        ({"prerelease": True}, "prerelease", None),
        ({"draft": True}, "draft", "the release is a draft"),
    ],
)
def test_a_release(server: FakeGitHub, changed: dict[str, Any], state: str, why: str | None) -> None:
    times = {"created_at": stamp(8), "published_at": stamp(9)}
    server.objects["/releases/tags/v1"] = made("release", server, "/releases/1", name="One", **times, **changed)
    assert ask(server, "release", "v1") == Found("release", "One", at(9), state, (at(8),))
    assert doubt(Found("release", state=state)) == why


def test_a_tag_without_a_release(server: FakeGitHub) -> None:
    server.objects["/git/ref/tags/web/v1"] = made("git-ref", server, "/git/refs/tags/web/v1", ref="refs/tags/web/v1")
    assert ask(server, "release", "web/v1") == Found("release", "web/v1", state="tag")
    assert ask(server, "release", "v2") == Missing("octo/demo has no release v2")


# What is not there, and what only seems so

ALL = [("pull", "9"), ("issue", "9"), ("commit", SHA), ("deployment", "9"), ("run", "9"), ("release", "v9")]


@pytest.mark.parametrize(("what", "id"), ALL)
@pytest.mark.parametrize("private", [False, True])
def test_what_is_not_in_a_repository_that_can_be_seen_is_missing(
    server: FakeGitHub, what: str, id: str, private: bool
) -> None:
    put_repository(server, private)
    name = "pull request" if what == "pull" else what
    assert ask(server, what, id) == Missing(f"octo/demo has no {name} {id}")


@pytest.mark.parametrize(("what", "id"), ALL)
def test_nobody_can_tell_what_is_in_a_repository_that_cannot_be_seen(server: FakeGitHub, what: str, id: str) -> None:
    del server.objects[""]
    assert ask(server, what, id) == CannotTell("octo/demo is not on GitHub, or the token may not see it")


def test_an_issue_that_was_deleted_is_missing(server: FakeGitHub) -> None:
    server.fail("GET", "/issues/9", 410, body="This issue was deleted")
    assert ask(server, "issue", "9") == Missing("octo/demo has no issue 9")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (401, {}, "Bad credentials"),
        (403, {}, "Resource not accessible by integration"),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}, "API rate limit exceeded"),
        (403, {"Retry-After": "3600"}, "You have exceeded a secondary rate limit"),
        (429, {"Retry-After": "3600"}, "Too many requests"),
        (451, {}, "Repository access blocked"),
        (500, {}, None),
        (502, {}, "<html>"),
    ],
)
@pytest.mark.parametrize("path", ["/pulls/9", "/demo$"])
def test_what_keeps_github_from_answering_says_nothing(
    server: FakeGitHub, path: str, status: int, headers: dict[str, str], body: str | None
) -> None:
    server.fail("GET", path, status, headers=headers, body=body)
    found = ask(server, "pull", "9")
    assert isinstance(found, CannotTell)
    assert "secret" not in found.reason
    assert len(server.calls) <= 4


def test_silence_says_nothing() -> None:
    site = Site("octo/demo", "secret", api="http://127.0.0.1:9")
    found = Repositories(site, QUICK).find(Thing("octo/demo", "pull", "9"))
    assert isinstance(found, CannotTell)
    assert "got no usable answer" in found.reason


@pytest.mark.parametrize(
    ("repository", "allowed", "private", "expected"),
    [
        ("octo/demo", False, True, "merged"),
        ("Octo/Demo", False, True, "merged"),
        ("acme/records", False, False, "merged"),
        ("acme/records", True, True, "merged"),
        ("acme/records", False, True, None),
        ("octo/records", False, True, None),
        ("", False, True, None),
    ],
)
def test_a_private_repository_is_asked_for_only_where_that_is_allowed(
    server: FakeGitHub, repository: str, allowed: bool, private: bool, expected: str | None
) -> None:
    put_repository(server, private)
    found = made("pull-request", server, "/pulls/12", merged=True, merged_at=stamp(10))
    server.objects["/pulls/12"] = found | {"requested_teams": []}
    answered = ask(server, "pull", "12", repository=repository, private=allowed)
    if expected:
        assert isinstance(answered, Found)
        assert answered.state == expected
    else:
        assert answered == CannotTell("octo/demo is private and not the record's own repository")
        assert [path for _, path in server.calls] == ["/repos/octo/demo"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_token_does_not_follow_to_another_host(status: int) -> None:
    with Web() as other, Web() as api:
        api.answers["/repos/octo/demo/pulls/9"] = leading(f"http://localhost:{other.port}/x", status)
        site = Site("octo/demo", "secret", api=f"http://127.0.0.1:{api.port}")
        assert isinstance(Repositories(site, QUICK).find(Thing("octo/demo", "pull", "9")), CannotTell)
        assert {asked.headers["authorization"] for asked in api.asked} == {"token secret"}
        assert other.asked == []


def test_a_repository_is_asked_for_once(server: FakeGitHub) -> None:
    put_repository(server)
    repositories = Repositories(Site("octo/demo", "secret", api=server.url), QUICK)
    for number in range(5):
        repositories.find(Thing("octo/demo", "pull", str(number)))
    assert [path for _, path in server.calls].count("/repos/octo/demo") == 1
