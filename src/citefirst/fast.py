"""`citefirst check PATHS` where nothing changed and nothing is to be said: the answer of the last run, asked again.

A commit hook waits for this more than for anything else, and nearly always for these records. So nothing is loaded here
that only a check needs. Wherever an answer is missing or there is more to say, the usual way is taken from its start.
"""

from __future__ import annotations

import os
import time
from functools import cached_property

from citefirst.cache import keys, store
from citefirst.cache.code import identity
from citefirst.cache.digests import of_bytes
from citefirst.cache.questions import are_answered_alike
from citefirst.limits import MAX_BYTES, MAX_TRACES
from citefirst.repository.disk import Disk, find_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from citefirst.record.archive import Archive
    from citefirst.record.registry import Registry

_COMPLETION = "_CITEFIRST_COMPLETE"
"""By which a shell asks click for completions."""
FLAGS = frozenset(("--staged", "--changed-lines", "--no-cache"))
"""Flags that a commit hook gives."""
_EXPANDED = "*?[~$%"
"""What click makes paths of on Windows."""


class _Unknown(Exception):
    """The usual way must find out."""


def plain(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[list[str], set[str]] | None:
    """Return paths and flags of a command line of `check` that holds nothing else, None where click must read it.

    click refuses what may not be read, completes words for a shell, and expands patterns on Windows.
    """
    if arguments[:1] != ["check"] or _COMPLETION in environ:
        return None
    paths = [each for each in arguments[1:] if not each.startswith("-")]
    flags = {each for each in arguments[1:] if each.startswith("-")}
    if not flags <= FLAGS or not all(paths):
        return None
    if os.name == "nt" and any(set(_EXPANDED) & set(each) for each in paths):
        return None
    return None if any(os.path.exists(each) and not os.access(each, os.R_OK) for each in paths) else (paths, flags)


def held(arguments: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return what a check prints whose records all hold; None where that is not known."""
    paths, flags = plain(arguments, environ) or ([], {"unread"})
    if flags:
        return None
    try:
        reports = list(_Run(paths, environ).reports())
    except Exception:  # whatever it is, the usual way says it in a sentence
        return None
    return _rendered(reports) if reports else None


class _Run:
    """What `tasks.checkout.Run` is of the same arguments, as far as earlier runs have noted it."""

    def __init__(self, paths: Sequence[str], environ: Mapping[str, str]) -> None:
        here = os.getcwd()
        self._read: dict[str, tuple[str, int]] = {}
        """Of each file the digest and the number of its bytes that were read."""
        self._places = [os.path.normpath(os.path.join(here, path)) for path in paths] or [""]
        root = find_root(os.path.commonpath(self._places) if paths else here)
        self._is_root = here == root
        self._places = self._places if paths else [root]
        self._disk = Disk(root)
        place = store.directory(environ, root)
        if place is None:
            raise _Unknown
        self._results = store.Results(place)
        self._code = identity()
        self._identity = self._checker()

    def reports(self) -> Iterator[Any]:
        """Yield the plain report of each record. Raises where one is not known or has findings."""
        for path, named in dict(self._expanded()).items():
            content = self._content(path)
            if content is None or content[1] > MAX_BYTES:
                raise _Unknown
            if named or not self._results.get(path, keys.no_record(self._identity, path, content[0])):
                yield self._report(path, named, content[0])

    def _content(self, path: str) -> tuple[str, int] | None:
        """Return the digest and the number of what is read of a file, None where it cannot be read."""
        if path not in self._read:
            data, _ = self._disk.read(path)
            if data is None:
                return None
            self._read[path] = of_bytes(data), len(data)
        return self._read[path]

    def _checker(self) -> str:
        """Return the identity of the checker, if policy, schemas and baseline are what they were."""
        day = time.strftime("%Y-%m-%d", time.gmtime())
        known = self._results.get("", keys.checker(self._code, day))
        if not known or not known["quiet"] or not are_answered_alike(known["asked"], self._function):
            raise _Unknown
        found: str = known["identity"]
        return found

    def _report(self, path: str, named: bool, content: str) -> Any:
        shown = path
        if not self._is_root:
            shown = os.path.relpath(os.path.join(self._disk.root, path)).replace(os.sep, "/")
        known = self._results.get(path, keys.record(self._identity, path, shown, content))
        if not known or known["report"].get("findings") or (known.get("named") and not named):
            raise _Unknown
        if not are_answered_alike(known["asked"], self._function):
            raise _Unknown
        return known["report"]

    def _function(self, name: str) -> Callable[..., Any]:
        """Return what answers a question; what knows the other records is loaded when one of them is asked for."""
        if name in self._functions:
            return self._functions[name]
        room, _, question = name.rpartition(".")
        asked = self._archive if room == "checker.archive" else self._registry
        if question not in asked.QUESTIONS:
            raise _Unknown
        found: Callable[..., Any] = getattr(asked, question)
        return found

    @cached_property
    def _functions(self) -> dict[str, Callable[..., Any]]:
        """What answers without a look at other records, by the name of the question."""
        return {
            "present": self._disk.present,
            "children": self._disk.children,
            "read": self._disk.read,
            "checker.exists": self._disk.exists,
            "checker.load": self._disk.content,
            "checker.base": self._disk.content,
            "checker.origin.real": self._disk.real,
            "checker.archive.folder": self._disk.folder,
            "checker.assisted": self._assisted,
        }

    @cached_property
    def _registry(self) -> Registry:
        from citefirst.record.registry import Registry, read_back

        return Registry(lambda: (read_back(said) for *_, said in self._notes if said))

    @cached_property
    def _archive(self) -> Archive:
        from citefirst.record.archive import HEAD, Archive

        filed = (path for path, is_filed, _ in self._notes if is_filed)
        return Archive(lambda: ((path, (self._disk.content(path, HEAD) or b"")[:HEAD]) for path in filed))

    @cached_property
    def _notes(self) -> list[tuple[str, bool, Any]]:
        """What an earlier run noted of the files that others may ask for: path, whether it is filed, entry."""
        notes = []
        for path, _ in self._below([self._disk.root]):
            if content := self._content(path):
                is_filed, said = self._results.get(path, keys.named(self._identity, path, content[0]))
                notes.append((path, is_filed, said))
        return notes

    def _assisted(self, path: str) -> tuple[()] | None:
        """Answer of a file that no commit says an assistant wrote in."""
        if self._written is not None and path in self._written:
            raise _Unknown
        return None if self._written is None else ()

    @cached_property
    def _written(self) -> frozenset[str] | None:
        """The files that an assistant wrote in, by what an earlier run noted of this history; None where nobody can
        tell."""
        from citefirst.repository import history

        traces = self._disk.content(history.TRACES, MAX_TRACES) or b""
        known = self._results.get("", keys.history(self._code, history.state(self._disk.root, traces)))
        return None if known["paths"] is None else frozenset(known["paths"])

    def _expanded(self) -> Iterable[tuple[str, bool]]:
        """Return the files below the places, and whether each was named."""
        if all(map(os.path.isfile, self._places)):
            return ((self._disk.relative(place), True) for place in self._places)
        return self._below(self._places)

    def _below(self, places: Iterable[str]) -> Iterable[tuple[str, bool]]:
        from pathlib import Path

        from citefirst.repository.working import WorkingTree

        return WorkingTree(Path(self._disk.root)).expand([Path(place) for place in places])


def _rendered(reports: Sequence[Any]) -> str:
    """Return what is printed of records without findings, in the words that the usual way has."""
    from collections import Counter
    from types import SimpleNamespace

    from citefirst.report.formats.text import render
    from citefirst.terminal import has_color

    def total(name: str) -> int:
        return sum(report.get(name, 0) for report in reports)

    approvals = [each for report in reports for each in report.get("approvals", ())]
    claims = {
        name: sum(report["claims"][name] for report in reports if "claims" in report)
        for name in ("factual", "cited", "unknown", "uncited", "quoted")
    }
    counted: Any = SimpleNamespace(
        records=[SimpleNamespace(because="")] * len(reports),
        findings=(),
        skipped=(),
        claims=SimpleNamespace(**claims),
        taken=(total("taken"), total("taken_cited")),
        looked_up=(0, 0),
        declared=total("declared"),
        approvals=Counter(each["state"] for each in approvals),
        entered=sum(bool(each["entered_by"]) and each["state"] == "declared" for each in approvals),
        day="",
        excepted=total("excepted"),
        baselined=0,
        unchanged=0,
        count=lambda severity: 0,
    )
    return render(counted, color=has_color())
