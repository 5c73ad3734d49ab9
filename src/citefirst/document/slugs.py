"""Titles as slugs: how a heading or a table column is called by a workflow, whatever its case, marks or numbering."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from citefirst.document.text import INVISIBLE
from citefirst.regex import lazy

_DROPPED = frozenset("*`~'\u2019\u2018\u02bc\u00b4")
"""Emphasis marks and apostrophes: `Five why's` is `five-whys`. (`_` stands between words: `root_cause`.)"""

_BETWEEN = lazy(r"[\s_]+")
# "1. ", "2.3) ", "2.3 ", "4: ", "5 - ", a keycap; not the bare number of "5 whys", not a clock time.
_NUMBERING = lazy(
    r"[^\w(]{0,8}(?:\d{1,4}(?:\.\d{1,4}){0,5}[.):]|\d{1,4}(?:\.\d{1,4}){1,5}|\d{1,4}\s?[-\u2013\u2014]|\d\u20e3)\s+"
)


_LONGEST = 100
"""Characters of a title that is kept: headings and columns come again in the next record."""


def slug(title: str) -> str:
    """Return the lower-case words of a title joined by hyphens, "" if it has no words.

    Letters and digits of any script stay; emphasis, apostrophes, emoji and invisible characters are dropped; anything
    else becomes one hyphen.
    """
    return _slug(title) if len(title) <= _LONGEST else _slug.__wrapped__(title)


@lru_cache(maxsize=1024)
def _slug(title: str) -> str:
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", title)).lower()
    return "-".join("".join(map(_kept, text)).split())


def key_name(key: object) -> str:
    """Spell a key of the front matter as tables have it: `Superseded_By` is `superseded-by`."""
    return _BETWEEN.sub("-", str(key).strip().casefold())


def names(title: str) -> tuple[str, ...]:
    """Return the slugs under which a heading may be known, the most literal first; ("",) if it has no words.

    After the literal slug: without its numbering, and without a parenthesis at its end (`Root cause(s)`).
    """
    plain = INVISIBLE.sub("", title).strip()
    bare = _NUMBERING.sub("", plain, count=1) if _NUMBERING.match(plain) else plain
    found = dict.fromkeys(slug(form) for form in (plain, bare, _without_parenthesis(plain), _without_parenthesis(bare)))
    return tuple(name for name in found if name) or ("",)


def _kept(char: str) -> str:
    if char.isalnum():
        return char
    category = unicodedata.category(char)
    if category in ("Mn", "Mc"):
        return char
    return "" if char in _DROPPED or category in ("So", "Sk", "Me") else " "


def _without_parenthesis(text: str) -> str:
    text = text.rstrip(" \t.:;,!?*_")
    return text[: text.rfind("(")] if text.endswith(")") and "(" in text else text
