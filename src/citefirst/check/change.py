"""The records that a change touches, judged by what the base demands: no change loosens the gate that judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from citefirst.check.archive import archive
from citefirst.check.changed_lines import only_new
from citefirst.check.dependence import Changed
from citefirst.check.pipeline import (
    NO_BASELINE,
    Checked,
    Checker,
    File,
    OutsideFacts,
    ReadFile,
    declared,
    governs,
    read,
    registry,
)
from citefirst.check.rulebook import Rulebook
from citefirst.document.claim import names_workflow
from citefirst.errors import CitefirstError
from citefirst.limits import Watch, unwatched
from citefirst.model import Change, Document, RecordReport, Report
from citefirst.policy.baseline import Baseline
from citefirst.record.archive import Archive
from citefirst.record.build import Record
from citefirst.record.origin import Home, Origin
from citefirst.record.paths import At
from citefirst.record.registry import Registry
from citefirst.repository.snapshot import Snapshot
from citefirst.repository.tree import Tree, is_markdown
from citefirst.rules.context import Assisted, Context, Displacement
from citefirst.signing.approvals import may_be_signed
from citefirst.structs import field, frozen, replace
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.examples import is_set_aside

if TYPE_CHECKING:
    from dataclasses import KW_ONLY

MAX_SINGLE = 100
"""The most files that are loaded one by one, a request each, to find the records that depend on a change."""
Quit = Callable[[], None]
"""Called between records; raises when the time is over."""


@frozen
class Comparison:
    """Two states of a repository and the files that differ between them, or those of them that are asked about.

    `everything` is all that differs, where that is more; `concerns`: whether to check a file that did not change
    itself.
    """

    base: Snapshot
    head: Snapshot
    changes: Sequence[Change]
    everything: Sequence[Change] | None = None
    concerns: Callable[[str], bool] = lambda path: True

    @cached_property
    def landed(self) -> Snapshot:
        """The base as it is once the change is in it. The head may have begun at an older one."""
        entries = dict(self.base.entries)
        for change in self._all:
            entries.pop(change.old or change.path, None)
        paths = (change.path for change in self._all if change.path in self.head.entries)
        new = {path: self.head.entries[path] for path in paths}
        brought = {entry.oid for entry in new.values()}

        def load(oid: str) -> bytes:
            return self.head.load(oid) if oid in brought else self.base.load(oid)

        return replace(self.base, entries=entries | new, load=load)

    @property
    def _all(self) -> Sequence[Change]:
        return self.changes if self.everything is None else self.everything

    @cached_property
    def changed(self) -> Changed:
        """What differs, for those who ask what depends on it."""
        names = frozenset(name for change in self._all for name in (change.path, change.old) if name)
        links = frozenset((*self.base.links(), *self.landed.links()))
        return Changed(names, (self.landed.way, self.base.way), links)

    def unchanged(self, may_be_record: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """Yield files that may be records and did not change themselves, with their content.

        Raises CitefirstError where too many would have to be loaded one by one.
        """
        known, tree = self.changed.paths, self.landed
        paths = [path for path in tree.entries if path not in known and self.concerns(path) and may_be_record(path)]
        if tree.load_all is None and len(paths) > MAX_SINGLE:
            raise CitefirstError(
                f"which records depend on the change cannot be determined: {len(paths)} files would have to be "
                "loaded one by one by GitHub's API: run actions/checkout before citefirst"
            )
        tree.prepare(paths)
        for path in sorted(paths):
            data, _ = tree.read(path)
            if data is not None:
                yield path, data


@frozen
class Side:
    """A file before or after a change: whether it is a record, and the workflow that its path is given."""

    governed: bool
    routed: str | None = None
    data: bytes | None = None
    fault: str | None = None

    def file(self, path: str) -> File | None:
        """Return the file to check, None where nothing governs it."""
        return File(path, path, self.routed, self.data, self.fault) if self.governed else None

    def workflow(self, path: str) -> str | None:
        """Return the workflow of the file, None where it has none or that cannot be told; the check of the file will
        say so. The file is read for it where its path is given none."""
        if self.routed or self.data is None or not self.governed:
            return self.routed
        try:
            document, _ = read(File(path, path, None, self.data))
        except Exception:
            return None
        return declared(document) if document else None


NO_HOME = Home()
UNTOUCHED = OutsideFacts(untouched=True)
NO_FILE = Side(governed=False)


@frozen
class ChangeChecker:
    """Checks what a comparison changes, by a rulebook. `proposed` is the head's, used for what the other does not
    know."""

    comparison: Comparison
    rulebook: Rulebook
    _: KW_ONLY
    proposed: Rulebook | None = None
    forced: str | None = None
    day: str = ""
    baseline: Baseline = NO_BASELINE
    known: Callable[[Record], OutsideFacts] = lambda record: OutsideFacts()
    """What is known of a record from outside of the repository."""
    home: Home = NO_HOME
    pull: int = 0
    """The pull request that the comparison is of, 0 for none."""
    at: At = lambda commit, path, limit: None
    watch: Watch = unwatched
    quit: Quit = lambda: None
    audit: bool = False
    """Whether all records of the repository are looked at, to tell what excuses nothing."""
    assisted: Assisted = lambda path: None
    """What the commits of the change say of assistants, by file; None where they are not at hand."""
    present: Callable[[], frozenset[str]] | None = None
    """Who took part in the change, as the policy spells identities; None where nobody opened it."""
    _held: dict[Change, ReadFile | None] = field(default_factory=dict)

    def report(self) -> Report:
        """Report on each record that the change touches, deleted ones included, and then on each unchanged one that
        depends on the change."""
        self._prepare()
        records = (*self._changed(), *self._dependents())
        met = {report.path: report.baselined for report in records}
        used = [index for report in records for index in report.waivers] if self.audit else None
        return Report(records, policy=self._checker.of_policy(met, used), day=self.day)

    @property
    def of_head(self) -> Checker:
        """What judges by this rulebook what stands in the head, or beside it."""
        return self._checker

    def records(self) -> Iterator[Record]:
        """Yield the records that the change touches, as they are after it. They are kept, so that none is read
        twice."""
        self._prepare()
        for change in self.comparison.changes:
            self._held[change] = file = self._read(change)
            if file and file.record:
                yield file.record

    def look(self, path: str) -> tuple[bytes, Callable[[bytes], Checked]] | None:
        """Return a changed record's content and what checks another one in its place; None for what is no record.

        Reviews and whose commit it is are left out: they are not of the content, and nobody is asked.
        """
        change = next((each for each in self.comparison.changes if each.path == path), None)
        file = self._read(change) if change else None
        if change is None or file is None or file.file.data is None:
            return None
        before = self._before(change)
        checker = self._checker_after(before)
        known = self._known(change, before, file)._replace(reviews=None, added=None)
        return file.file.data, lambda data: checker.check(file.file._replace(data=data), known)

    def _changed(self) -> Iterator[RecordReport]:
        for change in self.comparison.changes:
            self.quit()
            if report := self._check(change):
                yield report

    def _dependents(self) -> Iterator[RecordReport]:
        changed = replace(self.comparison.changed, archives=self._archives)
        if not changed.paths or not self.comparison.base.entries:
            return
        for path, data in self.comparison.unchanged(self._may_be_record):
            self.quit()
            if cause := changed.behind(path):  # the file is a link, so that its text is another one now
                report = self._check(Change(path, "modified"))
            elif governs(self.route(path), path, data) and (
                cause := changed.cause(path, data, self.rulebook.policy.find_ids)
            ):
                report = self._dependent(File(path, path, self.route(path), data))
            else:
                continue
            if report:
                yield replace(report, because=cause)

    def _dependent(self, file: File) -> RecordReport:
        """Report on a record that did not change. Faults that it had before are not the change's.

        It needs no new review and nothing is looked up for it: its own words are the same.
        """
        base, landed = self.comparison.base, self.comparison.landed
        after = replace(self._checker, exists=landed.exists, load=landed.content, archive=self._archives[0])
        report = after.check(file, UNTOUCHED).report
        if not report.findings:
            return report
        earlier = replace(after, exists=base.exists, load=base.content, archive=self._archives[1])
        before = earlier.check(file, UNTOUCHED).report
        return only_new(report, {finding.fingerprint for finding in before.findings})

    @cached_property
    def _archives(self) -> tuple[Archive, Archive]:
        """The records by name of the base with the change in it, and of the base."""
        return archive(self.comparison.landed, self.route), archive(self.comparison.base, self.route)

    def _prepare(self) -> None:
        changes = self.comparison.changes
        self.comparison.head.prepare(change.path for change in changes if self._may_be_record(change.path))
        old = (change.old or change.path for change in changes if change.status != "added")
        self.comparison.base.prepare(path for path in old if self._may_be_record(path))

    def _read(self, change: Change) -> ReadFile | None:
        """Read a file as it is after the change, None where nothing governs it."""
        if change in self._held:
            return self._held[change]
        before = self._before(change)
        file = self._after(change, before).file(change.path)
        return self._checker_after(before).read(file) if file else None

    def _may_be_record(self, path: str) -> bool:
        return is_markdown(path) or self.route(path) is not None

    @cached_property
    def new_workflows(self) -> tuple[str, ...]:
        """Workflows that only the head knows. They loosen nothing: only new records may use them."""
        proposed = self.proposed.catalogue.names() if self.proposed else ()
        return tuple(name for name in proposed if name not in self.rulebook.catalogue.names())

    @cached_property
    def _checker(self) -> Checker:
        return self._checking(self.rulebook.catalogue)

    @cached_property
    def _checker_of_new(self) -> Checker:
        """A checker that knows the head's new schemas as well; what the base has stays the base's."""
        schemas = {**(self.proposed.schemas if self.proposed else {}), **self.rulebook.schemas}
        return self._checking(Catalogue(schemas))

    def _checking(self, catalogue: Catalogue) -> Checker:
        head, policy = self.comparison.head, self.rulebook.policy
        origin = Origin(lambda: self.home, head.real, self.pull)
        return Checker(
            catalogue,
            head.exists,
            policy=policy,
            day=self.day,
            baseline=self.baseline,
            earlier=self._earlier,
            assisted=self.assisted,
            load=head.content,
            origin=origin,
            archive=archive(head, self.route),
            at=self.at,
            base=self.comparison.base.content,
            registry=self._registry,
            watch=self.watch,
        )

    @cached_property
    def _registry(self) -> Registry | None:
        """The records as they are once the change is in, None where too many would have to be loaded one by one."""
        base, head, landed = self.comparison.base, self.comparison.head, self.comparison.landed
        paths = [path for path in landed.entries if self._may_be_record(path)]
        if head.load_all is None and len(paths) > MAX_SINGLE:
            return None
        old = [path for path in paths if path in base.entries and base.entries[path] == landed.entries[path]]
        new = sorted(set(paths).difference(old))
        return registry(lambda: (*_files(base, old), *_files(head, new)), self.route)

    def _earlier(self, path: str, wanted: str) -> Document | None:
        """Return the base's state of a file, where it has a digest."""
        from citefirst.signing.digest import digest

        old = next((change.old for change in self.comparison.changes if change.path == path and change.old), path)
        before, _ = read(File(path, path, None, self.comparison.base.read(old)[0]), self.rulebook.policy.find_ids)
        return before if before and digest(before) == wanted else None

    def _check(self, change: Change) -> RecordReport | None:
        before = self._before(change)
        if file := self._read(change):
            return self._checker_after(before).judge(file, self._known(change, before, file)).report
        if not before.governed:
            return None
        gone = Displacement(
            deleted=change.status == "removed",
            escaped=change.status != "removed",
            old=change.old,
            was=self._was(change),
            arrived=lambda: self._arrived,
        )
        context = Context(displacement=gone, policy=self.rulebook.policy)
        return self._checker.without_text(
            File(change.path, change.path, before.workflow(change.old or change.path)), context
        )

    def _known(self, change: Change, before: Side, file: ReadFile) -> OutsideFacts:
        """Gather what is known of a changed record: from outside, and from its earlier state."""
        was = self._was(change, file.is_versioned)
        outside = self.known(file.record) if file.record else OutsideFacts()
        workflow = before.workflow(change.old or change.path)
        return outside._replace(
            displacement=Displacement(before=workflow, after=file.workflow),
            before=was,
            known=[*self._gone, *([was] if was else ())],
            present=self.present,
            untouched=self._is_same(change),
        )

    def _is_same(self, change: Change) -> bool:
        """Tell whether a file was only moved, with every byte as it was."""
        old = self.comparison.base.entries.get(change.old or change.path) if change.status != "added" else None
        new = self.comparison.head.entries.get(change.path)
        return bool(old and new and old.oid == new.oid)

    def _checker_after(self, before: Side) -> Checker:
        return self._checker if before.governed or not self.new_workflows else self._checker_of_new

    def _was(self, change: Change, versioned: bool = False) -> Document | None:
        """Return the base's state of a record that a change touches, None without one, and of a record that is not
        `versioned` where it cannot be signed."""
        before = self._before(change)
        if not before.governed:
            return None
        path = change.old or change.path
        data = self.comparison.base.read(path)[0] if before.data is None else before.data
        if data is None or not (versioned or may_be_signed(data)):
            return None
        return read(File(path, path, None, data), self.rulebook.policy.find_ids)[0]

    @cached_property
    def _gone(self) -> list[Document]:
        """Records that the change deletes, whose signatures may have gone elsewhere with them."""
        removed = (change for change in self.comparison.changes if change.status == "removed")
        return [document for change in removed if (document := self._was(change))]

    @cached_property
    def _arrived(self) -> list[Document]:
        """Records that the change brings to a place of their own."""
        found = []
        for change in self.comparison.changes:
            if change.status in ("added", "renamed") and (file := self._after(change, NO_FILE).file(change.path)):
                found.append(read(file, self.rulebook.policy.find_ids)[0])
        return [document for document in found if document]

    def route(self, path: str) -> str | None:
        """Return the workflow that a path is given from outside of its file."""
        return self.forced if self.forced and is_markdown(path) else self.rulebook.route(path)

    def route_new(self, path: str) -> str | None:
        """Route a new file by the base; where the base has no word, the head may route it to a workflow of its own."""
        routed = self.route(path)
        if routed is None and self.proposed and self.new_workflows:
            proposed = self.proposed.route(path)
            return proposed if proposed in self.new_workflows else None
        return routed

    def _before(self, change: Change) -> Side:
        """Return what the changed file was. Where the policy routes it, its text does not matter."""
        path, base = change.old or change.path, self.comparison.base
        if change.status == "added":
            return NO_FILE
        if routed := self.route(path):
            return Side(True, routed)
        return _side(base, path, None) if base.exists(path) else NO_FILE

    def _after(self, change: Change, before: Side) -> Side:
        """Return what the changed file is now."""
        if change.status == "removed":
            return NO_FILE
        route = self.route if before.governed else self.route_new
        return _side(self.comparison.head, change.path, route(change.path))


def _files(tree: Snapshot, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    tree.prepare(paths)
    for path in paths:
        data, _ = tree.read(path)
        if data is not None:
            yield path, data


def _side(tree: Tree, path: str, routed: str | None) -> Side:
    if routed is None and (not is_markdown(path) or is_set_aside(path)):
        return NO_FILE
    data, fault = tree.read(path)
    if routed:
        return Side(True, routed, data, fault)
    return Side(data is None or names_workflow(data), None, data, fault)


def governed(base: Snapshot) -> bool:
    """Tell whether a tree has a record that names its workflow itself."""
    nothing = Comparison(base, base, ())
    found = nothing.unchanged(lambda path: is_markdown(path) and not is_set_aside(path))
    return any(names_workflow(data) for _, data in found)


def released(head: Tree, rulebook: Rulebook, proposed: Rulebook, quit: Quit = lambda: None) -> tuple[str, ...]:
    """List records of the head that a rulebook governs and the proposed one does not."""
    lost = []
    for path in head.markdown():
        quit()
        if rulebook.route(path) and not proposed.route(path) and not names_workflow(head.read(path)[0] or b""):
            lost.append(path)
    return tuple(lost)
