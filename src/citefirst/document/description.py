"""The description of a pull request or an issue as a document: a text without a file, whose fields stand in the body.

Its fields are those of a header at the top (`body_fields`), and the headings of an issue form with their answers. What
GitHub itself knows of it (`Description.said`) stands where the text says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from citefirst.document.body_fields import MAX_WORDS, NAMES, Fields, is_inside, lines, read, source
from citefirst.document.slugs import slug
from citefirst.model import Described, Document, FrontMatter, Path, Problem, Section, Unit
from citefirst.places import Span
from citefirst.structs import frozen, replace

NO_RESPONSE = "No response"
"""What GitHub writes below a heading of an issue form that was left open, in italics."""
LOG = {"ai-tool": "tool", "ai-account": "account", "ai-transcript": "transcript", "ai-sha-256": "sha256"}
"""Fields that name a stored conversation, and the keys of `ai.log` that they stand for."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HERE = Span(0, 0)
"""The place of what the text does not say."""


@frozen(kw_only=True)
class Description:
    """What is known of a description besides its text.

    `roles` may sign, `signing` are those of them that must. `fields` are slugs that are fields and no sections, `lists`
    those of them that hold several values. `section` returns the workflow's own slug for the names of a section, "" for
    one that it does not know. `template` are the lines of the repository's templates.
    """

    workflow: str
    title: str
    said: Mapping[str, Any]
    what: Described
    roles: tuple[str, ...]
    signing: tuple[str, ...]
    fields: frozenset[str]
    lists: frozenset[str]
    section: Callable[[Sequence[str]], str]
    template: frozenset[str] = frozenset()
    approvals: tuple[Mapping[str, str], ...] = ()
    """Those by review, as entries of the front matter."""

    @property
    def known(self) -> frozenset[str]:
        """Slugs of everything that may be a field."""
        return self.fields | self.plain

    @property
    def plain(self) -> frozenset[str]:
        """Slugs of fields that say who, when and in which state: short ones are no claims.

        They are those that the workflow knows, so that no other heading takes what is below it out of the check.
        """
        return (NAMES & self.fields).union(self.roles, LOG, ("ai", "ai-use", "id", "date", "status"))


def lift(document: Document, told: Description) -> Document:
    """Return a document that was read without front matter with its fields in the place of one."""
    shown = replace(document, text=_COMMENT.sub(_blank, document.text))
    found = Fields()
    read(lines(shown), found, told.plain)
    units = [unit for unit in document.units if not is_inside(unit, found.lines) and not _is_open(unit, found)]
    answers = [unit for unit in units if unit.text.strip("_*. ") != NO_RESPONSE]
    taken = set(_headed(replace(shown, units=tuple(answers)), found, told))
    left = tuple(_left_over(document, answers, told))
    stale = {section.index for section in left}
    return replace(
        document,
        frontmatter=_front(found, told),
        title=told.title,
        units=tuple(unit for unit in answers if unit.section not in taken | stale),
        problems=(*document.problems, *map(_untouched, left)),
        described=told.what,
    )


def _blank(comment: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", comment[0])


def _is_open(unit: Unit, found: Fields) -> bool:
    """Tell whether a line is a field without a value."""
    return unit.text.endswith(":") and found.data.get(slug(unit.text[:-1]), "") is None


def _headed(document: Document, found: Fields, told: Description) -> Iterator[int]:
    """Take the answers below the headings of a form, and yield the sections that hold nothing else.

    A heading may mean a section as well (`Requirements`); what stands below is then read as its text, too.
    """
    for section in document.sections:
        name = next((name for name in section.names if name in told.known), "")
        if not section.level or not name or told.section(section.names) == name:
            continue
        units = [unit for unit in document.units if unit.section == section.index]
        value = " ".join(source(document, unit) for unit in units)
        if name in told.plain and not told.section(section.names) and len(value.split()) <= MAX_WORDS:
            yield section.index
        if name in told.roles and found.data.get(name) and value not in ("", found.data[name]):
            found.data[name] = f"{found.data[name]}, {value}"  # two people, whichever of them was meant
        elif found.data.get(name) is None:
            found.data.pop(name, None)
            whole = Span(units[0].span.start, units[-1].span.end) if units else section.span
            found.add(name, value, section.span, whole)


def _left_over(document: Document, units: Sequence[Unit], told: Description) -> Iterator[Section]:
    """Yield the sections of the workflow in which all lines are the template's."""
    if not told.template:
        return
    for section in document.sections:
        texts = [unit.text for unit in units if unit.section == section.index]
        if section.level and texts and told.section(section.names) and told.template.issuperset(texts):
            yield section


def _untouched(section: Section) -> Problem:
    message = f"the text below `{section.title}` is the template's own"
    return Problem(section.span, message, "write in its place what holds for this change, or UNKNOWN", "CF203")


def _front(found: Fields, told: Description) -> FrontMatter:
    data: dict[str, Any] = {"workflow": told.workflow}
    keys: dict[Path, Span] = {("workflow",): _HERE}
    values: dict[Path, Span] = {("workflow",): _HERE}
    owner: dict[str, Any] = {}
    ai: dict[str, Any] = {}
    for name, value in found.data.items():
        path: Path = (name,)
        at = found.keys[path], found.values[path]
        if name in told.roles:
            path, owner[name] = ("owner", name), value
        elif name in LOG or name == "ai-use":
            path, ai[name] = ("ai", name), value
        elif value is not None and name not in ("workflow", "approvals", "amendments", "sources"):
            data[name] = _several(value) if name in told.lists else value
        keys[path], values[path] = at
    for role in told.signing:
        owner.setdefault(role, None)
        keys.setdefault(("owner", role), _HERE)
    if owner:
        data["owner"] = owner
        keys["owner",] = keys["owner", next(iter(owner))]
    if ai:
        entry = {key: ai[name] for name, key in LOG.items() if ai.get(name)}
        data["ai"] = {"use": ai.get("ai-use"), "log": [entry] if entry else []}
        keys["ai",] = keys["ai", next(iter(ai))]
    for name, value in told.said.items():
        if data.get(name) in (None, ""):
            data[name] = value
            keys[name,] = values[name,] = _HERE
    if told.approvals:
        data["approvals"] = [dict(entry) for entry in told.approvals]
        keys["approvals",] = keys.get(("owner",), _HERE)
    return FrontMatter(data, keys, values, _HERE)


def _several(value: Any) -> Any:
    """Return the values of a list that is written with commas; one value stays as it is."""
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else []
    return [part for part in parts if part] if len(parts) > 1 else value


def texts(document: Document) -> frozenset[str]:
    """Return the lines of a template by which they are told from answers: those in which something is said."""
    return frozenset(unit.text for unit in document.units if any(map(str.isalnum, unit.text)))
