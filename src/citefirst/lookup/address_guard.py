"""Which addresses may be requested at all: what a pull request cites must never reach into the network it is
checked in.

A host is resolved once. Each of its addresses must be on the public Internet, and the connection is made to an
address that was looked at, so that a second answer of the name server (DNS rebinding) has no effect.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from citefirst.structs import frozen

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

Resolve = Callable[[str, float], Sequence[str]]
"""The addresses of a host, found within a number of seconds. Raises OSError where there are none."""

PORTS = {"http": 80, "https": 443}
LONGEST = 4096
"""Characters of an address."""
MAX_ADDRESSES = 32
"""Addresses of one host; no site has more."""

_UNSAFE = re.compile(r"[^\x21-\U0010ffff]|[\\\x7f-\xa0]")
"""Blanks, control characters and the backslash, which some readers take for a slash."""
_NUMBER = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)")
_USER = re.compile(r"[^/]*//[^/?#]*@")
_ALLOCATED = "2000::/3"
"""All that is given to the public Internet of IPv6."""
_ISATAP, _ISATAP_BITS = 0x5EFE, 0xFCFF_FFFF
"""What stands in the middle of an address of ISATAP (RFC 5214), whose last 32 bits are one of a site's own network, and
the bits of it that count: two of the first byte say only whose the number is."""


class Refused(Exception):
    """An address is not requested. The text is the reason, as the end of a sentence."""


@frozen
class Endpoint:
    """Where a request goes: the addresses to connect to, and what the server is told."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """The value of the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def is_public(address: Address) -> bool:
    """Tell whether an address is on the public Internet; one that carries another (NAT64, 6to4) counts as that one."""
    from ipaddress import IPv4Address, ip_network

    closed, carrying = _special()
    if address.version == 6:
        if int(address) >> 32 & _ISATAP_BITS == _ISATAP:
            return False
        for network, right in carrying:
            if address in network:
                return is_public(IPv4Address(int(address) >> right & 0xFFFFFFFF))
        if address not in ip_network(_ALLOCATED):
            return False
    return not any(address in network for network in closed)


@cache
def _special() -> tuple[tuple[Network, ...], tuple[tuple[Network, int], ...]]:
    """Return the special-purpose blocks of `special.json`: closed ones, and ones that carry an IPv4 address, with its
    distance from the right in bits."""
    from ipaddress import ip_network

    table = json.loads(Path(__file__).with_name("special.json").read_text("utf-8"))
    rows = [(ip_network(row["block"]), row.get("carries")) for key in ("ipv4", "ipv6", "beside") for row in table[key]]
    closed = tuple(network for network, right in rows if right is None)
    return closed, tuple((network, right) for network, right in rows if right is not None)


@frozen
class Guard:
    """Looks at each address before it is asked. `admits` says of an IP address whether it may be connected to."""

    resolve: Resolve
    ports: frozenset[int] = frozenset(PORTS.values())
    admits: Callable[[Address], bool] = is_public

    def endpoint(self, url: str, seconds: float) -> Endpoint:
        """Return where a URL leads. Raises Refused where that is not requested, OSError where the host has no
        address."""
        scheme, host, port, path = self._parts(url)
        from ipaddress import ip_address

        literal = _literal(host)
        found = [str(literal)] if literal else list(self.resolve(host, seconds))
        if not found or len(found) > MAX_ADDRESSES:
            raise OSError("the host has no usable address")
        try:
            addresses = [ip_address(text) for text in found]
        except ValueError:
            raise Refused("its host has an invalid address") from None
        if not all(self.admits(address) for address in addresses):
            raise Refused("its host is not on the public Internet")
        return Endpoint(scheme, host, port, path, tuple(dict.fromkeys(map(str, addresses))))

    def _parts(self, url: str) -> tuple[str, str, int, str]:
        from urllib3.exceptions import LocationParseError
        from urllib3.util import parse_url

        if len(url) > LONGEST:
            raise Refused(f"it is longer than {LONGEST} characters")
        if _UNSAFE.search(url):
            raise Refused("it contains a character that an address cannot contain")
        try:
            parsed = parse_url(url)
        except LocationParseError:
            raise Refused("it is not a valid address") from None
        scheme, host = parsed.scheme or "", (parsed.host or "").strip("[]")
        if scheme not in PORTS:
            raise Refused("only http and https are requested")
        if parsed.auth is not None or _USER.match(url):
            raise Refused("it contains a user name or a password")
        host = host.removesuffix(".").lower()
        if not host:
            raise Refused("it has no host")
        port = parsed.port if parsed.port is not None else PORTS[scheme]
        if port not in self.ports or port in {PORTS[other] for other in PORTS if other != scheme}:
            raise Refused(f"port {port} is not requested")
        return scheme, host, port, parsed.request_uri


def _literal(host: str) -> Address | None:
    """Return the IP address that a host is, None where it is a name. Raises Refused where readers would not agree."""
    from ipaddress import ip_address

    if "%" in host:
        raise Refused("its host is not a valid name")
    try:
        return ip_address(host)
    except ValueError:
        # `127.1`, `0x7f.1`, `2130706433`: C libraries and browsers take them for addresses.
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            raise Refused("its host is a number, but not an IP address in its usual form") from None
        return None
