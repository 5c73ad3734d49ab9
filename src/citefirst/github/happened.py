"""What GitHub tells of a window of time, as rows: merged pull requests, deployments, runs, releases and opened issues.

Each list is asked from its newest end, a hundred at a time, and no further than the window or `MAX_EACH` goes: one that
may hold more says so, so that no row is missing in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from citefirst.gather.row import Entries, Known, Refused, Row, address, moment, title
from citefirst.github.api import Api
from citefirst.structs import frozen

MAX_EACH = 500
"""Entries of one list: six requests of a hundred at most, the last of which tells whether it goes on."""
_KNOWN = Known()


@frozen
class Window:
    """A span of time, both ends included; `until` is None for one that goes on."""

    since: datetime
    until: datetime | None = None

    @property
    def searched(self) -> str:
        """The window as GitHub's search writes it ("Query for dates")."""
        until = f"{self.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if self.until else "*"
        return f"{self.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}..{until}"


class _Told(NamedTuple):
    """What an entry says of itself."""

    at: datetime
    title: str
    link: str
    kind: str
    id: str


class _List(NamedTuple):
    """A list of GitHub's: what asks for it, the time by which it is ordered ("" for one without), what reads an entry.

    An entry of which nothing is told, like a pull request that was not merged, is read as None.
    """

    name: str
    ask: Callable[[], Iterable[Any]]
    by: str
    read: Callable[[Any], _Told | None]


@frozen
class Happened(Api):
    """What happened in a repository. `page` is where its pages are, like `https://github.com/acme/shop`."""

    page: str = ""

    def entries(self, window: Window) -> Entries:
        """Yield what happened; what is refused is a list that is longer than what is read. Raises ApiError."""
        for each in self._lists(window):
            with self._asking(f"the {each.name} since {window.since:%Y-%m-%d %H:%M}"):
                found = list(islice(_newer(each, window.since), MAX_EACH + 1))
                told = [each.read(item) for item in found[:MAX_EACH]]
            for place, said in enumerate(told):
                if said is not None:
                    yield f"{each.name}[{place}]", partial(_row, said)
            if len(found) > MAX_EACH:
                yield each.name, _too_many

    def _lists(self, window: Window) -> Iterator[_List]:
        of, since = self._repository, window.since
        yield _List(
            "pull requests",
            lambda: of.get_pulls(state="closed", sort="updated", direction="desc"),
            "updated_at",
            _pull,
        )
        yield _List("deployments", of.get_deployments, "created_at", self._deployment)
        yield _List("workflow runs", lambda: of.get_workflow_runs(created=window.searched), "created_at", _run)
        yield _List("releases", of.get_releases, "", _release)
        yield _List(
            "issues",
            lambda: of.get_issues(state="all", since=since, sort="created", direction="desc"),
            "created_at",
            _issue,
        )

    def _deployment(self, it: Any) -> _Told:
        """GitHub names no page of a deployment in its answers: it is under the number among the deployments."""
        told = f"{it.environment}: {it.description or f'{it.task} {it.ref}'}"
        return _Told(it.created_at, told, f"{self.page}/deployments/{it.id}", "deploy", str(it.id))


def _newer(each: _List, since: datetime) -> Iterator[Any]:
    for item in each.ask():
        if each.by and getattr(item, each.by) < since:
            return
        yield item


def _row(told: _Told) -> Row:
    return Row(moment(told.at.isoformat(), _KNOWN), title(told.title), address(told.link), told.kind, "GitHub", told.id)


def _too_many() -> Row:
    raise Refused(f"only the newest {MAX_EACH} were read: ask for a shorter time if something is missing")


def _pull(it: Any) -> _Told | None:
    return _Told(it.merged_at, it.title, it.html_url, "pull-request", f"#{it.number}") if it.merged_at else None


def _run(it: Any) -> _Told:
    return _Told(it.created_at, f"{it.name}: {it.display_title}", it.html_url, "ci-run", str(it.id))


def _release(it: Any) -> _Told | None:
    named = it.name or it.tag_name
    return _Told(it.published_at, named, it.html_url, "release", it.tag_name) if it.published_at else None


def _issue(it: Any) -> _Told | None:
    """GitHub lists pull requests among issues; asking an issue for its pull request would be a request more."""
    if it.html_url.rpartition("/")[0].endswith("/pull"):
        return None
    labels = ", ".join(label.name for label in it.labels)
    named = f"{it.title} ({labels})" if labels else it.title
    return _Told(it.created_at, named, it.html_url, "ticket", f"#{it.number}")
