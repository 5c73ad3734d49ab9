"""A run's outcome as one Markdown page: findings by record, the worst first, as many as fit between head and foot.

The pull request's comment and the job's summary are such pages and differ by their `Layout` only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from citefirst.model import Finding, RecordReport, Report
from citefirst.report.excerpt import excerpt
from citefirst.report.markdown import bullets, code, details, fitting, html_code, link, prose, row, size, span, table
from citefirst.report.order import by_place
from citefirst.report.outcome import Outcome, RunPlace
from citefirst.report.pages import parts
from citefirst.report.summary import because, plural, uncounted
from citefirst.structs import frozen

EXCERPT = 200
"""Columns of a source line that are shown around what was found."""


@frozen
class Layout:
    """`opened` findings are seen at once, the others when their record is unfolded; None: all, in one table.

    `rest` says where to find those for which there is no room.
    """

    heading: str
    room: int
    opened: int | None
    rest: str

    @property
    def table(self) -> bool:
        return self.opened is None


@frozen
class RenderedFinding:
    """A finding of a record, rendered, and whether it is seen at once."""

    record: RecordReport
    text: str
    seen: bool


def page(outcome: Outcome, layout: Layout) -> str:
    """Render the whole page. What does not fit is left out by whole findings, warnings before errors."""
    head, foot = _head(outcome, layout), _foot(outcome, layout)
    ranked = _ranked(outcome.report)
    # Rendering ends where the room does, however many findings there are.
    render = _cells if layout.table else item
    texts = fitting((render(finding, outcome.place) for _, finding in ranked), layout.room)
    entries = [RenderedFinding(ranked[n][0], text, n < (layout.opened or 0)) for n, text in enumerate(texts)]

    def body(shown: int) -> str:
        left = len(ranked) - shown
        more = f"{plural(left, 'more finding')} {'is' if left == 1 else 'are'} not shown here: {layout.rest}."
        return "\n\n".join([*head, *_by_record(entries[:shown], layout.table), *([more] if left else []), *foot]) + "\n"

    fits = bisect_right(range(len(entries) + 1), layout.room, key=lambda shown: size(body(shown)))
    return body(max(0, fits - 1))


def _head(outcome: Outcome, layout: Layout) -> list[str]:
    return [f"{layout.heading} {parts.heading(outcome)}", *parts.standing(outcome), *parts.verdicts(outcome)]


def _foot(outcome: Outcome, layout: Layout) -> list[str]:
    share = layout.room // 8
    lines = [
        *fitting((prose(note) for note in (*outcome.notes, *because(outcome.report))), share),
        *uncounted(outcome.report),
        *parts.listed("Governed by no workflow and not checked", outcome.report.skipped),
    ]
    return [
        *_proposed(outcome, layout.room // 4),
        *parts.advice(outcome.report),
        *parts.claims(outcome.report, share, folded=not layout.table),
        *([bullets(lines)] if lines else []),
        parts.origin(outcome),
    ]


def _ranked(report: Report) -> list[tuple[RecordReport, Finding]]:
    """Rank findings with their records: errors before warnings, then the worst record first, then by place."""
    policy = (RecordReport(path=report.policy[0].path, workflow=None, findings=report.policy),) if report.policy else ()
    records = parts.by_harm((*report.records, *policy))
    pairs = [(record, finding) for record in records for finding in by_place(record.findings)]
    return sorted(pairs, key=lambda pair: pair[1].severity != "error")


def item(finding: Finding, place: RunPlace, path: str = "") -> str:
    """Render one finding as a list item: where and which rule, what and how to fix it, in which words."""
    text = f"- {_where(finding, place, path)}, {_rule(finding)}: {_what(finding)}"
    return f"{text}\n  > {_source(finding)}" if finding.excerpt.strip(" \t") else text


def _cells(finding: Finding, place: RunPlace) -> str:
    """Render the same as a row of a table. Between blank lines Markdown is read in a cell."""
    source = f"<br>{_source(finding)}" if finding.excerpt.strip(" \t") else ""
    what = f"{_what(finding)}{source}" or span(" ")  # an empty cell would end the row's Markdown
    cells = (_where(finding, place), _rule(finding), what)
    return row(f"\n\n{cell}\n\n" for cell in cells)


def _where(finding: Finding, place: RunPlace, path: str = "") -> str:
    region = finding.region
    where = f"line {region.line}" if region.end_line <= region.line else f"lines {region.line} to {region.end_line}"
    return link(
        f"{path}, {where}" if path else where.capitalize(), place.link(finding.path, region.line, region.end_line)
    )


def _rule(finding: Finding) -> str:
    return f"{finding.severity} {link(code(finding.code), finding.url)}"


def _what(finding: Finding) -> str:
    return prose(finding.message) + (f"<br>Help: {prose(finding.hint)}" if finding.hint else "")


def _source(finding: Finding) -> str:
    region, line = finding.region, finding.excerpt
    end = region.end_column - 1 if region.end_line == region.line else len(line)
    return span(excerpt(line, region.column - 1, end, EXCERPT).text.strip(" "))


def _by_record(entries: Sequence[RenderedFinding], in_table: bool) -> list[str]:
    groups: dict[str, list[RenderedFinding]] = {}
    for entry in entries:
        groups.setdefault(entry.record.path, []).append(entry)
    if not in_table:
        return [_record(group) for group in groups.values()]
    rows = (part for group in groups.values() for part in (_title(group[0].record), *(entry.text for entry in group)))
    return [table(rows)] if groups else []


def _title(record: RecordReport) -> str:
    return f'<tr><th colspan="3" align="left">{_label(record)}</th></tr>'


def _record(group: Sequence[RenderedFinding]) -> str:
    """Render the findings of a record under its path, folded away as far as they are not open."""
    record = group[0].record
    opened = [entry.text for entry in group if entry.seen]
    folded = [entry.text for entry in group if not entry.seen]
    label = f"{len(folded)} more in {html_code(record.path)}" if opened else _label(record)
    blocks = [f"**{code(record.path, 200)}**\n\n" + "\n".join(opened)] if opened else []
    return "\n\n".join([*blocks, *([details(label, "\n".join(folded))] if folded else [])])


def _label(record: RecordReport) -> str:
    return f"{html_code(record.path)}: {parts.found(record.findings)}"


def _proposed(outcome: Outcome, room: int) -> list[str]:
    """Render what only the policy finds that the pull request proposes."""
    proposed = outcome.proposal.report if outcome.proposal else None
    known = {(finding.path, finding.fingerprint) for finding in outcome.report.findings}
    ranked = _ranked(proposed) if proposed else []
    new = [finding for _, finding in ranked if (finding.path, finding.fingerprint) not in known]
    if not new:
        return []
    shown = fitting((item(finding, outcome.place, code(finding.path, 200)) for finding in new), room)
    more = [f"- and {len(new) - len(shown)} more"] if len(shown) < len(new) else []
    label = f"Found only by this pull request's own policy: {parts.found(new)}"
    return [details(label, "\n".join([*shown, *more]))]
