"""A conversation out of an export made a log, and the entry of the front matter that binds it to the record."""

from __future__ import annotations

from dataclasses import dataclass

from citefirst.ailog.assistants import find
from citefirst.ailog.exports import choose, read
from citefirst.ailog.model import Account, Log, LogError, Origin, dump


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says of a conversation: the assistant, and what its export does not know; "" where nothing is."""

    tool: str
    conversation: str = ""
    account: Account | None = None
    model: str = ""
    data_class: str = ""


def log_of(data: bytes, given: Given) -> Log:
    """A log of one conversation of an export. Raises LogError where it holds no prompt or no output."""
    from hashlib import sha256

    form, conversations = read(data)
    chosen = choose(conversations, given.conversation)
    known = find(given.tool)
    times = sorted(message.at for message in chosen.messages if message.at)
    models = dict.fromkeys(message.model for message in chosen.messages if message.model)
    log = Log(
        tool=known.slug if known else given.tool,
        messages=chosen.messages,
        vendor=known.vendor if known else "",
        model=given.model or ", ".join(models),
        account=given.account or (known.account if known else "unknown"),
        data_class=given.data_class,
        started=times[0] if times else "",
        ended=times[-1] if times else "",
        origin=Origin(form, sha256(data).hexdigest(), chosen.id, chosen.title),
    )
    for says, what in ((log.has("user"), "prompt"), (log.has("assistant"), "output")):
        if not says:
            raise LogError(f"the conversation has no {what}: a log holds what was asked and what was answered")
    return log


def entry(log: Log, transcript: str) -> dict[str, str]:
    """The entry of `ai.log` for a log that lies at a path, relative to the record."""
    from hashlib import sha256

    digest = sha256(dump(log).encode("utf-8", "surrogatepass")).hexdigest()
    return {"tool": log.tool, "account": log.account, "transcript": transcript, "sha256": digest}
