"""A value of an export with the path to it, so that damage is named by its place.

What is absent or null says nothing and reads as empty; what is there and has the wrong type is damage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.structs import frozen

_SURROGATE = re.compile("[\ud800-\udfff]")
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 200
"""Characters of a path that a message shows: keys are the export's and can be long."""


@frozen
class Node:
    value: Any
    path: str = ""

    def __getitem__(self, key: str) -> Node:
        """Return the node under a key of an object."""
        if self.value is None:
            return self
        if not isinstance(self.value, dict):
            raise self.damage("an object")
        return Node(self.value.get(key), f"{self.path}.{key}" if self.path else key)

    def __iter__(self) -> Iterator[Node]:
        """Iterate over the items of a list."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.damage("a list")
        for index, item in enumerate(self.value):
            yield Node(item, f"{self.path}[{index}]")

    def __bool__(self) -> bool:
        return self.value is not None

    def first(self, *keys: str) -> Node:
        """Return the node under the first of some keys that has a value."""
        return next((node for node in map(self.__getitem__, keys) if node.value not in (None, "")), Node(None))

    def text(self) -> str:
        """Return the text as it can be stored."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.damage("a text")
        return clean(self.value)

    def zoned(self, unit: float = 1) -> str:
        """Return a time, or "" for a text without an offset: a session on disk may have been written in any zone."""
        value = self.value
        if isinstance(value, str) and value and not _ZONE.search(value):
            self.moment()
            return ""
        return self.moment(unit)

    def label(self) -> str:
        """Return a text or a number on one line, short enough for the log."""
        text = str(self.value) if type(self.value) is int else self.text()
        return " ".join(text.split())[:4096]

    def flag(self) -> bool:
        if self.value is not None and not isinstance(self.value, bool):
            raise self.damage("true or false")
        return self.value is True

    def moment(self, unit: float = 1) -> str:
        """Return a time as RFC 3339 in UTC, from a number of units (in seconds) since 1970 or from a text."""
        value = self.value
        if value is None or value == "":
            return ""
        try:
            if isinstance(value, str):
                return rfc3339(datetime.fromisoformat(value))
            if isinstance(value, int | float) and not isinstance(value, bool):
                return rfc3339(_EPOCH + timedelta(seconds=value * unit))
        except (ValueError, OverflowError):
            pass
        raise self.damage("a time")

    def damage(self, expected: str) -> AiLogError:
        path = self.path if len(self.path) <= _SHOWN else f"{self.path[:_SHOWN]}…"
        return AiLogError(f"{f'`{path}` in' if path else ''} the export is not {expected}: export it again".lstrip())


def clean(text: str) -> str:
    """Return a text with U+FFFD for lone surrogates, which JSON can hold and UTF-8 cannot."""
    return _SURROGATE.sub("\ufffd", text)


def rfc3339(moment: datetime) -> str:
    """Write a time in UTC, to the second or the millisecond. Without an offset it is taken to be UTC, as exports write
    it."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    written = moment.isoformat(timespec="milliseconds" if moment.microsecond >= 1000 else "seconds")
    return written.replace("+00:00", "Z")
