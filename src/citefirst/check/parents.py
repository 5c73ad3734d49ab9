"""The policies above one: read from the repository that is checked, or from others at the commit that is named.

What comes from another repository is pinned: its digest stands in the lock, which is part of the policy, so that a pull
request shows when it changes and whose turn it is to look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from citefirst.errors import ParentUnread, PolicyError
from citefirst.limits import MAX_BYTES
from citefirst.policy.chain import Resolved, Where, resolve
from citefirst.policy.reading import PolicyFile
from citefirst.repository import schemas
from citefirst.repository.tree import Tree
from citefirst.workflow.catalogue import SchemaFile

LOCK = ".citefirst-policies.lock"
"""One line for each policy of another repository: `owner/repository@COMMIT:path sha256:HEX`."""
UPDATE = "run `citefirst policy update`, and let a pull request show the change"
HINT = "policies of other repositories are read where CITEFIRST_POLICIES names a directory with their checkouts"

Abroad = Callable[[str, str], Tree]
"""Gives the files of another repository (`owner/name`) at a commit. Raises ParentUnread where it cannot."""
Parse = Callable[[str, bytes], PolicyFile]
"""Makes a policy's file of the name by which it is shown and its bytes."""


def nowhere(repository: str, commit: str) -> Tree:
    """Refuse all other repositories."""
    raise ParentUnread(f"{repository} cannot be read: {HINT}")


def above(file: PolicyFile, place: str, tree: Tree, abroad: Abroad, parse: Parse) -> Resolved:
    """Put a policy of a tree under its parents, as `chain.resolve` does."""

    def read(where: Where) -> PolicyFile:
        there = abroad(where.repository, where.commit) if where.repository else tree
        data, fault = there.read(where.path)
        if data is None or len(data) > MAX_BYTES:
            raise ParentUnread(f"{where} cannot be used: {fault or f'it is larger than {MAX_BYTES // 1024} KiB'}")
        return parse(str(where), data)

    return resolve(file, Where(place), read)


Beside = Mapping[Where, Mapping[str, SchemaFile]]
"""The schemas in the repository of each policy of another one, by name."""


def beside(found: Resolved, own: str, abroad: Abroad) -> Beside:
    """Read the schemas that stand beside the policies of other repositories. `own` is the directory of a repository's
    own schemas."""
    return {where: _beside(where, file, own, abroad) for where, file in found.files.items() if where.repository}


def schema_files(beside: Beside) -> dict[str, SchemaFile]:
    """Return all that come along, by name. Raises PolicyError where two have one name."""
    files: dict[str, SchemaFile] = {}
    for schemas_there in beside.values():
        for name, schema in schemas_there.items():
            other = files.setdefault(name, schema)
            if other.text != schema.text:
                raise PolicyError(f"{schema.path}: this schema has the name of {other.path}: rename one of them")
    return files


def _beside(where: Where, file: PolicyFile, own: str, abroad: Abroad) -> dict[str, SchemaFile]:
    """Return the schemas of the repository of a policy, those that are part of citefirst left out."""
    tree, start = abroad(where.repository, where.commit), str(where._replace(path=""))
    directories = [*([own] if tree.children(own) is not None else []), *file.value.get("schemas", ())]
    loaded = schemas.load_directories(tree, directories).values()
    return {
        each.name: SchemaFile(each.name, f"{start}{each.path}", each.text) for each in loaded if not each.is_builtin
    }


def digests(found: Resolved, beside: Beside) -> Iterator[tuple[str, str]]:
    """Yield each policy of another repository with the digest of its text and its schemas."""
    from hashlib import sha256

    for where, files in beside.items():
        said = {"policy": found.files[where].text, "schemas": {name: each.text for name, each in files.items()}}
        line = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        yield str(where), f"sha256:{sha256(line.encode('utf-8', 'surrogatepass')).hexdigest()}"


def lock_text(pinned: Mapping[str, str]) -> str:
    """Return the text of a lock."""
    return "".join(f"{name} {digest}\n" for name, digest in sorted(pinned.items()))


def demand_locked(tree: Tree, wanted: Mapping[str, str]) -> None:
    """Raise PolicyError where the lock of a tree does not pin what was read."""
    if not wanted:
        return
    data, _ = tree.read(LOCK)
    lines = (line.rpartition(" ") for line in (data or b"").decode("utf-8", "replace").splitlines())
    pinned = {name: digest for name, _, digest in lines}
    for name, digest in wanted.items():
        if name not in pinned:
            raise PolicyError(f"{LOCK}: there is no line for {name}: {UPDATE}")
        if pinned[name] != digest:
            raise PolicyError(f"{LOCK}: {name} is not what was pinned ({digest} now): {UPDATE}")
