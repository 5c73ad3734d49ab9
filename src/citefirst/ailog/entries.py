"""The logs that a record names: each entry of `ai.log` with its log, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.model import Log
from citefirst.ailog.stored import MAX_BYTES, dump, load
from citefirst.structs import frozen

Load = Callable[[str, int], bytes | None]
"""Read a file of the repository, at most one byte more than the given number; None if there is no such file."""


@frozen
class NamedLog:
    """A log that an entry of `ai.log` names: the entry's index, what it says, its file's SHA-256 and the log.

    `fault` is why it has no log.
    """

    index: int
    said: Mapping[str, Any]
    sha256: str = ""
    log: Log | None = None
    fault: str = ""

    @property
    def bound(self) -> str:
        """The SHA-256 that the entry binds its log to, "" where it says none."""
        return str(self.said.get("sha256") or "").lower().removeprefix("sha256:")

    @property
    def intact(self) -> bool | None:
        """Whether the log is the one that the entry binds; None where there is no log."""
        return self.bound == self.sha256 if self.sha256 else None

    @property
    def prompts(self) -> tuple[str, ...]:
        """What people asked; the prompts of an agent are not theirs."""
        messages = self.log.messages if self.log else ()
        return tuple(message.text for message in messages if message.role == "user" and not message.agent)

    def has(self, role: str) -> bool:
        """Tell whether the log has a message of a role that says something."""
        return (
            any(message.role == role and message.text.strip() for message in self.log.messages) if self.log else False
        )


def read(index: int, said: Mapping[str, Any], path: str | None, content: Load) -> NamedLog:
    """Read the log of an entry whose file lies at a path of the repository."""
    from hashlib import sha256

    data = content(path, MAX_BYTES) if path else None
    if data is None:
        return NamedLog(index, said)
    digest = sha256(data).hexdigest()
    try:
        return NamedLog(index, said, digest, load(data))
    except AiLogError as error:
        return NamedLog(index, said, digest, None, str(error))


def written(log: Log, transcript: str) -> dict[str, str]:
    """Return the entry of `ai.log` for a log that lies at a path, relative to the record."""
    from hashlib import sha256

    digest = sha256(dump(log)).hexdigest()
    return {"tool": log.tool, "account": log.account, "transcript": transcript, "sha256": digest}
