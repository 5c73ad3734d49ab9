"""Mends tried out and made, in rounds: only what does away with its finding and brings no other one.

A mend looks at one place; whether the record is better for it is known once it is checked again. So each round is made,
checked and, where a mend turns out to help nothing, made again without it. What overlaps waits for the next round.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from citefirst.check.pipeline import Checked
from citefirst.document.splice import Edit, splice
from citefirst.mending.fixes import ALL, Fix, fixes, subject
from citefirst.mending.tidying import tidy
from citefirst.model import Finding
from citefirst.places import Span
from citefirst.signing.digest import digest
from citefirst.structs import frozen

MAX_ROUNDS = 20
MAX_CHECKS = 200
"""Checks of one record at most, whatever its mends do to one another."""
_LAPSES = ("CF406", "CF407")
"""What is said of a signature that covers another text."""
Look = Callable[[bytes], Checked]
"""Checks a content in the place of a file's own."""
Wanted = Callable[[Finding], bool]


@frozen
class Mended:
    """What became of a file: its content, the mends that were made, and those that would not have helped.

    `signed` are those whose approvals covered it as it was, `lapsed` those of them whose approvals no longer do.
    """

    data: bytes
    made: tuple[Fix, ...] = ()
    refused: tuple[Fix, ...] = ()
    signed: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()

    @property
    def held_back(self) -> tuple[Fix, ...]:
        """Mends that were not made for the sake of a signature."""
        return tuple(fix for fix in self.refused if fix.code) if self.signed and not self.lapsed else ()


def mend(look: Look, data: bytes, wanted: Wanted, *, unsafe: bool = False, tidied: bool = True) -> Mended:
    """Mend what is found in a file, as far as it is wanted. Done twice, it does nothing the second time.

    Without `unsafe` nothing is made that a reader should look at, and no signature lapses. With `tidied` sources are
    sorted and spelt alike as well.
    """
    trial = Trial(look, data, unsafe=unsafe)
    signed = bound(trial.checked)
    made: list[Fix] = []
    refused: Sequence[Fix] = ()
    for _ in range(MAX_ROUNDS):
        group = list(compatible(candidates(trial.checked, wanted, unsafe=unsafe, tidied=tidied)))
        accepted = trial.accept(group)
        known = set(map(id, accepted))
        refused = [fix for fix in group if id(fix) not in known]
        if not accepted:
            break
        made += accepted
    lapsed = tuple(who for who in signed if who not in bound(trial.checked))
    return Mended(trial.data, tuple(made), tuple(refused), signed, lapsed)


def candidates(checked: Checked, wanted: Wanted, *, unsafe: bool, tidied: bool) -> Iterator[Fix]:
    """Yield the first mend of each finding that may be made, then what can be tidied up."""
    record, allowed = subject(checked), ALL[: 1 + unsafe]
    if record is None:
        return
    for finding in checked.report.findings:
        if wanted(finding):
            yield from islice(fixes(record, finding, allowed), 1)
    if tidied:
        yield from tidy(record)


def compatible(wanted: Iterable[Fix]) -> Iterator[Fix]:
    """Yield mends that do not touch what an earlier one edits. Two may make the same edit."""
    taken: list[Edit] = []
    known: set[int] = set()
    for fix in wanted:
        if id(fix.edits) in known:  # one order of a timeline mends all events that are out of place
            yield fix
            continue
        new = [edit for edit in fix.edits if not _is_among(edit, taken)]
        if not any(_touches(edit, taken) for edit in new):
            for edit in new:
                insort(taken, edit)
            known.add(id(fix.edits))
            yield fix


def _is_among(edit: Edit, taken: Sequence[Edit]) -> bool:
    index = bisect_left(taken, edit)
    return index < len(taken) and taken[index] == edit


def _touches(edit: Edit, taken: Sequence[Edit]) -> bool:
    """Tell whether an edit meets one of others that do not meet one another."""
    index = bisect_left(taken, edit)
    return any(_meet(edit, other) for other in taken[max(index - 1, 0) : index + 1])


def _meet(one: Edit, other: Edit) -> bool:
    """Tell whether two edits are of the same text. Lines may be added in one place, and what is put in between two
    places belongs to both."""
    if one.span == other.span and one.span.start == one.span.end:
        return not (_adds_a_line(one) and _adds_a_line(other))
    if one.span.start < one.span.end and other.span.start < other.span.end:
        return one.span.start < other.span.end and other.span.start < one.span.end
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _adds_a_line(edit: Edit) -> bool:
    return edit.text.startswith("\n[") and not edit.text.endswith("\n")


class Trial:
    """A file as far as it is mended, and what is found in it."""

    def __init__(self, look: Look, data: bytes, *, unsafe: bool = False) -> None:
        self.look, self.data, self.unsafe, self.checks = look, data, unsafe, 0
        self.checked = look(data)

    def accept(self, group: Sequence[Fix]) -> Sequence[Fix]:
        """Make the mends of a group that help, and return them."""
        base = self.checked
        accepted, data, checked = self._parted(group, (), self.data, base, base)
        self.data, self.checked = data, checked
        return accepted

    def _parted(
        self, group: Sequence[Fix], accepted: tuple[Fix, ...], data: bytes, checked: Checked, base: Checked
    ) -> tuple[tuple[Fix, ...], bytes, Checked]:
        """Try a group on top of what is accepted; where that is no good, try its halves."""
        if not group or self.checks >= MAX_CHECKS:
            return accepted, data, checked
        self.checks += 1
        together = (*accepted, *group)
        edits = dict.fromkeys(chain.from_iterable({id(fix.edits): fix.edits for fix in together}.values()))
        new = splice(self.data, edits)
        found = self.look(new)
        if is_better(base, found, together, unsafe=self.unsafe):
            return together, new, found
        if len(group) == 1:
            return accepted, data, checked
        for half in _halves(group, edits, found):
            accepted, data, checked = self._parted(half, accepted, data, checked, base)
        return accepted, data, checked


def _halves(group: Sequence[Fix], edits: Collection[Edit], found: Checked) -> tuple[Sequence[Fix], Sequence[Fix]]:
    """Part a group that is no good: where nothing is found any more, and where something is; else in the middle."""
    lines = {line for each in found.report.findings for line in (each.region.line, each.region.end_line)}
    after, moved = dict[Span, int](), 0
    if found.record:
        for span, text in sorted(edits, key=lambda edit: edit.span):
            after[span], _ = found.record.document.lines.place(span.start + moved)
            moved += len(text) - (span.end - span.start)
    suspects = [fix for fix in group if any(after.get(edit.span) in lines for edit in fix.edits)]
    if not suspects or len(suspects) == len(group):
        return group[: len(group) // 2], group[len(group) // 2 :]
    known = set(map(id, suspects))
    return [fix for fix in group if id(fix) not in known], suspects


def is_better(before: Checked, after: Checked, made: Collection[Fix], *, unsafe: bool) -> bool:
    """Tell whether the findings of mends are gone, and no other ones have come but those that are let stand."""
    if after.record is None or (not unsafe and set(bound(before)) - set(bound(after))):
        return False
    left = {code for fix in made for code in fix.leaves.split()} | set(_LAPSES if unsafe else ())
    was, now = (Counter(each.code for each in one.report.findings) for one in (before, after))
    done = Counter(code for code, _ in {(fix.code, fix.fingerprint) for fix in made})
    there = {each.fingerprint for each in after.report.findings}
    if any(fix.code in left and fix.fingerprint in there for fix in made):
        return False
    return all(now[code] <= was[code] - done[code] for code in {*was, *now} if code not in left)


def bound(checked: Checked) -> tuple[str, ...]:
    """Return who signed a record as it stands, each as role and name."""
    if checked.record is None or not checked.record.header.approvals:
        return ()
    now = digest(checked.record.document)
    return tuple(f"{each.by} ({each.role})" for each in checked.record.header.approvals if each.digest.lower() == now)
