"""What happened to the records of a repository: each state that git's history has of them, held against the one before.

A commit never changes, so what is known of it from an earlier build is known for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from citefirst.ledger.events import events
from citefirst.ledger.model import EventRow, RevisionRow, Rows
from citefirst.record.calendar import day_of
from citefirst.repository.revisions import Revision
from citefirst.repository.revisions import State as Content
from citefirst.tasks.ledger_states import State, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

Tell = Callable[[Iterable[State]], Iterable[Told]]


class Step(NamedTuple):
    """What a commit made of a record: its rows then, None where it took it away, and what happened."""

    commit: str
    path: str
    rows: Rows | None
    revision: RevisionRow
    events: tuple[EventRow, ...]


class _Lived(NamedTuple):
    """The last state of a file that was told."""

    blob: str
    rows: Rows | None
    day: str


class Past:
    """The states that were told so far. `digests` are commits by the digest of a record as they had it, by path."""

    def __init__(self, tell: Tell, one: Callable[[State], Rows | None], number: int = 0) -> None:
        self._tell, self._one, self._number = tell, one, number
        self._lived: dict[str, _Lived] = {}
        self.digests = defaultdict[str, dict[str, str]](dict)

    def known(self, digests: Iterable[tuple[str, str, str]], moves: Iterable[tuple[str, str]]) -> None:
        """Take over what an earlier build knows: path, digest and commit of each state, and where records moved."""
        for path, digest, commit in digests:
            self.digests[path].setdefault(digest, commit)
        for old, new in moves:
            self.digests[new] = {**self.digests[old], **self.digests[new]}

    def steps(self, found: Sequence[Revision]) -> Iterator[Step]:
        """Yield what each commit made of records, parents before children."""
        told = iter(self._tell(state_of(each) for each in found if each.after))
        for revision in found:
            after = next(told).rows if revision.after else None
            before = [self._was(state, revision) for state in revision.before]
            self._lived[revision.path] = _Lived(revision.after.blob if revision.after else "", after, _day(revision))
            if after or any(each.rows for each in before):
                self._number += 1
                rows = self._keep(revision, self.covering(revision.path, after)) if after else None
                yield Step(
                    revision.commit, revision.path, rows, self._row(revision), _happened(revision, before, after)
                )

    def _was(self, content: Content, revision: Revision) -> _Lived:
        """Return the state of a file before a commit: mostly the last one, except where branches went side by side."""
        lived = self._lived.get(content.path)
        if lived and lived.blob == content.blob:
            return lived
        state = state_of(revision)._replace(path=content.path, blob=content.blob)
        return _Lived(content.blob, self._one(state), state.day)

    def _keep(self, revision: Revision, rows: Rows) -> Rows:
        """Note the digest of a state, under the path that it has by now."""
        for content in revision.before:
            if content.path != revision.path:
                self.digests[revision.path] = {**self.digests[content.path], **self.digests[revision.path]}
        for record in rows.records:
            if record.digest:
                self.digests[revision.path].setdefault(record.digest, revision.commit)
        return rows

    def covering(self, path: str, rows: Rows) -> Rows:
        """Return rows whose approvals name the commit that they cover, where it is an earlier one."""
        known: Mapping[str, str] = self.digests.get(path, {})
        if not known or not rows.approvals:
            return rows
        told = (
            each._replace(covers="before", covered=known[each.digest or ""])
            if each.covers in ("unknown", "before") and each.digest in known
            else each
            for each in rows.approvals
        )
        return rows._replace(approvals=tuple(told))

    def _row(self, revision: Revision) -> RevisionRow:
        moved = next((each.path for each in revision.before if each.path != revision.path), None)
        return RevisionRow(
            number=self._number,
            at=revision.at,
            day=_day(revision) or None,
            author=revision.author,
            subject=revision.subject,
            blob=revision.after.blob if revision.after else None,
            was=moved,
            cut=revision.cut,
        )


def state_of(revision: Revision) -> State:
    """Return the state that a commit made of a file, as it is asked for."""
    return State(revision.path, revision.commit, revision.after.blob if revision.after else "", _day(revision))


def _day(revision: Revision) -> str:
    return day_of(revision.at)


def _happened(revision: Revision, before: Sequence[_Lived], after: Rows | None) -> tuple[EventRow, ...]:
    """Tell what happened at a commit. At a merge that is what is new to each of its parents."""
    if revision.cut:
        return ()
    known = before or [_Lived("", None, "")]
    found = [events(each.rows, after, _day(revision), since=each.day, author=revision.author) for each in known]
    return tuple(each for each in found[0] if all(each in others for others in found[1:]))
