"""A CODEOWNERS file as GitHub reads it ("About code owners"): who owns a path. Nobody else's dialect is read.

Its patterns are not those of `.gitignore`: `docs/*` is not what lies in folders of `docs`, nothing takes a line back,
and there are no classes of characters. They are held against paths without regular expressions, in time that grows with
the length of the pattern times that of the path: whoever opens a pull request names the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from citefirst.regex import lazy
from citefirst.signing.people import ACCOUNT

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for the file, in its order; the first one counts and no other."""
MAX_BYTES = 3 * 1024 * 1024
"""GitHub does not load a file that is not smaller."""

Base = Callable[[str, int], bytes | None]
"""The content of a file of the state that judges, which in a change is the base's, up to a limit and a byte more."""

Segment = tuple[str | None, ...]
"""What one name of a path must be: characters, "" for any one, None for any number of them."""
_ANY: Segment = (None,)
_OWNER = lazy(rf"@{ACCOUNT}(?:/[A-Za-z0-9_.-]+)?|[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_BLANK = " \t"
_SHOWN = 40
Wanted = TypeVar("Wanted")
Given = TypeVar("Given")


class Line(NamedTuple):
    """A line that gives paths to owners, or to nobody: its number from 1, and `@login`, `@org/team` or addresses.

    `segments` are those of a path from the root, None for any number of them.
    """

    number: int
    segments: tuple[Segment | None, ...]
    owners: tuple[str, ...] = ()

    def matches(self, path: str) -> bool:
        """Tell whether the line speaks of a path."""
        return _fits(self.segments, path.split("/"), _is_name)


class Skipped(NamedTuple):
    """A line that GitHub skips, its number from 1, and why, as the end of "line 3 is skipped: "."""

    number: int
    reason: str


class CodeOwners(NamedTuple):
    """What a file says, line by line."""

    lines: tuple[Line, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def of(self, path: str) -> Line | None:
        """Return the line that decides on a path, the last one that matches; None where there is none."""
        return next((line for line in reversed(self.lines) if line.matches(path)), None)


def find(base: Base) -> tuple[str, bytes] | None:
    """Return the place and the content of the file that counts, up to a byte more than GitHub loads; None without."""
    read = ((place, base(place, MAX_BYTES)) for place in PLACES)
    return next(((place, data) for place, data in read if data is not None), None)


@lru_cache(maxsize=4)
def parse(data: bytes) -> CodeOwners:
    """Read a file. Lines that GitHub would skip are noted and skipped."""
    lines, skipped = [], []
    for number, text in enumerate(data.decode("utf-8-sig", "replace").split("\n"), 1):
        found = _line(number, text.strip(f"{_BLANK}\r"))
        if isinstance(found, Line):
            lines.append(found)
        elif found:
            skipped.append(Skipped(number, found))
    return CodeOwners(tuple(lines), tuple(skipped))


def _line(number: int, text: str) -> Line | str:
    """Read a line, or say why it is skipped; "" where there is nothing on it."""
    if not text or text.startswith("#"):
        return ""
    pattern, rest = _split(text)
    if reason := _fault(pattern):
        return reason
    owners = []
    for word in rest.split():
        if word.startswith("#"):
            break
        if not _OWNER.fullmatch(word):
            return f"`{word[:_SHOWN]}` is no owner"
        owners.append(word)
    return Line(number, _segments(pattern), tuple(owners))


def _split(text: str) -> tuple[str, str]:
    """Cut a line behind its pattern, in which a blank stands behind a backslash."""
    at = 0
    while at < len(text) and text[at] not in _BLANK:
        at += 2 if text[at] == "\\" else 1
    return text[:at], text[at:]


def _fault(pattern: str) -> str:
    """Say why GitHub does not read a pattern, "" where it does."""
    if pattern.startswith("!"):
        return "a pattern cannot be taken back with `!`"
    if "[" in pattern or "]" in pattern:
        return "`[ ]` is no class of characters here, and sections are GitLab's"
    if pattern.startswith("\\#"):
        return "`#` cannot begin a pattern"
    return "a backslash stands before nothing" if (len(pattern) - len(pattern.rstrip("\\"))) % 2 else ""


def _segments(pattern: str) -> tuple[Segment | None, ...]:
    """Make the segments of a pattern. It is anchored by a slash before its end, and reaches into what it names."""
    is_folder, names = pattern.endswith("/"), pattern.strip("/").split("/")
    is_anchored = pattern.startswith("/") or len(names) > 1
    below: tuple[Segment | None, ...]
    made = [None if name == "**" else _segment(name) for name in names]
    if made[-1] is None:
        below = (_ANY, _ANY, None) if is_folder else (_ANY, None)
    elif is_folder:
        below = (_ANY, None)
    else:
        below = () if made[-1] == _ANY and is_anchored else (None,)
    return (*(() if is_anchored else (None,)), *made, *below)


def _segment(name: str) -> Segment:
    tokens: list[str | None] = []
    characters = iter(name)
    for each in characters:
        if each == "\\":
            tokens.append(next(characters, ""))
        else:
            tokens.append({"*": None, "?": ""}.get(each, each))
    return tuple(tokens)


def _is_name(segment: Segment | None, name: str) -> bool:
    return segment is not None and _fits(segment, name, _is_character)


def _is_character(token: str | None, character: str) -> bool:
    return token in ("", character)


def _fits(
    pattern: Sequence[Wanted | None], given: Sequence[Given], same: Callable[[Wanted | None, Given], bool]
) -> bool:
    """Hold things against a pattern, in which None is any number of them.

    Only the last None that was passed can have to take more, so that no earlier one is tried again.
    """
    at = here = 0
    passed, since = -1, 0
    while here < len(given):
        if at < len(pattern) and pattern[at] is None:
            passed, since, at = at, here, at + 1
        elif at < len(pattern) and same(pattern[at], given[here]):
            at, here = at + 1, here + 1
        elif passed >= 0:
            since += 1
            at, here = passed + 1, since
        else:
            return False
    return all(each is None for each in pattern[at:])
