"""What a value is told by: the same digest, the same value. Only kinds of values that are named here have one.

A value of any other kind is refused, so that nothing is taken for unchanged because nobody said what it consists of.
"""

from __future__ import annotations

from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Parts = Mapping[type, Callable[[Any], Any]]
    """What a value of a class consists of, for classes that are not plain values themselves."""

SIZE = 24
"""Bytes of a digest. Who writes records may look for two with the same one, and must not find any."""


class NotPlain(Exception):
    """A value has no digest: nobody has said what it consists of."""


def digest(value: Any, parts: Parts | None = None) -> str:
    """Return the digest of a value. Raises NotPlain where its kind is not known."""
    return of_bytes(repr(_plain(value, parts or {})).encode("utf-8", "surrogatepass"))


def of_bytes(data: bytes) -> str:
    from hashlib import blake2b

    return blake2b(data, digest_size=SIZE).hexdigest()


def _plain(value: Any, parts: Parts) -> Any:
    """Return a value as tuples of strings, numbers, truth values and None, which `repr` tells apart."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is bytes:
        return ("bytes", of_bytes(value))
    if kind in parts:
        return (kind.__name__, _plain(parts[kind](value), parts))
    if isinstance(value, tuple | list):
        return (kind.__name__, *(_plain(each, parts) for each in value))
    if isinstance(value, frozenset | set):
        return ("set", *sorted((_plain(each, parts) for each in value), key=repr))
    if isinstance(value, dict) or kind is MappingProxyType:
        return ("dict", *sorted(((_plain(key, parts), _plain(each, parts)) for key, each in value.items()), key=repr))
    raise NotPlain(f"{kind.__module__}.{kind.__qualname__}")
