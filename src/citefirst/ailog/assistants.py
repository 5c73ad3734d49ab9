"""The assistants that organisations buy and the personal twins of each, by any of their names: `assistants.json`.

A bare name (`chatgpt`) says neither which assistant it is nor whose account was used, so it stands for no single one:
`family` lists the candidates.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from citefirst.ailog.model import Account
from citefirst.structs import frozen


@frozen(kw_only=True)
class Assistant:
    """An assistant; `exports` are the formats in which its conversations can be had, the usual one first."""

    slug: str
    name: str
    family: str
    vendor: str
    account: Account
    exports: tuple[str, ...]
    aliases: tuple[str, ...]


@cache
def known() -> tuple[Assistant, ...]:
    rows: list[dict[str, Any]] = json.loads(Path(__file__).with_name("assistants.json").read_text("utf-8"))
    lists = ("exports", "aliases")
    return tuple(Assistant(**row | {key: tuple(row[key]) for key in lists}) for row in rows)


def find(name: str) -> Assistant | None:
    """Return the assistant with a slug, name or alias, however it is spaced and capitalised."""
    return _by_name().get(_slug(name))


def family(name: str) -> tuple[Assistant, ...]:
    """Return the assistants that a bare name such as `ChatGPT` can mean, managed ones first."""
    return tuple(one for one in known() if one.family == _slug(name))


def under(name: str, account: Account | None) -> str:
    """Return the name of the one assistant that a bare name means under an account, else the name as it is."""
    fits = [one.slug for one in family(name) if one.account == account]
    return fits[0] if len(fits) == 1 and not find(name) else name


def twins(assistant: Assistant) -> tuple[Assistant, ...]:
    """Return the same assistant under the other kind of account."""
    return tuple(one for one in known() if one.family == assistant.family and one.account != assistant.account)


@cache
def _by_name() -> dict[str, Assistant]:
    return {_slug(name): one for one in known() for name in (one.slug, one.name, *one.aliases)}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9+]+", "-", name.casefold()).strip("-")
