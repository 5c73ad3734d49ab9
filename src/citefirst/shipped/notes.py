"""What a changelog says: which of its lines speak of something, and under which version they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citefirst.repository.messages import Commit
from citefirst.shipped.mentions import Wanted, mentions

NAMES = frozenset("changelog changes history news release-notes releases release_notes releasenotes".split())
"""Files at the top or in `docs`, without their extension, that tell what was released."""
MAX_LINES = 50_000
_UNDERLINE = re.compile(r"[=-]{3,200}\s*")
_NUMBER = re.compile(r"(?<![\w.])v?(\d{1,5}(?:\.\d{1,5}){1,3}(?:-[0-9A-Za-z.]{1,20})?)(?![\w.])", re.ASCII)
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_OPEN = re.compile(r"(?i)\b(?:unreleased|upcoming|to be released|next release|in development)\b")


class Note(NamedTuple):
    """A line of a changelog, and the heading of the version that it stands under: number and day, "" where that has
    none, and whether it says that it is not released yet."""

    path: str
    line: int
    version: str
    day: str
    is_open: bool
    text: str
    is_heading: bool = False


def is_changelog(path: str) -> bool:
    """Tell whether a file is one that tells what was released, by its name."""
    folder, _, name = path.rpartition("/")
    return folder.casefold() in ("", "docs", "doc") and name.rpartition(".")[0].casefold() in NAMES


def notes(path: str, text: str) -> Iterator[Note]:
    """Yield the lines of a changelog that stand under a version, the heading of each first."""
    under: tuple[str, str, bool] | None = None
    lines = text.split("\n", MAX_LINES)[:MAX_LINES]
    for number, line in enumerate(lines, 1):
        is_heading = line.startswith("#") or bool(number < len(lines) and _UNDERLINE.fullmatch(lines[number]))
        version, is_open = _NUMBER.search(line), bool(_OPEN.search(line))
        if is_heading and (version or is_open):
            day = _DAY.search(line)
            under = version[1] if version else "", day[0] if day else "", is_open
            yield Note(path, number, *under, line.strip(), is_heading=True)
        elif under and line.strip():
            yield Note(path, number, *under, line.strip())


def speaking(lines: Iterable[Note], wanted: Iterable[Wanted], own: str = "") -> dict[Wanted, list[Note]]:
    """Return the lines that speak of some things, in their order."""
    listed = list(lines)
    commits = [Commit(f"{number}", (), "", "", each.text, "") for number, each in enumerate(listed)]
    found = mentions(commits, wanted, own)
    return {what: [listed[int(each.commit)] for each in said if each.how != "reverts"] for what, said in found.items()}
