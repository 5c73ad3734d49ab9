"""What a record's citations stand for: each becomes a source, or a fault that says why it is not one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from citefirst.document.citations import FindIds
from citefirst.document.labels import key
from citefirst.evidence.targets import classify, malformed
from citefirst.model import Citation, Definition, Document, Source, Unit
from citefirst.places import Span
from citefirst.record.origin import Origin

_KIND = re.compile(r"([a-z][a-z0-9-]{0,63}):\s+(.*)", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

Exists = Callable[[str], bool]
"""Is there a file at a path relative to the repository's root."""


Refused = Callable[[str], str | None]
"""Why an address cannot be evidence, as the end of "… cannot be a source: "; None where it can be."""


Lack = Literal["undefined", "conflicting", "malformed", "refused", "outside", "absent", "itself", "pull"]
"""What keeps a citation or a definition from being a source. `rules.sources` says it in sentences."""


class CitationFault(NamedTuple):
    """A citation or a definition that is not a source: what it lacks, where, of which target or ID.

    `detail` ends a sentence: the reason of `malformed` and `refused`, the other target of `conflicting`.
    """

    lack: Lack
    span: Span
    target: str
    detail: str = ""


@dataclass(slots=True)
class Resolver:
    """Resolves one document's citations. Faults of definitions are collected once, at the definition."""

    document: Document
    exists: Exists
    find_ids: FindIds
    refused: Refused
    origin: Origin = field(default_factory=Origin)
    sources: dict[str, Source] = field(default_factory=dict)
    """Sound sources by key: the ID's for defined ones, the target's for others."""
    faults: list[CitationFault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def define(self) -> None:
        for definition in self.document.definitions:
            name = key(definition.id) if definition.id else definition.target or ""
            first = self.sources.get(name)
            if first:
                if definition.id and not same(first.target, definition.target):
                    self.faults.append(
                        CitationFault("conflicting", definition.span, definition.id, self._twice(first, definition))
                    )
                continue
            if name in self.broken:
                continue
            source = self.describe(definition)
            if lack := self.lack(source.target):
                self.faults.append(CitationFault(lack[0], definition.span, source.target, lack[1]))
                self.broken.add(name)
            else:
                self.sources[name] = source

    def _twice(self, first: Source, again: Definition) -> str:
        line, _ = self.document.lines.place(first.span.start)
        return f"as {first.target} on line {line} and as {again.target or 'nothing'} here"

    def cite(self, unit: Unit) -> tuple[list[Source], bool]:
        """Return the sources of a unit, and whether one of its citations is faulty."""
        found: dict[str, Source] = {}
        faulty = False
        for citation in unit.citations:
            name = self.resolve(citation)
            if name is None:
                faulty = True
            else:
                found[name] = self.sources[name]
        for name, source in found.items():
            self.sources[name] = replace(source, cited=source.cited + 1)
        return list(found.values()), faulty

    def resolve(self, citation: Citation) -> str | None:
        """Return the key of the source that a citation names; None where it is faulty, which is then on record."""
        name = self.name(citation)
        if name in self.sources:
            return name
        if name in self.broken:
            return None
        if citation.form in ("reference", "footnote") and not citation.kind:
            mark = "^" if citation.form == "footnote" else ""
            self.faults.append(CitationFault("undefined", citation.span, f"{mark}{citation.label}"))
            return None
        target = citation.target or citation.label
        if lack := self.lack(target) if citation.target is not None else self._lack_of_id(target):
            self.faults.append(CitationFault(lack[0], citation.span, target, lack[1]))
            return None
        kind = citation.kind or kind_of(target)
        self.sources[name] = Source(None, kind, target, citation.label, citation.span, defined=False)
        return name

    def name(self, citation: Citation) -> str:
        if citation.form == "footnote":
            return key(f"^{citation.label}")
        return citation.target if citation.target is not None else key(citation.label)

    def lack(self, target: str) -> tuple[Lack, str] | None:
        """Say what keeps a target from being a source, and why; None where it can be one."""
        if _SCHEME.match(target) or target.startswith("//"):
            if reason := malformed(target):
                return "malformed", reason
            if reason := self.refused(target):
                return "refused", reason
            if self.origin.shows(target, self.document.path, self.exists):
                return "itself", ""
            return self._lack_of_id(target)
        return self._lack_of_path(target)

    def _lack_of_id(self, target: str) -> tuple[Lack, str] | None:
        """Say the same of an ID or an address that may be the pull request itself."""
        return ("pull", "") if self.origin.is_pull(target) else None

    def describe(self, definition: Definition) -> Source:
        """Return a definition as a source: an explicit kind wins over what the target shows."""
        target = definition.target or ""
        match = _KIND.fullmatch(definition.title)
        kind = definition.kind or (match.group(1) if match else None) or self.known(target) or kind_of(target)
        label = match.group(2) if match else definition.title
        return Source(definition.id, kind, target, label, definition.span)

    def known(self, target: str) -> str | None:
        """Return the kind of a target that is itself a known ID, such as `INC-2041`."""
        matches = self.find_ids(target, ())
        return next((str(match.kind) for match in matches if (match.start, match.end) == (0, len(target))), None)

    def _lack_of_path(self, target: str) -> tuple[Lack, str] | None:
        if self.known(target):
            return self._lack_of_id(target)
        path = inside(self.document.path, target)
        if path is None:
            return "outside", ""
        if self.origin.is_record(path, self.document.path):
            return "itself", ""
        return None if self.exists(path) else ("absent", "")


def file_of(record: str, target: str, exists: Exists, origin: Origin) -> str | None:
    """Return the file of the repository that a target of a record leads to, links followed; None where it leads
    elsewhere."""
    if _SCHEME.match(target) or target.startswith("//"):
        found = origin.file(target, exists)
    else:
        path = inside(record, target)
        found = path if path and exists(path) else None
    return origin.real(found) if found else None


def kind_of(target: str) -> str:
    """Return the kind of a target that says nothing about itself."""
    if _SCHEME.match(target) or target.startswith("//"):
        return classify(target).kind
    return "screenshot" if target.lower().split("?")[0].endswith(_PICTURES) else "file"


def same(first: str, second: str | None) -> bool:
    return second is not None and first.rstrip("/") == second.rstrip("/")


def inside(record: str, target: str) -> str | None:
    """Return the repository path of a relative link in a record, "" for the root; None where it leaves the
    repository."""
    from urllib.parse import unquote

    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    parts: list[str] = [] if path.startswith("/") else record.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return None if "\\" in path or "\0" in path else "/".join(parts)
