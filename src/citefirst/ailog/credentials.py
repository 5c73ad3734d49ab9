"""Kinds of credentials by their form, as data: `credentials.json`.

A row has the `kind`, its `marks` (one of them stands in every line with such a credential, so that most lines are not
looked at) and the `pattern`; where a name tells what a value without a form of its own is, the value is the group
`secret`. The forms are those that the issuers publish and that gitleaks' rules (config/gitleaks.toml, read on
2026-11-30) describe. What has the length of a digest, a UUID or a commit and no mark of its own is never one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of credential; `marks` are pieces of text, `pattern` what one looks like."""

    kind: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def kinds() -> tuple[Kind, ...]:
    rows = json.loads(Path(__file__).with_name("credentials.json").read_text("utf-8"))
    return tuple(Kind(row["kind"], tuple(row["marks"]), re.compile(row["pattern"])) for row in rows)


def in_line(line: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each credential of a line that has a form of its own."""
    for kind in kinds():
        if any(mark in line for mark in kind.marks):
            for found in kind.pattern.finditer(line):
                yield kind.kind, found.groupdict().get("secret") or found[0]
