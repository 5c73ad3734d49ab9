"""CF001-CF008: a record that cannot be read, or that no workflow judges; a policy that excuses more than it may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from citefirst.model import Document, Problem
from citefirst.places import Span
from citefirst.policy import baseline as baselines
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Waiver
from citefirst.record.build import Record
from citefirst.record.paths import Exists
from citefirst.rules.context import Broke, Routing
from citefirst.rules.rule import Example, Rule


def unreadable_record(unread: str) -> Iterator[Problem]:
    yield Problem(NOWHERE, unread, "records are UTF-8 text files inside the repository")


def unjudged_record(broke: Broke) -> Iterator[Problem]:
    yield Problem(NOWHERE, f"the check of this record broke off: {broke.reason}", broke.hint)


def unread_frontmatter(record: Record, routing: Routing) -> Iterator[Problem]:
    if problem := _unread(record.document, routing):
        yield problem


def missing_frontmatter(record: Record, routing: Routing) -> Iterator[Problem]:
    document = record.document
    told = any(problem.code == "CF002" for problem in document.problems) or _unread(document, routing)
    if document.frontmatter is None and not told:
        hint = "begin with `workflow:` between `---` lines"
        yield Problem(first_line(document), "the record has no front matter", hint)


def unknown_workflow(record: Record, routing: Routing) -> Iterator[Problem]:
    routed, named, span = routing.routed, routing.named, workflow_place(record.document)
    if routed and named and named != routed:
        message = f"the policy routes this path to {routed}, but the record says {named}"
        yield Problem(span, message, f"write `workflow: {routed}`")
    name = routed or named
    if name and name not in routing.known:
        yield Problem(span, f"there is no workflow `{name}`", routing.suggest(name))
    elif not name and record.document.frontmatter and not _unread(record.document, routing):
        yield Problem(span, "the record names no workflow", "add `workflow:` to the front matter")


def _unread(document: Document, routing: Routing) -> Problem | None:
    """Return what is wrong with front matter that would name a workflow if it were read.

    Where the policy routes the file, only front matter that is not there leaves the question open; fields of the body
    are none.
    """
    front = document.frontmatter if document.text.startswith("---") else None
    known = front if routing.routed else routing.named
    if known or any(problem.code == "CF002" for problem in document.problems):
        return None
    from citefirst.document.unread_front import unread

    return unread(document.text, front, front.span.end if front else 0)


def lapsed_exception(waivers: Sequence[Waiver], day: str) -> Iterator[Problem]:
    for waiver in waivers:
        if waiver.expires < day:
            message = f"the exception for {waiver.rule} in {waiver.glob} expired on {waiver.expires}"
            hint = f"fix what it excused and remove it, or let {waiver.owner} renew it"
            yield Problem(waiver.span, message, hint, due=waiver.expires, who=(waiver.owner,))


def unused_exception(unused: Sequence[Waiver]) -> Iterator[Problem]:
    for waiver in unused:
        message = f"the exception for {waiver.rule} in {waiver.glob} excuses nothing"
        yield Problem(waiver.span, message, "remove it, or correct its path or rule", who=(waiver.owner,))


def fixed_finding(baseline: Baseline, met: Mapping[str, Iterable[str]], exists: Exists) -> Iterator[Problem]:
    for entry, reason in baseline.gone(met, exists):
        message = f"the baseline holds a finding that is gone: {reason}"
        yield Problem(baseline.place(entry), message, baselines.UPDATE)


def workflow_place(document: Document) -> Span:
    """Return where a document names its workflow, or its first line."""
    front = document.frontmatter
    return (front.values.get(("workflow",)) if front else None) or first_line(document)


def first_line(document: Document) -> Span:
    """Return where to point when a whole file is meant."""
    return Span(0, document.lines.end(0))


NOWHERE = Span(0, 0)
"""In a file without a text."""
EXCEPTION = """exceptions:
  - path: docs/incidents/inc-2041.md
    rule: CF201
    reason: written before the rule; the dashboards are gone
    owner: "@alice"
    expires: {}
"""
BASELINE = """{
  "version": 1,
  "findings": {
    "record.md": {
      "CF201": ["5f0c6a3d8e1b2947"]
    }
  }
}
"""
_BODY = (
    b"# Checkout latency\n\n## Facts\n\nCheckout p99 rose to 4.2 s for 38 minutes. [S1]\n\n"
    b'[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'
)
RULES = (
    Rule(
        code="CF615",
        name="unused-exception",
        summary="An exception of the policy excuses nothing in the whole repository.",
        why="What it excused is mended, moved or never was there, and it would excuse whatever comes to that place. "
        "Only `citefirst audit` looks at the whole repository, so only it can tell.",
        checks=(unused_exception,),
        good=Example(policy=EXCEPTION.format("2099-01-31")),
        bad=Example(policy=EXCEPTION.format("2099-01-31"), audit=True),
        severity="warning",
    ),
    Rule(
        code="CF006",
        name="fixed-finding",
        summary="The baseline holds a finding that is gone.",
        why="A baseline excuses what was there before, so that only new findings fail. What was fixed must leave it; "
        "otherwise the same fault could come back unnoticed.",
        checks=(fixed_finding,),
        good=Example(baseline='{"version": 1, "findings": {}}\n'),
        bad=Example(baseline=BASELINE),
    ),
    Rule(
        code="CF005",
        name="lapsed-exception",
        summary="An exception of the policy has passed its last day.",
        why="An exception is temporary and has an owner, who fixes what it excused or gives a reason for more time.",
        checks=(lapsed_exception,),
        good=Example(policy=EXCEPTION.format("2099-01-31")),
        bad=Example(policy=EXCEPTION.format("2026-01-31")),
        severity="warning",
    ),
    Rule(
        code="CF007",
        name="unjudged-record",
        summary="The check of a record broke off.",
        why="A record that was not judged has not passed. The other records of the run are judged all the same, and"
        " the run ends with exit code 4. No level, exception or baseline softens this finding. As soon as a record "
        "is known to be flagged, citefirst is fixed, so the one below only stands for such a record.",
        checks=(unjudged_record,),
        good=Example(),
        bad=Example(breaks=True),
    ),
    Rule(
        code="CF001",
        name="unreadable-record",
        summary="A record is not a readable text file of this repository.",
        why="What cannot be read cannot be checked, and what was not checked must not pass. Records are UTF-8 text"
        " of at most 256 KiB, regular files inside the repository, with paragraphs of at most 40 KiB.",
        checks=(unreadable_record,),
        good=Example(),
        bad=Example(whole=b"---\nworkflow: example\n---\n# Caf\xe9\n"),
    ),
    Rule(
        code="CF002",
        name="invalid-frontmatter",
        summary="The front matter is not one plain YAML mapping.",
        why="Two tools must read the same values. Duplicate keys, anchors, aliases and tags make YAML mean different"
        " things to different readers, so they are refused; so is TOML between `+++` lines.",
        good=Example(),
        bad=Example(front='owner: &me\n  author: "@alice"'),
    ),
    Rule(
        code="CF003",
        name="missing-frontmatter",
        summary="A governed file has no front matter.",
        why="Without front matter nobody owns the record and nothing says what it is. A file that the policy governs"
        " does not pass just because it is silent.",
        checks=(missing_frontmatter,),
        good=Example(),
        bad=Example(whole=_BODY),
    ),
    Rule(
        code="CF004",
        name="unknown-workflow",
        summary="The record names no workflow, or one that has no schema.",
        why="The workflow says which evidence and whose signature a record needs. A misspelt one would demand nothing.",
        checks=(unknown_workflow,),
        good=Example(),
        bad=Example(front="workflow: exampel"),
    ),
    Rule(
        code="CF008",
        name="unread-frontmatter",
        summary="What looks like the front matter of a record is not read as such.",
        why="A file that no glob of the policy matches is a record because its front matter names a workflow. One empty"
        " line above it, or a key spelt in another way, would take the record out of the check and nobody would see it."
        " Front matter is YAML between a first line `---` and the next one; whatever else a reader would take for it is"
        " told.",
        checks=(unread_frontmatter,),
        good=Example(),
        bad=Example(whole=b"\n---\nworkflow: example\n---\n" + _BODY),
    ),
)
