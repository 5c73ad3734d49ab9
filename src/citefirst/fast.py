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
from citefirst.cache.questions import are_answered_alike
from citefirst.limits import MAX_BYTES, MAX_TRACES
from citefirst.repository.disk import Disk, find_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

_COMPLETION = "_CITEFIRST_COMPLETE"
"""By which a shell asks click for completions."""
_EXPANDED = "*?[~$%"
"""What click makes paths of on Windows."""


class _Unknown(Exception):
    """The usual way must find out."""


def held(arguments: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return what a check prints whose records all hold; None where that is not known."""
    if arguments[:1] != ["check"] or any(each.startswith("-") or not each for each in arguments[1:]):
        return None
    if _COMPLETION in environ or (os.name == "nt" and any(set(_EXPANDED) & set(each) for each in arguments)):
        return None
    try:
        reports = list(_Run(arguments[1:], environ).reports())
    except Exception:  # whatever it is, the usual way says it in a sentence
        return None
    return _rendered(reports) if reports else None


class _Run:
    """What `tasks.checkout.Run` is of the same arguments, as far as earlier runs have noted it."""

    def __init__(self, paths: Sequence[str], environ: Mapping[str, str]) -> None:
        here = os.getcwd()
        self._places = [os.path.normpath(os.path.join(here, path)) for path in paths] or [""]
        root = find_root(os.path.commonpath(self._places) if paths else here)
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
            data, _ = self._disk.read(path)
            if data is None or len(data) > MAX_BYTES:
                raise _Unknown
            if named or not self._results.get(path, keys.no_record(self._identity, path, data)):
                yield self._report(path, named, data)

    def _checker(self) -> str:
        """Return the identity of the checker, if policy, schemas and baseline are what they were."""
        day = time.strftime("%Y-%m-%d", time.gmtime())
        known = self._results.get("", keys.checker(self._code, day))
        if not known or not known["quiet"] or not are_answered_alike(known["asked"], self._function):
            raise _Unknown
        found: str = known["identity"]
        return found

    def _report(self, path: str, named: bool, data: bytes) -> Any:
        shown = os.path.relpath(os.path.join(self._disk.root, path)).replace(os.sep, "/")
        known = self._results.get(path, keys.record(self._identity, path, shown, data))
        if not known or known["report"].get("findings") or (known.get("named") and not named):
            raise _Unknown
        if not are_answered_alike(known["asked"], self._function):
            raise _Unknown
        return known["report"]

    def _function(self, name: str) -> Callable[..., Any]:
        """Return what answers a question: those that the disk does."""
        functions: dict[str, Callable[..., Any]] = {
            "present": self._disk.present,
            "children": self._disk.children,
            "read": self._disk.read,
            "checker.exists": self._disk.exists,
            "checker.load": self._disk.content,
            "checker.origin.real": self._disk.real,
            "checker.archive.folder": self._disk.folder,
            "checker.assisted": self._assisted,
        }
        if name.startswith(("checker.registry.", "checker.archive.")) and name not in functions:
            functions |= self._others
        return functions[name]

    @cached_property
    def _others(self) -> dict[str, Callable[..., Any]]:
        """What answers for other records, by the notes that an earlier run made of each of them."""
        from citefirst.record.archive import HEAD, Archive
        from citefirst.record.registry import Registry, read_back

        notes = []
        for path, _ in self._below([self._disk.root]):
            data, _ = self._disk.read(path)
            if data is not None:
                is_filed, said = self._results.get(path, keys.named(self._identity, path, data))
                notes.append((path, data[:HEAD], is_filed, said))
        archive = Archive(lambda: ((path, head) for path, head, is_filed, _ in notes if is_filed))
        registry = Registry(lambda: (read_back(said) for *_, said in notes if said))
        return {
            **{f"checker.archive.{each}": getattr(archive, each) for each in Archive.QUESTIONS if each != "folder"},
            **{f"checker.registry.{each}": getattr(registry, each) for each in Registry.QUESTIONS},
        }

    def _assisted(self, path: str) -> tuple[()] | None:
        """Answer of a file that no commit says an assistant wrote in, by what an earlier run noted of this history."""
        from citefirst.repository import history

        traces = self._disk.content(history.TRACES, MAX_TRACES) or b""
        known = self._results.get("", keys.history(self._code, history.state(self._disk.root, traces)))
        if known["paths"] is not None and path in known["paths"]:
            raise _Unknown
        return None if known["paths"] is None else ()

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
