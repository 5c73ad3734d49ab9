"""A whole run: each thing is asked for once, in order, in bounded time, and what is known is not asked again."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from fakes.github import FakeGitHub, example
from support.scenario import BASE, UNCITED, PullRequest
from support.web import Web, answer

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing, Target
from citefirst.github.client import Patience
from citefirst.github.objects import Repositories
from citefirst.lookup import web as fetch
from citefirst.lookup.address_guard import Guard
from citefirst.lookup.clock import Deadline, World
from citefirst.lookup.github_refs import Site
from citefirst.lookup.inquiry import Inquiry, Options
from citefirst.lookup.rate_limit import Gate
from citefirst.lookup.web import Limits

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LIMITS = Limits(timeout=15, pause=0.01, longest=0.2, spacing=0)
LATE = CannotTell("the time for all requests ran out")


def options(port: int, **given: Any) -> Options:
    def local(host: str, seconds: float) -> Sequence[str]:
        return ["127.0.0.1"]

    guard = Guard(local, frozenset((port,)), lambda address: address == ip_address("127.0.0.1"))
    usual = {"guard": guard, "limits": LIMITS, "seconds": 20, "world": World(now=lambda: NOW)}
    return Options(**{**usual, **given})


def of(site: Site) -> dict[str, Any]:
    """Options for whoever asks GitHub too."""
    return {"site": site, "find": Repositories(site, Patience(1, 0, 1)).find}


def resolve(targets: Iterable[Target], options: Options) -> Mapping[Target, Answer]:
    return Inquiry(options).answers(targets)


def slow(seconds: float) -> Iterator[bytes]:
    time.sleep(seconds)
    yield answer(200)


@pytest.fixture
def web() -> Iterator[Web]:
    with Web({f"/{n}": answer(200) for n in range(40)}) as started:
        yield started


def links(web: Web, count: int, hosts: int = 1) -> list[Target]:
    return [Target(f"http://h{n % hosts}.example:{web.port}/{n}", "link") for n in range(count)]


def test_answers_stand_in_the_order_of_the_targets_whichever_comes_first(web: Web) -> None:
    web.answers["/0"] = lambda: slow(0.3)
    web.answers["/2"] = answer(404)
    targets = links(web, 5, hosts=5)
    found = resolve(targets, options(web.port))
    assert list(found) == targets
    assert list(found.values()) == [
        Found("link"),
        Found("link"),
        Missing("its server answers 404"),
        *[Found("link")] * 2,
    ]


def test_a_thing_is_asked_for_once_and_found_as_what_it_is_cited_as(web: Web) -> None:
    url = f"http://a.example:{web.port}/1"
    targets = [
        Target(url, "dashboard"),
        Target(f"{url}#panel", "log-query"),
        Target(url, "dashboard"),
        Target(url, "link"),
    ]
    found = resolve(targets, options(web.port))
    assert found == {target: Found(target.kind) for target in targets}
    assert len(web.asked) == 1


@pytest.mark.parametrize("text", ["INC-2041", "docs/query.sql", "CVE-2026-1", "", "#12", "mailto:a@b.example"])
def test_what_is_no_address_is_not_asked_for(web: Web, text: str) -> None:
    assert resolve([Target(text, "incident")], options(web.port)) == {}
    assert web.asked == []


def test_nothing_is_asked_for_where_nothing_is_cited() -> None:
    assert resolve([], options(1)) == {}


def test_a_host_is_asked_a_few_things_at_a_time(web: Web) -> None:
    for n in range(8):
        web.answers[f"/{n}"] = lambda: slow(0.05)
    resolve(links(web, 8), options(web.port))
    assert web.at_once == 2


def test_hosts_are_asked_at_the_same_time(web: Web) -> None:
    together = threading.Barrier(8)

    def waiting() -> Iterator[bytes]:
        together.wait(10)
        yield answer(200)

    for n in range(8):
        web.answers[f"/{n}"] = waiting
    assert set(resolve(links(web, 8, hosts=8), options(web.port)).values()) == {Found("link")}


def test_a_host_with_many_things_does_not_keep_others_waiting(web: Web) -> None:
    many = [Target(f"http://busy.example:{web.port}/{n}", "link") for n in range(30)]
    last = Target(f"http://other.example:{web.port}/39", "link")
    resolve([*many, last], options(web.port, threads=1))
    assert [asked.path for asked in web.asked].index("/39") <= 1


def test_what_takes_too_long_is_left_and_the_others_are_answered(web: Web) -> None:
    web.answers["/1"] = lambda: slow(6)
    found = resolve(links(web, 4, hosts=4), options(web.port, seconds=1.5))
    kinds = [type(one) for one in found.values()]
    assert kinds == [Found, CannotTell, Found, Found]


def test_all_the_time_is_bounded_also_where_everything_is_slow(web: Web) -> None:
    for n in range(40):
        web.answers[f"/{n}"] = lambda: slow(6)
    found = resolve(links(web, 40, hosts=40), options(web.port, seconds=0.5))
    assert {type(one) for one in found.values()} == {CannotTell}


def test_a_name_server_that_is_silent_is_left_too() -> None:
    released = threading.Event()

    def silent(host: str, seconds: float) -> Sequence[str]:
        released.wait(5)
        raise OSError

    found = resolve([Target("http://a.example/", "link")], options(1, guard=Guard(silent), seconds=0.3))
    assert list(found.values()) == [LATE]
    released.set()


def test_more_than_a_bounded_number_is_not_asked_for(web: Web) -> None:
    found = list(resolve(links(web, 5), options(web.port, most=3)).values())
    assert found[:3] == [Found("link")] * 3
    assert found[3:] == [CannotTell("more sources are cited than one run looks up")] * 2
    assert len(web.asked) == 3


def test_the_bound_is_that_of_a_run(web: Web) -> None:
    inquiry = Inquiry(options(web.port, most=3))
    first, second = links(web, 2), links(web, 5)
    assert list(inquiry.answers(first).values()) == [Found("link")] * 2
    found = list(inquiry.answers(second).values())
    assert found == [*[Found("link")] * 3, *[CannotTell("more sources are cited than one run looks up")] * 2]
    assert len(web.asked) == 3


def test_a_fault_of_citefirst_says_nothing_of_the_target(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(fetch, "exchange", broken)
    found = next(iter(resolve(links(web, 1), options(web.port)).values()))
    assert isinstance(found, CannotTell)
    assert "because of a bug in citefirst (KeyError in " in found.reason


# With a cache


def test_what_is_known_is_not_asked_again(web: Web, tmp_path: Path) -> None:
    web.answers["/1"], web.answers["/2"] = answer(404), answer(401)
    first = resolve(links(web, 3), options(web.port, cache=tmp_path))
    asked = len(web.asked)
    assert resolve(links(web, 3), options(web.port, cache=tmp_path)) == first
    assert [one.path for one in web.asked[asked:]] == ["/2"]
    later = World(now=lambda: NOW + timedelta(hours=1))
    asked = len(web.asked)
    assert resolve(links(web, 3), options(web.port, cache=tmp_path, world=later)) == first
    assert {one.path for one in web.asked[asked:]} == {"/1", "/2"}


def test_what_is_known_of_an_address_is_not_bound_to_a_kind(web: Web, tmp_path: Path) -> None:
    url = f"http://a.example:{web.port}/1"
    for kind in ("dashboard", "link"):
        assert resolve([Target(url, kind)], options(web.port, cache=tmp_path)) == {Target(url, kind): Found(kind)}
    assert len(web.asked) == 1


# With GitHub


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FakeGitHub]:
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": UNCITED})
    with FakeGitHub(pull.repository.root) as started:
        for number in range(1, 6):
            issue = {key: value for key, value in example("issue").items() if key != "pull_request"}
            changed = {"url": f"{started.url}/repos/octo/demo/issues/{number}", "number": number, "title": "Cart"}
            started.objects[f"/issues/{number}"] = issue | changed | {"created_at": "2026-03-04T09:00:00Z"}
        yield started
    assert started.violations == []


def test_objects_of_github_are_asked_of_its_api_and_by_whatever_name_once(
    server: FakeGitHub, web: Web, tmp_path: Path
) -> None:
    site = Site("octo/demo", "secret", api=server.url)
    same = [
        Target("#3", "reference"),
        Target("octo/demo#3", "ticket"),
        Target("https://github.com/Octo/Demo/issues/3", "ticket"),
    ]
    targets = [*same, *links(web, 1), Target("#4", "reference")]
    given = options(web.port, **of(site), cache=tmp_path / "cache")
    found = resolve(targets, given)
    assert list(found) == targets
    assert [type(one) for one in found.values()] == [Found] * 5
    assert {one.kind for target, one in found.items() if isinstance(one, Found) and target in same} == {"ticket"}
    assert len(server.calls) == 2
    assert resolve(targets, given) == found
    assert len(server.calls) == 2


def test_an_address_that_looks_like_what_was_found_is_another(server: FakeGitHub, web: Web, tmp_path: Path) -> None:
    site = Site("octo/demo", "secret", api=server.url)
    looks = [f"https://github.com/octo/demo{slash}issue/3" for slash in "/#"]
    targets = [Target("#3", "ticket"), *(Target(look, "ticket") for look in looks)]
    for _ in range(2):
        found = resolve(targets, options(web.port, **of(site), cache=tmp_path / "cache"))
        assert [type(one) for one in found.values()] == [Found, CannotTell, CannotTell]


def test_a_token_goes_to_the_api_and_nowhere_else(server: FakeGitHub, web: Web) -> None:
    site = Site("octo/demo", "very-secret", api=server.url, server=f"http://ghe.example:{web.port}")
    targets = [*links(web, 2), Target(f"http://ghe.example:{web.port}/3", "link"), Target("#3", "ticket")]
    resolve(targets, options(web.port, **of(site)))
    assert len(web.asked) == 3
    assert all("authorization" not in asked.headers for asked in web.asked)
    assert "very-secret" not in repr(web.asked)


def test_an_api_that_is_slow_does_not_hold_up_a_run(web: Web) -> None:
    with Web({"/repos/octo/demo/issues/3": lambda: slow(6)}) as api:
        site = Site("octo/demo", "secret", api=f"http://127.0.0.1:{api.port}")
        found = resolve([Target("#3", "ticket"), *links(web, 1)], options(web.port, **of(site), seconds=1.5))
        assert list(found.values()) == [LATE, Found("link")]


# The gate, by a clock that stands still


def test_a_turn_is_taken_in_its_time() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    deadline = Deadline.after(10, World(lambda: now[0], lambda: NOW, sleep))
    gate = Gate(1, 2.0)
    for host in ("a", "a", "b", "a"):
        with gate.open(host, deadline):
            pass
    assert slept == [2.0, 2.0]
    gate.hold("b", 3, deadline)
    with gate.open("b", deadline):
        pass
    assert slept == [2.0, 2.0, 3.0]


def test_a_run_ends_with_its_process_although_a_server_is_still_silent(tmp_path: Path) -> None:
    with Web({"/x": lambda: slow(30)}) as web:
        code = f"""
            from ipaddress import ip_address
            from citefirst.evidence.answers import Target
            from citefirst.lookup.web import Limits
            from citefirst.lookup.address_guard import Guard
            from citefirst.lookup.inquiry import Inquiry, Options
            guard = Guard(lambda host, seconds: ["127.0.0.1"], frozenset(({web.port},)), lambda address: True)
            options = Options(seconds=0.5, guard=guard, limits=Limits(timeout=15))
            print(Inquiry(options).answers([Target("http://a.example:{web.port}/x", "link")]))
        """
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=20)
        assert "CannotTell" in done.stdout
        assert done.stderr == ""
