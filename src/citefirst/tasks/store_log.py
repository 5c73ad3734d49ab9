"""A conversation stored: its log beside the record, its entry in the front matter; both or neither."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from citefirst.ailog.entries import written
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.read import MAX_BYTES
from citefirst.ailog.exports.read import read as read_export
from citefirst.ailog.model import Account, Log
from citefirst.ailog.secrets import find, redact
from citefirst.ailog.stored import dump
from citefirst.document.edit import append, put
from citefirst.document.frontmatter import split
from citefirst.document.text import decode
from citefirst.errors import UsageError
from citefirst.report.summary import plural
from citefirst.repository.working import find_root
from citefirst.repository.writing import discard, inside, locked, write

DIRECTORY = "logs"
"""Directory beside a record for its logs."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says of a conversation: the assistant, and what its export does not say; "" for nothing."""

    tool: str
    conversation: str = ""
    account: Account | None = None
    model: str = ""
    data_class: str = ""
    redact: bool = False
    """Whether credentials are removed."""


def store_conversation(record: Path, export: Path, use: str, given: Given) -> str:
    """Store a conversation of an export. Returns what was done.

    Raises UsageError where the export or the record cannot be read, the record says that no assistant was used, or a
    link leads out of the repository.
    """
    root = find_root(Path(os.path.normpath(Path.cwd() / record)))
    inside(record.parent / DIRECTORY / "log", root)
    with locked(record, root):
        return _stored(record, export, use, given, root)


def _stored(record: Path, export: Path, use: str, given: Given, root: Path) -> str:
    """Store the conversation while nobody else writes the record."""
    try:
        with export.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        before = record.read_bytes()
        _declared(before)
        log = read_export(
            data, tool=given.tool, wanted=given.conversation, account=given.account, data_class=given.data_class
        )
        log = _without_secrets(replace(log, model=given.model or log.model), given.redact)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from error
    except AiLogError as error:
        raise AiLogError(f"{export}: {error}") from error
    place = _free(record)
    relative = f"{DIRECTORY}/{place.name}"
    after = append(put(before, ("ai", "use"), use), ("ai", "log"), written(log, relative))
    write(place, dump(log), new=True, root=root)
    try:
        write(record, after, root=root)
    except BaseException:
        discard(place)
        raise
    prompts = sum(each.role == "user" for each in log.messages)
    turns = f"{plural(prompts, 'prompt')}, {plural(len(log.messages), 'message')}"
    return f"{place} holds {turns} with {log.tool} ({log.account}); {record} names it"


def _without_secrets(log: Log, taken_out: bool) -> Log:
    """Return a log without credentials. Raises AiLogError where nobody asked to remove them: a commit cannot be taken
    back."""
    found = find(log)
    if not found:
        return log
    if taken_out:
        return redact(log)
    kinds = ", ".join(dict.fromkeys(each.detector for each in found))
    raise AiLogError(f"the conversation contains credentials ({kinds}): `--redact` removes them; revoke them")


def _declared(data: bytes) -> None:
    """Raise UsageError where a record says that no assistant was used."""
    try:
        front, _, _ = split(decode(data))
    except UnicodeDecodeError as error:
        raise UsageError("the record is not UTF-8: save it as UTF-8") from error
    if front and front.data.get("ai") == "none":
        raise UsageError("the record says `ai: none`: remove that line first, if an assistant was used after all")


def _free(record: Path) -> Path:
    """Return a name for a log that no file has."""
    directory = record.parent / DIRECTORY
    for number in range(1, 1000):
        place = directory / f"{record.stem}{f'-{number}' if number > 1 else ''}.ailog.json"
        if not place.exists() and not place.is_symlink():
            return place
    raise UsageError(f"{directory} holds a thousand logs of this record")
