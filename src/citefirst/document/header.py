"""The typed front matter of a record: people, approvals, assistants and dates, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from citefirst.model import Document, FrontMatter, Path
from citefirst.places import Span
from citefirst.structs import frozen

if TYPE_CHECKING:
    from citefirst.document.status import Status

Form = Literal["absent", "mapping", "list", "other"]
"""What a value is that should be a mapping."""


class Owner(NamedTuple):
    """A role under `owner` and who holds it, as written: usually a text."""

    role: str
    value: Any
    place: Span

    @property
    def text(self) -> str:
        """The value if it is a text, otherwise ""."""
        return self.value if isinstance(self.value, str) else ""


@frozen(kw_only=True)
class Approval:
    """An entry of `approvals`, with "" for each key that it lacks. `index` is its number in the list, from 0."""

    index: int
    role: str
    by: str
    at: str
    digest: str
    entered_by: str
    """Who wrote it down on behalf of `by`."""


@frozen
class Amendment:
    """An entry of `amendments`, with "" for each key that it lacks."""

    index: int
    date: str
    by: str


@frozen
class LogEntry:
    """An entry of `ai.log`: its number in the list, from 0, and what it says."""

    index: int
    said: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a value if it is a text, otherwise ""."""
        value = self.said.get(key)
        return value if isinstance(value, str) else ""


@frozen(eq=False)
class Header:
    """Front matter as rules read it; everything is empty if the record has no front matter."""

    document: Document

    @property
    def front(self) -> FrontMatter | None:
        return self.document.frontmatter

    def get(self, key: str) -> Any:
        """Return the value of a key at the top level, None if it is absent."""
        return self.front.data.get(key) if self.front else None

    def text(self, key: str) -> str:
        """Return the value of a key at the top level if it is a text, otherwise ""."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    @cached_property
    def status(self) -> Status:
        """What `status` says, with the records that `supersedes` and `superseded-by` name."""
        from citefirst.document import status

        found = status.read(self.get("status"))
        more = (
            relation
            for key in ("supersedes", "superseded-by")
            for value in _several(self.get(key))
            for relation in status.read(f"{key} {value}").relations
        )
        return found._replace(relations=tuple(dict.fromkeys((*found.relations, *more))))

    @property
    def owner_form(self) -> Form:
        owner = self.get("owner")
        if owner is None:
            return "absent"
        return "mapping" if isinstance(owner, dict) else "list" if isinstance(owner, list) else "other"

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The roles under `owner`, empty if that is not a mapping."""
        owner = self.get("owner")
        entries = owner.items() if isinstance(owner, dict) else ()
        return tuple(Owner(str(role), value, self.place("owner", role)) for role, value in entries)

    @cached_property
    def approvals(self) -> tuple[Approval, ...]:
        return tuple(
            Approval(
                index=index,
                **{key: _text(entry, key) for key in ("role", "by", "at", "digest")},
                entered_by=_text(entry, "entered-by"),
            )
            for index, entry in self._entries("approvals")
        )

    @cached_property
    def amendments(self) -> tuple[Amendment, ...]:
        entries = self._entries("amendments")
        return tuple(Amendment(index, _text(entry, "date"), _text(entry, "by")) for index, entry in entries)

    @property
    def is_silent(self) -> bool:
        """Whether the record says nothing about assistants."""
        return self.get("ai") in (None, "")

    @property
    def uses_assistants(self) -> bool:
        """Whether the record says that an assistant was used, and how."""
        return isinstance(self.get("ai"), dict)

    @property
    def acts(self) -> bool:
        """Whether an assistant acted, rather than only advised."""
        ai = self.get("ai")
        return isinstance(ai, dict) and ai.get("use") == "act"

    @cached_property
    def log(self) -> tuple[LogEntry, ...]:
        """The entries of `ai.log` that are mappings."""
        ai = self.get("ai")
        log = ai.get("log") if isinstance(ai, dict) else None
        entries = enumerate(log if isinstance(log, list) else ())
        return tuple(LogEntry(index, entry) for index, entry in entries if isinstance(entry, dict))

    def _entries(self, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the entries of a list with their numbers; an entry that is not a mapping counts as empty."""
        found = self.get(key)
        for index, entry in enumerate(found if isinstance(found, list) else ()):
            yield index, entry if isinstance(entry, dict) else {}

    def place(self, *path: str | int) -> Span:
        """Return the span of a path of the front matter: of the value itself, or of the nearest thing around it."""
        return place(self.document, path)


def place(document: Document, path: Path) -> Span:
    """Return the span of a path of a document's front matter, or of the nearest thing around it; of the title without
    front matter."""
    front = document.frontmatter
    if front is None:
        return document.title_span
    while path:
        if path in front.values and path not in front.holders:
            return front.values[path]
        if path in front.keys:
            return front.keys[path]
        if path in front.values:  # an entry of a list: where it begins
            return front.first_keys.get(path, front.values[path])
        path = path[:-1]
    return front.values.get(("workflow",)) or next(iter(front.keys.values()), front.span)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _several(value: Any) -> Sequence[Any]:
    """Return the entries of a list, and a single value as one."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]
