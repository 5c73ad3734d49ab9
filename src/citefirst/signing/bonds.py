"""What was signed stays bound: a record held against the signatures of its earlier state.

Without this a signature binds nobody: who edits a record could take away the digest that says so. Only who signed can
sign anew, or whom the policy lists for the role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from citefirst.model import Document, Problem
from citefirst.places import Span
from citefirst.signing.approvals import Same, Signature, day_of, place, signatures
from citefirst.signing.digest import UNSIGNED, digest

RENEW = "`citefirst approve` signs anew"


@dataclass(frozen=True, slots=True)
class Bonds:
    """What was signed in an earlier state of a repository. `holders` are who may sign, by role; `same` says who is."""

    holders: Mapping[str, frozenset[str]]
    same: Same

    def broken(self, before: Document, after: Document) -> Iterator[Problem]:
        """CF408 for each signature that is gone or altered, CF409 for one given anew before the day of the old one."""
        current = ""
        for old in signatures(before, self.same):
            current = current or digest(after)
            kept = [new for new in signatures(after, self.same) if new.whose == old.whose]
            renewed = [new for new in kept if new.digest == current] or self._successors(after, old.role, current)
            if any(new.digest == old.digest and day_of(new.at) == day_of(old.at) for new in kept):
                continue
            if renewed:
                if not any(_is_later(new.at, old.at) for new in renewed):
                    yield _misdated(after, renewed[0].index, f"{renewed[0].by} approved on {renewed[0].at}", old.at)
                continue
            if reason := _lost(old.digest, [new.digest for new in kept]):
                hint = f"put it back; {self._who(old.role, old.by)}: {RENEW}"
                at = place(after, (UNSIGNED, kept[0].index)) if kept else place(after, (UNSIGNED,))
                yield Problem("CF408", at, f"the approval of {old.by} as {old.role} {reason}", hint)

    def _successors(self, after: Document, role: str, current: str) -> list[Signature]:
        """Signatures of what a record says now by those whom the policy lists for a role."""
        holders = self.holders.get(role, frozenset())
        return [
            new
            for new in signatures(after, self.same)
            if new.role == role and new.digest == current and new.person in holders
        ]

    def _who(self, role: str, by: str) -> str:
        others = " or whom the policy lists for the role" if role in self.holders else ""
        return f"only {by}{others} can sign anew in its place"

    def deleted(self, before: Document, others: Iterable[Document]) -> Problem | None:
        """CF408 for a record that is gone with signatures which stand in no other one. `others` are new or moved."""
        known = list(others)
        gone = [
            old for old in signatures(before, self.same) if not any(self._stands(before, old, one) for one in known)
        ]
        if not gone:
            return None
        said = ", ".join(f"{old.by} as {old.role}" for old in gone)
        hint = "put it back, or move it as it is; for one that must go the policy of the base needs an exception"
        return Problem("CF408", Span(0, 0), f"the record was deleted with the approval of {said}", hint)

    def _stands(self, before: Document, old: Signature, other: Document) -> bool:
        """Is a signature in another record, as it was or given anew to a record with the same `id`."""
        wanted = {old.digest, digest(other)} if _id(before) and _id(before) == _id(other) else {old.digest}
        return any(new.whose == old.whose and new.digest in wanted for new in signatures(other, self.same))

    def foreign(
        self, document: Document, known: Iterable[Document], present: Callable[[], frozenset[str]]
    ) -> Iterator[Problem]:
        """CF410 for each digest that is new in a change and in the name of somebody who had no part in it.

        `known` are earlier states, whose signatures are not new; `present` are those who had a part.
        """
        old = {(each.whose, each.digest, day_of(each.at)) for before in known for each in signatures(before, self.same)}
        for new in signatures(document, self.same):
            if new.digest and (new.whose, new.digest, day_of(new.at)) not in old and new.person not in present():
                message = f"{new.by} signs here as {new.role} and neither opened this pull request nor wrote in it"
                hint = (
                    f"let {new.by} run `citefirst approve` and commit the result; an address under which {new.by} "
                    "commits is named under `people` in the policy"
                )
                yield Problem("CF410", place(document, (UNSIGNED, new.index, "by")), message, hint)


def may_be_signed(data: bytes) -> bool:
    """Can a file hold signatures, as far as a quick look tells. A key may be written with escapes."""
    return UNSIGNED.encode() in data or b"\\" in data


def _id(document: Document) -> object:
    return document.frontmatter.data.get("id") if document.frontmatter else None


def _is_later(new: str, old: str) -> bool:
    """Is a day not before another one, where that is a day at all."""
    return day_of(new) >= day_of(old) if day_of(new) else False


def _misdated(document: Document, index: int, what: str, old: str) -> Problem:
    hint = f"a signature is given on a day of the calendar, not before the one in whose place it stands ({old})"
    return Problem("CF409", place(document, (UNSIGNED, index, "at")), what, hint)


def _lost(old: str, kept: list[str]) -> str:
    """How a signature was lost that has no successor, "" where it was not: one without a digest bound nobody."""
    if not kept:
        return "was removed"
    if not old:
        return ""
    if old in kept:
        return "was put on another day"
    return "has another digest now, of nothing that stands here" if all(kept) else "lost its digest"
