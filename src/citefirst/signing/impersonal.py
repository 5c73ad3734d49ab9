"""Names that are not a person's: software, groups and placeholders, by the words alone. The words are
`impersonal.json`.

Words are compared whole, never in part: `@talbot` is not a bot, `@claude-shannon` not an assistant. Where people bear
a name
as well, the guess is not certain, and the policy may name the person.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

from citefirst.regex import lazy

Kind = Literal["software", "group", "placeholder"]

_WORD = lazy(r"[^\W_]+")
_BETWEEN = lazy(r"[^\w\n]+|_")
"""What stands between the words of names that are one a line."""
_VERSION = lazy(r"v?\d+[a-z]?")
_MAILBOX = lazy(r"(.*)<([^<>]+)@([^<>@]+)>\s*", re.DOTALL)
_GITHUB = "users.noreply.github.com"
"""Where GitHub's accounts have a mailbox that hides theirs: `1234+login@…`."""


class Impersonal(NamedTuple):
    """What a name stands for instead of a person; `certain` where no policy can make it a person."""

    kind: Kind
    certain: bool = False


class _Names(NamedTuple):
    """`impersonal.json` as sets; names without blanks and hyphens."""

    certain: frozenset[str]
    doubtful: frozenset[str]
    families: frozenset[str]
    mails: frozenset[str]
    placeholders: frozenset[str]
    placeholder_mailboxes: frozenset[str]
    words: dict[str, frozenset[str]]


def recognise(value: str) -> Impersonal | None:
    """Tell what a login (`@sre-team`) or a name with a mail address is, if not a person; return None for a person."""
    text = _plain(value)
    if "[bot]" in text:
        return Impersonal("software", certain=True)
    mailbox = _MAILBOX.fullmatch(text)
    if not mailbox:
        return _named(text.removeprefix("@"), login=True)
    name, local, domain = (part.strip() for part in mailbox.groups())
    if f"{local}@{domain}" in _names().mails or _joined(local) in _names().words["unattended"]:
        return Impersonal("software", certain=True)
    if domain == _GITHUB:
        return _named(name) or _named(local.rpartition("+")[2], login=True)
    return _named(name) or _mailbox(local.partition("+")[0])


def _plain(value: str) -> str:
    """Return a name as it looks: without invisible characters, in one form, case folded."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", value) if unicodedata.category(char) != "Cf")
    return shown.strip().casefold()


def _named(name: str, *, login: bool = False) -> Impersonal | None:
    """Tell what a login, or the name before a mail address, is."""
    known, words = _names(), _WORD.findall(name)
    own = name.partition("_")[0] if login else name  # an enterprise adds its code to a login: `alice_acme`
    whole, joined = _joined(name), _joined(own)
    if known.certain & {whole, joined}:
        return Impersonal("software", certain=True)
    if whole in known.placeholders:
        return Impersonal("placeholder")
    if whole in known.doubtful or _is_software(words, login) or _is_assistant(name, words):
        return Impersonal("software")
    titles = known.words["titles"]
    is_group = _is_group(words, titles) or _is_group(_WORD.findall(own), titles)
    return Impersonal("group") if is_group else None


def _mailbox(local: str) -> Impersonal | None:
    """Tell what the part of a mail address before the `@` is, whatever the name in front of it."""
    known = _names()
    if _joined(local) in known.certain:
        return Impersonal("software", certain=True)
    if _joined(local) in known.placeholder_mailboxes:
        return Impersonal("placeholder")
    return Impersonal("group") if _is_group(_WORD.findall(local)) else None


def _is_software(words: Sequence[str], login: bool) -> bool:
    """Tell whether the words of a name are a bot's, or an agent's followed only by versions and the like.

    People put numbers into logins, so that `@jules-75` is nobody's version; nobody puts one into a name.
    """
    known = _names()
    if set(words) & known.words["telling"] or set(words[-1:]) & known.words["ending"]:
        return True
    makers = known.words["vendors"] & set(words)
    rest = [word for word in words if word not in makers]
    if not rest or rest[0] not in known.families:
        return False
    versions = {word for word in rest[1:] if _VERSION.fullmatch(word)}
    others = set(rest[1:]) - versions
    numbered = bool(versions) and (not login or rest[0] in known.words["versioned"])
    return others <= known.words["qualifiers"] and bool(others or makers or numbered)


def _is_assistant(name: str, words: Sequence[str]) -> bool:
    """Tell whether a name is that of an assistant that organisations buy (`ailog/assistants.json`)."""
    if not set(words) & (_names().families | _names().words["vendors"]):
        return False
    from citefirst.ailog.assistants import family, find

    return bool(find(name) or family(name))


def _is_group(words: Sequence[str], more: frozenset[str] = frozenset()) -> bool:
    """Tell whether a name holds a word for several people, or says nothing but a function."""
    known = _names().words
    if set(words) & known["always"] or ("on", "call") in pairwise(words):
        return True
    functions = known["alone"] | more
    meant = [word for word in words if word not in known["fillers"] and not word.isdigit()]
    return bool(meant) and set(meant) <= functions


def _joined(name: str) -> str:
    return "".join(_WORD.findall(name))


def _all_joined(names: Iterable[str]) -> frozenset[str]:
    """Join the words of many names in one pass, for the table is read whenever an owner is judged."""
    return frozenset(_BETWEEN.sub("", "\n".join(names)).split("\n"))


@cache
def _names() -> _Names:
    table: dict[str, Any] = json.loads(Path(__file__).with_name("impersonal.json").read_text("utf-8"))
    rows = [*table["agents"], *table["bots"]]

    def all_of(key: str) -> frozenset[str]:
        return frozenset(entry for row in rows for entry in row.get(key, ()))

    lists = ("vendors", "qualifiers", "versioned", "telling", "ending", "unattended")
    words = {key: frozenset(table[key]) for key in lists}
    words |= {key: frozenset(entries) for key, entries in table["groups"].items()}
    return _Names(
        _all_joined(all_of("names")),
        all_of("doubtful"),
        all_of("families"),
        all_of("mails"),
        _all_joined(table["placeholders"]),
        _all_joined(table["placeholder-mailboxes"]),
        words,
    )
