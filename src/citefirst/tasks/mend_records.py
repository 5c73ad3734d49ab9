"""The records of a checkout, mended: what would change, and files written unless somebody changed them meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from citefirst.check.pipeline import Checked, File
from citefirst.errors import CitefirstError, UsageError
from citefirst.mending.engine import Mended, mend
from citefirst.mending.suggestions import mendable, of_record
from citefirst.model import Finding, RecordReport, Report
from citefirst.report.diff import unified
from citefirst.report.suggestion import Suggested, Suggestion
from citefirst.report.summary import plural
from citefirst.repository.writing import locked, write
from citefirst.tasks.checkout import Run


class MendedFile(NamedTuple):
    """A file and what became of it."""

    file: File
    mended: Mended

    @property
    def before(self) -> bytes:
        return self.file.data or b""

    @property
    def changed(self) -> bool:
        return self.mended.data != self.before

    def diff(self) -> str:
        """Return the change as a diff with paths from the root."""
        before, after = (data.decode("utf-8") for data in (self.before, self.mended.data))
        return unified(self.file.path, before, after)

    def sentences(self) -> Iterator[str]:
        """Yield what was done, and what was left alone for the sake of a signature."""
        shown, made = self.file.shown, self.mended.made
        found = Counter(fix.code for fix in made if fix.code)
        tidied = sum(not fix.code for fix in made)
        done = [f"{plural(sum(found.values()), 'finding')} mended ({_listed(found)})"] if found else []
        done += [f"{plural(tidied, 'place')} tidied up"] if tidied else []
        if done:
            yield f"{shown}: {', '.join(done)}"
        if self.mended.held_back:
            count = len(self.mended.held_back)
            were, them = ("mend was", "it") if count == 1 else ("mends were", "them")
            yield (
                f"{shown}: signed by {', '.join(self.mended.signed)}, so that {count} {were} not made: "
                f"--unsafe-fixes makes {them}, and the approval lapses"
            )
        if self.mended.lapsed:
            yield f"{shown}: the approval of {', '.join(self.mended.lapsed)} covers what was there before and lapses"


def _listed(found: Counter[str]) -> str:
    return ", ".join(f"{code} {count} times" if count > 1 else code for code, count in sorted(found.items()))


def mend_records(run: Run, report: Report, *, unsafe: bool) -> list[MendedFile]:
    """Mend what a report finds in records of the working tree, and tidy them up, in memory; one entry for each record.

    Raises UsageError where the run is about the index.
    """
    if run.request.staged:
        raise UsageError("mends are made in the working tree, not in the index: leave out --staged")
    found = {record.path: record for record in report.records}
    return [_mended(run, file, found[file.shown], unsafe) for file in _read(run, found)]


def suggested(run: Run, report: Report) -> Suggested:
    """Return what may mend the findings of a report."""
    found = dict[tuple[str, str], Sequence[Suggestion]]()
    for file in _read(run, mendable(report)):
        found |= of_record(file.shown, _look(run, file), file.data or b"")
    return found


def _read(run: Run, found: Collection[str]) -> Iterator[File]:
    """Yield the files of records by their shown paths, as far as they have a text."""
    for file in run.files():
        if isinstance(file, File) and file.shown in found and file.data is not None:
            yield file


def _mended(run: Run, file: File, report: RecordReport, unsafe: bool) -> MendedFile:
    data, look = file.data or b"", _look(run, file)
    reported = {finding.fingerprint for finding in report.findings}
    left = {finding.fingerprint for finding in look(data).report.findings} - reported

    def wanted(finding: Finding) -> bool:
        return finding.fingerprint not in left

    tidied = not (run.request.changed_lines or report.because)
    return MendedFile(file, mend(look, data, wanted, unsafe=unsafe, tidied=tidied))


def _look(run: Run, file: File) -> Callable[[bytes], Checked]:
    @lru_cache(maxsize=4)
    def look(data: bytes) -> Checked:
        return run.judge(file._replace(data=data))

    return look


def replaced(run: Run, file: File, data: bytes) -> bool:
    """Write a record anew, unless it is no longer as it was checked; tell whether it was written."""
    path = run.tree.root / file.path
    with locked(path, run.tree.root):
        same = run.tree.read(file.path)[0] == (file.data or b"")
        if same:
            write(path, data, root=run.tree.root)
    return same


def write_mended(run: Run, files: Sequence[MendedFile]) -> list[str]:
    """Write mended files, each only if it is still as it was checked. Returns what was done; raises CitefirstError at
    the end for those that are not."""
    done, refused = list[str](), list[str]()
    for each in files:
        if not each.changed:
            done += each.sentences()
            continue
        if replaced(run, each.file, each.mended.data):
            done += each.sentences()
        else:
            refused.append(each.file.shown)
    if refused:
        names = ", ".join(refused)
        raise CitefirstError(f"{names} changed while it was checked and was not mended: run the check again")
    return done
