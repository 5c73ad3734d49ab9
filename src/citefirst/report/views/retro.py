"""A retrospective: as text, as Markdown, as HTML, as JSON (`retro-v1`).

Its words say what was asked for and when it held; they do not say whose fault anything is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from citefirst import __version__
from citefirst.report.escape import cut, visible
from citefirst.report.formats.json import dumps
from citefirst.report.formats.text import paint_for
from citefirst.report.markdown import bullets, prose
from citefirst.report.summary import plural
from citefirst.report.wrapping import after, fitted
from citefirst.retro.model import Assisted, Case, Excuse, Retro, Runs
from citefirst.retro.summary import ByRule, Person, by_rule, length

MAX_LISTED = 20
"""Places or lines that one list shows; the others are counted."""
_LENGTH = 100
_WHICH = {"then": "the policy as it was at each commit", "today": "the policy of today"}


class Part(NamedTuple):
    """A heading, and entries of one line each, below which others stand. Nothing of it is escaped twice: it is fit to
    print as it is."""

    heading: str
    entries: Sequence[tuple[str, Sequence[str]]]


def as_text(retro: Retro, *, width: int = 100, color: bool = False) -> str:
    """Render for a terminal."""
    paint, blocks = paint_for(color), ["\n".join(fitted(line, width) for line in _head(retro))]
    for part in _parts(retro):
        lines = [paint("strong", part.heading)]
        for entry, below in part.entries:
            lines += _wrapped(entry, width, "  ", "    ")
            lines += [line for text in below for line in _wrapped(text, width, "      ", "        ")]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    begin, *others = after(first, text, max(40, width), indent=len(rest))
    return [f"{first}{begin}", *(f"{rest}{line}" for line in others)]


def as_markdown(retro: Retro) -> str:
    """Render a page for a wiki or an issue. Text that is not ours stands in code."""
    title, *rest = _head(retro)
    blocks = [f"# {prose(title)}", *(prose(text) for text in rest)]
    for part in _parts(retro):
        lines = []
        for entry, below in part.entries:
            lines.append("\n".join((f"{_marked(entry)}", *(f"  - {_marked(text)}" for text in below))))
        blocks += [f"## {prose(part.heading)}", bullets(lines)]
    return "\n\n".join(blocks) + "\n"


def _marked(text: str) -> str:
    return prose(text, 1000)


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;"
    "background:#fff}h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .4rem}ul{padding-left:1.2rem}"
    "li{margin:.3rem 0;overflow-wrap:anywhere}li li,.about{color:#59636e}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}li li,.about{color:#9198a1}}"
    "@media print{body{max-width:none;margin:0}}"
)


def as_html(retro: Retro) -> str:
    """Render one page that loads nothing and runs nothing."""
    title, *rest = (escape(text) for text in _head(retro))
    body = [f"<h1>{title}</h1>", *(f'<p class="about">{text}</p>' for text in rest)]
    for part in _parts(retro):
        items = "".join(f"<li>{escape(entry)}{_html_list(below)}</li>" for entry, below in part.entries)
        body.append(f"<h2>{escape(part.heading)}</h2><ul>{items}</ul>")
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    head = f'<meta charset="utf-8">{policy}<meta name="viewport" content="width=device-width"><title>{title}</title>'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head>'
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _html_list(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>" if texts else ""


def _head(retro: Retro) -> Iterator[str]:
    yield f"Looking back on {retro.since} to {retro.until}"
    if not retro.head:
        yield "the repository has no commit yet"
        return
    size = (
        f"{plural(retro.records, 'record')}, {plural(retro.revisions, 'revision')} in {plural(retro.commits, 'commit')}"
    )
    policies = f", of which there were {retro.policies}" if retro.which == "then" and retro.policies > 1 else ""
    yield f"{size}, up to {retro.head[:10]}, judged by {_WHICH[retro.which]}{policies}"
    for fault in retro.faults[:5]:
        yield f"a policy of the span cannot be used, so today's stood in for it: {cut(fault, 300)}"
    if retro.cut:
        yield "this clone is shallow and its history begins within the span: what was before is not known"


def _parts(retro: Retro) -> Iterator[Part]:
    rows = by_rule(retro)
    told = [row for row in rows if row.asked or row.before_held]
    errors = [_rule(row, retro) for row in told if row.severity == "error"]
    yield Part("What was asked for", errors or [("nothing", ())])
    if warnings := [_rule(row, retro) for row in told if row.severity == "warning"]:
        yield Part("What was warned of", warnings)
    if older := [_older(row) for row in rows if row.before - row.before_held]:
        yield Part("Open since before, and nobody was asked for it here", older)
    if retro.excused:
        yield Part("Excused", list(_excused(retro.excused)))
    if retro.assisted:
        yield Part("Lines from assistants", list(_assisted(retro.assisted)))
    if retro.runs:
        yield Part("Stored runs", list(_runs(retro.runs)))
    if retro.quiet:
        names = ", ".join(f"{code} {name}" for code, name in retro.quiet)
        yield Part("Rules that never found anything", [(f"{plural(len(retro.quiet), 'rule')}: {names}", ())])
    if retro.unasked:
        names = ", ".join(f"{code} {name}" for code, name in retro.unasked)
        why = "these need more than a history tells, such as a pull request or a look-up"
        yield Part("Rules that were not asked", [(f"{why}: {names}", ())])


def _rule(row: ByRule, retro: Retro) -> tuple[str, list[str]]:
    text = f"{row.code} {row.rule}: {_times(row.asked)}{_stands(row.held, row.still, row.seconds)}"
    if row.longest is not None and row.held > 1:
        text += f", {length(row.longest)} at most"
    below = [_person(each) for each in row.people]
    if row.again:
        below.append(f"asked again after a change of words: {row.again}")
    if row.before_held:
        below.append(f"{row.before_held} from before the span held within it")
    return text, [*below, *_open(retro.cases, row.code)]


def _open(cases: Iterable[Case], code: str) -> Iterator[str]:
    """Yield where something is still open, by file."""
    found = [each for each in cases if each.code == code and each.end == "open" and each.opened]
    by_path: dict[str, list[int]] = {}
    for each in found[:MAX_LISTED]:
        by_path.setdefault(each.path, []).append(each.line)
    for path, lines in by_path.items():
        yield f"open: {visible(path)}, {'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, sorted(lines)))}"
    if len(found) > MAX_LISTED:
        yield f"and {len(found) - MAX_LISTED} more"


def _times(number: int) -> str:
    return "not asked within the span" if not number else "once" if number == 1 else f"{number} times"


def _stands(held: int, still: int, seconds: float | None) -> str:
    after = f" after {length(seconds)}" if seconds is not None else ""
    median = " (median)" if held > 1 and after else ""
    said = [f"{held} held{after}{median}"] if held else []
    return f"; {', '.join((*said, *([f'{still} open'] if still else [])))}" if said or still else ""


def _person(each: Person) -> str:
    records = f" in {plural(each.records, 'record')}"
    name = cut(each.name, 60) or "(no name)"
    return f"{name} was asked {_times(each.asked)}{records}{_stands(each.held, each.still, each.seconds)}"


def _older(row: ByRule) -> tuple[str, Sequence[str]]:
    return f"{row.code} {row.rule}: {row.before - row.before_held}", ()


def _excused(excused: Sequence[Excuse]) -> Iterator[tuple[str, Sequence[str]]]:
    reasons = Counter((each.code, each.rule, each.why) for each in excused)
    for (code_, rule, why), number in reasons.most_common(MAX_LISTED):
        places = [f"{visible(each.path)}:{each.line}" for each in excused if (each.code, each.why) == (code_, why)]
        more = [f"and {len(places) - 5} more"] if len(places) > 5 else []
        yield f"{code_} {rule}: {plural(number, 'finding')}, by {cut(why, 300)}", [*places[:5], *more]


def _assisted(lines: Sequence[Assisted]) -> Iterator[tuple[str, Sequence[str]]]:
    changed, found = sum(bool(each.changed) for each in lines), sum(bool(each.found) for each in lines)
    size = f"{plural(len(lines), 'line')} in {plural(len({each.path for each in lines}), 'record')}"
    yield f"{size}: {changed} changed or removed later, {found} with a finding", ()
    told = [each for each in lines if each.changed or each.found]
    for each in told[:MAX_LISTED]:
        what = [f"changed {each.at[:10]} in {each.changed[:10]}"] if each.changed else []
        what += [f"found by {each.found}"] if each.found else []
        yield f"{visible(each.path)}, from {visible(each.tool) or '?'}: {', '.join(what)}", [cut(each.text, _LENGTH)]
    if len(told) > MAX_LISTED:
        yield f"and {len(told) - MAX_LISTED} more", ()


def _runs(runs: Runs) -> Iterator[tuple[str, Sequence[str]]]:
    rules = sorted(runs.by_rule.items(), key=lambda item: (-item[1], item[0]))
    yield f"{plural(runs.read, 'run')}, {runs.red} red", [f"{cut(rule, 20)} in {number}" for rule, number in rules]
    if runs.undated:
        yield f"{plural(runs.undated, 'run')} of them without a day, counted whenever they were", ()
    if runs.unread:
        more = [f"and {len(runs.unread) - MAX_LISTED} more"] if len(runs.unread) > MAX_LISTED else []
        shown = [cut(each, 200) for each in runs.unread[:MAX_LISTED]]
        yield f"{plural(len(runs.unread), 'file')} could not be counted", [*shown, *more]


def as_json(retro: Retro) -> str:
    """Render one object, described by `schemas/retro-v1.schema.json`. Lines are 1-based, times RFC 3339, and lengths
    in seconds."""
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "since": retro.since,
            "until": retro.until,
            "policy": retro.which,
            "head": retro.head or None,
            "cut": retro.cut,
            "faults": list(retro.faults),
            "summary": {
                "records": retro.records,
                "revisions": retro.revisions,
                "commits": retro.commits,
                "policies": retro.policies,
            },
            "rules": [_json_rule(row) for row in by_rule(retro)],
            "cases": [_json_case(each) for each in retro.cases],
            "excused": [_json_excuse(each) for each in retro.excused],
            "assisted": [_json_assisted(each) for each in retro.assisted],
            "quiet": [code for code, _ in retro.quiet],
            "unasked": [code for code, _ in retro.unasked],
            "runs": _json_runs(retro.runs) if retro.runs else None,
        }
    )


def _json_rule(row: ByRule) -> dict[str, Any]:
    people = [
        {
            "name": each.name,
            "asked": each.asked,
            "records": each.records,
            "held": each.held,
            "open": each.still,
            "seconds": each.seconds,
        }
        for each in row.people
    ]
    return {
        "code": row.code,
        "rule": row.rule,
        "severity": row.severity,
        "asked": row.asked,
        "held": row.held,
        "open": row.still,
        "before": row.before,
        "before_held": row.before_held,
        "again": row.again,
        "seconds": row.seconds,
        "longest": row.longest,
        "people": people,
    }


def _json_case(each: Case) -> dict[str, Any]:
    return {
        "code": each.code,
        "path": each.path,
        "line": each.line,
        "severity": each.severity,
        "message": each.message,
        "author": each.author or None,
        "commit": each.commit or None,
        "opened": each.opened or None,
        "settled": each.settled or None,
        "by": each.by or None,
        "end": each.end,
        "again": each.again,
    }


def _json_excuse(each: Excuse) -> dict[str, Any]:
    return {"code": each.code, "path": each.path, "line": each.line, "message": each.message, "why": each.why}


def _json_assisted(each: Assisted) -> dict[str, Any]:
    return {
        "path": each.path,
        "text": each.text,
        "tool": each.tool,
        "changed": each.changed or None,
        "at": each.at or None,
        "found": each.found or None,
    }


def _json_runs(runs: Runs) -> dict[str, Any]:
    return {
        "read": runs.read,
        "red": runs.red,
        "undated": runs.undated,
        "by_rule": dict(runs.by_rule),
        "unread": list(runs.unread),
    }
