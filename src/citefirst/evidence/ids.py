"""IDs that everybody knows without a definition: tickets, pull requests, commits, advisories, standards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class IdMatch:
    """A known ID: `text[start:end]` is `id`."""

    id: str
    kind: str
    start: int
    end: int


FORMS = {
    "INC-{number}": "incident",
    "CHG{number}": "ticket",
    "CHG-{number}": "ticket",
    "DEP-{number}": "deploy",
    "deploy-{number}": "deploy",
    "GH-{number}": "reference",
    "CVE-{year}-{number}": "advisory",
    "GHSA-{word}-{word}-{word}": "advisory",
    "RFC {number}": "standard",
    "RFC-{number}": "standard",
    "{owner}#{number}": "reference",
    "#{number}": "reference",
}
"""Forms of known IDs and what each is. `reference` is a ticket or a pull request; the form does not say which."""

_PARTS = {
    "number": r"\d{1,10}",
    "year": r"\d{4}",
    "word": r"[0-9A-Za-z]{4}",
    "owner": r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}",
}
_SHA = re.compile(r"(?=[0-9a-f]{0,39}[0-9])(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}")
_LONG_SHA = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{40}(?![0-9A-Za-z])")
_BEFORE = re.compile(r"([A-Za-z]+(?:[ -][Rr]equest)?)s?[ :]*\(?$")
_KINDS = {
    "pr": "pull-request", "mr": "pull-request", "pull": "pull-request", "pull request": "pull-request",
    "merge request": "pull-request", "issue": "ticket", "ticket": "ticket", "bug": "ticket", "case": "ticket",
}  # fmt: skip
"""What the word before `#123` says that it is."""
_COUNTED = frozenset(
    (
        "block slot epoch height step option item number no page line figure table chapter section part node shard"
        " rank attempt run round phase level tier priority version question point proposal batch row rule"
    ).split()
)
"""Words whose `#123` counts something: `Block #8647535`."""
_LONGEST = 6
"""Digits of a bare `#123`; longer ones are heights, colours and counters unless a word before says otherwise."""


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all forms, and the kind of each of its groups."""
    kinds = {f"f{index}": kind for index, kind in enumerate(FORMS.values())}
    forms = "|".join(f"(?P<{name}>{_compile(form)})" for name, form in zip(kinds, FORMS, strict=True))
    return re.compile(rf"(?<![\w/#&.:=?-])(?:{forms})(?![\w-])(?!\.\d)"), kinds


def _compile(form: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", lambda match: _PARTS[match.group(1)], re.escape(form))


def find(text: str, code: Sequence[tuple[int, int]] = ()) -> list[IdMatch]:
    """Known IDs of a text in order. `code` are ranges in code spans, sorted, in which only a commit's SHA counts."""
    found = [*_forms(text, code), *_commits(text, code)] if any(char.isdigit() for char in text) else []
    return sorted(found, key=lambda match: match.start)


def _forms(text: str, code: Sequence[tuple[int, int]]) -> Iterator[IdMatch]:
    pattern, kinds = _pattern()
    for match in pattern.finditer(text):
        start, end = match.span()
        if _is_inside(code, start):
            continue
        kind = kinds[match.lastgroup or ""]
        if match.group().startswith("#"):
            word = _BEFORE.search(text, max(0, start - 20), start)
            before = word.group(1).lower() if word else ""
            named = _KINDS.get(before) or _KINDS.get(before.removesuffix("s"))
            if before in _COUNTED or (named is None and end - start - 1 > _LONGEST):
                continue
            kind = named or kind
        yield IdMatch(match.group(), kind, start, end)


def _commits(text: str, code: Sequence[tuple[int, int]]) -> Iterator[IdMatch]:
    for start, end in code:
        if _SHA.fullmatch(text, start, end):
            yield IdMatch(text[start:end], "commit", start, end)
    for match in _LONG_SHA.finditer(text):
        if not _is_inside(code, match.start()):
            yield IdMatch(match.group(), "commit", match.start(), match.end())


def _is_inside(ranges: Sequence[tuple[int, int]], position: int) -> bool:
    """Does one of the sorted ranges hold a position."""
    index = bisect_right(ranges, position, key=lambda place: place[0]) - 1
    return index >= 0 and position < ranges[index][1]
