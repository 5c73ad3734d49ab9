"""How often a schema judges one value: two references to a part that itself has two double the time at each level.

Twenty-four such levels in a file of a kilobyte keep a validator busy for hours. The number follows from the schema
alone, since a record nests no deeper than its front matter may.
"""

from __future__ import annotations

from typing import Any

from citefirst.document.yaml import MAX_DEPTH
from citefirst.workflow import dialect
from citefirst.workflow.references import Library

MOST = 1_000
"""Times that a value is judged. The built-in workflows stay below 100."""
_BELOW = MAX_DEPTH + 4
"""Levels of the value that a schema sees: those of the front matter, or a record's own."""

_NAMED = ("properties",)


def check(root: Any, library: Library, most: int = MOST) -> None:
    """Raise PolicyError for a schema that would judge some value more than `most` times."""
    known: dict[tuple[int, int], int] = {}
    if max(_times(root, level, library, known) for level in range(_BELOW)) > most:
        reason = f"it judges one value in more than {most:,} ways"
        raise library.error(root, f"{reason}: let `allOf`, `anyOf` and `$ref` lead to each part fewer times")


def _times(node: Any, level: int, library: Library, known: dict[tuple[int, int], int]) -> int:
    """Count the schemas that judge the value that many levels below the one a schema judges, as often as they do."""
    if not isinstance(node, dict):
        return 1
    key = id(node), level
    if key in known:
        return known[key]
    total, named = int(not level), 0
    if "$ref" in node:
        total += _times(library.resolve(node["$ref"]), level, library, known)
    for keys, child in dialect.children(node):
        if keys[0] in dialect.IN_PLACE:
            total += _times(child, level, library, known)
        elif level and keys[0] in _NAMED:  # one value has one name
            named = max(named, _times(child, level - 1, library, known))
        elif level and keys[0] not in ("$defs", "definitions", "contentSchema"):
            total += _times(child, level - 1, library, known)
    known[key] = min(total + named, MOST + 1)
    return known[key]
