"""Where a record comes from: its repository, the pull request that brings it, and which addresses lead back to it.

A record that cites itself, or the change that it is part of, cites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import normpath
from typing import NamedTuple
from unicodedata import normalize

from citefirst.evidence.targets import place
from citefirst.record.paths import Exists
from citefirst.regex import lazy

_SLUG = r"(?P<slug>[^/]+/[^/]+)"
_VIEWS = "blob|raw|blame|edit|delete|tree|commits|history|plain"
_FILES = {
    "": rf"/{_SLUG}/(?:{_VIEWS})/(?P<rest>.+)",
    "github.dev": rf"/{_SLUG}/(?:{_VIEWS})/(?P<rest>.+)",
    "raw.githubusercontent.com": rf"/{_SLUG}/(?P<rest>.+)",
    "media.githubusercontent.com": rf"/media/{_SLUG}/(?P<rest>.+)",
    "api.github.com": rf"/repos/{_SLUG}/(?P<rest>contents/.+)",
    "cdn.jsdelivr.net": r"/gh/(?P<slug>[^/]+/[^/@]+)(?:@[^/]+)?(?P<rest>/.+)",
}
"""Where a host shows a file: the repository, and a revision (or another word) before the path. "" is GitHub itself."""
_PULLS = {
    "": rf"/{_SLUG}/(?:pulls?|issues)/(?P<rest>\d+)(?:[/.].*)?",
    "github.dev": rf"/{_SLUG}/pull/(?P<rest>\d+)(?:/.*)?",
    "api.github.com": rf"/repos/{_SLUG}/(?:pulls|issues)/(?P<rest>\d+)(?:/.*)?",
    "patch-diff.githubusercontent.com": rf"/raw/{_SLUG}/pull/(?P<rest>\d+)(?:[/.].*)?",
}
_ID = lazy(r"(?:(?P<slug>[^\s/#]+/[^\s/#]+)#|#|GH-)(?P<number>\d{1,10})")
_COMMIT = lazy(r"[0-9a-f]{7,64}")
_SPLITS = 8
"""Words of a revision's name (`refs/heads/team/fix`) that are tried before a path."""


class Home(NamedTuple):
    """A repository (`acme/shop`) on a GitHub, "" where it is not known."""

    repository: str = ""
    server: str = "https://github.com"


class Origin(NamedTuple):
    """`home` is asked only where an address may lead there; `real` says where a path of the repository leads."""

    home: Callable[[], Home] = Home
    real: Callable[[str], str] = lambda path: path
    pull: int = 0
    """The pull request that brings the record, 0 for none."""

    def is_record(self, path: str, record: str) -> bool:
        """Tell whether a path is the record's own, on any file system, or a link that leads to it."""
        return _folded(path) == _folded(record) or self.real(path) == self.real(record)

    def shows(self, address: str, record: str, exists: Exists) -> bool:
        """Tell whether an address shows the record, at whatever revision."""
        found = _found(address, _FILES)
        if not found or not f"/{_folded(found.rest)}".endswith(f"/{_folded(record)}"):
            return False
        whole = found.rest.partition("/")[2]  # a longer path that ends alike is another file, where there is one
        return (_folded(whole) == _folded(record) or not exists(whole)) and self._is_own(found)

    def file(self, address: str, exists: Exists) -> str | None:
        """Return the file of this repository that an address shows, None where it shows none."""
        found = _found(address, _FILES)
        words = found.rest.split("/") if found else []
        paths = ("/".join(words[cut:]) for cut in range(1, min(_SPLITS, len(words))))
        path = next(filter(exists, paths), None)  # nobody knows where a revision's name ends
        return path if found and path and self._is_own(found) else None

    def pinned(self, address: str) -> tuple[str, str] | None:
        """Return the commit and the path of a file of this repository that an address shows as it was then."""
        found = _found(address, _FILES)
        commit, _, path = found.rest.partition("/") if found else ("", "", "")
        return (commit, path) if found and path and _COMMIT.fullmatch(commit) and self._is_own(found) else None

    def is_pull(self, target: str) -> bool:
        """Tell whether a target, an address or an ID, is the pull request that brings the record."""
        if not self.pull:
            return False
        if match := _ID.fullmatch(target):
            slug = match["slug"]
            same = not slug or slug.casefold() == self.home().repository.casefold()
            return same and int(match["number"]) == self.pull
        found = _found(target, _PULLS)
        return found is not None and found.rest.lstrip("0") == str(self.pull) and self._is_own(found)

    def _is_own(self, found: _Found) -> bool:
        home = self.home()
        server = place(home.server)
        same = not found.host or (server is not None and server[0] == found.host)
        return same and found.slug.casefold() == home.repository.casefold()


NO_ORIGIN = Origin()


class _Found(NamedTuple):
    """What an address names: the host where that has to be GitHub itself, a repository, and what is in it."""

    host: str
    slug: str
    rest: str


def _found(address: str, patterns: Mapping[str, str]) -> _Found | None:
    parts = place(address)
    if parts is None:
        return None
    host, path = parts[0].removeprefix("www."), normpath(parts[1])
    match = re.fullmatch(patterns.get(host, patterns[""]), path)
    return _Found("" if host in patterns else host, match["slug"], match["rest"]) if match else None


def _folded(path: str) -> str:
    """Return a path as a file system compares it that ignores case and composition."""
    return normalize("NFC", path).casefold()
