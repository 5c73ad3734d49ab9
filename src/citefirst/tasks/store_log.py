"""Conversations stored: their logs beside the record, their entries in the front matter; all or nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from citefirst.ailog import assistants
from citefirst.ailog.entries import written
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.read import log_of
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
from citefirst.structs import frozen, replace
from citefirst.tasks.pick_sessions import Found, Picking, pick

DIRECTORY = "logs"
"""Directory beside a record for its logs."""


@frozen
class Given:
    """What the caller says of a conversation: the assistant, and what its export does not say; "" for nothing."""

    tool: str
    account: Account | None = None
    model: str = ""
    data_class: str = ""
    redact: bool = False
    """Whether credentials are removed."""


def store_conversations(record: Path, source: Path, use: str, picking: Picking, given: Given) -> str:
    """Store conversations of an export, or sessions of a file or a directory. Returns what was done.

    Raises UsageError where an export or the record cannot be read, the record says that no assistant was used, or a
    link leads out of the repository.
    """
    root = find_root(Path(os.path.normpath(Path.cwd() / record)))
    inside(record.parent / DIRECTORY / "log", root)
    with locked(record, root):
        return _stored(record, source, use, picking, given, root)


def _stored(record: Path, source: Path, use: str, picking: Picking, given: Given, root: Path) -> str:
    """Store conversations while nobody else writes the record: all of them or none."""
    try:
        before = record.read_bytes()
        _declared(before)
        found, note = pick(source, picking, root)
        logs = [_log(one, given) for one in found]
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from error
    except AiLogError as error:
        raise AiLogError(f"{source}: {error}") from error
    after, places = put(before, ("ai", "use"), use), list[Path]()
    for log in logs:
        places.append(_free(record, places))
        after = append(after, ("ai", "log"), written(log, f"{DIRECTORY}/{places[-1].name}"))
    done = list[Path]()
    try:
        for place, log in zip(places, logs, strict=True):
            write(place, dump(log), new=True, root=root)
            done.append(place)
        write(record, after, root=root)
    except BaseException:
        for place in done:
            discard(place)
        raise
    said = [_said(place, log, record) for place, log in zip(places, logs, strict=True)]
    return "\n".join([*said, *([note] if note else ()), *_whose(given, logs[0])])


def _log(found: Found, given: Given) -> Log:
    log = log_of(found.export, found.conversation, given.tool, given.account, given.data_class)
    return _without_secrets(replace(log, model=given.model or log.model), given.redact)


def _said(place: Path, log: Log, record: Path) -> str:
    prompts = sum(each.role == "user" and not each.agent for each in log.messages)
    turns = f"{plural(prompts, 'prompt')}, {plural(len(log.messages), 'message')}"
    said = f"{place} holds {turns} with {log.tool} ({log.account}); {record} names it"
    unread = [f"{each.count} of {each.what}" for each in log.origin.unread] if log.origin else []
    cut = sum(each.omitted is not None for each in log.messages)
    shortened = [f"{plural(cut, 'result')} of tools shortened"] if cut else []
    return "; ".join([said, *([f"not read: {', '.join(unread)}"] if unread else ()), *shortened])


def _whose(given: Given, log: Log) -> list[str]:
    """Say which assistants a bare name can mean, where nobody says whose account it was."""
    family = assistants.family(given.tool) if log.account == "unknown" else ()
    names = " or ".join(f"`--tool {one.slug}`" for one in family)
    return [f"`{given.tool}` does not say whose account it was: say {names}"] if family else []


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


def _free(record: Path, taken: Sequence[Path]) -> Path:
    """Return a name for a log that no file has and that is not taken."""
    directory = record.parent / DIRECTORY
    for number in range(1, 1000):
        place = directory / f"{record.stem}{f'-{number}' if number > 1 else ''}.ailog.json"
        if place not in taken and not place.exists() and not place.is_symlink():
            return place
    raise UsageError(f"{directory} holds a thousand logs of this record")
