"""The keywords of JSON Schema, as data: what each one's value must be and which hold further schemas.

JSON Schema ignores what it does not know, so a misspelt keyword would demand nothing and say so to nobody.
Keywords are those of the 2020-12 vocabularies (https://json-schema.org/draft/2020-12); `LEGACY` adds those that only
older drafts have, for schemas that a team already has. `x-` are ours (docs/schemas.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from citefirst.document.status import STAGES
from citefirst.model import Mode
from citefirst.workflow import patterns

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DRAFTS = (
    DRAFT,
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-06/schema",
)
"""Dialects of a schema that is referred to; a workflow itself is in the first."""

FORMATS = ("date", "date-time", "email", "uri")
TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")
HEADERS = ("front-matter", "body")
AI = ("optional", "allowed", "advise-only", "prohibited")

KEYWORDS: dict[str, str] = {
    **dict.fromkeys(("$schema", "$id", "$ref", "$anchor", "$comment", "title", "description"), "text"),
    **dict.fromkeys(("contentEncoding", "contentMediaType", "x-message"), "text"),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems", "x-versioned"), "flag"),
    **dict.fromkeys(("const", "default"), "any"),
    **dict.fromkeys(("enum", "examples"), "values"),
    **dict.fromkeys(("required", "x-headings"), "texts"),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"), "count"),
    **dict.fromkeys(("minProperties", "maxProperties"), "count"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schemas"),
    **dict.fromkeys(("not", "if", "then", "else", "items", "contains", "propertyNames", "contentSchema"), "schema"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "unevaluatedItems"), "schema"),
    **dict.fromkeys(("properties", "$defs", "dependentSchemas"), "named schemas"),
    "patternProperties": "pattern schemas",
    "dependentRequired": "named texts",
    "pattern": "pattern",
    "type": "type",
    "format": "text",
    "x-facts": "mode",
    "x-ai": "ai",
    "x-header": "header",
    "x-unknown": "unknown",
    "x-status": "stages",
}
LEGACY: dict[str, str] = {
    "definitions": "named schemas",
    "dependencies": "named schemas or texts",
    "items": "schema or schemas",
    "additionalItems": "schema",
}
OURS = tuple(key for key in KEYWORDS if key.startswith("x-"))
REFUSED = {"$dynamicRef": "use `$ref`", "$recursiveRef": "use `$ref`"}

IN_PLACE = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"))
"""Keywords whose schemas judge the same value as the schema around them."""

_HOLDERS = {
    key: shape
    for key, shape in {**KEYWORDS, **LEGACY}.items()
    if "schema" in shape  # "text" and the like hold none
}


def is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def children(node: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the schemas directly inside a schema, each with the keys that lead to it (`("properties", "date")`)."""
    for key in node if isinstance(node, dict) else ():
        if key not in _HOLDERS:
            continue
        value = node[key]
        if isinstance(value, list):
            yield from (((key, index), child) for index, child in enumerate(value) if is_schema(child))
        elif _HOLDERS[key].startswith("schema"):
            yield (key,), value
        elif isinstance(value, dict):
            yield from (((key, name), child) for name, child in value.items() if is_schema(child))


def twice(items: list[Any]) -> Any:
    """Return the first item that equals an earlier one, None if all differ. Linear, unlike the validator's own test."""
    seen = set()
    for item in items:
        if (same := _identity(item)) in seen:
            return item
        seen.add(same)
    return None


def is_unique(items: list[Any]) -> bool:
    return len(set(map(_identity, items))) == len(items)


def _identity(value: Any) -> Any:
    """Return a hashable value, equal for what JSON Schema holds equal: 1 and 1.0, but not 1 and true."""
    if isinstance(value, dict):
        return frozenset((key, _identity(part)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(map(_identity, value))
    return isinstance(value, bool), value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _named(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(test, value.values()))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_cap(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"most", "status"}:
        return False
    return (
        _is_number(value["most"])
        and 0 <= value["most"] <= 1
        and bool(value["status"])
        and _are(_is_text)(value["status"])
    )


_TESTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "any": (lambda value: True, ""),
    "text": (_is_text, "text"),
    "texts": (_are(_is_text), "a list of texts"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "values": (lambda value: isinstance(value, list) and bool(value), "a list with at least one value"),
    "count": (lambda value: type(value) is int and value >= 0, "a whole number from 0"),
    "number": (_is_number, "a number"),
    "schema": (is_schema, "a schema"),
    "schemas": (lambda value: bool(value) and _are(is_schema)(value), "a list with at least one schema"),
    "schema or schemas": (lambda value: is_schema(value) or _are(is_schema)(value), "a schema or a list of schemas"),
    "named schemas": (_named(is_schema), "a mapping of names to schemas"),
    "pattern schemas": (_named(is_schema), "a mapping of regular expressions to schemas"),
    "named texts": (_named(_are(_is_text)), "a mapping of names to lists of names"),
    "named schemas or texts": (
        _named(lambda value: is_schema(value) or _are(_is_text)(value)),
        "a mapping of names to schemas or lists of names",
    ),
    "pattern": (_is_text, "a regular expression"),
    "type": (
        lambda value: value in TYPES if isinstance(value, str) else bool(value) and _are(TYPES.__contains__)(value),
        f"one of {', '.join(TYPES)}",
    ),
    "mode": (lambda value: value in get_args(Mode), f"one of {', '.join(get_args(Mode))}"),
    "ai": (lambda value: value in AI, f"one of {', '.join(AI)}"),
    "unknown": (
        _is_cap,
        "a mapping with `most`, a share from 0 to 1, and `status`, a list of the words from which on it holds",
    ),
    "header": (lambda value: value in HEADERS, f"one of {', '.join(HEADERS)}"),
    "stages": (
        lambda value: isinstance(value, dict) and set(value) <= set(STAGES) and _named(_are(_is_text))(value),
        f"a mapping of {', '.join(STAGES)} to lists of words",
    ),
}


def fault(node: dict[str, Any], *, strict: bool) -> str | None:
    """Return what is wrong with a schema's own keywords, as a sentence; None if they are sound.

    `strict` is for our own dialect, in which an unknown keyword or format is a mistake; elsewhere it may be an
    extension.
    """
    known = KEYWORDS if strict else {**KEYWORDS, **LEGACY}
    for key, value in node.items():
        if key in REFUSED:
            return f"`{key}` is not supported: {REFUSED[key]}"
        if key in known:
            test, expected = _TESTS[known[key]]
            if not test(value):
                return f"`{key}` must be {expected}"
        elif strict:
            return f"`{key}` is not a keyword of a workflow{_nearest(key, known)}"
    for pattern in (*([node["pattern"]] if "pattern" in node else ()), *node.get("patternProperties", ())):
        if wrong := patterns.fault(pattern):
            return f"the pattern `{pattern}` {wrong}"
    if strict and "format" in node and node["format"] not in FORMATS:
        return f"the format `{node['format']}` is not checked: known are {', '.join(FORMATS)}; use `pattern`"
    return None


def _nearest(key: str, known: dict[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    if near:
        return f": did you mean `{near[0]}`?"
    return f": the annotations are {', '.join(OURS)}" if key.startswith("x-") else ""
