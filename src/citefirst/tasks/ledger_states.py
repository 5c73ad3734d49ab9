"""Rows of single states of records: of files as they are checked out, and as commits of the past had them.

A state is asked for by a few words, and whoever has a clone at hand can answer: another process, or another machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from citefirst.cache.digests import NotPlain, digest, of_bytes
from citefirst.cache.questions import Notebook, are_answered_alike, data, functions
from citefirst.check.pipeline import NOTHING, Checked, Checker, File, governs
from citefirst.check.remembered import NEITHER, PARTS
from citefirst.check.rulebook import policy_digest
from citefirst.errors import CitefirstError
from citefirst.ledger.model import Rows
from citefirst.ledger.rows import rows
from citefirst.model import UNJUDGED
from citefirst.record.archive import HEAD, Archive, Called, called
from citefirst.repository.watch import Watched
from citefirst.repository.working import find_root
from citefirst.structs import fields, frozen, replace
from citefirst.tasks.checkout import CheckRequest, Run

if TYPE_CHECKING:
    from citefirst.repository.git import Repository
    from citefirst.repository.snapshot import Snapshot
    from citefirst.repository.tree import Tree
    from citefirst.tasks.workers import Work

TREES = 8
"""Commits whose files are kept at hand. States come in the order of history, so few are asked about twice."""


class State(NamedTuple):
    """A record as it is checked out, or, with a `commit`, as that commit had it; `day` is that of the commit."""

    path: str
    commit: str = ""
    blob: str = ""
    day: str = ""


class Told(NamedTuple):
    """The rows of a state, None where it is no record; `basis` is what they rest on, "" where that cannot be told."""

    rows: Rows | None
    basis: str = ""


@frozen
class Telling:
    """What all states of a repository are told by."""

    root: Path
    day: str
    texts: bool = True

    @classmethod
    def of(cls, checkout: Path, day: str, texts: bool) -> Telling:
        """Return what tells the states of the repository around a directory."""
        return cls(find_root(checkout.resolve()), day, texts)

    @cached_property
    def run(self) -> Run:
        return Run.start(CheckRequest((self.root,), day=self.day))

    @cached_property
    def checker(self) -> Checker:
        """The run's, without an end to its time as a whole: nobody waits for a ledger as for a check."""
        return replace(self.run.checker, watch=Watched(run=float("inf")))

    @cached_property
    def policy(self) -> str:
        return policy_digest(self.run.rulebook, self.run.baseline)

    def told(self, states: Sequence[State]) -> list[Told]:
        """Return the rows of some states, in their order."""
        now = self._now([state.path for state in states if not state.commit])
        then = self._then([state for state in states if state.commit])
        return [next(then if state.commit else now) for state in states]

    def files(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield files of the checkout, each as a check of the whole repository takes it."""
        tree, route = self.run.tree, self.run.rulebook.route
        for path in paths:
            content, fault = tree.read(path)
            yield File(path, path, route(path), content, fault)

    def _now(self, paths: Sequence[str]) -> Iterator[Told]:
        files = list(self.files(paths))
        if self.run.rulebook.policy.keys.approvals in ("author", "signed"):  # these ask git about all files at once
            checked = self.run.checked(files)
            return (Told(rows(each, texts=self.texts)) for each in checked)
        return (self._noted(file) for file in files)

    def _noted(self, file: File) -> Told:
        """Return the rows of a file with all that was asked for them."""
        notebook = Notebook(PARTS)
        asking = {name: notebook.wrap(f"checker.{name}", value) for name, value in self._given.items()}
        checked = replace(self.checker, **asking).check(file, notebook.wrap("known", NOTHING))
        made = rows(checked, texts=self.texts)
        sound = notebook.sound and not _broke(checked) and self.identity is not None
        basis = json.dumps([self.key(file), notebook.questions]) if sound else ""
        return Told(made, basis)

    @cached_property
    def _given(self) -> Mapping[str, Any]:
        """The fields of the checker that reports depend on."""
        return {name: getattr(self.checker, name) for name in fields(self.checker) if name not in NEITHER}

    @cached_property
    def identity(self) -> str | None:
        """The digest of all that rows depend on besides a file and what is asked, None where it cannot be told."""
        from citefirst.cache.code import identity

        plain = [pair for name, value in self._given.items() for pair in data(name, value)]
        try:
            return digest((identity(), self.policy, self.texts, plain), PARTS)
        except NotPlain:
            return None

    def key(self, file: File) -> str:
        return digest((self.identity, file.path, file.workflow, of_bytes(file.data or b""), file.fault))

    def still(self, file: File, basis: str) -> bool:
        """Tell whether the rows of a file would be the same as those that were made on a basis."""
        try:
            key, asked = json.loads(basis)
        except ValueError:
            return False
        return key == self.key(file) and are_answered_alike(asked, self._functions.__getitem__, PARTS)

    @cached_property
    def _functions(self) -> dict[str, Any]:
        given = [*((f"checker.{name}", value) for name, value in self._given.items()), ("known", NOTHING)]
        return {name: function for start, value in given for name, function in functions(start, value)}

    def _then(self, states: Sequence[State]) -> Iterator[Told]:
        blobs = self._git.blobs(dict.fromkeys(state.blob for state in states)) if states else {}
        return (Told(self._past(state, blobs[state.blob])) for state in states)

    def _past(self, state: State, content: bytes) -> Rows | None:
        """Return the rows of a file as a commit had it, judged by today's policy and that commit's day and files."""
        route = self.run.rulebook.route(state.path)
        if not governs(route, state.path, content):
            return None
        tree = cast("Tree", _Late(partial(self._tree, state.commit)))
        checker = replace(
            self.checker,
            day=state.day,
            exists=tree.exists,
            load=tree.content,
            base=tree.content,
            origin=self.run.checker.origin._replace(real=tree.real),
            archive=self._archive(tree),
            registry=None,
            earlier=lambda path, wanted: None,
            assisted=lambda path: None,
        )
        return rows(checker.check(File(state.path, state.path, route, content)), texts=self.texts)

    def _archive(self, tree: Tree) -> Archive:
        """Return the records of a commit by name. Most are the same in the next one, and are not looked into again."""

        def records() -> Iterator[tuple[str, bytes]]:
            paths = tree.markdown()
            tree.prepare(paths)
            for path in paths:
                content, _ = tree.read(path)
                if content is not None and self._governs(path, content):
                    yield path, content

        return Archive(records, tree.folder, self._called)

    @cached_property
    def _governs(self) -> Callable[[str, bytes], bool]:
        """Tells whether a file is a record. What a commit's file holds is one value, which need not be compared."""
        route = self.run.rulebook.route
        return cache(lambda path, content: governs(route(path), path, content[:HEAD]))

    @cached_property
    def _called(self) -> Called:
        return cache(called)

    @cached_property
    def _tree(self) -> Callable[[str], Snapshot]:
        """Returns the files of a commit. What they hold is kept, since most of it is the same in the next one."""
        loaded: dict[str, bytes] = {}

        @lru_cache(maxsize=TREES)
        def files(commit: str) -> Snapshot:
            return replace(self._git.snapshot(commit, below=True), _loaded=loaded)

        return files

    @cached_property
    def _git(self) -> Repository:
        from citefirst.repository.git import Repository

        return Repository(self.run.tree.root)


class _Late:
    """The files of a commit, which git is asked for once somebody asks about one."""

    def __init__(self, tree: Callable[[], Snapshot]) -> None:
        self._tree = tree

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: getattr(self._tree(), name)(*arguments)


def _broke(checked: Checked) -> bool:
    return any(finding.code == UNJUDGED for finding in checked.report.findings)


def start_worker(telling: Telling, policy: str) -> Work:
    """Begin to tell states in another process. Raises CitefirstError where its rulebook is another one by now."""
    if telling.policy != policy:
        raise CitefirstError("policy, schemas or baseline changed while the ledger was built: build it again")
    return lambda states, spent: (telling.told(states), spent)
