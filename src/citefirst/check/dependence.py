"""What a record depends on besides its own text: the files of the repository that it names, and the links on the way.

Whoever changes one of them changes what the record rests on, so the record is checked although nobody touched it. Most
records name nothing that a change touches; their bytes show that, without parsing (`Changed.may_name`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from citefirst.check.pipeline import File, read
from citefirst.document import mentions
from citefirst.document.header import Header
from citefirst.evidence.ids import find
from citefirst.model import Document
from citefirst.record import own
from citefirst.record.archive import Archive
from citefirst.record.paths import inside
from citefirst.repository.tree import is_markdown
from citefirst.structs import frozen

if TYPE_CHECKING:
    from citefirst.document.citations import FindIds

Way = Callable[[str], Iterable[str]]
"""The links that a path passes, and where it ends."""

_MARKUP = dict.fromkeys(map(ord, "*_`~\\[]"))
"""Marks that may stand inside a name in the file and not in what is shown."""
_KEPT = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REST = bytes(set(range(256)) - set(_KEPT))
_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LINES = re.compile(r":\d{1,7}(?:[-:]\d{1,7}){0,2}$")
"""The lines that a target names behind a path."""
_FEW = 400
"""Names that are searched for one by one; more are looked up by their first letters."""
_GRAM = 5


def named(document: Document) -> Iterator[str]:
    """Yield the paths of the repository that a record names: what it cites or defines, and the logs that it is bound
    to."""
    targets = [definition.target for definition in document.definitions]
    targets += [citation.target for unit in document.units for citation in unit.citations]
    targets += [entry.text("transcript") for entry in Header(document).log]
    for target in dict.fromkeys(targets):
        if target and "://" not in target and (path := inside(document.path, target)):
            yield path
            if lines := _LINES.search(path):
                yield path[: lines.start()]
    for mention in dict.fromkeys(mention for unit in document.units for mention in unit.mentions):
        yield from own.places(document.path, mention.target or "")


@frozen
class Changed:
    """Paths that differ between two states of a repository. `ways` follow a path in each, `links` are theirs."""

    paths: frozenset[str]
    ways: tuple[Way, ...]
    links: frozenset[str] = frozenset()
    archives: tuple[Archive, ...] = ()
    """The records of each state by name."""

    def cause(self, path: str, data: bytes, find_ids: FindIds = find) -> str:
        """Return the changed path that the record at a path depends on, "" where it depends on none."""
        if not self.may_name(data) and not self.may_name_record(path, data):
            return ""
        document, _ = read(File(path, path, None, data), find_ids)
        if document is None:
            return ""
        names = dict.fromkeys(mention.label for unit in document.units for mention in unit.mentions)
        names |= dict.fromkeys(each.target or "" for each in document.definitions if each.form)
        places = (*named(document), *(place for name in names for place in self.records(name, path)))
        return next(filter(None, map(self.behind, places)), "")

    def records(self, name: str, path: str) -> Iterator[str]:
        """Yield the records that a name stands for in a record, in each state."""
        yield from filter(None, (archive.find(name, path) for archive in self.archives))

    def may_name_record(self, path: str, data: bytes) -> bool:
        """Tell whether a record could name a changed one: by its ID, its file's name or its title."""
        if not self.archives or not any(map(is_markdown, self.paths)):
            return False
        from html import unescape

        text = unescape(data.decode("utf-8", "ignore")).translate(_MARKUP)
        return any(place in self.paths for name, *_ in mentions.names(text) for place in self.records(name, path))

    def behind(self, path: str) -> str:
        """Return the changed path that stands at, or on the way to, a path; "" where none does."""
        return next((place for way in self.ways for place in way(path) if place in self.paths), "")

    def may_name(self, data: bytes) -> bool:
        """Tell whether a record could name one of the paths, or a link that may lead to one. Never wrongly False.

        What names a file holds the file's own name, or that of the first link on the way, as one piece. It may stand
        there by entities or percent-encoding, and with line ends, escapes or marks in between; so both are undone and
        only letters and digits are compared. Where YAML can write letters by escapes the record is parsed.
        """
        if self._words is None:
            return True
        front = _FRONT.match(data)
        if b"\\" in (front[0] if front else data if data[:16].lstrip(b"\xef\xbb\xbf").startswith(b"---") else b""):
            return True
        text = squeezed(data)
        if any(word in text for word in self._words):
            return True
        if not self._grams:
            return False
        met = {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)} & self._grams.keys()
        return any(word in text for gram in met for word in self._grams[gram])

    @cached_property
    def _names(self) -> frozenset[bytes] | None:
        """Last parts of all paths as letters and digits; None where one of them could be written in too many ways."""
        names = {path.rpartition("/")[2] for path in (*self.paths, *self.links)}
        words = {name.encode("ascii", "ignore").translate(None, _REST) for name in names}
        return None if b"" in words or any("%" in name or "&" in name for name in names) else frozenset(words)

    @cached_property
    def _words(self) -> tuple[bytes, ...] | None:
        """Names that are searched for one by one, without those that hold another one."""
        if self._names is None:
            return None
        kept: list[bytes] = []
        many = len(self._names) > _FEW
        for word in sorted(self._names, key=len):
            if not (many and len(word) >= _GRAM) and not any(other in word for other in kept):
                kept.append(word)
        return tuple(kept)

    @cached_property
    def _grams(self) -> dict[bytes, list[bytes]]:
        """All other names by their first letters."""
        found = defaultdict[bytes, list[bytes]](list)
        if self._names is not None and len(self._names) > _FEW:
            for word in self._names:
                if len(word) >= _GRAM:
                    found[word[:_GRAM]].append(word)
        return dict(found)


def squeezed(data: bytes) -> bytes:
    """Return the letters and digits of a text, entities and percent-encoding undone."""
    if b"&" in data or b"%" in data:
        from html import unescape
        from urllib.parse import unquote

        data = unquote(unescape(data.decode("utf-8", "ignore"))).encode("ascii", "ignore")
    return data.translate(None, _REST)
