"""Where schema files come from: the ones that are part of citefirst, and directories of the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from citefirst.check import MAX_BYTES
from citefirst.errors import CitefirstError, PolicyError
from citefirst.sources import tree
from citefirst.workflow.catalogue import Catalogue, SchemaFile, name_of


def builtin_directory() -> Path:
    """The directory of the built-in schemas: inside the installed package, or at the root of a checkout."""
    package = Path(__file__).parent.parent
    for directory in (package / "schemas", package.parent.parent / "schemas"):
        if directory.is_dir():
            return directory
    raise CitefirstError("the built-in schemas are not where they belong: install citefirst again")


def load_catalogue(root: Path, directories: Sequence[str]) -> Catalogue:
    """The built-in schemas and those in directories of a repository, given relative to its root.

    Raises PolicyError where a directory is not there or outside, a file cannot be read, or two have the same name.
    """
    return Catalogue(load_directories(root, directories))


def load_directories(root: Path, directories: Sequence[str]) -> dict[str, SchemaFile]:
    """Schema files by name. A repository's own file may not take the name of a built-in or of another one."""
    builtin = builtin_directory()
    files = {file.name: file for file in _builtin(builtin)}
    for directory in dict.fromkeys(_inside(root, directory) for directory in directories):
        if directory.resolve() == builtin.resolve():
            continue
        for file in _own(root, directory):
            if file.name in files:
                place = files[file.name].path
                whose = "a built-in one" if place.startswith("citefirst:") else place
                raise PolicyError(f"{file.path}: this schema has the name of {whose}: rename the file")
            files[file.name] = file
    return files


def _builtin(directory: Path) -> Iterator[SchemaFile]:
    for path in sorted(directory.glob("*.json")):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CitefirstError(f"the built-in schema {path.name} cannot be read: install citefirst again") from error
        yield SchemaFile(name_of(path.name), f"citefirst:schemas/{path.name}", text)


def _inside(root: Path, directory: str) -> Path:
    place = Path(os.path.normpath(root / directory))
    if not place.resolve().is_relative_to(root.resolve()):
        raise PolicyError(f"the schema directory {directory} is outside the repository")
    if not place.is_dir():
        raise PolicyError(f"the schema directory {directory} does not exist")
    return place


def _own(root: Path, directory: Path) -> Iterator[SchemaFile]:
    for path in sorted(directory.glob("*.json")):
        shown = tree.relative(root, path)
        data, fault = tree.read(root, shown)
        if data is None:
            raise PolicyError(f"{shown}: {fault}")
        if len(data) > MAX_BYTES:
            raise PolicyError(f"{shown}: the file is larger than {MAX_BYTES // 1024} KiB")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PolicyError(f"{shown}: the file is not UTF-8: save it as UTF-8") from error
        yield SchemaFile(name_of(path.name), shown, text)
