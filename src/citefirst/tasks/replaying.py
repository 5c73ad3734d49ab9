"""Judges states of records as they were at commits: with the files, the policy and the day of each.

What changes between two commits is little, so what is known of a policy, a file's name or a directory is kept for the
next one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from citefirst.check.pipeline import Checked, Checker, File, Named, OutsideFacts, governs, names, read
from citefirst.check.rulebook import OWN_SCHEMAS, POLICY_FILES, Rulebook, load_baseline
from citefirst.errors import PolicyError
from citefirst.limits import MAX_BYTES, RUN_SECONDS
from citefirst.model import Document, Suppressed, Unit
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import severity
from citefirst.record.archive import HEAD, Archive
from citefirst.record.build import Record
from citefirst.record.origin import Home, Origin
from citefirst.record.registry import Entry, Registry
from citefirst.repository import checkouts
from citefirst.repository.git import Repository
from citefirst.repository.replay import Objects, Past, below, objects
from citefirst.repository.tree import Tree
from citefirst.repository.watch import Watched
from citefirst.repository.working import WorkingTree
from citefirst.retro.model import NOT_ONE, Judged, Seen, Taken, Which
from citefirst.rules import RULES
from citefirst.rules.rule import Rule, needs
from citefirst.structs import field, mutable
from citefirst.tasks import workers

LONGEST = 12 * RUN_SECONDS
"""Processor time for all states of a span together."""
MAX_WORDS = 400
_HEADING = re.compile(rb"^#[ \t]+[^\r\n]{1,200}", re.MULTILINE)
AT_HAND = frozenset(
    "record catalogue routing policy day today registry exists load earlier before rests circle conversations demands"
    " broke unread approvals".split()
)
"""What a check may ask for in a replay (`rules.context.Context`): no look-up, no pull request, no review."""


class Task(NamedTuple):
    """A state to judge: at which commit, by which day, and what stood there before, "" for nothing that is known.

    `untouched`: nobody edited it, so the calendar is nobody's fault.
    """

    commit: str
    path: str
    oid: str
    day: str
    before: str = ""
    untouched: bool = False


def is_asked(rule: Rule) -> bool:
    """Tell whether a rule can find anything in a replay."""
    return not rule.checks or any(AT_HAND.issuperset(needs(check)) for check in rule.checks)


class _Book(NamedTuple):
    """Whose demands count at a commit: which policy, told apart by its files, and what it excuses."""

    identity: str
    rulebook: Rulebook
    baseline: Baseline
    fault: str = ""


class _Around(NamedTuple):
    """The other records at a commit, under one policy."""

    identity: str
    past: Past
    registry: Registry
    archive: Archive


@mutable
class Replayer:
    """`book` is today's, which counts where `which` says so or a commit's own cannot be read; `below` is the directory
    in which the records are, from the top of the repository."""

    objects: Objects
    which: Which
    book: _Book
    home: Home
    below: str = ""
    watch: Watched = field(default_factory=lambda: Watched(run=LONGEST))
    _books: dict[str, _Book] = field(default_factory=dict)
    _named: dict[tuple[str, str, str], Named] = field(default_factory=dict)
    _on: dict[tuple[str, str | None], frozenset[str]] = field(default_factory=dict)
    _at: tuple[str, _Book, Checker] | None = None
    _around: _Around | None = None

    def judge(self, task: Task) -> Judged:
        """Judge one state."""
        book, checker = self._checker(task.commit, task.day)
        data, routed = self.objects.blob(task.oid), book.rulebook.route(task.path)
        if not governs(routed, task.path, data):
            return NOT_ONE
        file = File(task.path, task.path, routed, data)
        known = OutsideFacts(before=self._before(task, checker), untouched=task.untouched)
        checked = checker.check(file, known)
        workflow = checked.report.workflow
        record = checked.record
        units = _units(record) if record else {}
        seen = tuple(_seen(checked, units))
        taken = tuple(_taken(record)) if record else ()
        on = self._rules_on(book, workflow)
        return Judged(True, seen, taken, frozenset(units.values()), book.identity, on, book.fault)

    def _rules_on(self, book: _Book, workflow: str | None) -> frozenset[str]:
        key = (book.identity, workflow)
        if key not in self._on:
            levels = book.rulebook.policy.levels(workflow)
            on = (rule.code for rule in RULES if severity(levels, rule.code, rule.name, rule.severity))
            self._on[key] = frozenset(on)
        return self._on[key]

    def _before(self, task: Task, checker: Checker) -> Document | None:
        """Read the state before, where it may hold what a change can break: signatures, entries with versions."""
        if not task.before:
            return None
        data = self.objects.blob(task.before)
        if b"approvals" not in data and b"ersion" not in data:
            return None
        return read(File(task.path, task.path, None, data[: MAX_BYTES + 1]), checker.policy.find_ids)[0]

    def _checker(self, commit: str, day: str) -> tuple[_Book, Checker]:
        if self._at is None or self._at[0] != f"{commit} {day}":
            past = Past.of(self.objects, commit, self.below)
            book = self._of(past) if self.which == "then" else self.book
            rulebook, around = book.rulebook, self._surroundings(past, book)
            checker = Checker(
                rulebook.catalogue,
                past.exists,
                policy=rulebook.policy,
                baseline=book.baseline,
                day=day,
                load=past.content,
                base=past.content,
                origin=Origin(lambda: self.home, past.real),
                archive=around.archive,
                registry=around.registry,
                watch=self.watch,
            )
            self._at = f"{commit} {day}", book, checker
        return self._at[1:]

    def _surroundings(self, past: Past, book: _Book) -> _Around:
        """Return the other records by name: those of the commit before, as long as none is called otherwise since."""
        last = self._around
        if (
            last is None
            or last.identity != book.identity
            or any(
                self._called(path, past, book) != self._called(path, last.past, book)
                for path in past.differing(last.past)
            )
        ):
            registry = Registry(lambda: self._entries(past, book))
            archive = Archive(lambda: self._heads(past, book), lambda path: self._here.folder(path))
            last = _Around(book.identity, past, registry, archive)
        self._around = last._replace(past=past)
        return self._around

    @property
    def _here(self) -> Past:
        assert self._around
        return self._around.past

    def _called(self, path: str, past: Past, book: _Book) -> tuple[Named, bytes]:
        """Return what a file is called by others: what it says of itself, down to its first heading."""
        head = past.content(path, HEAD) or b""
        heading = _HEADING.search(head)
        return self._name(path, past, book), head[: heading.end()] if heading else head

    def _name(self, path: str, past: Past, book: _Book) -> Named:
        key = (path, past.oid(path), book.identity)
        if key not in self._named:
            data, _ = past.read(path)
            self._named[key] = names(path, data, book.rulebook.route) if data is not None else Named()
        return self._named[key]

    def _entries(self, past: Past, book: _Book) -> Iterator[Entry]:
        for path in past.markdown():
            if entry := self._name(path, past, book).entry:
                yield entry

    def _heads(self, past: Past, book: _Book) -> Iterator[tuple[str, bytes]]:
        for path in past.markdown():
            if self._name(path, past, book).is_filed and (head := past.content(path, HEAD)) is not None:
                yield path, head

    def _of(self, past: Past) -> _Book:
        """Return the book of a commit: read once as long as none of its files changes."""
        files = [past.oid(path) for path in (*POLICY_FILES, OWN_SCHEMAS)]
        key = " ".join(files)
        known = self._books.get(key)
        more = [past.oid(path) for path in _beside(known.rulebook)] if known else []
        found = self._books.get(" ".join((key, *more))) if known else None
        if found is None:
            book = _read(past, self.book)
            identity = " ".join((key, *(past.oid(path) for path in _beside(book.rulebook))))
            found = self._books[key] = self._books[identity] = book._replace(identity=identity)
        return found


def _beside(book: Rulebook) -> Sequence[str]:
    """Return the paths of what a policy names beside itself: those above it, directories of schemas, the baseline."""
    keys = book.policy.keys
    return (*book.parents, *keys.schemas, *([keys.baseline] if keys.baseline else []))


def _read(past: Tree, today: _Book) -> _Book:
    """Read the book of a tree, or take today's and say why."""
    try:
        rulebook = Rulebook.load(past, abroad=checkouts.named(os.environ))
        return _Book("", rulebook, load_baseline(past, rulebook.policy.keys.baseline))
    except PolicyError as error:
        return today._replace(fault=f"{error}")


def _units(record: Record) -> dict[int, int]:
    """Return checksums of the lines of a record without their citations, by the number of the line they begin on."""
    lines = record.document.lines
    return {lines.region(unit.span).line: _checksum(unit) for unit in record.document.units}


def _checksum(unit: Unit) -> int:
    return crc32(" ".join(unit.prose.split()).encode("utf-8", "surrogatepass"))


def _seen(checked: Checked, units: Mapping[int, int]) -> Iterator[Seen]:
    for each, excuse in checked.report.told:
        region, words = each.region, each.excerpt.strip()[:MAX_WORDS]
        yield Seen(
            code=each.code,
            rule=each.rule,
            severity=each.severity,
            fingerprint=each.fingerprint,
            section=each.section,
            line=region.line,
            end=region.end_line,
            message=each.message,
            words=words,
            unit=units.get(region.line, 0),
            excused=_why(excuse) if excuse else "",
        )


def _why(excuse: Suppressed) -> str:
    if excuse.by == "baseline":
        return "the baseline"
    return f"an exception of {excuse.owner} until {excuse.until}: {excuse.why}"


def _taken(record: Record) -> Iterator[Taken]:
    logs, lines = record.conversations.logs, record.document.lines
    for index, (log, _) in record.conversations.copied.items():
        unit = record.claims[index].unit
        region, tool = lines.region(unit.span), logs[log].said.get("tool")
        named = tool if isinstance(tool, str) else ""
        yield Taken(unit.text, _checksum(unit), region.line, region.end_line, named)


def replayer(
    repository: Repository, opened: Objects, which: Which, rulebook: Rulebook, baseline: Baseline, home: Home
) -> Replayer:
    """Make what judges states of a checkout, whose policy of today is given."""
    return Replayer(opened, which, _Book("today", rulebook, baseline), home, below(repository))


def start(directory: Path, root: Path, which: Which, home: Home) -> workers.Work:
    """Begin to judge in a process of its own."""
    os.chdir(directory)
    tree, repository = WorkingTree(root), Repository(root)
    rulebook = Rulebook.load(tree, abroad=checkouts.named(os.environ))
    baseline = load_baseline(tree, rulebook.policy.keys.baseline)
    kept = ExitStack()  # what it opens ends with the process, as long as somebody holds it
    opened = kept.enter_context(objects(repository))
    return work(replayer(repository, opened, which, rulebook, baseline, home), kept)


def work(one: Replayer, kept: ExitStack | None = None) -> workers.Work:
    """Return the function that judges some states, given the processor time that was spent so far."""

    def judged(tasks: Sequence[Task], spent: float) -> tuple[list[Judged], float]:
        assert kept is None or one.objects  # it holds what was opened for it
        one.watch.spent = max(one.watch.spent, spent)
        return [one.judge(task) for task in tasks], one.watch.spent

    return judged
