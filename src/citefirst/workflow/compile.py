"""What a workflow's schema says besides its demands: titles, modes and messages of sections, roles, assistants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from citefirst.document.slugs import slug
from citefirst.document.status import Stage
from citefirst.model import Mode
from citefirst.structs import field, frozen
from citefirst.workflow import dialect, shape, weight
from citefirst.workflow.documents import SchemaDocument
from citefirst.workflow.references import Library
from citefirst.workflow.status import words_of

Ai = Literal["optional", "allowed", "advise-only", "prohibited"]

_CERTAIN = frozenset(("allOf",))
"""Keywords through which a demand holds for every record."""


@frozen(kw_only=True)
class SectionSpec:
    """A section that the schema names: other titles for it, its mode, the sentence for its absence.

    It is `required` if every record needs it, and not if only a condition asks for it.
    """

    slug: str
    titles: tuple[str, ...] = ()
    facts: Mode | None = None
    message: str | None = None
    required: bool = False
    versioned: bool = False
    """Whether each of its entries has a version, which changes whenever the entry does."""


class UnknownCap(NamedTuple):
    """The share of a record's factual claims that may be UNKNOWN at most, from some words of its status on."""

    most: float
    status: frozenset[str]


@frozen(kw_only=True)
class Workflow:
    """A type of record. `roles` sign, in the schema's order; `schema` is the file as it was written."""

    name: str
    title: str
    description: str
    sections: Mapping[str, SectionSpec]
    ai: Ai
    roles: tuple[str, ...]
    schema: Mapping[str, Any]
    headings: Mapping[str, str]
    """Each slug that means a section, and that section's own."""
    header: bool = False
    """Whether fields at the top of the body may stand for front matter."""
    spellings: tuple[str, ...] = ()
    """Words that the schema knows for `status`, as far as it lists any."""
    unknown: UnknownCap | None = None
    statuses: Mapping[str, Stage] = field(default_factory=dict)
    """Words of `status` that the schema maps, each with what it means."""

    @property
    def is_versioned(self) -> bool:
        """Whether it has sections whose entries have versions."""
        return any(spec.versioned for spec in self.sections.values())

    def match(self, names: Sequence[str]) -> SectionSpec | None:
        """Return the section that a heading means, by the first of its names that the workflow knows."""
        return next((self.sections[self.headings[name]] for name in names if name in self.headings), None)


def compile_workflow(name: str, document: SchemaDocument, library: Library) -> Workflow:
    """Return a linked schema as a workflow. Raises PolicyError if it would demand something else than it says."""
    root = document.root
    _refuse_what_is_none(document)
    shape.check(root, library)
    if any(not each.file.is_builtin for each in library.documents):
        weight.check(root, library)
    sections = {spec.slug: spec for spec in _sections(root, library)}
    return Workflow(
        name=name,
        title=root["title"],
        description=root["description"],
        sections=sections,
        ai=root.get("x-ai", "allowed"),
        roles=tuple(dict.fromkeys(_roles(root, library))),
        schema=document.raw,
        headings=_headings(document, sections.values()),
        header=root.get("x-header") == "body",
        spellings=tuple(dict.fromkeys(_spellings(root, library))),
        unknown=_cap(root.get("x-unknown")),
        statuses=_statuses(document),
    )


def _cap(said: Mapping[str, Any] | None) -> UnknownCap | None:
    return UnknownCap(said["most"], frozenset(map(str.lower, said["status"]))) if said else None


def _refuse_what_is_none(document: SchemaDocument) -> None:
    for key in ("title", "description"):
        if not document.root.get(key):
            raise document.error("", f"a workflow needs a `{key}`")
    if document.draft != dialect.DRAFT:
        raise document.error("/$schema", f"a workflow is written in `{dialect.DRAFT}`")
    properties = document.root.get("properties", {})
    if "allOf" not in document.root and not any(key in properties for key in ("sections", "frontmatter", "sources")):
        hint = f"name a part of other schemas `_{document.file.filename}`"
        raise document.error("", f"this is not a workflow, it defines neither `sections` nor `frontmatter`: {hint}")


def _statuses(document: SchemaDocument) -> Mapping[str, Stage]:
    """Raise PolicyError for a word that would mean two things."""
    try:
        return words_of(document.root.get("x-status", {}))
    except ValueError as error:
        raise document.error("/x-status", str(error)) from error


def _inside(
    nodes: Iterable[Any], library: Library, keywords: frozenset[str] = dialect.IN_PLACE
) -> dict[str, list[Any]]:
    """Return, by key, the schemas that judge the value there, among all that judge what the given ones judge."""
    found: dict[str, list[Any]] = {}
    for outer in library.all_in_place(nodes, keywords):
        for key, inner in outer.get("properties", {}).items():
            found.setdefault(key, []).append(inner)
    return found


def _sections(root: Any, library: Library) -> Iterator[SectionSpec]:
    everywhere = list(library.all_in_place(_inside([root], library).get("sections", ())))
    certain = library.all_in_place(_inside([root], library, _CERTAIN).get("sections", ()), _CERTAIN)
    always = {name for node in certain for name in node.get("required", ())}
    named = (name for node in everywhere for name in (*node.get("properties", ()), *node.get("required", ())))
    inside = _inside(everywhere, library)
    for name in dict.fromkeys(named):
        nodes = list(library.all_in_place(inside.get(name, ())))
        yield SectionSpec(
            slug=name,
            titles=tuple(dict.fromkeys(title for node in nodes for title in node.get("x-headings", ()))),
            facts=_stricter(node["x-facts"] for node in nodes if "x-facts" in node),
            message=next((node["x-message"] for node in nodes if "x-message" in node), None),
            required=name in always,
            versioned=any(node.get("x-versioned") for node in nodes),
        )


def _stricter(modes: Iterable[Mode]) -> Mode | None:
    order = get_args(Mode)  # every, detected, none
    return min(modes, key=order.index, default=None)


def _roles(root: Any, library: Library) -> Iterator[str]:
    frontmatter = _inside([root], library).get("frontmatter", ())
    for node in library.all_in_place(_inside(frontmatter, library).get("owner", ())):
        yield from node.get("properties", ())
        yield from node.get("required", ())


def _spellings(root: Any, library: Library) -> Iterator[str]:
    frontmatter = _inside([root], library).get("frontmatter", ())
    for node in library.all_in_place(_inside(frontmatter, library).get("status", ())):
        words = (*node.get("enum", ()), *([node["const"]] if "const" in node else []))
        yield from (word for word in words if isinstance(word, str))


def _headings(document: SchemaDocument, sections: Iterable[SectionSpec]) -> dict[str, str]:
    found = {spec.slug: spec.slug for spec in sections}
    for spec in sections:
        for title in spec.titles:
            name = slug(title)
            if not name:
                raise document.error("", f"`x-headings` of `{spec.slug}`: the title `{title}` has no words")
            if found.setdefault(name, spec.slug) != spec.slug:
                both = f"`{found[name]}` and `{spec.slug}`"
                raise document.error("", f"`x-headings`: the title `{title}` means two sections, {both}")
    return found
