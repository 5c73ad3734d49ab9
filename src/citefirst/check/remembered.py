"""A checker that remembers: the report of an earlier run counts where everything that it was made of is the same.

The key of a report holds what a check is given as data; what it asks on the way is noted beside the report and asked
again. Both are read off the fields of `Checker` and `OutsideFacts`, so a field that is added later is one or the other
without anybody naming it here, and one that is neither keeps the report from being remembered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from citefirst.cache import keys, reports
from citefirst.cache.digests import NotPlain, digest
from citefirst.cache.questions import Notebook, are_answered_alike, data, functions
from citefirst.cache.store import Results
from citefirst.check.pipeline import NOTHING, Checked, Checker, File, Named, OutsideFacts, names
from citefirst.model import UNJUDGED, Document, RecordReport
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy, Router
from citefirst.record.registry import read_back
from citefirst.structs import fields, frozen, replace
from citefirst.workflow.catalogue import Catalogue, SchemaFile
from citefirst.workflow.examples import is_set_aside

if TYPE_CHECKING:
    from citefirst.cache.digests import Parts
    from citefirst.cache.questions import Question

NEITHER = ("watch", "tick")
"""Fields of a checker that decide when it breaks off and nothing else. A report on a check that broke off is not
kept."""


def _policy(policy: Policy) -> Any:
    """A policy is what its file says, and the keys that an option has changed since."""
    if not policy.text and policy != Policy():
        raise NotPlain("a policy without text")
    return policy.shown, policy.text, policy.keys


PARTS: Parts = {
    Policy: _policy,
    Catalogue: lambda catalogue: dict(catalogue.files),
    SchemaFile: lambda file: (file.name, file.path, file.text),
    Baseline: lambda baseline: (baseline.shown, baseline.text, baseline.entries),
    Document: lambda document: (document.path, document.text),
}
"""What a value is told by that is no plain one."""


class Judged(NamedTuple):
    """A report and what was asked for it, None where it must not be kept."""

    report: RecordReport
    asked: list[Question] | None = None
    extract: Any = None
    """What was wanted of the record besides, as values that JSON knows."""

    @property
    def asks_of_others(self) -> bool:
        """Whether the report rests on what other records are called or say."""
        return any(name.startswith(("checker.registry.", "checker.archive.")) for name, *_ in self.asked or ())


Extract = Callable[[Checked], Any]
"""Makes plain values of a checked record. What it asks of the world is noted like the questions of the check."""


class Extracted(NamedTuple):
    """What the register keeps of a record, and what was asked for it, None where it must not be kept."""

    extract: Any
    asked: list[Question] | None = None


REGISTER = "register"
"""The name under which the extracts of all records are kept."""


def _is_open(name: str) -> bool:
    """Tell whether the answer to a question is not already told by the Markdown files of the repository."""
    return not name.startswith(("checker.registry.", "checker.archive.")) or name == "checker.archive.folder"


def judge(checker: Checker, file: File, known: OutsideFacts = NOTHING, extract: Extract | None = None) -> Judged:
    """Check a file and note each question that the check asks."""
    notebook = Notebook(PARTS)
    asking = {name: notebook.wrap(f"checker.{name}", value) for name, value in _given(checker)}
    checked = replace(checker, **asking).check(file, notebook.wrap("known", known))
    report, more = checked.report, extract(checked) if extract else None
    broke = any(finding.code == UNJUDGED for finding in report.findings)
    return Judged(report, notebook.questions if notebook.sound and not broke else None, more)


@frozen
class Remembered:
    """`code` is the digest of what is installed, `rules` of what was asked while the rulebook was read."""

    checker: Checker
    results: Results
    code: str
    rules: str
    route: Router

    @cached_property
    def identity(self) -> str | None:
        """The digest of all data of the checker, None where it cannot be told."""
        plain = [pair for name, value in _given(self.checker) for pair in data(name, value)]
        try:
            return digest((self.code, self.rules, plain), PARTS)
        except NotPlain:
            return None

    def recall(self, file: File, known: OutsideFacts = NOTHING) -> RecordReport | None:
        """Return the report of an earlier run, None where there is none or something that it rests on is different."""
        key = self._key(file, known)
        found: Any = self.results.get(file.path, key) if key else None
        try:
            report, asked = reports.report(found["report"]), found["asked"]
        except (TypeError, KeyError, ValueError, AttributeError):
            return None
        return report if are_answered_alike(asked, self._functions(known).__getitem__, PARTS) else None

    def keep(self, file: File, judged: Judged, known: OutsideFacts = NOTHING) -> None:
        """Keep a report for later runs, if it can be read back as it is."""
        key = self._key(file, known)
        if key is None or judged.asked is None:
            return
        value: dict[str, Any] = {"report": reports.plain(judged.report), "asked": judged.asked}
        if file.workflow is None and is_set_aside(file.path):
            value["named"] = True  # it is a record for whoever names it, and for nobody else
        if reports.report(json.loads(json.dumps(value["report"]))) == judged.report:
            self.results.put(file.path, key, self.checker.day, value)

    def keep_extract(self, file: File, judged: Judged, known: OutsideFacts = NOTHING) -> None:
        """Keep what was wanted of a record besides its report, with all that it rests on."""
        key = self._key(file, known)
        if key and judged.asked is not None and judged.extract is not None:
            value = {"extract": judged.extract, "asked": judged.asked}
            self.results.put(file.path, keys.register(key), self.checker.day, value)

    def recall_extract(self, file: File, known: OutsideFacts = NOTHING) -> Extracted | None:
        """Return what `keep_extract` kept, None where there is nothing or something that it rests on is different."""
        key = self._key(file, known)
        try:
            found: Any = self.results.get(file.path, keys.register(key)) if key else None
            extract, asked = found["extract"], found["asked"]
        except (TypeError, KeyError):
            return None
        is_so = are_answered_alike(asked, self._functions(known).__getitem__, PARTS)
        return Extracted(extract, asked) if is_so else None

    def keep_register(self, files: Iterable[tuple[str, bytes | None]], found: Sequence[tuple[str, Extracted]]) -> None:
        """Keep the extracts of all records as one, with the union of what they rest on. Where one of them must not be
        kept, or a question had two answers, nothing is."""
        questions: dict[tuple[Any, ...], str] = {}
        for name, arguments, answer in (each for _, one in found for each in one.asked or ()):
            if questions.setdefault((name, *arguments), answer) != answer:
                return
        if self.identity and all(one.asked is not None for _, one in found):
            asked = [[name, arguments, answer] for (name, *arguments), answer in questions.items() if _is_open(name)]
            value = {"asked": asked, "extracts": {path: one.extract for path, one in found}}
            self.results.keep_whole(REGISTER, self._state(files), self.checker.day, value)

    def recall_register(self, files: Iterable[tuple[str, bytes | None]]) -> dict[str, Any] | None:
        """Return the extracts by path that `keep_register` kept of the same files, None where it kept none or something
        else that they rest on is different.

        What a check asks of other records is told by all Markdown files of the repository, so it is not asked again.
        """
        try:
            found: Any = self.results.whole(REGISTER, self._state(files)) if self.identity else None
            extracts, asked = found["extracts"], found["asked"]
        except (TypeError, KeyError):
            return None
        is_so = are_answered_alike(asked, self._functions(NOTHING).__getitem__, PARTS)
        return extracts if is_so and isinstance(extracts, dict) else None

    def _state(self, files: Iterable[tuple[str, bytes | None]]) -> str:
        """Return what all Markdown files of a repository and the checker are told by."""
        return keys.register(digest((self.identity, [(path, data) for path, data in files])))

    def keep_no_record(self, path: str, content: bytes | None) -> None:
        """Keep that a file which nobody named is no record."""
        if self.identity and content is not None:
            key = keys.no_record(self.identity, path, content)
            if not self.results.get(path, key):
                self.results.put(path, key, self.checker.day, True)

    def named(self, path: str, data: bytes) -> Named:
        """Tell what a file is to other records, as an earlier run has noted, or anew."""
        key = keys.named(self.identity or "", path, data)
        note = self.results.get(path, key)
        try:
            is_filed, said = note
            return Named(is_filed is True, read_back(said) if said else None)
        except (TypeError, ValueError):
            found = names(path, data, self.route)
            self.results.put(path, key, self.checker.day, found)
            return found

    def keep_history(self, state: object, paths: list[str] | None) -> None:
        """Keep which files the commits of a history say an assistant wrote in, None where nobody can tell."""
        self.results.put("", keys.history(self.code, state), self.checker.day, {"paths": paths})

    def history(self, state: object) -> dict[str, Any] | None:
        """Return what `keep_history` kept of a history in the same state: its `paths`."""
        found = self.results.get("", keys.history(self.code, state))
        return found if isinstance(found, dict) and isinstance(found.get("paths", 0), list | None) else None

    def keep_checker(self, asked: list[Question], quiet: bool) -> None:
        """Keep what the checker was made of. `quiet`: policy and baseline hold nothing that findings could be about."""
        value = {"asked": asked, "identity": self.identity, "quiet": quiet}
        key = keys.checker(self.code, self.checker.day)
        if self.identity and json.loads(json.dumps(self.results.get("", key))) != json.loads(json.dumps(value)):
            self.results.put("", key, self.checker.day, value)

    def _key(self, file: File, known: OutsideFacts) -> str | None:
        if self.identity is None or file.data is None:
            return None
        forced = [("workflow", file.workflow)] if file.workflow != self.route(file.path) else []
        usual = list(data("known", NOTHING))
        more = [*forced, *(pair for pair in data("known", known) if pair not in usual)]
        try:
            told = digest(more, PARTS) if more else ""
        except NotPlain:
            return None
        return keys.record(self.identity, file.path, file.shown, file.data, told)

    def _functions(self, known: OutsideFacts) -> dict[str, Callable[..., Any]]:
        """Return what can be asked, by name."""
        given = [*((f"checker.{name}", value) for name, value in _given(self.checker)), ("known", known)]
        return {name: function for start, value in given for name, function in functions(start, value)}


def _given(checker: Checker) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a checker that its reports depend on."""
    return ((name, getattr(checker, name)) for name in fields(checker) if name not in NEITHER)
