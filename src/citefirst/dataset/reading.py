"""A ledger as its manifests say it is. Each file is held against its manifest before anybody believes a row of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from citefirst.dataset import places
from citefirst.dataset.manifest import NAMES, Damaged, Manifest, Part, checksum, parse
from citefirst.dataset.places import MANIFESTS, Place
from citefirst.dataset.tables import schema
from citefirst.errors import CitefirstError, UsageError

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import dataset

TRIES = 3
"""How often a ledger is read anew whose files were replaced meanwhile."""
Result = TypeVar("Result")


def manifests(place: Place) -> tuple[Manifest, ...]:
    """Return the partitions of a ledger, in the order of their names. Raises UsageError where there is none."""
    found = []
    for each in places.listed(place, MANIFESTS):
        path = str(each.path)
        if path.endswith(".json"):
            try:
                found.append(parse(places.read(place, path), f"{place.shown}/{path}"))
            except FileNotFoundError:
                continue
            if places.manifest_path(found[-1].repository) != path:
                raise Damaged(f"{place.shown}/{path} is damaged: build that partition anew")
    if not found:
        raise UsageError(f"{place.shown} holds no ledger: `citefirst ledger build --into {place.shown}` writes one")
    return tuple(found)


def is_built(place: Place) -> bool:
    """Tell whether a ledger has a partition."""
    return any(str(each.path).endswith(".json") for each in places.listed(place, MANIFESTS))


def steadily(step: Callable[[], Result], place: Place) -> Result:
    """Take a step that reads a ledger, again where a partition was replaced meanwhile. Raises CitefirstError."""
    for _ in range(TRIES):
        try:
            return step()
        except FileNotFoundError as error:
            missing = error
    raise CitefirstError(
        f"{place.shown} lacks {missing}, which a manifest names: build that partition anew"
    ) from missing


def tables(place: Place, found: Iterable[Manifest], names: Iterable[str] = NAMES) -> Mapping[str, dataset.Dataset]:
    """Return tables of some partitions. Raises FileNotFoundError and CitefirstError where files are not as they were
    written.
    """
    known = tuple(found)
    return {
        name: table([content(place, each.parts[name]) for each in known if name in each.parts], schema(name))
        for name in names
    }


def content(place: Place, part: Part) -> Any:
    """Return the bytes of a file that a manifest names, as pyarrow has them."""
    import pyarrow

    try:
        data = places.read(place, part.path)
    except FileNotFoundError as error:
        raise FileNotFoundError(part.path) from error
    if len(data) != part.size or checksum(data) != part.sha256:
        raise Damaged(f"{place.shown}/{part.path} is damaged: build that partition anew")
    return pyarrow.py_buffer(data)


def table(files: Iterable[Any], form: pyarrow.Schema) -> dataset.Dataset:
    """Return Parquet files in memory as one table, of which only what is asked for is decoded."""
    from pyarrow import dataset, fs

    parquet = dataset.ParquetFileFormat()
    parts = [parquet.make_fragment(each) for each in files]
    return dataset.FileSystemDataset(parts, form, parquet, filesystem=fs.LocalFileSystem())
