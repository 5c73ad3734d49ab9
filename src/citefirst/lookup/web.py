"""Whether there is anything at a web address: asked by HEAD, or by GET where a server has no HEAD, and read with care.

Only 404 and 410 say that something is missing. A login, a refusal, a fault, a pause and silence say nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.lookup.address_guard import Endpoint, Guard, Refused
from citefirst.lookup.clock import Deadline
from citefirst.lookup.connection import Failed, Reply, exchange
from citefirst.lookup.rate_limit import Gate, NoTimeLeft
from citefirst.lookup.redirects import astray, is_evasive
from citefirst.structs import field, frozen

if TYPE_CHECKING:
    from ssl import SSLContext

REDIRECTIONS = (301, 302, 303, 307, 308)
GONE = (404, 410)
AGAIN = (429, 500, 502, 503, 504)
"""Statuses after which another try may have another answer."""
CONFIRMED = (400, 403, 404, 405, 406, 501)
"""Statuses that count only after a GET: some servers answer every HEAD with them."""
EMPTY = 416
"""The answer to a request for the first bytes of something empty."""
MAX_LOCATION = 4096
_WORDS = {401: "asks for a login", 403: "requires a login", 407: "asks for a login", 429: "asks for a pause"}


@frozen
class Limits:
    """Seconds, and how often. `longest` is the longest pause that a server is granted before another try."""

    timeout: float = 15
    attempts: int = 3
    pause: float = 0.5
    longest: float = 5
    redirects: int = 5
    at_once: int = 2
    spacing: float = 0.1


@frozen
class Fetcher:
    """Asks addresses one by one, from as many threads as there are."""

    guard: Guard
    limits: Limits
    gate: Gate
    deadline: Deadline
    context: SSLContext | None = None
    """Which certificates are trusted, None for the usual ones."""
    _silent: dict[str, str] = field(default_factory=dict)
    """Sites that gave no answer, and why."""

    def ask(self, url: str) -> Answer:
        """Ask for a URL, and never raise for what a server does or an address is. The caller decides what kind of thing
        was found."""
        end = self._end(url, self._reply)
        if isinstance(end, CannotTell):
            return end
        reply, at = end
        return _answer(reply, evasive=is_evasive(url) or is_evasive(at))

    def read(self, url: str, most: int) -> Reply | CannotTell:
        """Ask for a text of at most so many bytes, with one more where it is longer."""
        end = self._end(url, lambda at: self._patiently(at, "GET", most))
        return end if isinstance(end, CannotTell) else end[0]

    def _end(self, start: str, ask: Callable[[str], Reply]) -> tuple[Reply, str] | CannotTell:
        """Return the answer at the end of all redirections, and its address."""
        try:
            return self._follow(start, ask)
        except (Failed, NoTimeLeft) as error:
            return CannotTell(str(error))

    def _follow(self, start: str, ask: Callable[[str], Reply]) -> tuple[Reply, str] | CannotTell:
        url = start
        for hop in range(self.limits.redirects + 1):
            try:
                reply = ask(url)
            except Refused as refused:
                return CannotTell(f"it {'redirects to an address that ' if hop else ''}is not requested: {refused}")
            if reply.status not in REDIRECTIONS:
                return reply, url
            if not reply.location or len(reply.location) > MAX_LOCATION:
                return CannotTell("its server redirects without saying where")
            after = _joined(url, reply.location)
            if reason := astray(start, after):
                return CannotTell(reason)
            url = after
        return CannotTell(f"it redirects more than {self.limits.redirects} times")

    def _reply(self, url: str) -> Reply:
        reply = self._patiently(url, "HEAD")
        return self._patiently(url, "GET") if reply.status in CONFIRMED else reply

    def _patiently(self, url: str, method: str, most: int = 0) -> Reply:
        for attempt in range(1, self.limits.attempts + 1):
            reply, host = self._once(url, method, most)
            if reply.status not in AGAIN or attempt == self.limits.attempts:
                break
            wait = max(_pause(reply), self.limits.pause * 2 ** (attempt - 1))
            self.gate.hold(host, wait, self.deadline)
            if wait > self.limits.longest:
                break
        return reply

    def _once(self, url: str, method: str, most: int = 0) -> tuple[Reply, str]:
        """Return one answer and the host that gave it. A site that gave none is not waited for again."""
        site = "/".join(url.split("/", 3)[:3])
        try:
            self._heed(site)
            endpoint = self._endpoint(url)
            with self.gate.open(endpoint.host, self.deadline):
                self._heed(site)
                seconds = min(self.limits.timeout, self.deadline.left)
                return exchange(endpoint, method, seconds, self.context, most), endpoint.host
        except Failed as failed:
            self._silent[site] = str(failed)
            raise

    def _heed(self, site: str) -> None:
        if site in self._silent:
            raise Failed(self._silent[site])

    def _endpoint(self, url: str) -> Endpoint:
        """Return where to ask, looked up afresh for each request."""
        if self.deadline.left <= 0:
            raise NoTimeLeft
        try:
            return self.guard.endpoint(url, min(self.limits.timeout, self.deadline.left))
        except OSError:
            raise Failed("its host name does not resolve here") from None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location  # the guard will refuse it


def _pause(reply: Reply) -> float:
    """Return the pause that a server asks for, at most a day; 0 where it names none that can be read."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    try:
        return min(Retry().parse_retry_after(reply.retry_after), 86_400) if reply.retry_after else 0
    except (InvalidHeader, ValueError, OverflowError):
        return 0


def _answer(reply: Reply, *, evasive: bool) -> Answer:
    status = reply.status
    if 200 <= status < 300 or status == EMPTY:
        return Found("")
    if status == 404 and evasive:
        return CannotTell("its server also answers 404 to those who may not see a page")
    if status in GONE:
        return Missing(f"its server answers {status}")
    if status >= 500:
        return CannotTell(f"its server failed ({status})")
    return CannotTell(f"its server {_WORDS.get(status, 'gave an inconclusive answer')} ({status})")
