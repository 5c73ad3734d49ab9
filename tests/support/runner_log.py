"""What GitHub's runner reads out of a step's log: ActionCommand.cs of actions/runner 2.336.0, modelled."""

from __future__ import annotations

from dataclasses import dataclass

COMMANDS = {
    *("error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "stop-commands", "echo", "add-matcher"),
    *("remove-matcher", "set-output", "save-state", "set-env", "add-path"),
}
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass(frozen=True)
class Command:
    """One workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


def commands(log: str) -> list[Command]:
    """Commands of a log. Its lines end at LF, CR or CRLF, as .NET reads them."""
    lines = log.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [command for line in lines if (command := _current(line) or _legacy(line))]


def _current(line: str) -> Command | None:
    """`::name key=value,…::message`, after white space."""
    line = line.strip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = (pair.partition("=") for pair in rest.strip().split(","))
    properties = {key: _decoded(value, _PROPERTY) for key, _, value in pairs if key and value}
    return Command(name.lower(), properties, _decoded(line[end + 2 :], _DATA))


def _legacy(line: str) -> Command | None:
    """`##[name …]message`, anywhere in the line."""
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0].lower()
    return Command(name, {}, line[end + 1 :]) if name in COMMANDS else None


def _decoded(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for code, character in table:
        text = text.replace(code, character)
    return text
