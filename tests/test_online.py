"""Looking up what is cited: what may be asked, what is answered, and that nothing private is ever asked."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.github import lookups as session
from citefirst.online.answers import FOUND, Answer, unknown
from citefirst.online.fetch import World, look
from citefirst.online.github import GitHub
from citefirst.online.guard import Refused, place, public, system_lookup
from citefirst.online.lookup import Lookups

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "168.63.129.16", "192.88.99.1", "240.0.0.1", "4000::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::", "nonsense", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_public_internet_is_not_asked(address: str) -> None:
    assert not public(address)
    with pytest.raises(Refused, match="not on the public internet"):
        place("https://evil.example.com/x", lambda host, port: ["93.184.215.14", address])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8"])
def test_the_public_internet_is(address: str) -> None:
    assert public(address)
    assert place("https://example.com/a?b#c", lambda host, port: [address]).path == "/a?b"


HOSTS = ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "[::1]", "localhost."]


@pytest.mark.parametrize("host", HOSTS)
def test_however_a_private_host_is_written(host: str) -> None:
    with pytest.raises((Refused, OSError)):
        place(f"http://{host}/", system_lookup)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.com/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("https:///x", "only http and https"),
        ("https://user@example.com/", "a user's name"),
        ("https://user:secret@example.com/", "a user's name"),
        ("https://example.com:22/", "the port 22"),
        ("http://example.com:443/", "the port 443"),
        ("https://example.com:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("https://example.com\\@evil.example.com/", "no address"),
        ("https://example.com/a b", "no address"),
        ("https://example.com/\r\nX: 1", "no address"),
        (f"https://example.com/{'a' * 4096}", "no address"),
    ],
)
def test_what_is_no_web_address_is_not_asked(url: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        place(url, lambda host, port: ["8.8.8.8"])


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: `/404`, `/301/…`, `/slow`, `/flaky`."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str]]
    sleeping: threading.Event

    def answer(self) -> None:
        type(self).asked.append((self.command, self.headers["Host"], self.path))
        first, _, rest = self.path[1:].partition("/")
        if first == "slow":
            self.sleeping.wait(20)
            return
        if first == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.sleeping.wait(0.1):
                self.wfile.write(b"X-More: 1\r\n")
            return
        if first == "nohead":
            status = 405 if self.command == "HEAD" else 200
        elif first == "flaky":
            status = 503 if len(self.asked) < 3 else 200
        else:
            status = int(first) if first.isdigit() else 200
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", rest if "://" in rest else f"/{rest}")
        if status == 429:
            self.send_header("Retry-After", "3600")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A server on this machine that stands for every public host, and what a look-up needs to reach it."""
    Handler.asked, Handler.sleeping = [], threading.Event()
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    monkeypatch.setattr("citefirst.online.guard.PORTS", {"http": made.server_port, "https": 1})
    paused: list[float] = []

    def lookup(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1"] if host.startswith("private") else ["127.0.0.1"]

    yield World(lookup, lambda address: address != "10.0.0.1", 0.4, paused.append)
    Handler.sleeping.set()
    made.shutdown()
    made.server_close()


ANSWERS = [
    ("200", "found", ""),
    ("204", "found", ""),
    ("404", "missing", "404"),
    ("410", "missing", "410"),
    ("401", "cannot tell", "not for everybody"),
    ("403", "cannot tell", "not for everybody"),
    ("500", "cannot tell", "500"),
    ("429", "cannot tell", "429"),
    ("418", "cannot tell", "418"),
    ("nohead", "found", ""),
    ("flaky", "found", ""),
    ("301/200", "found", ""),
    ("302/404", "missing", "404"),
    ("301/301/301/301/301/301/200", "cannot tell", "in a circle"),
    ("302/login", "cannot tell", "a login"),
    ("302/http://accounts.example.com/x", "cannot tell", "a login"),
    ("302/http://private.example.com/x", "cannot tell", "not on the public internet"),
    ("302/file:///etc/passwd", "cannot tell", "only http and https"),
    ("302/gopher://x/", "cannot tell", "only http and https"),
    ("slow", "cannot tell", "in time"),
    ("endless", "cannot tell", ""),
]


@pytest.mark.parametrize(("path", "state", "said"), ANSWERS)
def test_what_a_server_does_is_told(server: World, path: str, state: str, said: str) -> None:
    begun = time.monotonic()
    answer = look(f"http://shop.example.com/{path}", server)
    assert (answer.state, said in answer.reason) == (state, True), answer
    assert time.monotonic() - begun < 15
    assert {host for _, host, _ in Handler.asked} <= {"shop.example.com"}


def test_a_host_that_does_not_answer_is_not_broken() -> None:
    def lost(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("nowhere")

    assert look("https://nowhere.example.com/", World(lost)) == unknown("it cannot be reached")


def test_a_second_answer_of_the_name_server_changes_nothing(server: World) -> None:
    """The connection goes to the address that was looked at."""
    told: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        told.append(host)
        return ["127.0.0.1"] if len(told) == 1 else ["10.0.0.1"]

    assert look("http://shop.example.com/200", World(rebinding, server.is_public, 0.4)) == FOUND
    assert told == ["shop.example.com"]


OBJECTS: dict[str, Any] = {
    "/repos/acme/shop": {"default_branch": "main"},
    "/repos/acme/shop/pulls/1": {"merged_at": "2026-11-03T14:02:00Z", "state": "closed"},
    "/repos/acme/shop/pulls/2": {"merged_at": None, "state": "open"},
    "/repos/acme/shop/pulls/3": {"merged_at": None, "state": "closed"},
    "/repos/acme/shop/issues/1": {"pull_request": {}, "created_at": "2026-11-01T00:00:00Z"},
    "/repos/acme/shop/issues/9": {"created_at": "2026-11-02T00:00:00Z"},
    "/repos/acme/shop/commits/abcdef1": {"commit": {"committer": {"date": "2026-11-03T13:00:00Z"}}},
    "/repos/acme/shop/compare/main...abcdef1": {"status": "behind"},
    "/repos/acme/shop/commits/abcdef2": {"commit": {"committer": {"date": "2026-11-03T13:00:00Z"}}},
    "/repos/acme/shop/compare/main...abcdef2": {"status": "diverged"},
    "/repos/acme/shop/deployments/5": {"created_at": "2026-11-03T14:00:00Z"},
    "/repos/acme/shop/deployments/5/statuses": [{"state": "success", "created_at": "2026-11-03T14:01:00Z"}],
    "/repos/acme/shop/deployments/6": {"created_at": "2026-11-03T14:00:00Z"},
    "/repos/acme/shop/deployments/6/statuses": [{"state": "failure"}],
    "/repos/acme/shop/actions/runs/7": {"conclusion": "success", "updated_at": "2026-11-03T14:05:00Z"},
    "/repos/acme/shop/actions/runs/8": {"conclusion": "failure"},
    "/repos/acme/shop/actions/runs/9": {"conclusion": None},
    "/repos/acme/shop/releases/tags/v1": {"published_at": "2026-11-03T10:00:00Z"},
}
LOOKED = [
    ("https://github.com/acme/shop/pull/1", "found", "2026-11-03T14:02:00Z"),
    ("https://github.com/acme/shop/pull/1/files#diff", "found", "2026-11-03T14:02:00Z"),
    ("acme/shop#1", "found", "2026-11-03T14:02:00Z"),
    ("acme/shop#9", "found", "2026-11-02T00:00:00Z"),
    ("https://github.com/acme/shop/pull/2", "unsettled", "not merged yet"),
    ("https://github.com/acme/shop/pull/3", "unsettled", "closed without being merged"),
    ("https://github.com/acme/shop/pull/4", "missing", "acme/shop has none"),
    ("https://github.com/acme/hidden/pull/4", "cannot tell", "cannot be seen"),
    ("https://github.com/acme/shop/issues/9", "found", "2026-11-02T00:00:00Z"),
    ("https://github.com/acme/shop/commit/abcdef1", "found", "2026-11-03T13:00:00Z"),
    ("https://github.com/acme/shop/commit/abcdef2", "unsettled", "not on main"),
    ("https://github.com/acme/shop/deployments/5", "found", "2026-11-03T14:01:00Z"),
    ("https://github.com/acme/shop/deployments/6", "unsettled", "the deployment failed"),
    ("https://github.com/acme/shop/actions/runs/7/job/1", "found", "2026-11-03T14:05:00Z"),
    ("https://github.com/acme/shop/actions/runs/8", "unsettled", "ended with failure"),
    ("https://github.com/acme/shop/actions/runs/9", "unsettled", "has not ended"),
    ("https://github.com/acme/shop/releases/tag/v1", "found", "2026-11-03T10:00:00Z"),
]


@pytest.mark.parametrize(("target", "state", "said"), LOOKED)
def test_an_object_of_github_is_what_its_api_says(target: str, state: str, said: str) -> None:
    github = GitHub("github.com", lambda path: (200, OBJECTS[path]) if path in OBJECTS else (404, None))
    answer = github.look(target)
    assert answer
    assert (answer.state, said in f"{answer.reason}{answer.at}") == (state, True), answer


def test_other_addresses_are_not_githubs() -> None:
    github = GitHub("github.com", lambda path: (500, None))
    for target in ("https://github.example.com/a/b/pull/1", "https://github.com/acme", "https://example.com/a#1"):
        assert github.look(target) is None
    assert github.look("https://github.com/acme/shop/pull/1") == unknown("GitHub says 500")


def test_a_server_that_cannot_be_reached_is_no_fault_of_the_record() -> None:
    def lost(path: str) -> tuple[int, Any]:
        raise OSError("it cannot be reached")

    assert GitHub("github.com", lost).look("acme/shop#1") == unknown("GitHub cannot be asked: it cannot be reached")


def test_answers_are_kept_for_a_while_and_in_a_damaged_cache_not_at_all(tmp_path: Path) -> None:
    asked: list[str] = []
    place_, now = tmp_path / "deep" / "online.json", [1000.0]
    states = {"a": FOUND, "b": Answer("missing", "x"), "c": unknown("y")}

    def fresh() -> Lookups:
        def ask(target: str) -> Answer:
            asked.append(target)
            return states[target]

        return Lookups(ask, place_, clock=lambda: now[0])

    assert fresh().of("abc") == states
    assert fresh().of("aabbcc") == states
    assert asked[3:] == ["c"]
    now[0] += 700
    asked.clear()
    fresh().of("ab")
    assert asked == ["b"]
    for text in (
        "{",
        "[]",
        '{"answers": {"a": 3}}',
        '{"answers": {"a": {"state": "found", "reason": "", "at": "", "until": 1e99}}}',
    ):
        place_.write_text(text)
        asked.clear()
        fresh().of("a")
        assert asked == ["a"]


def test_all_look_ups_together_have_an_end() -> None:
    stop = threading.Event()

    def never(target: str) -> Answer:
        stop.wait(30)
        return FOUND

    begun = time.monotonic()
    found = Lookups(never, total=0.3).of(f"https://{number}.example.com/" for number in range(30))
    assert time.monotonic() - begun < 5
    assert {answer.state for answer in found.values()} == {"cannot tell"}
    stop.set()


def test_a_record_is_held_against_what_it_cites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "https://grafana.example.com/d/abc/checkout": Answer("missing", "the server says 404"),
        "https://github.com/acme/shop/pull/2": Answer("unsettled", "the pull request is not merged yet"),
        "https://github.com/acme/shop/pull/1": Answer("found", "", "2026-11-03T14:02:10Z"),
        "https://example.com/x": unknown("the server says 500"),
    }
    monkeypatch.setattr(session, "lookups", lambda environ: Lookups(answers.__getitem__))
    timeline = (
        "\n## Timeline\n\n- 13:02 UTC merged ([#1](https://github.com/acme/shop/pull/1))\n"
        "- 14:03 UTC merged ([#1](https://github.com/acme/shop/pull/1))\n"
        "- 14:30 UTC not merged ([#2](https://github.com/acme/shop/pull/2), [x](https://example.com/x))\n"
    )
    text = GOOD.replace("ai: none", "date: 2026-11-03\nai: none").replace("\n[S1]: ", f"{timeline}\n[S1]: ")
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": text})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "--online", "--format", "json"])
    findings = [(finding["code"], finding["message"]) for finding in json.loads(done.output)["findings"]]
    assert findings == [
        ("CF209", "the event stands at 2026-11-03 13:02 UTC, its source at 2026-11-03 14:02 UTC"),
        ("CF303", "the source is there, but the pull request is not merged yet"),
        ("CF302", "the source is not there: the server says 404"),
    ]
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
