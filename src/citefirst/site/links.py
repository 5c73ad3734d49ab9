"""Where what a record cites leads from its page: to the web, to another page of the site, to the file on GitHub."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from citefirst.record.origin import Home
from citefirst.record.paths import Exists

_WEB = ("http", "https", "mailto")
_ID = re.compile(r"(?:(?P<slug>[\w.-]{1,100}/[\w.-]{1,100})#|#|GH-)(?P<number>\d{1,10})")
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_BARE = re.compile(r"(?:www\.)[^\s<>\"]+")


class Links(NamedTuple):
    """`pages` are the pages of records by path, `commit` the revision at which GitHub shows files; "" for none."""

    exists: Exists
    home: Callable[[], Home] = Home
    commit: str = ""
    pages: Mapping[str, str] = {}

    def of(self, record: str) -> Callable[[str], str | None]:
        """Return what tells where a target of the record at a path leads from its page."""
        up = "../" * self.pages.get(record, "").count("/")

        def link(target: str) -> str | None:
            return web(target) or self._named(target) or self._file(record, up, target)

        return link

    def _named(self, target: str) -> str | None:
        """Return where an ID of GitHub leads: `#12`, `acme/shop#12`, a commit."""
        if not self.home().repository:
            return None
        server, here = self.home().server, self.home().repository
        if match := _ID.fullmatch(target):
            return f"{server}/{match['slug'] or here}/issues/{match['number']}"
        if _COMMIT.fullmatch(target) and not target.isdecimal() and not target.isalpha():
            return f"{server}/{here}/commit/{target}"
        return None

    def _file(self, record: str, up: str, target: str) -> str | None:
        path, mark, fragment = target.partition("#")
        for name in dict.fromkeys((path, unquote(path), re.sub(r"(?::\d+(?:-\d+)?|::[\w.]+)$", "", path))):
            for place in (normpath(join(dirname(record), name)), normpath(name.lstrip("/") or ".")):
                if place in self.pages:
                    return up + self.pages[place] + (f"#h-{quote(fragment)}" if mark else "")
                if self.commit and self.home().repository and not place.startswith("..") and self.exists(place):
                    return f"{self.home().server}/{self.home().repository}/blob/{self.commit}/{quote(place)}"
        return None


def web(target: str) -> str | None:
    """Return an address of the web or of a person, None for anything else: no `javascript:`, `data:` or `file:`."""
    if any(char <= " " or char == "\x7f" for char in target):
        return None
    if _BARE.fullmatch(target):
        return f"https://{target}"
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if parts.scheme.lower() in _WEB and (parts.netloc or parts.scheme.lower() == "mailto") else None
