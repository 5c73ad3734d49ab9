"""A baseline brought up to date: written once with all that was found, and from then on only made smaller."""

from __future__ import annotations

from citefirst.check.pipeline import File
from citefirst.check.rulebook import POLICY_FILES
from citefirst.errors import CitefirstError, PolicyError
from citefirst.model import UNJUDGED
from citefirst.policy.baseline import Known, read, render
from citefirst.report.summary import plural
from citefirst.repository.writing import locked, write
from citefirst.structs import frozen, replace
from citefirst.tasks.checkout import BASELINE, CheckRequest, Run


@frozen
class BaselineUpdate:
    """What was done: the file as it is shown, how many findings it holds, how many left it. `new` are not in it.

    `tell` says which line the policy still lacks, "" where it names the file, or the caller did.
    """

    shown: str
    held: int
    fixed: int
    new: tuple[str, ...]
    tell: str = ""

    def sentence(self) -> str:
        """Say what was done, on one line."""
        if not self.new:
            return f"{self.shown}: {plural(self.held, 'finding')}, {self.fixed} gone"
        new = plural(len(self.new), "new finding")
        return f"{self.shown}: {plural(self.held, 'finding')}, {self.fixed} gone; {new} to fix: a baseline never grows"


def update_baseline(request: CheckRequest) -> BaselineUpdate:
    """Write the baseline of what the caller asked to check. Entries of other records stay as they are.

    Raises what a check raises, and CitefirstError where the file cannot be written.
    """
    run = Run.start(replace(request, no_baseline=True))
    place = run.baseline_path or BASELINE
    root = run.tree.root
    with locked(root / place, root):
        return _updated(run, place)


def _updated(run: Run, place: str) -> BaselineUpdate:
    """Update the file while nobody else writes it."""
    found, checked, shown = set(), set(), {}
    for file, report in run.judged(file for file in run.files() if isinstance(file, File)):
        if broken := next((finding for finding in report.findings if finding.code == UNJUDGED), None):
            raise CitefirstError(f"{file.shown}: {broken.message}: no baseline was written")
        checked.add(file.path)
        for finding in report.findings:
            known = Known(file.path, finding.code, finding.fingerprint)
            found.add(known)
            shown[known] = f"{finding.path}:{finding.region.line}: {finding.code} {finding.message}"
    old = _existing(run, place)
    kept = found if old is None else {entry for entry in old if entry in found or _is_elsewhere(entry, checked, run)}
    write(run.tree.root / place, render(kept), root=run.tree.root)
    new = tuple(shown[entry] for entry in shown if entry not in kept)
    return BaselineUpdate(
        run.shown(place), len(kept), len(old - kept) if old is not None else 0, new, _tell(run, place)
    )


def _tell(run: Run, place: str) -> str:
    """Return what the policy must say for a baseline to count, "" where it says so or the caller does."""
    if run.baseline_path:
        return ""
    return f"add `baseline: {place}` to {run.rulebook.place or POLICY_FILES[0]}, so that they do not count"


def _is_elsewhere(entry: Known, checked: set[str], run: Run) -> bool:
    return entry.path not in checked and run.tree.exists(entry.path)


def _existing(run: Run, place: str) -> frozenset[Known] | None:
    """Return the entries of the existing baseline, None where there is none yet."""
    path = run.tree.root / place
    try:
        return read(place, path.read_bytes()).entries
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PolicyError(f"{place}: the baseline cannot be read: {error.strerror}") from error
