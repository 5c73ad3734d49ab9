"""The log of one conversation with an assistant, as stored beside a record (`stored` writes and reads it)."""

from __future__ import annotations

from typing import Literal

from citefirst.structs import frozen

VERSION = 1
MAX_MESSAGES = 50_000
MAX_TEXT = 1 << 20
"""Characters of one message."""
MAX_NAME = 4096
"""Characters of any other text."""

Role = Literal["user", "assistant", "system", "tool"]
Account = Literal["managed", "personal", "unknown"]
Part = Literal["", "call", "result"]
"""What of a tool a message is: what the assistant asked it to do, or what came back."""


@frozen
class CitedPage:
    """A page or document that an output cites, by at least one of its ID, address and title."""

    id: str = ""
    url: str = ""
    title: str = ""


@frozen
class Message:
    """A message; `at` is RFC 3339, `model` is set only if it differs from the model of the whole log.

    `tool` is the tool that was called (`part`) or whose result this is; a text that an assistant wrote into a file is
    its output and a call as well. `agent` is the sub-agent to which or by which it was said: its prompts are another
    agent's, not a person's. `omitted` characters at the end of the text of a call or a result are not stored.
    """

    role: Role
    text: str
    at: str = ""
    model: str = ""
    sources: tuple[CitedPage, ...] = ()
    tool: str = ""
    part: Part = ""
    agent: str = ""
    omitted: int | None = None


@frozen
class Redaction:
    """How often something was taken out of a message, which is given by its index."""

    message: int
    reason: str
    count: int


@frozen
class Unread:
    """What of an export was not read, and how often: records of an unknown type, a line that was cut off."""

    what: str
    count: int


@frozen
class LogOrigin:
    """The export that the log was read from, and the conversation in it.

    `parent` is the session of the agent that called this one, where it is a sub-agent's.
    """

    format: str
    sha256: str
    conversation: str = ""
    title: str = ""
    parent: str = ""
    unread: tuple[Unread, ...] = ()


@frozen(kw_only=True)
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
