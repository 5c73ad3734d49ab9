"""A first schema from existing records: what most of them carry becomes what each must carry.

It is a beginning for a maintainer to read and tighten, never a judgement: it makes nobody an owner, and demands
citations only where a built-in workflow of the same kind would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from citefirst.model import Document
from citefirst.structs import frozen
from citefirst.workflow import dialect
from citefirst.workflow.compile import Workflow

COMMON = 0.2
"""Share of the records from which on a key or a section is worth a word."""
MAX_VALUES = 8
"""Different values up to which a key is a choice and not a text."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SKIPPED = ("workflow", "owner", "ai", "approvals", "sources", "amendments")
"""Keys that mean the same in every workflow and that the rules speak of."""
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


@frozen
class RecordShape:
    """The parts of a record that matter here: its front matter, its sections' names each with its title."""

    fields: Mapping[str, Any]
    sections: Mapping[str, str]
    lifted: bool


def shape(document: Document, lifted: bool, like: Workflow | None) -> RecordShape:
    """Return the shape of a document. `lifted`: its fields stood in its body. `like` names sections that it knows."""
    found: dict[str, str] = {}
    for section in document.sections:
        if section.level and section.span != document.title_span and section.names[0]:
            spec = like.match(section.names) if like else None
            name = spec.slug if spec else min(section.names, key=len)
            if spec or _is_top(document, section.index):
                found.setdefault(name, section.title)
    return RecordShape(document.frontmatter.data if document.frontmatter else {}, found, lifted)


def _is_top(document: Document, index: int) -> bool:
    """Tell whether a section stands directly below the title or at the top level of the file."""
    parent = document.sections[index].parent
    return parent is None or not document.sections[parent].level or parent == 1


def likest(documents: Sequence[Document], workflows: Iterable[Workflow]) -> Workflow | None:
    """Return the workflow that knows most of the documents' sections, if it knows at least two of each on average."""

    def known(workflow: Workflow) -> int:
        matched = ({spec.slug for section in document.sections if (spec := workflow.match(section.names))}
                   for document in documents)  # fmt: skip
        return sum(map(len, matched))

    best = max(workflows, key=known, default=None)
    return best if best and known(best) >= 2 * len(documents) else None


def derive(name: str, shapes: Sequence[RecordShape], like: Workflow | None, share: float) -> dict[str, Any]:
    """Return the schema of a new workflow. It demands what at least `share` of the shapes have."""
    schema: dict[str, Any] = {
        "$schema": dialect.DRAFT,
        "title": name.replace("-", " ").capitalize(),
        "description": f"Derived from {len(shapes)} records. Say when such a record is written, and tighten the rest.",
        "x-ai": "optional",
    }
    if any(shape.lifted for shape in shapes):
        schema["x-header"] = "body"
    front = _frontmatter([shape.fields for shape in shapes], share)
    sections = _sections([shape.sections for shape in shapes], like, share)
    schema["properties"] = {"frontmatter": front, "sections": sections}
    return schema


def _frontmatter(fields: Sequence[Mapping[str, Any]], share: float) -> dict[str, Any]:
    counts = Counter(key for each in fields for key, value in each.items() if value is not None)
    keys = [key for key, count in counts.most_common() if count >= COMMON * len(fields) and key not in _SKIPPED]
    found: dict[str, Any] = {"$ref": "record.schema.json#/$defs/frontmatter"}
    if required := [key for key in keys if counts[key] >= share * len(fields)]:
        found["required"] = required
    if properties := {key: _value([each[key] for each in fields if each.get(key) is not None], share) for key in keys}:
        found["properties"] = properties
    return found


def _value(values: Sequence[Any], share: float) -> dict[str, Any]:
    """Return what the values of a key have in common."""
    if all(isinstance(value, str) for value in values):
        if sum(bool(_DATE.fullmatch(value)) for value in values) >= share * len(values):
            return {"type": "string", "format": "date"}
        counts = Counter(values)
        usual = [value for value, count in counts.most_common(MAX_VALUES) if count > 1]
        if len(values) >= 5 and sum(counts[value] for value in usual) >= share * len(values):
            return {"enum": sorted(usual)}
    types = sorted({_TYPES.get(type(value), "string") for value in values})
    return {"type": types[0] if len(types) == 1 else types}


def _sections(sections: Sequence[Mapping[str, str]], like: Workflow | None, share: float) -> dict[str, Any]:
    counts = Counter(name for each in sections for name in each)
    order = {name: min(list(each).index(name) for each in sections if name in each) for name in counts}
    names = sorted((name for name in counts if counts[name] >= COMMON * len(sections)), key=lambda name: order[name])
    found: dict[str, Any] = {}
    if required := [name for name in names if counts[name] >= share * len(sections)]:
        found["required"] = required
    found["properties"] = {name: _section(name, sections, like) for name in names}
    return found


def _section(name: str, sections: Sequence[Mapping[str, str]], like: Workflow | None) -> dict[str, Any]:
    spec = like.sections.get(name) if like else None
    titles = Counter(each[name] for each in sections if name in each)
    headings = dict.fromkeys((*(title for title, _ in titles.most_common(MAX_VALUES)), *(spec.titles if spec else ())))
    return {"x-headings": list(_distinct(headings)), "x-facts": (spec.facts if spec else None) or "detected"}


def _distinct(titles: Iterable[str]) -> Iterator[str]:
    """Drop titles that mean the same as an earlier one by their slug."""
    from citefirst.document.slugs import slug

    seen: set[str] = set()
    for title in titles:
        if (key := slug(title)) and key not in seen:
            seen.add(key)
            yield title
