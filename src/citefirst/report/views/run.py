"""What a run did, for `--verbose`: where it looked, by which policy, what it knew already, how long it took."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from citefirst.model import Report
from citefirst.report.escape import visible
from citefirst.report.summary import plural


def lines(root: str, policy: str, report: Report, known: Collection[str], seconds: float) -> Iterator[str]:
    """Yield a line each. `policy` is its file, "" without one; `known` the shown paths that were not judged anew."""
    yield f"repository: {visible(root)}"
    yield f"policy: {visible(policy) or 'none, the built-in rules'}"
    for record in report.records:
        told = "known from an earlier run" if record.path in known else "judged"
        yield f"{visible(record.path)}: {told}, {plural(len(record.findings), 'finding')}"
    yield f"{plural(len(report.records), 'record')} in {seconds:.2f} s, {len(known)} known from earlier runs"
