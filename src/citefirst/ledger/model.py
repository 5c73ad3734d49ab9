"""The tables of the ledger, `ledger-v1`: each row a named tuple whose annotations say what a column holds.

They are written down here alone. The JSON Schema, the Arrow schema and the tables of docs/ledger.md are made of them
(`columns`). Within version 1 tables and columns may be added; none is removed, changes its meaning or its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from citefirst.document.status import Stage
from citefirst.model import ApprovalState, Coverage, Mode, Severity, UnitKind, Verdict

FORMAT = "ledger-v1"
VERSION = 1
DAY = "day"
"""Marks a column whose text is a day of the calendar."""
Day = Annotated[str | None, DAY]

RecordVerdict = Literal["holds", "findings", "unread"]
"""No error was found; there is one at least; the file could not be read, or its check broke off."""
ClaimState = Literal["quoted", "cited", "UNKNOWN", "uncited", "exempt"]
"""It cites a source, and quotes of that stand there word for word; it cites one otherwise; it says that nobody knows;
it has none; it needs none."""
RunVerdict = Literal["pass", "fail", "error"]
FindingState = Literal["open", "excepted", "baselined"]
"""It counts; an exception of the policy excuses it; the baseline does."""
Assisted = Literal["none", "used", "unsaid"]
EventKind = Literal[
    "created",
    "deleted",
    "status-changed",
    "claim-changed",
    "unknown-opened",
    "unknown-moved",
    "unknown-settled",
    "signed",
    "signature-lapsed",
    "renewed",
    "expired",
    "granted",
    "removed",
    "superseded",
]


class Where(NamedTuple):
    """What every row begins with: where it comes from, and which policy judged it."""

    repository: Annotated[str, "The repository: `github.com/acme/shop`, or the name of its directory."]
    commit: Annotated[str | None, "The commit that was read; none where the file was not committed as it is."]
    path: Annotated[str, "The record's path from the root of the repository; empty for the repository itself."]
    policy: Annotated[str, "Digest of policy, schemas and baseline: `sha256:` and 64 hexadecimal digits."]


class RepositoryRow(NamedTuple):
    """A repository as it was read."""

    tool: Annotated[str, "The version of citefirst."]
    day: Annotated[Day, "The day by which time was judged."]
    place: Annotated[str, "Path of the policy; empty where there is none."]
    shallow: Annotated[bool | None, "Whether its history is cut off; none outside git."]
    records: Annotated[int, "Records that were read."]


class RecordRow(NamedTuple):
    """A record: what it says of itself, and what its check found."""

    id: Annotated[str | None, "Its `id`."]
    workflow: Annotated[str | None, "The workflow that judged it, or the one that it names."]
    title: Annotated[
        str, "Its title; the words of its file's name where that is only the heading of a part, as `Summary`."
    ]
    status: Annotated[str | None, "The word of its status, as a slug."]
    stage: Annotated[Stage, "What that word means."]
    date: Annotated[Day, "Its `date`."]
    expires: Annotated[Day, "Its last day, whichever key says it; of several the first."]
    review: Annotated[Day, "The day by which it is looked at again; of several the first."]
    supersedes: Annotated[tuple[str, ...], "What it says that it supersedes, as written."]
    superseded_by: Annotated[tuple[str, ...], "What it says that it is superseded by, as written."]
    digest: Annotated[str | None, "What a signature of it as it is would be bound to."]
    blob: Annotated[str | None, "The file's object in git (SHA-1)."]
    verdict: Annotated[RecordVerdict, "What the check found."]
    errors: Annotated[int, "Errors that count."]
    warnings: Annotated[int, "Warnings that count."]
    claims: Annotated[int, "Claims that state a fact or say UNKNOWN."]
    cited: Annotated[int, "Those of them with a source."]
    unknown: Annotated[int, "Those that say UNKNOWN."]
    uncited: Annotated[int, "Those without a source."]
    assisted: Annotated[Assisted, "What `ai` says: an assistant was used, none was, or nothing."]


class ClaimRow(NamedTuple):
    """A claim: a sentence, an item, a row or other text that may state a fact."""

    claim: Annotated[int, "Its number in the record, from 1."]
    line: Annotated[int, "Where it begins, from 1."]
    column: Annotated[int, "Where it begins, in code points, from 1."]
    end_line: Annotated[int, "Where it ends."]
    end_column: Annotated[int, "Behind its last character."]
    section: Annotated[str, "Slug of its section; empty above the first heading."]
    heading: Annotated[str, "Heading of its section."]
    kind: Annotated[UnitKind, "What it is in the text."]
    text: Annotated[str | None, "What it says, without markup; none where the ledger keeps no texts."]
    verdict: Annotated[Verdict, "How `citefirst claims` judges it."]
    mode: Annotated[Mode, "Which lines of its section are read as facts."]
    state: Annotated[ClaimState, "What backs it."]
    doubtful: Annotated[bool, "It was read as a fact, without certainty."]
    log: Annotated[int | None, "Number of the assistant in whose words it is."]
    message: Annotated[int | None, "Number of the message in which they stand, from 1."]


class SourceRow(NamedTuple):
    """Something that a record cites or could cite."""

    source: Annotated[int, "Its number in the record, from 1."]
    id: Annotated[str | None, "Its ID in the record: `S1`."]
    kind: Annotated[str, "What it is evidence of: `pull-request`, `dashboard`, `log-query`."]
    system: Annotated[str | None, "The system that holds it (`GitHub`), else its host; `repository` for a file of it."]
    target: Annotated[str, "Its address, its path or its ID."]
    label: Annotated[str, "What the record calls it."]
    line: Annotated[int, "Where it stands, from 1."]
    cited: Annotated[int, "Claims that cite it."]
    defined: Annotated[bool, "It has a definition of its own."]


class CitationRow(NamedTuple):
    """A claim and a source that backs it."""

    claim: Annotated[int, "The claim's number."]
    source: Annotated[int, "The source's number."]


class UnknownRow(NamedTuple):
    """Something that nobody knows yet."""

    claim: Annotated[int, "The claim's number."]
    line: Annotated[int, "Where it stands, from 1."]
    text: Annotated[str | None, "What is not known; none where the ledger keeps no texts."]
    who: Annotated[str | None, "Who finds out, as written."]
    until: Annotated[str | None, "By when, as written."]
    due: Annotated[Day, "The day of that."]


class OwnerRow(NamedTuple):
    """A role of a record, and who holds it."""

    role: Annotated[str, "The role."]
    who: Annotated[str, "Who holds it, as written."]
    person: Annotated[str, "The same person in any spelling, as far as the policy knows."]


class ApprovalRow(NamedTuple):
    """An approval: by whom, what it covers, and how it was verified."""

    approval: Annotated[int, "Its number in the record, from 1."]
    role: Annotated[str, "In which role."]
    by: Annotated[str, "By whom, as written."]
    person: Annotated[str, "The same person in any spelling, as far as the policy knows."]
    at: Annotated[str, "When, as written."]
    day: Annotated[Day, "The day of that."]
    digest: Annotated[str | None, "What it is bound to."]
    covers: Annotated[Coverage, "What that is."]
    covered: Annotated[str | None, "The commit at which the record was what it covers, where it covers a state before."]
    mode: Annotated[str, "How the policy has approvals verified."]
    verified: Annotated[ApprovalState, "How this one was; `untold` as well where nobody was there to ask."]
    added: Annotated[str | None, "The commit that added it, where that was asked."]
    author: Annotated[str | None, "Who wrote that commit."]
    signer: Annotated[str | None, "Whose signature on it verifies."]
    entered_by: Annotated[str | None, "Who wrote it down on behalf of the person."]
    reason: Annotated[str | None, "Why it does not count, as the end of a sentence."]


class AssistantRow(NamedTuple):
    """A conversation with an assistant that a record names."""

    assistant: Annotated[int, "Its number in the record, from 1."]
    tool: Annotated[str, "The assistant."]
    account: Annotated[str, "Through which account."]
    use: Annotated[str, "What it did: `advise` or `act`."]
    model: Annotated[str | None, "The model, by the log."]
    data_class: Annotated[str | None, "The class of data, by the log."]
    started: Annotated[str | None, "When the conversation began."]
    transcript: Annotated[str, "Path of the log, as written."]
    sha256: Annotated[str | None, "What the log is bound to."]
    intact: Annotated[bool | None, "The log is what it is bound to; none where it is missing."]
    prompts: Annotated[int, "Messages of people."]
    outputs: Annotated[int, "Messages of the assistant."]
    taken: Annotated[int, "Claims in its words."]
    cited: Annotated[int, "Those of them with a source."]
    share: Annotated[float, "Its part of all lines of the record, from 0 to 1."]


class FindingRow(NamedTuple):
    """A broken rule at a place."""

    code: Annotated[str, "The rule's code."]
    rule: Annotated[str, "Its name."]
    level: Annotated[Severity, "How severe it is."]
    line: Annotated[int, "Where it begins, from 1."]
    column: Annotated[int, "Where it begins, in code points, from 1."]
    end_line: Annotated[int, "Where it ends."]
    end_column: Annotated[int, "Behind its last character."]
    section: Annotated[str, "Slug of its section; empty above the first heading."]
    message: Annotated[str, "What is wrong."]
    hint: Annotated[str | None, "What to do."]
    due: Annotated[Day, "The day by which something had to be done."]
    who: Annotated[tuple[str, ...], "Who has to do it."]
    fingerprint: Annotated[str, "By which it is known again."]
    state: Annotated[FindingState, "Whether it counts."]
    reason: Annotated[str | None, "Why the policy excepts it."]
    owner: Annotated[str | None, "Who answers for the exception."]
    until: Annotated[Day, "The last day of the exception."]


class EventRow(NamedTuple):
    """Something that happened to a record between two states of it."""

    event: Annotated[EventKind, "What happened."]
    day: Annotated[Day, "The day of the commit, or the one on which the calendar did it."]
    author: Annotated[str | None, "Who wrote the commit."]
    who: Annotated[str | None, "Whom it is about: who signed, or who finds out."]
    role: Annotated[str | None, "In which role."]
    line: Annotated[int | None, "Where it stands in the later state, else in the earlier one."]
    before: Annotated[str | None, "What the record said before."]
    after: Annotated[str | None, "What it says since."]


class RevisionRow(NamedTuple):
    """What a commit made of a record. The rows of that state are in `history`, under the same commit and path."""

    number: Annotated[int, "Its number in the history of the repository, from 1, parents before children."]
    at: Annotated[str, "When the author wrote it (RFC 3339)."]
    day: Annotated[Day, "The day of that, by which the state was judged."]
    author: Annotated[str, "Who wrote it, as `Name <mail>`."]
    subject: Annotated[str, "The first line of what the commit says."]
    blob: Annotated[str | None, "The file's object in git; none where the commit took the record away."]
    was: Annotated[str | None, "The path from which it was moved."]
    cut: Annotated[bool, "Nobody knows what was before: the history that is here ends at this commit."]


class RunRow(NamedTuple):
    """A run of a check in CI, as it ended. `commit` is the one that was judged, `path` is empty."""

    run: Annotated[int, "Its number, as the CI service has it."]
    attempt: Annotated[int, "How often it was started."]
    job: Annotated[str, "Workflow and job, and what the step was asked beyond that."]
    event: Annotated[str, "What it was about: `pull_request`, `push`, `schedule`."]
    pull: Annotated[int | None, "Number of the pull request."]
    base: Annotated[str | None, "The commit that it was judged against."]
    day: Annotated[Day, "The day by which time was judged."]
    mode: Annotated[str, "What findings do: `enforce`, `comment` or `observe`."]
    verdict: Annotated[RunVerdict, "How it ended; `error`: a record was not judged."]
    records: Annotated[int, "Records that were checked."]
    claims: Annotated[int, "Claims that state a fact or say UNKNOWN."]
    uncited: Annotated[int, "Those without a source."]
    errors: Annotated[int, "Errors that count."]
    warnings: Annotated[int, "Warnings that count."]
    rules: Annotated[tuple[str, ...], "Codes of the rules of these errors, each once."]
    tool: Annotated[str, "The version of citefirst."]


class Rows(NamedTuple):
    """The rows of one record, by table; `repositories`, `events` and `revisions` are added by those who know them."""

    repositories: tuple[RepositoryRow, ...] = ()
    records: tuple[RecordRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    unknowns: tuple[UnknownRow, ...] = ()
    owners: tuple[OwnerRow, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    assistants: tuple[AssistantRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()


TABLES: Mapping[str, type[NamedTuple]] = {
    "repositories": RepositoryRow,
    "records": RecordRow,
    "claims": ClaimRow,
    "sources": SourceRow,
    "citations": CitationRow,
    "unknowns": UnknownRow,
    "owners": OwnerRow,
    "approvals": ApprovalRow,
    "assistants": AssistantRow,
    "findings": FindingRow,
    "events": EventRow,
    "revisions": RevisionRow,
}
"""The row of each table of a partition, in the order in which they are written."""
RUNS = "runs"
"""The table of runs: each is a file of its own, which no build replaces."""
WRITTEN: Mapping[str, type[NamedTuple]] = {**TABLES, RUNS: RunRow}
"""All tables, however they are written."""
