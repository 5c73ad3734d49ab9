"""Entries that have a version, such as assumptions: what each says, and on which version, in any state of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citefirst.document.labels import key
from citefirst.model import Document, Unit
from citefirst.places import Span
from citefirst.workflow.compile import Workflow

VERSION = frozenset("version ver rev revision v".split())
NAMES = frozenset("id no number ref key".split())
_BESIDE = frozenset("owner who status state note notes comment comments reviewed reviewed-by updated date".split())
"""Columns that say nothing of what is assumed."""
_ITEM = re.compile(r"\W{0,3}(?P<name>[A-Za-z]{1,10}[-_.]?\d{1,6})\b")
_IN_WORDS = re.compile(r"(?i)\b(?:version|ver\.|rev\.|v)[ .:]{0,2}(?P<version>\d[\w.-]{0,40})")


class Entry(NamedTuple):
    """An entry by its name: its version, all that it says beside it, where that stands, and where its sources lead."""

    name: str
    version: str
    says: tuple[str, ...]
    span: Span


def entries(document: Document, workflow: Workflow) -> Iterator[Entry]:
    """Yield the entries of the sections whose entries have versions, by the workflow's schema."""
    wanted = {section.index for section in document.sections if _is_versioned(document, section.index, workflow)}
    leads = {key(each.id): each.target or "" for each in document.definitions if each.id}
    for unit in document.units if wanted else ():
        if unit.section in wanted and not unit.lead_in:
            found = _row(unit, leads) if unit.kind == "row" else _item(unit, leads) if unit.kind == "item" else None
            if found and found.version:
                yield found


def _is_versioned(document: Document, index: int | None, workflow: Workflow) -> bool:
    """Tell whether a section, or one around it, is one whose entries have versions."""
    while index is not None:
        section = document.sections[index]
        spec = workflow.match(section.names) if section.level else None
        if spec:
            return spec.versioned
        index = section.parent
    return False


def _row(unit: Unit, leads: Mapping[str, str]) -> Entry | None:
    cells = {cell.column: cell for cell in unit.cells}
    version = next((cell for column, cell in cells.items() if column in VERSION), None)
    if version is None:
        return None
    rest = [cell.text for column, cell in cells.items() if column not in VERSION | NAMES | _BESIDE]
    name = next((cell.text for column, cell in cells.items() if column in NAMES), rest[0] if rest else "")
    return Entry(_plain(name), _plain(version.text), (*map(_plain, rest), *_targets(unit, leads)), version.span)


def _item(unit: Unit, leads: Mapping[str, str]) -> Entry | None:
    named, version = _ITEM.match(unit.text), _IN_WORDS.search(unit.text)
    if not named or not version:
        return None
    rest = unit.text[: version.start()] + unit.text[version.end() :]
    return Entry(_plain(named["name"]), _plain(version["version"]), (_plain(rest), *_targets(unit, leads)), unit.span)


def _targets(unit: Unit, leads: Mapping[str, str]) -> list[str]:
    """List where the sources of an entry lead, so that a definition cannot be pointed elsewhere unseen."""
    return sorted({cited.target or leads.get(key(cited.label), "") for cited in unit.citations} - {""})


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
