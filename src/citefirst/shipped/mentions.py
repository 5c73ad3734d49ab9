"""Which commits speak of a pull request, an issue or a ticket, and how: they merge it, close it, or only name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from citefirst.repository.messages import Commit
from citefirst.shipped.landing import pull_of, reverts

How = Literal["merges", "closes", "names", "reverts"]
"""What a commit says of what it names, the strongest first; `reverts`: it is named as what is taken back."""
ORDER: tuple[How, ...] = ("merges", "closes", "names")
MAX_SHOWN = 50
"""Commits that are kept for one thing and one way of naming it, the newest."""

_CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s{1,3}$", re.IGNORECASE | re.ASCII)
_BEFORE = 16
"""Characters before a name in which the word stands that closes it."""
_URL = re.compile(
    r"https?://[^/\s]{1,253}/(?P<slug>[\w./-]{1,200}?)/(?:-/)?"
    r"(?:issues|pull|merge_requests|work_items)/(?P<number>\d{1,10})\b",
    re.ASCII,
)
_NUMBERED = re.compile(r"(?:(?<![&/#])[#!]|(?<![\w&/#-])(?:GH|gh)-)(?P<number>\d{1,10})\b", re.ASCII)
_OF_SLUGS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/")
_LONGEST = 201
_KEYED = re.compile(r"(?<![\w.#-])(?P<key>[A-Za-z][A-Za-z0-9]{0,11}-?\d{1,10}(?:-\d{1,10})?)(?!\w|\.\d)", re.ASCII)


class Mention(NamedTuple):
    """A commit that speaks of something, and how."""

    commit: str
    how: How


Wanted = tuple[str, str]
"""A repository, "" for this one, and a number; or "" and a ticket's key in capitals."""


def mentions(commits: Iterable[Commit], wanted: Iterable[Wanted], own: str = "") -> Mapping[Wanted, list[Mention]]:
    """Return what commits say of some things, the newest first. `own` is the repository's name, where it is known."""
    found: dict[Wanted, list[Mention]] = {each: [] for each in wanted}
    look = _Look(found, own.casefold())
    for commit in commits if found else ():
        merged, said = ("", pull_of(commit)), dict[Wanted, How]()
        for what, how in look.said(f"{commit.subject}\n{commit.body}"):
            if what not in said or ORDER.index(how) < ORDER.index(said[what]):
                said[what] = how
        if said and reverts(commit):
            said = dict.fromkeys(said, "reverts")
        if merged in found:
            said[merged] = "merges"
        for what, how in said.items():
            if sum(each.how == how for each in found[what][-MAX_SHOWN:]) < MAX_SHOWN:
                found[what].append(Mention(commit.commit, how))
    return found


class _Look:
    """Looks for things in messages. Most messages name none of them, so what is cheap to tell comes first."""

    def __init__(self, wanted: Iterable[Wanted], own: str) -> None:
        self.wanted, self.own = frozenset(wanted), own
        self.numbers = frozenset(number for _, number in self.wanted if number.isdecimal())
        self.keys = frozenset(key for _, key in self.wanted if not key.isdecimal())
        self.odd = [key for key in self.keys if not _KEYED.fullmatch(key)]
        """IDs of a form that only the policy knows."""

    def said(self, text: str) -> Iterator[tuple[Wanted, How]]:
        if self.numbers and "://" in text:
            for match in _URL.finditer(text):
                if match["number"] in self.numbers:
                    yield from self._one(match["slug"], match["number"], text, match.start())
        for match in _NUMBERED.finditer(text) if self.numbers else ():
            if match["number"] in self.numbers:
                start = _slug_start(text, match.start()) if text[match.start()] in "#!" else match.start()
                yield from self._one(text[start : match.start()], match["number"], text, start)
        for match in _KEYED.finditer(text) if self.keys else ():
            if (key := match["key"].upper()) in self.keys:
                yield ("", key), _how(text, match.start())
        for key in self.odd:
            if key in text.upper():
                yield ("", key), "names"

    def _one(self, slug: str, number: str, text: str, start: int) -> Iterator[tuple[Wanted, How]]:
        """Yield a number of a repository, if it is wanted. What stands before a number is a repository or nothing."""
        whose = "" if slug.casefold() == self.own else slug.casefold()
        if (not slug or "/" in slug) and (whose, number) in self.wanted:
            yield (whose, number), _how(text, start)


def _slug_start(text: str, at: int) -> int:
    """Return where the word begins that stands right before a place, of characters that names of repositories have."""
    start = at
    while start > max(0, at - _LONGEST) and text[start - 1] in _OF_SLUGS:
        start -= 1
    return start


def _how(text: str, start: int) -> How:
    return "closes" if _CLOSES.search(text, max(0, start - _BEFORE), start) else "names"
