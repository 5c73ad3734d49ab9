"""The kinds of source that a `contains` asks for, the kinds that exist, and the sentence for a missing kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.model import Path
from citefirst.workflow.faults import SchemaFault
from citefirst.workflow.references import Library
from citefirst.workflow.wording import Names, count, either, shown


def asked(schema: Any, path: Path, library: Library) -> Iterator[str]:
    """Return the kinds that a `contains` asks for: by `const` or `enum` of a source's `kind`, or in a
    claim's `kinds`."""
    if path[-1:] == ("kinds",):
        yield from _values(schema, library)
    for node in library.in_place(schema):
        properties = node.get("properties", {})
        yield from _values(properties.get("kind"), library)
        for part in library.in_place(properties.get("kinds")):
            yield from _values(part.get("contains"), library)


def _values(schema: Any, library: Library) -> Iterator[str]:
    for node in library.in_place(schema):
        yield from map(str, node.get("enum", ()))
        if "const" in node:
            yield str(node["const"])


def missing(fault: SchemaFault, names: Names) -> tuple[str, str | None]:
    """Return message and hint for entries that are missing, or too few or too many."""
    schema = fault.expected if fault.keyword == "contains" else fault.schema.get("contains")
    wanted = [shown(kind) for kind in dict.fromkeys(asked(schema, fault.path, fault.library))]
    noun, rest = _thing(fault.path, wanted, names)
    tail = f": found {', '.join(_present(fault.found)) or 'none'}" if wanted else ""
    hint = f'define one: `[S1]: https://\u2026 "{wanted[0]}: what it shows"`' if wanted else None
    if fault.keyword == "contains":
        return f"no {noun} {rest}{tail}", hint
    bound = "too few {}, at least {}" if fault.keyword == "minContains" else "too many {}, at most {}"
    return bound.format(f"{count(0, noun)[2:]} {rest}", fault.expected) + tail, hint


def _thing(path: Path, wanted: list[str], names: Names) -> tuple[str, str]:
    """Return the noun for what is asked for, and how it must be."""
    kind = f"of kind {either(wanted)}" if wanted else "of the required form"
    if path == ("sources",):
        return "source", kind
    where = names.place(path)
    if path[-1:] == ("claims",) and wanted:
        return "claim", f"in {where} cites a source {kind}"
    return ("source" if path[-1:] == ("kinds",) else names.unit(path)), f"{kind} in {where}"


def _present(entries: list[Any]) -> list[str]:
    """Return the kinds that sources, claims, or a claim's own list of kinds have."""
    found: list[Any] = [entry for entry in entries if isinstance(entry, str)]
    for entry in entries:
        if isinstance(entry, dict):
            found += [entry["kind"]] if "kind" in entry else entry.get("kinds", ())
    return sorted({shown(kind) for kind in found if isinstance(kind, str)})
