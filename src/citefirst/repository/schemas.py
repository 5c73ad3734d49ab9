"""Where schema files come from: the ones that are part of citefirst, and directories of the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from functools import cache

from citefirst.errors import PolicyError
from citefirst.limits import MAX_BYTES
from citefirst.repository import packaged
from citefirst.repository.tree import Tree
from citefirst.workflow.catalogue import Catalogue, SchemaFile, name_of
from citefirst.workflow.documents import BUILT_IN


@cache
def builtin() -> Mapping[str, SchemaFile]:
    """Return the schema files that are part of citefirst, by name. Raises CitefirstError where one cannot be read."""
    found = {}
    for path in sorted(packaged.place("schemas").glob("*.json")):
        text = packaged.text(f"schemas/{path.name}")
        found[name_of(path.name)] = SchemaFile(name_of(path.name), f"{BUILT_IN}schemas/{path.name}", text)
    return found


def load_catalogue(tree: Tree, directories: Sequence[str]) -> Catalogue:
    """Load the built-in schemas and those in directories of a repository, given relative to its root.

    Raises PolicyError where a directory is not there or outside, a file cannot be read, or two have the same name.
    """
    return Catalogue(load_directories(tree, directories))


def load_directories(tree: Tree, directories: Sequence[str]) -> dict[str, SchemaFile]:
    """Load schema files by name. A repository's own file may not take the name of a built-in or of another one."""
    files = dict(builtin())
    for path in dict.fromkeys(path for directory in directories for path in _own(tree, directory)):
        file = _read(tree, path)
        other = files.setdefault(file.name, file)
        if other is not file and not (other.is_builtin and other.text == file.text):  # our own repository is one, too
            whose = "a built-in one" if other.is_builtin else other.path
            raise PolicyError(f"{file.path}: this schema has the name of {whose}: rename the file")
    return files


def _own(tree: Tree, directory: str) -> list[str]:
    place = posixpath.normpath(directory.replace("\\", "/"))
    if place.startswith(("/", "../")) or place == "..":
        raise PolicyError(f"the schema directory {directory} is outside the repository")
    paths = tree.children("" if place == "." else place)
    if paths is None:
        raise PolicyError(f"the schema directory {directory} does not exist, or lies outside the repository")
    return [path for path in paths if path.endswith(".json")]


def _read(tree: Tree, path: str) -> SchemaFile:
    data, fault = tree.read(path)
    if data is None:
        raise PolicyError(f"{path}: {fault}")
    if len(data) > MAX_BYTES:
        raise PolicyError(f"{path}: the file is larger than {MAX_BYTES // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: the file is not UTF-8: save it as UTF-8") from error
    return SchemaFile(name_of(posixpath.basename(path)), path, text)
