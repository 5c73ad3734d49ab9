"""What the word of a `status` means, one vocabulary for all workflows: open, decided or ended.

`open`: nobody relies on the record yet, such as a draft. `decided`: it is in force. `ended`: nobody relies on it any
more. A schema maps its own words (`x-status`); a word that neither it nor this table knows counts as decided, since a
record must not leave the judgement of time by a word that nobody knows. So does a record without a status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from citefirst.document.status import WORDS, Stage, Status

_SEPARATORS = re.compile(r"[\s_-]+")


def stage_of(status: Status, own: Mapping[str, Stage]) -> Stage:
    """Return what a status means: by the words of the workflow's schema, else by the table."""
    for word in _words(status.word):
        if found := own.get(word) or WORDS.get(word):
            return found
    return "decided"


def words_of(annotation: Mapping[Stage, Iterable[str]]) -> Mapping[str, Stage]:
    """Return the words of an `x-status`, each with its stage. Raise ValueError for one that has two, or none at all."""
    found: dict[str, Stage] = {}
    for stage, words in annotation.items():
        for word in words:
            spelt = _spelt(word)
            if not spelt or found.setdefault(spelt, stage) != stage:
                raise ValueError(f"`x-status`: `{word}` {'means two things' if spelt else 'is no word'}")
    return found


def _words(word: str) -> Iterable[str]:
    """Return what may stand in a table: all of a word (`in-review`), then its first two parts, then its first."""
    parts = word.split("-")
    return dict.fromkeys("-".join(parts[:size]) for size in (len(parts), 2, 1))


def _spelt(text: str) -> str:
    """Write a word as the tables have it: small letters, one hyphen between two parts, no marks around it."""
    return _SEPARATORS.sub("-", re.sub(r"[^\w\s-]", " ", text.casefold()).strip(" -_\n\t"))
