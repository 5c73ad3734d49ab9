"""The form of the value that a schema sees (docs/schemas.md), to catch schemas that name what never exists.

`sections.timelin` or `rows[].Time (UTC)` are sound JSON Schema that nothing in a record would ever meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.document.slugs import slug
from citefirst.structs import field, frozen
from citefirst.workflow import dialect
from citefirst.workflow.references import Library


@frozen
class InstancePart:
    """A part of the instance: its named parts, what any other name holds, and what its items are.

    `named` without names and `other` is a value of any form. `slugs`: its names are slugs of what the record says.
    """

    named: Mapping[str, InstancePart] = field(default_factory=dict)
    other: InstancePart | None = None
    items: InstancePart | None = None
    slugs: bool = False
    section: bool = False


ANY = InstancePart()
SOURCE = InstancePart(dict.fromkeys(("id", "kind", "target", "label", "cited"), ANY))
CLAIM = InstancePart(dict.fromkeys(("text", "sources", "kinds", "unknown"), ANY))
ROW = InstancePart(other=ANY, slugs=True)
SECTION = InstancePart(
    {"heading": ANY, "level": ANY, "text": ANY, "claims": InstancePart(items=CLAIM), "rows": InstancePart(items=ROW)},
    section=True,
)
UNNAMED_SECTION = InstancePart(SECTION.named)
RECORD = InstancePart(
    {
        "frontmatter": ANY,
        "title": ANY,
        "sections": InstancePart(other=SECTION, slugs=True),
        "sources": InstancePart(items=SOURCE),
    }
)

_NAMING = ("properties", "dependentSchemas", "dependentRequired", "required")
_ITEMS = ("items", "prefixItems", "contains", "unevaluatedItems", "additionalItems")
_OTHERS = ("additionalProperties", "unevaluatedProperties", "patternProperties")


def check(root: Any, library: Library) -> None:
    """Raise PolicyError if a schema names what no record has, or has an annotation in a place that gives
    it no meaning."""
    stack, seen = [(root, RECORD)], set()
    while stack:
        node, part = stack.pop()
        if not isinstance(node, dict) or (id(node), id(part)) in seen:
            continue
        seen.add((id(node), id(part)))
        if wrong := _fault(node, part, node is root):
            raise library.error(node, wrong)
        if "$ref" in node:
            stack.append((library.resolve(node["$ref"]), part))
        stack += [(child, _inner(part, keys)) for keys, child in dialect.children(node) if keys[0] != "propertyNames"]


def _inner(part: InstancePart, keys: tuple[str | int, ...]) -> InstancePart:
    keyword = str(keys[0])
    if keyword in dialect.IN_PLACE:
        return part
    if keyword == "properties":
        return part.named.get(str(keys[1])) or part.other or ANY
    if keyword in _ITEMS:
        return part.items or ANY
    if keyword in _OTHERS and part.other:
        return UNNAMED_SECTION if part.other.section else part.other
    return ANY


def _fault(node: dict[str, Any], part: InstancePart, is_root: bool) -> str | None:
    for keyword in ("x-facts", "x-headings", "x-versioned"):
        if keyword in node and not part.section:
            return f"`{keyword}` belongs to a section that has a name"
    for keyword in ("x-ai", "x-header", "x-unknown", "x-status"):
        if keyword in node and not is_root:
            return f"`{keyword}` belongs to the root of a workflow"
    return next(filter(None, (_unheard(name, part) for name in _names(node))), None)


def _names(node: dict[str, Any]) -> Iterator[str]:
    for keyword in _NAMING:
        yield from node.get(keyword, ())
    for names in node.get("dependentRequired", {}).values():
        yield from names


def _unheard(name: str, part: InstancePart) -> str | None:
    """Return why a record never has this name in this part, None if it may."""
    if part.slugs and name != slug(name):
        return f"`{name}` is never found, because names of sections and columns are slugs: write `{slug(name)}`"
    if not part.named or part.other or name in part.named:
        return None
    from difflib import get_close_matches

    near = get_close_matches(name, part.named, 1)
    known = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(part.named)}"
    return f"`{name}` never occurs in what a schema sees: {known}"
