"""Schema files read, checked and linked: every `$ref` becomes an address that only this library knows.

So nothing that validates later can reach the network or another file, and each place of a schema is found the same
way by the compiler and by the validator. `$ref` means, in this order: a place in the same file, a file of the
catalogue by its name, a file by its `$id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from citefirst.errors import PolicyError
from citefirst.workflow import dialect
from citefirst.workflow.documents import TOO_DEEP, SchemaDocument, SchemaFile, anchor, parse, pointer_of

MAX_DEPTH = 120
"""Keys and indexes from the root of a file to a schema in it."""


class SchemaPlace(NamedTuple):
    """A schema in a file, and the JSON Pointer that leads to it."""

    document: SchemaDocument
    pointer: str


class Library:
    """Files by name, each parsed and linked when first asked for. Raises PolicyError for what is wrong."""

    def __init__(self, files: Mapping[str, SchemaFile]) -> None:
        self.files = {file.filename: file for file in files.values()}
        self._documents: dict[str, SchemaDocument] = {}
        self._targets: dict[str, Any] = {}
        self._places: dict[int, SchemaPlace] = {}
        self._sound: set[int] = set()

    @property
    def documents(self) -> tuple[SchemaDocument, ...]:
        """The documents that were linked so far."""
        return tuple(self._documents.values())

    def link(self, filename: str) -> SchemaDocument:
        """Return a file's document, linked, with everything that it refers to, however far away."""
        document = self.parse(filename)
        self._link(document, document.root, "")
        self._refuse_circles(document.root, [])
        return document

    def resolve(self, address: str) -> Any:
        """Return the schema at a linked `$ref`; for any other address the schema that demands nothing."""
        return self._targets.get(address, True)

    def error(self, node: Any, message: str) -> PolicyError:
        """Return an error at a schema that was linked."""
        place = self._places[id(node)]
        return place.document.error(place.pointer, message)

    def in_place(self, node: Any, keywords: frozenset[str] = dialect.IN_PLACE) -> Iterator[dict[str, Any]]:
        """Return a schema and all that judge the same value with it: through `$ref` and the given keywords, except
        `not`."""
        return self.all_in_place((node,), keywords)

    def all_in_place(
        self, nodes: Iterable[Any], keywords: frozenset[str] = dialect.IN_PLACE
    ) -> Iterator[dict[str, Any]]:
        """Return the same for several schemas in their order, each once."""
        seen: set[int] = set()
        stack = list(nodes)[::-1]
        while stack:
            node = stack.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            inner = [child for keys, child in dialect.children(node) if keys[0] in keywords and keys[0] != "not"]
            stack += reversed(inner)
            if "$ref" in node:
                stack.append(self.resolve(node["$ref"]))

    def parse(self, filename: str) -> SchemaDocument:
        """Return a file's document with its references not linked."""
        if filename not in self._documents:
            self._documents[filename] = parse(self.files[filename])
        return self._documents[filename]

    def _link(self, document: SchemaDocument, node: Any, pointer: str) -> None:
        stack = [(SchemaPlace(document, pointer), node)]
        while stack:
            place, node = stack.pop()
            if not isinstance(node, dict) or id(node) in self._places:
                continue
            self._places[id(node)] = place
            document, pointer = place
            if pointer.count("/") > MAX_DEPTH:
                raise document.error(pointer[:80], TOO_DEEP)
            if wrong := dialect.fault(node, strict=document.strict):
                raise document.error(pointer, wrong)
            own = node.pop("$id", "")
            if pointer and own and not own.startswith("#"):
                raise document.error(pointer, "`$id` is for the root of a file: use `$anchor`")
            _spell_out_false(node)
            for keys, child in dialect.children(node):
                stack.append((SchemaPlace(document, pointer + pointer_of(keys)), child))
            if "$ref" in node:
                stack.append(self._refer(place, node))

    def _refer(self, place: SchemaPlace, node: dict[str, Any]) -> tuple[SchemaPlace, Any]:
        """Replace a `$ref` by an address, and return what it means."""
        from urllib.parse import quote, unquote

        base, _, fragment = node["$ref"].partition("#")
        document = self._document(place, unquote(base))
        fragment = unquote(fragment)
        pointer = fragment if fragment[:1] in ("", "/") else anchor(document, fragment)
        if pointer is None:
            raise place.document.error(place.pointer, f"`$ref`: {document.file.filename} has no anchor `{fragment}`")
        target = _follow(place, document, pointer)
        if document.draft != place.document.draft and isinstance(target, dict):
            # The validator tells a schema's dialect from the schema itself.
            target.setdefault("$schema", document.draft)
        address = f"{document.address}#{quote(pointer)}"
        node["$ref"] = address
        self._targets[address] = target
        return SchemaPlace(document, pointer), target

    def _document(self, place: SchemaPlace, base: str) -> SchemaDocument:
        from urllib.parse import urljoin

        here = place.document
        if base in ("", here.id, here.file.filename):
            return here
        if base in self.files:
            return self.parse(base)
        for address in (base, urljoin(here.id, base)):
            for filename in self.files:
                if (document := self.parse(filename)).id == address:
                    return document
        raise here.error(place.pointer, f"`$ref` to `{base}`: {self._refusal(base)}")

    def _refusal(self, base: str) -> str:
        from difflib import get_close_matches

        if ":" in base or base.startswith("//"):
            return "nothing is fetched; put the file beside the workflow and refer to it by its file name"
        if "/" in base or "\\" in base:
            return "a `$ref` names a file of the catalogue, without a directory"
        near = get_close_matches(base, self.files, 1)
        return f"there is no such file; did you mean `{near[0]}`?" if near else "there is no such file in the catalogue"

    def _refuse_circles(self, node: Any, path: list[Any]) -> None:
        """Raise PolicyError if schemas that judge the same value lead back to themselves: no validator would
        ever end."""
        if not isinstance(node, dict) or id(node) in self._sound:
            return
        if any(node is outer for outer in path):
            raise self.error(node, "this schema refers to itself for the same value, in a circle")
        path.append(node)
        later = []
        if "$ref" in node:
            self._refuse_circles(self.resolve(node["$ref"]), path)
        for keys, child in dialect.children(node):
            if keys[0] in dialect.IN_PLACE:
                self._refuse_circles(child, path)
            else:
                later.append(child)
        path.pop()
        self._sound.add(id(node))
        for child in later:
            self._refuse_circles(child, [])


def _spell_out_false(node: dict[str, Any]) -> None:
    """Replace the schema `false` by its meaning, if jsonschema would not say which key or branch it refused."""
    for key in ("then", "else"):
        if node.get(key) is False:
            node[key] = {"not": {}}
    for key in ("properties", "patternProperties", "dependentSchemas"):
        node.get(key, {}).update({name: {"not": {}} for name, child in node.get(key, {}).items() if child is False})
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        if key in node:
            node[key] = [{"not": {}} if child is False else child for child in node[key]]


def _follow(place: SchemaPlace, document: SchemaDocument, pointer: str) -> Any:
    """Return the schema at a pointer of a document. `place` is that of the `$ref`, for the error."""
    node, name = document.root, document.file.filename
    for number, part in enumerate(pointer.split("/")[1:]):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isascii() and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            missing = "/".join(pointer.split("/")[: number + 2])
            raise place.document.error(place.pointer, f"`$ref`: {name} has no `{missing}`{_near(key, node)}")
    if not dialect.is_schema(node):
        raise place.document.error(place.pointer, f"`$ref`: `{pointer}` of {name} is not a schema")
    return node


def _near(key: str, node: Any) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, node, 1) if isinstance(node, dict) else []
    return f": did you mean `{near[0]}`?" if near else ""
