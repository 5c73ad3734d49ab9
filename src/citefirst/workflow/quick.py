"""A quick test whether a record is valid at all: most are, and to say so the validator need not be loaded.

It knows the keywords of JSON Schema 2020-12 whose meaning needs no bookkeeping and answers "cannot tell" at any other.
A record that it does not find valid goes to the validator, which alone says what is wrong (`validate`). Tests over the
examples, over mutations of them and over generated values ensure that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from citefirst.workflow import dialect, patterns
from citefirst.workflow.catalogue import SUFFIX, Catalogue
from citefirst.workflow.compile import Workflow
from citefirst.workflow.engine import FORMATS

Refer = Callable[[str], Any]
"""The schema at a linked `$ref`."""

SILENT = frozenset(
    "$schema $id $anchor $comment $defs definitions title description default examples deprecated readOnly writeOnly"
    " then else minContains maxContains x-headings x-facts x-message x-ai x-header x-unknown"
    " x-status x-versioned".split()
)
"""Keywords that demand nothing by themselves."""


class Undecided(Exception):
    """The schema says something that only the validator understands."""


def is_plainly_valid(workflow: Workflow, instance: dict[str, Any], catalogue: Catalogue) -> bool:
    """Tell whether a record's instance satisfies its workflow's schema, as far as this test can tell.

    Files of older drafts mean other things by the same keywords and are left to the validator.
    """
    library = catalogue.library(workflow.name)
    root = library.parse(workflow.name + SUFFIX).root
    current = all(document.draft == dialect.DRAFT for document in library.documents)
    return current and is_valid(root, instance, library.resolve) is True


def is_valid(schema: Any, value: Any, refer: Refer) -> bool | None:
    """Tell whether a value satisfies a schema; None if this test cannot tell."""
    try:
        return _holds(schema, value, refer)
    except (Undecided, patterns.TooLong, RecursionError, ArithmeticError):
        return None


def _holds(schema: Any, value: Any, refer: Refer) -> bool:
    if isinstance(schema, bool):
        return schema
    for keyword, demand in schema.items():
        if keyword in SILENT:
            if keyword == "$schema" and demand != dialect.DRAFT:
                raise Undecided
            continue
        test = _TESTS.get(keyword)
        if test is None:
            raise Undecided
        if not test(demand, value, schema, refer):
            return False
    return True


def _type(demand: Any, value: Any, _schema: Any, _refer: Refer) -> bool:
    names = [demand] if isinstance(demand, str) else demand
    return any(_IS[name](value) for name in names)


_IS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    ),
}


def _equals(demand: Any, value: Any) -> bool:
    if not (demand is None or isinstance(demand, str)):
        raise Undecided  # 1, 1.0 and true are told apart by the validator
    return type(demand) is type(value) and bool(demand == value)


def _properties(demand: Any, value: Any, _schema: Any, refer: Refer) -> bool:
    if not isinstance(value, dict):
        return True
    return all(_holds(schema, value[key], refer) for key, schema in demand.items() if key in value)


def _additional(demand: Any, value: Any, schema: Any, refer: Refer) -> bool:
    if not isinstance(value, dict):
        return True
    if "patternProperties" in schema:
        raise Undecided
    named = schema.get("properties", {})
    return all(_holds(demand, inner, refer) for key, inner in value.items() if key not in named)


def _items(demand: Any, value: Any, schema: Any, refer: Refer) -> bool:
    if "prefixItems" in schema:
        raise Undecided
    return not isinstance(value, list) or all(_holds(demand, item, refer) for item in value)


def _contains(demand: Any, value: Any, schema: Any, refer: Refer) -> bool:
    if not isinstance(value, list):
        return True
    found = sum(_holds(demand, item, refer) for item in value)
    most = schema.get("maxContains")
    return bool(found >= schema.get("minContains", 1) and (most is None or found <= most))


def _if(demand: Any, value: Any, schema: Any, refer: Refer) -> bool:
    return _holds(schema.get("then" if _holds(demand, value, refer) else "else", True), value, refer)


def _format(demand: Any, value: Any, _schema: Any, _refer: Refer) -> bool:
    try:
        return FORMATS[demand](value) if demand in FORMATS else True
    except ValueError:
        return False


def _size(kind: type[list[Any]] | type[str], least: bool) -> Callable[[Any, Any, Any, Refer], bool]:
    def test(demand: Any, value: Any, _schema: Any, _refer: Refer) -> bool:
        return not isinstance(value, kind) or (len(value) >= demand if least else len(value) <= demand)

    return test


_TESTS: Mapping[str, Callable[[Any, Any, Any, Refer], bool]] = {
    "$ref": lambda demand, value, _schema, refer: _holds(refer(demand), value, refer),
    "type": _type,
    "const": lambda demand, value, _schema, _refer: _equals(demand, value),
    "enum": lambda demand, value, _schema, _refer: any(_equals(one, value) for one in demand),
    "required": lambda demand, value, _schema, _refer: (
        not isinstance(value, dict) or all(key in value for key in demand)
    ),
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "contains": _contains,
    "minimum": lambda demand, value, _schema, _refer: not _IS["number"](value) or value >= demand,
    "minItems": _size(list, least=True),
    "maxItems": _size(list, least=False),
    "minLength": _size(str, least=True),
    "maxLength": _size(str, least=False),
    "pattern": lambda demand, value, _schema, _refer: not isinstance(value, str) or patterns.matches(demand, value),
    "format": _format,
    "allOf": lambda demand, value, _schema, refer: all(_holds(one, value, refer) for one in demand),
    "anyOf": lambda demand, value, _schema, refer: any(_holds(one, value, refer) for one in demand),
    "oneOf": lambda demand, value, _schema, refer: sum(_holds(one, value, refer) for one in demand) == 1,
    "not": lambda demand, value, _schema, refer: not _holds(demand, value, refer),
    "if": _if,
}
