"""Questions that have a name. Each is one SQL file, a view or a macro of DuckDB, that can be read, copied and changed.

A file begins with comments: what it answers, then `name: what it is` for each parameter. `today` is given by the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from citefirst.errors import UsageError

OWN = Path(__file__).parent / "sql"
TODAY = "today"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_HEAD = re.compile(
    r"(?:--[^\n]*\n|\s)*CREATE\s+(?:(?P<view>VIEW)|MACRO)\s+(?P<name>[a-z0-9_]+)\s*(?:\((?P<takes>[^()]*)\))?",
    re.IGNORECASE,
)


class Parameter(NamedTuple):
    """What a question is given, and whether it must be."""

    name: str
    says: str
    needed: bool


class Question(NamedTuple):
    """A question: its name, what it answers, what it is given, and its SQL."""

    name: str
    says: str
    parameters: tuple[Parameter, ...]
    sql: str
    is_view: bool

    @property
    def usage(self) -> str:
        """The question as it is asked on a command line: `expiring [WITHIN_DAYS]`."""
        given = (each for each in self.parameters if each.name != TODAY)
        words = (each.name.upper() if each.needed else f"[{each.name.upper()}]" for each in given)
        return " ".join((shown(self.name), *words))


def shown(name: str) -> str:
    return name.replace("_", "-")


def questions(directories: Iterable[Path] = ()) -> Mapping[str, Question]:
    """Return the questions by name: those that come with citefirst, then the files of directories, in whose places
    they step. Raises UsageError where one cannot be read.
    """
    found = {}
    for directory in (OWN, *directories):
        if not directory.is_dir():
            raise UsageError(f"{directory} is no directory of questions")
        for path in sorted(directory.glob("*.sql")):
            found[path.stem] = _read(path)
    return found


def _read(path: Path) -> Question:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as a question: {error}") from error
    return parse(path.stem, text, str(path))


def parse(name: str, text: str, place: str) -> Question:
    """Return the question that a file holds. Raises UsageError where it is none."""
    head = _HEAD.match(text)
    if not _NAME.fullmatch(name) or head is None or head["name"].lower() != name:
        raise UsageError(
            f"{place} is no question: it must hold `CREATE VIEW {name} AS …` or `CREATE MACRO {name}(…) AS TABLE …`"
        )
    says, *told = [line[2:].strip() for line in text.splitlines() if line.startswith("--")] or [""]
    about = {one.strip(): words.strip() for one, _, words in (line.partition(":") for line in told)}
    takes = [] if head["view"] else [one.strip() for one in (head["takes"] or "").split(",") if one.strip()]
    parameters = (_parameter(one, about) for one in takes)
    return Question(name, says, tuple(parameters), text.strip() + "\n", bool(head["view"]))


def _parameter(written: str, about: Mapping[str, str]) -> Parameter:
    name, default, _ = written.partition(":=")
    return Parameter(name.strip(), about.get(name.strip(), ""), not default)
