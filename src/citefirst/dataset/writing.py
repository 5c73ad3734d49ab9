"""A partition is written beside the one that is there, and then takes its place in one step: its manifest.

Names of files are never used twice, so two writers cannot mix: whose manifest comes last has the partition, as a whole.
What the other one wrote is taken away by a later writer, once nobody can be at it any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from citefirst.dataset import places
from citefirst.dataset.manifest import KEPT, NAMES, Damaged, Manifest, Part, checksum, dump, parse
from citefirst.dataset.places import Place, folder, manifest_path
from citefirst.errors import CitefirstError

if TYPE_CHECKING:
    import pyarrow

STALE = 3600.0
"""Seconds after which a file that no manifest names is what a writer left behind that did not come to its end."""


def known(place: Place, repository: str) -> Manifest | None:
    """Return the manifest of a repository's partition, None where there is none. Raises CitefirstError."""
    path = manifest_path(repository)
    try:
        return parse(places.read(place, path), f"{place.shown}/{path}")
    except FileNotFoundError:
        return None


def usable(place: Place, repository: str) -> Manifest | None:
    """Return the manifest of a partition whose rows may be used again. One that is damaged is no reason to stop.

    Raises CitefirstError where it is of a newer version: that is not replaced.
    """
    try:
        return known(place, repository)
    except Damaged:
        return None


def put(
    place: Place,
    repository: str,
    tables: Mapping[str, pyarrow.Table],
    *,
    head: str = "",
    basis: str = "",
    damaged: bool = False,
) -> bool:
    """Replace the partition of a repository and tell whether its rows are others now. Tables without rows are left out.
    Files of the same rows stay as they are, unless they are `damaged`.

    Raises CitefirstError where it cannot be written; then the one that was there is untouched.
    """
    written = dict[str, Part]()
    mine = set[str]()
    try:
        for name, table in tables.items():
            if table.num_rows:
                data = encoded(table)
                path = f"{folder(name, repository)}/{secrets.token_hex(16)}.parquet"
                written[name] = Part(path, table.num_rows, len(data), checksum(data))
                mine.add(path)
                places.write(place, path, data)
        manifest = Manifest(repository, written, head, basis)
        with _alone(place, repository):
            before = usable(place, repository)
            same = before is not None and before.digest == manifest.digest
            if before is not None and same and not damaged and _sums(before) == _sums(manifest):
                manifest = manifest._replace(parts=before.parts)
            if manifest != before:
                places.write(place, manifest_path(repository), dump(manifest))
    except BaseException:
        _remove(place, mine)
        raise
    used = {part.path for part in manifest.parts.values()}
    gone = {part.path for part in before.parts.values()} if before else set[str]()
    _remove(place, (gone | mine) - used)
    _sweep(place, repository, used)
    return not same


def encoded(table: pyarrow.Table) -> bytes:
    """Return a table as a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _sums(manifest: Manifest) -> dict[str, str]:
    return {name: part.sha256 for name, part in manifest.parts.items()}


@contextmanager
def _alone(place: Place, repository: str) -> Iterator[None]:
    """Hold the manifests of a local ledger. An object store has no lock, and needs none: it puts an object whole."""
    if place.local is None:
        yield
        return
    from citefirst.repository.writing import locked

    with locked(place.local / manifest_path(repository)):
        yield


def _remove(place: Place, paths: set[str]) -> None:
    for path in paths:
        places.remove(place, path)


def _sweep(place: Place, repository: str, used: set[str]) -> None:
    """Take away files of the partition that no manifest names and that nobody can be writing any more."""
    from time import time

    with suppress(CitefirstError):
        for name in (*NAMES, KEPT):
            for each in places.listed(place, folder(name, repository)):
                path = str(each.path)
                if path not in used and each.mtime_ns is not None and time() - each.mtime_ns / 1e9 > STALE:
                    places.remove(place, path)
