"""Parts of an export, whatever stands where they should be: nothing here raises for a value of another type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from citefirst.ailog.model import Message

MAX_SECONDS = 253_402_300_799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of an export."""

    id: str
    title: str
    messages: tuple[Message, ...]


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in entries(value) if isinstance(each, dict))


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def moment(value: Any) -> str:
    """A time as RFC 3339 in UTC, from seconds or milliseconds since 1970 or from a text; "" for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value > MAX_SECONDS else value
            found = datetime.fromtimestamp(seconds, UTC)
        elif isinstance(value, str) and value:
            found = datetime.fromisoformat(value)
        else:
            return ""
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return ""


_BLOCKS = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 pre blockquote table ul ol".split())
_SILENT = frozenset(("script", "style"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.silent += tag in _SILENT
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.silent -= tag in _SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(html: str) -> tuple[str, tuple[str, ...]]:
    """The words of HTML, a line for each block, and the addresses that it links."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line), tuple(dict.fromkeys(words.links))
