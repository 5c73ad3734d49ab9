"""Entries added to lists of the front matter, everything else of the file left byte for byte as it was.

A YAML library would write the whole block anew, with its own order, quotes and line ends. Here only the lines of the
entry are put in; the result is read again, and refused where it does not say what it should.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from citefirst.document import frontmatter
from citefirst.document.scalars import resolve
from citefirst.document.splice import Edit, splice
from citefirst.document.text import decode
from citefirst.errors import UsageError
from citefirst.model import FrontMatter, Path
from citefirst.places import Span

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_+-]*(?<! )")
_RESERVED = ("null", "true", "false", "yes", "no", "on", "off")
_CANNOT = "the front matter cannot be edited safely"


def scalar(value: str) -> str:
    """Write a text as YAML: plain if that reads back the same, otherwise in double quotes."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and isinstance(resolve(value), str):
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """Write a text in double quotes on one line, all that is not printed escaped."""
    return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def append(data: bytes, path: Sequence[str], entry: Mapping[str, str], same: Sequence[str] = ()) -> bytes:
    """Return a file with an entry added to the list at a path of its front matter, creating the list if needed.

    An entry with the same values at the keys `same` is replaced. Raises UsageError if the record has no front matter,
    or if the list is written in a way (`[…]` on one line) to which no line can be added.
    """
    text = decode(data)
    front, start, problems = frontmatter.split(text)
    if front is None or problems:
        raise UsageError("the record has no readable front matter: fix it first")
    where: Path = tuple(path)
    entries = _at(front.data, where)
    wanted = [each for each in entries or () if not _is_same(each, entry, same)] + [dict(entry)]
    replaced = [index for index, each in enumerate(entries or ()) if _is_same(each, entry, same)]
    edits = [_removal(text, front, (*where, index)) for index in replaced]
    edits.append(_addition(text, front, where, entry, len(entries or ())))
    result = splice(data, edits)
    if not _says(decode(result), where, wanted, text[start:]):
        raise UsageError(f"{_CANNOT}: write the list `{'.'.join(path)}` with one entry on lines of its own")
    return result


def _says(text: str, path: Path, wanted: list[Any], body: str) -> bool:
    """Tell whether a text has the wanted entries at a path, and the body that it had."""
    front, start, problems = frontmatter.split(text)
    return front is not None and not problems and _at(front.data, path) == wanted and text[start:] == body


def _at(data: Any, path: Path) -> list[Any] | None:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, list) else None


def _is_same(entry: Any, other: Mapping[str, str], keys: Sequence[str]) -> bool:
    return bool(keys) and isinstance(entry, dict) and all(entry.get(key) == other.get(key) for key in keys)


def _removal(text: str, front: FrontMatter, path: Path) -> Edit:
    """Return the edit that removes the lines of an entry."""
    start = text.rfind("\n", 0, front.values[path].start) + 1
    end = text.find("\n", _end(front, path)) + 1
    return Edit(Span(start, end), "")


def _end(front: FrontMatter, path: Path) -> int:
    return max(span.end for place, span in front.values.items() if place[: len(path)] == path)


def _addition(text: str, front: FrontMatter, path: Path, entry: Mapping[str, str], count: int) -> Edit:
    if count:
        first = front.values[(*path, 0)].start
        line = text.rfind("\n", 0, first) + 1
        dash = text[line:first].find("-")
        if dash < 0 or text[line : line + dash].strip():
            raise UsageError(f"{_CANNOT}: write each entry of `{'.'.join(map(str, path))}` on lines of its own")
        end = text.find("\n", _end(front, (*path, count - 1))) + 1
        return Edit(Span(end, end), _item(entry, dash))
    known = max((depth for depth in range(len(path) + 1) if path[:depth] in front.keys or not depth), default=0)
    left = path[known:]
    indent = 2 * known
    lines = "".join(f"{'  ' * (known + depth)}{key}:\n" for depth, key in enumerate(left))
    item = lines + _item(entry, 2 * (len(path) - 1) + 2)
    if not known:
        closing = text.rfind("\n", 0, front.span.end) + 1
        return Edit(Span(closing, closing), item)
    return _filled(text, front, path[:known], item, indent)


def _filled(text: str, front: FrontMatter, path: Path, item: str, indent: int) -> Edit:
    """Return the lines for a key that holds nothing yet, or for a mapping that gains a key."""
    value = front.values[path]
    held = text[value.start : value.end]
    if path in front.values and front.keys[path] != value and held not in ("[]", "null", "~", "{}"):
        end = text.find("\n", _end(front, path)) + 1
        return Edit(Span(end, end), item)
    start = front.keys[path].end
    end = text.find("\n", start)
    rest = text[start:end].replace(f" {held}", "", 1).rstrip() if held in ("[]", "null", "~", "{}") else text[start:end]
    return Edit(Span(start, end + 1), f"{rest}\n{item}")


def _item(entry: Mapping[str, str], indent: int) -> str:
    lines = [f"{key}: {scalar(value)}" for key, value in entry.items()]
    first, rest = " " * indent + "- ", " " * indent + "  "
    return "".join(f"{rest if index else first}{line}\n" for index, line in enumerate(lines))


def put(data: bytes, path: tuple[str, str], value: str) -> bytes:
    """Return a file in which a key inside a mapping of the front matter has a value; leave a key that is already there.

    Raises UsageError if the record has no front matter, or if the mapping is written on one line.
    """
    text = decode(data)
    front, start, problems = frontmatter.split(text)
    if front is None or problems:
        raise UsageError("the record has no readable front matter: fix it first")
    outer, inner = path
    held = front.data.get(outer)
    if isinstance(held, dict) and held.get(inner) is not None:
        return data
    line = f"  {inner}: {scalar(value)}\n"
    if outer in front.data:
        edit = _filled(text, front, (outer,), line, 2) if not held else _inside(text, front, outer, line)
    else:
        closing = text.rfind("\n", 0, front.span.end) + 1
        edit = Edit(Span(closing, closing), f"{outer}:\n{line}")
    result = splice(data, [edit])
    after, body, faults = frontmatter.split(decode(result))
    wanted = {**front.data, outer: {**(held if isinstance(held, dict) else {}), inner: value}}
    if after is None or faults or after.data != wanted or decode(result)[body:] != text[start:]:
        raise UsageError(f"{_CANNOT}: write `{outer}` with one key on lines of its own")
    return result


def _inside(text: str, front: FrontMatter, outer: str, line: str) -> Edit:
    """Return the edit that inserts a line below the line of a key, before its other content."""
    end = text.find("\n", front.keys[outer,].end) + 1
    return Edit(Span(end, end), line)
