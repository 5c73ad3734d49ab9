"""Signatures held against what they stand under: who may sign in which role, and is the record what was signed.

An approval is bound to the record by its digest. Where the digest does not match any more, an earlier state of the
record that has it shows which fields and claims changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from citefirst.model import Document, Path, Problem
from citefirst.places import Span
from citefirst.signing.digest import UNSIGNED, digest
from citefirst.signing.people import who

Earlier = Callable[[str], Document | None]
"""The state of a record that has a digest, where its history still holds one."""
Same = Callable[[str], str]
"""What makes two spellings the same person."""

MAX_NAMED = 3
"""Claims that a message names."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Signature:
    """An entry of `approvals` that names somebody: its index, who signs as what and when, `person` in any spelling.

    `digest` is "" where it has none, and is then bound to nothing.
    """

    index: int
    role: str
    by: str
    person: str
    at: str
    digest: str

    @property
    def whose(self) -> tuple[str, str]:
        return self.role, self.person


def signatures(document: Document, same: Same) -> list[Signature]:
    """The signatures of a record in their order."""
    found = []
    for index, entry in enumerate(_approvals(document)):
        role, by, at, signed = (_text(entry.get(key)) for key in ("role", "by", "at", "digest"))
        if by.strip():
            found.append(Signature(index, role, by, same(by), at, signed.lower()))
    return found


@dataclass(frozen=True, slots=True)
class Signed:
    """What a record's signatures are held against: who may sign, who is the same person, and today ("" for no day).

    `named` are people whom the policy names, as `people.identity` has them.
    """

    holders: Mapping[str, frozenset[str]]
    same: Same
    day: str = ""
    named: frozenset[str] = frozenset()

    def stale(self, document: Document, earlier: Earlier) -> Iterator[Problem]:
        """CF406 for each approval of another content, CF407 where an amendment was signed since."""
        current = ""
        for index, entry in enumerate(_approvals(document)):
            signed = _text(entry.get("digest")).lower()
            current = current or (digest(document) if signed else "")
            if signed in ("", current):
                continue
            before, signer, span = earlier(signed), _who(entry), place(document, (UNSIGNED, index, "digest"))
            since = f": {changes(before, document)}" if before else ""
            amended, lack = self._amended(document, before or document, day_of(entry.get("at")), current)
            if amended and not lack:
                message = (
                    f"the approval of {signer} covers the record as it was before the amendment of {amended}{since}"
                )
                yield Problem("CF407", span, message, "read it for what it covered: the amendment is signed since")
            else:
                hint = lack or "ask for a new one: `citefirst approve` binds it to what stands here now"
                yield Problem("CF406", span, f"the record changed since {signer} approved it{since}", hint)

    def _amended(self, document: Document, trusted: Document, since: str, current: str) -> tuple[str, str]:
        """The day of the newest amendment since a day and what it lacks to stand; two times "" where there is none."""
        amended = max((day for day in self._amendments(document) if since <= day <= self._last()), default="")
        if not amended:
            return "", ""
        for each in signatures(document, self.same):
            after = amended <= day_of(each.at) <= self._last()
            if each.digest == current and after and who(each.by, self.named) == "person" and self._may(each, trusted):
                return amended, ""
        return amended, f"the amendment of {amended} needs a signature of its own by who signs: `citefirst approve`"

    def _amendments(self, document: Document) -> list[str]:
        """The days of amendments that a person made."""
        found = document.frontmatter.data.get("amendments") if document.frontmatter else None
        entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
        days = [day_of(entry.get("date")) for entry in entries if who(entry.get("by"), self.named) == "person"]
        return [day for day in days if day]

    def _may(self, signature: Signature, trusted: Document) -> bool:
        """May somebody sign in a role: by the policy, or else by the record as it was signed before."""
        if signature.role in self.holders:
            return signature.person in self.holders[signature.role]
        owner = _owners(trusted).get(signature.role)
        return isinstance(owner, str) and self.same(owner) == signature.person

    def _last(self) -> str:
        """The last day that has begun somewhere; a signer may be ahead of who checks."""
        return (date.fromisoformat(self.day) + timedelta(days=1)).isoformat() if self.day else date.max.isoformat()

    def misdated(self, document: Document) -> Iterator[Problem]:
        """CF409 for approvals and amendments of days that are still to come."""
        found = document.frontmatter.data.get("amendments") if document.frontmatter else None
        for index, entry in enumerate(_approvals(document)):
            if (day := day_of(entry.get("at"))) > self._last():
                yield _to_come(document, (UNSIGNED, index, "at"), f"the approval of {_who(entry)}", day)
        for index, entry in enumerate(found if isinstance(found, list) else ()):
            if isinstance(entry, dict) and (day := day_of(entry.get("date"))) > self._last():
                yield _to_come(document, ("amendments", index, "date"), "the amendment", day)


def day_of(value: Any) -> str:
    """The day of a date or a time (`2026-11-05T14:02Z`), "" where it is no day of the calendar."""
    try:
        return date.fromisoformat(_text(value)[:10]).isoformat()
    except ValueError:
        return ""


def _to_come(document: Document, path: Path, what: str, day: str) -> Problem:
    return Problem("CF409", place(document, path), f"{what} is of {day}, which is still to come", "date it by the day")


def unfit(document: Document, holders: Mapping[str, frozenset[str]], same: Same) -> Iterator[Problem]:
    """CF404 for each person in a role that the policy gives to others. `same` makes spellings of one person alike."""
    front = document.frontmatter
    owner = front.data.get("owner") if front else None
    named: list[tuple[Any, Any, tuple[str | int, ...]]] = []
    named += [(role, person, ("owner", role)) for role, person in owner.items()] if isinstance(owner, dict) else []
    for index, entry in enumerate(_approvals(document)):
        named.append((entry.get("role"), entry.get("by"), (UNSIGNED, index, "by")))
    for role, person, path in named:
        if isinstance(role, str) and isinstance(person, str) and role in holders and same(person) not in holders[role]:
            allowed = ", ".join(sorted(holders[role])) or "nobody"
            message = f"{person} may not sign as {role}"
            yield Problem("CF404", place(document, path), message, f"the policy lists {allowed}")


def alone(document: Document, author: str, same: Same, knows: Callable[[str], bool]) -> Iterator[Problem]:
    """CF405 where nobody signs but the author of the pull request and people whom the policy does not know."""
    named = [*_owners(document).values(), *(entry.get("by") for entry in _approvals(document))]
    signers = {same(each): each for each in named if isinstance(each, str) and each.strip()}
    own = same(f"@{author}")
    others = {person: each for person, each in signers.items() if person != own}
    if not signers or any(knows(person) for person in others):
        return
    span = place(document, ("owner",))
    if others:
        listed = ", ".join(others.values())
        message = f"somebody beside @{author}, who opened this pull request, must sign; the policy knows no {listed}"
        hint = "name their logins under `people` or `roles` in the policy, or let another person sign as well"
        yield Problem("CF405", span, message, hint)
    else:
        message = f"@{author} opened this pull request and is the only one who signs"
        yield Problem("CF405", span, message, "let another person sign as well")


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


def _owners(document: Document) -> dict[str, Any]:
    owner = document.frontmatter.data.get("owner") if document.frontmatter else None
    return owner if isinstance(owner, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _who(entry: Mapping[str, Any]) -> str:
    return str(entry.get("by") or "somebody")


def place(document: Document, path: Path) -> Span:
    """Where a value of the front matter stands, else what holds it, else the front matter."""
    front = document.frontmatter
    if front is None:
        return Span(0, 0)
    return front.values.get(path) or front.values.get(path[:-1]) or front.span
