"""A file from a description: front matter above a body that stays as it was, byte for byte.

Whoever wrote the description chose its words, so no value is written in a way that could end its line or the block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.document import frontmatter
from citefirst.document.edit import scalar
from citefirst.document.text import decode
from citefirst.errors import UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def file(front: Mapping[str, Any], body: str) -> bytes:
    """Return the bytes of a file. Raises UsageError where they would not be read back as they were given.

    Values are texts, lists of texts or of flat mappings, and mappings of texts.
    """
    head = "\n".join(("---", *_lines(front, ""), "---", "")).encode("utf-8")
    try:
        data = head + body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("the description holds a character that no file can: half of a surrogate pair") from error
    whole = decode(data)
    read, start, problems = frontmatter.split(whole)
    below = decode(b"-" + data[len(head) :])[1:]
    if problems or read is None or read.data != front or whole[start:] != below:
        raise UsageError("the front matter cannot be written so that it is read back: please report it")
    return data


def _lines(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in values.items():
        key = f"{indent}{text(str(name))}:"
        if isinstance(value, Mapping) and value:
            yield key
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield key
            for entry in value:
                first, *rest = _lines(entry, f"{indent}    ")
                yield from (f"{indent}  - {first.lstrip()}", *rest)
        elif isinstance(value, list):
            yield f"{key} [{', '.join(_quoted(str(each)) for each in value)}]"
        else:
            yield f"{key} {text(value)}" if value is not None else key


def text(value: str) -> str:
    """Write a text as YAML that stays on its line."""
    plain = value.isascii() and value.isprintable() and (value[:1].isalpha() or _DAY.fullmatch(value))
    return scalar(value) if plain else _quoted(value)


def _quoted(value: str) -> str:
    """Write a text in double quotes, all that is not printed escaped."""
    return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
