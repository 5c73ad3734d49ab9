"""A plan beside what shipped: as text, as Markdown, as JSON (`shipped-v1`).

Words of a record and of a history are hostile. No word here says that anything is done: a reader is told where
something was found, and decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from citefirst import __version__
from citefirst.report.escape import cut, visible
from citefirst.report.formats.json import dumps
from citefirst.report.formats.text import paint_for
from citefirst.report.markdown import bullets, code, prose
from citefirst.report.summary import plural
from citefirst.report.wrapping import after, fitted
from citefirst.shipped.compare import STATES, Evidence, Line, Named
from citefirst.shipped.outcome import Outcome
from citefirst.shipped.unplanned import Unplanned

_WORDS = {"found": "found", "open": "open", "dropped": "dropped", "no-trace": "no trace"}
_STYLES = {"found": "held", "open": "warning", "dropped": "error", "no-trace": "gutter"}
_CUTS = {
    "shallow": "this clone is shallow: what is older than its history is not found; `git fetch --unshallow` brings it",
    "more": "only the newest commits were read: what is older is not found",
}
_KINDS = {"pull-request": "pull request", "issue": "issue", "reference": "issue or pull request"}
_HASH = 10
_SUBJECT = 80
"""Characters that are shown of a hash and of the first line of a message."""


def as_text(outcome: Outcome, *, width: int = 100, color: bool = False) -> str:
    """Render the plan in its order, each name with its state and where that was found, then what was not planned."""
    paint, blocks = paint_for(color), [[fitted(line, width) for line in _head(outcome)]]
    for section, lines in groupby(outcome.lines, key=lambda line: line.item.section):
        block = [paint("strong", visible(section) or "(before any heading)")]
        for line in lines:
            ticked = " (ticked off in the record)" if line.item.ticked else ""
            first, *rest = after("", f"{visible(line.item.text)}{ticked}", max(30, width - 7))
            block += [f"{line.item.line:>5}  {first}", *(f"       {text}" for text in rest)]
            if not line.names:
                block.append("         names nothing that a history could show")
            for named in line.names:
                state = paint(_STYLES[named.state], f"{_WORDS[named.state]:<9}")
                told = [cut(named.name.written, 60), *_told(named)]
                first = f"{told[0]}: {told[1]}" if len(told) > 1 else told[0]
                wrapped = [part for text in (first, *told[2:]) for part in after("", text, max(30, width - 20))]
                block.append(f"         {state} {wrapped[0]}")
                block += [f"                     {text}" for text in wrapped[1:]]
        blocks.append(block)
    if outcome.unplanned:
        heading = "Not in the plan: commits since the record that name it or a ticket of it"
        blocks.append([paint("strong", heading), *_extras(outcome, width)])
    blocks.append(list(_closing(outcome)))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(outcome: Outcome) -> Iterator[str]:
    known = ", ".join(filter(None, (visible(outcome.id), visible(outcome.status))))
    yield f"Planned and shipped: {visible(outcome.path)}{f' ({known})' if known else ''}"
    yield _held_against(outcome)
    if outcome.history.cut:
        yield _CUTS[outcome.history.cut].replace("`", "")
    if not outcome.known.start and outcome.history.head:
        yield "no commit here holds the record yet, so nothing can be said of what came without being planned"


def _held_against(outcome: Outcome) -> str:
    """Say which history, which files and whether GitHub were asked."""
    history = outcome.history
    if not history.head:
        return "the repository has no commit yet"
    branch = f"{visible(history.branch)} at " if history.branch else ""
    size = f"{plural(len(history.commits), 'commit')}, {plural(len(history.tags), 'tag')}"
    files = sorted({visible(note.path) for note in outcome.known.lines})
    online = "and GitHub" if outcome.known.answers is not None else "GitHub was not asked"
    return f"held against {branch}{history.head[:_HASH]} ({size}), {', '.join(files) or 'no changelog'}, {online}"


def _extras(outcome: Outcome, width: int) -> Iterator[str]:
    for each in outcome.unplanned:
        first, *rest = after("", _extra(each), max(30, width - 9))
        yield f"       {first}"
        yield from (f"         {text}" for text in rest)


def _told(named: Named) -> Iterator[str]:
    if not named.evidence and not named.remark:
        yield "named here and found nowhere"
    for each in named.evidence:
        yield _evidence(each)
    if named.more:
        yield f"and {named.more} more"
    if named.remark:
        yield visible(named.remark)


_HOWS = {
    "merges": "merged",
    "closes": "a commit says that it closes it",
    "names": "a commit names it",
    "reverts": "a commit takes it back",
    "is": "committed",
    "adds": "added",
    "changes": "changed",
    "removes": "removed",
}


def _evidence(each: Evidence) -> str:
    """Say where something was found and when, in words that do not judge."""
    day, quoted = each.at[:10], f": {cut(each.subject, _SUBJECT)}" if each.subject else ""
    match each.where:
        case "commit" | "branch":
            return _of_commit(each, day, quoted)
        case "tag":
            return f"tag {visible(each.ref)}, {day}, at {each.commit[:_HASH]}"
        case "notes":
            return f"in the notes of tag {visible(each.ref)}, {day}"
        case "changelog":
            under = f"under {visible(each.ref)}" if each.ref else "under what is not released"
            if each.how == "announces" and each.ref:
                under += ", not released yet"
            return f"{visible(each.path)}:{each.line} {under}{f', {day}' if day else ''}"
        case "github":
            return f"GitHub says {each.how}{f', {day}' if day else ''}{quoted}"
    raise AssertionError(each.where)


def _of_commit(each: Evidence, day: str, quoted: str) -> str:
    pull = f" in #{each.pull}" if each.pull and each.how != "merges" else ""
    place = f", first in {visible(each.ref)}" if each.ref else ", in no tag yet"
    if each.where == "branch":
        place = f", on {visible(each.ref) or 'a branch'} and not on what is checked out"
    back = f", taken back by {each.reverted[:_HASH]}" if each.reverted else ""
    early = ", before the record" if each.early else ""
    return f"{_HOWS[each.how]} {day}{early}{pull} by {each.commit[:_HASH]}{place}{back}{quoted}"


def _extra(each: Unplanned) -> str:
    pull = f" in #{each.pull}" if each.pull else ""
    place = f", first in {visible(each.tag)}" if each.tag else ", in no tag yet"
    back = f", taken back by {each.reverted[:_HASH]}" if each.reverted else ""
    names = f'names {cut(each.because, 60)}: "{cut(each.subject, _SUBJECT)}"'
    return f"{each.at[:10]} {each.commit[:_HASH]}{pull}{place}{back}, {names}"


def _closing(outcome: Outcome) -> Iterator[str]:
    if not outcome.lines:
        yield "the record has no section that plans, or none of its lines names anything"
        return
    counts = ", ".join(f"{number} {_WORDS[state]}" for state, number in outcome.counts.items() if number)
    yield f"{plural(len(outcome.lines), 'line')} of the plan: {counts or 'none names anything'}"
    if outcome.nameless:
        lines = "1 line names" if outcome.nameless == 1 else f"{outcome.nameless} lines name"
        yield f"{lines} nothing that a history could show: add the pull request or the ticket"
    if outcome.unplanned:
        yield f"{plural(len(outcome.unplanned), 'commit')} not in the plan"


def as_markdown(outcome: Outcome) -> str:
    """Render a page with a list for each section of the plan."""
    blocks = [f"# Planned and shipped: {code(outcome.path)}", prose(f"{_held_against(outcome)}.")]
    if outcome.history.cut:
        blocks.append(prose(f"{_CUTS[outcome.history.cut]}."))
    for section, lines in groupby(outcome.lines, key=lambda line: line.item.section):
        blocks += [f"## {prose(section) or 'Before any heading'}", bullets(map(_markdown_line, lines))]
    if outcome.unplanned:
        blocks += ["## Not in the plan", bullets(code(_extra(each), 400) for each in outcome.unplanned)]
    return "\n\n".join((*blocks, "\n".join(f"{prose(text)}." for text in _closing(outcome)))) + "\n"


def _markdown_line(line: Line) -> str:
    ticked = " (ticked off in the record)" if line.item.ticked else ""
    names = [
        f"  - **{_WORDS[named.state]}** {code(named.name.written, 60)}"
        + "".join(f"<br>{code(text, 300)}" for text in _told(named))
        for named in line.names
    ] or ["  - names nothing that a history could show"]
    return "\n".join((f"line {line.item.line}: {code(line.item.text, 300)}{ticked}", *names))


def as_json(outcome: Outcome) -> str:
    """Render one object, described by `schemas/shipped-v1.schema.json`. Lines are 1-based, times RFC 3339."""
    history = outcome.history
    return dumps(
        {
            "version": 1,
            "tool": {"name": "citefirst", "version": __version__},
            "record": {
                "path": outcome.path,
                "id": outcome.id or None,
                "title": outcome.title,
                "status": outcome.status or None,
                "first_commit": outcome.known.start or None,
            },
            "history": {
                "head": history.head or None,
                "branch": history.branch or None,
                "commits": len(history.commits),
                "tags": len(history.tags),
                "cut": history.cut or None,
                "changelogs": sorted({note.path for note in outcome.known.lines}),
                "online": outcome.known.answers is not None,
            },
            "summary": {
                "lines": len(outcome.lines),
                **{state.replace("-", "_"): outcome.counts[state] for state in STATES},
                "nameless": outcome.nameless,
                "unplanned": len(outcome.unplanned),
            },
            "lines": [_line(line) for line in outcome.lines],
            "unplanned": [
                {
                    "commit": each.commit,
                    "at": each.at,
                    "author": each.author,
                    "subject": each.subject,
                    "pull": each.pull or None,
                    "tag": each.tag or None,
                    "because": each.because,
                    "reverted": each.reverted or None,
                }
                for each in outcome.unplanned
            ],
        }
    )


def _line(line: Line) -> dict[str, Any]:
    item = line.item
    return {
        "section": item.section,
        "line": item.line,
        "text": item.text,
        "ticked": item.ticked,
        "names": [_named(named) for named in line.names],
    }


def _named(named: Named) -> dict[str, Any]:
    name = named.name
    return {
        "kind": name.kind,
        "id": name.id,
        "repository": name.repository or None,
        "written": name.written,
        "state": named.state,
        "evidence": [_place(each) for each in named.evidence],
        "more": named.more,
        "remark": named.remark or None,
    }


def _place(each: Evidence) -> dict[str, Any]:
    return {
        "where": each.where,
        "how": each.how,
        "at": each.at or None,
        "commit": each.commit or None,
        "subject": each.subject or None,
        "pull": each.pull or None,
        "ref": each.ref or None,
        "path": each.path or None,
        "line": each.line or None,
        "reverted": each.reverted or None,
        "early": each.early,
    }
