"""What a record of a workflow must carry, as a list: the schema from a writer's side, for readers and templates.

Only demands that hold for every record make a key or section `required`; conditional demands appear as their message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from citefirst.model import Mode
from citefirst.structs import frozen
from citefirst.workflow import dialect
from citefirst.workflow.catalogue import SUFFIX, Catalogue
from citefirst.workflow.compile import Workflow
from citefirst.workflow.references import Library
from citefirst.workflow.wording import KINDS, either, literal

_CERTAIN = frozenset(("allOf",))
_CONDITIONS = ("if", "then", "else")
_FORMS = {"owner": "each role with its person", "workflow": "the workflow's name", "ai": "`none`, or `use` and `log`"}
"""Keys of which the rules know more than a schema says."""


@frozen(kw_only=True)
class Key:
    """A key of the front matter: what it holds in a few words, what it is for, and what a writer is told about it."""

    name: str
    required: bool
    form: str
    about: str
    message: str
    nodes: tuple[Mapping[str, Any], ...]


@frozen
class Role:
    """A role that signs; not `required` if another role may sign in its place."""

    name: str
    required: bool
    about: str


@frozen(kw_only=True)
class SectionOutline:
    """A section. `columns` are slugs of a table that it must hold, `demands` what a writer is told about
    its content."""

    slug: str
    titles: tuple[str, ...]
    required: bool
    mode: Mode | None
    about: str
    demands: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.titles[0] if self.titles else self.slug.replace("-", " ").capitalize()


@frozen(kw_only=True)
class Outline:
    """What a record must carry. `evidence` is what a writer is told about sources; `conditions` hold for some records
    only."""

    keys: tuple[Key, ...]
    roles: tuple[Role, ...]
    parts: tuple[SectionOutline, ...]
    evidence: tuple[str, ...]
    conditions: tuple[str, ...]


def outline(name: str, catalogue: Catalogue) -> Outline:
    """Return the outline of one of the catalogue's workflows. Raises PolicyError if its schema is wrong."""
    workflow, library = catalogue.workflow(name), catalogue.library(name)
    root = library.parse(name + SUFFIX).root
    reader = _SchemaReader(library)
    front = list(reader.below([root], "frontmatter"))
    sections = list(reader.below([root], "sections"))
    known = ("workflow",) if workflow.ai == "optional" else ("workflow", "ai")
    keys = tuple(reader.keys(front, known))
    said = {message for key in keys for message in reader.messages(key.nodes)}
    parts = tuple(_part(spec.slug, workflow, reader, sections) for spec in workflow.sections.values())
    said |= {demand for part in parts for demand in part.demands}
    said |= {spec.message for spec in workflow.sections.values() if spec.message}
    evidence = tuple(reader.messages(reader.below([root], "sources")))
    conditions = (message for message in reader.messages([root], everything=True) if message not in {*said, *evidence})
    own = set(reader.messages([root], own=True, everything=True))
    return Outline(
        keys=keys,
        roles=tuple(reader.roles(front, workflow.roles)),
        parts=parts,
        evidence=evidence,
        conditions=tuple(message for message in conditions if message in own),
    )


def _part(slug: str, workflow: Workflow, reader: _SchemaReader, sections: Sequence[Any]) -> SectionOutline:
    spec = workflow.sections[slug]
    nodes = list(reader.below(sections, slug))
    inner = [node for key in ("claims", "rows") for node in reader.below(nodes, key)]
    return SectionOutline(
        slug=slug,
        titles=spec.titles,
        required=spec.required,
        mode=spec.facts,
        about=reader.first(nodes, "description"),
        demands=tuple(reader.messages(inner)),
        columns=tuple(dict.fromkeys(reader.columns(reader.below(nodes, "rows")))),
    )


class _SchemaReader:
    """Look-ups in a linked schema."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def certain(self, node: Any) -> Iterator[dict[str, Any]]:
        """Return a schema and what holds with it in every case."""
        return self._library.in_place(node, _CERTAIN)

    def below(self, nodes: Iterable[Any], key: str) -> Iterator[dict[str, Any]]:
        """Return what certainly judges the value at a key."""
        for node in nodes:
            for outer in self.certain(node):
                yield from self.certain(outer.get("properties", {}).get(key))

    def first(self, nodes: Iterable[Mapping[str, Any]], keyword: str) -> str:
        return next((str(node[keyword]) for node in nodes if keyword in node), "")

    def keys(self, front: Sequence[dict[str, Any]], known: Sequence[str]) -> Iterator[Key]:
        """Return the keys of the front matter; `known` ones are included if the rules demand them."""
        required = dict.fromkeys((*known, *(name for node in front for name in node.get("required", ()))))
        for name in dict.fromkeys((*required, *(name for node in front for name in node.get("properties", ())))):
            nodes = tuple(self.below(front, name))
            about, message = self.first(nodes, "description"), self.first(nodes, "x-message")
            form = _FORMS.get(name) or _form(nodes, bool(about or message))
            yield Key(name=name, required=name in required, form=form, about=about, message=message, nodes=nodes)

    def roles(self, front: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[Role]:
        owners = list(self.below(front, "owner"))
        everywhere = [node for owner in owners for node in self._library.in_place(owner)]
        required = {name for node in owners for name in node.get("required", ())}
        for name in names:
            nodes = (node.get("properties", {}).get(name) for node in everywhere)
            about = self.first([node for node in nodes if isinstance(node, dict)], "description")
            yield Role(name, name in required, about)

    def columns(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        for node in rows:
            for entry in (node.get("items"), node.get("contains")):
                for inner in self.certain(entry):
                    choice = inner.get("anyOf") or inner.get("oneOf") or [{}]
                    yield from choice[0].get("required", ()) if isinstance(choice[0], dict) else ()
                    yield from inner.get("required", ())
                    yield from inner.get("properties", ())

    def messages(self, nodes: Iterable[Any], *, everything: bool = False, own: bool = False) -> list[str]:
        """Return what schemas and all inside them tell writers, each text once; with `own` without what they
        refer to."""
        found: dict[str, None] = {}
        stack, seen = list(nodes)[::-1], set()
        while stack:
            node = stack.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            if "x-message" in node:
                found[node["x-message"]] = None
            inner = [child for keys, child in dialect.children(node) if everything or keys[0] not in _CONDITIONS]
            stack += inner[::-1]
            if "$ref" in node and not own:
                stack.append(self._library.resolve(node["$ref"]))
        return list(found)


def _form(nodes: Sequence[Mapping[str, Any]], explained: bool) -> str:
    """Describe what a value may be, in a few words. A pattern is for machines, unless nothing else
    explains the value."""
    for node in nodes:
        if "const" in node:
            return f"`{literal(node['const'])}`"
        if "enum" in node:
            return either([f"`{literal(value)}`" for value in node["enum"]])
    for node in nodes:
        if node.get("format") == "date":
            return "a date, YYYY-MM-DD"
        if "pattern" in node and not explained:
            return f"text like `{node['pattern']}`"
    types = next((node["type"] for node in nodes if "type" in node), ())
    return either([KINDS[name] for name in ([types] if isinstance(types, str) else types) if name != "null"])
