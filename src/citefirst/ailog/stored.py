"""The file of a log, described by `schemas/ai-log.schema.json`: written in one canonical form, read strictly.

A digest in the record's front matter binds the file, so the same log always gives the same bytes. An unknown key is
refused, since nobody would check what it says. A check reads many logs and pydantic is slow to load, so the shape is
written down here as tables; a test holds them and the schema against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.model import (
    MAX_MESSAGES,
    MAX_NAME,
    MAX_TEXT,
    VERSION,
    CitedPage,
    Log,
    LogOrigin,
    Message,
    Redaction,
    Unread,
)
from citefirst.regex import lazy
from citefirst.structs import fields

MAX_BYTES = 16 << 20
MAX_OMITTED = 1 << 40

_ORDER = "version tool vendor model model_version account data_class started ended origin redactions messages".split()
"""Keys of a log in the order in which they are written: what the log is, then what was said."""

_MOMENT = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_DIGEST = lazy(r"[0-9a-f]{64}")

Check = Callable[[Any, str], Any]
"""What reads a value at a path, or raises AiLogError."""


def dump(log: Log) -> bytes:
    """Write the file of a log: UTF-8 JSON, indented by two, with a newline at its end, without empty values.

    Raises AiLogError for a log that is too large to be read again.
    """
    data = (json.dumps(_plain(log), ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    if len(data) > MAX_BYTES:
        raise AiLogError(f"the log of the conversation is larger than {MAX_BYTES >> 20} MiB: store less of it")
    return data


def load(data: bytes) -> Log:
    """Read a log from the bytes of its file. Raises AiLogError with the path of what is wrong."""
    if len(data) > MAX_BYTES:
        raise AiLogError(f"the log is larger than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except RecursionError as error:
        raise AiLogError("the log is nested too deeply") from error
    except ValueError as error:
        raise AiLogError(f"the log is not valid JSON in UTF-8: {error}") from error
    return from_json(value)


def from_json(value: Any) -> Log:
    """Read a log from its JSON value. Raises AiLogError with the path of what is wrong."""
    log: Log = _LOG(value, "")
    for index, redaction in enumerate(log.redactions):
        if redaction.message >= len(log.messages):
            _wrong(f"redactions[{index}].message", "the index of a message")
    return log


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; of a dataclass only the keys that are not empty."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not isinstance(value, Log | Message | CitedPage | Redaction | LogOrigin | Unread):
        return value
    keys = _ORDER if isinstance(value, Log) else list(fields(value))
    found = {key: _plain(getattr(value, key)) for key in keys}
    return {key: inner for key, inner in found.items() if inner not in ("", None, []) or key in ("text", "messages")}


def _wrong(path: str, expected: str) -> NoReturn:
    raise AiLogError(f"{f'`{path}` of the log' if path else 'the log'} is not {expected}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _text(least: int, most: int, pattern: re.Pattern[str] | None = None, expected: str = "") -> Check:
    expected = expected or f"a text of {least} to {most} characters"

    def check(value: Any, path: str) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most or (pattern and not pattern.fullmatch(value)):
            _wrong(path, expected)
        if any("\ud800" <= char <= "\udfff" for char in value):
            _wrong(path, "a text of whole characters")
        return value

    return check


def _number(least: int, most: int) -> Check:
    def check(value: Any, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            _wrong(path, f"a whole number from {least} to {most}" if least < most else str(least))
        return value

    return check


def _one_of(*words: str) -> Check:
    def check(value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            _wrong(path, f"one of {', '.join(f'`{word}`' for word in words)}")
        return value

    return check


def _list(check: Check, most: int | None = None) -> Check:
    def checked(value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            _wrong(path, "a list")
        if most is not None and len(value) > most:
            _wrong(path, f"a list of at most {most}")
        return tuple(check(item, f"{path}[{index}]") for index, item in enumerate(value))

    return checked


def _object(kind: type[Any], checks: Mapping[str, Check], *required: str) -> Check:
    def checked(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            _wrong(path, "an object")
        at = f"{path}." if path else ""
        if unknown := sorted(value.keys() - checks.keys()):
            raise AiLogError(
                f"`{at}{unknown[0][:MAX_NAME]}` is not a key of a log: the known keys are {', '.join(checks)}"
            )
        for key in required:
            if key not in value:
                raise AiLogError(f"`{at}{key}` is missing in the log")
        return kind(**{key: checks[key](inner, f"{at}{key}") for key, inner in value.items()})

    return checked


_NAME = _text(1, MAX_NAME)
_WRITTEN = _text(1, 32, _MOMENT, "a date and time with its offset, such as 2026-11-03T14:02:00Z")


def _at(value: Any, path: str) -> str:
    written: str = _WRITTEN(value, path)
    try:
        datetime.fromisoformat(written)
    except ValueError:
        _wrong(path, "a date and time of the calendar")
    return written


def _source(value: Any, path: str) -> Any:
    if value == {}:
        _wrong(path, "a source: it has neither id, url nor title")
    return _object(CitedPage, {"id": _NAME, "url": _NAME, "title": _NAME})(value, path)


_MESSAGE = _object(
    Message,
    {
        "role": _one_of("user", "assistant", "system", "tool"),
        "text": _text(0, MAX_TEXT),
        "at": _at,
        "model": _NAME,
        "sources": _list(_source),
        "tool": _NAME,
        "part": _one_of("call", "result"),
        "agent": _NAME,
        "omitted": _number(1, MAX_OMITTED),
    },
    "role",
    "text",
)
_REDACTION = _object(
    Redaction,
    {"message": _number(0, MAX_MESSAGES - 1), "reason": _NAME, "count": _number(1, MAX_TEXT)},
    "message",
    "reason",
    "count",
)
_UNREAD = _object(Unread, {"what": _NAME, "count": _number(1, MAX_OMITTED)}, "what", "count")
_ORIGIN = _object(
    LogOrigin,
    {
        "format": _NAME,
        "sha256": _text(64, 64, _DIGEST, "64 hexadecimal digits in lower case"),
        "conversation": _NAME,
        "title": _NAME,
        "parent": _NAME,
        "unread": _list(_UNREAD),
    },
    "format",
    "sha256",
)
_LOG = _object(
    Log,
    {
        "version": _number(VERSION, VERSION),
        "tool": _NAME,
        "vendor": _NAME,
        "model": _NAME,
        "model_version": _NAME,
        "account": _one_of("managed", "personal", "unknown"),
        "data_class": _NAME,
        "started": _at,
        "ended": _at,
        "origin": _ORIGIN,
        "redactions": _list(_REDACTION),
        "messages": _list(_MESSAGE, MAX_MESSAGES),
    },
    "version",
    "tool",
    "account",
    "messages",
)
