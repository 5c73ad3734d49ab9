"""The other records of a repository, by what records call them: read once a run, at the first question.

Only front matter is read, and of that only what a quick look does not settle; a record whose fields stand in its body
is parsed only where it may have an ID or say that it supersedes another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any, NamedTuple

from citefirst.document.slugs import key_name
from citefirst.regex import lazy

Fields = Callable[[str, bytes], Mapping[str, Any]]
"""The fields of a record's header, read in full."""

SUPERSEDES = frozenset(("supersedes", "replaces"))
SUPERSEDED = frozenset(("superseded-by", "replaced-by"))
_FRONT = lazy(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ID = lazy(rb"^id:[ \t]+([\"']?)([\w./#@-]+)\1[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_SPEAKS = lazy(rb"(?i)supersed|replace|\\|^[ \t]*[\"'?{]")
_BODY = lazy(rb"(?i)supersed|^[ \t*_|>-]{0,8}id\b", re.MULTILINE)
_LINK = lazy(r"\]\(<?([^()<>\s]{1,400})>?\)")
_BETWEEN = lazy(r"[,;&]|\band\b")
_TOKEN = lazy(r"[A-Za-z]{0,12}[-_ ]?\d{1,9}\b")
_NUMBER = lazy(r"(?:[a-z]{1,12}[-_ ]?)?0*(\d{1,9})(?!\d)")
_NOTHING = frozenset(("", "none", "null", "n/a", "na", "-", "nothing"))


class Entry(NamedTuple):
    """A record as others see it: its path, its `id`, and what it says that it supersedes or is superseded by."""

    path: str
    id: str = ""
    over: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


def read_back(plain: Sequence[Any]) -> Entry:
    """Return an entry that was written down as plain values. Raises ValueError or TypeError where it is none."""
    path, identity, over, by = plain
    return Entry(path, identity, tuple(over), tuple(by))


def relations(fields: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a header says that its record supersedes, and by what it is superseded, as written."""
    over: list[str] = []
    by: list[str] = []
    for key, value in fields.items():
        spelt = key_name(key)
        if spelt in SUPERSEDES:
            over += _texts(value)
        elif spelt in SUPERSEDED:
            by += _texts(value)
        elif spelt == "status":
            from citefirst.document import status  # most records say nothing of others there

            said = status.read(value).relations
            by += [each.target for each in said if each.kind == "superseded-by"]
            over += [each.target for each in said if each.kind == "supersedes"]
    return tuple(over), tuple(by)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each) for each in values if isinstance(each, str | int) and not isinstance(each, bool)]


def references(texts: Iterable[str]) -> Iterator[str]:
    """Yield what texts refer to: the targets of their links, else their parts between commas."""
    for text in texts:
        links = _LINK.findall(text)
        for part in links or _BETWEEN.split(text):
            found = part.strip("\"'`[]()*_ \t").rstrip(".")
            if found.casefold() not in _NOTHING:
                yield found


def entry(path: str, data: bytes, fields: Fields) -> Entry:
    """Return what a record says of itself. `fields` reads its header in full, where a quick look does not do."""
    front = _FRONT.match(data)
    if front and not _SPEAKS.search(front[1]):
        found = _ID.findall(front[1])
        if len(found) == 1:
            return Entry(path, found[0][1].decode("utf-8", "replace"))
        if b"id" not in front[1]:
            return Entry(path)
    elif not front and not data.startswith(b"---") and not _BODY.search(data):
        return Entry(path)
    said = fields(path, data)
    identity = said.get("id")
    named = str(identity) if isinstance(identity, str | int) and not isinstance(identity, bool) else ""
    return Entry(path, named, *relations(said))


class Registry:
    """The records of a repository, which are read at the first question."""

    QUESTIONS = ("entry", "twins", "named")

    def __init__(self, entries: Callable[[], Iterable[Entry]]) -> None:
        self._entries = entries

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return {each.path: each for each in self._entries()}

    @cached_property
    def _by_id(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for entry in self.entries.values():
            if entry.id.strip():
                found[_spelt(entry.id)].append(entry.path)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """Paths by everything that a record is called: its ID, its path, its file's name with and without extension."""
        found = defaultdict(list)
        for entry in self.entries.values():
            name = basename(entry.path)
            for each in {entry.path, name, splitext(name)[0], entry.id.strip()} - {""}:
                found[_spelt(each)].append(entry.path)
        return found

    @cached_property
    def _by_number(self) -> Mapping[tuple[str, str], list[str]]:
        """Paths by directory and the number that their file's name begins with: `0012-use-a-queue.md`."""
        found = defaultdict(list)
        for path in self.entries:
            if number := _NUMBER.match(basename(path).casefold()):
                found[dirname(path), number[1]].append(path)
        return found

    def entry(self, path: str) -> Entry:
        """Return what a record says of itself. Raises KeyError where there is none."""
        return self.entries[path]

    def twins(self, path: str, identity: str) -> list[str]:
        """List the other records with the same ID. A bare number is one only within a directory."""
        paths = [each for each in self._by_id.get(_spelt(identity), ()) if each != path]
        return [each for each in paths if not identity.isdecimal() or dirname(each) == dirname(path)]

    def named(self, reference: str, path: str) -> list[str]:
        """List the records that the record at a path may mean by a reference."""
        relative = normpath(join(dirname(path), reference.partition("#")[0]))
        for name in (reference, relative):
            if paths := self._by_name.get(_spelt(name)):
                return paths
        token = _TOKEN.match(reference)
        if token is None:
            return []
        number = _NUMBER.fullmatch(token[0].casefold())
        near = self._by_number.get((dirname(path), number[1]), []) if number else []
        return list(self._by_name.get(_spelt(token[0]), near))


@lru_cache(maxsize=1 << 16)
def _spelt(name: str) -> str:
    """Spell a name so that `ADR-0012`, `adr 12` and `ADR_12` are one."""
    return re.sub(r"(?<![\d.])0+(?=\d)", "", key_name(name))
