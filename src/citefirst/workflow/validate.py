"""A record validated against its workflow's schema: each fault as one problem, with the code of its rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citefirst.model import Path, Problem
from citefirst.places import Span
from citefirst.signing.people import is_person
from citefirst.workflow import dialect, engine
from citefirst.workflow.catalogue import SUFFIX, Catalogue
from citefirst.workflow.compile import Workflow
from citefirst.workflow.faults import SchemaFault, gather
from citefirst.workflow.messages import bare, sentence
from citefirst.workflow.references import Library
from citefirst.workflow.wording import Names, one_line

PathPattern = tuple[str, ...]
Locate = Callable[[Path], Span]

ABSENT = frozenset(("required", "dependentRequired", "dependencies"))
SIZE = frozenset(("minItems", "minProperties", "type"))
CONTAINS = frozenset(("contains", "minContains", "maxContains"))

CODES: tuple[tuple[PathPattern, frozenset[str] | None, str], ...] = (
    (("sections",), ABSENT, "CF102"),
    (("sections", "*"), ABSENT, "CF102"),
    (("sources", "**"), None, "CF103"),
    (("sections", "*", "claims", "*", "kinds", "**"), None, "CF103"),
    (("sections", "*", "claims", "*", "sources", "**"), None, "CF103"),
    (("frontmatter", "owner"), ABSENT | SIZE, "CF401"),
    (("frontmatter", "owner", "*"), ABSENT, "CF401"),
    (("frontmatter", "approvals", "**"), None, "CF405"),
    (("frontmatter", "ai", "log"), ABSENT | SIZE, "CF502"),
    (("frontmatter", "ai", "log", "*", "transcript"), ABSENT, "CF502"),
    (("frontmatter", "ai", "log", "*", "sha256"), ABSENT, "CF502"),
    (("**",), None, "CF101"),
)
"""The rule that speaks of a fault: by its place (`*` one step, `**` any number), then by its keyword (None: any)."""

FAMILIES = {
    **dict.fromkeys(("type", "enum", "const", "anyOf", "oneOf", "not", "false"), "value"),
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength"), "text"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), "list"),
    **dict.fromkeys(("minProperties", "maxProperties"), "keys"),
    **dict.fromkeys((*ABSENT,), "absent"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "propertyNames"), "unknown"),
}
"""Keywords of which a value breaks several at once for one reason."""


def validate(workflow: Workflow, instance: dict[str, Any], locate: Locate, catalogue: Catalogue) -> list[Problem]:
    """Return the problems of an instance with a workflow's schema (docs/schemas.md), in the order of the file.

    `locate` gives the span of the place nearest to a path of the instance. Never raises because of what the instance
    holds.
    """
    library = catalogue.library(workflow.name)
    if workflow.name not in catalogue.validators:
        root = library.parse(workflow.name + SUFFIX)
        catalogue.validators[workflow.name] = engine.validator(root, library.documents)
    validator = catalogue.validators[workflow.name]
    try:
        faults = gather(engine.errors(validator, instance), validator.schema, library)
    except ValueError as error:
        return [Problem(locate(("frontmatter",)), str(error), None, "CF101", ("frontmatter",))]
    names = Names(instance, {slug: spec.titles[0] for slug, spec in workflow.sections.items() if spec.titles})
    found: dict[tuple[Any, ...], Problem] = {}
    for fault in _distinct(faults):
        if code := _code(fault, workflow):
            message, hint = _say(fault, workflow, names)
            problem = Problem(locate(fault.place), message, hint, code, fault.place, key=_missing_section(fault))
            found.setdefault((code, fault.place, message), problem)
    return sorted(found.values(), key=lambda problem: problem.span)


def _missing_section(fault: SchemaFault) -> str:
    """Return the section that is missing, the first of those of which one is needed; "" for every other fault."""
    if fault.path != ("sections",) or fault.keyword not in ABSENT:
        return ""
    return fault.key or next(bare(fault.options), "")


def _distinct(faults: list[SchemaFault]) -> list[SchemaFault]:
    """Keep one fault for each place and family; a value of the wrong kind has no further faults."""
    wrong = {fault.place for fault in faults if fault.keyword in ("type", "false")}
    found: dict[tuple[Any, ...], SchemaFault] = {}
    for fault in faults:
        if fault.place in wrong and fault.keyword not in ("type", "false"):
            continue
        # Alternatives of which none is there have no key of their own, and there may be several such sets.
        family = None if fault.keyword in ABSENT and fault.key is None else FAMILIES.get(fault.keyword)
        found.setdefault((fault.place, family or (fault.keyword, id(fault.schema))), fault)
    return list(found.values())


def _code(fault: SchemaFault, workflow: Workflow) -> str | None:
    """Return the code of a fault; None if a rule of its own covers what was found."""
    if _is_told_elsewhere(fault, workflow):
        return None
    if fault.keyword in CONTAINS and fault.path[:1] == ("sections",) and _speaks_of_sources(fault):
        return "CF103"
    return next(
        code
        for place, keywords, code in CODES
        if _matches(fault.place, place) and (keywords is None or fault.keyword in keywords)
    )


def _is_told_elsewhere(fault: SchemaFault, workflow: Workflow) -> bool:
    match fault.place:
        case ("frontmatter", "ai"):  # CF501
            silent = fault.keyword in ABSENT if fault.key else fault.found in (None, "")
            return silent and workflow.ai != "optional"
        case ("frontmatter", "owner") if fault.key is None:  # CF401 and CF402 on an owner that is no mapping
            return fault.found is not None and not isinstance(fault.found, dict)
        case ("frontmatter", "owner", _) if fault.key is None:  # CF401 to CF403, unless the value is somebody's name
            return not (isinstance(fault.found, str) and is_person(fault.found))
        case ("frontmatter", "owner", _, _, *_):
            return True
    return False


def _speaks_of_sources(fault: SchemaFault) -> bool:
    nodes = fault.library.in_place(fault.schema.get("contains"))
    return any(not {"kinds", "sources"}.isdisjoint(node.get("properties", ())) for node in nodes)


def _matches(path: Path, place: PathPattern) -> bool:
    if place[-1] == "**":
        place = place[:-1]
        path = path[: len(place)]
    return len(path) == len(place) and all(part in ("*", str(step)) for part, step in zip(place, path, strict=True))


def _say(fault: SchemaFault, workflow: Workflow, names: Names) -> tuple[str, str | None]:
    """Return the schema's own sentence with ours as the hint, or ours alone."""
    message, hint = sentence(fault, names)
    own = _own_message(fault, workflow)
    return (one_line(own), message if hint is None else f"{message}; {hint}") if own else (message, hint)


def _own_message(fault: SchemaFault, workflow: Workflow) -> str | None:
    """Return `x-message`: of the choice that the fault was picked from, of the missing key or entry, of the nearest
    schema."""
    choice = fault.choice.schema if fault.choice else None
    if isinstance(choice, dict) and "x-message" in choice:
        return str(choice["x-message"])
    if fault.keyword == "contains" and isinstance(fault.expected, dict) and "x-message" in fault.expected:
        return str(fault.expected["x-message"])
    if fault.key is not None and fault.keyword in ABSENT:
        depth = len(fault.path)
        for node, level in reversed(fault.trail):
            if level == depth and (own := _of_key(node, fault.key, fault.library)):
                return own
        if fault.path == ("sections",) and (spec := workflow.sections.get(fault.key)) and spec.message:
            return spec.message
    return next((str(node["x-message"]) for node, _ in reversed(fault.trail) if "x-message" in node), None)


def _of_key(node: dict[str, Any], key: str, library: Library) -> str | None:
    for outer in library.in_place(node):
        for inner in library.in_place(outer.get("properties", {}).get(key), dialect.IN_PLACE - {"anyOf", "oneOf"}):
            if "x-message" in inner:
                return str(inner["x-message"])
    return None
