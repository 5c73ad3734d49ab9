"""The available schema files, and the workflows among them, compiled when first asked for.

A workflow is a file `<workflow>.schema.json` whose name does not begin with `_` and is not in `NOT_WORKFLOWS`: the name
decides, so that listing the workflows parses nothing. Other files only serve as targets of a `$ref`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from citefirst.errors import PolicyError
from citefirst.workflow.documents import TOO_DEEP, SchemaFile
from citefirst.workflow.references import Library

if TYPE_CHECKING:
    from citefirst.workflow.compile import Workflow

__all__ = ["NOT_WORKFLOWS", "Catalogue", "SchemaFile"]

NOT_WORKFLOWS = frozenset(
    "workflow config report-v1 ledger-v1 register-v1 retro-v1 rollout-v1 shipped-v1 gather-v1 ai-log record".split()
)
SUFFIX = ".schema.json"


def name_of(filename: str) -> str:
    """Return the name by which a file is known: `a.schema.json` is `a`, `team.json` is itself."""
    return filename.removesuffix(SUFFIX)


class Catalogue:
    """Workflows by name. Raises PolicyError, with the file's path, for a schema that is wrong."""

    def __init__(self, files: Mapping[str, SchemaFile]) -> None:
        self.validators: dict[str, Any] = {}
        self.files = files
        self._libraries: dict[str, Library] = {}
        self._workflows: dict[str, Workflow] = {}
        self._names = tuple(
            sorted(
                file.name
                for file in files.values()
                if file.filename.endswith(SUFFIX) and file.name not in NOT_WORKFLOWS and not file.name.startswith("_")
            )
        )

    def names(self) -> tuple[str, ...]:
        return self._names

    def workflow(self, name: str) -> Workflow:
        """Return the compiled workflow of a name, which must be one of `names`."""
        if name not in self._workflows:
            from citefirst.workflow.compile import compile_workflow

            # Each workflow has a library of its own: what is wrong with one leaves nothing half linked for the next.
            library = Library(self.files)
            try:
                self._workflows[name] = compile_workflow(name, library.link(name + SUFFIX), library)
            except RecursionError as error:
                raise PolicyError(f"{library.files[name + SUFFIX].path}: {TOO_DEEP}") from error
            self._libraries[name] = library
        return self._workflows[name]

    def library(self, name: str) -> Library:
        """Return what a workflow's schema consists of, linked."""
        self.workflow(name)
        return self._libraries[name]

    def nearest(self, name: str) -> str | None:
        """Return the workflow whose name is most like the given one."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(name, self._names, 1)), None)

    def hint(self, name: str) -> str:
        """Suggest what to write instead of a name that no workflow has."""
        near = self.nearest(name)
        return f"did you mean {near}?" if near else f"known are {', '.join(self._names)}"

    def check(self, name: str) -> tuple[str, ...]:
        """Return what is wrong with a workflow's file (`workflow.schema.json`), as sentences with path and pointer.

        This is slower than `workflow`, which finds everything that would make the file silently wrong, and raises.
        """
        from citefirst.workflow.metaschema import faults

        return tuple(faults(self.library(name), name + SUFFIX))
