"""A change of a file as a unified diff, which `git apply` and `patch` read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

CONTEXT = 3
"""Unchanged lines around a change."""
MAX_COMPARED = 500
"""Lines that are compared one by one: what is between the first and the last change is one change beyond."""
_SPECIAL = re.compile(r"[\x00-\x1f\"\\\x7f]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_NO_END = "\n\\ No newline at end of file\n"


def unified(path: str, before: str, after: str) -> str:
    """Return the diff of two contents of a file at a path from the root, "" where they are the same.

    Line ends are part of the lines, which end at line feeds only, as git has them.
    """
    old, new = _lines(before), _lines(after)
    groups = list(_hunks(_changes(old, new)))
    if not groups:
        return ""
    body = "".join(_hunk(old, new, group) for group in groups)
    return f"--- {_named(f'a/{path}')}\n+++ {_named(f'b/{path}')}\n{body}"


Changed = tuple[int, int, int, int]
"""First and last line (exclusive, from 0) of a change, before and after it."""


def _named(path: str) -> str:
    """Return a path as git writes it in a diff: in quotes where a character would end its line or its name."""
    escaped = _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], f"\\{ord(match[0]):03o}"), path)
    return path if escaped == path else f'"{escaped}"'


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Changed]:
    """Yield what differs. Only the part that has changes at both ends is compared, and only as far as that is quick."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    last, there = len(old) - end, len(new) - end
    if start == last == there:
        return
    if max(last, there) - start > MAX_COMPARED:
        yield start, last, start, there
        return
    from difflib import SequenceMatcher

    for tag, *at in SequenceMatcher(None, old[start:last], new[start:there], autojunk=False).get_opcodes():
        if tag != "equal":
            yield at[0] + start, at[1] + start, at[2] + start, at[3] + start


def _hunks(changes: Iterator[Changed]) -> Iterator[list[Changed]]:
    """Yield changes that share their context."""
    group: list[Changed] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(old: Sequence[str], new: Sequence[str], group: Sequence[Changed]) -> str:
    above = min(CONTEXT, group[0][0])
    below = min(CONTEXT, len(old) - group[-1][1])
    first, second = group[0][0] - above, group[0][2] - above
    last, there = group[-1][1] + below, group[-1][3] + below
    parts = [f"@@ -{_range(first, last)} +{_range(second, there)} @@\n"]
    at = first
    for start, end, begin, stop in group:
        parts += [_line(" ", line) for line in old[at:start]]
        parts += [_line("-", line) for line in old[start:end]]
        parts += [_line("+", line) for line in new[begin:stop]]
        at = end
    parts += [_line(" ", line) for line in old[at:last]]
    return "".join(parts)


def _line(mark: str, line: str) -> str:
    return mark + (line if line.endswith("\n") else line + _NO_END)


def _range(first: int, last: int) -> str:
    count = last - first
    return f"{first + 1}" if count == 1 else f"{first + 1 if count else first},{count}"
