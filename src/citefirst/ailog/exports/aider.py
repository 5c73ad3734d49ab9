"""Aider: the history of a project, `.aider.chat.history.md`.

Written by `append_chat_history` in github.com/Aider-AI/aider, aider/io.py, and read there by
`split_chat_history_markdown` (aider/utils.py): `# aider chat started at …` begins a session, `#### ` a line of a
prompt, `> ` what the program says; what remains is the answer. The time has no zone and is therefore the session's
name only. An answer may hold lines that look like these: the file cannot tell, and neither can its readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat
from citefirst.ailog.exports.events import About, Event, Place, Said
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_START = re.compile(r"# aider chat started at ([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\s*$")
_APPLIED = re.compile(r"Applied edit to (.{1,1000}?)\s*$")
_MARKS: tuple[tuple[str, Role], ...] = (("#### ", "user"), ("> ", "system"))


def _recognise(value: Any) -> bool:
    return isinstance(value, str) and any(_START.match(line) for line in value.lstrip().split("\n", 5)[:5])


def _records(export: Node) -> Iterable[Node]:
    yield from (Node(line) for line in export.text().replace("\r\n", "\n").split("\n"))
    yield Node(None)


class _Reader:
    """Gathers lines until somebody else speaks; a record without a value says that the text is over."""

    def __init__(self, place: Place) -> None:
        self.session = place.name or "session"
        self.role: Role = "system"
        self.lines: list[str] = []

    def __call__(self, record: Node) -> Iterator[Event]:
        if record.value is None:
            yield from self._said()
            return
        line = record.text()
        if started := _START.match(line):
            yield from self._said()
            self.session = started[1]
            yield About(self.session)
            return
        mark, who = next(((mark, who) for mark, who in _MARKS if line.startswith(mark)), ("", self._goes_on(line)))
        if who != self.role:
            yield from self._said()
            self.role = who
        self.lines.append(line[len(mark) :].rstrip())

    def _goes_on(self, line: str) -> Role:
        """Return who says a line without a mark: a blank one ends nothing."""
        return "assistant" if line.strip() else self.role

    def _said(self) -> Iterator[Event]:
        text = "\n".join(self.lines).strip()
        applied = [found[1] for line in self.lines if (found := _APPLIED.match(line))] if self.role == "system" else []
        self.lines = []
        for wrote in applied or [""]:
            yield Said(self.session, Message(self.role, text), wrote=wrote)
            text = ""


FORMAT = SessionFormat(
    name="aider",
    label="Aider history",
    vendor="",
    assistant="Aider",
    export="`.aider.chat.history.md` of a project; each start of the program is a session, named by its time",
    source="aider/io.py in Aider-AI/aider",
    unread="times, which have no zone; models",
    recognise=_recognise,
    reader=_Reader,
    records=_records,
    text=True,
)
