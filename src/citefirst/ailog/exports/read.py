"""From an assistant's export to the log of one conversation: open, recognise, choose, normalise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from citefirst.ailog import assistants
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports import FORMATS, Conversation, recognise
from citefirst.ailog.exports.archive import is_archive, members
from citefirst.ailog.exports.links import distinct, linked
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import MAX_MESSAGES, MAX_TEXT, Account, Log, LogOrigin, Message

MAX_BYTES = 64 << 20
_LISTED = 10
_VERSIONED = re.compile(r"(.+?)[-@]([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})")
"""A model's name with a date at its end, which is its version."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was recognised; `sha256` is the digest of its file."""

    format: str
    value: Any
    sha256: str


def read(
    data: bytes, *, tool: str, wanted: str = "", account: Account | None = None, data_class: str = "", format: str = ""
) -> Log:
    """Return the log of the conversation that an ID or title names, or of the only one. Raises AiLogError.

    `tool` is the assistant by any of its names; a known one supplies the account if the caller gives none.
    """
    export = open_export(data, format)
    log = normalise(export, choose(conversations(export), wanted), tool)
    return replace(log, account=account or log.account, data_class=data_class)


def open_export(data: bytes, format: str = "") -> Export:
    """Open an export from the bytes of its file: JSON, a Markdown transcript, or a ZIP with `conversations.json`.

    `format` is the name of its format; without it the format is recognised.
    """
    if len(data) > MAX_BYTES:
        raise AiLogError(f"the export is larger than {MAX_BYTES >> 20} MiB: export the one conversation")
    value = _merged([_value(member) for member in members(data, MAX_BYTES)]) if is_archive(data) else _value(data)
    if format and format not in FORMATS:
        raise AiLogError(f"`{format}` is not a known export format: use one of {', '.join(FORMATS)}")
    found = format if format and FORMATS[format].recognise(value) else "" if format else recognise(value)
    if not found:
        labels = FORMATS[format].label if format else ", ".join(known.label for known in FORMATS.values())
        raise AiLogError(f"the file is in no known format ({labels}), or it is damaged")
    from hashlib import sha256

    return Export(found, value, sha256(data).hexdigest())


def conversations(export: Export) -> list[Conversation]:
    """Return the conversations to choose from, in the order of the export."""
    return list(FORMATS[export.format].conversations(Node(export.value)))


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
            _unclear(f"{len(fits)} conversations fit", fits)
    _unclear("no conversation has this ID or title; there are", found)


def normalise(export: Export, conversation: Conversation, tool: str) -> Log:
    """Return the log of a conversation, without what the export does not say."""
    known = assistants.find(tool)
    source = FORMATS[export.format]
    if known and source.vendor not in ("", known.vendor):
        raise AiLogError(f"the file is a {source.label}, and {known.name} is an assistant of {known.vendor}")
    messages = tuple(_messages(export.format, conversation))
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
        origin=LogOrigin(export.format, export.sha256, conversation.id, conversation.title),
    )


def _messages(format: str, conversation: Conversation) -> Iterator[Message]:
    """Return the messages that say something. Raises AiLogError above the limits."""
    count = 0
    for message in FORMATS[format].messages(conversation):
        if not message.text:
            continue
        count += 1
        if count > MAX_MESSAGES:
            raise AiLogError(f"the conversation holds more than {MAX_MESSAGES} messages")
        if len(message.text) > MAX_TEXT:
            raise AiLogError(f"message {count} of the conversation is longer than {MAX_TEXT} characters")
        links = linked(message.text) if message.role == "assistant" else ()
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


def _unclear(reason: str, found: Sequence[Conversation]) -> NoReturn:
    """Raise AiLogError with the titles to choose from, the newest first."""
    newest = sorted(found, key=lambda one: one.ended or one.started, reverse=True)
    listed = [f'"{_cut(one.title)}"' + (f" ({_cut(one.id)})" if one.id else "") for one in newest[:_LISTED]]
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise AiLogError(f"{reason}: name one by its ID or title: {', '.join(listed)}{more}")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
