"""What the register can show of a record, and of each approval, UNKNOWN, assistant or source of it: columns as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from citefirst.ledger.model import ApprovalRow, RecordRow, Rows, SourceRow, Where
from citefirst.ledger.shape import Kind

Value = str | int | float | bool | tuple[str, ...] | None


class Line(NamedTuple):
    """One line of the register: a record, one of its rows where the register shows those, and the day it is asked."""

    where: Where
    rows: Rows
    day: str
    item: Any = None

    @property
    def record(self) -> RecordRow:
        return self.rows.records[0]


class Shown(NamedTuple):
    """A column: its name, its kind, how its value is found; `whole`: a text that must not be cut."""

    name: str
    kind: Kind
    says: str
    value: Callable[[Line], Value]
    whole: bool = False


class View(NamedTuple):
    """What the lines of the register are: which rows of a record, their columns, those shown, by which sorted.

    `day` is the column that a calendar has events of.
    """

    items: Callable[[Rows], Sequence[Any]]
    own: tuple[Shown, ...]
    shown: tuple[str, ...]
    sort: tuple[str, ...]
    days: tuple[str, ...]


def _of_record(name: str, kind: Kind, says: str) -> Shown:
    return Shown(name, kind, says, lambda line: getattr(line.record, name))


def _of_where(name: str, kind: Kind, says: str) -> Shown:
    return Shown(name, kind, says, lambda line: getattr(line.where, name))


def _of_item(name: str, kind: Kind, says: str, field: str = "", whole: bool = False) -> Shown:
    return Shown(name, kind, says, lambda line: getattr(line.item, field or name), whole)


def _owners(line: Line) -> tuple[str, ...]:
    return tuple(f"{owner.role}: {owner.who}" for owner in line.rows.owners)


def _finders(line: Line) -> tuple[str, ...]:
    """Return who finds out: whom the label names, else who answers for the record."""
    return (line.item.who,) if line.item.who else tuple(dict.fromkeys(owner.who for owner in line.rows.owners))


def _approved(line: Line) -> tuple[str, ...]:
    return tuple(_approval(each) for each in line.rows.approvals)


def _approval(each: ApprovalRow) -> str:
    return f"{each.day or each.at}: {each.by} as {each.role} ({each.verified})"


def _evidence(line: Line) -> tuple[str, ...]:
    return tuple(_source(each) for each in line.rows.sources if each.cited)


def _source(each: SourceRow) -> str:
    label = f" {each.label}," if each.label and each.label not in (each.id, each.target) else ""
    return f"{each.kind}:{label} {each.target}"


def _systems(line: Line) -> tuple[str, ...]:
    return tuple(sorted({each.system for each in line.rows.sources if each.system and each.cited}))


def _tools(line: Line) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.tool for each in line.rows.assistants))


def days_until(day: str | None, today: str) -> int | None:
    """Return the days from one to another, None where either is no day."""
    try:
        return (date.fromisoformat(day) - date.fromisoformat(today)).days if day else None
    except ValueError:
        return None


COLUMNS: tuple[Shown, ...] = (
    _of_record("id", "text", "Its `id`."),
    _of_record("workflow", "text", "Its workflow."),
    _of_record("title", "text", "Its title."),
    _of_record("status", "text", "The word of its status."),
    _of_record("stage", "text", "What that means: open, decided or ended."),
    _of_record("date", "day", "Its day."),
    _of_record("expires", "day", "Its last day."),
    _of_record("review", "day", "The day by which it is looked at again."),
    Shown("left", "integer", "Days until its last day.", lambda line: days_until(line.record.expires, line.day)),
    Shown("owners", "texts", "Who holds which role.", _owners),
    _of_record("verdict", "text", "What its check found: holds, findings or unread."),
    _of_record("errors", "integer", "Errors that count."),
    _of_record("warnings", "integer", "Warnings that count."),
    _of_record("claims", "integer", "Claims that state a fact or say UNKNOWN."),
    _of_record("cited", "integer", "Those of them with a source."),
    _of_record("unknown", "integer", "Those that say UNKNOWN."),
    _of_record("uncited", "integer", "Those without a source."),
    Shown("approved", "texts", "Its approvals: when, by whom, in which role, how verified.", _approved, whole=True),
    Shown("evidence", "texts", "The sources that it cites.", _evidence, whole=True),
    Shown("systems", "texts", "The systems that hold them.", _systems),
    _of_record("assisted", "text", "What it says of assistants: none, used or unsaid."),
    Shown("assistants", "texts", "The assistants that it names.", _tools),
    _of_record("supersedes", "texts", "What it says that it supersedes."),
    _of_record("superseded_by", "texts", "What it says that it is superseded by."),
    _of_record("digest", "text", "What a signature of it as it is would be bound to."),
    _of_where("repository", "text", "The repository."),
    _of_where("commit", "text", "The commit that was read; none where the file was not committed as it is."),
    _of_where("path", "text", "Its path from the root."),
    _of_where("policy", "text", "The digest of the policy that judged it."),
)
"""What every line can show."""

_APPROVAL = (
    _of_item("day", "day", "The day of the approval."),
    _of_item("at", "text", "When it was, as written."),
    _of_item("by", "text", "Who approved.", whole=True),
    _of_item("role", "text", "In which role."),
    _of_item("person", "text", "The same person in any spelling."),
    _of_item("covers", "text", "What it covers: the record as it is (this), as it was (before), or nobody can tell."),
    _of_item("verified", "text", "How it was verified."),
    _of_item("mode", "text", "How the policy has approvals verified."),
    _of_item("added", "text", "The commit that added it."),
    _of_item("author", "text", "Who wrote that commit."),
    _of_item("signer", "text", "Whose signature on it verifies."),
    _of_item("entered_by", "text", "Who wrote it down on behalf of the person."),
    _of_item("reason", "text", "Why it does not count.", whole=True),
)
_UNKNOWN = (
    _of_item("due", "day", "By which day somebody finds out."),
    _of_item("until", "text", "By when, as written."),
    Shown("late", "integer", "Days past that.", lambda line: _late(line)),
    Shown("who", "texts", "Who finds out: whom the label names, else who answers for the record.", _finders),
    _of_item("what", "text", "What is not known.", "text", whole=True),
    _of_item("line", "integer", "Where it stands."),
)
_ASSISTANT = (
    _of_item("tool", "text", "The assistant."),
    _of_item("account", "text", "Through which account."),
    _of_item("use", "text", "What it did: advise or act."),
    _of_item("model", "text", "The model, by the log."),
    _of_item("data_class", "text", "The class of data, by the log."),
    _of_item("prompts", "integer", "Messages of people."),
    _of_item("outputs", "integer", "Messages of the assistant."),
    _of_item("taken", "integer", "Claims in its words."),
    _of_item("taken_cited", "integer", "Those of them with a source.", "cited"),
    _of_item("share", "number", "Its part of all lines, from 0 to 1."),
    _of_item("intact", "flag", "The log is what the record binds."),
    _of_item("transcript", "text", "Path of the log."),
)
_SOURCE = (
    _of_item("source", "text", "Its ID in the record.", "id"),
    _of_item("kind", "text", "What it is evidence of."),
    _of_item("system", "text", "The system that holds it."),
    _of_item("target", "text", "Its address, path or ID.", whole=True),
    _of_item("label", "text", "What the record calls it."),
    _of_item("times", "integer", "Claims that cite it.", "cited"),
    _of_item("line", "integer", "Where it stands."),
)


def _late(line: Line) -> int | None:
    left = days_until(line.item.due, line.day)
    return -left if left is not None and left < 0 else None


VIEWS: Mapping[str, View] = {
    "records": View(
        lambda rows: (None,),
        (),
        ("id", "status", "expires", "verdict", "owners", "title", "path"),
        ("path",),
        ("expires", "review"),
    ),
    "approvals": View(
        lambda rows: rows.approvals,
        _APPROVAL,
        ("day", "id", "by", "role", "covers", "verified", "title"),
        ("day", "id"),
        ("day",),
    ),
    "unknowns": View(
        lambda rows: rows.unknowns,
        _UNKNOWN,
        ("due", "late", "id", "who", "what", "path", "line"),
        ("due", "path"),
        ("due",),
    ),
    "assistants": View(
        lambda rows: rows.assistants,
        _ASSISTANT,
        ("id", "tool", "account", "model", "taken", "taken_cited", "share", "intact", "title"),
        ("path",),
        (),
    ),
    "sources": View(
        lambda rows: tuple(each for each in rows.sources if each.cited),
        _SOURCE,
        ("system", "kind", "target", "times", "id", "path"),
        ("system", "target"),
        (),
    ),
}
"""What `--show` can show."""


def columns_of(show: str) -> Mapping[str, Shown]:
    """Return the columns of a view by name, its own first."""
    return {column.name: column for column in (*VIEWS[show].own, *COLUMNS)}
