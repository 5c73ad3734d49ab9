"""Parts of a page that say in a few words what a run decided, by which policy, of how much, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.model import Finding, RecordReport, Report
from citefirst.report.markdown import bullets, code, details, fitting, html_code, link, prose, row, table
from citefirst.report.outcome import Outcome, Proposal
from citefirst.report.summary import claims as tally
from citefirst.report.summary import plural

RECORDS = "https://github.com/citefirst/citefirst/blob/main/docs/records.md"
PATHS = 5
"""Paths of a list that are named, before it says how many more there are."""


def heading(outcome: Outcome) -> str:
    """Return the verdict in words, `citefirst: 3 errors, 1 warning in 2 of 4 records`."""
    fault = "the policy of this pull request is invalid" if outcome.proposal and outcome.proposal.fault else ""
    shown = verdict(outcome.report, outcome.whole)
    return "citefirst: " + (f"{shown}; {fault}" if fault and outcome.report.findings else fault or shown)


def verdict(report: Report, whole: bool) -> str:
    """Say what was found in how many records."""
    if not report.records:
        return "0 records in this repository" if whole else "0 records changed"
    if not report.findings:
        return "all evidence in place"
    if not any(record.findings for record in report.records):
        return f"{found(report.findings)} in the policy"
    total, affected = len(report.records), sum(bool(record.findings) for record in report.records)
    records = plural(total, "record") if affected == total else f"{affected} of {plural(total, 'record')}"
    return f"{found(report.findings)} in {records}"


def found(findings: Sequence[Finding]) -> str:
    """Return `2 errors, 1 warning`, leaving out a zero."""
    errors = sum(finding.severity == "error" for finding in findings)
    parts = ((errors, "error"), (len(findings) - errors, "warning"))
    return ", ".join(plural(count, noun) for count, noun in parts if count)


def standing(outcome: Outcome) -> list[str]:
    """Say that findings do not fail the job, where they do not."""
    if not (outcome.report.findings or outcome.failed):
        return []
    if outcome.report.unjudged:
        return ["The check of a record broke off, which fails this job in every mode."]
    if outcome.mode != "enforce":
        return [f"Findings do not fail this job, which runs in `{outcome.mode}` mode."]
    return [] if outcome.failed else ["Warnings do not fail this job."]


def verdicts(outcome: Outcome) -> list[str]:
    """Give the verdict by the policy that decides, and by the one that the pull request would put in its place."""
    if not (proposed := outcome.proposal):
        return []
    lines = [
        f"**By the base branch's policy (decides)**: {verdict(outcome.report, outcome.whole)}",
        f"**By this pull request's own policy**: {_proposed(proposed, outcome.whole)}",
        *listed("Records that it would no longer govern", proposed.released),
    ]
    return [bullets(lines)]


def _proposed(proposal: Proposal, whole: bool) -> str:
    if proposal.fault:
        return f"invalid: {prose(proposal.fault)}"
    return prose(proposal.untold) if proposal.untold else verdict(proposal.report or Report(), whole)


def listed(label: str, paths: Sequence[str]) -> list[str]:
    """Return `label: a, b and 3 more`, nothing without a path."""
    if not paths:
        return []
    more = f" and {len(paths) - PATHS} more" if len(paths) > PATHS else ""
    return [f"{label}: {', '.join(code(path, 200) for path in paths[:PATHS])}{more}"]


def advice(report: Report) -> list[str]:
    """Say how to fix a line, where one needs fixing."""
    how = link("how records cite", RECORDS)
    return [f"To fix a line, add a source such as `[S1]`, or label the line UNKNOWN: {how}."] if report.findings else []


def claims(report: Report, room: int, *, folded: bool) -> list[str]:
    """Count factual claims by verdict, and for several records the same for each."""
    if not report.records:
        return []
    total = f"{plural(len(report.records), 'record')}, {tally(report)}"
    if len(report.records) == 1:
        return [f"{total}."]
    return [details(total, _table(report, room))] if folded else [f"{total}.", _table(report, room)]


def _table(report: Report, room: int) -> str:
    """Render what was found and counted in each record, as many records as fit the room."""
    quotes = bool(report.claims.quoted)
    rows = fitting(
        (_row(html_code(record.path), Report((record,)), quotes) for record in by_harm(report.records)), room
    )
    left = len(report.records) - len(rows)
    cited = ("Cited", "of them quoted") if quotes else ("Cited",)
    head = row(("Record", "Errors", "Warnings", "Claims", *cited, "UNKNOWN", "Uncited"), "th")
    return table([head, *rows, *([row((f"{left} more",))] if left else []), _row("All", report, quotes)])


def _row(name: str, report: Report, quotes: bool) -> str:
    counted = report.claims
    cited = (counted.cited, counted.quoted) if quotes else (counted.cited,)
    numbers = (counted.factual, *cited, counted.unknown, counted.uncited)
    return row((name, *map(str, (report.count("error"), report.count("warning"), *numbers))))


def by_harm(records: Sequence[RecordReport]) -> list[RecordReport]:
    """Sort records, the one with the most errors first."""

    def key(record: RecordReport) -> tuple[int, int, str]:
        errors = sum(finding.severity == "error" for finding in record.findings)
        return -errors, -len(record.findings), record.path

    return sorted(records, key=key)


def origin(outcome: Outcome) -> str:
    """Name the commit that was judged, the base that this holds for, and the run that did it."""
    place, base = outcome.place, outcome.base
    against = f", judged against {code(base.shown, 200)}" if base else ""
    run = f", {link('run', place.log)}" if place.log else ""
    return f"<sub>Commit {code(place.head[:7])}{against}{run}</sub>"
