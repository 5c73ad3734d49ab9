"""The sentences of a report: what is wrong and how to fix it, and at its close what was found, counted, not checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from citefirst.report.escape import visible

if TYPE_CHECKING:
    from citefirst.model import ApprovalState, Finding, Report

MAX_BECAUSE = 20
"""Records that are named with the changed file for which they are judged."""

APPROVALS: Mapping[ApprovalState, str] = {
    "author": "by the author of the commit, whose signature was not asked for",
    "signed": "verified by the signature of the commit",
    "pending": "not committed yet, not verified",
    "standing": "in the base before, not verified again",
}
"""How approvals that count were verified; what does not count is a finding."""


def advice(finding: Finding, shown: Callable[[str], str] = visible) -> str:
    """Return a finding's message and its hint, which is a sentence of its own; `shown` makes both fit to print."""
    if not finding.hint:
        return shown(finding.message)
    end = "" if finding.message.endswith(".") else "."
    return f"{shown(finding.message)}{end} {shown(begun(finding.hint))}"


def begun(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[0].upper() + text[1:]


def unchecked(report: Report) -> list[str]:
    """Return one line for each path that nothing governs."""
    return [f"not checked: {visible(path)} is governed by no workflow" for path in report.skipped]


def closing(report: Report) -> list[str]:
    """Return one line where all held or nothing was checked, else the findings and the claims on a line each."""
    records = plural(len(report.records), "record")
    if not report.records:
        return ["no record was checked"]
    if not report.findings:
        holds = "holds" if len(report.records) == 1 else "hold"
        return [f"{records} {holds}: {claims(report)}", *uncounted(report), *map(visible, because(report))]
    return [f"{found(report)} in {records}", claims(report), *uncounted(report), *map(visible, because(report))]


def closed(report: Report, *, quiet: bool = False) -> list[str]:
    """Return what a plain text ends with: what was not checked and, unless it is to be quiet, what was found."""
    return [*unchecked(report), *(() if quiet else closing(report))]


def uncounted(report: Report) -> list[str]:
    """Return one line each for what assistants wrote, what was looked up, by which day time was judged where that
    matters, what is declared, and what does not count."""
    taken, cited = report.taken
    asked, untold = report.looked_up
    lines = [f"{plural(taken, 'claim')} in an assistant's words, {cited} of them cited"] if taken else []
    lines += [f"{plural(asked, 'source')} looked up, {untold} without an answer"] if asked else []
    lines += [f"judged as on {report.day}"] if report.day and any(finding.due for finding in report.findings) else []
    lines += approvals(report)
    reasons = (
        (report.excepted, "excepted by the policy"),
        (report.baselined, "in the baseline"),
        (report.unchanged, "on lines that did not change, left out"),
    )
    return lines + [f"{plural(number, 'finding')} {reason}" for number, reason in reasons if number]


def approvals(report: Report) -> list[str]:
    """Return one line for each way in which approvals were verified, or were not."""
    states, entered = report.approvals, report.entered
    lines = [f"{plural(report.declared, 'approval')} declared, not verified"] if report.declared else []
    lines += [f"{plural(entered, 'approval')} entered by somebody else on behalf"] if entered else []
    return lines + [f"{plural(states[state], 'approval')} {said}" for state, said in APPROVALS.items() if states[state]]


def because(report: Report) -> list[str]:
    """Return one sentence each on why a record is checked that did not change itself."""
    judged = [record for record in report.records if record.because]
    lines = [f"`{each.path}` is judged because `{each.because}` changed" for each in judged[:MAX_BECAUSE]]
    more = len(judged) - len(lines)
    return [*lines, f"and {plural(more, 'more record')} for other files that changed"] if more else lines


def found(report: Report) -> str:
    """Return `2 errors, 1 warning`."""
    return f"{plural(report.count('error'), 'error')}, {plural(report.count('warning'), 'warning')}"


def claims(report: Report) -> str:
    """Count factual claims by verdict: `12 claims, 9 cited (3 quoted), 1 UNKNOWN, 2 uncited`."""
    counts = report.claims
    quoted = f" ({counts.quoted} quoted)" if counts.quoted else ""
    cited = f"{plural(counts.factual, 'claim')}, {counts.cited} cited{quoted}"
    return f"{cited}, {counts.unknown} UNKNOWN, {counts.uncited} uncited"


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
