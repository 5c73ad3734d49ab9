"""Who a name in a record is: one person, several, a team, a bot or nobody. By the words alone, nobody is looked up."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Literal

from citefirst.regex import lazy
from citefirst.signing.impersonal import recognise

ACCOUNT = r"(?![A-Za-z0-9_-]{40})[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:_[A-Za-z0-9]{1,37})?"
"""A GitHub login without `@`, the one definition: up to 39 letters, digits and single hyphens, none at an end, and the
code that an enterprise adds to the logins it manages (`alice_acme`) counted in."""

Who = Literal["person", "nobody", "several", "software", "group", "placeholder", "unclear"]
"""What stands where a person should: `unclear` is neither a login nor a name with a mail address."""

BY_POLICY = "; if this is a person's name, list it under `roles:` in the policy"
"""What is added to advice about a name that people bear as well."""

_SHORTEST = 3
"""Characters of a name below which two people easily share one."""
_LOGIN = lazy(f"@({ACCOUNT})")
_PERSON = lazy(r"(?=\S)[^<>@,;/&]+<[^<>@\s,;]+@[^<>@\s,;]+>")
_SEVERAL = lazy(r"[,;/&+|]|\s(?:and|und|et|or|with)\s", re.IGNORECASE)
_NOBODY = frozenset(("", "tbd", "tbc", "todo", "unknown", "none", "nobody", "na", "unassigned", "null"))
_ADDRESS = lazy(r"[^<>@\s,;]+@[^<>@\s,;]+")
_HIDDEN = lazy(r"(?:\d+\+)?([a-z0-9][a-z0-9_-]*)@users\.noreply\.github\.com")
"""The address that GitHub gives to an account which keeps its own private ("Setting your commit email address")."""


def who(value: Any, named: Collection[str] = ()) -> Who:
    """Tell what a value that should be one person is. `named` are people whom the policy names, as `identity` has
    them."""
    if value in (None, [], {}) or (isinstance(value, str) and "".join(re.findall(r"\w+", value)).casefold() in _NOBODY):
        return "nobody"
    if not isinstance(value, str) or _SEVERAL.search(value.partition("<")[0].strip()) or value.count("@") > 1:
        return "several"
    guess = recognise(value)
    if guess and (guess.certain or identity(value) not in named):
        return guess.kind
    return "person" if is_person(value) else "unclear"


def is_software(value: str) -> bool:
    """Tell whether a name is certainly that of software, so that nobody may use it for a person."""
    guess = recognise(value)
    return guess is not None and guess.kind == "software" and guess.certain


def is_person(value: str) -> bool:
    """Tell whether a value is written the way a person is: `@login` or `Name <mail>`."""
    return login(value) is not None or bool(_PERSON.fullmatch(value.strip()))


def login(value: str) -> str | None:
    """Return the login of `@login`, None where a value is something else."""
    match = _LOGIN.fullmatch(value.strip())
    return match[1] if match else None


def identity(value: str) -> str:
    """Return what two spellings of the same person have in common: the login or the mail address, case folded.

    Who else is the same one only the policy knows (`Policy.identity`).
    """
    match = re.search(r"<([^<>]+)>", value)
    written = (match.group(1) if match else value).strip().casefold()
    hidden = _HIDDEN.fullmatch(written)
    return f"@{hidden[1]}" if hidden else written


def is_login(value: str) -> bool:
    return bool(_LOGIN.fullmatch(value.strip()))


def is_spelling(value: str) -> bool:
    """Tell whether a value names one person or one address, so that its owner can be stated."""
    return is_person(value) or bool(_ADDRESS.fullmatch(value.strip()))


def may_be_one(first: str, second: str) -> bool:
    """Tell whether two spellings of different identities look like one person's: a login and a mail address with the
    same name, or the same name with two addresses."""
    return not _names(first).isdisjoint(_names(second))


def _names(value: str) -> frozenset[str]:
    """Return what a spelling calls a person, each in letters and digits alone."""
    written, _, mail = value.strip().rstrip(">").partition("<")
    local, _, _ = mail.partition("@")
    calls = [written, local.partition("+")[0]] if mail else [written, written.partition("_")[0]]
    plain = ("".join(filter(str.isalnum, _unaccented(call))) for call in calls)
    return frozenset(call for call in plain if len(call) >= _SHORTEST)


def _unaccented(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", text).casefold()
