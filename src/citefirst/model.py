"""The nouns of all other modules: frozen values without behaviour beyond themselves.

Places inside a document are `places.Span`s; they become lines and columns once, when a finding is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal, NamedTuple

from citefirst.places import Lines, Region, Span
from citefirst.structs import field, frozen

UNJUDGED = "CF007"
"""Code of the finding that the check of a record broke off. Such a run could not be done, whatever else it found."""
Severity = Literal["error", "warning"]
Mode = Literal["every", "detected", "none"]
ChangeStatus = Literal["added", "modified", "removed", "renamed"]
LineKind = Literal["sentence", "item", "row"]
"""Where people state things, and readers expect them to."""
UnitKind = LineKind | Literal["heading", "table-head", "code", "image", "attribute", "front-matter"]
"""What GitHub shows besides is a claim only if it asserts something."""
ApprovalState = Literal["declared", "author", "signed", "pending", "standing", "other", "untold"]
"""How an approval was verified: not at all, by the author of its commit, by that commit's signature; not yet, since
it is not committed; before, since the base has it. Or it is somebody else's, or nobody can tell."""
Coverage = Literal["this", "before", "unbound", "unknown"]
"""What an approval covers: the record as it is, an earlier state that is known, nothing for certain, a lost one."""
Verdict = Literal["cited", "unknown", "uncited", "exempt"]
Path = tuple[str | int, ...]
"""A place in a YAML or JSON value: `("owner", "incident-commander")`, `("ai", "log", 0)`."""


@frozen
class FrontMatter:
    """The YAML mapping above the body.

    `keys` holds the span of each mapping key, `values` the span of each value, both by path;
    the root mapping's value stands at the empty path. `span` covers the block with its `---` lines.
    """

    data: dict[str, Any]
    keys: dict[Path, Span]
    values: dict[Path, Span]
    span: Span

    @cached_property
    def holders(self) -> frozenset[Path]:
        """Paths of the values that hold others."""
        return frozenset(place[:end] for place in self.values for end in range(len(place)))

    @cached_property
    def first_keys(self) -> dict[Path, Span]:
        """The span of the first key of each mapping, by the mapping's path."""
        found: dict[Path, Span] = {}
        for place, span in self.keys.items():
            found.setdefault(place[:-1], span)
        return found


@frozen
class Problem:
    """A place where a rule is broken, what is wrong there and what to do about it.

    A rule yields it without a code, which the runner adds. Only a problem that is noticed while a file is read carries
    the code of its rule.
    """

    span: Span
    message: str
    hint: str | None = None
    code: str = ""
    path: Path = ()
    """Where a schema's demand stands in the value that the schema sees; () for everything else."""
    due: str = ""
    """The day (`2026-11-23`) by which something had to be done, "" where no day is concerned."""
    who: tuple[str, ...] = ()
    """Who has to do it, as the record names them."""
    setting: str = ""
    """A key of the policy that says how it counts, beside the level of its rule: `facts.sure`."""
    key: str = ""
    """The section that a schema demands and that is not there, by its slug."""


@frozen(kw_only=True)
class Section:
    """A heading and what stands below it.

    `slug` is unique in the document (`impact`, `impact-1`); `names` are the slugs under which a
    workflow may know it, the most literal first. `span` covers the heading's text. The first
    section of a document is what stands above any heading: slug "", level 0.
    """

    index: int
    slug: str
    names: tuple[str, ...]
    title: str
    level: int
    span: Span
    parent: int | None


@frozen
class Citation:
    """One mention of a source in a unit.

    `reference`: `[S1]`, `[text][S1]`; `footnote`: `[^1]`; `link`: an inline link, autolink or bare URL; `image`: an
    inline image; `id`: `#123`, `INC-2041`, a commit SHA in code. `label` is the ID or the visible text, `target` the
    URL or path if the mention itself holds one. `path`, a path in code, and `record`, the name of a record, only cite
    what is there (`Unit.mentions`).
    """

    form: Literal["reference", "footnote", "link", "image", "id", "path", "record"]
    label: str
    target: str | None
    span: Span
    kind: str = ""
    """What an ID of this form is (`incident`, `pull-request`), "" for the other forms."""


@frozen
class Cell:
    """One cell of a table body row under the slug of its column (`time-utc`)."""

    column: str
    text: str
    span: Span


@frozen
class Unknown:
    """The label UNKNOWN, with who finds out and by when, if the label says so."""

    span: Span
    who: str | None = None
    until: str | None = None


@frozen(kw_only=True)
class Unit:
    """What a citation must stand in: a sentence of prose, a list item's own text, a table body row; or other text that
    is shown.

    `text` is clean of markup and of invisible characters, lines joined by one blank, a row's cells by ` | `.
    `prose` is `text` without citations that are not words of the sentence (`[S1]`, `[^1]`).
    `code` are ranges of `text` that stand in code spans.
    """

    kind: UnitKind
    text: str
    prose: str
    span: Span
    section: int
    citations: tuple[Citation, ...] = ()
    mentions: tuple[Citation, ...] = ()
    """What may name a file or another record of the repository, and cites it where it is there."""
    cells: tuple[Cell, ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    quoted: bool = False
    """It stands in a block quotation."""
    lead_in: bool = False
    under: str = ""
    """The lead-in or list item directly above, "" without one."""
    unknown: Unknown | None = None
    placeholder: Span | None = None


class Quote(NamedTuple):
    """Words that a source is said to hold, and where the record has them."""

    text: str
    span: Span


@frozen(kw_only=True)
class Definition:
    """A source as the record defines it, before its kind of evidence is known."""

    id: str | None
    target: str | None
    title: str
    span: Span
    kind: str | None = None
    origin: Literal["reference", "footnote", "list", "table", "frontmatter"] = "reference"
    alias: str = ""
    """A number or name by which the text may cite it, without having to: `1. https://…` under References."""
    via: str = ""
    """The ID of the source that a footnote stands for: `[^a]: see the [dashboard][S1]`."""
    form: Literal["", "path", "record"] = ""
    """What the target is where its form alone does not make it one."""
    tentative: bool = False
    """It is a source only if its target is there; otherwise its text is a note."""
    quotes: tuple[Quote, ...] = ()
    commit: str = ""
    """The commit at which its file is meant, where it names one beside its target."""


class Described(NamedTuple):
    """A pull request or an issue, and its address."""

    kind: Literal["pull-request", "issue"]
    address: str

    @property
    def is_reviewed(self) -> bool:
        """Whether owners can sign by reviews."""
        return self.kind == "pull-request"


@frozen(kw_only=True)
class Document:
    """One Markdown file, read but not judged. `text` has no byte order mark and `\\n` line ends only."""

    path: str
    text: str
    lines: Lines
    frontmatter: FrontMatter | None
    title: str
    title_span: Span
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    definitions: tuple[Definition, ...]
    links: tuple[Citation, ...] = ()
    """Links in texts that define sources, which are no units."""
    problems: tuple[Problem, ...] = ()
    described: Described | None = None
    """What it is the description of, None where it is a file."""


@frozen
class Source:
    """Something a claim cites. `target` is a URL, a path in the repository or, for a known ID, the ID."""

    id: str | None
    kind: str
    target: str
    label: str
    span: Span
    cited: int = 0
    defined: bool = True
    """Whether it has a definition of its own, or only stands in the claim that cites it."""
    quotes: tuple[Quote, ...] = ()
    commit: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others of the same record."""
        return self.id or "", self.target, self.commit


@frozen
class Signal:
    """One reason for or against reading a line as a fact. A positive weight speaks for it."""

    name: str
    weight: float


def total(signals: Iterable[Signal]) -> float:
    """Add up the weights of signals, to the two decimals that each has."""
    return round(sum([signal.weight for signal in signals]), 2)


@frozen(kw_only=True)
class Claim:
    """A unit, judged: whether it states a fact, and what backs it."""

    unit: Unit
    section: str
    mode: Mode
    factual: bool
    verdict: Verdict
    signals: tuple[Signal, ...] = ()
    sources: tuple[Source, ...] = ()
    faulty: bool = False
    """One of its citations is no source, of which another rule speaks."""
    doubtful: bool = False
    """The detector read it as a fact and is not sure."""
    placeholder: Span | None = None
    """Its place, if it stands instead of UNKNOWN."""


@frozen
class Change:
    """A file that differs between two states of a repository; `old` is its former path if it was renamed."""

    path: str
    status: ChangeStatus
    old: str | None = None


@frozen(kw_only=True)
class Finding:
    """One broken rule at one place. `excerpt` is the source line on which the region starts."""

    code: str
    rule: str
    severity: Severity
    workflow: str | None
    path: str
    region: Region
    message: str
    hint: str | None
    url: str
    excerpt: str
    fingerprint: str
    section: str = ""
    """Slug of the section in which it stands, "" above the first heading."""
    due: str = ""
    """The day by which something had to be done, "" where no day is concerned."""
    who: tuple[str, ...] = ()
    """Who has to do it, as the record names them."""


@frozen
class Counts:
    """Numbers of claims: `total` units, of them `factual`, which are `cited`, `unknown` or `uncited`.

    `quoted` are those of the cited ones that cite a source with a quote which stands there.
    """

    total: int = 0
    factual: int = 0
    cited: int = 0
    unknown: int = 0
    uncited: int = 0
    quoted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.total + other.total,
            self.factual + other.factual,
            self.cited + other.cited,
            self.unknown + other.unknown,
            self.uncited + other.uncited,
            self.quoted + other.quoted,
        )


@frozen
class Unverified:
    """A source that was looked up, but nobody can tell whether it is there. `reason` ends a sentence."""

    target: str
    reason: str


class Suppressed(NamedTuple):
    """A finding that does not count: by the baseline, or by an exception of the policy, with why it is one, who answers
    for it and its last day."""

    finding: Finding
    by: Literal["exception", "baseline"]
    why: str = ""
    owner: str = ""
    until: str = ""

    @property
    def reason(self) -> str:
        """Why it does not count, in one text."""
        if self.by == "baseline":
            return "the repository had it when the baseline was written"
        return f"{self.why} ({self.owner}, until {self.until})"


class PolicyFile(NamedTuple):
    """A file by which records were judged, with the SHA-256 of its bytes."""

    path: str
    sha256: str


class Origins(NamedTuple):
    """What a report is about: a repository (its address, "" where nobody knows), a commit, and by which files it was
    judged. `modified`: files differ from the commit."""

    repository: str = ""
    commit: str = ""
    modified: bool = False
    policies: tuple[PolicyFile, ...] = ()


class Approved(NamedTuple):
    """An approval of a record, and how it was verified under which `mode` of the policy.

    `commit` added it, "" where that was not asked or it is not committed; `author` wrote that commit, the signature of
    `signer` on it verifies. `reason` and `hint` say why it does not count and what to do.
    """

    number: int
    role: str
    by: str
    at: str
    mode: str
    state: ApprovalState = "declared"
    commit: str = ""
    author: str = ""
    signer: str = ""
    entered_by: str = ""
    reason: str = ""
    hint: str = ""


@frozen(kw_only=True)
class RecordReport:
    """What the check of one record found."""

    path: str
    workflow: str | None
    findings: tuple[Finding, ...] = ()
    claims: Counts = Counts()
    excepted: int = 0
    """Findings that do not count, by an exception of the policy."""
    waivers: tuple[int, ...] = ()
    """Numbers of the exceptions that excused one."""
    baselined: tuple[str, ...] = ()
    """Fingerprints of those that do not count, because the baseline holds them."""
    suppressed: tuple[Suppressed, ...] = ()
    """All of them, with the reason."""
    unchanged: int = 0
    """Those that were left out, because they stand on lines that did not change."""
    declared: int = 0
    """Approvals that the record's word alone stands for."""
    approvals: tuple[Approved, ...] = ()
    """All of them, with how each was verified."""
    taken: int = 0
    """Claims that are an assistant's words, by the logs that the record names."""
    taken_cited: int = 0
    """Those of them that cite something."""
    looked_up: int = 0
    """Sources that were looked up."""
    untold: tuple[Unverified, ...] = ()
    """Those of them that are neither there nor missing as far as anybody can tell."""
    because: str = ""
    """The changed file for which a record is judged that did not change itself."""

    @property
    def told(self) -> list[tuple[Finding, Suppressed | None]]:
        """All findings in the order of the record, each with what keeps it from counting."""
        found = [(finding, None) for finding in self.findings] + [(each.finding, each) for each in self.suppressed]
        return sorted(found, key=lambda each: (each[0].region, each[0].code, each[0].fingerprint))


@frozen
class Report:
    """What one run found, `policy` about the policy. `skipped` are paths named by the caller that no
    workflow governs; `day` is the one by which it was judged, "" for none. `of` is what it is about, where somebody
    asked."""

    records: tuple[RecordReport, ...] = ()
    skipped: tuple[str, ...] = field(default=())
    policy: tuple[Finding, ...] = ()
    day: str = ""
    of: Origins | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.policy, *(finding for record in self.records for finding in record.findings))

    @property
    def suppressed(self) -> tuple[Suppressed, ...]:
        return tuple(each for record in self.records for each in record.suppressed)

    @property
    def excepted(self) -> int:
        return sum(record.excepted for record in self.records)

    @property
    def baselined(self) -> int:
        return sum(len(record.baselined) for record in self.records)

    @property
    def unchanged(self) -> int:
        return sum(record.unchanged for record in self.records)

    @property
    def declared(self) -> int:
        return sum(record.declared for record in self.records)

    @property
    def approvals(self) -> Counter[ApprovalState]:
        """The number of approvals by how they were verified."""
        return Counter(each.state for record in self.records for each in record.approvals)

    @property
    def entered(self) -> int:
        """The number of approvals that somebody else entered, where the record's word is enough."""
        return sum(
            bool(each.entered_by) and each.state == "declared" for record in self.records for each in record.approvals
        )

    @property
    def taken(self) -> tuple[int, int]:
        """The number of claims that are an assistant's words, and how many of them cite something."""
        return sum(record.taken for record in self.records), sum(record.taken_cited for record in self.records)

    @property
    def looked_up(self) -> tuple[int, int]:
        """The number of sources that were looked up, and of those that could not be verified."""
        return sum(record.looked_up for record in self.records), sum(len(record.untold) for record in self.records)

    @property
    def claims(self) -> Counts:
        return sum((record.claims for record in self.records), Counts())

    @property
    def unjudged(self) -> bool:
        """Whether the check of a record broke off."""
        return any(finding.code == UNJUDGED for finding in self.findings)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for finding in self.findings)
