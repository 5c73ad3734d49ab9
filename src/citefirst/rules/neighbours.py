"""CF611, CF612 and CF616: a record among the others of its repository: its ID is its own, and what it supersedes knows.

They are asked of records that somebody touched. A draft takes nothing away from anybody yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.document.slugs import key_name
from citefirst.model import Problem
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.registry import SUPERSEDED, SUPERSEDES, Registry, references, relations
from citefirst.rules.rule import Example, Rule
from citefirst.workflow.examples import of_path

MAX_NAMED = 3
"""Records that a message names."""


def duplicate_id(record: Record, registry: Registry) -> Iterator[Problem]:
    """Find an ID that another record has too."""
    value = record.header.get("id")
    identity = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if record.stage != "decided" or not identity or of_path(record.document.path):
        return
    if twins := registry.twins(record.document.path, identity):
        more = f" and {len(twins) - MAX_NAMED} more" if len(twins) > MAX_NAMED else ""
        message = f"the id {identity} is also that of {', '.join(sorted(twins)[:MAX_NAMED])}{more}"
        yield Problem(record.header.place("id"), message, "give one of them another id: who cites it must find one")


def broken_supersession(record: Record, registry: Registry) -> Iterator[Problem]:
    """Find a supersession that names nothing or the record itself, and a successor whose predecessor knows nothing."""
    path = record.document.path
    for reference, is_successor, span in _supersessions(record):
        named = registry.named(reference, path)
        word = "supersedes" if is_successor else "is superseded by"
        if path in named:
            yield Problem(span, f"the record {word} itself, {reference}", "name the other record")
        elif not named:
            hint = "name a record by its id, its file or its path; a document elsewhere by its address"
            yield Problem(span, f"no record here is called {reference}, which this one {word}", hint)
        elif is_successor and not any(_names(registry, each, path, successor=True) for each in named):
            hint = f"write `superseded-by:` with this record there, and `status: superseded` ({named[0]})"
            yield Problem(span, f"{reference} does not say that this record supersedes it", hint)


def silent_successor(record: Record, registry: Registry) -> Iterator[Problem]:
    """Find a predecessor whose successor does not name it."""
    path = record.document.path
    for reference, is_successor, span in _supersessions(record):
        named = registry.named(reference, path)
        if is_successor or not named or path in named:
            continue
        if not any(_names(registry, each, path, successor=False) for each in named):
            hint = f"write `supersedes:` with this record there ({named[0]})"
            yield Problem(span, f"{reference} does not say that it supersedes this record", hint)


def _supersessions(record: Record) -> Iterator[tuple[str, bool, Span]]:
    """Yield what a record refers to, whether as its successor, and where. An address is none of the repository's."""
    front = record.header.front
    if front is None or record.stage == "open" or of_path(record.document.path):
        return
    over, by = relations(front.data)
    for texts, is_successor in ((over, True), (by, False)):
        for reference in references(texts):
            if "://" not in reference:
                yield reference, is_successor, _place(record, is_successor)


def _place(record: Record, is_successor: bool) -> Span:
    wanted = SUPERSEDES if is_successor else SUPERSEDED
    for key in record.header.front.data if record.header.front else ():
        if key_name(key) in wanted:
            return record.header.place(key)
    return record.header.place("status")


def _names(registry: Registry, other: str, path: str, *, successor: bool) -> bool:
    """Tell whether another record names the one at a path: as its successor, or as what it supersedes."""
    entry = registry.entry(other)
    said = entry.by if successor else entry.over
    return any(path in registry.named(reference, other) for reference in references(said))


RULES = (
    Rule(
        code="CF611",
        name="duplicate-id",
        summary="Two records of the repository have one id.",
        why="Who cites INC-2041 must find one record. A bare number is an id within its directory only.",
        checks=(duplicate_id,),
        good=Example(front="id: EX-1", beside={"old.md": "id: EX-2"}),
        bad=Example(front="id: EX-1", beside={"old.md": "id: EX-1"}),
    ),
    Rule(
        code="CF612",
        name="broken-supersession",
        summary="A record supersedes, or is superseded by, what is not there, or its predecessor does not say so.",
        why="Who opens the old record must be led to the new one, or relies on what no longer holds.",
        checks=(broken_supersession,),
        good=Example(front="id: EX-2\nsupersedes: EX-1", beside={"old.md": "id: EX-1\nstatus: superseded by EX-2"}),
        bad=Example(front="id: EX-2\nsupersedes: EX-1", beside={"old.md": "id: EX-1\nstatus: accepted"}),
    ),
    Rule(
        code="CF616",
        name="silent-successor",
        summary="A record names its successor, which does not name it.",
        why="The way back says what a decision took the place of. Many collections keep only the way forward, so this "
        "is a warning.",
        checks=(silent_successor,),
        good=Example(front="id: EX-1\nstatus: superseded by EX-2", beside={"new.md": "id: EX-2\nsupersedes: EX-1"}),
        bad=Example(front="id: EX-1\nstatus: superseded by EX-2", beside={"new.md": "id: EX-2"}),
        severity="warning",
    ),
)
