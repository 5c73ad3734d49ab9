"""What a record's citations stand for: each becomes a source, or a fault that says why it is not one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from citefirst.document import mentions, quotes
from citefirst.document.citations import FindIds
from citefirst.document.labels import key
from citefirst.evidence.general import general
from citefirst.evidence.targets import classify, malformed
from citefirst.model import Citation, Definition, Document, Source, Unit
from citefirst.places import Span
from citefirst.record import own
from citefirst.record.archive import Archive
from citefirst.record.origin import Origin
from citefirst.record.own import Surroundings
from citefirst.record.paths import Exists, Load, inside
from citefirst.structs import field, mutable, replace

_KIND = re.compile(r"([a-z][a-z0-9-]{0,63}):\s+(.*)", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


Refused = Callable[[str], str | None]
"""Why an address cannot be evidence, as the end of "… cannot be a source: "; None where it can be."""


Lack = Literal[
    "undefined",
    "conflicting",
    "malformed",
    "refused",
    "outside",
    "absent",
    "itself",
    "pull",
    "unfiled",
    "around",
    "idle",
]
"""What keeps a citation or a definition from being a source. `rules.sources` says it in sentences."""


class CitationFault(NamedTuple):
    """A citation or a definition that is not a source: what it lacks, where, of which target or ID.

    `detail` ends a sentence: the reason of `malformed` and `refused`, the other target of `conflicting`.
    """

    lack: Lack
    span: Span
    target: str
    detail: str = ""


@mutable
class Resolver:
    """Resolves one document's citations. Faults of definitions are collected once, at the definition."""

    document: Document
    exists: Exists
    find_ids: FindIds
    refused: Refused
    origin: Origin = field(default_factory=Origin)
    load: Load = lambda path, limit: None
    archive: Archive = field(default_factory=Archive)
    sources: dict[str, Source] = field(default_factory=dict)
    """Sound sources by key: the ID's for defined ones, the target's for others."""
    faults: list[CitationFault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    """Keys of sources by other names under which the text may cite them; "" for a note that is no source."""

    @property
    def around(self) -> Surroundings:
        return Surroundings(self.exists, self.load, self.archive, self.origin)

    def define(self) -> None:
        for definition in self.document.definitions:
            name = key(definition.id) if definition.id else definition.target or ""
            if (definition.target or "").startswith("#"):  # a heading, or what people write for a comment
                self.aliases.setdefault(name, "")
                continue
            if definition.alias:
                self.aliases.setdefault(key(definition.alias), name)
            if definition.via:
                self.aliases.setdefault(name, key(definition.via))
                continue
            placed = self._placed(definition) if definition.form else definition
            if placed is None:
                self.aliases.setdefault(name, "")
                continue
            first = self.sources.get(name)
            if first:
                if definition.id and not same(first.target, definition.target):
                    self.faults.append(
                        CitationFault("conflicting", definition.span, definition.id, self._twice(first, definition))
                    )
                continue
            if name in self.broken:
                continue
            source = self.describe(placed)
            if lack := self.lack(source.target, source.commit):
                self.faults.append(CitationFault(lack[0], definition.span, source.target, lack[1]))
                self.broken.add(name)
            else:
                self.sources[name] = source

    def _placed(self, definition: Definition) -> Definition | None:
        """Return a definition that names something of the repository with its path; None where it is but a note."""
        target, form = definition.target or "", definition.form or "record"
        named = Citation(form, target, mentions.path(target), definition.span)
        place = own.find(named, self.document.path, self.around)
        if place.path and not (place.itself and definition.tentative):
            return replace(definition, target=f"/{place.path}")
        return None if definition.tentative else definition

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
            elif name:
                found[name] = self.sources[name]
        for mention in unit.mentions:
            if name := self.find(mention):
                found[name] = self.sources[name]
        for name, source in found.items():
            self.sources[name] = replace(source, cited=source.cited + 1)
        return list(found.values()), faulty

    def find(self, mention: Citation) -> str:
        """Return the key of the source that a mention leads to, "" where nothing but the record itself is there."""
        place = own.find(mention, self.document.path, self.around)
        if not place.path or place.itself:
            return ""
        name = f"/{place.path}"
        if name not in self.sources:
            self.sources[name] = Source(None, kind_of(name), name, mention.label, mention.span, defined=False)
        return name

    def blame(self, unit: Unit, sources: Sequence[Source]) -> bool:
        """Say why what a unit cites or mentions does not back it, where nothing else does; False where it was not
        meant to."""
        if sources:
            why = general(sources[0].target, sources[0].kind)
            span = (*unit.citations, *unit.mentions)[0].span
            self.faults.append(CitationFault("idle", span, sources[0].target, why.reason if why else ""))
            return True
        for mention in unit.mentions:
            place = own.find(mention, self.document.path, self.around)
            if own.is_claimed(mention, place, unit, self.around):
                lack: Lack = "itself" if place.itself else "unfiled" if mention.form == "record" else "absent"
                self.faults.append(CitationFault(lack, mention.span, mention.label))
                return True
        return False

    def resolve(self, citation: Citation) -> str | None:
        """Return the key of the source that a citation names, "" where that is a note and no source; None where it is
        faulty, which is then on record."""
        name = self.name(citation)
        name = self.aliases.get(name, name) if name not in self.sources else name
        if name in self.sources or not name:
            return name
        if name in self.broken:
            return None
        if citation.form == "reference" and mentions.is_name(citation.label):
            named = replace(citation, form="record")
            if found := self.find(named):
                return found
            if own.find(named, self.document.path, self.around).itself:
                self.faults.append(CitationFault("itself", citation.span, citation.label))
                return None
        if citation.form in ("reference", "footnote") and not citation.kind:
            mark = "^" if citation.form == "footnote" else ""
            self.faults.append(CitationFault("undefined", citation.span, f"{mark}{citation.label}"))
            return None
        target = citation.target or citation.label
        if lack := self.lack(target) if citation.target is not None else self._lack_of_id(target):
            self.faults.append(CitationFault(lack[0], citation.span, target, lack[1]))
            return None
        kind = citation.kind or self.kind_of(target)
        self.sources[name] = Source(None, kind, target, citation.label, citation.span, defined=False)
        return name

    def name(self, citation: Citation) -> str:
        if citation.form == "footnote":
            name = key(f"^{citation.label}")
            return name if name in self.sources or name in self.aliases or name in self.broken else key(citation.label)
        if citation.form == "link" and citation.target and self._is_named(citation):
            return key(citation.label.strip("[]"))
        return citation.target if citation.target is not None else key(citation.label)

    def _is_named(self, citation: Citation) -> bool:
        """Tell whether the text of a link is the ID of a source that leads to the same place: `[S1](https://…)`."""
        source = self.sources.get(key(citation.label.strip("[]")))
        return source is not None and same(source.target, citation.target)

    def lack(self, target: str, commit: str = "") -> tuple[Lack, str] | None:
        """Say what keeps a target from being a source, and why; None where it can be one.

        A file that is meant at a commit need not be there any more.
        """
        if path := self._lined(target, commit):
            return ("itself", "") if self.origin.is_record(path, self.document.path) else None
        if _SCHEME.match(target) or target.startswith("//"):
            if reason := malformed(target):
                return "malformed", reason
            if reason := self.refused(target):
                return "refused", reason
            if self.origin.shows(target, self.document.path, self.exists):
                return "itself", ""
            return self._lack_of_id(target)
        return self._lack_of_path(target, commit)

    def _lined(self, target: str, commit: str) -> str:
        """Return the file of which a target names lines (`src/cart.py:12`), "" where it names none."""
        if not target[-1:].isdigit() or ":" not in target or "://" in target:
            return ""
        from citefirst.record.pointers import lined

        place = lined(target, self.document.path, self.exists, commit)
        return place.path if place else ""

    def _lack_of_id(self, target: str) -> tuple[Lack, str] | None:
        """Say the same of an ID or an address that may be the pull request itself."""
        return ("pull", "") if self.origin.is_pull(target) else None

    def describe(self, definition: Definition) -> Source:
        """Return a definition as a source: an explicit kind wins over what the target shows."""
        target = definition.target or ""
        title, words = quotes.split(definition.title)
        said = (*definition.quotes, *((quotes.placed(words, definition.span, self.document.text),) if words else ()))
        match = _KIND.fullmatch(title)
        kind = definition.kind or (match.group(1) if match else None) or self.known(target) or self.kind_of(target)
        label = match.group(2) if match else title
        return Source(definition.id, kind, target, label, definition.span, quotes=said, commit=definition.commit)

    def kind_of(self, target: str) -> str:
        """Return the kind of a target that says nothing about itself; a directory is seen by what is there."""
        kind = kind_of(target)
        path = inside(self.document.path, target) if kind == "file" and not self.known(target) else None
        return "directory" if path is not None and not self.exists(path) and self.archive.folder(path) else kind

    def known(self, target: str) -> str | None:
        """Return the kind of a target that is itself a known ID, such as `INC-2041`."""
        matches = self.find_ids(target, ())
        return next((str(match.kind) for match in matches if (match.start, match.end) == (0, len(target))), None)

    def _lack_of_path(self, target: str, commit: str) -> tuple[Lack, str] | None:
        if self.known(target):
            return self._lack_of_id(target)
        path = inside(self.document.path, target)
        if path is None:
            return "outside", ""
        if self.origin.is_record(path, self.document.path):
            return "itself", ""
        if self.exists(path) or commit:
            return None
        if not self.archive.folder(path):
            return "absent", ""
        holds = f"{self.document.path}/".startswith(f"{path}/" if path else "")
        readme = f"{path}/README.md".lstrip("/")  # GitHub shows it below the files of a directory
        is_shown = self.exists(readme) and not self.origin.is_record(readme, self.document.path)
        return ("around", "") if holds and not is_shown else None


def file_of(record: str, target: str, exists: Exists, origin: Origin) -> str | None:
    """Return the file of the repository that a target of a record leads to, links followed; None where it leads
    elsewhere."""
    if _SCHEME.match(target) or target.startswith("//"):
        found = origin.file(target, exists)
    else:
        path = inside(record, target)
        found = path if path and exists(path) else None
    if found is None and target[-1:].isdigit() and ":" in target:
        from citefirst.record.pointers import lined

        place = lined(target, record, exists)
        found = place.path if place else None
    return origin.real(found) if found else None


def kind_of(target: str) -> str:
    """Return the kind of a target that says nothing about itself."""
    if _SCHEME.match(target) or target.startswith("//"):
        return classify(target).kind
    return "screenshot" if target.lower().split("?")[0].endswith(_PICTURES) else "file"


def same(first: str, second: str | None) -> bool:
    return second is not None and first.rstrip("/") == second.rstrip("/")
