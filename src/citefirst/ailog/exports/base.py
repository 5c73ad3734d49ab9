"""The interface of a format of export: how it is recognised, its conversations, and what was said in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_LOOKED_AT = 10
"""Items of a list that are looked at to recognise it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation that can be chosen; `nodes` are what its messages are read from."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    started: str = ""
    ended: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of export. `recognise` takes any value and never raises; the others raise AiLogError if the export is
    damaged.

    `label` stands in `log add --help`; `assistant` and `export`, in Markdown, are the row in docs/assistants.md.
    """

    name: str
    label: str
    vendor: str
    assistant: str
    export: str
    recognise: Callable[[Any], bool]
    conversations: Callable[[Node], Iterator[Conversation]]
    messages: Callable[[Conversation], Iterator[Message]]


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
