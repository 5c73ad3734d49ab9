"""What may come next: sources, section titles, keys, their values, roles and people.

The text is read as it stands, since front matter that is being written is seldom a mapping yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from citefirst.document.claim import HEAD
from citefirst.places import Span
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.outline import Key, Outline, outline

_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_WORKFLOW = re.compile(r"^workflow:[ \t]*[\"']?([\w.-]{1,64})", re.MULTILINE)
_CITING = re.compile(r"(?:^|[^\\!\[])\[(\^?[^\[\]\n]{0,60})$")
_REST = re.compile(r"[\w#./^-]{0,60}(?=\])")
"""What is left of a citation behind the place where it is written."""
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\n]{0,200})$")
_KEY = re.compile(r"(?P<indent>[ ]*)(?:- )?(?P<key>[\w.-]*)$")
_VALUE = re.compile(r"(?P<indent>[ ]*)(?:- )?(?P<key>[\w.-]+):[ \t]*(?P<value>[^\n#]{0,200})$")
_PARENT = re.compile(r"(?P<indent>[ ]*)(?P<key>[\w.-]+):[ \t]*(?:#[^\n]*)?$")
_NESTED = ("owner", "approvals", "amendments")
"""Keys in which people stand."""


class Item(NamedTuple):
    """What may be put in the place of a span: its label, its text, what kind of thing it is and what is said of it."""

    label: str
    text: str
    span: Span
    kind: str
    detail: str = ""
    about: str = ""


class Writing(NamedTuple):
    """A text that is being written, the record as far as it can be read, and what policy and schemas know."""

    text: str
    offset: int
    record: Record | None
    routed: str | None
    policy: Policy
    catalogue: Catalogue

    @property
    def outline(self) -> Outline | None:
        """The outline of its workflow, by its path or as it says itself."""
        said = _WORKFLOW.search(self.text, 0, HEAD)
        name = self.routed or (said[1] if said else "")
        return outline(name, self.catalogue) if name in self.catalogue.names() else None

    @property
    def line(self) -> str:
        return self.text[self.text.rfind("\n", 0, self.offset) + 1 : self.offset]

    def since(self, typed: str) -> Span:
        """Return the place of what was typed."""
        return Span(self.offset - len(typed), self.offset)


def complete(writing: Writing) -> list[Item]:
    """Return what may come next at a place."""
    if _in_front(writing.text, writing.offset):
        return list(_front(writing))
    if citing := _CITING.search(writing.line):
        return list(_sources(writing, citing[1]))
    if heading := _HEADING.fullmatch(writing.line):
        return list(_titles(writing, heading[2]))
    return []


def _in_front(text: str, offset: int) -> bool:
    if not text.startswith("---\n") or offset < 4:
        return False
    closing = _CLOSING.search(text, 4, HEAD)
    return offset <= closing.start() if closing else True


def _sources(writing: Writing, typed: str) -> Iterator[Item]:
    note = typed.startswith("^")
    behind = _REST.match(writing.text, writing.offset)
    spot = Span(writing.offset - len(typed), behind.end() if behind else writing.offset)
    for source in writing.record.sources if writing.record else ():
        if source.defined and source.id and source.id.startswith("^") == note:
            text = source.id if behind else f"{source.id}]"
            label = f"{source.kind}: {source.label}" if source.label else source.kind
            yield Item(source.id, text, spot, "source", label, source.target)


def _titles(writing: Writing, typed: str) -> Iterator[Item]:
    there = set(writing.record.sections) if writing.record else set()
    for part in writing.outline.parts if writing.outline else ():
        if part.slug not in there:
            said = "; ".join((*(["required"] if part.required else ["optional"]), *part.demands))
            yield Item(part.title, part.title, writing.since(typed), "section", said, part.about)


def _front(writing: Writing) -> Iterator[Item]:
    if value := _VALUE.fullmatch(writing.line):
        yield from _values(writing, value)
    elif name := _KEY.fullmatch(writing.line):
        yield from _keys(writing, name)


def _keys(writing: Writing, match: re.Match[str]) -> Iterator[Item]:
    found, parent = writing.outline, _parent(writing, len(match["indent"]))
    there = set(re.findall(r"^[ ]*([\w.-]+):", _block(writing.text), re.MULTILINE))
    if parent == "owner" and found:
        names: Sequence[tuple[str, str, str]] = [(role.name, "role", role.about) for role in found.roles]
    elif not match["indent"]:
        keys = found.keys if found else ()
        names = [(key.name, key.form, key.about or key.message) for key in keys] or [("workflow", "", "")]
    else:
        names = []
    for name, form, about in names:
        if name not in there:
            yield Item(name, f"{name}: ", writing.since(match["key"]), "key", form, about)


def _values(writing: Writing, match: re.Match[str]) -> Iterator[Item]:
    key, typed, found = match["key"], match["value"], writing.outline
    parent = _parent(writing, len(match["indent"])) if match["indent"] or "- " in match[0] else ""
    spot = writing.since(typed)
    if key == "workflow" and not parent:
        for name in writing.catalogue.names():
            yield Item(name, name, spot, "workflow", writing.catalogue.workflow(name).title)
    elif parent in _NESTED and key == "role":
        own = (role.name for role in found.roles) if found else ()
        for name in dict.fromkeys((*own, *_held(writing.policy))):
            yield Item(name, name, spot, "role")
    elif parent == "owner" or (parent in _NESTED and key in ("by", "entered-by")):
        for person in _people(writing.policy, key if parent == "owner" else ""):
            yield Item(person, f'"{person}"' if not typed.startswith('"') else f'"{person}', spot, "person", key)
    elif not parent and found:
        for value in _listed(next((each for each in found.keys if each.name == key), None)):
            yield Item(value, value, spot, "value", key)


def _held(policy: Policy) -> Iterator[str]:
    return (role for role, _ in policy.roles)


def _people(policy: Policy, role: str) -> list[str]:
    """Return the people whom the policy lets sign in a role, everybody whom it names where it says nothing of it
    or leaves it to code owners."""
    held = {name: persons for name, persons in policy.roles if name not in policy.owned_roles}
    return sorted(held[role] if role in held else (each for each in policy.named_people if each.startswith("@")))


def _listed(key: Key | None) -> Iterator[str]:
    """Yield the values that a schema lists for a key."""
    nodes: Sequence[Any] = key.nodes if key else ()
    if key and key.name == "ai":
        yield "none"
    for node in nodes:
        yield from (value for value in (*node.get("enum", ()), node.get("const")) if isinstance(value, str))


def _block(text: str) -> str:
    closing = _CLOSING.search(text, 4, HEAD)
    return text[4 : closing.start() if closing else HEAD]


def _parent(writing: Writing, indent: int) -> str:
    """Return the key at the margin below which a line stands, "" where it stands at the margin itself."""
    above = writing.text[: writing.text.rfind("\n", 0, writing.offset) + 1]
    is_item = writing.line.lstrip(" ").startswith("- ")
    for line in reversed(above[-HEAD:].split("\n")):
        match = _PARENT.fullmatch(line)
        if match and not match["indent"] and (indent or is_item):
            return match["key"]
        if line and line[0] not in " -#":
            return ""
    return ""
