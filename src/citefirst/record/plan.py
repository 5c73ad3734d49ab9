"""What a record plans, line by line, and what each line names that a history could show: work, versions, files.

A line that names nothing stays a line of the plan; nobody guesses what it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

from citefirst.evidence.targets import table
from citefirst.model import Citation, Claim, Unit
from citefirst.record import terms
from citefirst.record.build import Record
from citefirst.record.paths import inside

Kind = Literal["pull-request", "issue", "reference", "ticket", "commit", "version", "file"]
"""What a name is of. A `reference` (`#12`) is an issue or a pull request: the text does not say which."""

PLANS = terms.ACTIONS | frozenset(
    "rollout-plan rollout implementation-plan implementation deployment-plan migration-plan launch-plan remediation"
    " remediation-steps plan roadmap milestones tasks todo".split()
)
"""Sections, by canonical slug, each line of which is something that is to happen."""
DECIDES = frozenset("decision decision-outcome decisions proposal".split())
"""Sections that decide: of these only the lines that name something are a plan."""

_URL = re.compile(
    r"https?://(?P<host>[^/\s]{1,253})/(?P<slug>[^?#\s]{1,200}?)/(?:-/)?"
    r"(?P<what>pull|pulls|pull-requests|merge_requests|issues|work_items|commit|commits|releases/tag|releases|tags)/"
    r"(?P<id>[^/?#\s]{1,200})"
)
_WHAT: Mapping[str, Kind] = {
    **dict.fromkeys(("pull", "pulls", "pull-requests", "merge_requests"), "pull-request"),
    **dict.fromkeys(("issues", "work_items"), "issue"),
    **dict.fromkeys(("commit", "commits"), "commit"),
    **dict.fromkeys(("releases/tag", "releases", "tags"), "version"),
}
_NUMBER = re.compile(r"(?:(?P<slug>[\w.-]{1,100}/[\w.-]{1,100})|GH-)?(?:#|(?<=GH-))(?P<id>\d{1,10})", re.ASCII)
_MERGE = re.compile(r"(?<![\w!])!(\d{1,7})(?!\w)", re.ASCII)
_BRACKETED = re.compile(r"[(\[]([#!])(\d{1,7})[)\]]", re.ASCII)
"""`Fill the table (#12)`: in brackets a number counts nothing, whatever word stands before it."""
_KEY = re.compile(r"(?<![\w/#.=-])([A-Z][A-Z0-9]{1,11})-(\d{1,7})(?![\w-]|\.\d)", re.ASCII)
_KEY_IN_URL = re.compile(r"[/=]([A-Za-z][A-Za-z0-9]{1,11}-\d{1,7})(?=$|[/?&#])", re.ASCII)
_COMMIT = re.compile(r"(?i:\bcommit) `?([0-9a-f]{7,40})(?!\w)", re.ASCII)
_SHA = re.compile(r"[0-9a-f]{7,40}")
_VERSION = re.compile(
    r"(?P<said>\b(?:release|releases|version|tag|milestone) `?)?"
    r"(?<![\w./-])(?P<v>v?)(?P<number>\d{1,5}(?:\.\d{1,5}){1,3}(?:-[0-9A-Za-z.]{1,20})?)(?![\w/-]|\.\d)(?!\s?[%€$])",
    re.ASCII | re.IGNORECASE,
)
_LINE = re.compile(r"(?::\d{1,7}(?:-\d{1,7})?|::?[\w.]{1,100}|#L\d{1,7}(?:-L?\d{1,7})?)$", re.ASCII)


class Name(NamedTuple):
    """Something that a line names: `repository` is that of an issue or a pull request, "" where the text says none.

    `loose`: it may be another thing's, such as the version of a library, and counts only where a history knows it.
    """

    kind: Kind
    id: str
    repository: str = ""
    written: str = ""
    loose: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What two spellings of the same thing have in common."""
        kind = "reference" if self.kind in ("pull-request", "issue", "reference") else self.kind
        return kind, self.repository.casefold(), self.id


class Item(NamedTuple):
    """A line of a plan: the section's title, where it stands, its words, what it names, whether the record ticks it
    off."""

    section: str
    line: int
    text: str
    names: tuple[Name, ...]
    ticked: bool = False


def items(record: Record) -> list[Item]:
    """List what a record plans, in its order."""
    found = []
    for claim in record.claims:
        plan = _plan(record, claim)
        if plan and not claim.unit.lead_in and claim.unit.kind in ("sentence", "item", "row"):
            names = tuple(names_of(record, claim))
            if names or plan == "lines":
                section = record.document.sections[claim.unit.section].title
                line = record.document.lines.region(claim.unit.span).line
                found.append(Item(section, line, claim.unit.text, names, terms.says_done(record, claim.unit)))
    return found


def beside(record: Record) -> set[str]:
    """Return the keys and numbers of tickets that a record names anywhere but in its plan."""
    others = (claim for claim in record.claims if not _plan(record, claim))
    found = (name for claim in others for name in names_of(record, claim))
    return {name.id for name in found if name.kind == "ticket" and not name.repository}


def _plan(record: Record, claim: Claim) -> Literal["", "lines", "named"]:
    """Tell whether a section, or one around it, plans: by each line, or by those that name something."""
    index: int | None = claim.unit.section
    while index is not None:
        if record.sections[index] in PLANS:
            return "lines"
        if record.sections[index] in DECIDES:
            return "named"
        index = record.document.sections[index].parent
    return ""


def names_of(record: Record, claim: Claim) -> Iterator[Name]:
    """Yield what a line names, each thing once, in the order of its kinds."""
    seen: set[tuple[str, str, str]] = set()
    for name in _names(record, claim):
        if name.key not in seen:
            seen.add(name.key)
            yield name


def _names(record: Record, claim: Claim) -> Iterator[Name]:
    unit, path = claim.unit, record.document.path
    targets = [source.target for source in claim.sources]
    targets += [cited.target for cited in unit.citations if cited.target]
    for target in targets:
        yield from _of_address(target) if "://" in target else ()
    for cited in unit.citations:
        yield from _of_id(cited)
    text = unit.prose
    yield from (Name("pull-request", match[1], "", f"!{match[1]}") for match in _MERGE.finditer(text))
    for sign, number in _BRACKETED.findall(unit.text):
        yield Name("reference" if sign == "#" else "pull-request", number, "", sign + number)
    for match in _KEY.finditer(text):
        if not _is_standard(match[1]) and match[1] != "GH":
            yield Name("ticket", match[0], "", match[0])
    yield from (Name("commit", match[1], "", match[1]) for match in _COMMIT.finditer(text))
    yield from _versions(text)
    yield from _files(unit, path, targets)


def _of_address(url: str) -> Iterator[Name]:
    if match := _URL.match(url):
        slug, identity = match["slug"].strip("/"), unquote(match["id"])
        kind = _WHAT[match["what"]]
        if kind == "version":
            if number := _VERSION.search(identity.rpartition("@")[2]):
                yield Name("version", number["number"], slug, identity)
        elif kind == "commit":
            if _SHA.fullmatch(identity.lower()):
                yield Name("commit", identity.lower(), slug, identity[:12])
        elif identity.isdecimal():
            yield Name(kind, identity, slug, f"#{identity}")
    elif (key := _KEY_IN_URL.search(url)) and not _is_standard(key[1].upper().partition("-")[0]):
        yield Name("ticket", key[1].upper(), "", key[1])


def _of_id(cited: Citation) -> Iterator[Name]:
    if cited.form != "id" or cited.kind == "standard":
        return
    number = _NUMBER.fullmatch(cited.label)
    if number:
        kind: Kind = {"pull-request": "pull-request", "ticket": "issue"}.get(cited.kind, "reference")  # type: ignore[assignment]
        yield Name(kind, number["id"], number["slug"] or "", cited.label)
    elif cited.kind == "commit":
        yield Name("commit", cited.label, "", cited.label)
    else:
        yield Name("ticket", cited.label, "", cited.label)


def _versions(text: str) -> Iterator[Name]:
    for match in _VERSION.finditer(text):
        if match["v"] or match["said"] or match["number"].count(".") > 1:
            yield Name("version", match["number"], "", match["v"] + match["number"], loose=not match["said"])


def _files(unit: Unit, record: str, targets: Iterable[str]) -> Iterator[Name]:
    """Yield files of the repository: those in code, and what links lead to, but no other Markdown by a link."""
    named = [each.target or each.label for each in unit.mentions if each.form == "path"]
    for text in named:
        path = _LINE.sub("", text.strip("`")).removeprefix("./")
        if path and path != record:
            folder, _, name = path.rpartition("/")
            yield Name("file", path, "", path, loose=not folder or folder.startswith("@") or "." not in name)
    for target in targets:
        is_file = "://" not in target and "/" in target and not _NUMBER.fullmatch(target)
        place = inside(record, target) if is_file and not target.lower().endswith((".md", ".markdown")) else None
        if place and place not in named:
            yield Name("file", place, "", place)


@cache
def _standards() -> frozenset[str]:
    names = table("naming.json")
    return frozenset(names["standards"]) | (frozenset(names["records"]) - {"INC"})


def _is_standard(prefix: str) -> bool:
    """Tell whether what looks like a ticket's key is a standard or a record: `SHA-256`, `ADR-12`."""
    return prefix in _standards()
