"""Answers that say nothing about a page: a redirect to a login or a front page, a 404 for those who are not logged
in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from citefirst.evidence.targets import classify, is_at


@cache
def _known() -> Any:
    return json.loads((Path(__file__).parent / "logins.json").read_text("utf-8"))


def astray(before: str, after: str) -> str | None:
    """Say why a redirect does not lead to what was asked for; None where it may."""
    start, end = _parts(before), _parts(after)
    if start is None or end is None:
        return None  # the guard will say why it is no address
    new_host = start.hostname != end.hostname
    if (new_host and any(is_at(after, place) for place in _known()["hosts"])) or _words(end) - _words(start):
        return "it redirects to a login"
    if len(start.path) > 1 and len(end.path) <= 1 and not end.query:
        return "it redirects to a front page"
    return None


def is_evasive(url: str) -> bool:
    """Tell whether a system also answers 404 to those who may not see what is there."""
    return classify(url).system in _known()["evasive"]


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _words(parts: SplitResult) -> set[str]:
    """Return the segments of a path that mean a login."""
    return set(parts.path.lower().split("/")) & set(_known()["segments"])
