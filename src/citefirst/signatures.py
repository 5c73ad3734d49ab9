"""Signatures held against what they stand under: who may sign in which role, and is the record what was signed.

An approval is bound to the record by its digest. Where the digest does not match any more, an earlier state of the
record that has it shows which fields and claims changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from citefirst.digest import UNSIGNED, digest
from citefirst.model import Document, Problem, Span

Earlier = Callable[[str], Document | None]
"""The state of a record that has a digest, where its history still holds one."""

MAX_NAMED = 3
"""Claims that a message names."""
_SHOWN = 60


def stale(document: Document, earlier: Earlier) -> Iterator[Problem]:
    """CF406 for each approval of another content, CF407 where an amendment since then says so."""
    current = ""
    for index, entry in enumerate(_approvals(document)):
        signed = entry.get("digest")
        if not isinstance(signed, str) or not signed:
            continue
        current = current or digest(document)
        if signed.lower() == current:
            continue
        who, span = _who(entry), _place(document, index)
        before = earlier(signed.lower())
        since = f": {changes(before, document)}" if before else ""
        if amended := _amendment(document, str(entry.get("at", ""))):
            message = f"the approval of {who} covers the record as it was before the amendment of {amended}{since}"
            yield Problem("CF407", span, message, "ask for a new approval if the amendment needs one")
        else:
            hint = "ask for a new one: `citefirst approve` binds it to what stands here now"
            yield Problem("CF406", span, f"the record changed since {who} approved it{since}", hint)


def unfit(document: Document, holders: Mapping[str, frozenset[str]], same: Callable[[str], str]) -> Iterator[Problem]:
    """CF404 for each person in a role that the policy gives to others. `same` makes spellings of one person alike."""
    front = document.frontmatter
    owner = front.data.get("owner") if front else None
    named: list[tuple[Any, Any, tuple[str | int, ...]]] = []
    named += [(role, who, ("owner", role)) for role, who in owner.items()] if isinstance(owner, dict) else []
    for index, entry in enumerate(_approvals(document)):
        named.append((entry.get("role"), entry.get("by"), (UNSIGNED, index, "by")))
    for role, who, path in named:
        if isinstance(role, str) and isinstance(who, str) and role in holders and same(who) not in holders[role]:
            allowed = ", ".join(sorted(holders[role])) or "nobody"
            message = f"{who} may not sign as {role}"
            yield Problem("CF404", _span(document, path), message, f"the policy lists {allowed}")


def alone(document: Document, author: str, same: Callable[[str], str]) -> Iterator[Problem]:
    """CF405 where nobody signs but the author of the pull request."""
    front = document.frontmatter
    owner = front.data.get("owner") if front else None
    people = [
        *(owner.values() if isinstance(owner, dict) else ()),
        *(entry.get("by") for entry in _approvals(document)),
    ]
    signers = {same(person) for person in people if isinstance(person, str) and person.strip()}
    if signers == {same(f"@{author}")}:
        message = f"@{author} opened this pull request and is the only one who signs"
        yield Problem("CF405", _span(document, ("owner",)), message, "let another person sign as well")


def changes(before: Document, after: Document) -> str:
    """Fields and claims that differ between two states of a record, in a few words."""
    parts = []
    if fields := _fields(before, after):
        parts.append(f"{', '.join(f'`{name}`' for name in fields)} of the front matter")
    old, new = (Counter(unit.text for unit in document.units) for document in (before, after))
    gone, added = list((old - new).elements()), list((new - old).elements())
    parts += [f"“{_cut(text)}” is new or was edited" for text in added[:MAX_NAMED]]
    parts += [f"“{_cut(text)}” is gone" for text in gone[: max(0, MAX_NAMED - len(added))]]
    more = len(added) + max(0, len(gone) - len(added)) - min(MAX_NAMED, max(len(added), len(gone)))
    if more > 0:
        parts.append(f"{more} more")
    return "; ".join(parts) or "headings, definitions or markup"


def _fields(before: Document, after: Document) -> list[str]:
    old, new = (document.frontmatter.data if document.frontmatter else {} for document in (before, after))
    return [key for key in {**old, **new} if key != UNSIGNED and old.get(key) != new.get(key)]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _approvals(document: Document) -> list[dict[str, Any]]:
    found = document.frontmatter.data.get(UNSIGNED) if document.frontmatter else None
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def _amendment(document: Document, since: str) -> str:
    """The day of the newest amendment at or after a day, "" where there is none."""
    found = document.frontmatter.data.get("amendments") if document.frontmatter else None
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    days = [str(entry.get("date", "")) for entry in entries if entry.get("by")]
    return max((day for day in days if day[:10] >= since[:10]), default="")


def _who(entry: Mapping[str, Any]) -> str:
    return str(entry.get("by") or "somebody")


def _place(document: Document, index: int) -> Span:
    return _span(document, (UNSIGNED, index, "digest"))


def _span(document: Document, path: tuple[str | int, ...]) -> Span:
    front = document.frontmatter
    if front is None:
        return Span(0, 0)
    return front.values.get(path) or front.values.get(path[:-1]) or front.span
