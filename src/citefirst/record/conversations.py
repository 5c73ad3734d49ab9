"""What assistants contributed to a record: the logs that it names, and the lines that are their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from citefirst.document.header import Header, LogEntry
from citefirst.model import Unit
from citefirst.record.paths import Load, inside
from citefirst.structs import replace

if TYPE_CHECKING:
    from citefirst.ailog.entries import NamedLog
    from citefirst.ailog.overlap import Taken


class Conversations(NamedTuple):
    """`copied`: by the index of a unit, the index of the log that has its words, and where."""

    logs: tuple[NamedLog, ...] = ()
    copied: Mapping[int, tuple[int, Taken]] = MappingProxyType({})


SILENT = Conversations()
"""What a record has that names no log."""


def conversations(header: Header, units: Sequence[Unit], load: Load) -> Conversations:
    """Read the logs that a record names, and find the units that stand in them."""
    if not header.log:
        return SILENT
    logs = tuple(_logs(header, load))
    return Conversations(logs, _copied(units, logs))


def _logs(header: Header, load: Load) -> Iterator[NamedLog]:
    """Yield the entries with their logs; a file that several of them name is read once."""
    from citefirst.ailog.entries import read

    known: dict[str, NamedLog] = {}
    for entry in header.log:
        path = log_path(header.document.path, entry)
        if path in known:
            yield replace(known[path], index=entry.index, said=entry.said)
            continue
        found = read(entry.index, entry.said, path, load)
        if path:
            known[path] = found
        yield found


def log_path(record: str, entry: LogEntry) -> str | None:
    """Return where the transcript of a log lies in the repository; None where that is not said, or it lies outside."""
    transcript = entry.text("transcript")
    return inside(record, transcript) if transcript else None


def _copied(units: Sequence[Unit], logs: Sequence[NamedLog]) -> dict[int, tuple[int, Taken]]:
    """Find the units that are an assistant's words; of several logs the first counts, and each is compared once."""
    from citefirst.ailog.overlap import taken

    wanted = [index for index, unit in enumerate(units) if not unit.lead_in and not unit.unknown]
    lines = [units[index].prose for index in wanted]
    found: dict[int, tuple[int, Taken]] = {}
    seen: set[str] = set()
    for number, entry in enumerate(logs):
        if entry.log is None or entry.sha256 in seen:
            continue
        seen.add(entry.sha256)
        for one in taken(lines, entry.log.messages):
            found.setdefault(wanted[one.line], (number, one))
    return found
