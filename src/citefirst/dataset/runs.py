"""Runs of a check in CI, stored in a ledger: each is one file under a name of its own, so no two writers ever meet.

A build replaces none of them, and no manifest names them. What stands there was written by somebody else: a file
that is none of ours is told of by name, never counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from citefirst.dataset import places
from citefirst.dataset.places import Place
from citefirst.dataset.writing import encoded
from citefirst.ledger import arrow
from citefirst.ledger.model import FORMAT, RUNS, RunRow, Where

if TYPE_CHECKING:
    import pyarrow

LARGEST = 1024 * 1024
"""Bytes of a file that is read as a run: one is a few thousand."""
MOST = 10_000
"""Runs of one repository that are read, the newest names last."""
ALL = 50_000
"""Runs of all repositories that a question counts, the newest ones."""
SHOWN = 5
"""Files that are told of because they are no runs."""
TRIED = 10
"""Files that are opened in search of the newest one that can be read."""
_NAME = re.compile(r"/(\d{1,20})-(\d{1,9})-[0-9a-f]{16}\.parquet\Z", re.ASCII)


class Table(NamedTuple):
    """The runs of all repositories, and what must be said of those that are not counted."""

    rows: pyarrow.Table
    notes: tuple[str, ...] = ()


def path_of(repository: str, run: RunRow) -> str:
    """Return where a run lies in a ledger: the same attempt of the same job is the same file."""
    from hashlib import sha256

    job = sha256(run.job.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return f"{places.folder(RUNS, repository)}/{run.run}-{run.attempt}-{job}.parquet"


def put(place: Place, where: Where, run: RunRow) -> str:
    """Store a run, whole or not at all, and return its path in the ledger. Raises CitefirstError."""
    import pyarrow

    path = path_of(where.repository, run)
    table = pyarrow.Table.from_batches([arrow.batch(RUNS, [(*where, *run)])])
    places.write(place, path, encoded(table))
    return path


def stored(place: Place, repository: str) -> Iterator[tuple[str, RunRow | str]]:
    """Yield the runs of a repository by their paths, or why a file cannot be read as one. Raises CitefirstError where
    the place cannot be listed."""
    for each in places.listed(place, places.folder(RUNS, repository))[:MOST]:
        path = str(each.path)
        if path.endswith(".parquet"):
            yield path, _run(place, path, each.size or 0)


def table(place: Place) -> Table:
    """Return the runs of all repositories, the one that was begun first first. Raises CitefirstError where the place
    cannot be listed."""
    import pyarrow

    files = [each for each in places.listed(place, RUNS, deep=True) if str(each.path).endswith(".parquet")]
    files.sort(key=_begun)
    rows: list[tuple[Any, ...]] = []
    strange: list[tuple[str, str]] = []
    for each in files[-ALL:]:
        found = _read(place, path := str(each.path), each.size or 0)
        if isinstance(found, str):
            strange.append((path, found))
        else:
            rows.append((*found[0], *found[1]))
    notes = _notes(strange, len(files))
    return Table(pyarrow.Table.from_batches([arrow.batch(RUNS, rows)]), tuple(notes))


def _begun(each: Any) -> tuple[int, int, str]:
    """Return by what a file is put in order: the number of its run, the attempt, and its path."""
    match = _named(each)
    return (int(match[1]), int(match[2]), str(each.path)) if match else (0, 0, str(each.path))


def _notes(strange: Sequence[tuple[str, str]], files: int) -> Iterator[str]:
    for path, why in strange[:SHOWN]:
        yield f"{path} is not counted: {why}"
    if len(strange) > SHOWN:
        yield f"{len(strange) - SHOWN} more files are not counted"
    if files > ALL:
        yield f"only the newest {ALL:,} of {files:,} runs are counted"


def newest(place: Place, repository: str) -> RunRow | None:
    """Return the run of a repository that was begun last, None where none can be read. Raises CitefirstError where the
    place cannot be listed."""
    found = [each for each in places.listed(place, places.folder(RUNS, repository)) if _named(each)]
    for each in sorted(found, key=_begun, reverse=True)[:TRIED]:
        run = _run(place, str(each.path), each.size or 0)
        if isinstance(run, RunRow):
            return run
    return None


def _named(each: Any) -> re.Match[str] | None:
    return _NAME.search(str(each.path))


def _run(place: Place, path: str, size: int) -> RunRow | str:
    found = _read(place, path, size)
    return found if isinstance(found, str) else found[1]


def _read(place: Place, path: str, size: int) -> tuple[Where, RunRow] | str:
    """Return the run that a file holds and whose it is, or why it holds none."""
    from citefirst.errors import CitefirstError

    if size > LARGEST:
        return "it is too large for a run"
    try:
        found = _parsed(places.read(place, path))
    except (CitefirstError, OSError):
        return "it cannot be read"
    if isinstance(found, tuple) and path.rpartition("/")[0] != _folder(found[0].repository):
        return "it is a run of another repository"
    return found


def _folder(repository: str) -> str:
    from citefirst.errors import UsageError

    try:
        return places.folder(RUNS, repository)
    except UsageError:
        return ""


def _parsed(data: bytes) -> tuple[Where, RunRow] | str:
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(pyarrow.BufferReader(data), page_checksum_verification=True)
        form = (table.schema.metadata or {}).get(arrow.VERSION_KEY, b"").decode("utf-8", "replace")
        columns = [*Where._fields, *RunRow._fields]
        rows = table.select(columns).to_pylist() if form == FORMAT and table.num_rows == 1 else []
    except (pyarrow.ArrowException, OSError, KeyError):
        return "it is damaged"
    if form != FORMAT:
        return f"it is of {form[:20]}, and this citefirst reads {FORMAT}: update citefirst" if form else "it is no run"
    return _row(rows[0]) if rows else "it is no run"


def _row(values: dict[str, Any]) -> tuple[Where, RunRow] | str:
    day, rules = values["day"], values["rules"]
    if values["verdict"] not in ("pass", "fail", "error") or not isinstance(rules, list):
        return "it is no run"
    values |= {"day": day.isoformat() if hasattr(day, "isoformat") else None, "rules": tuple(rules)}
    where, run = ([values[name] for name in form._fields] for form in (Where, RunRow))
    return Where(*where), RunRow(*run)
