"""One plain sentence for each keyword, for people who know no JSON Schema: what was expected, what was found.

`SENTENCES` maps a keyword to a function from the fault and the names of places to a message and a hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from citefirst.workflow.dialect import twice
from citefirst.workflow.faults import SchemaFault
from citefirst.workflow.kinds import asked, missing
from citefirst.workflow.wording import KINDS, Names, count, either, found, literal, one_line, quoted, shown

Said = tuple[str, str | None]
Sentence = Callable[[SchemaFault, Names], Said]

_FORMATS = {
    "date": "a date that exists, as 2026-11-03",
    "date-time": "a date and time, as 2026-11-03T14:02:00Z",
    "email": "a mail address",
    "uri": "an address with its scheme, as https://example.com/page",
}


def sentence(fault: SchemaFault, names: Names) -> Said:
    """Return the message for a fault and, if there is more to say, the hint."""
    return SENTENCES.get(fault.keyword, _other)(fault, names)


def _required(fault: SchemaFault, names: Names) -> Said:
    where = names.place(fault.path)
    if fault.path == ("sections",):
        if fault.key is None:
            missing = [names.section(part) for part in bare(fault.options)]
            return f"one of the sections {either(missing)} is needed", f"add a heading `## {missing[0]}`"
        title = names.section(fault.key)
        return f"section {title} is missing", f"add a heading `## {title}`"
    if fault.key is None:
        return f"{where} needs {either(list(fault.options)) or 'more keys'}", None
    return f"{where} has no `{shown(fault.key)}`", None


def bare(options: Iterable[str]) -> Iterator[str]:
    """Yield the keys that alternatives name, without their marks."""
    for option in options:
        yield from (part.strip("`") for part in option.split(" and "))


def _dependent(fault: SchemaFault, names: Names) -> Said:
    causes = [key for key, keys in fault.expected.items() if key in fault.found and fault.key in keys]
    message, hint = _required(fault, names)
    return f"{message}, which is required together with {either([f'`{shown(key)}`' for key in causes])}", hint


def _type(fault: SchemaFault, names: Names) -> Said:
    types = fault.expected if isinstance(fault.expected, list) else [fault.expected]
    wanted = either([KINDS[name] for name in types])
    where = names.place(fault.path)
    if fault.found is None:
        return f"{where} is empty, it must be {wanted}", None
    hint = "quote it to make it text" if "string" in types and not isinstance(fault.found, list | dict) else None
    return f"{where} must be {wanted}, found {found(fault.found)}", hint


def _enum(fault: SchemaFault, names: Names) -> Said:
    from difflib import get_close_matches

    values = fault.expected if fault.keyword == "enum" else [fault.expected]
    wanted = either([quoted(value) for value in values[:12]]) + (" or others" if len(values) > 12 else "")
    near: list[str] = []
    if isinstance(fault.found, str):
        folded = {value.casefold(): value for value in values if isinstance(value, str)}
        near = get_close_matches(fault.found[:100].casefold(), folded, 1)
    hint = f"did you mean {quoted(folded[near[0]])}?" if near else None
    return f"{names.place(fault.path)} must be {wanted}, found {_short(fault.found)}", hint


def _short(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else found(value)


def _pattern(fault: SchemaFault, names: Names) -> Said:
    where = names.place(fault.path)
    meaning = fault.schema.get("description") if isinstance(fault.schema, dict) else None
    if isinstance(meaning, str):
        return f"{where} does not have the required form, found {_short(fault.found)}", one_line(meaning)
    return f"{where} must match `{literal(fault.expected)}`, found {_short(fault.found)}", None


def _format(fault: SchemaFault, names: Names) -> Said:
    wanted = _FORMATS.get(fault.expected, f"of the form {quoted(fault.expected)}")
    return f"{names.place(fault.path)} must be {wanted}, found {_short(fault.found)}", None


def _length(fault: SchemaFault, names: Names) -> Said:
    where = names.place(fault.path)
    if not fault.found:
        return f"{where} is empty", None
    return f"{where} has {_limit(fault.keyword, len(fault.found), fault.expected, 'character')}", None


def _size(fault: SchemaFault, names: Names) -> Said:
    """Say that there are too few or too many rows, entries, sources or keys."""
    unit = "key" if isinstance(fault.found, dict) else names.unit(fault.path)
    return f"{names.place(fault.path)} has {_limit(fault.keyword, len(fault.found), fault.expected, unit)}", None


def _limit(keyword: str, number: int, limit: int, noun: str) -> str:
    least = keyword.startswith("min")
    verb = "is" if limit == 1 else "are"
    bound = f"at {'least' if least else 'most'} {limit} {verb} {'needed' if least else 'allowed'}"
    return f"{count(number, noun)}, {bound}"


_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
}


def _bound(fault: SchemaFault, names: Names) -> Said:
    wanted = f"{_BOUNDS[fault.keyword]} {literal(fault.expected)}"
    return f"{names.place(fault.path)} must be {wanted}, found {literal(fault.found)}", None


def _unique(fault: SchemaFault, names: Names) -> Said:
    return f"{names.place(fault.path)} holds {_short(twice(fault.found))} twice", None


def _unknown(fault: SchemaFault, names: Names) -> Said:
    from difflib import get_close_matches

    where = names.place(fault.path)
    if fault.key is None:
        return f"{where} has more entries than the schema allows", None
    near = [key for key in get_close_matches(fault.key[:100], fault.known(), 1) if key not in fault.found]
    where = "the record" if fault.path == ("sections",) else where
    noun = f"section {names.section(fault.key)} is not one of" if fault.path == ("sections",) else "is not a key of"
    message = f"{noun} {where}" if fault.path == ("sections",) else f"`{shown(fault.key)}` {noun} {where}"
    return message, f"did you mean `{near[0]}`?" if near else None


def _name(fault: SchemaFault, names: Names) -> Said:
    (keyword, expected), *_ = fault.expected.items()
    verb = {"pattern": ": it must match ", "const": ": it must be "}.get(keyword)
    wanted = f"{verb}{quoted(expected)}" if verb else ""
    return f"`{shown(fault.key or '')}` cannot be a key of {names.place(fault.path)}{wanted}", None


def _forms(fault: SchemaFault, names: Names) -> Said:
    where = names.place(fault.path)
    if fault.options and fault.keyword == "oneOf" and isinstance(fault.found, dict):
        keys = " and ".join(f"`{shown(key)}`" for key in fault.options)
        return f"{where} has {keys}, only one of them is allowed", None
    if fault.options:
        return f"{where} must be {either(list(fault.options))}, found {_short(fault.found)}", None
    return f"{where} fits none of the allowed forms, or more than one of them", None


def _not(fault: SchemaFault, names: Names) -> Said:
    where = names.place(fault.path)
    refused = fault.expected if isinstance(fault.expected, dict) else {}
    if fault.key is not None:
        thing = (
            f"section {names.section(fault.key)}" if fault.path == ("sections",) else f"`{shown(fault.key)}` in {where}"
        )
        return f"{thing} is not allowed", None
    if not refused:
        return f"{where} is not allowed", None
    if set(refused) <= {"type", "const"} and "const" in refused:
        return f"{where} must not be {quoted(refused['const'])}", None
    if set(refused) <= {"type", "enum"} and "enum" in refused:
        return f"{where} must not be {either([quoted(value) for value in refused['enum']])}", None
    if set(refused) <= {"type", "pattern"} and "pattern" in refused:
        return f"{where} must not match `{literal(refused['pattern'])}`, found {_short(fault.found)}", None
    if set(refused) == {"type"}:
        return f"{where} must not be {found(fault.found)}", None
    wanted = list(asked(refused.get("contains"), fault.path, fault.library))
    if wanted:
        return f"a source of kind {either(wanted)} is not allowed in {where}", None
    return f"{where} has a value that is not allowed: {_short(fault.found)}", None


def _false(fault: SchemaFault, names: Names) -> Said:
    return f"{names.place(fault.path)} is not allowed", None


def _other(fault: SchemaFault, names: Names) -> Said:
    return f"{names.place(fault.path)} does not satisfy `{fault.keyword}` of the workflow's schema", None


SENTENCES: dict[str, Sentence] = {
    "required": _required,
    "dependentRequired": _dependent,
    "dependencies": _dependent,
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "pattern": _pattern,
    "format": _format,
    **dict.fromkeys(("minLength", "maxLength"), _length),
    **dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties"), _size),
    **dict.fromkeys(_BOUNDS, _bound),
    "uniqueItems": _unique,
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), _unknown),
    **dict.fromkeys(("unevaluatedItems", "additionalItems", "items"), _unknown),
    "propertyNames": _name,
    **dict.fromkeys(("contains", "minContains", "maxContains"), missing),
    **dict.fromkeys(("anyOf", "oneOf"), _forms),
    "not": _not,
    "false": _false,
}
