"""Sessions of a file: what there is to choose from, and the messages of one; both read the records once.

Of a session no more is held than can be stored: where the calls and results of tools are too much, the longest of them
are shortened, and how much of each is missing is said. Prompts and answers are never shortened.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from posixpath import normpath

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.base import Conversation, headline
from citefirst.ailog.exports.events import About, Again, Event, Passed, Reader, Said, Undone
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import MAX_TEXT, Message
from citefirst.structs import field, mutable, replace

BUDGET = 12 << 20
"""Bytes that the messages of a session take in a log at most, of the 16 MiB that a log may have."""
_OVERHEAD = 300
"""Bytes of a message beside its text, and a share of what it cites."""
_LEAST = 256
"""Characters to which a call or a result is shortened at most."""
_MOST_WROTE = 100_000


def read(reader: Reader, records: Iterable[Node], unread: Counter[str]) -> Iterator[Event]:
    """Yield what a reader finds. A record that is damaged is counted and said: a session cannot be exported again."""
    for record in records:
        try:
            found = list(reader(record))
        except (AiLogError, RecursionError):
            unread["damaged records"] += 1
            continue
        for event in found:
            if isinstance(event, Passed):
                unread[event.what] += 1
            else:
                yield event


@mutable
class _Seen:
    """What is known of a session while its records are read."""

    title: str = ""
    prompt: str = ""
    said: str = ""
    parent: str = ""
    model: str = ""
    directory: str = ""
    first: str = ""
    last: str = ""
    wrote: set[str] = field(default_factory=set)

    def add(self, event: Event) -> None:
        if isinstance(event, About):
            for name in ("title", "parent", "model", "directory"):
                setattr(self, name, getattr(event, name) or getattr(self, name))
            self._at(event.at)
        elif isinstance(event, Said):
            message = event.message
            if message.role == "user" and not message.agent:
                self.prompt = self.prompt or headline(message.text)
            self.said = self.said or headline(message.text)
            self._at(message.at)
            if event.wrote and len(self.wrote) < _MOST_WROTE:
                self.wrote.add(_absolute(event.wrote, self.directory))

    def _at(self, at: str) -> None:
        if at:
            self.first, self.last = min(self.first or at, at, key=_instant), max(self.last, at, key=_instant)


def survey(events: Iterable[Event]) -> list[Conversation]:
    """Return the sessions in the order in which they begin; one in which nothing is said is none."""
    found: dict[str, _Seen] = {}
    for event in events:
        if not isinstance(event, Passed):
            found.setdefault(event.session, _Seen()).add(event)
    return [
        Conversation(
            id=name,
            title=seen.title or seen.prompt or seen.said,
            nodes=(),
            started=seen.first,
            ended=seen.last,
            model=seen.model,
            parent=seen.parent if seen.parent != name else "",
            wrote=frozenset(seen.wrote),
        )
        for name, seen in found.items()
        if seen.said
    ]


@mutable
class _Held:
    """Messages that are held, no more of them than the budget allows; None is one that was taken back."""

    messages: list[Message | None] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    size: int = 0
    most: int = MAX_TEXT
    """Characters of a call or a result that are kept."""

    def add(self, said: Said) -> None:
        if not said.message.text.strip():
            return
        message = shortened(said.message, self.most)
        self.places.setdefault(said.key, []).append(len(self.messages))
        self.messages.append(message)
        self.keys.append(said.key)
        self.size += cost(message)
        while self.size > BUDGET and self.most > _LEAST:
            self.most //= 2
            self.messages = [one and shortened(one, self.most) for one in self.messages]
            self.size = sum(cost(one) for one in self.messages if one)
        if self.size > 2 * BUDGET:
            raise AiLogError("the prompts and answers of the session are too long to be stored together")

    def forget(self, key: str) -> None:
        """Forget what was said under an ID."""
        for place in self.places.pop(key, ()) if key else ():
            if message := self.messages[place]:
                self.size -= cost(message)
            self.messages[place] = None

    def undo(self, key: str) -> None:
        """Forget a message and what follows it; all, if it is not known."""
        start = self.places[key][0] if self.places.get(key) else 0
        for gone in set(self.keys[start:]):
            self.places[gone] = [place for place in self.places.get(gone, ()) if place < start]
        self.size -= sum(cost(one) for one in self.messages[start:] if one)
        del self.messages[start:], self.keys[start:]


def gather(events: Iterable[Event], session: str) -> Iterator[Message]:
    """Return the messages of a session that say something."""
    held = _Held()
    for event in events:
        if isinstance(event, Passed) or event.session != session:
            continue
        if isinstance(event, Said):
            held.add(event)
        elif isinstance(event, Again):
            held.forget(event.key)
        elif isinstance(event, Undone):
            held.undo(event.key)
    return (message for message in held.messages if message)


def shortened(message: Message, most: int) -> Message:
    """Return a message of which, if it is a call or a result, no more than a number of characters is left."""
    left_out = len(message.text) - most
    if not message.part or left_out <= 0:
        return message
    return replace(message, text=message.text[:most], omitted=left_out + (message.omitted or 0))


def cost(message: Message) -> int:
    """Return the bytes that a message takes in a log, about."""
    return len(json.dumps(message.text, ensure_ascii=False).encode("utf-8", "replace")) + _OVERHEAD


def _instant(at: str) -> str:
    """Return what orders times in UTC, of which some have fractions of a second."""
    return at.rstrip("Z")


def _absolute(path: str, directory: str) -> str:
    """Return a path from where the session worked, with `/` on every system."""
    path, directory = path.replace("\\", "/"), directory.replace("\\", "/")
    rooted = path.startswith("/") or path[1:3] == ":/"
    return normpath(path if rooted or not directory else f"{directory}/{path}")
