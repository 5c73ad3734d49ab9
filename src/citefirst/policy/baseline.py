"""The baseline: findings that a repository had when it began, so that only new ones fail. It can only shrink.

A finding is known by its fingerprint, which survives moved lines. One that is gone must leave the baseline (CF006), or
it could come back unseen.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from citefirst.document.text import decode
from citefirst.errors import PolicyError
from citefirst.places import Span
from citefirst.regex import lazy
from citefirst.structs import field, frozen

VERSION = 1
_QUOTED = lazy(r'"(?:[^"\\]|\\.)*"')
UPDATE = "run `citefirst check --write-baseline`"


class Known(NamedTuple):
    """A finding of the baseline: the record's path in the repository, the rule's code, the finding's fingerprint."""

    path: str
    code: str
    fingerprint: str


@frozen
class Baseline:
    """`shown` is how reports name its file, `text` what is in it."""

    entries: frozenset[Known] = frozenset()
    shown: str = field(default="", compare=False)
    text: str = field(default="", compare=False)

    def of(self, path: str) -> frozenset[str]:
        """Fingerprints that are known of a record."""
        return frozenset(self._fingerprints.get(path, ()))

    @cached_property
    def _fingerprints(self) -> Mapping[str, Sequence[str]]:
        """Fingerprints by the record's path."""
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            found.setdefault(entry.path, []).append(entry.fingerprint)
        return found

    @cached_property
    def _words(self) -> Mapping[str, Sequence[int]]:
        """Where each quoted word of the text stands."""
        found: dict[str, list[int]] = {}
        for match in _QUOTED.finditer(self.text):
            found.setdefault(match.group(), []).append(match.start())
        return found

    def _place(self, word: str, after: int) -> int:
        """Where a quoted word stands first, at or after an offset; -1 for nowhere."""
        places = self._words.get(word, ())
        return next(iter(places[bisect_left(places, after) :][:1]), -1)

    def both(self, other: Baseline) -> Baseline:
        """What two states of a baseline have in common, with the places of the other: a change can only take away."""
        return Baseline(self.entries & other.entries, other.shown, other.text)

    def gone(self, met: Mapping[str, Iterable[str]], exists: Callable[[str], bool]) -> Iterator[tuple[Known, str]]:
        """Entries that no record has any more, each with the reason. `met` are fingerprints by the checked paths."""
        for entry in sorted(self.entries, key=lambda entry: (entry.path, entry.code, entry.fingerprint)):
            if entry.path in met and entry.fingerprint not in met[entry.path]:
                yield entry, f"{entry.path} no longer has this {entry.code}"
            elif entry.path not in met and not exists(entry.path):
                yield entry, f"{entry.path} is not there any more"

    def place(self, entry: Known) -> Span:
        """Where an entry stands in the baseline's text."""
        record = self._place(json.dumps(entry.path), 0)
        start = self._place(f'"{entry.fingerprint}"', max(record, 0))
        return Span(start, start + len(entry.fingerprint) + 2) if start >= 0 else Span(0, 0)


def read(shown: str, data: bytes) -> Baseline:
    """A baseline from the bytes of its file. Raises PolicyError where it is none."""
    try:
        text = decode(data)
        entries = frozenset(_entries(json.loads(text)))
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{shown}: this is no baseline of citefirst: {error}: {UPDATE}") from error
    return Baseline(entries, shown, text)


def _entries(value: Any) -> Iterator[Known]:
    match value:
        case {"version": int(version), "findings": dict(records)} if version == VERSION:
            pass
        case _:
            raise ValueError(f"it holds no `findings` of version {VERSION}")
    for path, codes in records.items():
        if not isinstance(codes, dict):
            raise ValueError(f"`{path}` is no mapping of codes")
        for code, fingerprints in codes.items():
            if not isinstance(fingerprints, list) or not all(isinstance(each, str) for each in fingerprints):
                raise ValueError(f"`{path}`, `{code}` is no list of fingerprints")
            yield from (Known(path, code, fingerprint) for fingerprint in fingerprints)


def render(entries: Iterable[Known]) -> str:
    """The text of a baseline's file: a line for each finding, sorted, so that a change shows what left it."""
    records: dict[str, dict[str, list[str]]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.path, entry.code, entry.fingerprint)):
        records.setdefault(entry.path, {}).setdefault(entry.code, []).append(entry.fingerprint)
    return json.dumps({"version": VERSION, "findings": records}, indent=2, ensure_ascii=False) + "\n"
