"""The signatures of a record, the days they are of, and what changed in it since, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from citefirst.document.header import Header
from citefirst.model import Document
from citefirst.signing.digest import UNSIGNED
from citefirst.structs import frozen

SamePerson = Callable[[str], str]
"""What makes two spellings the same person."""

Entry = tuple[str, str, str, str, str]
"""What an approval says, however it is written: role, person, day, digest, and who entered it."""

MAX_NAMED = 3
"""Claims that a message names."""
_SHOWN = 60


@frozen(kw_only=True)
class Signature:
    """An entry of `approvals` that names somebody: its index, who signs as what and when, `person` in any spelling.

    `digest` is "" where it has none, and is then bound to nothing. `entered_by` wrote it down on their behalf.
    """

    index: int
    role: str
    by: str
    person: str
    at: str
    digest: str
    entered_by: str = ""

    @property
    def entry(self) -> Entry:
        return self.role, self.person, day_of(self.at), self.digest, self.entered_by

    @property
    def whose(self) -> tuple[str, str]:
        """The role and the person, which a renewed signature has in common with the old one."""
        return self.role, self.person


def signatures(document: Document, same: SamePerson) -> list[Signature]:
    """List the signatures of a record in their order."""
    return [
        Signature(
            index=entry.index,
            role=entry.role,
            by=entry.by,
            person=same(entry.by),
            at=entry.at,
            digest=entry.digest.lower(),
            entered_by=entry.entered_by.strip(),
        )
        for entry in Header(document).approvals
        if entry.by.strip()
    ]


def may_be_signed(data: bytes) -> bool:
    """Tell by a quick look whether a file can hold signatures. A key may be written with escapes."""
    return UNSIGNED.encode() in data or b"\\" in data


def day_of(text: str) -> str:
    """Return the day of a date or a time (`2026-11-05T14:02Z`), "" where it is not a day of the calendar."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def last_day(today: str) -> str:
    """Return the last day that has begun somewhere on earth, since a signer may be ahead of whoever checks."""
    if not today or today == date.max.isoformat():
        return date.max.isoformat()
    return (date.fromisoformat(today) + timedelta(days=1)).isoformat()


def changes(before: Document, after: Document) -> str:
    """Describe in a few words the fields and claims that differ between two states of a record."""
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
