"""May an address be asked at all. Record text is hostile: it must not make a machine talk to its own network.

The host is resolved once; each address that it has must be one of the public internet, and the connection is made to
the address that was looked at, so that a second answer of the name server changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Lookup = Callable[[str, int], Sequence[str]]
"""Addresses of a host and port. Raises OSError where it has none."""

PORTS = {"http": 80, "https": 443}
LONGEST = 4096
"""Characters of an address."""
_NAT64 = IPv6Network("64:ff9b::/96")
_GIVEN = IPv6Network("2000::/3")
"""All of IPv6 that is given to the public internet."""
_CLOSED = tuple(
    map(
        ip_network,
        "0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 240.0.0.0/4 168.63.129.16/32 2001:db8::/32"
        " 3fff::/20".split(),
    )
)
"""Networks that some versions of `ipaddress` take for global, and the host that only Azure's own machines see."""
_UNSAFE = re.compile(r"[^\x21-\U0010ffff]|[\\\x7f-\xa0]")
"""Blanks, control characters, and the backslash, which some readers take for a slash."""


class Refused(Exception):
    """An address that is not asked; the text is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect to (`address`), and what to ask there."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def place(url: str, lookup: Lookup, is_public: Callable[[str], bool] | None = None) -> Place:
    """Raises Refused for what must not be asked, OSError for a host that has no address."""
    if len(url) > LONGEST or _UNSAFE.search(url):
        raise Refused("it is no address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("it is no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("only http and https are asked")
    if parts.username is not None or parts.password is not None:
        raise Refused("it holds a user's name")
    if port not in (None, PORTS[parts.scheme]):
        raise Refused(f"the port {port} is not asked")
    host = parts.hostname.rstrip(".")
    found = lookup(host, PORTS[parts.scheme])
    if not found or not all(map(is_public or public, found)):
        raise Refused("its host is not on the public internet")
    path = parts.path or "/"
    return Place(parts.scheme, host, PORTS[parts.scheme], found[0], f"{path}{f'?{parts.query}' if parts.query else ''}")


def public(text: str) -> bool:
    """Is an address one of the public internet, whatever it is wrapped in."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(map(_is_open, _unwrapped(address)))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    given = isinstance(address, IPv4Address) or address in _GIVEN or address in _NAT64
    closed = any(address in network for network in _CLOSED)
    return given and address.is_global and not address.is_multicast and not closed


def _unwrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address and the IPv4 addresses that it stands for."""
    if isinstance(address, IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    found = [each for each in inner if each is not None]
    return found if address.ipv4_mapped else [address, *found]


def system_lookup(host: str, port: int) -> list[str]:
    """What the machine's own resolver says."""
    import socket

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("the name cannot be looked up") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
