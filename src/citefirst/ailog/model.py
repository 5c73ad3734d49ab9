"""The log of one conversation with an assistant, as stored beside a record (`stored` writes and reads it)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSION = 1
MAX_MESSAGES = 5_000
MAX_TEXT = 1 << 20
"""Characters of one message."""
MAX_NAME = 4096
"""Characters of any other text."""

Role = Literal["user", "assistant", "system", "tool"]
Account = Literal["managed", "personal", "unknown"]


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page or document that an output cites, by at least one of its ID, address and title."""

    id: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `at` is RFC 3339, `model` is set only if it differs from the model of the whole log."""

    role: Role
    text: str
    at: str = ""
    model: str = ""
    sources: tuple[CitedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """How often something was taken out of a message, which is given by its index."""

    message: int
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class LogOrigin:
    """The export that the log was read from, and the conversation in it."""

    format: str
    sha256: str
    conversation: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One conversation; empty texts and tuples are not written."""

    tool: str
    account: Account
    messages: tuple[Message, ...]
    version: int = VERSION
    vendor: str = ""
    model: str = ""
    model_version: str = ""
    data_class: str = ""
    started: str = ""
    ended: str = ""
    redactions: tuple[Redaction, ...] = ()
    origin: LogOrigin | None = None
