"""A file from a description: front matter above a body that stays as it was, byte for byte.

Whoever wrote the description chose its words, so no value is written in a way that could end its line or the block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.document import frontmatter
from citefirst.document.edit import quoted, scalar
from citefirst.document.text import decode
from citefirst.errors import UsageError


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
        key = f"{indent}{scalar(str(name))}:"
        if isinstance(value, Mapping) and value:
            yield key
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield key
            for entry in value:
                first, *rest = _lines(entry, f"{indent}    ")
                yield from (f"{indent}  - {first.lstrip()}", *rest)
        elif isinstance(value, list):
            yield f"{key} [{', '.join(quoted(str(each)) for each in value)}]"
        else:
            yield f"{key} {scalar(value)}" if value is not None else key
