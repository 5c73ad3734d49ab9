"""One request to an address that was looked at: status and headers, within a time that nothing can stretch.

urllib3's connection is used without its pool: it goes to the IP address, and shows and checks the host's name. It knows
no proxy of the environment, no cookies, no passwords, and follows nothing. A body is only read where words are held
against it, and no more than a bound.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from citefirst.lookup.address_guard import Endpoint
from citefirst.structs import frozen

if TYPE_CHECKING:
    from socket import socket
    from ssl import SSLContext
    from threading import Event

    from urllib3.connection import HTTPConnection

HEADERS = {"User-Agent": "citefirst (evidence check)", "Accept": "*/*", "Accept-Encoding": "identity"}
MAX_ADDRESSES = 3
"""Addresses of a host that are tried before it is given up."""


@frozen
class Reply:
    """What a server said: before the body, and of the body as much as was asked for, and a byte more."""

    status: int
    location: str = ""
    retry_after: str = ""
    kind: str = ""
    encoding: str = ""
    body: bytes = b""


class Failed(Exception):
    """No answer came. The text is the reason, as the end of a sentence."""


@cache
def trust() -> SSLContext:
    """Return a context that trusts the authorities of the system and those of certifi, which PyGithub uses."""
    import certifi
    from urllib3.util.ssl_ import create_urllib3_context

    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context


def exchange(place: Endpoint, method: str, seconds: float, context: SSLContext | None = None, most: int = 0) -> Reply:
    """Ask for a place's headers, and for `most` bytes of its body. A third of the time is for the connection, one for
    TLS, one for the answer.

    Raises Failed.
    """
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    tried = place.addresses[:MAX_ADDRESSES]
    third = max(seconds / 3, 0.01)
    for address in tried:
        try:
            return _exchange(_connection(place, address, third / len(tried), context), place, method, third, most)
        except (NewConnectionError, ConnectTimeoutError) as error:
            reason = "the connection took too long" if "timed out" in str(error) else "its server cannot be reached"
    raise Failed(reason)


def _connection(place: Endpoint, address: str, seconds: float, context: SSLContext | None) -> HTTPConnection:
    import logging

    from urllib3.connection import HTTPConnection, HTTPSConnection

    # It would write what servers say to the log of the build.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    if place.scheme == "http":
        return HTTPConnection(address, place.port, timeout=seconds)
    return HTTPSConnection(
        address,
        place.port,
        timeout=seconds,
        server_hostname=place.host,
        ssl_context=context or trust(),
    )


def _exchange(connection: HTTPConnection, place: Endpoint, method: str, seconds: float, most: int) -> Reply:
    from http.client import HTTPException
    from ssl import SSLError
    from threading import Event, Timer

    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

    cut = Event()
    timer: Timer | None = None
    try:
        connection.connect()
        timer = Timer(seconds, _cut, (connection.sock, cut))
        timer.daemon = True
        timer.start()
        reply = _ask(connection, place, method, most)
        if cut.is_set():  # headers that end with the connection would count as whole
            raise TimeoutError
        return reply
    except (NewConnectionError, ConnectTimeoutError):
        raise
    except SSLError as error:
        raise Failed(f"its TLS certificate or connection is not valid ({_words(error)})") from None
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        if cut.is_set() or isinstance(error, TimeoutError):
            raise Failed(f"it did not answer within {seconds:.2g} s") from None
        raise Failed("its server does not speak HTTP") from None
    finally:
        if timer:
            timer.cancel()
        connection.close()


def _ask(connection: HTTPConnection, place: Endpoint, method: str, most: int) -> Reply:
    headers = HEADERS | {"Host": place.authority, "Connection": "close"}
    if method == "GET" and not most:
        headers["Range"] = "bytes=0-1023"
    connection.request(method, place.path, headers=headers, preload_content=False)
    response = connection.getresponse()
    known = response.headers
    body = response.read(most + 1, decode_content=False) if most and 200 <= response.status < 300 else b""
    response.close()
    kind, encoding = known.get("Content-Type") or "", known.get("Content-Encoding") or ""
    return Reply(response.status, known.get("Location") or "", known.get("Retry-After") or "", kind, encoding, body)


def _cut(sock: socket, cut: Event) -> None:
    """End a connection whose server says a little now and then, which no timeout of a socket notices."""
    from socket import SHUT_RDWR, socket

    cut.set()
    with suppress(OSError):
        socket.shutdown(sock, SHUT_RDWR)  # not TLS's own, which would talk to the other side


def _words(error: OSError) -> str:
    return str(getattr(error, "verify_message", "") or getattr(error, "reason", "") or "no reason given").lower()
