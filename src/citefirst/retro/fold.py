"""The states of a span folded into cases: each opens where a finding appears and settles where it is gone.

A history has branches. A case that two of them open is one, and one that a branch settled stays settled. Where an edit
only rewords what was found, the case goes on: nobody was asked twice for the same thing, and it did not hold meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from citefirst.repository.raw import Change
from citefirst.repository.replay import Revision
from citefirst.retro.model import NOT_ONE, Assisted, Case, End, Excuse, Judged, Seen
from citefirst.structs import field, mutable

State = tuple[str, str]
"""A path and the hash of what stands there."""
Key = tuple[str, str]
"""A path and a fingerprint."""
MAX_COMPARED = 50
"""Findings of one rule, gone and new, whose words are compared after one edit."""
_ALIKE = 0.5
"""Share of the words of two lines that are the same where one is the other, reworded."""


class Folded(NamedTuple):
    """What comes of the states of a span."""

    cases: list[Case]
    excused: list[Excuse]
    assisted: list[Assisted]


def fold(revisions: Sequence[Revision], start: Mapping[str, State], judged: Callable[[str, State], Judged]) -> Folded:
    """Fold a span. `start` are the records before it; `judged` tells what a state was found to hold at a commit, ""
    for the one before the span."""
    course = _Course()
    for path, state in start.items():
        course.begin(path, state, judged("", state))
    for revision in revisions:
        for change in revision.changes:
            course.take(revision, change, judged(revision.commit, (change.path, change.after)), judged)
    done = [*course.closed, *course.standing.values()]
    done.sort(key=lambda case: (case.opened, case.path, case.line, case.code))
    return Folded(done, list(course.excused.values()), list(course.assisted.values()))


@mutable
class _Course:
    """What is open on the way, and what is known of lines from assistants."""

    standing: dict[Key, Case] = field(default_factory=dict)
    closed: list[Case] = field(default_factory=list)
    excused: dict[Key, Excuse] = field(default_factory=dict)
    assisted: dict[Key, Assisted] = field(default_factory=dict)
    known: dict[State, Judged] = field(default_factory=dict)

    def begin(self, path: str, state: State, judged: Judged) -> None:
        """Take note of a state before the span."""
        self.known[state] = judged
        for each in judged.counting().values():
            self.standing[path, each.fingerprint] = _case(path, each)
        self._note(path, judged)

    def take(self, revision: Revision, change: Change, new: Judged, judged: Callable[[str, State], Judged]) -> None:
        """Hold the state after a commit against those before it."""
        olds = [self._state(change.old, oid, revision, judged) for oid in change.before]
        self.known[change.path, change.after] = new
        before = {fingerprint: each for old in olds for fingerprint, each in old.counting().items()}
        now = new.counting()
        arrived = {fingerprint: each for fingerprint, each in now.items() if fingerprint not in before}
        gone = {fingerprint: each for fingerprint, each in before.items() if fingerprint not in now}
        for fingerprint in before.keys() & now.keys() if change.old != change.path else ():
            if case := self.standing.pop((change.old, fingerprint), None):
                self.standing[change.path, fingerprint] = case._replace(path=change.path)
        were = frozenset[int]().union(*(old.units for old in olds))
        lost = [each for each in gone.values() if each.unit not in new.units]
        new_words = [each for each in arrived.values() if each.unit not in were]
        for one, other in _reworded(lost, new_words):
            self._go_on(change, one, other)
            del gone[one.fingerprint], arrived[other.fingerprint]
        for each in gone.values():
            self._settle(revision, change, each, new)
        for each in arrived.values():
            opened = _case(change.path, each, revision)
            self.standing.setdefault((change.path, each.fingerprint), opened)
        self._note(change.path, new)
        self._change(revision, change, olds, new)

    def _state(self, path: str, oid: str, revision: Revision, judged: Callable[[str, State], Judged]) -> Judged:
        if not oid:
            return NOT_ONE
        if (path, oid) not in self.known:
            self.known[path, oid] = judged(f"{revision.commit}^", (path, oid))
        return self.known[path, oid]

    def _go_on(self, change: Change, one: Seen, other: Seen) -> None:
        case = self.standing.pop((change.old, one.fingerprint), None)
        if case:
            self.standing[change.path, other.fingerprint] = case._replace(
                path=change.path, line=other.line, message=other.message, again=case.again + 1
            )

    def _settle(self, revision: Revision, change: Change, each: Seen, new: Judged) -> None:
        case = self.standing.pop((change.old, each.fingerprint), None)
        if case is None:
            return
        excused = any(one.fingerprint == each.fingerprint for one in new.seen)
        end: End = "removed" if not new.governed else "policy" if excused or each.code not in new.on else "edited"
        self.closed.append(case._replace(settled=revision.written, by=revision.commit, end=end))

    def _note(self, path: str, judged: Judged) -> None:
        """Take note of what was excused, and of lines from assistants in which something is found."""
        for each in judged.seen:
            if each.excused:
                excuse = Excuse(each.code, each.rule, path, each.line, each.message, each.excused)
                self.excused.setdefault((path, each.fingerprint), excuse)
        for line in judged.taken:
            one = self.assisted.setdefault((path, line.text), Assisted(path, line.text, line.tool))
            found = next((each for each in judged.seen if not each.excused and _meets(each, line.line, line.end)), None)
            if found and not one.found:
                self.assisted[path, line.text] = one._replace(found=found.code)

    def _change(self, revision: Revision, change: Change, olds: Iterable[Judged], new: Judged) -> None:
        """Take note of lines from assistants that an edit changed or removed."""
        for line in (line for old in olds for line in old.taken):
            one = self.assisted.get((change.old, line.text))
            if one is None:
                continue
            kept = line.unit in new.units
            if kept and change.old != change.path:
                self.assisted.pop((change.old, line.text))
                self.assisted[change.path, line.text] = one._replace(path=change.path)
            elif not kept and not one.changed:
                self.assisted[change.old, line.text] = one._replace(changed=revision.commit, at=revision.written)


def _case(path: str, each: Seen, revision: Revision | None = None) -> Case:
    said = (revision.author, revision.commit, revision.written) if revision else ("", "", "")
    return Case(each.code, each.rule, each.severity, path, each.line, each.message, *said)


def _meets(each: Seen, line: int, end: int) -> bool:
    """Tell whether a finding stands on lines of a text; what is found of a whole record stands on its first."""
    return each.line <= end and line <= each.end


def _reworded(gone: Iterable[Seen], arrived: Iterable[Seen]) -> Iterator[tuple[Seen, Seen]]:
    """Pair what is gone with what came in its place: found by the same rule in nearly the same words. Both are new
    words: a line that stands as it did and now cites something is settled, and not reworded."""
    left: dict[str, list[Seen]] = {}
    for each in arrived:
        left.setdefault(each.code, []).append(each)
    for one in list(gone)[:MAX_COMPARED]:
        others = left.get(one.code, [])[:MAX_COMPARED]
        best = max(others, key=lambda other: _alike(one, other), default=None)
        if best and _alike(one, best) >= _ALIKE:
            left[one.code].remove(best)
            yield one, best


def _alike(one: Seen, other: Seen) -> float:
    first, second = set(one.words.split()), set(other.words.split())
    return len(first & second) / len(first | second) if first | second else 0.0
