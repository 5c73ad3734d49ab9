"""What one state of a repository demands of records: its policy and its workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from posixpath import normpath
from typing import Any

from citefirst.errors import PolicyError
from citefirst.model import UNJUDGED, PolicyFile
from citefirst.policy import baseline
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy, Router
from citefirst.repository import schemas
from citefirst.repository.tree import Tree
from citefirst.structs import frozen
from citefirst.workflow.catalogue import Catalogue, SchemaFile

POLICY_FILES = (".citefirst.yml", ".github/.citefirst.yml")
MAX_FILE = 16 * 1024 * 1024
"""Bytes of a file of the policy."""
OWN_SCHEMAS = ".citefirst/schemas"
"""Directory of a repository's own workflows, read without being named."""


@frozen
class Rulebook:
    """`place` is where the policy was read, "" where there is none; `schemas` are all schema files by name."""

    policy: Policy
    schemas: Mapping[str, SchemaFile]
    place: str = ""

    @classmethod
    def load(cls, tree: Tree, config: str = "", shown: str = "", data: bytes | None = None) -> Rulebook:
        """Load the rulebook of a tree. `config` is the policy's path in it, `data` its text where it lies elsewhere.

        Raises PolicyError where the policy or the place of a schema is wrong, or a workflow does not exist.
        """
        place = config or next((name for name in POLICY_FILES if tree.present(name)), "")
        found = Policy()
        if place:
            from citefirst.policy.reading import read

            text = _read(tree, place) if data is None else data
            found = read(shown or place, text, schemas.builtin()["config"].text, is_plainly_valid)
        own = [OWN_SCHEMAS] if tree.children(OWN_SCHEMAS) is not None else []
        book = cls(found, schemas.load_directories(tree, [*own, *found.keys.schemas]), place)
        for route in (route for route in (*found.routes, *found.descriptions) if route.workflow):
            book.demand(route.workflow, f"{route.place}: ")
        for name, where in found.named:
            book.demand(name, f"{where}: ")
        rules = [(setting.rule, setting.place) for setting in found.settings]
        for name, where in (*rules, *((waiver.rule, waiver.place) for waiver in found.waivers)):
            _demand_rule(name, f"{where}: ")
        return book

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.schemas)

    @cached_property
    def route(self) -> Router:
        return cache(self.policy.router())

    def demand(self, workflow: str, place: str = "") -> None:
        """Raise PolicyError for an unknown workflow, so that no file goes unchecked because of a misspelt name."""
        if workflow not in self.catalogue.names():
            raise PolicyError(f"{place}there is no workflow {workflow}: {self.catalogue.hint(workflow)}")

    def places(self, tree: Tree) -> Iterator[str]:
        """Yield the paths in a tree at which policy and schemas stand, as they are named."""
        yield from (self.place, *POLICY_FILES) if self.place else POLICY_FILES
        for directory in map(normpath, (OWN_SCHEMAS, *self.policy.keys.schemas)):
            yield from (directory, *(tree.children(directory) or ()))

    def demands_the_same(self, other: Rulebook) -> bool:
        """Tell whether both would judge any record alike."""
        return self.policy == other.policy and _texts(self) == _texts(other)

    def governs(self, path: str) -> bool:
        """Tell whether a path is part of the policy itself, so that changing it can change what is demanded."""
        folder, _, _ = path.rpartition("/")
        return path in (self.place, *POLICY_FILES) or folder in map(normpath, (OWN_SCHEMAS, *self.policy.keys.schemas))


def policy_digest(book: Rulebook, known: Baseline) -> str:
    """Return `sha256:` and the digest of all that a rulebook and a baseline say: who has the files can make it again.

    It is of one line of JSON, keys sorted: `policy` and `baseline` are the texts of their files, `schemas` those of all
    schema files by name, built-in ones included.
    """
    import json
    from hashlib import sha256

    said = {"policy": book.policy.text, "baseline": known.text, "schemas": _texts(book)}
    line = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(line.encode('utf-8', 'surrogatepass')).hexdigest()}"


def load_baseline(tree: Tree, path: str) -> Baseline:
    """Load the baseline at a path of a tree, an empty one for the path "". Raises PolicyError where it is missing."""
    if not path:
        return Baseline()
    data, fault = tree.read(path)
    if data is None:
        raise PolicyError(f"{path}: the baseline cannot be used: {fault}: {baseline.UPDATE}, or remove its name")
    return baseline.read(path, data)


def policies(tree: Tree, book: Rulebook, baseline: str) -> tuple[PolicyFile, ...]:
    """Return the files of a tree that say what holds: the policy, the repository's own schemas, the baseline.

    What citefirst brings along itself is told by its version.
    """
    from hashlib import sha256

    own = (file.path for file in book.schemas.values() if not file.is_builtin)
    places = sorted({place for place in (book.place, *own, baseline) if place})
    found = ((place, tree.content(place, MAX_FILE)) for place in places)
    return tuple(PolicyFile(place, sha256(data).hexdigest()) for place, data in found if data is not None)


def is_plainly_valid(schema: Any, value: Any) -> bool:
    """Tell whether a policy holds under its schema, as far as the test for records can tell."""
    from citefirst.workflow.quick import is_valid

    def refer(reference: str) -> Any:
        return schema["$defs"][reference.rpartition("/")[2]]

    return is_valid(schema, value, refer) is True


def _demand_rule(name: str, place: str) -> None:
    """Raise PolicyError for an unknown rule, so that no setting goes without effect because of a typo."""
    from citefirst.rules import RULES

    known = {rule.code: rule.name for rule in RULES}
    if name in (UNJUDGED, known[UNJUDGED]):
        raise PolicyError(f"{place}{name} says that a check broke off: no policy can lower or except it: remove it")
    if name in known or name in known.values():
        return
    from difflib import get_close_matches

    near = get_close_matches(name, [*known, *known.values()], 1)
    hint = f"did you mean {near[0]}?" if near else "`citefirst explain` lists them"
    raise PolicyError(f"{place}there is no rule {name}: {hint}")


def _texts(book: Rulebook) -> dict[str, str]:
    return {name: file.text for name, file in book.schemas.items()}


def _read(tree: Tree, place: str) -> bytes:
    data, fault = tree.read(place)
    if data is None:
        raise PolicyError(f"{place}: the policy cannot be used: {fault}")
    return data
