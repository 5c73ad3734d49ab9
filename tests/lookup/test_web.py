"""The web as it is: servers that refuse HEAD, ask for logins, lead around, stall, lie and never end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.web import Web, answer, certified, leading

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.lookup import connection as wire
from citefirst.lookup import web as fetch
from citefirst.lookup.address_guard import Endpoint, Guard, is_public
from citefirst.lookup.clock import Deadline, World
from citefirst.lookup.rate_limit import Gate
from citefirst.lookup.web import Fetcher, Limits
from citefirst.structs import replace

PATIENT = Limits(timeout=15, pause=0.01, longest=0.2, spacing=0)
QUICK = replace(PATIENT, timeout=1.5)
"""For servers that will not answer in time."""


@dataclass
class Net:
    """Hosts that all are at one server, except those that are said to be elsewhere."""

    port: int
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    address: str = "127.0.0.1"

    def resolve(self, host: str, seconds: float) -> Sequence[str]:
        self.looked_up.append(host)
        return self.elsewhere.get(host, [self.address])

    def guard(self) -> Guard:
        """One that takes the server's address, and no other of this machine, for one of the Internet."""
        return Guard(
            self.resolve,
            frozenset((80, 443, self.port)),
            lambda address: address == ip_address(self.address),
        )

    def fetcher(
        self, limits: Limits = PATIENT, seconds: float = 20, world: World | None = None, **kept: object
    ) -> Fetcher:
        deadline = Deadline.after(seconds, world or World())
        return replace(
            Fetcher(self.guard(), limits, Gate(limits.at_once, limits.spacing), deadline),
            **kept,
        )


def ask(web: Web, path: str = "/x", host: str = "a.example", **kept: object) -> Answer:
    scheme = "https" if web.context else "http"
    return Net(web.port).fetcher(**kept).ask(f"{scheme}://{host}:{web.port}{path}")  # type: ignore[arg-type]


FOUND = Found("")


@pytest.mark.parametrize(
    ("answers", "expected", "methods"),
    [
        ({"/x": answer(200)}, FOUND, "HEAD"),
        ({"/x": answer(204)}, FOUND, "HEAD"),
        ({"HEAD /x": answer(405), "GET /x": answer(200)}, FOUND, "HEAD GET"),
        ({"HEAD /x": answer(501), "GET /x": answer(206)}, FOUND, "HEAD GET"),
        ({"HEAD /x": answer(403), "GET /x": answer(200)}, FOUND, "HEAD GET"),
        ({"HEAD /x": answer(404), "GET /x": answer(200)}, FOUND, "HEAD GET"),
        ({"HEAD /x": answer(405), "GET /x": answer(416)}, FOUND, "HEAD GET"),
        ({"HEAD /x": answer(405), "GET /x": answer(404)}, Missing("its server answers 404"), "HEAD GET"),
        ({"/x": answer(404)}, Missing("its server answers 404"), "HEAD GET"),
        ({"/x": answer(410)}, Missing("its server answers 410"), "HEAD"),
        ({"/x": answer(401)}, CannotTell("its server asks for a login (401)"), "HEAD"),
        ({"/x": answer(403)}, CannotTell("its server requires a login (403)"), "HEAD GET"),
        ({"/x": answer(407)}, CannotTell("its server asks for a login (407)"), "HEAD"),
        ({"/x": answer(418)}, CannotTell("its server gave an inconclusive answer (418)"), "HEAD"),
        ({"/x": answer(451)}, CannotTell("its server gave an inconclusive answer (451)"), "HEAD"),
        ({"/x": answer(300)}, CannotTell("its server gave an inconclusive answer (300)"), "HEAD"),
        ({"/x": answer(304)}, CannotTell("its server gave an inconclusive answer (304)"), "HEAD"),
        ({"/x": answer(505)}, CannotTell("its server failed (505)"), "HEAD"),
        ({"/x": answer(999)}, CannotTell("its server failed (999)"), "HEAD"),
        ({"/x": answer(500)}, CannotTell("its server failed (500)"), "HEAD HEAD HEAD"),
        ({"/x": [answer(503), answer(502), answer(200)]}, FOUND, "HEAD HEAD HEAD"),
        ({"/x": [answer(429), answer(404)]}, Missing("its server answers 404"), "HEAD HEAD GET"),
        ({"/x": [answer(429, {"Retry-After": "0"}), answer(200)]}, FOUND, "HEAD HEAD"),
        ({"/x": [answer(429, {"Retry-After": "soon"}), answer(200)]}, FOUND, "HEAD HEAD"),
        ({"/x": answer(429, {"Retry-After": "3600"})}, CannotTell("its server asks for a pause (429)"), "HEAD"),
        ({"/x": answer(429, {"Retry-After": "9" * 400})}, CannotTell("its server asks for a pause (429)"), "HEAD"),
        ({"/x": answer(503, {"Retry-After": "3600"})}, CannotTell("its server failed (503)"), "HEAD"),
    ],
)
def test_what_a_status_says(answers: dict[str, bytes | list[bytes]], expected: Answer, methods: str) -> None:
    with Web({**answers}) as web:
        assert ask(web) == expected
        assert [asked.method for asked in web.asked] == methods.split()


def test_a_date_to_retry_after_is_read() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with Web({"/x": answer(429, {"Retry-After": later})}) as web:
        assert ask(web) == CannotTell("its server asks for a pause (429)")
        assert len(web.asked) == 1


def test_a_pause_that_is_asked_for_is_kept_within_its_bound() -> None:
    with Web({"/x": [answer(429, {"Retry-After": "1"}), answer(200)]}) as web:
        slept = list[float]()
        assert ask(web, limits=replace(PATIENT, longest=2), world=World(sleep=slept.append)) == FOUND
        assert [0 < pause <= 1 for pause in slept] == [True]


def test_a_host_that_wants_a_long_pause_is_not_asked_again_for_anything() -> None:
    with Web({"/x": answer(429, {"Retry-After": "3600"}), "/y": answer(200)}) as web:
        fetcher = Net(web.port).fetcher()
        assert fetcher.ask(f"http://a.example:{web.port}/x") == CannotTell("its server asks for a pause (429)")
        reason = "its server asks for a longer pause than the time left"
        assert fetcher.ask(f"http://a.example:{web.port}/y") == CannotTell(reason)
        assert fetcher.ask(f"http://b.example:{web.port}/y") == FOUND
        assert [asked.path for asked in web.asked] == ["/x", "/y"]


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/shop/pull/1",
        "https://gitlab.com/acme/shop/-/merge_requests/1",
        "https://acme.atlassian.net/browse/OPS-1",
        "https://acme.sentry.io/issues/1/",
    ],
)
def test_a_404_of_a_system_that_hides_what_is_private_says_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "exchange", lambda *_: wire.Reply(404))
    fetcher = Net(0).fetcher()
    assert fetcher.ask(url) == CannotTell("its server also answers 404 to those who may not see a page")
    assert fetcher.ask("https://status.acme.example/incidents/1") == Missing("its server answers 404")
    replies = iter([wire.Reply(302, url)])
    monkeypatch.setattr(fetch, "exchange", lambda *_: next(replies, wire.Reply(404)))
    assert isinstance(fetcher.ask("https://go.acme.example/x"), CannotTell)


def test_what_a_server_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine a.example login dev password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    cookie = {"Set-Cookie": "session=secret; Domain=a.example; Path=/", "Location": "/y?a=1#part"}
    with Web({"/x": answer(302, cookie), "HEAD /y?a=1": answer(403), "GET /y?a=1": answer(200)}) as web:
        assert ask(web) == FOUND
        expected = {"host": f"a.example:{web.port}", "connection": "close", "accept": "*/*"}
        common = expected | {"accept-encoding": "identity", "user-agent": "citefirst (evidence check)"}
        assert [dict(asked.headers) for asked in web.asked] == [common, common, common | {"range": "bytes=0-1023"}]


# Redirections


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_followed(status: int) -> None:
    with Web({"/x": leading("/y", status), "/y": leading("z?q", status), "/z?q": answer(200)}) as web:
        assert ask(web) == FOUND
        assert [asked.path for asked in web.asked] == ["/x", "/y", "/z?q"]


def test_redirections_are_followed_to_other_hosts_each_of_which_is_looked_at() -> None:
    with Web({"/y": answer(200)}) as web:
        net = Net(web.port)
        web.answers["/x"] = leading(f"//b.example:{web.port}/y")
        assert net.fetcher().ask(f"http://a.example:{web.port}/x") == FOUND
        assert net.looked_up == ["a.example", "b.example"]
        assert [asked.headers["host"].partition(":")[0] for asked in web.asked] == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "location",
    """
    http://127.0.0.2/y http://127.1/y http://2130706433/y http://0x7f.1/y http://0.0.0.0/y http://10.0.0.1/y
    http://[::1]/y http://172.16.0.1/y http://192.168.1.1/y http://169.254.169.254/latest/meta-data/
    http://[::ffff:127.0.0.1]/y http://[fc00::1]/y http://[fe80::1]/y http://[64:ff9b::a9fe:a9fe]/y
    https://internal.example/y http://mixed.example/y file:///etc/passwd ftp://a.example/y gopher://127.0.0.1:6379/_y
    http://user:pw@a.example/y http://a.example:6379/y //127.0.0.2/y \\\\127.0.0.2\\y data:text/html,x http://[
    http://a.example:x/y
    """.split(),
)
def test_a_redirection_to_where_nobody_may_ask_is_not_followed(location: str) -> None:
    with Web({"/x": leading(location)}) as web:
        net = Net(web.port, {"internal.example": ["10.0.0.1"], "mixed.example": ["127.0.0.1", "169.254.169.254"]})
        found = net.fetcher().ask(f"http://a.example:{web.port}/x")
        assert isinstance(found, CannotTell)
        assert found.reason.startswith("it redirects to an address that is not requested: ")
        assert len(web.asked) == 1


HOSTS = st.one_of(
    st.ip_addresses().map(lambda ip: f"[{ip}]" if ip.version == 6 else str(ip)),
    st.integers(0, 2**32).map(str),
    st.integers(0, 2**32).map(hex),
    st.from_regex(r"(0x)?[0-9a-f]{1,3}(\.(0x)?[0-9]{1,3}){0,3}\.?", fullmatch=True),
    st.text(max_size=20),
)


@given(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["http://", "https://", "//", "\\\\", "http:", ""]),
        HOSTS,
        st.text(max_size=9),
        st.text(max_size=9),
    )
)
def test_wherever_a_server_leads_only_the_public_internet_is_asked(location: str) -> None:
    asked = list[Endpoint]()

    def exchange(place: Endpoint, *_: object) -> wire.Reply:
        asked.append(place)
        return wire.Reply(302, location)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetch, "exchange", exchange)
        guard = Guard(lambda host, seconds: ["93.184.216.34"])
        replace(Net(0).fetcher(), guard=guard).ask("https://a.example/x")
    assert asked
    for place in asked:
        assert all(is_public(ip_address(address)) for address in place.addresses)
        assert (place.port in (80, 443), place.scheme in ("http", "https")) == (True, True)


def test_a_host_that_moves_between_the_look_and_the_connection_is_still_where_it_was() -> None:
    """DNS rebinding: the first answer is good, each later one is not, and nobody asks for a later one."""
    with Web({"/x": answer(200)}) as web, Web({"/x": answer(200)}, address="127.0.0.2") as private:
        answers = iter([["127.0.0.1"]])
        guard = replace(Net(web.port).guard(), resolve=lambda host, seconds: next(answers, ["127.0.0.2"]))
        fetcher = replace(Net(web.port).fetcher(), guard=guard)
        assert fetcher.ask(f"http://a.example:{web.port}/x") == FOUND
        found = fetcher.ask(f"http://a.example:{web.port}/x")
        assert found == CannotTell("it is not requested: its host is not on the public Internet")
        assert (len(web.asked), private.asked) == (1, [])


def test_a_redirection_to_its_own_host_is_looked_at_anew() -> None:
    with Web({"/x": leading("/y"), "/y": answer(200)}) as web:
        answers = iter([["127.0.0.1"]])
        guard = replace(Net(web.port).guard(), resolve=lambda host, seconds: next(answers, ["10.0.0.1"]))
        found = replace(Net(web.port).fetcher(), guard=guard).ask(f"http://a.example:{web.port}/x")
        assert isinstance(found, CannotTell)
        assert [asked.path for asked in web.asked] == ["/x"]


@pytest.mark.parametrize(("leaps", "expected"), [(5, FOUND), (6, None)])
def test_no_more_than_five_redirections_are_followed(leaps: int, expected: Answer | None) -> None:
    answers: dict[str, bytes] = {f"/{n}": leading(f"/{n + 1}") for n in range(leaps)}
    with Web({**answers, f"/{leaps}": answer(200)}) as web:
        assert ask(web, "/0") == (expected or CannotTell("it redirects more than 5 times"))
        assert len(web.asked) == 6


def test_a_circle_of_redirections_ends() -> None:
    with Web({"/x": leading("/y"), "/y": leading("/x")}) as web:
        assert isinstance(ask(web), CannotTell)
        assert len(web.asked) == 6


@pytest.mark.parametrize("location", ["", "x" * 5000])
def test_a_redirection_that_does_not_say_where_says_nothing(location: str) -> None:
    with Web({"/x": leading(location)}) as web:
        assert ask(web) == CannotTell("its server redirects without saying where")


@pytest.mark.parametrize(
    "location",
    """
    /login?next=/x /users/sign_in /Login.html /sso/start https://accounts.google.com/v3/signin/identifier?continue=x
    https://login.microsoftonline.com/common/oauth2/authorize https://acme.okta.com/app/x https://id.atlassian.com/
    https://sso.acme.example/x https://acme.eu.auth0.com/x
    """.split(),
)
def test_a_way_to_a_login_says_nothing_and_is_not_gone(location: str) -> None:
    with Web({"/x": leading(location)}) as web:
        assert ask(web) == CannotTell("it redirects to a login")
        assert len(web.asked) == 1


def test_a_page_about_logins_is_a_page() -> None:
    with Web({"/docs/login": leading("/docs/login/"), "/docs/login/": answer(200)}) as web:
        assert ask(web, "/docs/login") == FOUND


def test_a_way_to_the_front_page_says_nothing() -> None:
    with Web({"/x": leading("/"), "/": answer(200)}) as web:
        assert ask(web) == CannotTell("it redirects to a front page")
        assert ask(web, "/") == FOUND


# Servers that mean harm, or do not work


def dripping(start: bytes, piece: bytes = b"x", pause: float = 0.05) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield start
        while True:
            time.sleep(pause)
            yield piece

    return pieces


def endless(start: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    return dripping(start, piece * 1000, 0)


SLOW = CannotTell("it did not answer within 0.5 s")
ODD = CannotTell("its server does not speak HTTP")
BROKEN = [
    ("a head that drips", dripping(b"HTTP/1.1 200 O"), SLOW),
    ("headers that drip", dripping(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"), SLOW),
    ("a head that never comes", dripping(b"", b""), SLOW),
    ("statuses that go on", dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), SLOW),
    ("headers without end", endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"), ODD),
    ("a header without end", endless(b"HTTP/1.1 200 OK\r\na: ", b"x" * 100), ODD),
    ("a status without end", endless(b"HTTP/1.1 200 ", b"x" * 100), ODD),
    ("another protocol", lambda: iter([b"SSH-2.0-OpenSSH_9.2\r\n"]), ODD),
    ("no words", lambda: iter([b""]), ODD),
    ("zeros", endless(b"", b"\0" * 100), ODD),
    ("an endless body", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100), FOUND),
    ("a body that drips", dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), FOUND),
    ("a false length", lambda: iter([b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"]), FOUND),
    ("a bomb", endless(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", b"\x1f\x8b" * 50), FOUND),
]


@pytest.mark.parametrize(("pieces", "expected"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_no_server_keeps_anybody_waiting(method: str, pieces: Callable[[], Iterator[bytes]], expected: Answer) -> None:
    with Web({"HEAD /x": answer(405), f"{method} /x": pieces}) as web:
        assert ask(web, limits=QUICK) == expected


def test_what_a_server_says_is_not_written_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0, "urllib3")
    with Web({"/x": lambda: iter([b"HTTP/1.1 200 OK\r\n::error::pwned\r\n \x1b[2J: x\r\nno colon\r\n\r\n"])}) as web:
        assert ask(web) == FOUND
    assert caplog.records == []


def test_a_server_that_gave_no_answer_is_not_waited_for_again() -> None:
    with Web({"/x": dripping(b"HTTP/1.1 200 O"), "/y": answer(200)}) as web:
        fetcher = Net(web.port).fetcher(QUICK)
        assert [fetcher.ask(f"http://a.example:{web.port}{path}") for path in ("/x", "/y", "/x")] == [SLOW] * 3
        assert len(web.asked) == 1


def test_a_server_that_is_not_there_says_nothing() -> None:
    with Web() as web:
        port = web.port
    assert Net(port).fetcher().ask(f"http://a.example:{port}/x") == CannotTell("its server cannot be reached")


def test_a_name_that_is_not_known_is_looked_up_once() -> None:
    asked = list[str]()

    def resolve(host: str, seconds: float) -> Sequence[str]:
        asked.append(host)
        raise OSError

    fetcher = replace(Net(1).fetcher(), guard=Guard(resolve))
    reason = "its host name does not resolve here"
    assert [fetcher.ask(f"http://a.example/{n}") for n in range(3)] == [CannotTell(reason)] * 3
    assert asked == ["a.example"]


def test_a_second_address_is_tried_where_the_first_is_silent() -> None:
    with Web({"/x": answer(200)}) as web:
        guard = replace(Net(web.port, {"a.example": ["127.0.0.3", "127.0.0.1"]}).guard(), admits=lambda address: True)
        assert replace(Net(web.port).fetcher(), guard=guard).ask(f"http://a.example:{web.port}/x") == FOUND


def test_an_address_of_the_sixth_version_is_asked() -> None:
    with Web({"/x": answer(200)}, address="::1") as web:
        fetcher = Net(web.port, address="::1").fetcher()
        assert fetcher.ask(f"http://[::1]:{web.port}/x") == FOUND
        assert fetcher.ask(f"http://a.example:{web.port}/x") == FOUND
        assert [asked.headers["host"] for asked in web.asked] == [f"[::1]:{web.port}", f"a.example:{web.port}"]


# TLS


def test_a_certificate_is_checked_for_the_host_and_not_for_the_address(tmp_path: Path) -> None:
    server, client = certified(tmp_path, "a.example")
    with Web({"/x": answer(200)}, context=server) as web:
        assert ask(web, context=client) == FOUND
        wrong = ask(web, host="b.example", context=client)
        assert isinstance(wrong, CannotTell)
        assert "hostname mismatch" in wrong.reason
        assert web.names == ["a.example", "b.example"]
        assert len(web.asked) == 1


def test_a_certificate_of_an_address_is_checked_too(tmp_path: Path) -> None:
    server, client = certified(tmp_path, "127.0.0.1")
    with Web({"/x": answer(200)}, context=server) as web:
        assert ask(web, host="127.0.0.1", context=client) == FOUND


@pytest.mark.parametrize(
    ("days", "trusted", "words"), [(-1, True, "expired"), (1, False, "unable to get local issuer")]
)
def test_a_certificate_that_is_not_sound_says_nothing(tmp_path: Path, days: int, trusted: bool, words: str) -> None:
    server, client = certified(tmp_path, "a.example", days=days)
    with Web({"/x": answer(200)}, context=server) as web:
        found = ask(web, context=client if trusted else None)
        assert isinstance(found, CannotTell)
        assert words in found.reason
        assert web.asked == []


def test_a_server_without_tls_says_nothing() -> None:
    with Web({"/x": answer(200)}) as web:
        assert isinstance(Net(web.port).fetcher(QUICK).ask(f"https://a.example:{web.port}/x"), CannotTell)


def test_tls_that_never_begins_is_not_waited_for() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert isinstance(Net(port).fetcher(QUICK).ask(f"https://a.example:{port}/x"), CannotTell)


# Time


def test_nothing_is_asked_when_the_time_is_over() -> None:
    with Web({"/x": answer(200)}) as web:
        assert ask(web, seconds=0) == CannotTell("the time for all requests ran out")
        assert web.asked == []


def test_a_pause_that_does_not_fit_is_not_begun() -> None:
    with Web({"/x": answer(503)}) as web:
        slept = list[float]()
        found = ask(web, limits=replace(PATIENT, pause=60, longest=90), world=World(sleep=slept.append))
        assert found == CannotTell("its server asks for a longer pause than the time left")
        assert slept == []
