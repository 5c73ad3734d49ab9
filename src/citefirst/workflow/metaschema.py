"""Validate a workflow's file against the schema of workflows (`schemas/workflow.schema.json`)."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.errors import PolicyError
from citefirst.model import Path
from citefirst.workflow import dialect, engine
from citefirst.workflow.documents import pointer_of
from citefirst.workflow.faults import gather
from citefirst.workflow.messages import sentence
from citefirst.workflow.references import Library
from citefirst.workflow.wording import Names

FILE = "workflow.schema.json"


class _Pointers(Names):
    """Places of a schema file, named by their JSON Pointer."""

    def place(self, path: Path) -> str:
        return f"`{pointer_of(path)}`" if path else "the schema"


def faults(library: Library, filename: str) -> Iterator[str]:
    """Return a sentence for each fault of a file, with its path. Raises PolicyError without the schema of workflows."""
    if FILE not in library.files:
        raise PolicyError(f"{FILE} is not among the schemas: install citefirst again")
    file = library.files[filename]
    schema, instance = library.parse(FILE).raw, library.parse(filename).raw
    try:
        found = gather(engine.errors(engine.meta_validator(schema), instance), schema, library)
    except (ValueError, RecursionError) as error:
        yield f"{file.path}: it cannot be held against the schema of workflows: {error}"
        return
    for fault in found:
        if fault.keyword == "unevaluatedProperties" and fault.key in dialect.KEYWORDS:
            continue  # known, but its value is wrong, which another fault says
        message, hint = sentence(fault, _Pointers(instance, {}))
        yield f"{file.path}: {message}" + (f": {hint}" if hint else "")
