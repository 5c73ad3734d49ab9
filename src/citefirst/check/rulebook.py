"""What one state of a repository demands of records: its policy and its workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from posixpath import normpath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from citefirst.errors import PolicyError
from citefirst.model import UNJUDGED, PolicyFile
from citefirst.policy import baseline
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy, Router
from citefirst.repository import schemas
from citefirst.repository.tree import Tree
from citefirst.structs import frozen
from citefirst.workflow.catalogue import Catalogue, SchemaFile

if TYPE_CHECKING:
    from citefirst.check.parents import Abroad
    from citefirst.policy import reading as policy_reading

NONE: Mapping[str, str] = MappingProxyType({})
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
    above: Mapping[str, str] = NONE
    """Texts of the policies above this one, by name."""
    parents: tuple[str, ...] = ()
    """Paths in the tree of the policies above this one, and of the lock where some are of other repositories."""

    @classmethod
    def load(
        cls,
        tree: Tree,
        config: str = "",
        shown: str = "",
        data: bytes | None = None,
        *,
        abroad: Abroad | None = None,
        pins: dict[str, str] | None = None,
    ) -> Rulebook:
        """Load the rulebook of a tree. `config` is the policy's path in it, `data` its text where it lies elsewhere.
        `abroad` reads policies of other repositories, which the lock must pin; `pins`, where given, takes their digests
        instead.

        Raises PolicyError where the policy or the place of a schema is wrong, or a workflow does not exist;
        ParentUnread where a policy above it cannot be read.
        """
        place = config or next((name for name in POLICY_FILES if tree.present(name)), "")
        found, more, above, parents = Policy(), dict[str, SchemaFile](), dict[str, str](), tuple[str, ...]()
        if place:
            from citefirst.policy.reading import build

            file = _parse(shown or place, _read(tree, place) if data is None else data)
            if file.value.get("extends"):
                file, more, above, parents = _above(file, place, tree, abroad, pins)
            found = build(file)
        own = [OWN_SCHEMAS] if tree.children(OWN_SCHEMAS) is not None else []
        files = schemas.load_directories(tree, [*own, *found.keys.schemas])
        book = cls(found, _together(files, more), place, above, parents)
        for route in (route for route in (*found.routes, *found.descriptions) if route.workflow):
            book.demand(route.workflow, f"{route.place}: ")
        for name, where in found.named:
            book.demand(name, f"{where}: ")
        rules = [(setting.rule, setting.place) for setting in found.settings]
        for name, where in (*rules, *((waiver.rule, waiver.place) for waiver in found.waivers)):
            _demand_rule(name, f"{where}: ")
        return book

    @property
    def is_pinned(self) -> bool:
        """Whether a part of it lies in other repositories."""
        return any(name not in self.parents for name in self.above)

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
        yield from self.parents
        for directory in map(normpath, (OWN_SCHEMAS, *self.policy.keys.schemas)):
            yield from (directory, *(tree.children(directory) or ()))

    def demands_the_same(self, other: Rulebook) -> bool:
        """Tell whether both would judge any record alike."""
        return self.policy == other.policy and _texts(self) == _texts(other)

    def governs(self, path: str) -> bool:
        """Tell whether a path is part of the policy itself, so that changing it can change what is demanded."""
        folder, _, _ = path.rpartition("/")
        return path in (self.place, *POLICY_FILES, *self.parents) or folder in map(
            normpath, (OWN_SCHEMAS, *self.policy.keys.schemas)
        )


def policy_digest(book: Rulebook, known: Baseline) -> str:
    """Return `sha256:` and the digest of all that a rulebook and a baseline say: who has the files can make it again.

    It is of one line of JSON, keys sorted: `policy` and `baseline` are the texts of their files, `schemas` those of all
    schema files by name, built-in ones included; `above`, where there are some, those of the policies above by name.
    """
    import json
    from hashlib import sha256

    said = {"policy": book.policy.text, "baseline": known.text, "schemas": _texts(book)}
    if book.above:
        said["above"] = dict(book.above)
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
    places = sorted({place for place in (book.place, *book.parents, *own, baseline) if place})
    found = ((place, tree.content(place, MAX_FILE)) for place in places)
    return tuple(PolicyFile(place, sha256(data).hexdigest()) for place, data in found if data is not None)


def is_plainly_valid(schema: Any, value: Any) -> bool:
    """Tell whether a policy holds under its schema, as far as the test for records can tell."""
    from citefirst.workflow.quick import is_valid

    def refer(reference: str) -> Any:
        return schema["$defs"][reference.rpartition("/")[2]]

    return is_valid(schema, value, refer) is True


def _parse(shown: str, data: bytes) -> policy_reading.PolicyFile:
    from citefirst.policy.reading import parse

    return parse(shown, data, schemas.builtin()["config"].text, is_plainly_valid)


def _above(
    file: policy_reading.PolicyFile, place: str, tree: Tree, abroad: Abroad | None, pins: dict[str, str] | None
) -> tuple[policy_reading.PolicyFile, dict[str, SchemaFile], dict[str, str], tuple[str, ...]]:
    """Put a policy under those that it extends. Return what they say together, the schemas that come along, the texts
    of the policies above by name, and the paths in the tree on which all this rests."""
    from citefirst.check import parents

    there = cache(abroad or parents.nowhere)
    found = parents.above(file, place, tree, there, _parse)
    beside = parents.beside(found, OWN_SCHEMAS, there)
    wanted = dict(parents.digests(found, beside))
    if pins is None:
        parents.demand_locked(tree, wanted)
    else:
        pins.update(wanted)
    lock = (parents.LOCK,) if wanted else ()
    paths = (*(where.path for where in found.files if not where.repository), *lock)
    texts = {str(where): each.text for where, each in found.files.items()}
    return found.file, parents.schema_files(beside), texts, paths


def _together(files: dict[str, SchemaFile], more: Mapping[str, SchemaFile]) -> dict[str, SchemaFile]:
    """Return schemas with those of the policies above. Raise PolicyError where one takes the place of another."""
    for name, file in more.items():
        other = files.setdefault(name, file)
        if other.text != file.text:
            raise PolicyError(f"{other.path}: this schema has the name of {file.path}: rename the file")
    return files


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
