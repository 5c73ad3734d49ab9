"""What a maintainer asks of schemas: are they sound, do their examples show what they say, what would records need."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from citefirst.check.pipeline import File, read
from citefirst.document.body_fields import lift
from citefirst.errors import PolicyError, UsageError
from citefirst.evidence.keys import Seen, line, seen
from citefirst.model import Document
from citefirst.policy.policy import Policy
from citefirst.record.build import build
from citefirst.report.summary import plural
from citefirst.rules.context import Context
from citefirst.structs import frozen, replace
from citefirst.tasks.checkout import Run
from citefirst.workflow.catalogue import SUFFIX, Catalogue, SchemaFile, name_of
from citefirst.workflow.derive import derive, likest, shape
from citefirst.workflow.examples import DIRECTORIES, WorkflowExample, differences, missing, of_path

MAX_REFUSED = 10
"""Records that `schema derive` names, of those that its schema refuses."""


def sound(files: Sequence[Path], run: Run) -> Iterator[tuple[str, list[str]]]:
    """Yield the shown path of each file, or of each schema of the repository's own, and what is wrong with it.

    Raises UsageError for a file that cannot be read.
    """
    schemas = dict(run.rulebook.schemas)
    wanted = [_schema(path) for path in files] or [file for file in schemas.values() if not file.is_builtin]
    catalogue = Catalogue({**schemas, **{file.name: file for file in wanted}})
    for file in wanted:
        yield file.path, list(dict.fromkeys(_faults(file, catalogue)))


def _schema(path: Path) -> SchemaFile:
    shown = Path(os.path.relpath(path)).as_posix()
    try:
        return SchemaFile(name_of(path.name), shown, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{shown} cannot be read: {reason}") from error


def _faults(file: SchemaFile, catalogue: Catalogue) -> Iterator[str]:
    from citefirst.workflow.contradictions import contradictions
    from citefirst.workflow.references import Library

    try:
        if file.name not in catalogue.names():
            Library({file.name: file, **catalogue.files}).link(file.filename)
            return
        yield from catalogue.check(file.name)
        yield from (f"{file.path}: {fault}" for fault in contradictions(file.name, catalogue))
    except PolicyError as error:
        yield str(error)


@frozen
class Tested:
    """What the examples of a workflow showed."""

    workflow: str
    good: int
    bad: int
    faults: tuple[str, ...]

    def sentence(self) -> str:
        """Return the result on one line."""
        examples = f"{plural(self.good, 'good example')}, {plural(self.bad, 'bad one')}"
        return (
            f"{self.workflow}: {examples}, {plural(len(self.faults), 'fault') if self.faults else 'all as announced'}"
        )


def tested(workflows: Sequence[str], run: Run) -> Iterator[Tested]:
    """Yield results by workflow: the named ones, or all of the repository's own. Raises PolicyError for an unknown
    one."""
    for name in workflows:
        run.rulebook.demand(name)
    own = [file.name for file in run.rulebook.schemas.values() if not file.is_builtin]
    examples = [
        example for directory in DIRECTORIES for path in _markdown(run, directory) if (example := of_path(path))
    ]
    for name in workflows or [name for name in run.rulebook.catalogue.names() if name in own]:
        mine = [example for example in examples if example.workflow == name]
        faults = [*_faults(run.rulebook.schemas[name], run.rulebook.catalogue), *missing(name, examples)]
        faults += [fault for example in mine for fault in _shown(example, run)]
        good = sum(example.verdict == "good" for example in mine)
        yield Tested(name, good, len(mine) - good, tuple(faults))


def _markdown(run: Run, directory: str) -> list[str]:
    return run.tree.markdown(directory) if (run.tree.root / directory).is_dir() else []


def _shown(example: WorkflowExample, run: Run) -> Iterator[str]:
    data, fault = run.tree.read(example.path)
    shown = replace(example, path=run.shown(example.path))
    report = run.checker.check(File(example.path, shown.path, None, data, fault)).report
    yield from differences(shown, (data or b"").decode("utf-8", "replace"), report)


@frozen
class Derived:
    """A schema's text, the share of records that it accepts, and why it refuses the others."""

    text: str
    records: int
    refused: tuple[str, ...]
    like: str
    forms: tuple[Seen, ...] = ()
    """Forms of ticket keys that the records hold and the policy does not know."""

    def sentences(self) -> Iterator[str]:
        """Say how far it fits."""
        accepted = self.records - len(self.refused)
        yield f"accepts {accepted} of {plural(self.records, 'record')} ({accepted / self.records:.0%})"
        if self.like:
            yield f"titles and modes of sections are those of {self.like} where it knows them"
        yield from (f"refuses {line}" for line in self.refused[:MAX_REFUSED])
        if len(self.refused) > MAX_REFUSED:
            yield f"and {len(self.refused) - MAX_REFUSED} more"
        for form, times, files in self.forms:
            what = f"`{form}` was seen {plural(times, 'time')} in {plural(files, 'record')}"
            yield f"{what}; if these are tickets, let the policy say so: {line(form)}"


def derived(run: Run, name: str, share: float) -> Derived:
    """Derive a schema from the Markdown files that the run is about. Raises UsageError where there are none."""
    found = list(_documents(run))
    if not found:
        raise UsageError("none of what was named is a Markdown file: name records")
    builtin = [run.rulebook.catalogue.workflow(each) for each in run.rulebook.catalogue.names()]
    like = likest([document for document, _ in found], builtin)
    schema = derive(name, [shape(document, lifted, like) for document, lifted in found], like, share)
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    own = f"derived-{name}"  # no schema of the catalogue may stand in its place
    catalogue = Catalogue({**run.rulebook.schemas, own: SchemaFile(own, f"{own}{SUFFIX}", text)})
    workflow, plain = catalogue.workflow(own), Policy()
    refused = []
    for document, _ in found:
        record = build(document, workflow, run.tree.exists, plain.find_ids, plain.refused)
        if demands := Context(record=record, catalogue=catalogue).demands:
            refused.append(f"{run.shown(document.path)}: {demands[0].message}")
    policy = run.rulebook.policy
    known = {form.form for form in policy.forms}
    forms = tuple(each for each in seen(document.text for document, _ in found) if each.form not in known)
    return Derived(text, len(found), tuple(refused), like.name if like else "", forms)


def _documents(run: Run) -> Iterator[tuple[Document, bool]]:
    """Yield documents, and whether their fields stood in the body."""
    for path, _ in run.tree.expand(run.places):
        data, fault = run.tree.read(path)
        document, _ = read(File(path, run.shown(path), None, data, fault))
        if document is not None:
            lifted = lift(document)
            yield lifted, lifted is not document
