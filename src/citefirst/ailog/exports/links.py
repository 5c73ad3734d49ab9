"""Web addresses that an output links in Markdown, in addition to or instead of what the export lists as cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citefirst.ailog.model import CitedPage

_LINK = re.compile(
    r"\[(?P<title>[^\[\]\n]{0,300})\]\(<?(?P<inline>https?://(?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000})"
    r"|<(?P<auto>https?://[^\s<>]{1,2000})>"
    r"|^ {0,3}\[[^\[\]\n]{1,100}\]:[ \t]*<?(?P<defined>https?://[^\s<>]{1,2000})",
    re.MULTILINE,
)


def linked(text: str) -> Iterator[CitedPage]:
    for found in _LINK.finditer(text):
        url = found["inline"] or found["auto"] or found["defined"]
        yield CitedPage(url=url, title=" ".join((found["title"] or "").split()))


def distinct(sources: Iterable[CitedPage]) -> tuple[CitedPage, ...]:
    """Keep each page once, by its address, or by its ID and title if it has no address; drop empty ones."""
    found: dict[tuple[str, ...], CitedPage] = {}
    for source in sources:
        if source.url or source.title or source.id:
            found.setdefault((source.url,) if source.url else (source.id, source.title), source)
    return tuple(found.values())
