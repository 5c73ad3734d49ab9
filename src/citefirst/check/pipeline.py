"""The pipeline, without any I/O: bytes of a file -> document -> record -> findings -> report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from types import MappingProxyType

from citefirst.check.baseline import Baseline
from citefirst.check.fingerprint import distinct, identify
from citefirst.document.citations import FindIds
from citefirst.document.parse import parse
from citefirst.document.text import decode
from citefirst.errors import CitefirstError, fault
from citefirst.evidence.ids import IdMatch, find
from citefirst.limits import MAX_BYTES, OutOfTime, Tick, Watch, idle, unwatched
from citefirst.model import (
    UNJUDGED,
    Counts,
    Document,
    Finding,
    Mode,
    Problem,
    RecordReport,
    Severity,
    Source,
    Violation,
)
from citefirst.places import Lines, Span
from citefirst.policy.policy import Level, Policy, severity
from citefirst.record import instance
from citefirst.record.build import NO_ORIGIN, LookedUp, Record, judge
from citefirst.record.circle import circle
from citefirst.record.citing import RESTS_ON, Exists, file_of
from citefirst.record.origin import Origin
from citefirst.rules import RULES
from citefirst.rules.rule import Hit, Rule
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.compile import Workflow
from citefirst.workflow.quick import is_plainly_valid

NOWHERE = Span(0, 0)
REPORT_IT = "please report it with the record, or with what is left of it"
NO_POLICY = Policy()
NO_BASELINE = Baseline()
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_CLOSING = re.compile(rb"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_WORKFLOW = re.compile(rb"^[\"']?workflow[\"']?[ \t]*:", re.MULTILINE)
_HEAD = 64 * 1024


Earlier = Callable[[str, str], Document | None]
"""The state of a file that had a digest, where its history is at hand and holds one."""
Load = Callable[[str, int], bytes | None]
"""Bytes of a file that a record names, at most one more than so many; None where there is none."""
Look = Callable[[Record], LookedUp]
"""What looking up tells of what a record cites."""


def nobody(record: Record) -> LookedUp:
    """What looking up tells where nobody is asked."""
    return LookedUp()


Outside = Callable[[Document], Iterable[Problem]]
"""What is known against a file from outside of it: it was judged otherwise before, a review is missing."""


@dataclass(frozen=True, slots=True)
class File:
    """One file to check: its path in the repository, how the report names it, the workflow that the policy gives it.

    `data` is None and `fault` a sentence where the file could not be read.
    """

    path: str
    shown: str
    workflow: str | None = None
    data: bytes | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Checker:
    """All that a check depends on. `exists` answers for paths of the repository."""

    catalogue: Catalogue
    exists: Exists
    policy: Policy = NO_POLICY
    day: str = ""
    """The day (`2026-11-23`) by which exceptions lapse; "" for none at all."""
    baseline: Baseline = NO_BASELINE
    earlier: Earlier = lambda path, digest: None
    load: Load = lambda path, limit: None
    look: Look = nobody
    origin: Origin = NO_ORIGIN
    watch: Watch = unwatched
    tick: Tick = idle

    def check(self, file: File, outside: Outside = lambda document: ()) -> RecordReport:
        """Findings of one governed file. Whatever the file says, nothing is raised: where its check breaks off, CF007.

        What is not the file's, such as a wrong schema, is raised as CitefirstError.
        """
        try:
            with self.watch() as tick:
                return replace(self, tick=tick)._check(file, outside)
        except OutOfTime as over:
            return self.unjudged(file, f"{over}", "divide the record, or take out what repeats itself")
        except CitefirstError:
            raise
        except Exception as error:
            return self.unjudged(file, f"a fault of citefirst, {fault(error)}")

    def unjudged(self, file: File, reason: str, hint: str = REPORT_IT) -> RecordReport:
        """The report of a record whose check broke off. No level, exception or baseline makes less of it."""
        message = f"the check of this record broke off: {reason}"
        problem = Problem(UNJUDGED, NOWHERE, message, hint)
        return RecordReport(file.shown, file.workflow, self._told(file.shown, "", file.workflow, (problem,), {}))

    def _check(self, file: File, outside: Outside) -> RecordReport:
        document, reason = read(file, self._find_ids)
        if document is None:
            problem = Problem("CF001", NOWHERE, reason, "records are UTF-8 text files inside the repository")
            return self.without_text(file.shown, file.workflow, problem)
        self.tick()
        document = replace(document, problems=(*document.problems, *outside(document), *self._signed(document)))
        record = self.record(document, file.workflow)
        self.tick()
        name = record.workflow.name if record.workflow else declared(document)
        found = findings(record, name, file.shown, self.policy.levels(name), self.tick)
        copied = record.assisted.copied if record.assisted else ()
        cited = sum(record.claims[index].verdict == "cited" for index in copied)
        report = RecordReport(
            file.shown,
            name,
            tuple(found),
            counts(record),
            declared=self._declared(document),
            taken=len(copied),
            taken_cited=cited,
            looked_up=record.looked_up.sources,
            untold=record.looked_up.untold,
        )
        return self._counting(file.path, report)

    def _find_ids(self, text: str, code: Sequence[tuple[int, int]] = ()) -> Sequence[IdMatch]:
        """Known IDs, which are looked for in every text of a record: there its time is looked at as well."""
        self.tick()
        return self.policy.find_ids(text, code)

    def _signed(self, document: Document) -> Iterator[Problem]:
        """What is wrong with those who sign, and with what they signed."""
        front = document.frontmatter
        if front is None or not (self.policy.roles or front.data.get("approvals") or front.data.get("amendments")):
            return
        from citefirst.signing.approvals import Signed, unfit

        holders, same = dict(self.policy.roles), self.policy.identity
        signed = Signed(holders, same, self.day, self.policy.named_people)
        yield from unfit(document, holders, same)
        yield from signed.stale(document, lambda digest: self.earlier(document.path, digest))
        yield from signed.misdated(document)

    def _declared(self, document: Document) -> int:
        """Approvals that nothing but the record's word stands for."""
        found = document.frontmatter.data.get("approvals") if document.frontmatter else None
        return len(found) if isinstance(found, list) and self.policy.approvals == "declared" else 0

    def _counting(self, path: str, report: RecordReport) -> RecordReport:
        """A report without the findings that an exception or the baseline excuses, which are counted."""
        waived, known = self.policy.waives(path, self.day), self.baseline.of(path)
        if not waived and not known:
            return report
        left = tuple(finding for finding in report.findings if not waived & {finding.code, finding.rule})
        kept = tuple(finding for finding in left if finding.fingerprint not in known)
        met = tuple(finding.fingerprint for finding in left if finding.fingerprint in known)
        return replace(report, findings=kept, excepted=len(report.findings) - len(left), baselined=met)

    def of_policy(self, met: Mapping[str, Iterable[str]] = MappingProxyType({})) -> tuple[Finding, ...]:
        """What is to be said of the policy itself, and of the baseline after records at the given paths met it."""
        lapsed = tuple(self.policy.lapsed(self.day)) if self.day else ()
        fixed = tuple(self.baseline.fixed(met, self.exists))
        told = self._told(self.policy.shown, self.policy.text, None, lapsed) if lapsed else ()
        return (*told, *self._told(self.baseline.shown, self.baseline.text, None, fixed)) if fixed else told

    def without_text(self, path: str, workflow: str | None, problem: Problem) -> RecordReport:
        """A report of a file that has no text to point into, with its one finding on line 1."""
        return self._counting(path, RecordReport(path, workflow, self._told(path, "", workflow, (problem,))))

    def _told(
        self,
        path: str,
        text: str,
        workflow: str | None,
        problems: tuple[Problem, ...],
        levels: Mapping[str, Level] | None = None,
    ) -> tuple[Finding, ...]:
        """Problems of a text that is not read as a record, as findings, at the policy's levels where none are given."""
        document = Document(path, text, Lines(text), None, "", NOWHERE, (), (), (), problems)
        record = Record(document, None, (), (), (), (), self.exists)
        known = self.policy.levels(workflow) if levels is None else levels
        return tuple(findings(record, workflow, path, known))

    def sources(self, file: File) -> tuple[Source, ...]:
        """What a governed file cites, for those who ask for it beforehand. Nothing else of the file is judged.

        Where that breaks off, the check will as well, and says so.
        """
        try:
            with self.watch() as tick:
                watched = replace(self, tick=tick)
                document, _ = read(file, watched._find_ids)
                return watched._judged(document, file.workflow).sources if document else ()
        except CitefirstError:
            raise
        except (Exception, OutOfTime):
            return ()

    def record(self, document: Document, routed: str | None, override: Mode | None = None) -> Record:
        """A document judged under the workflow that the policy or its own front matter gives it, by all that it needs
        beside its text."""
        record = replace(self._judged(document, routed, override), named=self.policy.named_people)
        document = record.document
        if document.frontmatter and isinstance(document.frontmatter.data.get("ai"), dict):
            from citefirst.rules.assistance import assisted

            record = assisted(record, self.load, self.policy.ai, self.origin)
        if any("sha256:" in source.label for source in record.sources):
            from citefirst.record.pins import broken

            record = replace(record, faults=(*record.faults, *broken(record, self.load)))
        record = replace(record, faults=(*record.faults, *self._circular(record)))
        known = self.look(record)
        record = replace(record, faults=(*record.faults, *known.problems), looked_up=known)
        if record.workflow is None:
            return record
        return replace(record, violations=tuple(self._violations(record, record.workflow)))

    def _judged(self, document: Document, routed: str | None, override: Mode | None = None) -> Record:
        """A document judged by its text alone."""
        document = self._headed(document, routed)
        workflow, problems = self.workflow(document, routed)
        document = replace(document, problems=(*document.problems, *problems))
        record = judge(document, workflow, self.exists, self._find_ids, self.policy.refused, override, self.origin)
        return replace(record, identity=self.policy.identity)

    def _circular(self, record: Record) -> Iterator[Problem]:
        """CF304 where the record and those that it cites cite only one another."""
        path = self.origin.real(record.document.path)
        cited = self._files(record)
        if others := circle(path, cited, self._rests) if cited else ():
            first = min(source.span for source in record.sources if source.cited)
            named = f"`{others[0]}`" if len(others) == 1 else f"{len(others)} others, such as `{others[0]}`,"
            message = f"this record and {named} cite only one another: nothing outside of them backs any line"
            yield Problem("CF304", first, message, RESTS_ON)

    def _rests(self, path: str) -> AbstractSet[str] | None:
        """What the record at a path cites, if it is one and that are files of the repository only."""
        data = self.load(path, MAX_BYTES)
        routed = self.policy.route()(path)
        if data is None or not (routed or names_workflow(data)):
            return None
        document, _ = read(File(path, path, routed, data), self._find_ids)
        return self._files(self._judged(document, routed)) if document else None

    def _files(self, record: Record) -> AbstractSet[str] | None:
        """The files that a record cites, None where it cites something else or nothing."""
        found = set()
        for source in record.sources:
            if source.cited:
                file = file_of(record.document.path, source.target, self.exists, self.origin)
                if file is None:
                    return None
                found.add(file)
        return found or None

    def _headed(self, document: Document, routed: str | None) -> Document:
        """A document with the header of its body for front matter, where it has none and its workflow allows that."""
        if document.frontmatter or not routed or routed not in self.catalogue.names():
            return document
        if any(problem.code == "CF002" for problem in document.problems) or not self.catalogue.workflow(routed).header:
            return document
        from citefirst.document.header import lift

        return lift(document)

    def workflow(self, document: Document, routed: str | None) -> tuple[Workflow | None, list[Problem]]:
        """The workflow that judges a document, with CF003 and CF004. The policy's word is above the record's."""
        front, named = document.frontmatter, declared(document)
        problems: list[Problem] = []
        if front is None and not any(problem.code == "CF002" for problem in document.problems):
            problems.append(
                Problem(
                    "CF003",
                    first_line(document),
                    "the record has no front matter",
                    "begin with `workflow:` between `---` lines",
                )
            )
        span = workflow_span(document)
        if routed and named and named != routed:
            message = f"the policy routes this path to {routed}, the record says {named}"
            problems.append(Problem("CF004", span, message, f"write `workflow: {routed}`"))
        name = routed or named
        if name in self.catalogue.names():
            return self.catalogue.workflow(name), problems
        if name:
            problems.append(Problem("CF004", span, f"there is no workflow `{name}`", self.catalogue.hint(name)))
        elif front:
            problems.append(
                Problem("CF004", span, "the record names no workflow", "add `workflow:` to the front matter")
            )
        return None, problems

    def _violations(self, record: Record, workflow: Workflow) -> Iterator[Violation]:
        value = instance.build(record)
        if is_plainly_valid(workflow, value, self.catalogue):
            return
        from citefirst.workflow.validate import validate

        found = validate(workflow, value, lambda path: instance.locate(record, path), self.catalogue)
        for violation in found:
            # Front matter that is absent or unreadable is one fault, not one for each key that it lacks.
            if record.document.frontmatter or violation.path[:1] != ("frontmatter",):
                yield violation


def names_workflow(data: bytes) -> bool:
    """Does a file's front matter hold a `workflow` key, as far as a quick look tells. Broken YAML may well hold one."""
    opening = _OPENING.match(data)
    if not opening:
        return False
    closing = _CLOSING.search(data, opening.end(), _HEAD)
    return bool(_WORKFLOW.search(data, opening.end(), closing.start() if closing else _HEAD))


def read(file: File, find_ids: FindIds = find) -> tuple[Document | None, str]:
    """The document of a file, or None and why it cannot be read."""
    if file.data is None:
        return None, file.fault or "the file cannot be read"
    if len(file.data) > MAX_BYTES:
        return None, f"the file is larger than {MAX_BYTES // 1024} KiB"
    if b"\0" in file.data:
        return None, "the file is binary"
    try:
        text = decode(file.data)
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        return None, f"the file is not UTF-8: line {line} has the byte 0x{file.data[error.start]:02x}"
    return parse(file.path, text, find_ids), ""


def findings(
    record: Record, workflow: str | None, path: str, levels: Mapping[str, Level], tick: Tick = idle
) -> list[Finding]:
    """What the rules find in a record, in the order of the file, as severe as the policy says."""
    found = []
    for rule in RULES:
        tick()
        if degree := severity(levels, rule.code, rule.name, rule.severity):
            found += [_finding(record.document, rule, hit, degree, workflow, path) for hit in rule.check(record)]
    found.sort(key=lambda finding: (finding.region, finding.code, finding.message))
    return distinct(found)


def counts(record: Record) -> Counts:
    """Claims of a record by verdict."""
    verdicts = Counter(claim.verdict for claim in record.claims)
    total = len(record.claims)
    return Counts(total, total - verdicts["exempt"], verdicts["cited"], verdicts["unknown"], verdicts["uncited"])


def _finding(document: Document, rule: Rule, hit: Hit, degree: Severity, workflow: str | None, path: str) -> Finding:
    region = document.lines.region(hit.span)
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=degree,
        workflow=workflow,
        path=path,
        region=region,
        message=hit.message,
        hint=hit.hint,
        url=rule.url,
        excerpt=document.lines.content(region.line),
        fingerprint=identify(document, rule.code, hit),
    )


def declared(document: Document) -> str | None:
    """The workflow that a document names itself."""
    name = document.frontmatter.data.get("workflow") if document.frontmatter else None
    return name if isinstance(name, str) and name else None


def workflow_span(document: Document) -> Span:
    """Where a document names its workflow, or its first line."""
    front = document.frontmatter
    return (front.values.get(("workflow",)) if front else None) or first_line(document)


def first_line(document: Document) -> Span:
    """Where to point at when a whole file is meant."""
    return Span(0, document.lines.end(0))
