"""A conversation with an assistant as it is stored beside a record (`*.ailog.json`); its text in one stable form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from citefirst.errors import UsageError

Role = Literal["user", "assistant", "system", "tool"]
Account = Literal["managed", "personal", "unknown"]

VERSION = 1
MAX_LOG = 8 * 1024 * 1024
"""Bytes of a stored log that are read."""
MAX_MESSAGES = 5_000
MAX_TEXT = 1024 * 1024
"""Characters of one message."""


class LogError(UsageError):
    """A file that is no log and no export that is known: what is wrong and where in it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that an output cited."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. `at` is a time as RFC 3339 has it, `model` the one that answered; "" where unknown."""

    role: Role
    text: str
    at: str = ""
    model: str = ""
    sources: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """Words that were taken out of a message (its index from 0), and why."""

    message: int
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The export that a log was made from: its format, the SHA-256 of its file, the conversation in it."""

    format: str = ""
    sha256: str = ""
    conversation: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """`tool` is the assistant's slug (`chatgpt-enterprise`), `data_class` the highest class of data that it saw."""

    tool: str
    messages: tuple[Message, ...]
    vendor: str = ""
    model: str = ""
    account: Account = "unknown"
    data_class: str = ""
    started: str = ""
    ended: str = ""
    redactions: tuple[Redaction, ...] = ()
    origin: Origin = field(default_factory=Origin)

    def has(self, role: Role) -> bool:
        """Is there a message of a role that says something."""
        return any(message.role == role and message.text.strip() for message in self.messages)


def dump(log: Log) -> str:
    """The text of a log's file: keys in one order, what is unknown left out, a line feed at the end."""
    value = {"version": VERSION, **_known(log)}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _known(value: Any) -> Any:
    """A dataclass as a mapping without what is empty; tuples as lists."""
    if isinstance(value, tuple):
        return [_known(each) for each in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    found = {name: _known(getattr(value, name)) for name in value.__dataclass_fields__}
    return {name: part for name, part in found.items() if part not in ("", [], {})}


def build(value: Mapping[str, Any]) -> Log:
    """A log from a value that has its shape (`ailog.reading`)."""
    messages = tuple(
        Message(**{**each, "sources": tuple(Cited(**cited) for cited in each.get("sources", ()))})
        for each in value["messages"]
    )
    redactions = tuple(Redaction(**each) for each in value.get("redactions", ()))
    rest = {name: part for name, part in value.items() if name not in ("version", "messages", "redactions", "origin")}
    return Log(messages=messages, redactions=redactions, origin=Origin(**(value.get("origin") or {})), **rest)
