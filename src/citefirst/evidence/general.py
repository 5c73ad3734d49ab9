"""What exists and still says nothing of a claim: the front page of a site, a licence, a README, a directory.

`none` is no evidence of any claim that does not speak of the thing itself; `general` may hold the fact somewhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

from citefirst.evidence.targets import LONGEST, classify, parts, table
from citefirst.regex import lazy

_EMPTY = lazy(r"#?(?:/|top)?", re.IGNORECASE)
"""Fragments that show nothing more than the page itself."""
_TRACKING = lazy(r"\??(?:(?:utm_\w{1,20}|ref|source)=[^&#]{0,200}&?)*", re.IGNORECASE)
_PAGES = (".github.io", ".gitlab.io", ".bitbucket.io")
_HOSTS_OF_CODE = ("GitHub", "GitLab", "Bitbucket")


class General(NamedTuple):
    """How little a target says, why, and the words of a claim that speaks of the target itself."""

    weight: Literal["none", "general"]
    reason: str
    about: tuple[str, ...] = ()


def general(target: str, kind: str) -> General | None:
    """Return why a target says nothing of a claim; None where it may. A heading of a page is a place in it."""
    return _general(target, kind) if len(target) <= LONGEST else _general.__wrapped__(target, kind)


@lru_cache(maxsize=1024)
def _general(target: str, kind: str) -> General | None:
    if not _EMPTY.fullmatch(target[len(target.partition("#")[0]) :]):
        return None
    if kind == "directory":
        return General("general", "a directory")
    if "://" not in target and not target.startswith("//"):
        return _named(target)
    address = parts(target)
    if address is None:
        return None
    host, path, query, _ = address
    segments = path.strip("/").split("/")
    bare = _TRACKING.fullmatch(query)
    if bare and path.casefold() in table("general.json")["front"]:
        return General("none", "the front page of a site and no artifact: cite the page that shows it")
    shown = classify(target)
    if shown.system in _HOSTS_OF_CODE and not host.endswith(_PAGES):
        if bare and len(segments) <= 2 and shown.kind == "link":
            what = "a repository" if len(segments) > 1 else "a person or an organization"
            return General("general", f"the front page of {what}")
        if shown.kind == "code":
            return _named(path)
    return None


def is_known(path: str) -> bool:
    """Tell whether a path ends as files do: `cart.py`, and not `IdentifierType.METS`."""
    _, dot, end = path.rpartition("/")[2].rpartition(".")
    return bool(dot) and end.casefold() in table("naming.json")["extensions"]


def _named(path: str) -> General | None:
    name = unquote(re.split(r"[?#]", path, maxsplit=1)[0]).rstrip("/").rpartition("/")[2].casefold()
    return _names().get(name) or _names().get(_PLAIN.sub("", name))


_PLAIN = lazy(r"(?:[-.](?:mit|apache|bsd|gpl|2\.0))?\.(?:md|markdown|txt|rst|adoc|html?)$")


@cache
def _names() -> dict[str, General]:
    data = table("general.json")
    return {
        name: General(weight, entry["reason"], tuple(entry["about"]))
        for weight in ("none", "general")
        for entry in data[weight]
        for name in entry["names"]
    }
