"""What GitHub shows of what a step printed: the runner's caps and what it stops, drops and cuts.

ActionCommandManager.cs and ExecutionContext.cs of actions/runner 2.336.0, modelled. nektos/act does none of it, and
decodes `%25` too early, so this reads raw lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from support.runner_log import COMMANDS, Command, commands

LEVELS = ("error", "warning", "notice")
SHOWN = 10
"""Annotations of each level that are shown of a step; a composite action is one step."""
LONGEST = 4096
"""UTF-16 units of an annotation's message."""
_COLUMNS = ("col", "endColumn")


@dataclass(frozen=True, slots=True)
class View:
    """Annotations that are shown, and how many are not, by level."""

    kept: list[Command] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def view(lines: Iterable[str]) -> View:
    """The view of one step's log."""
    seen = View()
    shown: Counter[str] = Counter()
    for command in obeyed(lines):
        if command.name not in LEVELS:
            continue
        if shown[command.name] == SHOWN:
            seen.dropped[command.name] += 1
            continue
        shown[command.name] += 1
        seen.kept.append(Command(command.name, _placed(command.properties), _cut(command.message)))
    return seen


def obeyed(lines: Iterable[str]) -> Iterator[Command]:
    """Commands outside of what `stop-commands` encloses."""
    return (command for line in _heard(lines) for command in commands(line) if command.name != "stop-commands")


def unguarded(lines: Iterable[str]) -> list[str]:
    """Plain lines outside of what `stop-commands` encloses: had they commanded something, it would have been done."""
    return [line for line in _heard(lines) if line and not commands(line)]


def _heard(lines: Iterable[str]) -> Iterator[str]:
    """Lines outside of what `stop-commands` encloses. Raises ValueError for a token that the runner refuses."""
    token = ""
    for line in lines:
        if token:
            token = "" if _ends(line, token) else token
            continue
        yield line
        for command in commands(line):
            if command.name == "stop-commands":
                token = command.message
                if token.lower() in COMMANDS | {"", "pause-logging"}:
                    raise ValueError(f"the runner refuses to stop commands until `{token}`")


def _ends(line: str, token: str) -> bool:
    """Is a line the command by which the runner obeys again: either form of it, in any case."""
    line, token = line.strip().lower(), token.lower()
    return line.startswith((f"::{token}::", f"::{token} ")) or f"##[{token}]" in line


def _placed(properties: dict[str, str]) -> dict[str, str]:
    """Properties without the columns of a place that is not one line."""
    line, end = properties.get("line"), properties.get("endLine")
    if (line or end) and (not line or not end or line == end):
        return properties
    return {name: value for name, value in properties.items() if name not in _COLUMNS}


def _cut(message: str) -> str:
    return message.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "replace")
