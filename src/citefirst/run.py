"""One run on a working tree: finds the root, the policy and the files, and hands their text to the pipeline."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from citefirst.check import Checker, File, declared, names_workflow, read
from citefirst.errors import PolicyError
from citefirst.model import Mode, Report
from citefirst.policy.model import Routed
from citefirst.record import Record
from citefirst.rulebook import Rulebook
from citefirst.sources.working import WorkingTree, find_root


@dataclass(frozen=True)
class Run:
    """What the caller asked for, and the repository that it is about."""

    tree: WorkingTree
    paths: tuple[Path, ...]
    rulebook: Rulebook
    forced: str | None = None
    changed: frozenset[str] | None = None
    """Files that are looked at, where not all are."""
    day: str = ""

    @classmethod
    def start(
        cls, paths: Sequence[Path], config: Path | None, forced: str | None, since: str = "", day: str = ""
    ) -> Run:
        """Find the repository around the paths, or around the current directory, and read its policy.

        `since` is a revision: only files that changed since are looked at. Raises PolicyError where the policy, a path
        or the forced workflow is wrong, GitError where git does not know what changed.
        """
        here = Path.cwd()
        places = [here / path for path in paths]
        tree = WorkingTree(find_root(Path(os.path.commonpath(places)) if places else here))
        changed = frozenset(tree.changed_since(since)) if since else None
        run = cls(tree, tuple(places) or (tree.root,), _rulebook(tree, config), forced, changed, day)
        if forced:
            run.rulebook.demand(forced)
        return run

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.rulebook.catalogue, self.tree.exists, self.rulebook.policy, self.day)

    def files(self) -> Iterator[File | str]:
        """Files that are governed, and the shown paths of those that the caller named and nothing governs."""
        for path, named in self._expanded():
            shown = self.shown(path)
            workflow = self.forced or self.rulebook.route(path)
            data, fault = self.tree.read(path)
            if workflow or data is None or names_workflow(data):
                yield File(path, shown, workflow, data, fault)
            elif named:
                yield shown

    def _expanded(self) -> Iterator[tuple[str, bool]]:
        for path, named in self.tree.expand(self.paths):
            if self.changed is None or path in self.changed:
                yield path, named

    def routed(self) -> Iterator[Routed]:
        """Every file that the caller named or that could be a record, with what makes it one."""
        match = self.rulebook.policy.match()
        for path, _ in self._expanded():
            shown, rule = self.shown(path), match(path)
            if self.forced:
                yield Routed(shown, self.forced, "--workflow", "command line")
            elif rule:
                yield Routed(shown, rule.workflow, rule.glob, rule.place)
            else:
                data, fault = self.tree.read(path)
                document, _ = read(File(path, shown, None, data, fault))
                yield Routed(shown, declared(document) if document else None)

    def shown(self, path: str) -> str:
        """A path as the caller sees it: relative to the current directory."""
        return Path(os.path.relpath(self.tree.root / path)).as_posix()

    def report(self, files: Iterable[File | str]) -> Report:
        records, skipped = [], []
        for file in files:
            if isinstance(file, str):
                skipped.append(file)
            else:
                records.append(self.checker.check(file))
        return Report(tuple(records), tuple(skipped), self.checker.of_policy())

    def records(self, override: Mode | None) -> Iterator[tuple[str, Record]]:
        """Shown path and record of every Markdown file, governed or not. Raises PolicyError for an unreadable one."""
        for path, _ in self.tree.expand(self.paths):
            data, fault = self.tree.read(path)
            file = File(path, self.shown(path), self.forced or self.rulebook.route(path), data, fault)
            document, reason = read(file, self.rulebook.policy.find_ids)
            if document is None:
                raise PolicyError(f"{file.shown}: {reason}")
            yield file.shown, self.checker.record(document, file.workflow, override)


def _rulebook(tree: WorkingTree, config: Path | None) -> Rulebook:
    if config is None:
        return Rulebook.load(tree)
    shown = Path(os.path.relpath(config)).as_posix()
    try:
        data = config.read_bytes()
    except OSError as error:
        raise PolicyError(f"{shown}: the policy cannot be read: {error.strerror}") from error
    return Rulebook.load(tree, tree.relative(config), shown, data)
