"""The pipeline, without any I/O: bytes of a file -> document -> record -> findings -> report, each made once.

Whatever reads and judges a record is loaded with the first one: a commit hook mostly runs where no record changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from citefirst.document.claim import HEAD, names_workflow
from citefirst.document.text import decode
from citefirst.errors import CitefirstError, fault
from citefirst.evidence.ids import IdMatch, find
from citefirst.limits import MAX_BYTES, OutOfTime, Tick, Watch, idle, unwatched
from citefirst.model import Approved, Counts, Document, Finding, Mode, RecordReport, Suppressed, Unverified
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy, Router, Waiver
from citefirst.record.archive import HEAD as ARCHIVED
from citefirst.record.archive import NO_ARCHIVE, Archive
from citefirst.record.origin import NO_ORIGIN, Origin
from citefirst.record.registry import Entry, Registry, entry
from citefirst.repository.tree import is_markdown
from citefirst.structs import field, frozen, replace
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.examples import is_set_aside, of_path

if TYPE_CHECKING:
    from dataclasses import KW_ONLY

    from citefirst.document.citations import FindIds
    from citefirst.document.description import Description
    from citefirst.evidence.answers import Answer, Target
    from citefirst.evidence.readable import Readable
    from citefirst.record.build import Record
    from citefirst.record.paths import At, Exists, Load
    from citefirst.rules.context import Assisted, Broke, Context, Displacement, Earlier, Routing
    from citefirst.signing.reviews import Reviews
    from citefirst.signing.verification import Ask

REPORT_IT = "please report it with the record, or with what is left of it"
NO_POLICY = Policy()
NO_BASELINE = Baseline()
Result = TypeVar("Result")
_TOP = 4 * 1024
"""Bytes of a body that may hold a header."""


class File(NamedTuple):
    """One file to check: its path in the repository, how the report names it, the workflow that the policy gives it.

    `data` is None and `fault` a sentence where the file could not be read.
    """

    path: str
    shown: str
    workflow: str | None = None
    data: bytes | None = None
    fault: str | None = None
    described: Description | None = None
    """What is known of it, where it is no file but the description of a pull request or an issue."""


class OutsideFacts(NamedTuple):
    """What is known of a file besides its text, named as in `rules.context.Context`; None: not asked for."""

    answers: Mapping[Target, Answer] | None = None
    reviews: Reviews | None = None
    author: str | None = None
    displacement: Displacement | None = None
    before: Document | None = None
    known: Sequence[Document] | None = None
    present: Callable[[], frozenset[str]] | None = None
    added: Ask | None = None
    texts: Mapping[str, Readable] | None = None
    """What the web says under the addresses of sources with quotes."""
    untouched: bool = False
    """Nobody edited the record, so that what the calendar did to it, and what others did, is not its author's fault."""


NOTHING = OutsideFacts()


class ReadFile(NamedTuple):
    """A file as far as its own text goes: its record, or why it has none: in `unread`, or in `broke` where that broke
    off."""

    file: File
    record: Record | None = None
    routing: Routing | None = None
    unread: str = ""
    broke: Broke | None = None

    @property
    def workflow(self) -> str | None:
        """The workflow that the policy gives to the file or that it names itself, known or not."""
        return self.file.workflow or (self.routing.named if self.routing else None)

    @property
    def is_versioned(self) -> bool:
        """Whether the record has sections whose entries are compared with what they were."""
        return bool(self.record and self.record.workflow and self.record.workflow.is_versioned)


class Checked(NamedTuple):
    """A file that was checked: what the rules looked at, and what they found."""

    file: File
    context: Context
    report: RecordReport

    @property
    def record(self) -> Record | None:
        """The record, None where the file has no text or its check broke off."""
        return self.context.record


@frozen
class Checker:
    """Everything that a check depends on. `exists` and `load` answer for paths of the repository.

    `day` (`2026-11-23`) is the one by which time is judged, "" for no day at all. `registry` knows the other records,
    None where nobody does.
    """

    catalogue: Catalogue
    exists: Exists
    _: KW_ONLY
    policy: Policy = NO_POLICY
    day: str = ""
    baseline: Baseline = NO_BASELINE
    earlier: Earlier = lambda path, digest: None
    assisted: Assisted = lambda path: None
    load: Load = lambda path, limit: None
    origin: Origin = NO_ORIGIN
    archive: Archive = NO_ARCHIVE
    at: At = lambda commit, path, limit: None
    base: Load = lambda path, limit: None
    """Files of the state that judges, which in a change is not the one that is judged."""
    registry: Registry | None = None
    watch: Watch = unwatched
    tick: Tick = field(default=idle, compare=False)

    def check(self, file: File, known: OutsideFacts = NOTHING) -> Checked:
        """Read and judge one governed file.

        Whatever the file says, nothing is raised: where its check breaks off, that is CF007. What is not the file's,
        such as a wrong schema, is raised as CitefirstError.
        """
        return self.judge(self.read(file), known)

    def read(self, file: File, override: Mode | None = None) -> ReadFile:
        """Read a file by its text alone. `override` is the mode of all sections, in place of the workflow's."""
        from citefirst.rules.context import Broke

        result = self._guarded(lambda checker: checker._read(file, override))
        return ReadFile(file, broke=result) if isinstance(result, Broke) else result

    def judge(self, given: ReadFile, known: OutsideFacts = NOTHING) -> Checked:
        """Ask all rules about a file that was read."""
        from citefirst.rules.context import Broke

        if given.broke:
            return self._unjudged(given.file, given.broke)
        result = self._guarded(lambda checker: checker._judge(given, known))
        return self._unjudged(given.file, result) if isinstance(result, Broke) else result

    def _guarded(self, step: Callable[[Checker], Result]) -> Result | Broke:
        """Take a step within the time of one record, or say why it broke off."""
        from citefirst.rules.context import Broke

        _load()
        try:
            with self.watch() as tick:
                return step(replace(self, tick=tick))
        except OutOfTime as over:
            return Broke(f"{over}", "split the record, or remove what repeats itself")
        except CitefirstError:
            raise
        except Exception as error:
            return Broke(f"a fault of citefirst, {fault(error)}", REPORT_IT)

    def _unjudged(self, file: File, broke: Broke) -> Checked:
        """Report that the check of a record broke off. No level, exception or baseline softens this finding."""
        from citefirst.check.findings import Page, findings
        from citefirst.rules.context import Context

        context = Context(broke=broke)
        found = findings(context, Page.plain(file.shown), file.workflow, {})
        return Checked(file, context, RecordReport(path=file.shown, workflow=file.workflow, findings=found))

    def _read(self, file: File, override: Mode | None) -> ReadFile:
        from citefirst.record.build import build
        from citefirst.rules.context import Routing

        document, unread = read(file, self._find_ids, self._has_header(file.workflow))
        if document is None:
            return ReadFile(file, unread=unread)
        self.tick()
        named = declared(document)
        routing = Routing(file.workflow, named, self.catalogue.names(), self.catalogue.hint)
        name = file.workflow or named
        workflow = self.catalogue.workflow(name) if name in self.catalogue.names() else None
        record = build(
            document,
            workflow,
            self.exists,
            self._find_ids,
            self.policy.refused,
            override,
            self.origin,
            self.load,
            self.archive,
            self.at,
        )
        return ReadFile(file, record, routing)

    def _has_header(self, routed: str | None) -> bool:
        """Tell whether the header may stand in the body of records of a workflow."""
        return bool(routed and routed in self.catalogue.names() and self.catalogue.workflow(routed).header)

    def _find_ids(self, text: str, code: Sequence[tuple[int, int]] = ()) -> Sequence[IdMatch]:
        """Find known IDs. They are looked for in every text of a record, so the time of the record is watched here as
        well."""
        self.tick()
        return self.policy.find_ids(text, code)

    def _judge(self, given: ReadFile, known: OutsideFacts) -> Checked:
        from citefirst.check.findings import Page, findings
        from citefirst.rules.context import Context

        file, record, answers = given.file, given.record, known.answers or {}
        if record is None:
            context = Context(unread=given.unread)
            return Checked(file, context, self.without_text(file, context))
        if known.texts:
            from citefirst.record.build import with_texts

            record = with_texts(record, known.texts)
        approvals = self._approvals(record, known)
        context = Context(
            record=record,
            catalogue=self.catalogue,
            routing=given.routing,
            policy=self.policy,
            day=self.day,
            today=None if known.untouched else self.day or None,
            registry=None if known.untouched else self.registry,
            exists=self.exists,
            load=self.load,
            earlier=self.earlier,
            base=self.base,
            answers=known.answers,
            reviews=known.reviews,
            author=known.author,
            displacement=known.displacement,
            before=known.before,
            known=known.known,
            present=known.present,
            rests=self._circle,
            approvals=approvals,
            assisted=self.assisted,
        )
        name = record.workflow.name if record.workflow else declared(record.document)
        found = findings(context, Page.of(record.document, file.shown), name, self.policy.levels(name), self.tick)
        copied = record.conversations.copied
        looked_up, unverified = _looked_up(record, answers) if answers else (0, ())
        report = RecordReport(
            path=file.shown,
            workflow=name,
            findings=found,
            claims=counts(record),
            declared=len(record.header.approvals) if self.policy.keys.approvals == "declared" else 0,
            approvals=approvals,
            taken=len(copied),
            taken_cited=sum(record.claims[index].verdict == "cited" for index in copied),
            looked_up=looked_up,
            untold=unverified,
        )
        return Checked(file, context, self._counting(file.path, report))

    def _approvals(self, record: Record, known: OutsideFacts) -> tuple[Approved, ...]:
        """Tell how the approvals of a record were verified, () where it has none or nobody is there to ask.

        Those of its earlier states were judged then.
        """
        mode = self.policy.keys.approvals
        if not record.header.approvals or (mode in ("author", "signed") and known.added is None):
            return ()
        from citefirst.signing.approvals import signatures
        from citefirst.signing.verification import People, asked, verified

        policy = self.policy
        given = signatures(record.document, policy.identity)
        earlier = [*(known.known or ()), *([known.before] if known.before else ())]
        standing = {each.entry for one in earlier for each in signatures(one, policy.identity)}
        wanted = asked(mode, given, standing)
        answers = known.added(record.document.path, wanted) if wanted and known.added else {}
        return verified(mode, given, standing, answers, People(policy.identity, policy.names))

    def _circle(self, record: Record) -> Sequence[str]:
        """Return the other records of a circle that cite only one another."""
        from citefirst.record.circle import circle

        cited = self._files(record)
        return circle(self.origin.real(record.document.path), cited, self._rests) if cited else ()

    def _rests(self, path: str) -> AbstractSet[str] | None:
        """Return what the record at a path cites, where that is files of the repository only."""
        data = self.load(path, MAX_BYTES)
        routed = self.policy.router()(path)
        if data is None or not (routed or names_workflow(data)):
            return None
        found = self._read(File(path, path, routed, data), None)
        return self._files(found.record) if found.record else None

    def _files(self, record: Record) -> AbstractSet[str] | None:
        """Return the files that a record cites, None where it cites something else or nothing."""
        from citefirst.record.citing import file_of

        found = set()
        for source in record.sources:
            if source.cited:
                file = file_of(record.document.path, source.target, self.exists, self.origin)
                if file is None:
                    return None
                found.add(file)
        return found or None

    def without_text(self, file: File, context: Context) -> RecordReport:
        """Report on a file that has no text to point into, with its findings on line 1."""
        from citefirst.check.findings import Page, findings

        levels = self.policy.levels(file.workflow)
        found = findings(context, Page.plain(file.shown), file.workflow, levels)
        return self._counting(file.path, RecordReport(path=file.shown, workflow=file.workflow, findings=found))

    def _counting(self, path: str, report: RecordReport) -> RecordReport:
        """Return a report without the findings that an exception or the baseline excuses; these are counted."""
        numbers, known = self.policy.waiving(path, self.day), self.baseline.of(path)
        if not numbers and not known:
            return report
        waivers = [self.policy.waivers[number] for number in numbers]
        told = [(finding, _excuse(finding, waivers, known)) for finding in report.findings]
        excepted = [excuse for _, excuse in told if excuse and excuse.by == "exception"]
        baselined = [excuse for _, excuse in told if excuse and excuse.by == "baseline"]
        excused = {name for each in excepted for name in (each.finding.code, each.finding.rule)}
        return replace(
            report,
            findings=tuple(finding for finding, excuse in told if not excuse),
            excepted=len(excepted),
            waivers=tuple(number for number in numbers if self.policy.waivers[number].rule in excused),
            baselined=tuple(each.finding.fingerprint for each in baselined),
            suppressed=(*excepted, *baselined),
        )

    def of_policy(
        self, met: Mapping[str, Iterable[str]] = MappingProxyType({}), used: Iterable[int] | None = None
    ) -> tuple[Finding, ...]:
        """Return findings about the policy itself, and about the baseline after records at the given paths met it.

        `used` are the numbers of the exceptions that excused something in the whole repository, None where not all of
        it was looked at.
        """
        if not self.policy.waivers and not self.baseline.entries:
            return ()
        from citefirst.check.findings import Page, findings
        from citefirst.rules.context import Context

        policy, baseline, levels = self.policy, self.baseline, self.policy.levels(None)
        found: tuple[Finding, ...] = ()
        if self.day and policy.waivers:
            unused = None if used is None else self._unused(frozenset(used))
            context = Context(waivers=policy.waivers, unused=unused, day=self.day)
            found += findings(context, Page.plain(policy.shown, policy.text), None, levels)
        if baseline.entries:
            context = Context(baseline=baseline, met=met, exists=self.exists)
            found += findings(context, Page.plain(baseline.shown, baseline.text), None, levels)
        return found

    def _unused(self, used: AbstractSet[int]) -> list[Waiver]:
        waivers = enumerate(self.policy.waivers)
        return [waiver for index, waiver in waivers if index not in used and waiver.expires >= self.day]


def _load() -> None:
    """Load what reads and judges records, before the time of one begins."""
    import citefirst.check.findings
    import citefirst.document.parse
    import citefirst.record.build  # noqa: F401


def governs(routed: str | None, path: str, data: bytes) -> bool:
    """Tell whether a file is a record: its path is given a workflow, or it is Markdown that names one and no example
    set aside."""
    return bool(routed) or (is_markdown(path) and not is_set_aside(path) and names_workflow(data))


class Named(NamedTuple):
    """What a file is to other records: whether its first bytes make it one, and what it says of itself as one."""

    is_filed: bool = False
    entry: Entry | None = None


def names(path: str, data: bytes, route: Router) -> Named:
    """Tell what a file is to other records. Examples are none to them, but have names."""
    routed = route(path)
    is_entry = of_path(path) is None and governs(routed, path, data)
    return Named(governs(routed, path, data[:ARCHIVED]), entry(path, data, fields) if is_entry else None)


def registry(files: Callable[[], Iterable[tuple[str, bytes]]], route: Router) -> Registry:
    """Make the registry of the records among files, each given with its content."""
    return Registry(lambda: filter(None, (names(path, data, route).entry for path, data in files())))


def fields(path: str, data: bytes) -> Mapping[str, Any]:
    """Return the fields of a record's header, wherever it stands; none where they cannot be read."""
    from citefirst.document.frontmatter import split

    try:
        front, _, _ = split(data[:HEAD].decode("utf-8-sig", "ignore").replace("\r\n", "\n"))
        if front is None:
            document, _ = read(File(path, path, None, data[:_TOP]), header=True)
            front = document.frontmatter if document else None
    except Exception:
        return {}
    return front.data if front else {}


def read(file: File, find_ids: FindIds = find, header: bool = False) -> tuple[Document | None, str]:
    """Return the document of a file, or None and why it cannot be read. `header`: it may stand in the body."""
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
    from citefirst.document.parse import parse

    if file.described is None:
        return parse(file.path, text, find_ids, header), ""
    from citefirst.document.description import lift

    return lift(parse(file.path, text, find_ids, front_matter=False), file.described), ""


def _excuse(finding: Finding, waivers: Iterable[Waiver], known: Container[str]) -> Suppressed | None:
    """Return what keeps a finding from counting; `known` are the fingerprints that the baseline holds."""
    for waiver in waivers:
        if waiver.rule in (finding.code, finding.rule):
            return Suppressed(finding, "exception", waiver.reason, waiver.owner, waiver.expires)
    return Suppressed(finding, "baseline") if finding.fingerprint in known else None


def _looked_up(record: Record, answers: Mapping[Target, Answer]) -> tuple[int, tuple[Unverified, ...]]:
    """Count the sources that were looked up, and list those of which nobody can tell."""
    from citefirst.evidence.answers import CannotTell, target_of

    asked = [(source, answer) for source in record.sources if (answer := answers.get(target_of(source)))]
    told = (Unverified(source.target, answer.reason) for source, answer in asked if isinstance(answer, CannotTell))
    return len(asked), tuple(told)


def counts(record: Record) -> Counts:
    """Count the claims of a record by verdict."""
    verdicts = Counter(claim.verdict for claim in record.claims)
    total = len(record.claims)
    factual = total - verdicts["exempt"]
    return Counts(total, factual, verdicts["cited"], verdicts["unknown"], verdicts["uncited"], len(record.quoted))


def declared(document: Document) -> str | None:
    """Return the workflow that a document names itself."""
    from citefirst.document.header import Header

    return Header(document).text("workflow") or None
