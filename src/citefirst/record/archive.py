"""What a repository holds besides files at known paths: directories, and records by the names that people give them.

A record is called by the `id` of its front matter (`ADR-042`), its file's name (`0042-use-postgres.md`) or its title.
All records are read once a run, and only if one of them mentions something of such a form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from citefirst.regex import lazy

Read = Callable[[], Iterable[tuple[str, bytes]]]
"""Yields path and first bytes of each record of the repository."""
Called = Callable[[str, bytes], tuple[list[str], list[str]]]
"""Returns what a record is called, by its path and first bytes: keys of its file and ID, and of its title."""

HEAD = 8 * 1024
"""Bytes of a record in which its ID and its title are looked for."""

_NUMBERED = lazy(r"([A-Za-z][A-Za-z0-9]{0,11}?)[-_ #]{0,2}0*(\d{1,6})((?:-\d{1,6})?)", re.ASCII)
_STEM = lazy(r"(?:([A-Za-z]{2,12})[-_ ]?)?(\d{1,6})(?=[-_. ]|$)(?![-_]\d\d[-_]\d\d)", re.ASCII)
_TITLE = lazy(r"\W{0,3}(?:([A-Za-z]{2,12})[-_ #]{0,2})?(\d{1,6})(?=$|[^\w.-]|[.:-]\s)\W{0,4}", re.ASCII)
_FRONT = lazy(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ID = lazy(r"^id[ \t]*:[ \t]*[\"']?([^\"'#\r\n]{1,80})", re.MULTILINE)
_NAMED = lazy(r"^title[ \t]*:[ \t]*[\"']?([^\"'\r\n]{1,200})", re.MULTILINE)
_HEADING = lazy(r"^#[ \t]+([^\r\n]{1,200})", re.MULTILINE)
_FOLDERS = {
    "adr": (
        "adr adrs decision decisions decision-records decision_records decision-record architecture-decisions"
        " architecture_decisions architecture-decision-records architecture-decision-record"
    ).split(),
    "rfc": "rfc rfcs".split(),
    "pm": "postmortem postmortems post-mortem post-mortems".split(),
    "inc": "incident incidents incident-reports postmortem postmortems post-mortem post-mortems".split(),
}
"""Directories whose records have a number only, by what people call these: `decisions/0042-x.md` is ADR-042."""


def called(path: str, head: bytes) -> tuple[list[str], list[str]]:
    """Return the keys of a record's names: by its file and its ID, and by its title."""
    text = head[:HEAD].decode("utf-8", "replace")
    return list(dict.fromkeys(_filed(path, text))), list(_titled(path, text))


class Archive:
    """The records of one state of a repository by name, and its directories."""

    QUESTIONS = ("find", "named", "has_like", "folder")

    def __init__(
        self, read: Read = tuple, folder: Callable[[str], bool] = lambda path: False, called: Called = called
    ) -> None:
        self._read, self._called = read, called
        self.folder = folder
        """Is there a directory at a path."""

    def find(self, name: str, beside: str) -> str | None:
        """Return the path of the record that a name stands for, None where there is none. Of several it is the one
        in the directory of the record `beside`, or else the first."""
        paths = self.named(name)
        here = beside.rpartition("/")[0]
        return next((path for path in paths if path.rpartition("/")[0] == here), next(iter(paths), None))

    def named(self, name: str) -> tuple[str, ...]:
        """Return the paths of all records that a name stands for."""
        return tuple(self._paths.get(_key(name), ()))

    def has_like(self, name: str) -> bool:
        """Tell whether records of this repository have IDs of the same kind: `ADR-999` where there is an ADR-042."""
        match = _NUMBERED.fullmatch(name)
        if match and match[3] and _key(f"{match[1]}-{match[2]}") in self._paths:
            return False  # a part of a record: the third finding of ADR-042
        return match[1].casefold() in self._names[1] if match else False

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        return self._names[0]

    @cached_property
    def _names(self) -> tuple[dict[str, list[str]], frozenset[str]]:
        """Paths by name, and the kinds of IDs that records have or are filed under."""
        found = defaultdict[str, list[str]](list)
        kinds: set[str] = set()
        for path, head in sorted(self._read()):
            filed, titled = self._called(path, head)
            kinds.update(name.partition(" ")[0] for name in filed if _KEY.fullmatch(name))
            for name in dict.fromkeys((*filed, *titled)):
                found[name].append(path)
        return dict(found), frozenset(kinds)


NO_ARCHIVE = Archive()
_KEY = lazy(r"[a-z][a-z0-9]* \d+(?:-\d+)?")


def _key(name: str) -> str:
    """Return the form in which two names of a record are the same: `ADR-042`, `ADR 42` and `adr-0042`."""
    match = _NUMBERED.fullmatch(name.strip())
    if match:
        return f"{match[1].casefold()} {match[2]}{match[3]}"
    return " ".join(name.casefold().removesuffix(".md").split())


def _filed(path: str, text: str) -> Iterator[str]:
    """Yield the keys of a record's names by its file and its ID."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    yield _key(stem)
    yield from _numbered(_STEM.match(stem), _kinds(path))
    front = _FRONT.match(text)
    if front and (own := _ID.search(front[1])):
        yield _key(own[1])


def _titled(path: str, text: str) -> Iterator[str]:
    """Yield the keys of a record's titles, with and without a number before them."""
    front = _FRONT.match(text)
    named = _NAMED.search(front[1]) if front else None
    for title in filter(None, (named, _HEADING.search(text, front.end() if front else 0))):
        words = title[1].rstrip(" #")
        number = _TITLE.match(words)
        yield _key(words)
        yield from _numbered(number, _kinds(path))
        if number:
            yield _key(words[number.end() :])


def _kinds(path: str) -> list[str]:
    """Return what the records of a directory are called before their number."""
    folder = path.rpartition("/")[0].rpartition("/")[2].casefold()
    return [kind for kind, folders in _FOLDERS.items() if folder in folders] or [folder.removesuffix("s")]


def _numbered(match: re.Match[str] | None, kinds: Iterable[str]) -> Iterator[str]:
    if match:
        yield from (_key(f"{kind}-{match[2]}") for kind in ([match[1]] if match[1] else kinds))
