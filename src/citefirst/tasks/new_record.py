"""A record to begin with, from the outline of its workflow: all that must be there, UNKNOWN in every open place.

What a template lacks is only what a person can supply: who signs, which sources there are, what the front matter says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from citefirst.document.edit import scalar
from citefirst.errors import UsageError
from citefirst.workflow import patterns
from citefirst.workflow.compile import Workflow
from citefirst.workflow.guidance import guidance, section
from citefirst.workflow.outline import Key, Outline, Role

_DRAFT = ("draft", "proposed", "requested", "open")
"""What the status of a record is that was only begun, the first that its workflow knows."""
_ORDER = {"workflow": -3, "id": -2, "date": -1, "owner": 1, "ai": 2}
"""Where keys stand that every workflow has; its own stand between them."""


def template(workflow: Workflow, outline: Outline, day: str, given: Mapping[str, str]) -> str:
    """Return the text of a new record. `given` are values by key (`owner.incident-commander`); an unknown key raises
    UsageError."""
    values = {"workflow": workflow.name, "date": day, **given}
    title = values.get("title", f"{workflow.title}: UNKNOWN")
    blocks = [
        "\n".join(("---", *_front(outline, values), "---", f"# {title}")),
        *(block for part in outline.parts for block in section(part)),
        *_sources(outline),
    ]
    return "\n\n".join(blocks) + "\n"


def _front(outline: Outline, values: Mapping[str, str]) -> Iterator[str]:
    left = dict(values)
    left.pop("title", None)
    keys = sorted(outline.keys, key=lambda key: _ORDER.get(key.name, 0))
    for key in keys:
        nested = {name.partition(".")[2]: left.pop(name) for name in list(left) if name.startswith(f"{key.name}.")}
        value = left.pop(key.name, None)
        if key.name == "owner" and (key.required or nested or outline.roles):
            yield from _owner(outline, nested)
        elif nested:
            yield f"{key.name}:"
            yield from (f"  {name}: {scalar(text)}" for name, text in nested.items())
        elif value is None and key.name == "status" and (status := first_status(key)):
            yield f"status: {status}"
        elif value is not None and (key.required or key.name in values) and not _is_idle(key, values):
            yield f"{key.name}: {scalar(value)}"
        elif key.required:
            yield f"{key.name}: # {guidance(key.message or key.about or key.form)}"
    for name, value in left.items():
        if "." in name:
            raise UsageError(f"{name} is not a key of this workflow's front matter")
        if name != "date" or any(key.name == "date" for key in keys):
            yield f"{name}: {scalar(value)}"


def _is_idle(key: Key, values: Mapping[str, str]) -> bool:
    """Tell whether a value is only there by default, for a key that the workflow does not demand."""
    return key.name == "date" and not key.required


def _owner(outline: Outline, given: Mapping[str, str]) -> Iterator[str]:
    known = {role.name for role in outline.roles}
    for name in given:
        if known and name not in known:
            raise UsageError(f"owner.{name} is not a role of this workflow: known roles are {', '.join(sorted(known))}")
    yield "owner:"
    open_ = [role for role in outline.roles if role.name not in given]
    yield from (f"  {name}: {scalar(value)}" for name, value in given.items())
    if any(role.required for role in outline.roles):
        yield from (_role(role) for role in open_ if role.required)
    elif not given:
        yield from (_role(role) if role is open_[0] else f"  # or {_role(role).strip()}" for role in open_)


def _role(role: Role) -> str:
    return f"  {role.name}: # {guidance(role.about or 'one person')}"


def first_status(key: Key) -> str | None:
    """Return the status of a record that was only begun, where the workflow has one."""
    for word in _DRAFT:
        if any(word in node.get("enum", ()) for node in key.nodes):
            return word
        if any("pattern" in node and patterns.matches(node["pattern"], word) for node in key.nodes):
            return word
    return None


def _sources(outline: Outline) -> Iterator[str]:
    yield "## Sources"
    example = '[S1]: https://… "dashboard: what it shows"'
    lines = (f"Define each source once and cite it by its ID: {example}", *outline.evidence)
    yield "\n".join(f"<!-- {guidance(line)} -->" for line in lines)


def given(pairs: Sequence[str]) -> dict[str, str]:
    """Return values by key from `key=value`. Raises UsageError for anything else."""
    found: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key or not all(re.fullmatch(r"[\w-]+", part) for part in key.split(".")):
            raise UsageError(f"{pair} is not key=value, such as severity=SEV2 or owner.author=@alice")
        found[key] = value
    return found
