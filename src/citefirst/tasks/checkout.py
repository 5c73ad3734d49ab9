"""One run on a checkout: finds the root, the policy and the files, and hands their text to the pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from citefirst.cache import store
from citefirst.cache.code import identity
from citefirst.cache.digests import digest
from citefirst.cache.questions import Notebook, Noted
from citefirst.check.archive import archive
from citefirst.check.pipeline import (
    Checked,
    Checker,
    File,
    OutsideFacts,
    ReadFile,
    declared,
    governs,
    names,
    read,
)
from citefirst.check.remembered import Extract, Extracted, Judged, Remembered, judge
from citefirst.check.rulebook import Rulebook, load_baseline
from citefirst.document.claim import HEAD, names_workflow
from citefirst.errors import CitefirstError, PolicyError, UsageError
from citefirst.limits import MAX_TRACES
from citefirst.model import Document, Mode, Problem, RecordReport, Report
from citefirst.policy.policy import Routed
from citefirst.record.archive import Archive
from citefirst.record.origin import Home, Origin
from citefirst.record.paths import Then
from citefirst.record.registry import Entry, Registry
from citefirst.repository import checkouts, history
from citefirst.repository.tree import Tree, is_markdown
from citefirst.repository.watch import Watched
from citefirst.repository.working import WorkingTree, find_root
from citefirst.structs import field, frozen, replace
from citefirst.tasks import workers
from citefirst.workflow.examples import is_set_aside

if TYPE_CHECKING:
    from dataclasses import KW_ONLY

    from citefirst.ailog.commits import Assistance
    from citefirst.check.dependence import Changed
    from citefirst.check.provenance import Provenance
    from citefirst.lookup.evidence import Lookups
    from citefirst.lookup.inquiry import Options
    from citefirst.policy.baseline import Baseline
    from citefirst.record.build import Record
    from citefirst.record.trace import Trace
    from citefirst.repository.git import Edits
    from citefirst.signing.verification import Ask

BASELINE = ".citefirst-baseline.json"
"""Where a baseline is written when nobody says where."""


@frozen
class CheckRequest:
    """What the caller asked for: files or directories, or all; a policy and a workflow in place of the repository's.

    `since` is a revision: only files that changed since are looked at. `staged`: the index is read in the place of
    the working tree, and without paths only what it changes. `changed_lines`: claims on other lines are left alone.
    `baseline` is a file in the place of the policy's; `no_baseline`: none counts. `online`: cited addresses are
    looked up. `day` is today (`2026-11-23`). `jobs` processes check, 0 for as many as there are cores. `no_cache`:
    results of earlier runs do not count. `within` is the number of days before an end in the place of the policy's.
    `at` is a revision that is read in the place of the working tree. `register`: what the register keeps of a record is
    wanted beside its report. `text` stands in the place of what the one file of `paths` contains, which need not be
    there.
    """

    paths: tuple[Path, ...] = ()
    _: KW_ONLY
    config: Path | None = None
    workflow: str | None = None
    since: str = ""
    staged: bool = False
    changed_lines: bool = False
    baseline: Path | None = None
    no_baseline: bool = False
    online: bool = False
    day: str = ""
    jobs: int = 1
    no_cache: bool = False
    within: int | None = None
    at: str = ""
    register: bool = False
    text: bytes | None = None

    @property
    def is_plain(self) -> bool:
        """Whether policy, baseline and workflows are those of the working tree, as nobody said otherwise."""
        named = self.config or self.workflow or self.since or self.staged or self.baseline or self.no_baseline
        return not named and self.within is None and not self.at and self.text is None

    @property
    def is_whole(self) -> bool:
        """Whether the whole repository is checked, as its policy says."""
        return not (self.paths or self.workflow or self.since or self.staged)


@frozen
class Run:
    """What to check in which repository. `options` say how the network is asked, None for the usual way; `asked` is
    what was asked while policy, schemas and baseline were read."""

    request: CheckRequest
    tree: WorkingTree
    places: tuple[Path, ...]
    rulebook: Rulebook
    _: KW_ONLY
    edits: Edits | None = None
    options: Options | None = None
    asked: Notebook = field(default_factory=Notebook)
    recalled: set[str] = field(default_factory=set)
    """Shown paths of the records that were known from an earlier run."""

    @classmethod
    def start(cls, request: CheckRequest, options: Options | None = None) -> Run:
        """Find the repository around the paths, or around the current directory, and read its policy.

        Raises PolicyError where the policy, a path or the workflow is wrong, GitError where git does not know what
        changed, UsageError where changed lines are asked for and nothing says since when.
        """
        here = Path.cwd()
        places = [Path(os.path.normpath(here / path)) for path in request.paths]  # `..` is no directory of its own
        root = find_root(Path(os.path.commonpath(places)) if places else here)
        if request.changed_lines and not request.since and not request.staged:
            raise UsageError("--changed-lines needs --since REV or --staged, which say what changed")
        tree = _tree(root, request)
        edits = _edits(root, request) if request.since or request.staged else None
        asked = Notebook()
        rulebook = _within(_rulebook(tree, request.config, asked), request.within)
        run = cls(request, tree, tuple(places) or (root,), rulebook, edits=edits, options=options, asked=asked)
        if request.workflow:
            run.rulebook.demand(request.workflow)
        return run

    @cached_property
    def checker(self) -> Checker:
        rulebook, tree = self.rulebook, self.tree
        return Checker(
            rulebook.catalogue,
            tree.exists,
            policy=rulebook.policy,
            day=self.request.day,
            baseline=self.baseline,
            earlier=self._earlier,
            assisted=self._assisted,
            load=tree.content,
            origin=self._origin,
            archive=archive(tree, rulebook.route),
            at=self._at,
            base=self.edits.before.content if self.edits else tree.content,
            registry=self._registry,
            watch=self.watch,
        )

    @cached_property
    def _past(self) -> Callable[[str, str, int], tuple[bytes | None, str] | None]:
        from citefirst.repository.git import Repository
        from citefirst.repository.past import Past

        return Past(Repository(self.tree.root), self.tree.exists)

    def _at(self, commit: str, path: str, limit: int) -> Then | None:
        """Return a file as a commit had it, None where nobody can tell."""
        found = self._past(commit, path, limit)
        return Then(*found) if found else None

    @cached_property
    def _registry(self) -> Registry:
        """All records of the repository, whichever of them are looked at; they are read at the first question."""
        return Registry(self._entries)

    def _entries(self) -> Iterator[Entry]:
        named = self.memory.named if self.memory else partial(names, route=self.rulebook.route)
        paths = [path for path, _ in self.tree.expand((self.tree.root,))]
        self.tree.prepare(paths)
        for path in paths:
            data, _ = self.tree.read(path)
            if data is not None and (found := named(path, data).entry):
                yield found

    @cached_property
    def watch(self) -> Watched:
        """How long each record of this run may take."""
        return Watched()

    @property
    def _origin(self) -> Origin:
        return Origin(lambda: self.home, self.tree.real)

    @cached_property
    def home(self) -> Home:
        """The repository of the checkout on GitHub, by git's origin."""
        from citefirst.github.lookups import home_of
        from citefirst.repository.git import Repository

        return home_of(os.environ, Repository(self.tree.root).origin())

    @cached_property
    def lookups(self) -> Lookups | None:
        if not self.request.online:
            return None
        from citefirst.github.lookups import of_checkout
        from citefirst.repository.git import Repository

        return of_checkout(os.environ, Repository(self.tree.root).origin(), self.options)

    def _earlier(self, path: str, wanted: str) -> Document | None:
        """Return the newest committed state of a file that has a digest, None without git or such a state."""
        from citefirst.repository.git import Repository
        from citefirst.signing.digest import digest

        for _, data in Repository(self.tree.root).versions(path, self.commit):
            document, _ = read(File(path, path, None, data), self.rulebook.policy.find_ids)
            if document and digest(document) == wanted:
                return document
        return None

    @property
    def commit(self) -> str:
        """The commit that is read in the place of the working tree, "" where that is read."""
        return getattr(self.tree, "commit", "")

    def _assisted(self, path: str) -> Sequence[Assistance] | None:
        """Return what the commits that wrote a file say of assistants. A hook looks at what is no commit yet; of a
        commit before nobody asks."""
        if self.request.staged or self.commit:
            return None
        known = self._known_history
        if known and path not in (known["paths"] or ()):  # git need not be asked
            return None if known["paths"] is None else ()
        return None if self._by_assistants is None else self._by_assistants.get(path, ())

    @cached_property
    def _history(self) -> tuple[str, ...] | None:
        """The state of the history, None where nobody can tell it."""
        return history.state(str(self.tree.root), self._traces)

    @cached_property
    def _known_history(self) -> dict[str, Any] | None:
        """What an earlier run noted of a history in the same state."""
        return self.memory.history(self._history) if self.memory and self._history else None

    @cached_property
    def _traces(self) -> bytes:
        return self.tree.content(history.TRACES, MAX_TRACES) or b""

    @cached_property
    def _by_assistants(self) -> dict[str, tuple[Assistance, ...]] | None:
        from citefirst.ailog.commits import by_path, is_assisted
        from citefirst.repository.git import Repository
        from citefirst.repository.written import written

        state = self._history
        commits = written(Repository(self.tree.root), is_assisted)
        found = None if commits is None else by_path(commits, self._traces)
        if self.memory and state:
            self.memory.keep_history(state, list(found) if found is not None else None)
        return found

    @cached_property
    def baseline(self) -> Baseline:
        tree = cast(Tree, Noted(self.tree, self.asked))
        return load_baseline(tree, "" if self.request.no_baseline else self.baseline_path)

    @property
    def baseline_path(self) -> str:
        """Where the baseline lies, from the root; "" where nobody names one."""
        if self.request.baseline:
            return self.tree.relative(Path.cwd() / self.request.baseline)
        return self.rulebook.policy.keys.baseline

    @cached_property
    def _changed(self) -> frozenset[str] | None:
        """Files that are looked at, where not all are. What the index holds of a named path is looked at either way."""
        if self.edits is None or (self.request.staged and self.request.paths and not self.request.since):
            return None
        return frozenset(self.edits.paths())

    def files(self) -> Iterator[File | str]:
        """Yield files that are governed, and the shown paths of those that the caller named and nothing governs."""
        expanded = list(self._expanded())
        self.tree.prepare([path for path, _ in expanded])
        for path, named in (*expanded, *((path, False) for path in self.because)):
            shown = self.shown(path)
            workflow = self.request.workflow or self.rulebook.route(path)
            data, fault = self.tree.read(path)
            # Whoever names an example wants to see its findings; a hook names all that is committed.
            looked_at = not is_set_aside(path) or (named and not self.request.staged)
            if workflow or (looked_at and (data is None or names_workflow(data))):
                yield File(path, shown, workflow, data, fault)
            elif named and (is_markdown(path) or not self.request.staged):  # a hook names whatever is committed
                yield shown
            elif not named and self.memory:
                self.memory.keep_no_record(path, data)

    @cached_property
    def because(self) -> dict[str, str]:
        """Records that did not change themselves and depend on what did: path and the changed file.

        The index is asked for all of them, whatever paths are named: a commit hook is only given files that are there.
        """
        if self.edits is None:
            return {}
        changed, taken = self._differs, {path for path, _ in self._expanded()}
        places = (self.tree.root,) if self.request.staged else self.places
        paths = [path for path, _ in self.tree.expand(places) if path not in taken and path not in changed.paths]
        self.tree.prepare(paths)
        found = {}
        for path in paths if changed.paths else ():
            data, _ = self.tree.read(path)
            if data is not None and governs(self.request.workflow or self.rulebook.route(path), path, data):
                cause = changed.behind(path) or changed.cause(path, data, self.rulebook.policy.find_ids)
                found.update({path: cause} if cause else {})
        return found

    @cached_property
    def _differs(self) -> Changed:
        """What differs from the earlier state."""
        from citefirst.check.dependence import Changed

        if self.edits is None:
            return Changed(frozenset(), ())
        before, tree = self.edits.before, self.tree
        links = frozenset((*before.links(), *tree.links()))
        archives = (self.checker.archive, self._earlier_archive)
        return Changed(frozenset(self.edits.all_paths()), (tree.way, before.way), links, archives)

    def _expanded(self) -> Iterator[tuple[str, bool]]:
        for path, named in self.tree.expand(self.places):
            if self._changed is None or path in self._changed:
                yield path, named

    def routed(self) -> Iterator[Routed]:
        """Yield every file that the caller named or that could be a record, with what makes it one."""
        match = self.rulebook.policy.match()
        for path, _ in self._expanded():
            shown, rule = self.shown(path), match(path)
            if self.request.workflow:
                yield Routed(shown, self.request.workflow, "--workflow", "command line")
            elif rule and rule.workflow:
                yield Routed(shown, rule.workflow, rule.glob, rule.place)
            else:
                data, fault = self.tree.read(path)
                document, _ = read(File(path, shown, None, data, fault))
                named = declared(document) if document else None
                yield Routed(shown, named, rule.glob, rule.place) if rule else Routed(shown, named)

    def shown(self, path: str) -> str:
        """Return a path as the caller sees it: relative to the current directory."""
        return Path(os.path.relpath(self.tree.root / path)).as_posix()

    def report(self, files: Iterable[File | str], *, audit: bool = False) -> Report:
        """Report on files. `audit`: they are all of the repository, so an exception that met none excuses nothing."""
        skipped: list[str] = []
        records, read_files, met = [], [], {}
        for file, report in self.judged(_governed(files, skipped)):
            records.append(report)
            met[file.path] = report.baselined
            if self.edits is not None:  # else nobody asks for their text again, and there may be thousands
                read_files.append(file)
        lost = self._lost(read_files)
        used = [index for report in records for index in report.waivers] if audit else None
        return Report((*records, *lost), tuple(skipped), self.checker.of_policy(met, used), self.request.day)

    def judged(self, files: Iterable[File]) -> Iterator[tuple[File, RecordReport]]:
        """Yield each file with its report, in their order: one that is known from an earlier run, or a new one."""
        if self.lookups or self.asks_who_added:  # both ask about all records at once
            yield from ((checked.file, checked.report) for checked in self.checked(files))
            return
        try:
            yield from self._judged(files)
        finally:
            if self.memory:
                self.memory.results.save()

    def _judged(self, files: Iterable[File]) -> Iterator[tuple[File, RecordReport]]:
        pairs = ((file, self._recall(file)) for file in files)
        for file, judged in workers.done(pairs, self.work, self._plan):
            if not isinstance(judged, RecordReport):
                self._keep(file, judged)
            else:
                self.recalled.add(file.shown)
            report = judged if isinstance(judged, RecordReport) else judged.report
            yield file, self._touched(file, report)

    @property
    def _plan(self) -> workers.Plan:
        jobs = self.request.jobs or workers.cores()
        return workers.Plan(jobs, start_worker, (Path.cwd(), self.request, self.rules))

    def _keep(self, file: File, judged: Judged) -> None:
        if self.memory:
            self.memory.keep(file, judged, self.facts(file))
            if self.request.is_plain and judged.asks_of_others:
                self._registry.entries  # noqa: B018 - the quick way needs a note of each of them

    def extracts(self, files: Iterable[File]) -> Iterator[tuple[File, Extracted]]:
        """Yield each file with what the register keeps of it, in their order, known from an earlier run or new.

        Nobody is asked who added approvals. So where the policy wants that, no report is kept: it would say less than
        the policy asks for.
        """
        memory = self.memory
        pairs = ((file, memory.recall_extract(file, self.facts(file)) if memory else None) for file in files)
        try:
            for file, found in workers.done(pairs, self.work, self._plan):
                if isinstance(found, Judged):
                    if not self.asks_who_added:
                        self._keep(file, found)
                    if memory:
                        memory.keep_extract(file, found, self.facts(file))
                    found = Extracted(found.extract, found.asked)
                yield file, found
        finally:
            if memory:
                memory.results.save()

    def work(self, files: Sequence[File], spent: float) -> tuple[list[Judged], float]:
        """Judge files, given the processor time that the run has spent so far, and return what it has spent then."""
        self.watch.spent = max(self.watch.spent, spent)
        return [judge(self.checker, file, self.facts(file), self._extract) for file in files], self.watch.spent

    @property
    def _extract(self) -> Extract | None:
        if not self.request.register:
            return None
        from citefirst.ledger.rows import extract

        return extract

    def facts(self, file: File) -> OutsideFacts:
        return OutsideFacts(before=self._was(file.path), untouched=self._is_untouched(file))

    def _recall(self, file: File) -> RecordReport | None:
        return self.memory.recall(file, self.facts(file)) if self.memory else None

    @cached_property
    def rules(self) -> str:
        """The digest of what was asked while policy, schemas and baseline were read."""
        assert self.baseline is not None  # it is read now, if it was not yet
        return digest(self.asked.questions)

    @cached_property
    def memory(self) -> Remembered | None:
        """The results of earlier runs, None where they do not count or have no place. Answers of look-ups are not
        among them."""
        place = store.directory(os.environ, str(self.tree.root))
        rules = self.rules
        if (
            not place
            or self.request.no_cache
            or self.request.text is not None
            or self.request.online
            or not self.request.day
            or not self.asked.sound
        ):
            return None
        memory = Remembered(self.checker, store.Results(place), identity(), rules, self.rulebook.route)
        if self.request.is_plain:
            quiet = not self.rulebook.policy.waivers and not self.baseline.entries and not self.rulebook.is_pinned
            memory.keep_checker(self.asked.questions, quiet)
        return memory

    @cached_property
    def _was(self) -> Callable[[str], Document | None]:
        """Returns the earlier state of a record. It is asked for before and after the record is judged, with no more
        records between than processes are waited for."""
        return lru_cache(maxsize=2 * workers.FROM)(self._state_before)

    def _state_before(self, path: str) -> Document | None:
        """Read the earlier state of a record that may hold signatures or entries with versions, where the run is about
        what changed."""
        if self.edits is None:
            return None
        from citefirst.signing.approvals import may_be_signed

        data, _ = self.edits.before.read(path)
        if data is None or not (may_be_signed(data) or self._may_have_versions(path, data)):
            return None
        governed = self.rulebook.route(path) or (not is_set_aside(path) and names_workflow(data))
        return read(File(path, path, None, data), self.rulebook.policy.find_ids)[0] if governed else None

    def _may_have_versions(self, path: str, data: bytes) -> bool:
        """Tell by a quick look whether entries of a record may have versions: by its workflow, or those it may name."""
        catalogue, routed = self.rulebook.catalogue, self.request.workflow or self.rulebook.route(path)
        names = [routed] if routed else [name for name in catalogue.names() if name.encode() in data[:HEAD]]
        return any(catalogue.workflow(name).is_versioned for name in names if name in catalogue.names())

    def _lost(self, checked: Sequence[File]) -> Iterator[RecordReport]:
        """Report on records that are gone with their signatures, where the run is about all that changed."""
        if self.edits is None or self.request.paths:
            return
        gone = [(path, was) for path in self.edits.gone() if (was := self._was(path))]
        if not gone:
            return
        from citefirst.rules.bonds import lost_signatures
        from citefirst.rules.context import Context, Displacement

        policy, before = self.rulebook.policy, self.edits.before
        new = [read(file, policy.find_ids)[0] for file in checked if not before.exists(file.path)]
        arrived = [document for document in new if document]
        for path, was in gone:
            displacement = Displacement(deleted=True, was=was, arrived=lambda: arrived)
            if lost_signatures(displacement, policy):
                file = File(path, self.shown(path), self.rulebook.route(path) or declared(was))
                yield self.checker.without_text(file, Context(displacement=displacement, policy=policy))

    @cached_property
    def added(self) -> Provenance | None:
        """What tells who added an approval, None outside git. The keys of signatures are those of the earlier state."""
        from citefirst.check.provenance import of_git
        from citefirst.repository.additions import PARENTS, Additions
        from citefirst.repository.git import Repository
        from citefirst.repository.gitcall import GitError

        repository = Repository(self.tree.root)
        try:
            starts = [commit for name in PARENTS if (commit := repository.commit(name))]
            if self.request.staged:
                repository.checkout.index()
            to_come = "index" if self.request.staged else "files"
            if self.commit:
                starts, to_come = [self.commit], ""
            additions = Additions(repository, starts, uncommitted=to_come)
            trusted = self.edits.before if self.edits else self.tree
            return of_git(additions, self.rulebook.policy, trusted, self.tree.real)
        except GitError:
            return None

    @property
    def asks_who_added(self) -> bool:
        """Whether the policy takes an approval for what its commit says."""
        return self.rulebook.policy.keys.approvals in ("author", "signed")

    def _who_added(self, files: Sequence[ReadFile]) -> Ask:
        """Return what tells who added approvals. The history of all files is read at once."""
        from citefirst.signing.verification import nobody

        if self.added:
            self.added.prepare(each.file.path for each in files if each.record and each.record.header.approvals)
        return self.added or nobody

    def checked(self, files: Iterable[File | str]) -> Iterator[Checked]:
        """Yield each governed file, with what was found in it."""
        read: Iterable[ReadFile] = (self.checker.read(file) for file in files if not isinstance(file, str))
        added = None
        if self.asks_who_added:
            read = list(read)
            added = self._who_added(read)
        if self.lookups:
            read = list(read)
            self.lookups.prefetch(file.record for file in read if file.record)
        for file in read:
            checked = self.checker.judge(file, self._known(file, added))
            yield checked._replace(report=self._touched(checked.file, checked.report))

    def judge(self, file: File) -> Checked:
        """Check one file as the others are checked, whatever its text, with all that is found in it."""
        read = self.checker.read(file)
        added = self._who_added([read]) if self.asks_who_added else None
        if self.lookups and read.record:
            self.lookups.prefetch([read.record])
        return self.checker.judge(read, self._known(read, added))

    def _known(self, read: ReadFile, added: Ask | None) -> OutsideFacts:
        """Return what is known of a file from outside, with what was looked up of its sources."""
        asked = self.lookups if read.record else None
        answers = asked.answers(read.record) if asked and read.record else None
        texts = asked.pages(read.record) if asked and read.record else None
        return self.facts(read.file)._replace(answers=answers, added=added, texts=texts)

    def _is_untouched(self, file: File) -> bool:
        """Tell whether a file is as it was in the earlier state, there or where it was moved from."""
        if self.edits is None or file.data is None:
            return False
        return file.data == self.edits.before.read(file.path)[0] or file.data in self._moved

    @cached_property
    def _moved(self) -> frozenset[bytes]:
        """What stood in files that are gone, or were moved."""
        if self.edits is None:
            return frozenset()
        before = self.edits.before
        gone = [path for path in self.edits.gone() if is_markdown(path)]
        before.prepare(gone)
        return frozenset(data for path in gone if (data := before.read(path)[0]) is not None)

    def one(self) -> Checked:
        """Check the one record that the run is about.

        Raises UsageError where there is none, or several, CitefirstError where its check broke off.
        """
        files = list(self.files())
        if len(files) != 1 or isinstance(files[0], str):
            raise UsageError("name one record that a workflow governs")
        return self._whole(files[0])

    def _whole(self, file: File) -> Checked:
        """Check a record that must be read. Raises UsageError where it cannot be, CitefirstError where its check broke
        off."""
        (checked,) = self.checked([file])
        if checked.context.broke:
            raise CitefirstError(f"{checked.file.shown}: {checked.report.findings[0].message}")
        if checked.record is None:
            raise UsageError(f"{checked.file.shown}: {checked.context.unread}")
        return checked

    def _touched(self, file: File, report: RecordReport) -> RecordReport:
        """Return a report without what an earlier state had on lines that did not change since, if so requested.

        A record that did not change itself is only to blame for what is new.
        """
        edits, because = self.edits, self.because.get(file.path, "")
        report = replace(report, because=because)
        if edits is None or not (because or self.request.changed_lines) or not report.findings:
            return report
        from citefirst.check.changed_lines import only_new, only_touched

        data, _ = edits.before.read(file.path)
        if data is None:
            return report
        origin = Origin(lambda: self.home, edits.before.real)
        earlier = replace(
            self.checker,
            exists=edits.before.exists,
            load=edits.before.content,
            origin=origin,
            archive=self._earlier_archive,
        )
        known = OutsideFacts(untouched=data == file.data)
        then = earlier.check(File(file.path, file.shown, file.workflow, data), known).report
        before = {finding.fingerprint for finding in then.findings}
        if because and data == file.data:
            return only_new(report, before)
        return only_touched(report, before, edits.lines(file.path)) if self.request.changed_lines else report

    @cached_property
    def _earlier_archive(self) -> Archive:
        """The records of the earlier state by name."""
        return archive(self.edits.before, self.rulebook.route) if self.edits else Archive()

    def trace(self) -> Trace:
        """Return the chain of the one record that the run is about. Raises UsageError without one."""
        return self._trace(self.one())

    def traces(self) -> Iterator[Trace | CitefirstError]:
        """Yield the chain of each record that the run is about, by path, or why there is none. Raises UsageError
        where there is no record."""
        found = list(self.files())
        if not any(isinstance(each, File) for each in found):
            raise UsageError("none of these files is a record: name one, or a directory of records")
        yield from (UsageError(f"{each}: no workflow governs this file") for each in found if isinstance(each, str))
        for file in sorted((each for each in found if isinstance(each, File)), key=lambda each: each.path):
            try:
                yield self._trace(self._whole(file))
            except CitefirstError as error:
                yield error

    def _trace(self, checked: Checked) -> Trace:
        from citefirst.record.trace import Commit, trace
        from citefirst.repository.git import Repository

        find_ids = self.rulebook.policy.find_ids
        file = checked.file
        commits = [
            Commit(
                touch.commit, touch.author, touch.at, touch.subject, read(File(file.path, "", None, data), find_ids)[0]
            )
            for touch, data in Repository(self.tree.root).versions(file.path)
        ]
        record, conversations = checked.record, checked.context.conversations
        assert record  # `one` sees to that
        assert conversations
        return trace(record, conversations, checked.report, commits)

    def records(self, override: Mode | None) -> Iterator[tuple[str, Record]]:
        """Yield shown path and record of every Markdown file, governed or not. Raises PolicyError for an unreadable
        one."""
        for path, _ in self.tree.expand(self.places):
            data, fault = self.tree.read(path)
            file = File(path, self.shown(path), self.request.workflow or self.rulebook.route(path), data, fault)
            found = self.checker.read(file, override)
            if found.record is None:
                raise PolicyError(f"{file.shown}: {found.unread}")
            yield file.shown, found.record

    def demands(self, record: Record) -> tuple[Problem, ...]:
        """Return what a record lacks of what its workflow demands."""
        from citefirst.rules.context import Context

        return Context(record=record, catalogue=self.rulebook.catalogue).demands or ()


def _within(rulebook: Rulebook, days: int | None) -> Rulebook:
    """Return a rulebook that warns a number of days before something ends, None for as many as its policy says."""
    if days is None:
        return rulebook
    keys = rulebook.policy.keys
    keys = keys._replace(lifecycle=keys.lifecycle._replace(warning_days=days))
    return replace(rulebook, policy=replace(rulebook.policy, keys=keys))


def _tree(root: Path, request: CheckRequest) -> WorkingTree:
    """Return what is read: the working tree, the index or a commit. Raises GitError where git has no such thing."""
    if request.staged:
        from citefirst.repository.staged import StagedTree

        return StagedTree(root)
    if request.text is not None:
        from citefirst.repository.typed import TypedTree

        return TypedTree(root, WorkingTree(root).relative(Path.cwd() / request.paths[0]), request.text)
    if request.at:
        from citefirst.repository.committed import CommittedTree, commit_at
        from citefirst.repository.git import Repository

        return CommittedTree(root, commit_at(Repository(root), request.at))
    return WorkingTree(root)


def _edits(root: Path, request: CheckRequest) -> Edits:
    from citefirst.repository.git import Edits

    return Edits.since(root, request.since, request.staged)


def resumed(directory: Path, request: CheckRequest, rules: str, doing: str, command: str) -> Run:
    """Begin the same run in another process. Raises CitefirstError where its rulebook is another one by now."""
    os.chdir(directory)
    run = Run.start(request)
    if run.rules != rules:
        raise CitefirstError(f"policy, schemas or baseline changed while {doing}: run the {command} again")
    return run


def start_worker(directory: Path, request: CheckRequest, rules: str) -> workers.Work:
    """Begin to check in another process. Raises CitefirstError where its rulebook is another one by now."""
    return resumed(directory, request, rules, "records were checked", "check").work


def _governed(files: Iterable[File | str], skipped: list[str]) -> Iterator[File]:
    """Yield those that are files, and add the others to a list."""
    for file in files:
        if isinstance(file, str):
            skipped.append(file)
        else:
            yield file


def _rulebook(tree: WorkingTree, config: Path | None, asked: Notebook) -> Rulebook:
    noted, abroad = cast(Tree, Noted(tree, asked)), checkouts.named(os.environ)
    if config is None:
        return Rulebook.load(noted, abroad=abroad)
    shown = Path(os.path.relpath(config)).as_posix()
    try:
        data = config.read_bytes()
    except OSError as error:
        raise PolicyError(f"{shown}: the policy cannot be read: {error.strerror}") from error
    return Rulebook.load(noted, tree.relative(config), shown, data, abroad=abroad)
