"""What an assistant may ask of a repository, and the answers as JSON. Nothing here writes, signs or settles anything.

What a record says stands in strings of the JSON and nowhere else, so it can be told from what citefirst says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from citefirst.errors import CitefirstError, UsageError
from citefirst.gather.row import Found
from citefirst.model import UNJUDGED, Problem
from citefirst.record.build import Record
from citefirst.report.formats.json import dumps
from citefirst.report.formats.json import render as as_report
from citefirst.report.views import gather as rows_view
from citefirst.report.views import prompt, trace
from citefirst.report.views import workflow as workflow_view
from citefirst.repository.tree import is_markdown
from citefirst.repository.working import WorkingTree
from citefirst.structs import field, frozen
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.gather import Wanted, gather
from citefirst.tasks.new_record import template
from citefirst.tasks.window import moment, zone
from citefirst.workflow.outline import outline

DRAFT = "draft.md"
SHOWN = 5
"""Records of one name that are told of."""
"""Where a text stands that nobody names a place for."""


@frozen
class Desk:
    """One repository, whose root is the current directory. Paths are POSIX, from the root, and never leave it.

    `day` says what day it is whenever it is asked, since an assistant may sit for longer than one. `online`: `check`
    looks up cited addresses and `gather` may ask GitHub; nothing else asks a network. `environ` names GitHub's server
    and the token.
    """

    root: Path
    day: Callable[[], str]
    online: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)

    def rules_of(self, workflow: str = "") -> str:
        """Return what a record of a workflow must carry, and a text to begin with; without a name, which there are."""
        rulebook = self._run().rulebook
        catalogue = rulebook.catalogue
        if not workflow:
            known = [catalogue.workflow(name) for name in catalogue.names()]
            return dumps({"workflows": [workflow_view.named(each) for each in known]})
        rulebook.demand(workflow)
        found, parts = catalogue.workflow(workflow), outline(workflow, catalogue)
        return dumps(
            {
                **workflow_view.as_value(found, parts),
                "template": template(found, parts, self.day(), {}),
            }
        )

    def sources(self, record: str) -> str:
        """Return the sources of a record with the number of claims that cite each; lines from 1."""
        found, _ = self._record(record)
        lines = found.document.lines
        return dumps(
            {
                "record": record,
                "sources": [
                    {
                        "id": each.id,
                        "kind": each.kind,
                        "target": each.target,
                        "label": each.label,
                        "line": lines.region(each.span).line,
                        "cited": each.cited,
                        "defined": each.defined,
                    }
                    for each in found.sources
                ],
            }
        )

    def check(self, text: str, path: str = "") -> str:
        """Return whether a text holds as the record at a path, and the report on it (`report-v1`).

        Raises UsageError where no workflow governs it, CitefirstError where its check broke off.
        """
        place = self._inside(path or DRAFT)
        if not is_markdown(place):
            raise UsageError(f"{place} is no place for a record: name a path that ends in .md")
        request = CheckRequest(
            (self.root / place,),
            text=text.encode("utf-8", "replace"),
            day=self.day(),
            no_cache=True,
            online=self.online,
        )
        run = Run.start(request)
        report = run.report(run.files())
        if not report.records:
            raise UsageError(
                f"{place} is governed by no workflow: begin the text with front matter that names one "
                "(`workflow: NAME`), or say at which path it will stand; rules_of lists the workflows"
            )
        if report.unjudged:
            broke = next(each for each in report.findings if each.code == UNJUDGED)
            raise CitefirstError(f"{place}: the check broke off: {broke.message}")
        return dumps({"holds": not report.count("error"), "report": json.loads(as_report(report))})

    def open_points(self, record: str) -> str:
        """Return what is open in a record: UNKNOWNs, lines without a source, what its workflow demands."""
        found, demands = self._record(record)
        return dumps({"record": record, "open": [point._asdict() for point in prompt.points(found, demands)]})

    def gather(
        self,
        exports: Sequence[str] = (),
        git: bool = False,
        github: bool = False,
        since: str = "",
        until: str = "",
        ids: Sequence[str] = (),
        zone_of_times: str = "",
        base: str = "",
        repository: str = "",
    ) -> str:
        """Return what exports in the repository, git and GitHub say of themselves, in order of time."""
        if not (exports or git or github):
            raise UsageError("name an export of this repository, git: true for its history, or github: true")
        if github and not self.online:
            raise UsageError("no network is used: GitHub is asked where the server was started with --online")
        wanted = Wanted(
            tuple(Path(self._there(each)) for each in exports),
            git=git,
            online=github,
            since=moment(since) if since else None,
            until=moment(until, last=True) if until else None,
            ids=tuple(ids),
            zone=zone(zone_of_times) if zone_of_times else None,
            base=base,
            repository=repository,
        )
        found: Found = gather(wanted, self.root, self.environ)
        return rows_view.as_json(found.rows, found.refused)

    def why(self, id: str) -> str:
        """Return the whole chain of the record that an ID, number, title or path names, from its files and git."""
        paths = [id] if self._tree.exists(id) and is_markdown(id) else self._run().checker.archive.named(id)
        if not paths:
            raise UsageError(
                f"no record of this repository is called {id}: give the id in its front matter, its number such as "
                "ADR-042, its title or its path"
            )
        if len(paths) > 1:
            raise UsageError(f"{len(paths)} records are called {id}: give the path of one: {', '.join(paths[:SHOWN])}")
        run = self._run(self._there(paths[0]), day=self.day())
        return trace.as_json(run.trace())

    def cite_first(self, record: str) -> str:
        """Return the prompt for a record, as `citefirst prompt` prints it."""
        found, demands = self._record(record)
        return prompt.render(found, demands, record)

    def _record(self, path: str) -> tuple[Record, Sequence[Problem]]:
        """Read a record and what it lacks of what its workflow demands."""
        if not is_markdown(place := self._there(path)):
            raise UsageError(f"{path} is no record: name a Markdown file")
        run = self._run(place)
        ((_, record),) = run.records(None)
        return record, run.demands(record)

    def _run(self, *paths: str, day: str = "") -> Run:
        places = tuple(self.root / path for path in paths) or (self.root,)
        return Run.start(CheckRequest(places, day=day, no_cache=True))

    @property
    def _tree(self) -> WorkingTree:
        return WorkingTree(self.root)

    def _there(self, path: str) -> str:
        """Return the path of a file of the repository. Raises UsageError where there is none, or a link leaves it."""
        place = self._inside(path)
        if not self._tree.exists(place):
            raise UsageError(f"{path} is no file of this repository: name one by its path from the root")
        return place

    def _inside(self, path: str) -> str:
        """Return a path that leads to no other place than one below the root, and not into git's own files."""
        place = PurePosixPath(path.replace("\\", "/"))
        parts = [part.casefold() for part in place.parts]
        if not parts or ":" in parts[0] or place.is_absolute() or {"..", ".git"} & {*parts} or "\0" in path:
            raise UsageError(f"{path!r} is no path of a file in this repository: name it from the root, without `..`")
        return str(place)
