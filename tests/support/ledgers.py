"""Ledgers in small: tables of made-up rows, repositories with a history, and places of either kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import fs
from support.scenario import BASE, GOOD, Repository

from citefirst.dataset import places, reading
from citefirst.dataset.manifest import NAMES
from citefirst.dataset.places import Place
from citefirst.dataset.tables import joined, schema
from citefirst.tasks.partition import Building, Built, Wanted

DAY = "2026-11-23"
SIGNED = GOOD.replace(
    "ai: none\n", 'ai: none\nid: N-1\napprovals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05\n'
)
UNSURE = SIGNED.replace("\n[S1]: https", "\nUNKNOWN(@bob, 2026-11-20): who noticed first.\n\n[S1]: https")


def rows(table: str, *given: Mapping[str, Any]) -> pyarrow.Table:
    """Rows of a table of which only some columns matter."""
    form = schema(table)
    plain: dict[Any, Any] = {
        pyarrow.string(): "x",
        pyarrow.int64(): 0,
        pyarrow.float64(): 0.0,
        pyarrow.bool_(): False,
        pyarrow.list_(pyarrow.string()): [],
    }
    blank = {field.name: None if field.nullable else plain[field.type] for field in form}
    return pyarrow.Table.from_pylist([{**blank, **row} for row in given], form)


def store() -> Place:
    """An object store: it has no lock, no rename, and no directory of this machine."""
    return Place(fs.SubTreeFileSystem("bucket/ledger", fs._MockFileSystem()), "mock://bucket/ledger")


def written(root: Path) -> Repository:
    """A repository in which a record was written, doubted, settled, moved, and another one taken away."""
    repository = Repository.new(root)
    repository.commit({**BASE, "docs/a.md": GOOD, "docs/gone.md": GOOD}, "write")
    repository.commit({"docs/a.md": UNSURE}, "doubt")
    repository.commit({"docs/a.md": SIGNED}, "settle")
    repository.git("mv", "docs/a.md", "docs/b.md")
    repository.commit({"docs/gone.md": None}, "move")
    return repository


def build(checkout: Path, place: Place | Path, **wanted: Any) -> Built:
    where = places.at(str(place)) if isinstance(place, Path) else place
    return Building(Wanted(checkout, wanted.pop("day", DAY), **wanted), where).build()


def contents(place: Place | Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of a ledger, by table."""
    where = places.at(str(place)) if isinstance(place, Path) else place
    found = reading.tables(where, reading.manifests(where), NAMES)
    return {name: joined([table.to_table()], name).to_pylist() for name, table in found.items()}


def files(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
