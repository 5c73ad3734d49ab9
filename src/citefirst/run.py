"""One run on a working tree: finds the root, the policy and the files, and hands their text to the pipeline."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from citefirst import policy
from citefirst.check import Checker, File, names_workflow, read
from citefirst.errors import PolicyError
from citefirst.evidence.ids import find as find_ids
from citefirst.model import Mode, Report
from citefirst.record import Record
from citefirst.sources import schemas, tree
from citefirst.workflow.catalogue import Catalogue

POLICY_FILES = (".citefirst.yml", ".github/.citefirst.yml")
OWN_SCHEMAS = ".citefirst/schemas"
"""Directory of a repository's own workflows, read without being named."""


@dataclass(frozen=True)
class Run:
    """What the caller asked for, and the repository that it is about."""

    root: Path
    paths: tuple[Path, ...]
    policy: policy.Policy
    forced: str | None = None

    @classmethod
    def start(cls, paths: Sequence[Path], config: Path | None, forced: str | None) -> Run:
        """Find the repository around the paths, or around the current directory, and read its policy.

        Raises PolicyError where the policy, a path or the forced workflow is wrong.
        """
        here = Path.cwd()
        places = [here / path for path in paths]
        root = tree.find_root(Path(os.path.commonpath(places)) if places else here)
        run = cls(root, tuple(places) or (root,), _policy(root, config), forced)
        run.catalogue.names()  # a directory that is not there is told even where no record is found
        for rule in run.policy.records:
            run.demand(rule.workflow, f"{rule.place}: ")
        if forced:
            run.demand(forced)
        return run

    def demand(self, workflow: str, place: str = "") -> None:
        """Raises PolicyError where there is no such workflow, so that no file goes unchecked for a misspelt one."""
        if workflow not in self.catalogue.names():
            near = self.catalogue.nearest(workflow)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(self.catalogue.names())}"
            raise PolicyError(f"{place}there is no workflow {workflow}: {hint}")

    @cached_property
    def catalogue(self) -> Catalogue:
        own = [OWN_SCHEMAS] if (self.root / OWN_SCHEMAS).is_dir() else []
        return schemas.load_catalogue(self.root, [*own, *self.policy.schemas])

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.catalogue, find_ids, partial(tree.exists, self.root))

    def files(self) -> Iterator[File | str]:
        """Files that are governed, and the shown paths of those that the caller named and nothing governs."""
        route = self.policy.route()
        for path, named in tree.expand(self.root, self.paths):
            shown = self.shown(path)
            workflow = self.forced or route(path)
            data, fault = tree.read(self.root, path)
            if workflow or data is None or names_workflow(data):
                yield File(path, shown, workflow, data, fault)
            elif named:
                yield shown

    def shown(self, path: str) -> str:
        """A path as the caller sees it: relative to the current directory."""
        return Path(os.path.relpath(self.root / path)).as_posix()

    def report(self, files: Iterable[File | str]) -> Report:
        records, skipped = [], []
        for file in files:
            if isinstance(file, str):
                skipped.append(file)
            else:
                records.append(self.checker.check(file))
        return Report(tuple(records), tuple(skipped))

    def records(self, override: Mode | None) -> Iterator[tuple[str, Record]]:
        """Shown path and record of every Markdown file, governed or not. Raises PolicyError for an unreadable one."""
        route = self.policy.route()
        for path, _ in tree.expand(self.root, self.paths):
            data, fault = tree.read(self.root, path)
            file = File(path, self.shown(path), self.forced or route(path), data, fault)
            document, reason = read(file, find_ids)
            if document is None:
                raise PolicyError(f"{file.shown}: {reason}")
            yield file.shown, self.checker.record(document, file.workflow, override)


def _policy(root: Path, config: Path | None) -> policy.Policy:
    place = config or next((root / name for name in POLICY_FILES if (root / name).is_file()), None)
    if place is None:
        return policy.Policy()
    try:
        data = place.read_bytes()
    except OSError as error:
        raise PolicyError(f"{place}: the policy cannot be read: {error.strerror}") from error
    return policy.read(Path(os.path.relpath(place)).as_posix(), data)
