"""No address that a record cites reaches into a private network, however it is written and whoever answers for it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT

from citefirst.lookup.address_guard import MAX_ADDRESSES, Endpoint, Guard, Refused, is_public
from citefirst.lookup.clock import look_up

PUBLIC = "93.184.216.34"


def names(*addresses: str) -> Guard:
    """A guard for whose name server every host has these addresses."""
    return Guard(lambda host, seconds: addresses)


def unasked(host: str, seconds: float) -> Sequence[str]:
    raise AssertionError(f"the name server was asked for {host}")


PRIVATE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254
    169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.168.0.1 198.18.0.1 198.51.100.1
    127.1.2.3 172.16.5.4 192.88.99.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    ::ffff:0:127.0.0.1
    64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 100::1 2001::1 2001:db8::1
    2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe::1 2001:0:7f00:1:: 3fff::1 5f00::1 fc00::1
    fd00:ec2::254 fdff::1 fe80::1 fec0::1 ff02::1 4000::1
""".split()
OPEN = """
    1.1.1.1 8.8.8.8 93.184.216.34 172.15.255.255 172.32.0.1 192.167.255.255 100.63.255.255 100.128.0.1 140.82.121.4
    2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 64:ff9b::8.8.8.8 ::ffff:8.8.8.8 2002:808:808::1
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_refused_by_address_and_by_name(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    for guard, url in ((Guard(unasked), f"http://{host}/x"), (names(address), "https://a.example/x")):
        with pytest.raises(Refused, match="not on the public Internet"):
            guard.endpoint(url, 1)


@pytest.mark.parametrize("address", OPEN)
def test_what_is_on_the_public_internet_is_asked(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    assert Guard(unasked).endpoint(f"http://{host}/x", 1).addresses == (str(ip_address(address)),)
    assert names(address).endpoint("http://a.example/x", 1).addresses == (str(ip_address(address)),)


SPECIAL = json.loads(ROOT.joinpath("src/citefirst/lookup/special.json").read_text("utf-8"))
ROWS = [row for key in ("ipv4", "ipv6", "beside") for row in SPECIAL[key]]
NEIGHBOURS = """
    1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
    172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255 192.0.3.0 192.31.195.255 192.31.197.0 192.52.192.255
    192.52.194.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 192.175.47.255 192.175.49.0 198.17.255.255
    198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 168.63.129.15 168.63.129.17
    2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:200:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9::
    2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2003:: 2620:4f:7fff:ffff:ffff:ffff:ffff:ffff 2620:4f:8001::
    3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:1000::
""".split()
"""One before and one after each block, where that is an address of the public Internet."""


def first_last(row: dict[str, str]) -> tuple[int, int, int]:
    """The first and the last address of a block, and the IP version."""
    network = ip_network(row["block"])
    return int(network[0]), int(network[-1]), network.version


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["block"])
def test_a_special_purpose_block_is_closed_from_its_first_address_to_its_last(row: dict[str, str]) -> None:
    first, last, version = first_last(row)
    kind = IPv4Address if version == 4 else IPv6Address
    if "carries" not in row:
        assert not is_public(kind(first))
        assert not is_public(kind(last))
        assert not is_public(kind((first + last) // 2))
    closed = [first_last(other)[:2] for other in ROWS if first_last(other)[2] == version]
    for beside in (first - 1, last + 1):
        if 0 <= beside < 1 << (32 if version == 4 else 128):
            allocated = version == 4 or beside >> 125 == 1
            within = any(low <= beside <= high for low, high in closed)
            assert is_public(kind(beside)) is (allocated and not within), kind(beside)
            assert (str(kind(beside)) in NEIGHBOURS) is is_public(kind(beside))


def test_each_neighbour_stands_beside_a_block() -> None:
    beside = {(end, version) for first, last, version in map(first_last, ROWS) for end in (first - 1, last + 1)}
    assert {(int(ip_address(each)), ip_address(each).version) for each in NEIGHBOURS} <= beside


def test_the_table_is_dated_and_keeps_what_the_registries_say() -> None:
    assert len(SPECIAL["read"]) == len("2026-07-18")
    assert {row["globally reachable"] for key in ("ipv4", "ipv6") for row in SPECIAL[key]} == {True, False, None}


@given(st.ip_addresses())
def test_what_python_takes_for_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    carries = address.version == 6 and not (int(address) >> 125 == 1 and int(address) >> 112 != 0x2002)
    if is_public(address) and not carries:
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


@given(st.ip_addresses(v=4), st.integers(0, (1 << 61) - 1), st.sampled_from([0, 0x200, 0x100, 0x300]))
def test_an_address_of_isatap_is_refused_in_every_network(inner: IPv4Address, network: int, first: int) -> None:
    prefix = 1 << 125 | network << 64
    assert not is_public(IPv6Address(prefix | first << 48 | 0x5EFE << 32 | int(inner)))


@pytest.mark.parametrize(
    "address", "169.254.169.254 fd00:ec2::254 fd20:ce::254 100.100.100.200 168.63.129.16 192.0.0.192".split()
)
def test_a_clouds_metadata_is_refused_however_it_is_embedded(address: str) -> None:
    number = int(ip_address(address))
    assert not is_public(ip_address(address))
    if ":" not in address:
        for outer in (
            number,
            0xFFFF << 32 | number,
            0xFFFF << 48 | number,
            0x64FF9B << 96 | number,
            0x64FF9B0001 << 80 | number,
            0x2002 << 112 | number << 80,
            0x20010000 << 96 | number ^ 0xFFFFFFFF,
            0x2606470000000000 << 64 | 0x5EFE << 32 | number,
        ):
            assert not is_public(IPv6Address(outer)), IPv6Address(outer)


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_judged_as_itself(inner: IPv4Address) -> None:
    number = int(inner)
    for outer in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert is_public(IPv6Address(outer)) is is_public(inner)


@pytest.mark.parametrize(
    "host",
    """
    127.1 127.0.1 2130706433 0x7f.1 0x7f000001 0X7F.0.0.1 017700000001 0177.0.0.1 127.0.0.01 00.0.0.0 1.2.3 1.2.3.4.5
    256.256.256.256 2852039166 0xa9fea9fe a.0x a.1 8.8.2056 [::1%25eth0] [fe80::1%25lo] [::ffff:127.0.0.1.] [1.2.3.4]
    [v1.a:b] [a::g]
    """.split(),
)
def test_a_host_that_readers_take_for_different_addresses_is_refused(host: str) -> None:
    for written in (host, f"{host}."):
        with pytest.raises(Refused):
            Guard(unasked).endpoint(f"http://{written}/", 1)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "%6cocalhost",
        "\uff11\uff12\uff17.0.0.1",  # in digits of full width
        "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",  # in digits in circles
        "127\u30020\u30020\u30021",  # with the full stops of Chinese
        "[::1].",
    ],
)
def test_a_disguised_address_is_refused_or_looked_up_as_a_name(host: str) -> None:
    with pytest.raises(Refused):
        names("127.0.0.1").endpoint(f"http://{host}/", 1)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://a.example/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://a.example:70/_x", "only http and https"),
        ("//a.example/x", "only http and https"),
        ("a.example/x", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("", "only http and https"),
        ("http://user@a.example/", "a user name or a password"),
        ("http://user:secret@a.example/", "a user name or a password"),
        ("http://@a.example/", "a user name or a password"),
        ("http://a.example:22/", "port 22 is not requested"),
        ("https://a.example:8443/", "port 8443 is not requested"),
        ("http://a.example:0/", "port 0 is not requested"),
        ("http://a.example:443/", "port 443 is not requested"),
        ("https://a.example:80/", "port 80 is not requested"),
        ("http://a.example:99999/", "not a valid address"),
        ("http://a.example:x/", "not a valid address"),
        ("http:///x", "has no host"),
        ("http://./x", "has no host"),
        ("http://a.example\\@127.0.0.1/", "a character that an address cannot contain"),
        ("http://a.example/\r\nHost: b.example", "a character that an address cannot contain"),
        ("http://a.example/\t", "a character that an address cannot contain"),
        ("http://a.example/x y", "a character that an address cannot contain"),
        ("http://a.example/\x00", "a character that an address cannot contain"),
        (f"http://a.example/{'x' * 5000}", "longer than 4096 characters"),
        (f"http://{'ä' * 300}.example/", "not a valid address"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_before_a_name_is_looked_up(url: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Guard(unasked).endpoint(url, 1)


@pytest.mark.parametrize(
    "answers",
    [
        (PUBLIC, "127.0.0.1"),
        ("10.0.0.1", PUBLIC),
        (PUBLIC, "2606:4700:4700::1111", "::1"),
        (PUBLIC, "::ffff:10.0.0.1"),
        (PUBLIC, "fe80::1%eth0"),
        (PUBLIC, "no address"),
    ],
)
def test_a_host_with_one_private_address_is_refused(answers: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        names(*answers).endpoint("http://a.example/", 1)


@pytest.mark.parametrize("answers", [(), tuple(f"8.8.{n}.8" for n in range(MAX_ADDRESSES + 1))])
def test_a_host_without_usable_addresses_is_an_error_of_the_network(answers: tuple[str, ...]) -> None:
    with pytest.raises(OSError, match="no usable address"):
        names(*answers).endpoint("http://a.example/", 1)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://A.Example.", Endpoint("http", "a.example", 80, "/", (PUBLIC,))),
        ("HTTPS://a.example?q=1#part", Endpoint("https", "a.example", 443, "/?q=1", (PUBLIC,))),
        ("https://bücher.example/ä?ö", Endpoint("https", "xn--bcher-kva.example", 443, "/%C3%A4?%C3%B6", (PUBLIC,))),
        ("http://a.example:80/a/../b", Endpoint("http", "a.example", 80, "/b", (PUBLIC,))),
    ],
)
def test_where_an_address_leads(url: str, place: Endpoint) -> None:
    assert names(PUBLIC, PUBLIC).endpoint(url, 1) == place


@pytest.mark.parametrize(
    ("place", "authority"),
    [
        (Endpoint("http", "a.example", 80, "/", ()), "a.example"),
        (Endpoint("http", "a.example", 443, "/", ()), "a.example:443"),
        (Endpoint("https", "2001:db8::1", 443, "/", ()), "[2001:db8::1]"),
    ],
)
def test_what_a_server_is_told_that_it_is(place: Endpoint, authority: str) -> None:
    assert place.authority == authority


@given(st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_whatever_is_cited_is_placed_or_refused(url: str) -> None:
    try:
        place = names(PUBLIC).endpoint(url, 1)
    except Refused:
        return
    assert place.addresses
    assert " " not in place.path


def test_the_systems_resolver_knows_this_machine_and_no_nonsense() -> None:
    assert "127.0.0.1" in look_up("localhost", 5)
    for host in ("a..b", "x" * 300):
        with pytest.raises(OSError):  # noqa: PT011
            look_up(host, 5)


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST"])
def test_this_machine_is_refused_by_its_name(host: str) -> None:
    with pytest.raises(Refused, match="not on the public Internet"):
        Guard(look_up).endpoint(f"http://{host}/", 5)


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [("", "", "", "", (str(never.wait(20)),))])
    with pytest.raises(TimeoutError):
        look_up("a.example", 0.05)
    never.set()
