"""Demands of a schema that no record can meet, as far as that shows without a record.

All schemas that certainly judge one place are read together: two that are sound alone may ask for opposites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from citefirst.workflow import dialect
from citefirst.workflow.catalogue import SUFFIX, Catalogue
from citefirst.workflow.documents import pointer_of
from citefirst.workflow.references import Library

_CERTAIN = frozenset(("allOf",))
_RANGES = (
    ("minItems", "maxItems"),
    ("minLength", "maxLength"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
    ("minContains", "maxContains"),
)

Nodes = Sequence[Mapping[str, Any]]


def contradictions(name: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each place that nothing can satisfy, with its path in what a workflow's schema sees."""
    library = catalogue.library(name)
    root = library.parse(name + SUFFIX).root
    seen: set[tuple[int, ...]] = set()
    stack: list[tuple[tuple[str, ...], Nodes]] = [((), tuple(library.in_place(root, _CERTAIN)))]
    while stack:
        place, nodes = stack.pop()
        key = tuple(sorted(map(id, nodes)))
        if not nodes or key in seen:
            continue
        seen.add(key)
        for fault in _faults(nodes):
            yield f"`{pointer_of(place) or '/'}`: {fault}"
        stack += [(inner, below) for inner, below in _below(place, nodes, library)][::-1]


def _below(place: tuple[str, ...], nodes: Nodes, library: Library) -> Iterator[tuple[tuple[str, ...], Nodes]]:
    """Yield the places inside a place, each with all that certainly judges it."""
    names = dict.fromkeys(name for node in nodes for name in node.get("properties", ()))
    for name in names:
        yield (*place, name), _judging([node.get("properties", {}).get(name) for node in nodes], library)
    items = _judging([node.get("items") for node in nodes], library)
    if items:
        yield (*place, "*"), items
    for node in nodes:
        if "contains" in node:
            yield (*place, "*"), (*items, *_judging([node["contains"]], library))


def _judging(schemas: Sequence[Any], library: Library) -> Nodes:
    return tuple(inner for schema in schemas for inner in library.in_place(schema, _CERTAIN))


def _faults(nodes: Nodes) -> Iterator[str]:
    yield from _types(nodes)
    yield from _values(nodes)
    for low, high in _RANGES:
        least = max((node[low] for node in nodes if low in node), default=None)
        most = min((node[high] for node in nodes if high in node), default=None)
        if least is not None and most is not None and least > most:
            yield f"`{low}` is {least} and `{high}` is {most}"
    yield from _keys(nodes)
    demanded = any("contains" in node and node.get("minContains", 1) for node in nodes)
    if demanded and any(node.get("maxItems") == 0 or node.get("maxContains") == 0 for node in nodes):
        yield "an entry is required, but none is allowed"


def _types(nodes: Nodes) -> Iterator[str]:
    """Report that no type is left, or that the allowed values are not of it."""
    left = set(dialect.TYPES)
    for node in nodes:
        if "type" in node:
            named = [node["type"]] if isinstance(node["type"], str) else node["type"]
            left &= {name for each in named for name in ({"integer", "number"} if each == "number" else {each})}
    if not left:
        yield "its types exclude each other"


def _values(nodes: Nodes) -> Iterator[str]:
    """Report that no value is in each of the lists."""
    lists = [node["enum"] for node in nodes if "enum" in node] + [[node["const"]] for node in nodes if "const" in node]
    if lists and not any(all(value in other for other in lists) for value in lists[0]):
        yield "no value is in all of the `enum`s and `const`s"


def _keys(nodes: Nodes) -> Iterator[str]:
    """Report a key that is both demanded and forbidden."""
    required = dict.fromkeys(key for node in nodes for key in node.get("required", ()))
    for key in required:
        for node in nodes:
            known = node.get("properties", {})
            if known.get(key) in (False, {"not": {}}):
                yield f"`{key}` is both required and forbidden"
            elif node.get("additionalProperties") is False and key not in known and "patternProperties" not in node:
                yield f"`{key}` is required, but not among the allowed keys"
            elif node.get("not") == {"required": [key]}:
                yield f"`{key}` is both required and forbidden"
