"""The validator's errors as faults: one for each thing that is wrong, each at its own place.

A validator reports by keyword: one error for three unknown keys, one for a choice of five forms with all that speaks
against each of them. A writer needs the opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from citefirst.model import Path
from citefirst.structs import frozen, replace
from citefirst.workflow import dialect
from citefirst.workflow.references import Library

Trail = tuple[tuple[dict[str, Any], int], ...]
_ECHOES = ("unevaluatedProperties", "unevaluatedItems")
"""Keywords that also fail because another one in the same place did."""


@frozen(kw_only=True)
class SchemaFault:
    """One demand of a schema that a value does not meet.

    `expected` is the keyword's value; `found` the value at `path`; `key` what is missing there or must not be;
    `options` what would do (names of keys, forms, kinds of source). `trail` are the schemas around the keyword,
    outermost first, each with the number of steps into the instance at which it stands. `choice` is the schema of the
    alternatives that this fault was picked from.
    """

    keyword: str
    expected: Any
    found: Any
    path: Path
    schema: Any
    library: Library
    trail: Trail = ()
    key: str | None = None
    options: tuple[str, ...] = ()
    choice: Any = None

    @property
    def place(self) -> Path:
        """Where the fault stands: at the missing or unknown key itself, otherwise at the value."""
        return self.path if self.key is None else (*self.path, self.key)

    def known(self) -> list[str]:
        """Return the keys for which the schema around the keyword has a schema."""
        return [key for node in self.library.in_place(self.schema) for key in node.get("properties", ())]


def gather(errors: Iterable[Any], root: Any, library: Library) -> list[SchemaFault]:
    """Turn jsonschema's ValidationErrors into faults, in order, without those that only follow from others."""
    found: dict[tuple[Any, ...], SchemaFault] = {}
    for error in errors:
        for fault in _split(error, root, library):
            # a key is missing once, however many schemas demand it; values are told apart by what judges them
            found.setdefault((fault.keyword, fault.place, id(fault.schema) if fault.key is None else None), fault)
    others = (fault.path for fault in found.values() if fault.keyword not in _ECHOES)
    around = {path[:length] for path in others for length in range(len(path) + 1)}
    return [fault for fault in found.values() if fault.keyword not in _ECHOES or not _follows(fault, around)]


def _split(error: Any, root: Any, library: Library) -> Iterator[SchemaFault]:
    fault = SchemaFault(
        keyword=error.validator or "false",
        expected=error.validator_value,
        found=error.instance,
        path=tuple(error.absolute_path),
        schema=error.schema,
        library=library,
        trail=_trail(root, tuple(error.absolute_schema_path), error.schema, library, 0) or (),
    )
    if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str) and _is_name(error):
        yield replace(fault, keyword="propertyNames", key=error.instance, expected={fault.keyword: fault.expected})
    elif fault.keyword in ("anyOf", "oneOf"):
        yield from _choose(fault, error, root, library)
    else:
        keys = _keys(fault, error)
        yield from [fault] if keys is None else (replace(fault, key=key) for key in keys)


def _is_name(error: Any) -> bool:
    """Tell whether a key was judged rather than a value: nothing after `propertyNames` leads into the instance."""
    path = list(error.absolute_schema_path)
    after = path[len(path) - path[::-1].index("propertyNames") :]
    return not {"properties", "items", "additionalProperties"} & set(after[:-1])


def _keys(fault: SchemaFault, error: Any) -> list[str] | None:
    """Return the keys that an error concerns, None if it concerns the value as a whole.

    For several missing keys jsonschema makes an error each, all alike: each gives all keys here, and `gather` keeps one
    of each.
    """
    found, expected = fault.found, fault.expected
    keys: Iterable[str] = ()
    if fault.keyword == "required":
        keys = (key for key in expected if key not in found)
    elif fault.keyword in ("dependentRequired", "dependencies"):
        lists = [keys for key, keys in expected.items() if key in found and isinstance(keys, list)]
        keys = (key for listed in lists for key in listed if key not in found)
    elif fault.keyword in ("additionalProperties", "unevaluatedProperties"):
        # The error holds these keys nowhere but in its words.
        keys = (key for key in found if repr(key) in error.message)
    elif fault.keyword == "not" and isinstance(expected, dict) and set(expected) == {"required"}:
        keys = (key for key in expected["required"][:1] if key in found)
    return list(keys) or None


def _follows(fault: SchemaFault, around: Set[Path]) -> bool:
    """Tell whether a fault of unevaluated keys or items only echoes another: a failing branch leaves all its keys
    unevaluated.

    `around` are the paths at and above other faults.
    """
    if fault.keyword == "unevaluatedProperties" and fault.key not in fault.known():
        return False
    return fault.path in around


def _trail(node: Any, path: tuple[Any, ...], target: Any, library: Library, depth: int) -> Trail | None:
    """Return the schemas from a schema to the one that holds the failing keyword, by the error's schema path.

    The path does not say where it went through `$ref`, so both ways are tried until the end is the right schema.
    """
    if not isinstance(node, dict):
        return () if node is target else None
    here = (node, depth)
    if node is target and len(path) <= 1:
        return (here,)
    for keys, child in dialect.children(node):
        if path[: len(keys)] == keys:
            deeper = depth + (keys[0] not in dialect.IN_PLACE)
            rest = _trail(child, path[len(keys) :], target, library, deeper)
            if rest is not None:
                return (here, *rest)
    rest = _trail(library.resolve(node["$ref"]), path, target, library, depth) if "$ref" in node else None
    return None if rest is None else (here, *rest)


def _choose(fault: SchemaFault, error: Any, root: Any, library: Library) -> Iterator[SchemaFault]:
    """Yield what is wrong with a value that fits none of several forms, or more than one."""
    branches: dict[int, list[SchemaFault]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).extend(_split(inner, root, library))
    if not branches:  # no form failed, so `oneOf` refuses that several fit
        yield replace(fault, options=_distinct(_contested(fault)))
        return
    own = [[each for each in faults if each.path == fault.path] for faults in branches.values()]
    meant = [
        faults
        for faults, direct in zip(branches.values(), own, strict=True)
        if not any(_is_other_form(each) for each in direct)
    ]
    if meant:
        yield from (replace(each, choice=fault) for each in _best(meant, fault))
    else:
        yield replace(fault, options=_distinct(form for direct in own for form in _forms(direct)))


def _contested(fault: SchemaFault) -> Iterator[str]:
    """Yield the keys of a value that its forms demand."""
    return (key for branch in fault.expected for key in _demanded(branch) if key in fault.found)


def _distinct(options: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(options))


def _is_other_form(fault: SchemaFault) -> bool:
    """Tell whether a value fails a form by its kind or as a whole, so that the writer did not mean this form."""
    return fault.keyword in ("type", "const", "enum", "false") or (fault.keyword == "not" and not fault.expected)


def _demanded(branch: Any) -> Sequence[str]:
    return branch.get("required", ()) if isinstance(branch, dict) else ()


def _forms(faults: Iterable[SchemaFault]) -> Iterator[str]:
    """Yield what the failing keywords ask for, as words."""
    from citefirst.workflow.wording import KINDS, quoted

    for fault in faults:
        if fault.keyword == "type":
            names = fault.expected if isinstance(fault.expected, list) else [fault.expected]
            yield from (KINDS[name] for name in names)
        elif fault.keyword in ("const", "enum"):
            yield from map(quoted, fault.expected if fault.keyword == "enum" else [fault.expected])


def _best(branches: list[list[SchemaFault]], choice: SchemaFault) -> Sequence[SchemaFault]:
    """Return the faults of the form that was most likely meant, or one fault that joins what each form asks for."""
    # `use: advise` rules out the form of `use: act`, whatever else is wrong
    same = [faults for faults in branches if not any(_tells_apart(each, choice) for each in faults)]
    branches = same or branches
    if len(branches) == 1:
        return branches[0]
    joined = _joined_keys(branches, choice) or _joined_entries(branches)
    return [joined] if joined else min(branches, key=_distance)[:1]


def _joined_keys(branches: list[list[SchemaFault]], choice: SchemaFault) -> SchemaFault | None:
    """Return one fault for forms that each only miss keys: "needs `a` or `b` and `c`"."""
    if not all(fault.keyword == "required" and fault.path == choice.path for faults in branches for fault in faults):
        return None
    options = (" and ".join(f"`{fault.key}`" for fault in faults) for faults in branches)
    return replace(choice, keyword="required", options=_distinct(options), key=None)


def _joined_entries(branches: list[list[SchemaFault]]) -> SchemaFault | None:
    """Return one fault for forms that each only miss an entry in the same list."""
    alike = [fault for faults in branches for fault in faults]
    first = alike[0]
    if len(branches) != len(alike) or any((each.keyword, each.path) != ("contains", first.path) for each in alike):
        return None
    return replace(first, expected={"anyOf": [fault.expected for fault in alike]})


def _distance(faults: list[SchemaFault]) -> tuple[int, int]:
    """Rank a form by how far the value is from it: few faults first, then faults that lie deep inside the value."""
    return len(faults), -max(len(fault.path) for fault in faults)


def _tells_apart(fault: SchemaFault, choice: SchemaFault) -> bool:
    """Tell whether a form differs by the fixed value of a direct key, as in `use: advise` and `use: act`."""
    return fault.keyword in ("const", "enum") and len(fault.path) == len(choice.path) + 1
