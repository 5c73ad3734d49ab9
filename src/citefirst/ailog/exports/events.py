"""What a reader of sessions finds in a record: a session is read record by record, so that it may be of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message


class Place(NamedTuple):
    """The name of a session's file, without its ending, and of the directory: some sessions say nothing of
    themselves."""

    name: str = ""
    directory: str = ""


NOWHERE = Place()


class Said(NamedTuple):
    """A message of a session; `key` is its ID, `wrote` the file that an assistant wrote by it."""

    session: str
    message: Message
    key: str = ""
    wrote: str = ""


class About(NamedTuple):
    """What a session says of itself. `directory` is where it worked, `parent` the session whose sub-agent it is."""

    session: str
    title: str = ""
    parent: str = ""
    model: str = ""
    directory: str = ""
    at: str = ""


class Undone(NamedTuple):
    """A session that was taken back to before a message."""

    session: str
    key: str


class Again(NamedTuple):
    """A session in which a message follows once more, in the place of what was said before under its ID."""

    session: str
    key: str


class Passed(NamedTuple):
    """A record that the reader does not know: it is counted and said, never passed over in silence."""

    what: str


Event = Said | About | Again | Undone | Passed
Reader = Callable[[Node], Iterable[Event]]
"""Reads one record after the other; it may remember what came before."""


def passed(node: Node, *kinds: str) -> Passed:
    """Return a record of an unknown kind by its name; a name that is none is not repeated."""
    name = "/".join(kind for kind in kinds if kind)
    return Passed(f"`{name[:60]}`" if name else "a record without a type")
