"""Where a record comes from: its repository, the pull request that brings it, and which addresses lead back to it.

A record that cites itself, or the change that it is part of, cites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from posixpath import normpath
from unicodedata import normalize

from citefirst.evidence.targets import place

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
    "": rf"/{_SLUG}/(?:pulls?|issues)/(?P<number>\d+)(?:[/.].*)?",
    "github.dev": rf"/{_SLUG}/pull/(?P<number>\d+)(?:/.*)?",
    "api.github.com": rf"/repos/{_SLUG}/(?:pulls|issues)/(?P<number>\d+)(?:/.*)?",
    "patch-diff.githubusercontent.com": rf"/raw/{_SLUG}/pull/(?P<number>\d+)(?:[/.].*)?",
}
_ID = re.compile(r"(?:(?P<slug>[^\s/#]+/[^\s/#]+)#|#|GH-)(?P<number>\d{1,10})")
_SPLITS = 8
"""Words of a revision's name (`refs/heads/team/fix`) that are tried before a path."""


@dataclass(frozen=True, slots=True)
class Home:
    """A repository (`acme/shop`) on a GitHub, "" where it is not known."""

    repository: str = ""
    server: str = "https://github.com"


@dataclass(frozen=True, slots=True)
class Origin:
    """`home` is asked only where an address may lead there; `real` says where a path of the repository leads."""

    home: Callable[[], Home] = Home
    real: Callable[[str], str] = lambda path: path
    pull: int = 0
    """The pull request that brings the record, 0 for none."""

    def is_record(self, path: str, record: str) -> bool:
        """Is a path the record's own, on any file system, or a link that leads to it."""
        return _folded(path) == _folded(record) or self.real(path) == self.real(record)

    def shows(self, address: str, record: str, exists: Callable[[str], bool]) -> bool:
        """Does an address show the record, at whatever revision."""
        rest = self._rest(address) if record.rpartition("/")[2].casefold() in _written(address) else ""
        if not f"/{_folded(rest)}".endswith(f"/{_folded(record)}"):
            return False
        whole = rest.partition("/")[2]  # a longer path that ends alike is another file, where there is one
        return _folded(whole) == _folded(record) or not exists(whole)

    def files(self, address: str) -> Iterator[str]:
        """Paths of this repository that an address may show: nobody knows where a revision's name ends."""
        words = self._rest(address).split("/")
        for cut in range(1, min(_SPLITS, len(words))):
            yield "/".join(words[cut:])

    def is_pull(self, target: str) -> bool:
        """Is a target, an address or an ID, the pull request that brings the record."""
        match = (_ID.fullmatch(target) or self._matched(target, _PULLS)) if self.pull else None
        if match is None or int(match["number"][-18:]) != self.pull:
            return False
        return not match["slug"] or match["slug"].casefold() == self.home().repository.casefold()

    def _rest(self, address: str) -> str:
        """What stands behind this repository's name in an address that shows a file of it: a revision and a path."""
        match = self._matched(address, _FILES)
        if match is None or match["slug"].casefold() != self.home().repository.casefold():
            return ""
        return match["rest"]

    def _matched(self, address: str, patterns: dict[str, str]) -> re.Match[str] | None:
        """What the pattern of an address's host finds in its path."""
        found = place(address)
        if found is None:
            return None
        host, path = found[0].removeprefix("www."), normpath(found[1])
        if host in patterns:
            return re.fullmatch(patterns[host], path)
        match = re.fullmatch(patterns[""], path)
        own = place(self.home().server) if match else None
        return match if own and own[0] == host else None


def _written(address: str) -> str:
    from urllib.parse import unquote

    return unquote(address).casefold()


def _folded(path: str) -> str:
    """A path as file systems compare it that know neither case nor composition."""
    return normalize("NFC", path).casefold()
