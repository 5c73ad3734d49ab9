"""What the word of a `status` means, one vocabulary for all workflows: open, decided or ended.

`open`: nobody relies on the record yet, such as a draft. `decided`: it is in force. `ended`: nobody relies on it any
more. A schema maps its own words (`x-status`); a word that neither it nor this table knows counts as decided, since a
record must not leave the judgement of time by a word that nobody knows. So does a record without a status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

Stage = Literal["open", "decided", "ended"]
STAGES: tuple[Stage, ...] = ("open", "decided", "ended")

_TABLE: Mapping[Stage, str] = {
    "open": """
        draft proposed proposal pending open new wip in-progress in-review under-review in-discussion discussion review
        requested submitted rfc idea investigating deferred postponed on-hold
    """,
    "decided": """
        accepted approved adopted active agreed provisional granted
        implemented in-force valid renewed extended confirmed decided
        done complete completed final stable published sent released rolled-out resolved signed
        in-use current ongoing
    """,
    "ended": """
        closed ended expired superseded replaced revoked removed rejected refused denied declined withdrawn cancelled
        canceled abandoned deprecated obsolete retired archived inactive terminated rolled-back lapsed
    """,
}
WORDS: Mapping[str, Stage] = {word: stage for stage, words in _TABLE.items() for word in words.split()}
"""The words that mean something without a schema's saying so."""

_SEPARATORS = re.compile(r"[\s_-]+")


def stage_of(text: str, own: Mapping[str, Stage]) -> Stage:
    """Return what a status means: by the words of the workflow's schema, else by the table."""
    for word in _words(text):
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


def _words(text: str) -> Iterable[str]:
    """Yield what may be the word of a status: all of it (`in review`), then its first two words, then its first."""
    parts = _spelt(text).split("-")
    return dict.fromkeys("-".join(parts[:size]) for size in (len(parts), 2, 1))


def _spelt(text: str) -> str:
    """Write a word as the tables have it: small letters, one hyphen between two parts, no marks around it."""
    return _SEPARATORS.sub("-", re.sub(r"[^\w\s-]", " ", text.casefold()).strip(" -_\n\t"))
