"""One address asked whether it is there: HEAD, or the first byte by GET; each redirection is looked at anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from citefirst.online.answers import FOUND, Answer, unknown
from citefirst.online.guard import Lookup, Place, Refused, place, public, system_lookup

REDIRECTIONS = 5
REPEATS = 2
"""Times that a server's error or "too many requests" is asked again."""
LONGEST_PAUSE = 5.0
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_NO_HEAD = (400, 403, 405, 501)
_LOGIN = ("login", "signin", "sign-in", "oauth", "saml", "sso", "auth")


@dataclass(frozen=True, slots=True)
class World:
    """What a look-up uses of the world; tests bring their own."""

    lookup: Lookup = system_lookup
    is_public: Callable[[str], bool] = public
    timeout: float = 5.0
    sleep: Callable[[float], None] = time.sleep
    options: dict[str, Any] = field(default_factory=dict)
    """More for urllib3's pools, such as the certificate of a test's own authority."""


def look(url: str, world: World) -> Answer:
    """Never raises for what a server does."""
    import urllib3

    seen = url
    for _ in range(REDIRECTIONS + 1):
        try:
            where = place(seen, world.lookup, world.is_public)
            status, target = _asked(where, world)
        except Refused as error:
            return unknown(f"it was not asked: {error}")
        except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
            return unknown(_failure(error))
        if status not in _MOVED or not target:
            return _answer(status)
        seen = urljoin(seen, target)
        if _is_login(seen):
            return unknown("it asks for a login")
    return unknown("it redirects in a circle")


def _asked(where: Place, world: World) -> tuple[int, str]:
    """The status and where it redirects to, asked again while the server says that it cannot answer now."""
    for attempt in range(REPEATS + 1):
        status, target, pause = _request(where, "HEAD", world)
        if status in _NO_HEAD:
            status, target, pause = _request(where, "GET", world)
        if status != 429 and status < 500:
            break
        if attempt < REPEATS:
            world.sleep(min(pause or 0.5 * 2**attempt, LONGEST_PAUSE))
    return status, target


def _request(where: Place, method: str, world: World) -> tuple[int, str, float]:
    """Status, `Location` and `Retry-After` of one request. Nothing of a body is read."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout

    timeout = Timeout(total=2 * world.timeout, connect=world.timeout, read=world.timeout)
    limits: dict[str, Any] = {"timeout": timeout, "maxsize": 1, "retries": False}
    if where.scheme == "https":
        limits |= {"server_hostname": where.host, "assert_hostname": where.host, **world.options}
        pool: HTTPConnectionPool = HTTPSConnectionPool(where.address, where.port, **limits)
    else:
        pool = HTTPConnectionPool(where.address, where.port, **limits)
    headers = {"Host": where.host, "User-Agent": "citefirst", "Accept": "*/*", "Range": "bytes=0-0"}
    with pool:
        answer = pool.urlopen(method, where.path, headers=headers, redirect=False, preload_content=False)
        found = answer.status, answer.headers.get("Location", ""), _seconds(answer.headers.get("Retry-After", ""))
        answer.close()
    return found


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _answer(status: int) -> Answer:
    if status in _GONE:
        return Answer("missing", f"the server says {status}")
    if 200 <= status < 300 or status == 416:  # the first byte of what is empty
        return FOUND
    if status in (401, 403, 407):
        return unknown("it is not for everybody to see")
    return unknown(f"the server says {status}")


def _failure(error: Exception) -> str:
    name = type(error).__name__
    if "Timeout" in name or "timed out" in str(error):
        return "it did not answer in time"
    if "SSL" in name or "SSL" in str(error):
        return "its certificate is not valid"
    return "it cannot be reached"


def _is_login(url: str) -> bool:
    parts = urlsplit(url)
    words = [*(parts.hostname or "").split(".")[:1], *parts.path.lower().split("/")]
    return any(word in _LOGIN or word.startswith(("login", "signin", "accounts")) for word in words)
