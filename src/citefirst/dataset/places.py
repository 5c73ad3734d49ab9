"""Where a ledger lies: a directory, or an address of an object store that pyarrow knows. Paths in it are relative.

What a repository is called is part of a path, so it is quoted: no name leads out of the ledger, and none means another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from citefirst.errors import CitefirstError, UsageError

MANIFESTS = "_ledger"
"""Directory of the manifests. Readers of Parquet datasets pass over names that begin with `_`."""
PAST = "history"
"""Directory of the tables about earlier states of the records."""
_KEYS = re.compile(r"[^/?#]*@")
"""What stands before the host of an address: who asks, and with which key."""
MOST = 200
"""Bytes of a quoted name: file systems allow 255 for a name, and more is added."""

TRIES = 3
"""How often an object store is asked before it cannot be reached: more tries are seconds in which nobody is told."""


class Place(NamedTuple):
    """A file system rooted at the ledger, how the user named it, and its directory where it is a local one."""

    files: Any
    shown: str
    local: Path | None = None


def at(named: str) -> Place:
    """Return the place that a directory or an address (`s3://bucket/ledger`) names; keys in the address are not shown.

    Raises UsageError where it names none, CitefirstError where it cannot be reached.
    """
    from pyarrow import fs

    scheme, separator, rest = named.partition("://")
    if not separator or scheme == "file":
        directory = Path(os.path.abspath(rest if separator else named))  # noqa: PTH100 - its links stay as they are
        return Place(fs.SubTreeFileSystem(str(directory), fs.LocalFileSystem()), named, directory)
    shown = f"{scheme}://{_KEYS.sub('', rest)}"
    try:
        files, path = fs.FileSystem.from_uri(named)
    except (ValueError, NotImplementedError) as error:
        raise UsageError(f"{shown} is no place for a ledger: {reason(error).replace(named, shown)}") from error
    except OSError as error:
        raise CitefirstError(f"{shown} cannot be reached: {reason(error)}") from error
    return Place(fs.SubTreeFileSystem(path, _impatient(files)), shown)


def _impatient(files: Any) -> Any:
    """Return a file system that is told of soon where its store cannot be reached, and not after many tries."""
    from pyarrow import fs

    if not isinstance(files, fs.S3FileSystem):
        return files
    _, (options,) = files.__reduce__()  # what it was made of; an address has no word for the number of tries
    given = {name: value for name, value in options.items() if value not in ("", None) and name != "proxy_options"}
    return fs.S3FileSystem(**given, retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=TRIES))


def quoted(repository: str) -> str:
    """Return the name of a repository as one part of a path. Raises UsageError for one that has no such form."""
    found = quote(repository.encode("utf-8", "backslashreplace"), safe="")
    if not repository.strip():
        raise UsageError("a repository without a name has no place in a ledger: name it with --repository")
    if len(found) > MOST:
        raise UsageError(f"the name {repository[:40]}… is too long for a ledger: name it shorter with --repository")
    return found


def manifest_path(repository: str) -> str:
    return f"{MANIFESTS}/{quoted(repository)}.json"


def folder(table: str, repository: str) -> str:
    """Return the directory of a repository's rows; `history.claims` are those of its earlier states."""
    return f"{table.replace('.', '/')}/repository={quoted(repository)}"


def reason(error: Exception) -> str:
    """Return why something cannot be read or written: the first line of what a library says, without its numbers."""
    text = getattr(error, "strerror", None) or str(error)
    return (text.strip().splitlines() or [type(error).__name__])[0].removeprefix("[Errno ").strip()


@contextmanager
def told(place: Place, what: str) -> Iterator[None]:
    """Turn what a file system refuses into a sentence: `what` cannot be done at a place."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CitefirstError(f"{place.shown}: {what}: {reason(error)}") from error


def read(place: Place, path: str) -> bytes:
    """Return a whole file. Raises FileNotFoundError where there is none, CitefirstError where it cannot be read."""
    with told(place, f"{path} cannot be read"), place.files.open_input_stream(path) as stream:
        found: bytes = stream.read()
    return found


def write(place: Place, path: str, data: bytes) -> None:
    """Write a whole file or nothing. Raises CitefirstError."""
    if place.local:
        from citefirst.repository.writing import write as put

        put(place.local / path, data)
        return
    with told(place, f"{path} cannot be written"):
        place.files.create_dir(path.rpartition("/")[0], recursive=True)
        with place.files.open_output_stream(path) as stream:
            stream.write(data)


def remove(place: Place, path: str) -> None:
    """Take away a file, if it is there and can be."""
    from contextlib import suppress

    with suppress(OSError):
        place.files.delete_file(path)


def listed(place: Place, directory: str, *, deep: bool = False) -> list[Any]:
    """Return what pyarrow tells of the files in a directory, `deep` with those further down; none where there is no
    such directory."""
    from pyarrow import fs

    with told(place, f"{directory or 'it'} cannot be listed"):
        found = place.files.get_file_info(fs.FileSelector(directory, allow_not_found=True, recursive=deep))
    return sorted((each for each in found if each.type == fs.FileType.File), key=lambda each: str(each.path))
