"""Findings counted by rule, section and file: what a maintainer decides by before reading any of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from citefirst.model import Finding, Report
from citefirst.report.escape import visible
from citefirst.report.summary import claims, found, plural

SHOWN = 12
"""Rows of a table; the others are counted."""
MOST = 0.75
"""The share of all findings that the leading rules make together."""
TOP = "(above the first heading)"
_UNCITED = ("CF201", "CF211")
_KEY = re.compile(r"(?<![\w/.-])([A-Z][A-Z0-9]{1,9})-\d{1,7}(?![\w-])")
_NO_TICKETS = frozenset("UTF ISO RFC CVE SHA AES RSA TLS SSL HTTP IPV UTC GMT SEV P V".split())
"""Names before a number that are standards, algorithms and the like."""


class Group(NamedTuple):
    """Findings that have something in common: how many, of them errors, and in how many files."""

    name: str
    findings: int
    errors: int
    files: int
    label: str = ""


class Form(NamedTuple):
    """A form of IDs on uncited lines, and how many of these a policy that names it would settle."""

    form: str
    lines: int


def groups(findings: Iterable[Finding], name: Callable[[Finding], str]) -> list[Group]:
    """Count findings by a name, the most frequent first."""
    held: dict[str, list[Finding]] = {}
    for finding in findings:
        held.setdefault(name(finding), []).append(finding)
    counted = [
        Group(
            key,
            len(each),
            sum(finding.severity == "error" for finding in each),
            len({finding.path for finding in each}),
            each[0].rule,
        )
        for key, each in held.items()
    ]
    return sorted(counted, key=lambda group: (-group.findings, group.name))


def by_rule(report: Report) -> list[Group]:
    return groups(report.findings, lambda finding: finding.code)


def by_section(report: Report) -> list[Group]:
    return groups(report.findings, lambda finding: finding.section or TOP)


def by_file(report: Report) -> list[Group]:
    return groups(report.findings, lambda finding: finding.path)


def leading(report: Report) -> list[Group]:
    """Return the fewest rules that make three quarters of the findings together."""
    total, taken = len(report.findings), 0
    leaders = []
    for group in by_rule(report):
        leaders.append(group)
        taken += group.findings
        if taken >= MOST * total:
            break
    return leaders


def forms(findings: Iterable[Finding]) -> list[Form]:
    """List forms of ticket keys on lines without a citation, the most frequent first."""
    lines: Counter[str] = Counter()
    for finding in findings:
        if finding.code in _UNCITED:
            lines.update({key for key in _KEY.findall(finding.excerpt) if key not in _NO_TICKETS})
    ranked = sorted(lines.items(), key=lambda item: (-item[1], item[0]))
    return [Form(f"{key}-{{number}}", count) for key, count in ranked if count > 1]


def first_steps(report: Report) -> Iterator[str]:
    """Yield what to do about more findings than anybody reads, one line each."""
    leaders = leading(report)
    share = sum(group.findings for group in leaders) * 100 // len(report.findings)
    for group in leaders[:SHOWN]:
        yield f"{group.findings:>7,}  {group.name} {group.label}"
    yield f"{plural(len(leaders), 'rule')} for {share} % of the findings (`citefirst explain {leaders[0].name}`)"
    for form in forms(report.findings)[:3]:
        yield f"{plural(form.lines, 'uncited line')} with `{form.form}`: name it under `ids:` in the policy"
    yield "to begin, choose one:"
    yield "  citefirst check --write-baseline             what is there does not count"
    yield "  citefirst check --since REV --changed-lines  only what changed counts"
    yield "  `rules:` in the policy                       a rule is a warning, or off"
    yield "by rule, section and file: citefirst check --statistics"


def render(report: Report) -> str:
    """Render the counts as tables that fit 80 columns."""
    lines = [f"{found(report)} in {plural(len(report.records), 'record')}", claims(report)]
    lines += _table("by rule", by_rule(report), len(report.findings), label=True)
    lines += _table("by section", by_section(report), len(report.findings))
    lines += _table("by file", by_file(report), len(report.findings))
    if seen := forms(report.findings):
        lines += ["", "IDs on uncited lines that the policy does not name"]
        lines += [f"{form.lines:>7,}  {visible(form.form)}" for form in seen[:SHOWN]]
    if report.findings:
        lines += ["", *first_steps(report)][:-1]
    return "".join(f"{line}\n" for line in lines)


def _table(title: str, rows: Sequence[Group], total: int, *, label: bool = False) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title:<44}{'findings':>9}{'share':>7}{'errors':>8}{'files':>7}"
    for group in rows[:SHOWN]:
        name = visible(f"{group.name} {group.label}" if label else group.name)
        name = name if len(name) <= 43 else f"\u2026{name[-42:]}"
        share = f"{group.findings * 100 // total} %"
        yield f"{name:<44}{group.findings:>9,}{share:>7}{group.errors:>8,}{group.files:>7,}"
    if rest := rows[SHOWN:]:
        yield f"{f'{len(rest):,} more':<44}{sum(group.findings for group in rest):>9,}"


def value(report: Report) -> dict[str, object]:
    """Return the counts as JSON has them: everything, not only what a screen holds."""

    def rows(found: Sequence[Group], key: str) -> list[dict[str, object]]:
        return [
            {key: group.name, "findings": group.findings, "errors": group.errors, "files": group.files}
            for group in found
        ]

    return {
        "version": 1,
        "records": len(report.records),
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "rules": rows(by_rule(report), "code"),
        "sections": rows(by_section(report), "section"),
        "files": rows(by_file(report), "path"),
        "leading": [group.name for group in leading(report)],
        "ids": [form._asdict() for form in forms(report.findings)],
    }
