"""A row of a timeline: what an artifact says of itself, when, and where it is. What has no zone or link is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from citefirst.errors import UsageError
from citefirst.structs import frozen

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT = "~:@%/?#=+-._&;,!"
_BASIC = re.compile(r"([+-]\d\d)(\d\d)$")
MAX_TITLE = 160
"""Code points of a title that are kept."""


class ExportError(UsageError):
    """A file is no export that is known, or it is damaged."""


class Refused(Exception):
    """One entry of an export makes no row. Its text says what is missing."""


class Row(NamedTuple):
    """`title` is the artifact's own, `kind` the kind of evidence that it is, `reader` who read it."""

    at: datetime
    title: str
    link: str
    kind: str
    reader: str
    id: str = ""


@frozen
class Known:
    """What the caller says where an export does not: the zone of its times and the address of the tool."""

    zone: tzinfo | None = None
    base: str = ""


class Found(NamedTuple):
    """The rows of an export, and what was refused with its place."""

    rows: tuple[Row, ...]
    refused: tuple[str, ...] = ()


Entries = Iterator[tuple[str, Callable[[], Row]]]
"""The place of each entry in its export, and what makes the row of it or raises Refused."""


@frozen
class Reader:
    """One export: its name, how it is recognised (it never raises), and what reads it."""

    name: str
    recognise: Callable[[Any], bool]
    entries: Callable[[Any, Known], Entries]


def collect(entries: Entries) -> Found:
    """Make the rows of all entries, and keep what was said of those that make none."""
    rows, refused = list[Row](), list[str]()
    for place, make in entries:
        try:
            rows.append(make())
        except Refused as reason:
            refused.append(f"{place}: {reason}")
    return Found(tuple(rows), tuple(refused))


def each(value: Any, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a list with their places; what is no object is read as an empty one and so refused."""
    for index, item in enumerate(value):
        yield f"{key}[{index}]", item if isinstance(item, dict) else {}


def listed(value: Any, key: str, one: str = "") -> Any:
    """Return what an answer of an API lists under a key, or the single thing that it has under another as a list."""
    if not isinstance(value, dict):
        return None
    single = value.get(one) if one else None
    return [single] if isinstance(single, dict) else value.get(key)


def known_by(items: Any, *keys: str) -> bool:
    """Tell whether something is a list of objects the first of which has some keys."""
    return isinstance(items, list) and bool(items) and isinstance(items[0], dict) and all(k in items[0] for k in keys)


def moment(value: Any, known: Known, unit: float = 1) -> datetime:
    """Read a time in UTC: a number of units (in seconds) since 1970, or ISO 8601. One without zone takes the given one.

    Raises Refused where it is no time, has no zone, or the zone had that time twice or never.
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _EPOCH + timedelta(seconds=value * unit)
        found = datetime.fromisoformat(_BASIC.sub(r"\1:\2", value.strip()))
    except (ValueError, OverflowError, AttributeError, TypeError):
        raise Refused("it has no time that can be read") from None
    if found.tzinfo is None:
        if known.zone is None:
            raise Refused("its time has no zone: say which one it is with --zone")
        found = found.replace(tzinfo=known.zone)
        if found.utcoffset() != found.replace(fold=1).utcoffset():
            raise Refused("its time happened twice or never in this zone, because clocks changed: write its offset")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise Refused("it has no time that can be read") from None


def address(value: Any) -> str:
    """Return an address in a form that can stand anywhere in Markdown. Raises Refused for what is no web address."""
    try:
        parts = urlsplit(value.strip() if isinstance(value, str) else "")
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good:
        raise Refused("it has no link: name the address of the tool with --base, or export it with links")
    return quote(value.strip().encode("utf-8", "replace"), safe=_KEPT)


def under(known: Known, path: str) -> str:
    """Return the address of a path of the tool whose address the caller named, "" without one."""
    return f"{known.base.rstrip('/')}/{path}" if known.base else ""


def title(value: Any) -> str:
    """Return a title on one line. Raises Refused where there is none."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not words:
        raise Refused("it has no title")
    return words if len(words) <= MAX_TITLE else f"{words[: MAX_TITLE - 1]}…"
