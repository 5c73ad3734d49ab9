"""What a policy may say under a parent's: nothing that the parent refuses may be accepted, unless the parent allows it.

Each key of the description (`keys`) says in `Key.tighter` what is tighter. Where that cannot be told from two policies
alone, the answer is "looser": what a rule counts for by default, for one, is not the policy's to know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, get_args

from citefirst.model import Path
from citefirst.policy.decoding import hints, is_keys, written
from citefirst.policy.keys import OUT, PolicyKeys, Tighter
from citefirst.structs import frozen


@frozen
class Tightened:
    """The value of a policy under its parent, and where the child would be looser: there the parent's value stands."""

    value: Mapping[str, Any]
    looser: tuple[Path, ...] = ()


def tighten(parent: Mapping[str, Any], child: Mapping[str, Any], may_loosen: Collection[str] = ()) -> Tightened:
    """Put a child's value under its parent's; both have the shape of a policy. `may_loosen`: keys as `sources.refused`,
    each with all below it."""
    looser: list[Path] = []
    return Tightened(_keys(PolicyKeys, parent, child, (), frozenset(may_loosen), looser), tuple(looser))


def _keys(
    kind: Any, parent: Mapping[str, Any], child: Mapping[str, Any], at: Path, free: frozenset[str], looser: list[Path]
) -> dict[str, Any]:
    """Merge two mappings that a class describes; what neither says stays unsaid."""
    known = {written(name): (name, hint) for name, hint in hints(kind).items()}
    merged = dict(parent)
    for key, said in child.items():
        name, hint = known[key]
        (inner, described), here = get_args(hint), (*at, key)
        if is_keys(inner):
            merged[key] = _keys(inner, parent.get(key, {}), said, here, free, looser)
        elif described.tighter is None:  # a mapping of mappings that are described: the workflows
            above, each = parent.get(key, {}), get_args(inner)[1]
            below = {
                one: _keys(each, above.get(one, {}), keys, (*here, one), free, looser) for one, keys in said.items()
            }
            merged[key] = {**above, **below}
        elif free.intersection(".".join(map(str, here[:end])) for end in range(1, len(here) + 1)):
            merged[key] = _joined(parent.get(key), said)
        else:
            value = _leaf(described.tighter, parent.get(key, kind._field_defaults[name]), said, here, looser)
            if value is not None:
                merged[key] = value
    return merged


def _joined(parent: Any, child: Any) -> Any:
    """Give the child's value where the parent lets it be looser; lists and mappings keep what the parent has."""
    if isinstance(child, list):
        return [*(parent or ()), *(item for item in child if item not in (parent or ()))]
    return {**(parent or {}), **child} if isinstance(child, dict) else child


def _leaf(tighter: Tighter, parent: Any, child: Any, at: Path, looser: list[Path]) -> Any:
    if isinstance(child, dict):
        return _mapping(tighter, parent or {}, child, at, looser)
    if isinstance(child, list):
        added = [item for item in child if item not in parent]
        if added and (tighter == "closed" or (tighter == "settled" and parent)):
            looser.append(at)
            added = []
        return [*parent, *added]
    if _is_tighter(tighter, parent, child):
        return child
    looser.append(at)
    return parent


def _mapping(
    tighter: Tighter, parent: Mapping[str, Any], child: Mapping[str, Any], at: Path, looser: list[Path]
) -> Any:
    """Add what is tighter. The parent's entries come last: of globs that match, the last wins."""
    found: dict[str, Any] = {}
    stays = tighter == "closed" or (tighter == "settled" and parent)
    for name, value in child.items():
        if name in parent and parent[name] == value:
            continue
        if isinstance(tighter, tuple):
            fits = _is_tighter(tighter, parent.get(name), value)
        else:
            fits = not stays and name not in parent and value != OUT
        if fits:
            found[name] = value
        else:
            looser.append((*at, name))
    return {
        **{name: value for name, value in found.items() if name not in parent},
        **{name: found.get(name, value) for name, value in parent.items()},
    }


def _is_tighter(tighter: Tighter, parent: Any, child: Any) -> bool:
    """Tell whether a child's value is at least as tight; where the parent says nothing, only the tightest surely is."""
    if isinstance(tighter, tuple):
        return tighter.index(child) >= (tighter.index(parent) if parent is not None else len(tighter) - 1)
    if tighter in ("more", "fewer"):
        return bool(child >= parent if tighter == "more" else child <= parent)
    return bool(child == parent or (tighter == "settled" and not parent))
