"""Where in a file of the repository a source points: at a commit, to some lines, to a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from citefirst.document.slugs import slug
from citefirst.evidence.readable import MARKDOWN
from citefirst.model import Source
from citefirst.record.origin import Origin
from citefirst.record.paths import Exists, inside

_LINES = re.compile(r"L?(?P<first>\d{1,7})(?:C\d{1,5})?(?:-L?(?P<last>\d{1,7})(?:C\d{1,5})?)?")
_COLON = re.compile(r"(?P<path>[^#?]*[^#?:]):(?P<first>\d{1,7})(?:-(?P<last>\d{1,7})|(?::\d{1,7}){0,2})")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:|//")
_ATX = re.compile(r"^[ \t>]{0,8}#{1,6}[ \t]+([^\n]{1,500})", re.MULTILINE)
_SETEXT = re.compile(r"^([^\n]{1,500})\n[ \t>]{0,8}(?:=+|-+)[ \t]*$", re.MULTILINE)
_ANCHOR = re.compile(r"\b(?:id|name)[ \t]{0,3}=[ \t]{0,3}[\"']?([^\"'\s>]{1,200})|\{#([^\s{}]{1,200})\}", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,200}\])?")
_EMOJI = re.compile(r":[a-z0-9_+-]{1,40}:")
_FOREIGN = (":~:", "user-content-", "fn", "fnref")
"""How fragments begin that name no heading: a text that a browser looks for, a footnote."""


class Pointer(NamedTuple):
    """A file, its `commit` ("" for what is checked), lines from `first` to `last` (1-based, 0 for all), an anchor."""

    path: str
    commit: str = ""
    first: int = 0
    last: int = 0
    anchor: str = ""

    @property
    def lines(self) -> str:
        """`line 12` or `lines 12-20`."""
        return f"line {self.first}" if self.first == self.last else f"lines {self.first}-{self.last}"


def pointer(source: Source, record: str, exists: Exists, origin: Origin) -> Pointer | None:
    """Return where a source points, None where that is no file of this repository."""
    target = source.target
    if place := lined(target, record, exists, source.commit):
        return place
    if not _URL.match(target):
        return _of_path(source, record, exists)
    bare, _, fragment = target.partition("#")
    if pinned := origin.pinned(bare):
        return _with(Pointer(pinned[1], pinned[0]), fragment)
    file = origin.file(bare, exists)
    return Pointer(file) if file else None  # a branch moves on, so that its lines are not those that are checked


def _of_path(source: Source, record: str, exists: Exists) -> Pointer | None:
    target, _, fragment = source.target.partition("#")
    path, commit = inside(record, target), source.commit
    if path and (commit or exists(path)):
        return _with(Pointer(path, commit), fragment)
    return None


def lined(target: str, record: str, exists: Exists, commit: str = "") -> Pointer | None:
    """Return where `src/cart.py:12-20` points, None where there is no such file."""
    match = _COLON.fullmatch(target)
    path = inside(record, match["path"]) if match else None
    if not match or not path or not (commit or exists(path)):
        return None
    return _ordered(Pointer(path, commit), match)


def _with(place: Pointer, fragment: str) -> Pointer:
    if match := _LINES.fullmatch(fragment):
        return _ordered(place, match)
    named = fragment and not fragment.startswith(_FOREIGN) and place.path.lower().endswith(MARKDOWN)
    return place._replace(anchor=fragment) if named else place


def _ordered(place: Pointer, match: re.Match[str]) -> Pointer:
    first, last = int(match["first"]), int(match["last"] or match["first"])
    return place._replace(first=min(first, last), last=max(first, last))


def has_anchor(anchor: str, data: bytes) -> bool:
    """Tell whether a Markdown file has a heading or an anchor of a name, as any site generator may make it."""
    from urllib.parse import unquote

    text = data.decode("utf-8", "replace")
    wanted = _bare(unquote(anchor))
    return not wanted or any(wanted in {known, known + _number(wanted, known)} for known in _anchors(text))


def _anchors(text: str) -> Iterator[str]:
    for match in chain(_ATX.finditer(text), _SETEXT.finditer(text)):
        title = match[1].rstrip("# \t")
        for shown in (_LINK.sub(r"\1", title), _EMOJI.sub("", title), title):
            yield _bare(shown)
            yield _bare(slug(shown))
    yield from (_bare(match[1] or match[2]) for match in _ANCHOR.finditer(text))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _number(wanted: str, known: str) -> str:
    """Return the number by which a second heading of the same words is told from the first: `impact-1`."""
    rest = wanted.removeprefix(known)
    return rest if rest.isdecimal() and len(rest) < 4 else ""
