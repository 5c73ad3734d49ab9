"""What a writer is told in a section that is still to be written: what it is for, and UNKNOWN in its open places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citefirst.workflow.outline import SectionOutline

_UPPER = {"Id": "ID", "Url": "URL", "Time utc": "Time (UTC)"}


def section(part: SectionOutline, level: int = 2) -> Iterator[str]:
    """Yield the blocks of a section that nobody has written yet: its heading, what is asked for, and UNKNOWN."""
    yield f"{'#' * level} {part.title}"
    told = [*([] if part.required else ["Optional."]), *part.demands]
    if told:
        yield "\n".join(f"<!-- {guidance(line)} -->" for line in told)
    if part.columns:
        yield _table(part.columns) if part.required else f"<!-- Columns: {', '.join(map(head, part.columns))} -->"
    elif part.mode != "none" or part.required:
        yield f"UNKNOWN: {_question(part.about or part.title)}"
    elif part.about:
        yield f"<!-- {guidance(part.about)} -->"


def _table(columns: Sequence[str]) -> str:
    heads = [head(column) for column in columns]
    rows = (heads, ["---"] * len(heads), ["UNKNOWN"] * len(heads))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def head(column: str) -> str:
    words = column.replace("-", " ").capitalize()
    return _UPPER.get(words, words)


def _question(about: str) -> str:
    """Return what is to be found out, as it goes on after a colon: the first sentence, in lower case unless it is a
    name."""
    first = re.split(r"(?<=[.;])\s", about.strip(), maxsplit=1)[0].rstrip(".;")
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def guidance(text: str) -> str:
    """Return a text that ends neither a comment nor a line."""
    return " ".join(text.split()).replace("--", "- -")
