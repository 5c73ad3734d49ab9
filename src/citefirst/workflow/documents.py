"""Schema files as they are read: text to JSON, strictly, and what a file says about itself."""

from __future__ import annotations

from typing import Any

from citefirst.errors import PolicyError
from citefirst.structs import frozen
from citefirst.workflow import dialect

BUILT_IN = "citefirst:"
"""How the shown path of a file begins that is part of citefirst."""


TOO_DEEP = "the schema is nested too deeply: move parts to `$defs`"


@frozen
class SchemaFile:
    """One `*.json` file: the name by which it is known, its path as the user sees it, its text.

    The name is the workflow's (`incident-postmortem`) for `incident-postmortem.schema.json`, otherwise the file's own.
    """

    name: str
    path: str
    text: str

    @property
    def is_builtin(self) -> bool:
        """Whether the file is part of citefirst."""
        return self.path.startswith(BUILT_IN)

    @property
    def filename(self) -> str:
        return self.path.replace("\\", "/").rpartition("/")[2]


@frozen(kw_only=True)
class SchemaDocument:
    """A parsed file: `raw` as it was written, `root` the linked copy, `draft` its dialect, `id` its `$id` or ""."""

    file: SchemaFile
    raw: Any
    root: Any
    draft: str
    id: str

    @property
    def strict(self) -> bool:
        """Whether the file is written for citefirst: a `*.schema.json` in the dialect of workflows."""
        return self.file.filename.endswith(".schema.json") and self.draft == dialect.DRAFT

    @property
    def address(self) -> str:
        from urllib.parse import quote

        return f"citefirst:{quote(self.file.filename, safe='')}"

    def error(self, pointer: str, message: str) -> PolicyError:
        return PolicyError(f"{self.file.path}{'#' if pointer else ''}{pointer}: {message}")


def parse(file: SchemaFile) -> SchemaDocument:
    """Parse a file without linking it. Raises PolicyError if it is not JSON or not a schema of a known dialect."""
    import json

    try:
        raw = json.loads(file.text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise PolicyError(f"{file.path}:{error.lineno}:{error.colno}: not JSON: {message}") from error
    except ValueError as error:
        raise PolicyError(f"{file.path}: not JSON: {error}") from error
    except RecursionError as error:
        raise PolicyError(f"{file.path}: {TOO_DEEP}") from error
    if not isinstance(raw, dict):
        raise PolicyError(f"{file.path}: a schema file holds one JSON object")
    declared = raw.get("$schema", dialect.DRAFT)
    draft = declared.rstrip("#") if isinstance(declared, str) else ""
    own = raw.get("$id", "")
    try:
        root = json.loads(file.text)  # a copy, at less cost than by copying
    except RecursionError as error:
        raise PolicyError(f"{file.path}: {TOO_DEEP}") from error
    if draft == dialect.DRAFT:
        root.pop("$schema", None)  # the dialect of whoever has no word of its own
    document = SchemaDocument(
        file=file, raw=raw, root=root, draft=draft, id=own.rstrip("#") if isinstance(own, str) else ""
    )
    if draft not in dialect.DRAFTS:
        raise document.error("", f"`$schema` is not a known dialect: write `{dialect.DRAFT}`")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` appears twice in one object")
        found[key] = value
    return found


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON value")


def pointer_of(keys: tuple[str | int, ...]) -> str:
    """Write keys as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def anchor(document: SchemaDocument, name: str) -> str | None:
    """Return the pointer of the schema with an `$anchor`, or with the `$id` that was an anchor in older drafts."""
    stack: list[tuple[str, Any]] = [("", document.raw)]
    while stack:
        pointer, node = stack.pop()
        if isinstance(node, dict) and (node.get("$anchor") == name or node.get("$id") == f"#{name}"):
            return pointer
        stack += [(pointer + pointer_of(keys), child) for keys, child in dialect.children(node)]
    return None
