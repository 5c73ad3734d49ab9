"""Which conversations of a file, or of a directory of sessions, are meant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.base import Conversation
from citefirst.ailog.exports.events import Place
from citefirst.ailog.exports.lines import MAX_LINE
from citefirst.ailog.exports.read import MAX_BYTES, Export, choose, conversations, open_export, open_session, unclear
from citefirst.errors import UsageError
from citefirst.structs import frozen

MAX_FILES = 20_000
MAX_PICKED = 20
"""Conversations that are stored at once."""
_ENDINGS = (".jsonl", ".json", ".md")


class Found(NamedTuple):
    """A conversation, and the export that holds it."""

    export: Export
    conversation: Conversation


@frozen
class Picking:
    """What is asked for: a conversation by ID or title, sessions by ID, by time, or by the file that they wrote."""

    conversation: str = ""
    sessions: tuple[str, ...] = ()
    since: str = ""
    touching: Path | None = None

    @property
    def several(self) -> bool:
        return bool(self.sessions or self.since or self.touching)


def pick(source: Path, picking: Picking, root: Path) -> tuple[list[Found], str]:
    """Return the conversations that are meant, and what else there is to say. Raises AiLogError where none or too many
    fit."""
    found = [Found(export, one) for export in _exports(source) for one in conversations(export)]
    if not picking.several:
        chosen = choose([one.conversation for one in found], picking.conversation)
        return [one for one in found if one.conversation is chosen], ""
    if picking.conversation:
        raise UsageError("`--conversation` names one conversation: leave out --session, --since and --touching")
    fits, note = found, ""
    if picking.sessions:
        fits = [_by_id(found, wanted) for wanted in dict.fromkeys(picking.sessions)]
    if picking.since:
        since = _moment(picking.since)
        timeless = sum(not one.conversation.ended for one in fits)
        fits = [one for one in fits if one.conversation.ended and _moment(one.conversation.ended) >= since]
        note = f"{timeless} of the sessions say no time and are left out: name them with --session" if timeless else ""
    if picking.touching:
        wrote = [one for one in fits if _wrote(one.conversation, picking.touching, root)]
        fits = _with_parents(wrote, fits)
    if not fits:
        raise AiLogError(f"none of {len(found)} sessions fits{f' ({note})' if note else ''}")
    if len(fits) > MAX_PICKED:
        raise AiLogError(f"{len(fits)} sessions fit, more than {MAX_PICKED}: name them with --session")
    return fits, note or _agents(fits, found)


def _exports(source: Path) -> Iterator[Export]:
    if not source.is_dir():
        yield _export(source)
        return
    files = list(_files(source))
    opened = 0
    for path in files:
        try:
            export = _export(path)
        except AiLogError:
            continue
        opened += 1
        yield export
    if not opened:
        raise AiLogError(f"none of the {len(files)} files in the directory is a session in a known format")


def _files(directory: Path) -> Iterator[Path]:
    """Yield the files of a directory that may be sessions, in a fixed order; links are not followed."""
    count = 0
    for place, directories, names in os.walk(directory):
        directories.sort()
        for name in sorted(names):
            path = Path(place, name)
            if name.endswith(_ENDINGS) and not path.is_symlink():
                count += 1
                if count > MAX_FILES:
                    raise AiLogError(f"the directory holds more than {MAX_FILES} files: name the session's own")
                yield path


def _export(path: Path) -> Export:
    place = Place(path.stem, path.resolve().parent.name)
    if session := open_session(lambda: _lines(path), place=place):
        return session
    with path.open("rb") as stream:
        return open_export(stream.read(MAX_BYTES + 1), place=place)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while line := stream.readline(MAX_LINE + 1):
            yield line


def _by_id(found: Sequence[Found], wanted: str) -> Found:
    """Return the session with an ID, or the only one whose ID begins so."""
    exact = [one for one in found if one.conversation.id == wanted]
    fits = exact or [one for one in found if one.conversation.id.startswith(wanted)]
    if len(fits) > 1:
        unclear(f"{len(fits)} sessions have an ID that begins with `{wanted}`", [one.conversation for one in fits])
    if not fits:
        unclear(f"no session has the ID `{wanted}`; there are", [one.conversation for one in found])
    return fits[0]


def _moment(text: str) -> datetime:
    """Return a time; one without a zone is this machine's."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise UsageError(f"`{text}` is not a time: write 2026-11-03 or 2026-11-03T14:02:00Z") from error


def _wrote(conversation: Conversation, touched: Path, root: Path) -> bool:
    """Tell whether a file was written in a session: at this path, or at the same place of another checkout."""
    path = Path(os.path.normpath(Path.cwd() / touched))
    here = {path.as_posix(), Path(os.path.realpath(path)).as_posix()}
    inside = Path(os.path.relpath(path, root)).as_posix()
    ending = f"/{inside}" if "/" in inside and not inside.startswith("../") else None
    return any(
        wrote in here or wrote == inside or (ending is not None and wrote.endswith(ending))
        for wrote in conversation.wrote
    )


def _with_parents(picked: list[Found], among: Sequence[Found]) -> list[Found]:
    """Return sessions after those whose agents called them: what a person asked for stands there."""
    known = {one.conversation.id: one for one in among}
    order: dict[str, Found] = {}
    for one in picked:
        chain, each = [one], one
        while (above := known.get(each.conversation.parent)) and above not in chain:
            chain.append(above)
            each = above
        for each in reversed(chain):
            order.setdefault(each.conversation.id, each)
    return list(order.values())


def _agents(picked: Sequence[Found], found: Sequence[Found]) -> str:
    """Name the sub-agents of sessions that are picked and that are not picked themselves."""
    names = {one.conversation.id for one in picked}
    left = [
        one.conversation.id for one in found if one.conversation.parent in names and one.conversation.id not in names
    ]
    return f"sub-agents that are not stored: {', '.join(left[:5])}{' …' if len(left) > 5 else ''}" if left else ""
