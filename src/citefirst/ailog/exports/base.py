"""The interface of a format of export: how it is recognised, its conversations, and what was said in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from citefirst.ailog.exports.events import Place, Reader
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role
from citefirst.structs import frozen

_LOOKED_AT = 10
"""Items of a list that are looked at to recognise it."""


@frozen(kw_only=True)
class Conversation:
    """A conversation that can be chosen; `nodes` are what its messages are read from."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    started: str = ""
    ended: str = ""
    model: str = ""
    parent: str = ""
    """The session of the agent that called this one, where it is a sub-agent's."""
    wrote: frozenset[str] = frozenset()
    """Paths of files that were written in it, absolute where the session says in which directory it worked."""


@frozen(kw_only=True)
class Known:
    """What is said of any format. `recognise` takes any value and never raises.

    `label` stands in `log add --help`; `assistant`, `export`, `source` and `unread`, in Markdown, are the row in
    docs/assistants.md: what is exported and how, where its shape is described, and what of it is not read.
    """

    name: str
    label: str
    vendor: str
    assistant: str
    export: str
    source: str
    unread: str
    recognise: Callable[[Any], bool]


@frozen(kw_only=True)
class Format(Known):
    """A format that is read as a whole; its readers raise AiLogError if the export is damaged.

    `replay` makes the whole of a file of changes to it, one a line.
    """

    conversations: Callable[[Node], Iterator[Conversation]]
    messages: Callable[[Conversation], Iterator[Message]]
    replay: Callable[[Iterable[Node]], Any] | None = None


@frozen(kw_only=True)
class SessionFormat(Known):
    """A format that is read record by record: a line each, JSON or, where `text`, any.

    `records` are those of a file that holds them in one value; `recognise` is asked of each of the first ones.
    """

    reader: Callable[[Place], Reader]
    records: Callable[[Node], Iterable[Node]]
    text: bool = False


def samples(value: Any) -> list[dict[str, Any]]:
    """Return the objects that an export begins with: itself, or the first items of its list."""
    items = value[:_LOOKED_AT] if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def each(export: Node) -> Iterator[Node]:
    """Return the items of an export that is a list, or the export itself if it holds a single one."""
    return iter(export) if isinstance(export.value, list) else iter((export,))


def headline(text: str) -> str:
    """Return the first line of a prompt, as a title for a conversation without one."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"


ROLES: dict[str, Role] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "system": "system",
    "developer": "system",
    "tool": "tool",
    "function": "tool",
}
"""Roles by the names that exports give them."""


def role(node: Node) -> Role:
    """Return who speaks under a role. Raises AiLogError for an unknown role: who said something must not be guessed."""
    if found := ROLES.get(node.text()):
        return found
    raise node.damage("a known role")
