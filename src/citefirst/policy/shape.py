"""The shape of a policy as pydantic and JSON Schema know it, both made of the description of its keys.

`schemas/config.schema.json` is generated here. A policy that is valid by that file never gets here, since pydantic is
slow to load; what is wrong with another one is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from citefirst.model import Path
from citefirst.policy.decoding import hints, is_keys, written
from citefirst.policy.json_schema import json_schema
from citefirst.policy.keys import PolicyKeys

if TYPE_CHECKING:
    from pydantic import BaseModel

SCHEMA_ID = "https://github.com/citefirst/citefirst/blob/main/schemas/config.schema.json"


@cache
def model(kind: Any) -> type[BaseModel]:
    """Make the model of the mapping that a class describes: no other key is taken, no value turned into another."""
    from pydantic import BaseModel, ConfigDict, create_model

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    fields: dict[str, Any] = {name: _field(kind, name, hint) for name, hint in hints(kind).items()}
    made: type[BaseModel] = create_model(kind.__name__, __base__=Strict, __doc__=kind.__doc__, **fields)
    return made


def _field(kind: Any, name: str, hint: Any) -> tuple[Any, Any]:
    from pydantic import Field

    hint, key = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        hint, _ = get_args(hint)
    demands = {
        "pattern": key.pattern,
        "min_length": key.min_length,
        "ge": key.minimum,
        "description": key.text,
        "alias": written(name),
    }
    default = kind._field_defaults.get(name, ...)
    if default is None:
        return _type(hint), Field(default_factory=lambda: None, **demands)
    plain = {} if is_keys(type(default)) or isinstance(default, Mapping) else default
    return _type(hint), Field(default=plain, **demands)


def _type(hint: Any) -> Any:
    """Give the type of a field as a model has it: models for classes of keys, and what YAML makes for the rest."""
    if is_keys(hint):
        return model(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return list[_type(arguments[0])]  # type: ignore[misc]
    if origin is Mapping:
        return dict[str, _type(arguments[1])]  # type: ignore[misc]
    return hint


def schema() -> dict[str, Any]:
    """Make the JSON Schema of the file, for editors and for the quick test."""
    return json_schema(model(PolicyKeys), SCHEMA_ID, "citefirst policy")


def explain(value: Any) -> tuple[Path, str] | None:
    """Say where and what is wrong with the shape of a policy's value; None where nothing is."""
    from pydantic import ValidationError

    try:
        model(PolicyKeys).model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = tuple(first["loc"])
        return at, _sentence(at, first["type"], first["msg"])
    return None


def _sentence(at: Path, kind: str, message: str) -> str:
    name = ".".join(str(part) for part in at) or "the policy"
    if kind != "extra_forbidden":
        said, _, _ = message.partition(" or instance of ")  # a class of Python says nothing to a reader
        return f"`{name}`: {said[0].lower()}{said[1:]}"
    from difflib import get_close_matches

    known = _keys(at[:-1])
    near = get_close_matches(str(at[-1]), known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(f'`{key}`' for key in known)}"
    return f"`{name}` is not a key of the policy: {hint}"


def _keys(above: Path) -> list[str]:
    """List the keys that a mapping of the policy may have."""
    shape = schema()
    node: Any = shape
    for part in above:
        node = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties") or {}
        if "$ref" in node:
            node = shape["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return list(node.get("properties", {}))
