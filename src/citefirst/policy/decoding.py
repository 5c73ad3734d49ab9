"""From the plain value of a valid policy to the typed classes that describe its keys, without a library to load."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def decode_keys(kind: type[T], value: Any) -> T:
    """Turn a value that has the shape of `kind` into it; what is absent takes the default of its field."""
    decoded: T = _decoded(kind, value)
    return decoded


def is_keys(hint: Any) -> bool:
    """Tell whether a type describes the keys of a mapping."""
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


@cache
def hints(kind: Any) -> Mapping[str, Any]:
    """Types of the fields by name, each with its `Key`."""
    return get_type_hints(kind, include_extras=True)


def written(name: str) -> str:
    """The key of a field as the file has it."""
    return name.replace("_", "-")


def _decoded(hint: Any, value: Any) -> Any:
    if is_keys(hint):
        known = {written(name): (name, each) for name, each in hints(hint).items()}
        return hint(**{known[key][0]: _decoded(known[key][1], inner) for key, inner in value.items()})
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _decoded(arguments[0], value)
    if origin is tuple:
        return tuple(_decoded(arguments[0], item) for item in value)
    if origin is Mapping:
        return {key: _decoded(arguments[1], item) for key, item in value.items()}
    if hint in (str, bool, int) or origin in (Literal, Union, UnionType):
        return value
    raise TypeError(f"no value of a policy is decoded to {hint}")
