"""From an assistant's export to the log of one conversation: open, recognise, choose, normalise.

An export that is read as a whole is at most 64 MiB; sessions that have a record a line are read line by line and may be
of any size.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

from citefirst.ailog import assistants
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports import FORMATS, Conversation, SessionFormat, lines, recognise, sessions
from citefirst.ailog.exports.archive import is_archive, members
from citefirst.ailog.exports.base import Format
from citefirst.ailog.exports.events import NOWHERE, Event, Place
from citefirst.ailog.exports.lines import Lines
from citefirst.ailog.exports.links import distinct, linked
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import MAX_MESSAGES, MAX_TEXT, Account, Log, LogOrigin, Message, Unread
from citefirst.structs import field, frozen, replace

MAX_BYTES = 64 << 20
_LISTED = 10
_VERSIONED = re.compile(r"(.+?)[-@]([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})")
"""A model's name with a date at its end, which is its version."""


Records = Callable[[Counter[str]], Iterable[Node]]
"""Yields the records of a session's file from its beginning, and counts what cannot be read."""


@frozen
class Export:
    """An export that was recognised; `sha256` is the digest of its file.

    `records` are those of a file of sessions. `unread` is what was not read when its conversations were listed.
    """

    format: str
    value: Any
    sha256: str
    records: Records | None = None
    place: Place = NOWHERE
    unread: Counter[str] = field(default_factory=Counter)


def read(
    data: bytes, *, tool: str, wanted: str = "", account: Account | None = None, data_class: str = "", format: str = ""
) -> Log:
    """Return the log of the conversation that an ID or title names, or of the only one. Raises AiLogError.

    `tool` is the assistant by any of its names; a known one supplies the account if the caller gives none.
    """
    export = open_export(data, format)
    return log_of(export, choose(conversations(export), wanted), tool, account, data_class)


def log_of(
    export: Export, conversation: Conversation, tool: str, account: Account | None = None, data_class: str = ""
) -> Log:
    """Return the log of a conversation with an assistant, under an account where that is said."""
    log = normalise(export, conversation, assistants.under(tool, account))
    return replace(log, account=account or log.account, data_class=data_class)


def open_export(data: bytes, format: str = "", place: Place = NOWHERE) -> Export:
    """Open an export from the bytes of its file: JSON, a transcript, a session, or a ZIP with `conversations.json`.

    `format` is the name of its format; without it the format is recognised.
    """
    if len(data) > MAX_BYTES:
        raise AiLogError(f"the export is larger than {MAX_BYTES >> 20} MiB: export the one conversation")
    _known(format)
    if is_archive(data):
        value = _merged([_value(member) for member in members(data, MAX_BYTES)])
    elif session := open_session(lambda: lines.split(data), format, place):
        return session
    else:
        value = _value(data)
    found = format if format and FORMATS[format].recognise(value) else "" if format else recognise(value)
    if not found:
        labels = FORMATS[format].label if format else ", ".join(known.label for known in FORMATS.values())
        raise AiLogError(f"the file is in no known format ({labels}), or it is damaged")
    return _opened(found, value, _digest([data]), place)


def open_session(content: Lines, format: str = "", place: Place = NOWHERE) -> Export | None:
    """Open a file of sessions that has a record a line, of any size; None where it is none."""
    _known(format)
    first, text = lines.head(content())
    for name, known in FORMATS.items():
        if format not in ("", name):
            continue
        if isinstance(known, SessionFormat) and known.text and known.recognise(text):
            return Export(name, None, _digest(content()), lambda unread: lines.texts(content(), unread), place)
        if isinstance(known, SessionFormat) and any(map(known.recognise, first)):
            return Export(name, None, _digest(content()), _each_line(known, content), place)
        if isinstance(known, Format) and known.replay and first and known.recognise(first[0]) and "kind" in first[0]:
            unread = Counter[str]()
            value = known.replay(lines.records(content(), unread))
            return Export(name, value, _digest(content()), place=place, unread=unread)
    return None


def _each_line(known: SessionFormat, content: Lines) -> Records:
    """Return what yields the records of each line; a line may hold a file of another kind as a whole."""

    def records(unread: Counter[str]) -> Iterator[Node]:
        for line in lines.records(content(), unread):
            yield from known.records(line)

    return records


def _opened(name: str, value: Any, sha256: str, place: Place) -> Export:
    known = FORMATS[name]
    if isinstance(known, SessionFormat):
        return Export(name, value, sha256, lambda _: known.records(Node(value)), place)
    return Export(name, value, sha256, place=place)


def _known(format: str) -> None:
    if format and format not in FORMATS:
        raise AiLogError(f"`{format}` is not a known export format: use one of {', '.join(FORMATS)}")


def _digest(parts: Iterable[bytes]) -> str:
    from hashlib import sha256

    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def conversations(export: Export) -> list[Conversation]:
    """Return the conversations to choose from, in the order of the export."""
    known = FORMATS[export.format]
    if isinstance(known, SessionFormat):
        export.unread.clear()
        return sessions.survey(_events(export, known, export.unread))
    return list(known.conversations(Node(export.value)))


def _events(export: Export, known: SessionFormat, unread: Counter[str]) -> Iterator[Event]:
    if export.records is None:
        return iter(())
    return sessions.read(known.reader(export.place), export.records(unread), unread)


def choose(found: Sequence[Conversation], wanted: str = "") -> Conversation:
    """Return the conversation with an ID, with a title, or the only one whose title has these words."""
    if not found:
        raise AiLogError("the export holds no conversation")
    words = wanted.casefold()
    for fits in (
        [one for one in found if not wanted or one.id == wanted],
        [one for one in found if one.title == wanted],
        [one for one in found if words in one.title.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            unclear(f"{len(fits)} conversations fit", fits)
    unclear("no conversation has this ID or title; there are", found)


def normalise(export: Export, conversation: Conversation, tool: str) -> Log:
    """Return the log of a conversation, without what the export does not say."""
    known = assistants.find(tool)
    source = FORMATS[export.format]
    if known and source.vendor not in ("", known.vendor):
        raise AiLogError(f"the file is a {source.label}, and {known.name} is an assistant of {known.vendor}")
    messages = tuple(_messages(export, conversation))
    for role, what in (("user", "prompt"), ("assistant", "output")):
        if not any(message.role == role for message in messages):
            raise AiLogError(f"the conversation holds no {what}")
    named = next((message.model for message in reversed(messages) if message.model), conversation.model)
    split = _VERSIONED.fullmatch(named)
    times = [message.at for message in messages if message.at]
    return Log(
        tool=known.slug if known else tool,
        vendor=known.vendor if known else source.vendor,
        model=split[1] if split else named,
        model_version=split[2] if split else "",
        account=known.account if known else "unknown",
        started=conversation.started or (times[0] if times else ""),
        ended=conversation.ended or (times[-1] if times else ""),
        messages=tuple(replace(one, model="") if one.model == named else one for one in messages),
        origin=LogOrigin(
            format=export.format,
            sha256=export.sha256,
            conversation=conversation.id,
            title=conversation.title,
            parent=conversation.parent,
            unread=tuple(Unread(what, count) for what, count in sorted(export.unread.items())),
        ),
    )


def _messages(export: Export, conversation: Conversation) -> Iterator[Message]:
    """Return the messages that say something. Raises AiLogError above the limits."""
    count = 0
    known = FORMATS[export.format]
    if isinstance(known, SessionFormat):
        said = sessions.gather(_events(export, known, Counter()), conversation.id)
    else:
        said = known.messages(conversation)
    for message in said:
        if not message.text:
            continue
        count += 1
        if count > MAX_MESSAGES:
            raise AiLogError(f"the conversation holds more than {MAX_MESSAGES} messages")
        if len(message.text) > MAX_TEXT:
            raise AiLogError(f"message {count} of the conversation is longer than {MAX_TEXT} characters")
        links = linked(message.text) if message.role == "assistant" and not message.part else ()
        yield replace(message, sources=distinct((*message.sources, *links)))


def _value(data: bytes) -> Any:
    """Read JSON in any Unicode encoding; keep a text that is not JSON if it is a transcript."""
    try:
        return json.loads(data, parse_constant=_not_json)
    except RecursionError as error:
        raise AiLogError("the export is nested too deeply") from error
    except ValueError as error:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise AiLogError("the file is neither JSON nor text in UTF-8") from error
        if FORMATS["markdown"].recognise(text) or not text.lstrip().startswith(("{", "[")):
            return text
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise AiLogError(f"the export is not valid JSON{where}: it is damaged or cut off, export it again") from error


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _merged(values: list[Any]) -> Any:
    """Join the files into which an archive cuts one list."""
    if len(values) == 1:
        return values[0]
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


def unclear(reason: str, found: Sequence[Conversation]) -> NoReturn:
    """Raise AiLogError with the titles to choose from, the newest first."""
    newest = sorted(found, key=lambda one: one.ended or one.started, reverse=True)
    listed = [f'"{_cut(one.title)}"' + (f" ({_cut(one.id)})" if one.id else "") for one in newest[:_LISTED]]
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise AiLogError(f"{reason}: name one by its ID or title: {', '.join(listed)}{more}")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
