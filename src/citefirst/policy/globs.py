"""Globs of a policy, as `.gitignore` means them, held against paths in bounded time.

They become regular expressions, and each `*` among them multiplies the time by the length of the path. Whoever opens a
pull request names the files, so the work is told before it is done.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from citefirst.errors import PolicyError
from citefirst.regex import lazy

if TYPE_CHECKING:
    from pathspec import PathSpec

MAX_STARS = 6
"""`*` in one part of a glob, and `**` between its parts."""
MAX_STEPS = 10**8
"""Steps for one path, about a second."""
NOT = "!"
"""What begins a glob of `records` that takes files out, as in `.gitignore`."""
_STARS = lazy(r"\*+")


def fault(glob: str) -> str:
    """Why a glob may not be used, as a sentence; "" where it may."""
    within, between = _stars(glob)
    if max(within, between) > MAX_STARS:
        return f"a glob has at most {MAX_STARS} `*` in one part and as many `**`"
    if "[[" in glob:
        return "classes of characters by name are not read: write `[a-z]`"
    try:
        found = _compiled(glob).patterns
    except (ValueError, re.error, OverflowError) as error:
        return f"this is no glob: {error}"
    return "" if any(each.include for each in found) else "this glob matches nothing"


def matches(glob: str, path: str) -> bool:
    """Does a glob match a path from the root. Raises PolicyError where the path makes that take too long."""
    within, between = _stars(glob)
    parts = path.split("/")
    if int(max(map(len, parts)) ** within) * int(len(parts) ** (between + 1)) > MAX_STEPS:
        raise PolicyError(
            f"the glob {glob} has too many `*` to be held against a path of {len(path):,} characters: write it with "
            "fewer, or give the file a shorter name"
        )
    return _compiled(glob).match_file(path)


@cache
def _stars(glob: str) -> tuple[int, int]:
    """Runs of `*` in the part that has most of them, and parts that are `**`."""
    parts = glob.split("/")
    return max((len(_STARS.findall(part)) for part in parts if part != "**"), default=0), parts.count("**")


@cache
def _compiled(glob: str) -> PathSpec[Any]:
    from pathspec import PathSpec

    return PathSpec.from_lines("gitignore", [glob])
