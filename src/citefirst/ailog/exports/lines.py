"""The records of a file that has one a line, read one after the other; what cannot be read is counted by what it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from citefirst.ailog.exports.node import Node

MAX_LINE = 32 << 20
"""Bytes of a line. A longer one holds a picture or what a tool read, and is not worth the memory."""
HEAD = 20
"""Records that are looked at to recognise a format."""
CUT, DAMAGED, LONG = "the last line, which is cut off", "lines that are not JSON", "lines that are too long"

Lines = Callable[[], Iterable[bytes]]
"""Yields the lines of a file from its beginning, each with its line end and at most one byte longer than MAX_LINE; the
rest of a longer one follows as lines of its own."""


def split(data: bytes) -> Iterator[bytes]:
    """Cut bytes into lines as a file is: at newlines only."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + MAX_LINE) + 1 or min(start + MAX_LINE + 1, len(data))
        yield data[start:end]
        start = end


def whole(lines: Iterable[bytes], unread: Counter[str]) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each line that is not too long."""
    number, open_line = 1, False
    for line in lines:
        ends = line.endswith(b"\n")
        if len(line) > MAX_LINE and not ends and not open_line:
            unread[LONG] += 1
            open_line = True
        elif not open_line and line.strip():
            yield number, line
        open_line = open_line and not ends
        number += ends


def records(lines: Iterable[bytes], unread: Counter[str]) -> Iterator[Node]:
    """Yield the JSON object of each line; blank lines are none."""
    for number, line in whole(lines, unread):
        value = _parsed(line)
        if isinstance(value, dict):
            yield Node(value, f"line {number}")
        elif line.endswith(b"\n"):
            unread[DAMAGED] += 1
        else:
            unread[CUT] += 1


def texts(lines: Iterable[bytes], unread: Counter[str]) -> Iterator[Node]:
    """Yield each line of a text, blank ones too, without its line end, and at last a record without a value."""
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            unread[LONG] += 1
            continue
        yield Node(line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n"), f"line {number}")
    yield Node(None)


def head(lines: Iterable[bytes]) -> tuple[list[Any], str]:
    """Return the first records of a file, none if it does not begin with one, and its first line that says
    something."""
    found: list[Any] = []
    first = b""
    for _, line in islice(whole(lines, Counter()), HEAD):
        first = first or line
        value = _parsed(line)
        if isinstance(value, dict):
            found.append(value)
        elif not found:
            break
    return found, first[:1000].decode("utf-8", "replace").lstrip("\ufeff").strip()


def _parsed(line: bytes) -> Any:
    """Return a line's JSON, None where it is none."""
    try:
        return json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(name: str) -> None:
    raise ValueError(name)
